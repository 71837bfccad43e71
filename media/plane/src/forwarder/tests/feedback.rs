//! Requests and reports, and when they are sent.

use super::*;
use crate::clock::{MILLISECOND, SECOND, rtp_ticks};
use crate::keyframe;
use crate::rtcp::feedback::{write_nack, write_picture_loss};
use crate::rtcp::reports::{ReportBlock, SenderInfo, write_receiver_report, write_sender_report};
use crate::rtcp::{Packet, packets};

fn picture_losses(compounds: &[Vec<u8>]) -> usize {
    let all = compounds.iter().flat_map(|compound| packets(compound));
    all.filter(|packet| matches!(packet, Ok(Packet::PictureLoss { media_ssrc: SSRC }))).count()
}

fn nacked(compounds: &[Vec<u8>]) -> Vec<u16> {
    let all = compounds.iter().flat_map(|compound| packets(compound));
    all.filter_map(|packet| match packet {
        Ok(Packet::Nack { media_ssrc: SSRC, sequences }) => Some(sequences.iter().collect::<Vec<_>>()),
        _ => None,
    })
    .flatten()
    .collect()
}

#[test]
fn a_keyframe_is_asked_for_until_it_comes_and_never_too_often() {
    let (mut world, mut publisher, _) = publisher_and_subscriber();
    let mut requests = picture_losses(&publisher.received_rtcp(&mut world));
    assert_eq!(requests, 1, "the new route asks");
    for index in 0..200 {
        let packet = publisher.video(index, 0, false);
        world.receive(publisher.remote, &[packet]);
        world.run_until(world.now + 10 * MILLISECOND);
        requests += picture_losses(&publisher.received_rtcp(&mut world));
    }
    let longest = (2 * SECOND / keyframe::INTERVAL) as usize + 1;
    assert!((longest - 1..=longest).contains(&requests), "{requests} requests in two seconds");
    assert_eq!(world.forwarder.statistics().keyframes_asked, requests as u64);
    let packet = publisher.video(200, 0, true);
    world.receive(publisher.remote, &[packet]);
    world.run_until(world.now + SECOND);
    assert_eq!(picture_losses(&publisher.received_rtcp(&mut world)), 0, "it is here");
}

#[test]
fn a_lost_request_is_repeated_although_its_publisher_sends_nothing() {
    let (mut world, mut publisher, _) = publisher_and_subscriber();
    let lost = publisher.received_rtcp(&mut world);
    assert_eq!(picture_losses(&lost), 1);
    world.run_until(keyframe::INTERVAL - MILLISECOND);
    assert_eq!(picture_losses(&publisher.received_rtcp(&mut world)), 0);
    world.run_until(keyframe::INTERVAL + 20 * MILLISECOND);
    assert_eq!(picture_losses(&publisher.received_rtcp(&mut world)), 1);
    let packet = publisher.video(1, 0, true);
    world.receive(publisher.remote, &[packet]);
    world.run_until(3 * SECOND);
    assert_eq!(picture_losses(&publisher.received_rtcp(&mut world)), 0, "it is here");
}

#[test]
fn the_first_keyframe_is_asked_for_when_its_receiver_can_be_sent_one() {
    let mut world = World::new();
    let mut publisher = Peer::join(&mut world, 1);
    world.apply(Command::AddStream(stream(1, &publisher)));
    world.apply(Command::AddTransport { transport: 2, ssrc: 7 });
    let mut description = output(1, &publisher);
    description.transport = 2;
    world.apply(Command::AddOutput(description));
    world.apply(Command::Route { output: 1, streams: vec![1] });
    let remote = SocketAddr::from(([10, 0, 0, 1], 2));
    world.apply(Command::SetPath { transport: 2, socket: 0, remote });
    world.now += 50 * MILLISECOND;
    assert_eq!(picture_losses(&publisher.received_rtcp(&mut world)), 0, "it would be lost on the receiver");
    world.apply(Command::SetKeys { transport: 2, receive: master(4), send: master(5) });
    assert_eq!(picture_losses(&publisher.received_rtcp(&mut world)), 1, "at once");
}

#[test]
fn the_picture_loss_of_a_receiver_reaches_the_publisher() {
    let (mut world, mut publisher, mut subscriber) = publisher_and_subscriber();
    let keyframe = publisher.video(1, 0, true);
    world.receive(publisher.remote, &[keyframe]);
    world.run_until(SECOND);
    publisher.received_rtcp(&mut world);
    let unknown = subscriber.rtcp(|buffer| write_picture_loss(buffer, 1, 0xbad));
    world.receive(subscriber.remote, &[unknown]);
    assert_eq!(picture_losses(&publisher.received_rtcp(&mut world)), 0);
    let loss = subscriber.rtcp(|buffer| write_picture_loss(buffer, 1, OUT_SSRC));
    world.receive(subscriber.remote, &[loss]);
    assert_eq!(picture_losses(&publisher.received_rtcp(&mut world)), 1);
}

#[test]
fn a_lost_packet_is_asked_for_again_and_again_until_it_comes() {
    let (mut world, mut publisher, mut subscriber) = publisher_and_subscriber();
    let batch = [publisher.video(10, 0, true), publisher.video(13, 3_000, false)];
    world.receive(publisher.remote, &batch);
    assert_eq!(nacked(&publisher.received_rtcp(&mut world)), [11, 12]);
    world.run_until(110 * MILLISECOND);
    assert_eq!(nacked(&publisher.received_rtcp(&mut world)), [11, 12]);
    let rtx =
        publisher.rtp(1, RTX_SSRC, RTX, 3_000, &[&11u16.to_be_bytes(), &picture(11, false)[..]].concat());
    let late = publisher.video(12, 3_000, false);
    world.receive(publisher.remote, &[rtx, late]);
    world.run_until(SECOND);
    assert_eq!(nacked(&publisher.received_rtcp(&mut world)), Vec::<u16>::new());
    let indexes: Vec<_> = subscriber.received_rtp(&mut world).iter().map(|(index, ..)| *index).collect();
    assert_eq!(indexes, [0x7ff0, 0x7ff3, 0x7ff1, 0x7ff2]);
}

#[test]
fn a_retransmission_that_carries_nothing_is_padding() {
    let (mut world, mut publisher, _) = publisher_and_subscriber();
    let batch = [publisher.video(10, 0, true), publisher.rtp(1, RTX_SSRC, RTX, 0, &[])];
    world.receive(publisher.remote, &batch);
    assert_eq!(world.dropped(DropReason::Padding), 1);
}

#[test]
fn a_receiver_that_asks_for_everything_all_the_time_is_limited() {
    let (mut world, mut publisher, mut subscriber) = publisher_and_subscriber();
    let batch: Vec<_> = (0..400).map(|index| publisher.video(index, 0, index == 0)).collect();
    world.receive(publisher.remote, &batch);
    subscriber.received_rtp(&mut world);
    let everything: Vec<u16> = (0x7ff0..0x7ff0 + 400).collect();
    for _ in 0..20 {
        world.now += 40 * MILLISECOND;
        let nack = subscriber.rtcp(|buffer| write_nack(buffer, 1, OUT_SSRC, &everything));
        world.receive(subscriber.remote, &[nack]);
    }
    assert_eq!(subscriber.received_rtp(&mut world).len(), 400);
    assert!(world.dropped(DropReason::ResendLimit) >= 18 * 400);
}

#[test]
fn what_was_shown_before_a_switch_is_not_resent() {
    let (mut world, mut publisher, mut subscriber) = publisher_and_subscriber();
    let mut other = Peer::join(&mut world, 3);
    world.apply(Command::AddStream(stream(3, &other)));
    let packet = publisher.video(1, 0, true);
    world.receive(publisher.remote, &[packet]);
    world.apply(Command::Route { output: 1, streams: vec![3] });
    let packet = other.video(1, 0, true);
    world.receive(other.remote, &[packet]);
    let sent: Vec<u16> =
        subscriber.received_rtp(&mut world).iter().map(|(index, ..)| *index as u16).collect();
    let nack = subscriber.rtcp(|buffer| write_nack(buffer, 1, OUT_SSRC, &sent));
    world.receive(subscriber.remote, &[nack]);
    assert_eq!(subscriber.received_rtp(&mut world).len(), 1);
    assert_eq!(world.dropped(DropReason::NotInCache), 1);
}

#[test]
fn reports_go_out_once_per_second() {
    let (mut world, mut publisher, mut subscriber) = publisher_and_subscriber();
    let mut sender_reports = Vec::new();
    let mut receiver_reports = 0;
    for step in 0..50 {
        world.run_until(step * 100 * MILLISECOND);
        let now = world.now;
        let packet = publisher.video(step, rtp_ticks(now, 90_000), step == 0);
        let info = SenderInfo {
            ntp: WallClock::new(0).ntp(now + SECOND),
            rtp_timestamp: rtp_ticks(now, 90_000),
            packets: 1,
            octets: 1,
        };
        let report = publisher.rtcp(|buffer| write_sender_report(buffer, SSRC, &info));
        world.receive(publisher.remote, &[packet, report]);
        for compound in subscriber.received_rtcp(&mut world) {
            if let Some(Ok(Packet::SenderReport { ssrc: OUT_SSRC, info, .. })) = packets(&compound).next() {
                sender_reports.push(info);
            }
        }
        for compound in publisher.received_rtcp(&mut world) {
            let first = packets(&compound).next();
            receiver_reports += usize::from(matches!(first, Some(Ok(Packet::ReceiverReport { .. }))));
        }
    }
    assert!((4..=5).contains(&sender_reports.len()), "{} in five seconds", sender_reports.len());
    assert!((4..=5).contains(&receiver_reports), "{receiver_reports} in five seconds");
    for pair in sender_reports.windows(2) {
        assert_eq!(pair[1].ntp - pair[0].ntp, 1 << 32, "one second later");
        assert!((pair[1].rtp_timestamp.wrapping_sub(pair[0].rtp_timestamp)).abs_diff(90_000) <= 1);
    }
}

#[test]
fn a_receiver_report_gives_loss_and_round_trip_time() {
    let (mut world, _, mut subscriber) = publisher_and_subscriber();
    let clock = WallClock::new(1_800_000_000_000_000);
    let sent = 5 * SECOND;
    world.now = sent + 300 * MILLISECOND;
    let block = ReportBlock {
        ssrc: OUT_SSRC,
        fraction_lost: 0,
        lost: 12,
        highest_sequence: 0,
        jitter: 0,
        last_report: (clock.ntp(sent) >> 16) as u32,
        delay: 65_536 / 10,
    };
    let report = subscriber.rtcp(|buffer| write_receiver_report(buffer, 1, &[block]));
    world.receive(subscriber.remote, &[report]);
    let statistics = world.forwarder.output_statistics(1).unwrap();
    assert_eq!(statistics.lost, 12);
    assert!(statistics.rtt_us.abs_diff(200_000) < 100, "{}", statistics.rtt_us);
    let lie = ReportBlock { delay: u32::MAX, ..block };
    let report = subscriber.rtcp(|buffer| write_receiver_report(buffer, 1, &[lie]));
    world.receive(subscriber.remote, &[report]);
    assert_eq!(world.forwarder.output_statistics(1).unwrap().rtt_us, statistics.rtt_us);
}

//! What is told about traffic.

use super::*;
use crate::clock::{MILLISECOND, SECOND};
use crate::rtcp::reports::{ReportBlock, write_receiver_report};

fn reported(highest_sequence: u32, lost: i32) -> ReportBlock {
    ReportBlock {
        ssrc: OUT_SSRC,
        fraction_lost: 0,
        lost,
        highest_sequence,
        jitter: 0,
        last_report: 0,
        delay: 0,
    }
}

#[test]
fn bitrates_are_of_the_last_second() {
    let (mut world, mut publisher, mut subscriber) = publisher_and_subscriber();
    for index in 0..300u64 {
        world.run_until(index * 10 * MILLISECOND);
        let mut payload = picture(index, index == 0);
        payload.resize(500, 0);
        let packet = publisher.rtp(index, SSRC, VIDEO, index as u32 * 900, &payload);
        world.receive(publisher.remote, &[packet]);
        subscriber.received_rtp(&mut world);
    }
    let (stream, output) =
        (world.forwarder.stream_statistics(1).unwrap(), world.forwarder.output_statistics(1).unwrap());
    assert!(stream.bitrate.abs_diff(400_000) <= 8_000, "{}", stream.bitrate);
    assert!(output.bitrate.abs_diff(400_000) <= 8_000, "{}", output.bitrate);
    let sent = world.forwarder.transport_statistics(2, world.now).unwrap().sent_bitrate;
    assert!((400_000..450_000).contains(&sent), "with headers and tags: {sent}");
    world.run_until(world.now + 3 * SECOND);
    assert_eq!(world.forwarder.stream_statistics(1).unwrap().bitrate, 0);
}

#[test]
fn a_transport_tells_what_its_peer_reported_lost() {
    let (mut world, mut publisher, mut subscriber) = publisher_and_subscriber();
    for index in 0..200 {
        let packet = publisher.video(index, 0, index == 0);
        world.receive(publisher.remote, &[packet]);
    }
    for block in [reported(0x7ff0, 0), reported(0x7ff0 + 100, 25)] {
        let report = subscriber.rtcp(|buffer| write_receiver_report(buffer, 1, &[block]));
        world.receive(subscriber.remote, &[report]);
    }
    assert_eq!(world.forwarder.transport_statistics(2, world.now).unwrap().lost, 65_536 / 4);
    let lie = subscriber.rtcp(|buffer| write_receiver_report(buffer, 1, &[reported(u32::MAX, i32::MAX)]));
    world.receive(subscriber.remote, &[lie]);
    assert_eq!(world.forwarder.transport_statistics(2, world.now).unwrap().lost, 65_536 / 4);
    world.run_until(world.now + 3 * SECOND);
    assert_eq!(world.forwarder.transport_statistics(2, world.now).unwrap().lost, 0);
}

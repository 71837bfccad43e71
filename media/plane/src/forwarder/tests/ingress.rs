//! Whose a packet is, and how much of it is taken.

use super::*;
use crate::clock::{MILLISECOND, SECOND};

const MID_ID: u8 = 1;
const RID_ID: u8 = 2;
const REPAIRED_RID_ID: u8 = 3;
const IDS: ExtensionIds = ExtensionIds {
    mid: Some(MID_ID),
    rid: Some(RID_ID),
    repaired_rid: Some(REPAIRED_RID_ID),
    audio_level: None,
    transport_cc: None,
    abs_send_time: None,
    video_orientation: None,
    playout_delay: None,
    dependency_descriptor: None,
};

fn encoding(id: Id, peer: &Peer, rid: &str) -> StreamDescription {
    StreamDescription {
        rid: Some(rid.into()),
        ssrc: None,
        rtx_ssrc: None,
        extensions: IDS,
        ..stream(id, peer)
    }
}

fn header(index: u64, ssrc: u32, payload_type: u8) -> Header {
    Header { marker: true, payload_type, sequence: index as u16, timestamp: 0, ssrc }
}

/// A publisher of two encodings, `l` and `h` as streams 1 and 2, each shown to the subscriber by itself.
fn two_encodings() -> (World, Peer, Peer) {
    let mut world = World::new();
    let (publisher, subscriber) = (Peer::join(&mut world, 1), Peer::join(&mut world, 2));
    for (id, rid) in [(1, "l"), (2, "h")] {
        world.apply(Command::AddStream(encoding(id, &publisher, rid)));
        let ssrc = OUT_SSRC + 16 * id as u32;
        let description = output(id, &subscriber);
        world.apply(Command::AddOutput(OutputDescription { ssrc, rtx_ssrc: Some(ssrc + 1), ..description }));
        world.apply(Command::Route { output: id, streams: vec![id] });
    }
    (world, publisher, subscriber)
}

fn arrived_ssrcs(subscriber: &mut Peer, world: &mut World) -> Vec<u32> {
    subscriber.received_rtp(world).iter().map(|(_, header, _)| header.ssrc).collect()
}

#[test]
fn an_encoding_is_known_by_its_rid_and_then_by_its_ssrc() {
    let (mut world, mut publisher, mut subscriber) = two_encodings();
    for (ssrc, rid) in [(0x70, b"h"), (0x71, b"l")] {
        let extensions: [(u8, &[u8]); 2] = [(MID_ID, b"0"), (RID_ID, rid)];
        let first = publisher.packet(1, header(1, ssrc, VIDEO), &extensions, &picture(1, true));
        let second = publisher.rtp(2, ssrc, VIDEO, 0, &picture(2, false));
        world.receive(publisher.remote, &[first, second]);
    }
    let (high, low) = (OUT_SSRC + 32, OUT_SSRC + 16);
    assert_eq!(arrived_ssrcs(&mut subscriber, &mut world), [high, high, low, low]);
}

#[test]
fn retransmissions_of_an_encoding_are_known_by_the_rid_that_they_repair() {
    let (mut world, mut publisher, mut subscriber) = two_encodings();
    for (ssrc, rid) in [(0x70, b"h"), (0x71, b"l")] {
        let extensions: [(u8, &[u8]); 2] = [(MID_ID, b"0"), (RID_ID, rid)];
        let first = publisher.packet(1, header(1, ssrc, VIDEO), &extensions, &picture(1, true));
        let third = publisher.rtp(3, ssrc, VIDEO, 0, &picture(3, false));
        world.receive(publisher.remote, &[first, third]);
    }
    arrived_ssrcs(&mut subscriber, &mut world);
    let original = [&2u16.to_be_bytes(), &picture(2, false)[..]].concat();
    let extensions: [(u8, &[u8]); 2] = [(MID_ID, b"0"), (REPAIRED_RID_ID, b"l")];
    let again = publisher.packet(7, header(7, 0x81, RTX), &extensions, &original);
    world.receive(publisher.remote, &[again]);
    assert_eq!(arrived_ssrcs(&mut subscriber, &mut world), [OUT_SSRC + 16]);
}

#[test]
fn an_encoding_that_nobody_declared_is_dropped_and_counted() {
    let (mut world, mut publisher, mut subscriber) = two_encodings();
    for (index, rid) in [(1, Some(b"x")), (2, None)] {
        let mut extensions: Vec<(u8, &[u8])> = vec![(MID_ID, b"0")];
        extensions.extend(rid.map(|rid| (RID_ID, &rid[..])));
        let packet = publisher.packet(index, header(index, 0x70, VIDEO), &extensions, &picture(1, true));
        world.receive(publisher.remote, &[packet]);
    }
    assert_eq!(world.dropped(DropReason::UndeclaredRid), 1);
    assert_eq!(world.dropped(DropReason::UndeclaredSsrc), 1, "one that says no rid is of no encoding");
    assert!(arrived_ssrcs(&mut subscriber, &mut world).is_empty());
}

#[test]
fn an_encoding_keeps_the_ssrc_that_it_came_with() {
    let (mut world, mut publisher, mut subscriber) = two_encodings();
    let extensions: [(u8, &[u8]); 2] = [(MID_ID, b"0"), (RID_ID, b"h")];
    for ssrc in [0x70, 0x99] {
        let packet = publisher.packet(1, header(1, ssrc, VIDEO), &extensions, &picture(1, true));
        world.receive(publisher.remote, &[packet]);
    }
    assert_eq!(arrived_ssrcs(&mut subscriber, &mut world).len(), 1);
    assert_eq!(world.dropped(DropReason::UndeclaredSsrc), 1);
}

#[test]
fn a_publisher_may_send_any_of_the_payloads_that_were_agreed() {
    let mut world = World::new();
    let (mut publisher, mut subscriber) = (Peer::join(&mut world, 1), Peer::join(&mut world, 2));
    let opus = |payload_type| Payload { codec: Codec::Opus, payload_type, rtx_payload_type: None };
    let red = |payload_type| Payload { codec: Codec::Red, payload_type, rtx_payload_type: None };
    let audio = StreamDescription {
        payloads: vec![opus(111), red(63)],
        rtx_ssrc: None,
        clock_rate: 48_000,
        ..stream(1, &publisher)
    };
    world.apply(Command::AddStream(audio));
    world.apply(Command::AddOutput(OutputDescription {
        kind: Kind::Audio,
        payloads: vec![red(20), opus(109)],
        rtx_ssrc: None,
        clock_rate: 48_000,
        ..output(1, &subscriber)
    }));
    world.apply(Command::Route { output: 1, streams: vec![1] });
    let batch = [publisher.rtp(1, SSRC, 111, 0, b"opus"), publisher.rtp(2, SSRC, 63, 960, b"red")];
    world.receive(publisher.remote, &batch);
    let received = subscriber.received_rtp(&mut world);
    assert_eq!(received.iter().map(|(_, header, _)| header.payload_type).collect::<Vec<_>>(), [109, 20]);
    let packet = publisher.rtp(3, SSRC, 112, 0, b"?");
    world.receive(publisher.remote, &[packet]);
    assert_eq!(world.dropped(DropReason::UndeclaredPayloadType), 1);
}

#[test]
fn whoever_does_not_take_redundant_audio_is_sent_what_is_new_of_it() {
    let mut world = World::new();
    let (mut publisher, mut subscriber) = (Peer::join(&mut world, 1), Peer::join(&mut world, 2));
    let payload = |codec, payload_type| Payload { codec, payload_type, rtx_payload_type: None };
    world.apply(Command::AddStream(StreamDescription {
        payloads: vec![payload(Codec::Red, 63), payload(Codec::Opus, 111)],
        rtx_ssrc: None,
        clock_rate: 48_000,
        ..stream(1, &publisher)
    }));
    world.apply(Command::AddOutput(OutputDescription {
        kind: Kind::Audio,
        payloads: vec![payload(Codec::Opus, 109)],
        rtx_ssrc: None,
        clock_rate: 48_000,
        ..output(1, &subscriber)
    }));
    world.apply(Command::Route { output: 1, streams: vec![1] });
    let earlier = [0x80 | 111, 0x0f, 0x00, 4]; // 960 ticks earlier, four bytes
    let redundant = [&earlier[..], &[111], b"olds", b"new"].concat();
    let batch = [publisher.rtp(1, SSRC, 63, 960, &redundant), publisher.rtp(2, SSRC, 63, 1_920, &earlier)];
    world.receive(publisher.remote, &batch);
    let received = subscriber.received_rtp(&mut world);
    assert_eq!((received[0].1.payload_type, &received[0].2[..]), (109, &b"new"[..]));
    assert_eq!((received.len(), world.dropped(DropReason::MalformedPayload)), (1, 1), "the other is cut off");
}

#[test]
fn a_receiver_that_did_not_take_the_codec_is_sent_nothing() {
    let mut world = World::new();
    let (mut publisher, mut subscriber) = (Peer::join(&mut world, 1), Peer::join(&mut world, 2));
    world.apply(Command::AddStream(stream(1, &publisher)));
    let h264 = Payload { codec: Codec::H264, ..VP8 };
    let description = OutputDescription { payloads: vec![h264], ..output(1, &subscriber) };
    world.apply(Command::AddOutput(description));
    world.apply(Command::Route { output: 1, streams: vec![1] });
    let packet = publisher.video(1, 0, true);
    world.receive(publisher.remote, &[packet]);
    assert!(subscriber.received_rtp(&mut world).is_empty());
    assert_eq!(world.dropped(DropReason::CodecNotTaken), 1);
}

/// Ten times what was agreed, for ten seconds.
#[test]
fn a_publisher_that_floods_is_held_to_its_ceiling() {
    let mut world = World::new();
    let (mut publisher, mut subscriber) = (Peer::join(&mut world, 1), Peer::join(&mut world, 2));
    let ceiling = 100_000;
    let description = StreamDescription { max_bitrate: Some(ceiling), ..stream(1, &publisher) };
    world.apply(Command::AddStream(description));
    world.apply(Command::AddOutput(output(1, &subscriber)));
    world.apply(Command::Route { output: 1, streams: vec![1] });
    let mut arrived = 0;
    for index in 0..1_000u64 {
        world.run_until(index * 10 * MILLISECOND);
        let mut payload = picture(index, index == 0);
        payload.resize(1_250, 0);
        let packet = publisher.rtp(index, SSRC, VIDEO, index as u32 * 900, &payload);
        world.receive(publisher.remote, &[packet]);
        arrived +=
            subscriber.received_rtp(&mut world).iter().map(|(_, _, payload)| payload.len()).sum::<usize>();
    }
    let (seconds, burst) = (world.now / SECOND + 1, 1);
    assert!(arrived as u64 * 8 <= (seconds + burst) * ceiling, "{arrived} bytes");
    assert!(arrived as u64 * 8 >= (seconds - 1) * ceiling, "{arrived} bytes");
    assert!(world.dropped(DropReason::OverCeiling) > 850);
    let asked: u64 = world.forwarder.stream_statistics(1).unwrap().nacks_sent;
    assert_eq!(asked, 0, "what was dropped is not asked for again");
}

#[test]
fn nobody_spends_the_budget_of_somebody_else() {
    let mut world = World::new();
    let (mut publisher, mut subscriber) = (Peer::join(&mut world, 1), Peer::join(&mut world, 2));
    let description = StreamDescription { max_bitrate: Some(8_000), ..stream(1, &publisher) };
    world.apply(Command::AddStream(description));
    world.apply(Command::AddOutput(output(1, &subscriber)));
    world.apply(Command::Route { output: 1, streams: vec![1] });
    for index in 0..100 {
        let mut forged = publisher.video(index, 0, true);
        forged[20] ^= 1;
        world.receive(publisher.remote, &[forged]);
    }
    assert_eq!(world.dropped(DropReason::BadTag), 100);
    let packet = publisher.video(200, 0, true);
    world.receive(publisher.remote, &[packet]);
    assert_eq!(subscriber.received_rtp(&mut world).len(), 1);
}

//! Streams of which a part is worth sending: spatial layers of VP9, and what AV1 says in its dependency descriptors.

use super::*;
use crate::clock::{MILLISECOND, SECOND};
use crate::codec::dependency_descriptor::Reader;
use crate::rtcp::feedback::write_nack;
use crate::rtcp::{self, Packet};

const FRAME: Micros = 40 * MILLISECOND;
const DESCRIPTOR_ID: u8 = 7;
const IDS: ExtensionIds = ExtensionIds {
    mid: None,
    rid: None,
    repaired_rid: None,
    audio_level: None,
    transport_cc: None,
    abs_send_time: None,
    video_orientation: None,
    playout_delay: None,
    dependency_descriptor: Some(DESCRIPTOR_ID),
};

fn payload_of(codec: Codec) -> Payload {
    Payload { codec, ..VP8 }
}

/// A publisher of `codec`, and somebody who takes it as stream and output 1.
fn call(codec: Codec) -> (World, Peer, Peer) {
    let mut world = World::new();
    let (publisher, subscriber) = (Peer::join(&mut world, 1), Peer::join(&mut world, 2));
    world.apply(Command::AddStream(StreamDescription {
        payloads: vec![payload_of(codec)],
        extensions: IDS,
        ..stream(1, &publisher)
    }));
    world.apply(Command::AddOutput(OutputDescription {
        payloads: vec![payload_of(codec)],
        extensions: IDS,
        ..output(1, &subscriber)
    }));
    world.apply(Command::Route { output: 1, streams: vec![1] });
    (world, publisher, subscriber)
}

/// VP9 of two spatial layers, the higher of which follows from the lower in keyframes only (L2T1_KEY).
#[derive(Default)]
struct Vp9 {
    index: u64,
    picture: u16,
    wants_keyframe: bool,
}

impl Vp9 {
    /// One packet for each spatial layer (RFC 9628 section 4.2: I, P, L, B and E; then picture id, layer, TL0PICIDX).
    fn picture(&mut self, publisher: &mut Peer, at: Micros) -> Vec<Vec<u8>> {
        self.picture += 1;
        let keyframe = std::mem::take(&mut self.wants_keyframe) || self.picture == 1;
        let packet = |spatial: u8| {
            self.index += 1;
            let inter = if keyframe { 0 } else { 0x40 };
            let [high, low] = (self.picture | 0x8000).to_be_bytes();
            let from_below = u8::from(spatial == 1 && keyframe);
            let payload =
                [0xac | inter, high, low, spatial << 1 | from_below, self.picture as u8, spatial, 9, 9];
            let header = Header {
                marker: spatial == 1,
                payload_type: VIDEO,
                sequence: self.index as u16,
                timestamp: (at * 9 / 100) as u32,
                ssrc: SSRC,
            };
            publisher.packet(self.index, header, &[], &payload)
        };
        [0, 1].map(packet).to_vec()
    }

    fn send_for(&mut self, world: &mut World, publisher: &mut Peer, span: Micros) {
        let until = world.now + span;
        while world.now < until {
            let packets = self.picture(publisher, world.now);
            world.receive(publisher.remote, &packets);
            for compound in publisher.received_rtcp(world) {
                let mut packets = rtcp::packets(&compound);
                self.wants_keyframe |= packets.any(|packet| matches!(packet, Ok(Packet::PictureLoss { .. })));
            }
            world.run_until(world.now + FRAME);
        }
    }
}

fn spatial_layers(received: &[(u64, Header, Vec<u8>)]) -> Vec<u8> {
    let mut layers: Vec<u8> = received.iter().map(|(_, _, payload)| payload[5]).collect();
    layers.sort_unstable();
    layers.dedup();
    layers
}

fn watch(world: &mut World, layer: u8) {
    let attention = Attention { layer: Some(layer), ..Attention::default() };
    world.apply(Command::Watch { output: 1, attention });
}

#[test]
fn spatial_layers_that_are_of_no_use_are_left_out_and_come_back_with_a_keyframe() {
    let (mut world, mut publisher, mut subscriber) = call(Codec::Vp9);
    let mut camera = Vp9::default();
    camera.send_for(&mut world, &mut publisher, SECOND);
    assert_eq!(spatial_layers(&subscriber.received_rtp(&mut world)), [0, 1]);
    watch(&mut world, 0);
    camera.send_for(&mut world, &mut publisher, FRAME);
    subscriber.received_rtp(&mut world);
    camera.send_for(&mut world, &mut publisher, SECOND);
    let lower = subscriber.received_rtp(&mut world);
    assert_eq!((spatial_layers(&lower), lower.len()), (vec![0], 25));
    assert!(lower.windows(2).all(|pair| pair[1].0 == pair[0].0 + 1), "no number is missing");
    assert!(lower.iter().all(|(_, header, _)| header.marker), "a picture ends where it is sent no further");
    assert_eq!(world.forwarder.output_statistics(1).unwrap().layer, Some(0));
    watch(&mut world, 1);
    camera.send_for(&mut world, &mut publisher, 3 * SECOND);
    subscriber.received_rtp(&mut world);
    camera.send_for(&mut world, &mut publisher, SECOND);
    let both = subscriber.received_rtp(&mut world);
    assert_eq!((spatial_layers(&both), both.len()), (vec![0, 1], 50));
    assert_eq!(world.forwarder.output_statistics(1).unwrap().layer, Some(1));
}

#[test]
fn what_ended_a_picture_early_does_so_again_when_it_is_resent() {
    let (mut world, mut publisher, mut subscriber) = call(Codec::Vp9);
    let mut camera = Vp9::default();
    watch(&mut world, 0);
    camera.send_for(&mut world, &mut publisher, 5 * FRAME);
    let (index, header, _) = &subscriber.received_rtp(&mut world)[3];
    assert!(header.marker);
    let nack = subscriber.rtcp(|buffer| write_nack(buffer, 1, OUT_SSRC, &[*index as u16]));
    world.receive(subscriber.remote, &[nack]);
    let resent = subscriber.received_rtp(&mut world);
    assert_eq!((resent.len(), resent[0].1.marker), (1, true));
}

/// One spatial layer with three temporal ones, from Chromium: a keyframe with its structure, and a frame after it.
const KEY: [u8; 20] = [
    0xc0, 0x00, 0x01, 0x80, 0x02, 0x14, 0xea, 0xa8, 0x60, 0x41, 0x4d, 0x14, 0x10, 0x20, 0x84, 0x27, 0x02,
    0x7f, 0x01, 0x67,
];

/// An AV1 packet of one frame, with its descriptor.
fn described(publisher: &mut Peer, index: u64, frame: u8) -> Vec<u8> {
    let keyframe = frame == 1;
    let descriptor: &[u8] = if keyframe { &KEY } else { &[0xc3, 0x00, frame] };
    let header = Header {
        marker: true,
        payload_type: VIDEO,
        sequence: index as u16,
        timestamp: 3_000 * index as u32,
        ssrc: SSRC,
    };
    let mut block = Block::new(Form::TwoByte);
    block.push(DESCRIPTOR_ID, descriptor);
    let mut packet = Vec::new();
    let header_len = header.write(&mut packet, &block);
    packet.extend([if keyframe { 0x18 } else { 0x10 }, 0x30, frame, 1, 2, 3]);
    let source = publisher.sender.open(SSRC);
    publisher.sender.protect_rtp(source, index, &mut packet, 0, header_len).unwrap();
    packet
}

/// The frame numbers of what arrives, as its descriptors say.
fn frame_numbers(subscriber: &mut Peer, world: &mut World, reader: &mut Reader) -> Vec<u16> {
    subscriber.fetch(world);
    let packets: Vec<_> = subscriber.inbox.drain(..).filter(|packet| !is_rtcp(packet)).collect();
    let read = |(index, packet): (usize, Vec<u8>)| {
        let parsed = header::parse(&packet).unwrap();
        let descriptor = parsed.extensions.get(DESCRIPTOR_ID).unwrap();
        reader.read(descriptor, index as u64).unwrap().frame.number
    };
    packets.into_iter().enumerate().map(read).collect()
}

#[test]
fn dependency_descriptors_go_on_where_another_stream_is_shown() {
    let (mut world, mut publisher, mut subscriber) = call(Codec::Av1);
    let mut other = Peer::join(&mut world, 3);
    world.apply(Command::AddStream(StreamDescription {
        payloads: vec![payload_of(Codec::Av1)],
        extensions: IDS,
        ..stream(3, &other)
    }));
    let mut reader = Reader::default();
    let batch: Vec<_> =
        [(1, 1), (2, 2), (3, 3)].map(|(index, frame)| described(&mut publisher, index, frame)).into();
    world.receive(publisher.remote, &batch);
    assert_eq!(frame_numbers(&mut subscriber, &mut world, &mut reader), [1, 2, 3]);
    world.apply(Command::Route { output: 1, streams: vec![3] });
    let batch: Vec<_> = [(1, 1), (2, 2)].map(|(index, frame)| described(&mut other, index, frame)).into();
    world.receive(other.remote, &batch);
    assert_eq!(frame_numbers(&mut subscriber, &mut world, &mut reader), [4, 5]);
}

#[test]
fn whoever_begins_with_what_was_kept_gets_its_descriptors() {
    let (mut world, mut publisher, _) = call(Codec::Av1);
    let batch: Vec<_> =
        [(1, 1), (2, 2), (3, 3)].map(|(index, frame)| described(&mut publisher, index, frame)).into();
    world.receive(publisher.remote, &batch);
    let mut joiner = Peer::join(&mut world, 4);
    world.apply(Command::AddOutput(OutputDescription {
        payloads: vec![payload_of(Codec::Av1)],
        extensions: IDS,
        ..output(4, &joiner)
    }));
    world.apply(Command::Route { output: 4, streams: vec![1] });
    assert_eq!(frame_numbers(&mut joiner, &mut world, &mut Reader::default()), [1, 2, 3]);
}

#[test]
fn a_publisher_that_changes_its_codec_begins_again_with_a_keyframe() {
    let mut world = World::new();
    let (mut publisher, mut subscriber) = (Peer::join(&mut world, 1), Peer::join(&mut world, 2));
    let h264 = Payload { codec: Codec::H264, payload_type: 102, rtx_payload_type: None };
    let payloads = vec![VP8, h264];
    world
        .apply(Command::AddStream(StreamDescription { payloads: payloads.clone(), ..stream(1, &publisher) }));
    world.apply(Command::AddOutput(OutputDescription { payloads, ..output(1, &subscriber) }));
    world.apply(Command::Route { output: 1, streams: vec![1] });
    let (slice, parameters) = ([0x61, 1, 2], [0x67, 0x42, 0xe0, 0x1f]);
    let batch = [
        publisher.video(1, 0, true),
        publisher.rtp(2, SSRC, 102, 3_000, &slice),
        publisher.rtp(3, SSRC, 102, 6_000, &parameters),
        publisher.rtp(4, SSRC, 102, 9_000, &slice),
        publisher.video(5, 12_000, false),
    ];
    world.receive(publisher.remote, &batch);
    let received = subscriber.received_rtp(&mut world);
    let arrived: Vec<_> = received.iter().map(|(index, header, _)| (*index, header.payload_type)).collect();
    assert_eq!(arrived, [(0x7ff0, VIDEO), (0x7ff1, 102), (0x7ff2, 102)]);
    assert_eq!(world.dropped(DropReason::AwaitingKeyframe), 2);
}

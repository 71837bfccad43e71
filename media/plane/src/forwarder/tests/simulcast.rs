//! A publisher of three encodings, and a receiver that notices what a decoder would.

use std::collections::HashMap;

use super::*;
use crate::clock::{MILLISECOND, SECOND, rtp_ticks};
use crate::rtcp::reports::{SenderInfo, write_sender_report};
use crate::rtcp::{self, Packet};

pub const FRAME: Micros = 40 * MILLISECOND;
pub const LAYERS: usize = 3;
/// Packets of a frame, by layer
const PARTS: [u64; LAYERS] = [1, 2, 4];
/// Bytes of a packet's payload: so that the encodings have 100, 200 and 400 kbit/s.
const PART_LENGTH: usize = 500;

/// Streams 1 to 3 of transport 1, lowest first; each with an SSRC, a sequence and a timestamp of its own.
pub struct Simulcast {
    pub peer: Peer,
    indexes: [u64; LAYERS],
    frames: [u64; LAYERS],
    wants_keyframe: [bool; LAYERS],
    pub picture_losses: [usize; LAYERS],
    /// Whether keyframes are made when they are asked for
    pub answers: bool,
}

pub fn ssrc(layer: usize) -> u32 {
    0x100 + layer as u32
}

fn timestamp(layer: usize, at: Micros) -> u32 {
    rtp_ticks(at, 90_000).wrapping_add(0x4fff_ffffu32.wrapping_mul(layer as u32 + 1))
}

/// One packet before it is protected.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    pub layer: usize,
    pub index: u64,
    pub frame: u64,
    pub part: u64,
    pub keyframe: bool,
    pub captured_at: Micros,
}

impl Part {
    fn marker(&self) -> bool {
        self.part + 1 == PARTS[self.layer]
    }

    /// Every other frame is of the second temporal layer, and none needs those.
    pub fn temporal(&self) -> u8 {
        (self.frame % 2) as u8
    }

    /// VP8 with picture id, TL0PICIDX and TID, then all that the part is.
    fn payload(&self) -> Vec<u8> {
        let [high, low] = (self.frame as u16 | 0x8000).to_be_bytes();
        let first = if self.part == 0 { 0x90 } else { 0x80 };
        let layer = self.temporal() << 6 | 0x20;
        let base_index = (self.frame / 2) as u8;
        let mut payload = vec![first, 0xe0, high, low, base_index, layer, u8::from(!self.keyframe)];
        for number in
            [self.layer as u64, self.index, self.frame, self.part, self.keyframe.into(), self.captured_at]
        {
            payload.extend(number.to_be_bytes());
        }
        payload.resize(PART_LENGTH, 0);
        payload
    }

    pub fn read(payload: &[u8]) -> Self {
        let (numbers, _) = payload[7..].as_chunks();
        let numbers: Vec<u64> = numbers.iter().map(|bytes| u64::from_be_bytes(*bytes)).collect();
        let [layer, index, frame, part, keyframe, captured_at, ..] = numbers[..] else {
            panic!("{numbers:?}");
        };
        Self { layer: layer as usize, index, frame, part, keyframe: keyframe == 1, captured_at }
    }
}

impl Simulcast {
    pub fn join(world: &mut World) -> Self {
        let peer = Peer::join(world, 1);
        for layer in 0..LAYERS {
            let rtx_ssrc = Some(0x200 + layer as u32);
            let description = stream(layer as Id + 1, &peer);
            let rid = Some(layer.to_string());
            world.apply(Command::AddStream(StreamDescription {
                rid,
                ssrc: Some(ssrc(layer)),
                rtx_ssrc,
                ..description
            }));
        }
        let indexes = [65_530, 500, 3];
        Self {
            peer,
            indexes,
            frames: [127, 9, 0x7ffd],
            wants_keyframe: [true; LAYERS],
            picture_losses: [0; LAYERS],
            answers: true,
        }
    }

    /// A frame of each of these layers; a keyframe where one was asked for.
    pub fn capture(&mut self, layers: impl Iterator<Item = usize>, at: Micros) -> Vec<Part> {
        let mut parts = Vec::new();
        for layer in layers {
            self.frames[layer] += 1;
            let may_be_keyframe = self.frames[layer].is_multiple_of(2);
            let keyframe = may_be_keyframe && std::mem::take(&mut self.wants_keyframe[layer]);
            for part in 0..PARTS[layer] {
                self.indexes[layer] += 1;
                let (index, frame) = (self.indexes[layer], self.frames[layer]);
                parts.push(Part { layer, index, frame, part, keyframe, captured_at: at });
            }
        }
        parts
    }

    pub fn packet(&mut self, part: &Part) -> Vec<u8> {
        let header = Header {
            marker: part.marker(),
            payload_type: VIDEO,
            sequence: part.index as u16,
            timestamp: timestamp(part.layer, part.captured_at),
            ssrc: ssrc(part.layer),
        };
        self.peer.packet(part.index, header, &[], &part.payload())
    }

    /// Capture and send, and hear what is asked for.
    pub fn send(&mut self, world: &mut World, layers: impl Iterator<Item = usize>) {
        let parts = self.capture(layers, world.now);
        let packets: Vec<_> = parts.iter().map(|part| self.packet(part)).collect();
        world.receive(self.peer.remote, &packets);
        self.listen(world);
    }

    /// Send frames of these layers at their rate, and let time pass.
    pub fn send_for(&mut self, world: &mut World, span: Micros, layers: impl Iterator<Item = usize> + Clone) {
        let until = world.now + span;
        while world.now < until {
            self.send(world, layers.clone());
            world.run_until(world.now + FRAME);
        }
        self.listen(world);
    }

    /// How its clock relates to the timestamps of each layer; it is a second and a half ahead of the plane's.
    pub fn report(&mut self, world: &mut World) {
        for layer in 0..LAYERS {
            let info = SenderInfo {
                ntp: WallClock::new(1_800_000_000_000_000).ntp(world.now + 3 * SECOND / 2),
                rtp_timestamp: timestamp(layer, world.now),
                packets: 0,
                octets: 0,
            };
            let report = self.peer.rtcp(|buffer| write_sender_report(buffer, ssrc(layer), &info));
            world.receive(self.peer.remote, &[report]);
        }
    }

    pub fn listen(&mut self, world: &mut World) {
        for compound in self.peer.received_rtcp(world) {
            for packet in rtcp::packets(&compound) {
                if let Ok(Packet::PictureLoss { media_ssrc }) = packet {
                    let layer = media_ssrc as usize - 0x100;
                    self.wants_keyframe[layer] |= self.answers;
                    self.picture_losses[layer] += 1;
                }
            }
        }
    }
}

/// Somebody who is shown all three through output `id`.
pub fn viewer(world: &mut World, transport: Id, id: Id) -> Peer {
    let peer = Peer::join(world, transport);
    world.apply(Command::AddOutput(output(id, &peer)));
    world.apply(Command::Route { output: id, streams: vec![1, 2, 3] });
    peer
}

/// The viewer says how many bits per second it can take (REMB).
pub fn say(world: &mut World, viewer: &mut Peer, bitrate: u32) {
    let exponent = (u32::BITS - bitrate.leading_zeros()).saturating_sub(18);
    let [_, high, middle, low] = (bitrate >> exponent).to_be_bytes();
    let message = viewer.rtcp(|buffer| {
        buffer.extend([0x8f, 206, 0, 4, 0, 0, 0, 1, 0, 0, 0, 0]);
        buffer.extend(b"REMB");
        buffer.extend([0, (exponent as u8) << 2 | high, middle, low]);
    });
    world.receive(viewer.remote, &[message]);
}

pub fn watch(world: &mut World, output: Id, layer: Option<u8>) {
    let attention = Attention { layer, ..Attention::default() };
    world.apply(Command::Watch { output, attention });
}

/// One packet as it arrived.
#[derive(Debug, Clone, Copy)]
pub struct Seen {
    pub index: u64,
    pub timestamp: u32,
    pub picture_id: u16,
    pub base_index: u8,
    pub part: Part,
    pub arrived_at: Micros,
}

pub fn seen(viewer: &mut Peer, world: &mut World) -> Vec<Seen> {
    let received = viewer.received_rtp(world);
    let world = &*world;
    let read = |(index, header, payload): (u64, Header, Vec<u8>)| Seen {
        index,
        timestamp: header.timestamp,
        picture_id: u16::from_be_bytes([payload[2] & 0x7f, payload[3]]),
        base_index: payload[4],
        part: Part::read(&payload),
        arrived_at: world.now,
    };
    received.into_iter().map(read).collect()
}

/// A decoder's view of all that came, in the order of its numbers. It knows nothing of how they were made.
///
/// `lost`: packets on the way to the plane. `tolerance`: how far time may go on differently from one picture to the next
/// than it passed, from capture to capture, or, of what was kept, from arrival to arrival or to the last capture of it.
pub fn check_continuity(mut all: Vec<Seen>, lost: u64, tolerance: Micros) {
    all.sort_by_key(|seen| seen.index);
    let mut last_captures = HashMap::new();
    for seen in &all {
        let last = last_captures.entry((seen.arrived_at, seen.part.layer)).or_insert(seen.part.captured_at);
        *last = seen.part.captured_at.max(*last);
    }
    let gaps: u64 = all.windows(2).map(|pair| pair[1].index - pair[0].index - 1).sum();
    assert!(gaps <= lost, "{gaps} packets are missing, and {lost} were lost");
    for pair in all.windows(2) {
        let [before, after] = pair else { continue };
        assert!(after.index > before.index, "an index was used twice");
        let step = after.timestamp.wrapping_sub(before.timestamp) as i32;
        let same_frame = (before.part.layer, before.part.frame) == (after.part.layer, after.part.frame);
        let pictures = after.picture_id.wrapping_sub(before.picture_id) & 0x7fff;
        let base_pictures = after.base_index.wrapping_sub(before.base_index);
        if same_frame {
            assert_eq!((step, pictures, base_pictures), (0, 0, 0), "{before:?} {after:?}");
            continue;
        }
        assert!(step > 0, "time went back: {before:?} {after:?}");
        let off = |after: Micros, before: Micros| {
            (i64::from(step) * 1_000 / 90 - (after as i64 - before as i64)).unsigned_abs()
        };
        let by_capture = off(after.part.captured_at, before.part.captured_at);
        let by_last_capture =
            off(last_captures[&(after.arrived_at, after.part.layer)], before.part.captured_at);
        let off = by_capture.min(by_last_capture).min(off(after.arrived_at, before.arrived_at));
        assert!(off <= tolerance, "off by {off} us: {before:?} {after:?}");
        assert!((1..50).contains(&pictures), "{before:?} {after:?}");
        if pictures == 1 {
            assert_eq!(base_pictures, 1 - after.part.temporal(), "{before:?} {after:?}");
        }
        if before.part.layer != after.part.layer {
            assert!(after.part.keyframe, "another encoding begins with a keyframe: {before:?} {after:?}");
        }
    }
}

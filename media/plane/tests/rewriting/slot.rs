//! What forwards to one receiver, put together as the plane does: selector, rewriter, counters.

use studyhall_plane::clock::Micros;
use studyhall_plane::codec::dependency_descriptor::{FrameCounters, Reader};
use studyhall_plane::codec::look_into;
use studyhall_plane::codec::picture_numbers::PictureCounters;
use studyhall_plane::packet::{Codec, PacketInfo};
use studyhall_plane::rewriter::Rewriter;
use studyhall_plane::rtp::sequence::IndexWindow;
use studyhall_plane::selector::{Choice, Selector};

use crate::publisher::{Kind, Packet};

/// What a receiver sees, and which packet it truly is.
#[derive(Debug, Clone)]
pub struct Emitted {
    pub index: u64,
    pub timestamp: u32,
    pub marker: bool,
    /// Empty: a blank
    pub payload: Vec<u8>,
    pub descriptor: Option<Vec<u8>>,
    pub packet: Packet,
}

pub enum Outcome {
    Emitted(Emitted),
    LeftOut,
    /// Seen before, or no keyframe came yet, or it is too late for it
    Ignored,
}

/// One publisher's stream, as it is received.
#[derive(Default)]
pub struct Stream {
    seen: IndexWindow,
    reader: Reader,
}

pub struct Slot {
    pub selector: Selector,
    pub rewriter: Rewriter,
    pictures: PictureCounters,
    frames: FrameCounters,
}

impl Slot {
    pub fn new(rewriter: Rewriter) -> Self {
        Self {
            selector: Selector::default(),
            rewriter,
            pictures: PictureCounters::default(),
            frames: FrameCounters::default(),
        }
    }

    pub fn switch(&mut self) {
        self.rewriter.end_segment();
    }

    /// The receiver lost everything and says so.
    pub fn wants_keyframe(&self) -> bool {
        self.selector.waits() || self.selector.shown().is_none()
    }

    pub fn forward(&mut self, stream: &mut Stream, packet: &Packet, now: Micros) -> Outcome {
        let Some(index) =
            stream.seen.estimate(packet.sequence).filter(|index| stream.seen.check(*index).is_ok())
        else {
            return Outcome::Ignored;
        };
        stream.seen.insert(index);
        let info = self.look_into(stream, packet, index);
        let picture = info.picture.expect("what a publisher sends can be read");
        if !self.rewriter.continues(index) {
            if !picture.starts_keyframe() {
                return Outcome::Ignored;
            }
            self.selector.restart();
        }
        let choice = self.selector.select(&info, stream.reader.targets());
        let Choice::Forward { marker } = choice else {
            self.pictures.skip(&picture.numbers);
            return match self.rewriter.skip(index, packet.timestamp, now) {
                Some(blank) => Outcome::Emitted(Emitted {
                    index: blank.index,
                    timestamp: blank.timestamp,
                    marker: false,
                    payload: Vec::new(),
                    descriptor: None,
                    packet: packet.clone(),
                }),
                None => Outcome::LeftOut,
            };
        };
        let Ok(rewritten) = self.rewriter.rewrite(index, packet.timestamp, now) else {
            return Outcome::Ignored;
        };
        if rewritten.begins_segment {
            self.pictures.switch(&picture.numbers);
        }
        self.pictures.note(&picture.numbers);
        Outcome::Emitted(Emitted {
            index: rewritten.index,
            timestamp: rewritten.timestamp,
            marker,
            payload: self.again(packet),
            descriptor: self.describe(stream, packet, index, rewritten.begins_segment),
            packet: packet.clone(),
        })
    }

    /// The payload as it goes out, at first and as a retransmission.
    pub fn again(&self, packet: &Packet) -> Vec<u8> {
        let mut payload = packet.payload.clone();
        if let Some(picture) = look_into(codec(packet.kind), &payload, packet.marker, None) {
            self.pictures.apply(&picture.numbers, &mut payload);
        }
        payload
    }

    fn look_into(&self, stream: &mut Stream, packet: &Packet, index: u64) -> PacketInfo {
        let read = packet.descriptor.as_ref().and_then(|bytes| stream.reader.read(bytes, index).ok());
        PacketInfo {
            index,
            codec: codec(packet.kind),
            timestamp: packet.timestamp,
            marker: packet.marker,
            audio_level: None,
            video_orientation: None,
            playout_delay: None,
            picture: look_into(codec(packet.kind), &packet.payload, packet.marker, read.as_ref()),
        }
    }

    fn describe(
        &mut self,
        stream: &mut Stream,
        packet: &Packet,
        index: u64,
        begins: bool,
    ) -> Option<Vec<u8>> {
        let mut bytes = packet.descriptor.clone()?;
        if let Ok(read) = stream.reader.read(&bytes, index) {
            if begins {
                self.frames.switch(&read);
            }
            self.frames.note(&read);
        }
        self.frames.apply(&mut bytes);
        Some(bytes)
    }
}

fn codec(kind: Kind) -> Codec {
    match kind {
        Kind::Vp8 => Codec::Vp8,
        Kind::Vp9 => Codec::Vp9,
        Kind::Described => Codec::Av1,
    }
}

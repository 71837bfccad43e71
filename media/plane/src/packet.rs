//! A received packet as forwarding sees it: what the header said, in the stream's own counting, beside its payload.

use std::ops::Range;

use crate::codec::Picture;
use crate::codec::dependency_descriptor::Descriptor;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Audio,
    Video,
}

/// What a payload type stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codec {
    Opus,
    /// Opus with what was sent before once more (RFC 2198)
    Red,
    Vp8,
    H264,
    Vp9,
    Av1,
}

impl Codec {
    pub const ALL: [Self; 6] = [Self::Opus, Self::Red, Self::Vp8, Self::H264, Self::Vp9, Self::Av1];

    pub fn name(self) -> &'static str {
        match self {
            Self::Opus => "opus",
            Self::Red => "red",
            Self::Vp8 => "vp8",
            Self::H264 => "h264",
            Self::Vp9 => "vp9",
            Self::Av1 => "av1",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|codec| codec.name() == name)
    }

    pub fn kind(self) -> Kind {
        match self {
            Self::Opus | Self::Red => Kind::Audio,
            Self::Vp8 | Self::H264 | Self::Vp9 | Self::Av1 => Kind::Video,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PacketInfo {
    pub index: u64,
    pub codec: Codec,
    pub timestamp: u32,
    pub marker: bool,
    /// RFC 6464: voice activity flag and level
    pub audio_level: Option<u8>,
    pub video_orientation: Option<u8>,
    pub playout_delay: Option<[u8; 3]>,
    /// Of video that is not empty
    pub picture: Option<Picture>,
}

impl PacketInfo {
    pub fn starts_keyframe(&self) -> bool {
        self.picture.is_some_and(|picture| picture.starts_keyframe())
    }
}

/// What of a packet is written into others, beside its info.
#[derive(Debug, Clone, Copy)]
pub struct Content<'a> {
    pub payload: &'a [u8],
    /// The dependency descriptor as its publisher wrote it; empty: none came with it
    pub descriptor: &'a [u8],
    /// What the descriptor says, where it could be read and whoever wants to know has read it
    pub described: Option<&'a Descriptor>,
}

/// A packet of the batch that is being forwarded. Ranges are where in the batch's buffer its plaintext is.
#[derive(Debug, Clone)]
pub struct Arrival {
    pub info: PacketInfo,
    pub payload: Range<usize>,
    pub descriptor: Range<usize>,
    pub described: Option<Descriptor>,
}

impl Arrival {
    pub fn content<'a>(&'a self, batch: &'a [u8]) -> Content<'a> {
        Content {
            payload: &batch[self.payload.clone()],
            descriptor: &batch[self.descriptor.clone()],
            described: self.described.as_ref(),
        }
    }
}

//! A received packet as forwarding sees it: what the header said, in the stream's own counting, beside its payload.

use std::ops::Range;

use crate::vp8;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Audio,
    Video,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PacketInfo {
    pub index: u64,
    pub timestamp: u32,
    pub marker: bool,
    /// RFC 6464: voice activity flag and level
    pub audio_level: Option<u8>,
    pub video_orientation: Option<u8>,
    pub playout_delay: Option<[u8; 3]>,
    /// Of video that is not empty
    pub picture: Option<vp8::Descriptor>,
}

impl PacketInfo {
    pub fn starts_keyframe(&self) -> bool {
        self.picture.is_some_and(|picture| picture.starts_keyframe)
    }
}

/// A packet of the batch that is being forwarded. `payload` is where in the batch's buffer its plaintext is.
#[derive(Debug, Clone)]
pub struct Arrival {
    pub info: PacketInfo,
    pub payload: Range<usize>,
}

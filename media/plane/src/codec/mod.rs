//! What a forwarder must know of a payload, whichever codec it is of: where a picture starts, which layer it is of,
//! what can be left out. Pictures themselves are never looked at.
//!
//! A *picture* is everything with one timestamp. A *frame* is what one spatial layer adds to it, and so the whole
//! picture where there are no spatial layers.

mod av1;
pub mod dependency_descriptor;
mod h264;
pub mod picture_numbers;
pub mod red;
mod vp8;
mod vp9;

use crate::packet::Codec;
use dependency_descriptor::{Descriptor, Frame};
use picture_numbers::PictureNumbers;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Picture {
    /// The first packet of a frame
    pub starts: bool,
    /// The last packet of a frame
    pub ends: bool,
    /// The frame needs no other. Of VP8 and H.264 only its first packet tells.
    pub keyframe: bool,
    pub layers: Layers,
    /// From this picture on its temporal layer can be shown to whoever was shown those below.
    pub switches_temporal: bool,
    /// From this frame on its spatial layer can be shown to whoever was shown those below.
    pub switches_spatial: bool,
    /// Nothing else needs the frame: no later one, or, of VP9, none of a higher spatial layer.
    pub discardable: bool,
    pub numbers: PictureNumbers,
    /// Where the packet came with a dependency descriptor
    pub frame: Option<Frame>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Layers {
    pub spatial: u8,
    pub temporal: u8,
}

impl Layers {
    pub const ALL: Self = Self { spatial: u8::MAX, temporal: u8::MAX };

    pub fn within(self, limit: Self) -> bool {
        self.spatial <= limit.spatial && self.temporal <= limit.temporal
    }
}

impl Picture {
    /// Of a codec whose packets need nobody else.
    const INDEPENDENT: Self = Self {
        starts: true,
        ends: true,
        keyframe: true,
        layers: Layers { spatial: 0, temporal: 0 },
        switches_temporal: false,
        switches_spatial: false,
        discardable: false,
        numbers: PictureNumbers::NONE,
        frame: None,
    };

    /// Whoever was shown nothing can begin here.
    pub fn starts_keyframe(&self) -> bool {
        self.starts && self.keyframe && self.layers.spatial == 0
    }

    /// What the descriptor says it says better than any payload.
    fn described(self, descriptor: &Descriptor) -> Self {
        Self {
            starts: descriptor.starts_frame,
            ends: descriptor.ends_frame,
            keyframe: descriptor.frame.is_independent(),
            layers: descriptor.layers,
            frame: Some(descriptor.frame),
            ..self
        }
    }
}

/// None where the payload is malformed. `marker` is the RTP header's; `descriptor` what its extension said.
pub fn look_into(
    codec: Codec,
    payload: &[u8],
    marker: bool,
    descriptor: Option<&Descriptor>,
) -> Option<Picture> {
    let picture = match codec {
        Codec::Opus => Some(Picture::INDEPENDENT),
        Codec::Red => red::split(payload).map(|_| Picture::INDEPENDENT),
        Codec::Vp8 => vp8::parse(payload, marker),
        Codec::H264 => h264::parse(payload, marker),
        Codec::Vp9 => vp9::parse(payload),
        Codec::Av1 => av1::parse(payload, marker),
    }?;
    Some(match descriptor {
        Some(descriptor) => picture.described(descriptor),
        None => picture,
    })
}

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

#[cfg(test)]
mod tests {
    use super::dependency_descriptor::Reader;
    use super::dependency_descriptor::tests::{L3T3, bytes};
    use super::*;

    #[test]
    fn every_packet_of_audio_can_be_begun_with() {
        for (codec, payload) in [(Codec::Opus, &[0x78, 0x01][..]), (Codec::Red, &[0x6f, 0x78, 0x01])] {
            assert!(look_into(codec, payload, false, None).unwrap().starts_keyframe(), "{codec:?}");
        }
        assert_eq!(look_into(Codec::Red, &[0xef, 0x0f, 0x00, 0x20, 0x6f], false, None), None, "cut off");
    }

    #[test]
    fn each_payload_is_read_by_its_own_codec() {
        let vp8_keyframe = [0x10, 0x00, 0x00];
        assert!(look_into(Codec::Vp8, &vp8_keyframe, false, None).unwrap().starts_keyframe());
        for codec in [Codec::H264, Codec::Vp9, Codec::Av1] {
            let picture = look_into(codec, &vp8_keyframe, false, None);
            assert!(picture.is_none_or(|picture| !picture.starts_keyframe()), "{codec:?}");
        }
    }

    #[test]
    fn a_descriptor_tells_what_the_payload_cannot() {
        let mut reader = Reader::default();
        reader.read(&bytes(L3T3), 0).unwrap();
        let middle_of_a_keyframe = reader.read(&[0x06, 0, 2], 1).unwrap();
        let payload = [0x90, 0x22, 0x08, 0xcb];
        let alone = look_into(Codec::Av1, &payload, true, None).unwrap();
        assert_eq!((alone.layers, alone.ends, alone.frame), (Layers::default(), true, None));
        let described = look_into(Codec::Av1, &payload, true, Some(&middle_of_a_keyframe)).unwrap();
        assert_eq!(described.layers, Layers { spatial: 1, temporal: 0 });
        assert!(!described.starts && !described.ends && !described.keyframe);
        assert_eq!(described.frame.map(|frame| frame.number), Some(2));
    }

    #[test]
    fn layers_are_within_a_limit_only_where_both_are() {
        let limit = Layers { spatial: 1, temporal: 2 };
        assert!(limit.within(limit) && limit.within(Layers::ALL));
        assert!(!Layers { spatial: 2, temporal: 0 }.within(limit));
        assert!(!Layers { spatial: 0, temporal: 3 }.within(limit));
    }
}

//! The VP9 payload descriptor (RFC 9628 section 4.2), in flexible and non-flexible mode.
//!
//! What pictures refer to (P_DIFF, and the picture groups of a scalability structure) is read past: the switching
//! flags say as much of it as a forwarder needs.

use super::picture_numbers::{Counter, read_picture_id};
use super::{Layers, Picture};

const PICTURE_ID: u8 = 0x80;
const INTER_PICTURE: u8 = 0x40;
const LAYERS: u8 = 0x20;
const FLEXIBLE: u8 = 0x10;
const BEGINS: u8 = 0x08;
const ENDS: u8 = 0x04;
const STRUCTURE: u8 = 0x02;
/// Not a reference for upper spatial layers.
const NOT_FOR_UPPER: u8 = 0x01;

/// Section 4.2: a picture refers to at most so many.
const MAX_REFERENCES: usize = 3;

/// None where the descriptor is cut off, or says what cannot be.
pub(super) fn parse(payload: &[u8]) -> Option<Picture> {
    let first = *payload.first()?;
    let mut rest = Rest { payload, at: 1 };
    let mut picture = Picture {
        starts: first & BEGINS != 0,
        ends: first & ENDS != 0,
        discardable: first & NOT_FOR_UPPER != 0,
        switches_spatial: first & INTER_PICTURE == 0,
        ..Picture::default()
    };
    if first & PICTURE_ID != 0 {
        let id = read_picture_id(payload, rest.at)?;
        rest.at += id.length();
        picture.numbers.picture_id = Some(id);
    }
    let inter_layer =
        if first & LAYERS != 0 { rest.layers(first & FLEXIBLE != 0, &mut picture)? } else { false };
    picture.keyframe = first & INTER_PICTURE == 0 && !inter_layer;
    if first & (INTER_PICTURE | FLEXIBLE) == INTER_PICTURE | FLEXIBLE {
        rest.references()?;
    }
    if first & STRUCTURE != 0 {
        rest.structure()?;
    }
    // No packet is a descriptor alone.
    (rest.at < payload.len()).then_some(picture)
}

struct Rest<'a> {
    payload: &'a [u8],
    at: usize,
}

impl Rest<'_> {
    fn byte(&mut self) -> Option<u8> {
        let byte = *self.payload.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    /// Returns whether the frame needs the one below it.
    fn layers(&mut self, flexible: bool, picture: &mut Picture) -> Option<bool> {
        let byte = self.byte()?;
        picture.layers = Layers { spatial: byte >> 1 & 7, temporal: byte >> 5 };
        picture.switches_temporal = byte & 0x10 != 0;
        if !flexible {
            let offset = self.at as u8;
            picture.numbers.base_index = Some(Counter { offset, value: self.byte()? });
        }
        Some(byte & 1 != 0)
    }

    fn references(&mut self) -> Option<()> {
        for _ in 0..MAX_REFERENCES {
            let more = self.byte()? & 1 != 0;
            if !more {
                return Some(());
            }
        }
        None
    }

    /// Section 4.2.1: resolutions of at most 8 layers, and a group of at most 255 pictures.
    fn structure(&mut self) -> Option<()> {
        let first = self.byte()?;
        if first & 0x10 != 0 {
            self.at += 4 * (usize::from(first >> 5) + 1);
        }
        if first & 0x08 != 0 {
            for _ in 0..self.byte()? {
                let references = self.byte()? >> 2 & 3;
                self.at += usize::from(references);
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::picture_numbers::PictureId;
    use proptest::prelude::*;

    fn summary(bytes: &[u8]) -> (bool, bool, bool, Layers, bool) {
        let Picture { starts, ends, keyframe, layers, switches_spatial, .. } = parse(bytes).unwrap();
        (starts, ends, keyframe, layers, switches_spatial)
    }

    fn layers(spatial: u8, temporal: u8) -> Layers {
        Layers { spatial, temporal }
    }

    /// L3T3 in flexible mode: a keyframe with its structure, the layers that are added to a later picture, and
    /// pictures that refer to others.
    #[test]
    fn reads_what_chromium_sends_with_three_spatial_layers() {
        let key: &[u8] = &[0xbe, 0x93, 0x14, 0x10, 0x10, 0x01, 0x40, 0x00, 0xb4, 0x83, 0x49, 0x83, 0x42];
        assert_eq!(summary(key), (true, true, true, layers(0, 0), true));
        let picture = parse(key).unwrap();
        assert_eq!(picture.numbers.picture_id, Some(PictureId { offset: 1, value: 0x1314, wide: true }));
        assert!(!picture.numbers.gapless && picture.numbers.base_index.is_none());
        assert!(picture.switches_temporal);
        let added: &[u8] = &[0xb8, 0x93, 0x18, 0x13, 0x86, 0x00];
        assert_eq!(summary(added), (true, false, false, layers(1, 0), true));
        let later: &[u8] = &[0xfd, 0x93, 0x19, 0x55, 0x02, 0x86, 0x00];
        assert_eq!(summary(later), (true, true, false, layers(2, 2), false));
        assert!(parse(later).unwrap().discardable);
    }

    #[test]
    fn reads_the_base_index_of_non_flexible_mode() {
        let picture = parse(&[0xe8, 0x05, 0x30, 0x77, 0xaa]).unwrap();
        assert_eq!(picture.numbers.picture_id, Some(PictureId { offset: 1, value: 5, wide: false }));
        assert_eq!(picture.numbers.base_index, Some(Counter { offset: 3, value: 0x77 }));
        assert_eq!((picture.layers, picture.switches_temporal), (layers(0, 1), true));
        assert!(!picture.keyframe);
    }

    #[test]
    fn a_stream_without_layers_has_keyframes_too() {
        assert!(parse(&[0x8c, 0x05, 0xaa]).unwrap().starts_keyframe());
        assert!(!parse(&[0x84, 0x05, 0xaa]).unwrap().starts_keyframe(), "not its first packet");
        assert!(!parse(&[0xcc, 0x05, 0xaa]).unwrap().starts_keyframe());
    }

    #[test]
    fn an_upper_layer_that_stands_alone_is_a_keyframe_of_its_layer_only() {
        let picture = parse(&[0xb8, 0x05, 0x02, 0xaa]).unwrap();
        assert!(picture.keyframe && !picture.starts_keyframe());
    }

    #[test]
    fn more_references_than_there_may_be_are_refused() {
        assert!(parse(&[0xd0, 0x05, 0x03, 0x05, 0x06, 0xaa]).is_some());
        assert_eq!(parse(&[0xd0, 0x05, 0x03, 0x05, 0x07, 0x02, 0xaa]), None);
    }

    /// Two resolutions and a group of two pictures, the second of which refers to two.
    #[test]
    fn a_structure_is_read_past_and_refused_where_it_is_cut_off() {
        let mut bytes = vec![0x8a, 0x05, 0x38];
        bytes.extend([0x01, 0x40, 0x00, 0xb4, 0x02, 0x80, 0x01, 0x68]);
        bytes.extend([2, 0x00, 0x38, 0x01, 0x02]);
        let structure_end = bytes.len();
        bytes.push(0xaa);
        assert!(parse(&bytes).is_some());
        for length in 0..=structure_end {
            assert_eq!(parse(&bytes[..length]), None, "cut off after {length}");
        }
    }

    proptest! {
        #[test]
        fn a_picture_that_is_read_has_its_counters_inside(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            if let Some(picture) = parse(&bytes) {
                let id = picture.numbers.picture_id.map_or(0, |id| usize::from(id.offset) + id.length());
                prop_assert!(id < bytes.len());
                prop_assert!(picture.numbers.base_index.is_none_or(|index| usize::from(index.offset) < bytes.len()));
                prop_assert!(picture.layers.within(layers(7, 7)));
            }
        }
    }
}

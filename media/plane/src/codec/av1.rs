//! The AV1 payload ("RTP Payload Format For AV1", version 1.0, sections 4.4 and 4.5): its aggregation header, and the
//! headers of its OBUs as far as they tell layers. With a dependency descriptor beside it nobody needs the latter.

use super::picture_numbers::PictureNumbers;
use super::{Layers, Picture};

const CONTINUES: u8 = 0x80;
const STARTS_SEQUENCE: u8 = 0x08;

const SEQUENCE_HEADER: u8 = 1;
const TEMPORAL_DELIMITER: u8 = 2;
const FRAME_HEADER: u8 = 3;
const METADATA: u8 = 5;
const FRAME: u8 = 6;

/// None where an OBU is cut off.
pub(super) fn parse(payload: &[u8], marker: bool) -> Option<Picture> {
    let (&header, elements) = payload.split_first()?;
    let continues = header & CONTINUES != 0;
    let first = read_elements(elements, header >> 4 & 3, continues)?;
    let starts = !continues
        && matches!(first.kind, SEQUENCE_HEADER | TEMPORAL_DELIMITER | FRAME_HEADER | METADATA | FRAME);
    // Section 4.4: N is said of the first packet of a coded video sequence. Not everybody says it.
    let keyframe = header & STARTS_SEQUENCE != 0 || starts && first.kind == SEQUENCE_HEADER;
    Some(Picture {
        starts,
        ends: marker,
        keyframe,
        layers: first.layers.unwrap_or_default(),
        numbers: PictureNumbers::NONE,
        ..Picture::default()
    })
}

/// What the OBUs of a packet tell together: the kind of the first, and the layers of the one that says them.
#[derive(Default)]
struct Elements {
    kind: u8,
    layers: Option<Layers>,
}

/// `count`: how many elements there are, the last of which has no length then; 0: all have one.
fn read_elements(mut rest: &[u8], count: u8, continues: bool) -> Option<Elements> {
    let mut read = Elements::default();
    let (mut position, count) = (0, u32::from(count));
    while !rest.is_empty() {
        position += 1;
        let element;
        (element, rest) = if position == count { (rest, &[][..]) } else { split_element(rest)? };
        let is_fragment = continues && position == 1;
        if !is_fragment && let Some(&header) = element.first() {
            if position == 1 {
                read.kind = header >> 3 & 0xf;
            }
            read.layers = read.layers.or(layers(header, element));
        }
    }
    (position >= count && position > 0).then_some(read)
}

/// The extension header of an OBU (AV1 section 5.3.3).
fn layers(header: u8, element: &[u8]) -> Option<Layers> {
    let has_extension = header & 4 != 0;
    let extension = *element.get(1).filter(|_| has_extension)?;
    Some(Layers { spatial: extension >> 3 & 3, temporal: extension >> 5 })
}

/// An element behind its length in LEB128 (AV1 section 4.10.5), of at most eight bytes.
fn split_element(rest: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut length = 0usize;
    for (position, byte) in rest.iter().take(8).enumerate() {
        length |= usize::from(byte & 0x7f) << (7 * position);
        if byte & 0x80 == 0 {
            return rest[position + 1..].split_at_checked(length);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// N, Y and W = 2: a sequence header with its length, then a frame with an extension that goes on.
    #[test]
    fn reads_what_chromium_sends() {
        let key = [0x68, 0x04, 0x08, 0x00, 0x21, 0x07, 0x34, 0x00, 0x81, 0x80];
        let picture = parse(&key, false).unwrap();
        assert!(picture.starts_keyframe());
        assert_eq!(picture.layers, Layers::default());
        let later = parse(&[0x10, 0x34, 0x48, 0x35, 0x10, 0x07], true).unwrap();
        assert!(later.starts && later.ends && !later.keyframe);
        assert_eq!(later.layers, Layers { spatial: 1, temporal: 2 });
        let fragment = parse(&[0x90, 0x22, 0x08, 0xcb, 0xb7], true).unwrap();
        assert!(!fragment.starts && fragment.ends && !fragment.keyframe);
    }

    #[test]
    fn a_sequence_header_starts_a_keyframe_where_nobody_says_so() {
        assert!(parse(&[0x20, 0x02, 0x08, 0x00, 0x30, 0x00], false).unwrap().starts_keyframe());
        assert!(!parse(&[0x10, 0x30, 0x00], false).unwrap().starts_keyframe());
    }

    #[test]
    fn tile_groups_start_nothing() {
        assert!(!parse(&[0x10, 0x20, 0x00], false).unwrap().starts);
    }

    #[test]
    fn all_elements_may_have_lengths() {
        let picture = parse(&[0x00, 0x02, 0x30, 0x00, 0x03, 0x34, 0x28, 0x00], false).unwrap();
        assert_eq!(picture.layers, Layers { spatial: 1, temporal: 1 });
    }

    #[test]
    fn elements_that_are_cut_off_or_missing_are_refused() {
        assert_eq!(parse(&[], false), None);
        assert_eq!(parse(&[0x10], false), None, "no element at all");
        assert_eq!(parse(&[0x20, 0x02, 0x08, 0x00], false), None, "one of two");
        assert_eq!(parse(&[0x00, 0x05, 0x30, 0x00], false), None, "shorter than its length");
        assert_eq!(parse(&[0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00], false), None);
    }

    proptest! {
        #[test]
        fn a_continuation_starts_nothing(first in any::<u8>(), rest in proptest::collection::vec(any::<u8>(), 0..40)) {
            let bytes: Vec<u8> = std::iter::once(first | CONTINUES).chain(rest).collect();
            prop_assert!(parse(&bytes, true).is_none_or(|picture| !picture.starts && picture.ends));
        }
    }
}

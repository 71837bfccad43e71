//! The VP8 payload descriptor (RFC 7741 section 4.2) and the first bit of the payload header (section 4.3).

use super::picture_numbers::{Counter, PictureNumbers, read_picture_id};
use super::{Layers, Picture};

/// None where the descriptor is cut off.
pub(super) fn parse(payload: &[u8], marker: bool) -> Option<Picture> {
    let first = *payload.first()?;
    let mut at = 1;
    let mut picture = Picture {
        starts: first & (START | PARTITION) == START,
        ends: marker,
        discardable: first & NON_REFERENCE != 0,
        numbers: PictureNumbers { gapless: true, ..PictureNumbers::NONE },
        ..Picture::default()
    };
    if first & EXTENDED != 0 {
        at = read_extension(payload, &mut picture)?;
    }
    // P is 0 in a keyframe, and is there in the first packet only.
    picture.keyframe = payload.get(at)? & 1 == 0 && picture.starts;
    Some(picture)
}

const EXTENDED: u8 = 0x80;
const NON_REFERENCE: u8 = 0x20;
const START: u8 = 0x10;
const PARTITION: u8 = 0x07;

/// Returns where the payload header is.
fn read_extension(payload: &[u8], picture: &mut Picture) -> Option<usize> {
    let present = *payload.get(1)?;
    let mut at = 2;
    if present & 0x80 != 0 {
        let id = read_picture_id(payload, at)?;
        at += id.length();
        picture.numbers.picture_id = Some(id);
    }
    if present & 0x40 != 0 {
        picture.numbers.base_index = Some(Counter { offset: at as u8, value: *payload.get(at)? });
        at += 1;
    }
    if present & 0x30 != 0 {
        let byte = *payload.get(at)?;
        if present & 0x20 != 0 {
            picture.layers = Layers { spatial: 0, temporal: byte >> 6 };
            picture.switches_temporal = byte & 0x20 != 0;
        }
        if present & 0x10 != 0 {
            picture.numbers.key_index = Some(Counter { offset: at as u8, value: byte & 0x1f });
        }
        at += 1;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::picture_numbers::PictureId;

    /// X; I with 15 bits, L, T and K; then the first byte of the frame.
    fn payload(picture_id: u16, base_index: u8, layer: u8, frame: u8) -> Vec<u8> {
        let [high, low] = (picture_id | 0x8000).to_be_bytes();
        vec![0x90, 0xf0, high, low, base_index, layer, frame, 1, 2, 3]
    }

    #[test]
    fn reads_every_counter_and_the_layer() {
        let picture = parse(&payload(0x1234, 9, 0x65, 1), false).unwrap();
        let numbers = picture.numbers;
        assert_eq!(numbers.picture_id, Some(PictureId { offset: 2, value: 0x1234, wide: true }));
        assert_eq!(numbers.base_index, Some(Counter { offset: 4, value: 9 }));
        assert_eq!(numbers.key_index, Some(Counter { offset: 5, value: 5 }));
        assert!(numbers.gapless);
        assert_eq!(picture.layers, Layers { spatial: 0, temporal: 1 });
        assert!(picture.switches_temporal);
    }

    #[test]
    fn reads_what_chromium_sends_with_three_temporal_layers() {
        let packets: [(&[u8], _); 5] = [
            (&[0x90, 0xe0, 0xd5, 0xe7, 0x49, 0x20, 0x30, 0x4b, 0x00], (true, true, 0, true, false)),
            (&[0x80, 0xe0, 0xd5, 0xe7, 0x49, 0x20, 0x8e, 0x5c, 0xcf], (false, false, 0, true, false)),
            (&[0xb0, 0xe0, 0xd5, 0xe8, 0x49, 0xa0, 0x91, 0x12, 0x00], (true, false, 2, true, true)),
            (&[0x90, 0xe0, 0xd5, 0xe9, 0x49, 0x60, 0xd1, 0x17, 0x00], (true, false, 1, true, false)),
            (&[0xb0, 0xe0, 0xd5, 0xeb, 0x4a, 0x80, 0x51, 0x17, 0x00], (true, false, 2, false, true)),
        ];
        for (bytes, expected) in packets {
            let Picture { starts, keyframe, layers, switches_temporal, discardable, .. } =
                parse(bytes, false).unwrap();
            assert_eq!((starts, keyframe, layers.temporal, switches_temporal, discardable), expected);
        }
    }

    #[test]
    fn a_layer_or_a_key_index_that_is_not_said_is_not_read() {
        let layer_only = parse(&[0x90, 0x20, 0x65, 1], false).unwrap();
        assert_eq!((layer_only.layers.temporal, layer_only.numbers.key_index), (1, None));
        let key_index_only = parse(&[0x90, 0x10, 0x65, 1], false).unwrap();
        assert_eq!(key_index_only.layers.temporal, 0);
        assert_eq!(key_index_only.numbers.key_index, Some(Counter { offset: 2, value: 5 }));
    }

    #[test]
    fn reads_narrow_picture_id_and_no_extension() {
        let narrow = parse(&[0x90, 0x80, 0x55, 1], false).unwrap();
        assert_eq!(narrow.numbers.picture_id, Some(PictureId { offset: 2, value: 0x55, wide: false }));
        let plain = parse(&[0x10, 0], true).unwrap();
        assert!(plain.starts_keyframe() && plain.ends);
        assert_eq!(plain.numbers, PictureNumbers { gapless: true, ..PictureNumbers::NONE });
    }

    #[test]
    fn a_keyframe_starts_only_with_the_first_packet_of_its_first_partition() {
        let starts_keyframe = |bytes| parse(bytes, false).unwrap().starts_keyframe();
        assert!(!starts_keyframe(&[0x10, 1]), "P set: an interframe");
        assert!(!starts_keyframe(&[0x00, 0]), "S not set: a continuation");
        assert!(!starts_keyframe(&[0x11, 0]), "partition 1");
        assert!(starts_keyframe(&[0x30, 0]), "N does not matter");
    }

    #[test]
    fn cut_off_descriptors_are_refused() {
        let whole = payload(0x1234, 9, 0x20, 0);
        for length in 0..7 {
            assert_eq!(parse(&whole[..length], false), None);
        }
    }
}

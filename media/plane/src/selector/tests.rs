//! Streams as Chromium makes them, one packet to a frame, and what a receiver gets of them.

use super::*;
use crate::codec::dependency_descriptor::Reader;
use crate::codec::dependency_descriptor::tests::{L3T3, bytes};
use crate::codec::look_into;
use crate::packet::Codec;

fn layers(spatial: u8, temporal: u8) -> Layers {
    Layers { spatial, temporal }
}

const PLAIN: Choice = Choice::Forward { marker: false };
const MARKED: Choice = Choice::Forward { marker: true };

fn packet(index: u64, picture_number: u32, marker: bool, picture: Picture) -> PacketInfo {
    PacketInfo {
        index,
        codec: Codec::Vp9,
        timestamp: picture_number * 3_000,
        marker,
        audio_level: None,
        video_orientation: None,
        playout_delay: None,
        picture: Some(picture),
    }
}

/// A stream of whole pictures, and the selector that sees them.
#[derive(Default)]
struct Stage {
    selector: Selector,
    reader: Reader,
    index: u64,
    number: u32,
}

impl Stage {
    /// A picture of these frames: what becomes of each.
    fn show(&mut self, frames: &[Picture]) -> Vec<Choice> {
        self.number += 1;
        let choose = |(position, picture): (usize, &Picture)| {
            self.index += 1;
            let info = packet(self.index, self.number, position + 1 == frames.len(), *picture);
            self.selector.select(&info, self.reader.targets())
        };
        frames.iter().enumerate().map(choose).collect()
    }
}

/// VP8 of one temporal layer; `flags` are X, N and S of the first byte.
fn vp8(temporal: u8, sync: bool, keyframe: bool) -> Picture {
    let layer = temporal << 6 | u8::from(sync) << 5;
    look_into(Codec::Vp8, &[0x90, 0x20, layer, u8::from(!keyframe)], true, None).unwrap()
}

mod temporal_layers {
    use super::*;

    #[test]
    fn nothing_is_shown_before_a_keyframe_and_everything_after_it() {
        let mut stage = Stage::default();
        assert_eq!(stage.show(&[vp8(0, false, false)]), [Choice::Drop]);
        assert_eq!(stage.selector.shown(), None);
        assert_eq!(stage.show(&[vp8(0, true, true)]), [MARKED]);
        assert_eq!(stage.show(&[vp8(2, false, false)]), [MARKED]);
    }

    #[test]
    fn layers_are_dropped_at_once_and_added_one_by_one_where_they_can_be() {
        let mut stage = Stage::default();
        stage.show(&[vp8(0, true, true)]);
        stage.selector.want(layers(0, 0));
        let mut shown = |temporal, sync| stage.show(&[vp8(temporal, sync, false)]) == [MARKED];
        assert_eq!([shown(2, true), shown(1, true), shown(0, false)], [false, false, true]);
        stage.selector.want(layers(0, 2));
        let mut shown = |temporal, sync| stage.show(&[vp8(temporal, sync, false)]) == [MARKED];
        assert!(!shown(2, true), "the layer below it is missing");
        assert!(!shown(1, false), "it may need what was dropped");
        assert!(shown(1, true));
        assert!(!shown(2, false));
        assert!(shown(2, true));
        assert!(shown(1, false));
    }

    #[test]
    fn a_keyframe_adds_all_of_them() {
        let mut stage = Stage::default();
        stage.show(&[vp8(0, true, true)]);
        stage.selector.want(layers(0, 0));
        stage.show(&[vp8(2, true, false)]);
        stage.selector.want(layers(0, 2));
        assert_eq!(stage.show(&[vp8(2, false, false)]), [Choice::Drop]);
        assert!(stage.selector.waits());
        stage.show(&[vp8(0, true, true)]);
        assert!(!stage.selector.waits());
        assert_eq!(stage.show(&[vp8(2, false, false)]), [MARKED]);
    }

    #[test]
    fn late_packets_are_treated_as_their_neighbours_were() {
        let mut stage = Stage::default();
        stage.show(&[vp8(0, true, true)]);
        stage.selector.want(layers(0, 0));
        stage.show(&[vp8(1, true, false)]);
        let late = packet(stage.index, stage.number, true, vp8(1, true, false));
        stage.selector.want(layers(0, 2));
        assert_eq!(stage.show(&[vp8(1, true, false)]), [MARKED]);
        assert_eq!(stage.selector.select(&late, None), Choice::Drop);
    }

    #[test]
    fn padding_is_dropped_and_a_restart_waits_for_a_keyframe() {
        let mut stage = Stage::default();
        stage.show(&[vp8(0, true, true)]);
        let padding = PacketInfo { picture: None, ..packet(2, 2, false, vp8(0, true, true)) };
        assert_eq!(stage.selector.select(&padding, None), Choice::Drop);
        stage.selector.restart();
        assert_eq!(stage.show(&[vp8(0, true, false)]), [Choice::Drop]);
    }
}

/// VP9 in flexible mode without a descriptor; `inter_picture` and `inter_layer` are what the frame needs.
fn vp9(layers: Layers, inter_picture: bool, inter_layer: bool) -> Picture {
    let first = 0xbc | u8::from(inter_picture) << 6;
    let layer = layers.temporal << 5 | 0x10 | layers.spatial << 1 | u8::from(inter_layer);
    let references: &[u8] = if inter_picture { &[2] } else { &[] };
    let payload = [&[first, 1, layer][..], references, &[0xaa]].concat();
    look_into(Codec::Vp9, &payload, false, None).unwrap()
}

fn vp9_picture(temporal: u8, keyframe: bool) -> [Picture; 3] {
    [0, 1, 2].map(|spatial| vp9(layers(spatial, temporal), !keyframe, spatial > 0))
}

mod spatial_layers {
    use super::*;

    #[test]
    fn everything_is_shown_as_it_comes_when_everything_is_wanted() {
        let mut stage = Stage::default();
        assert_eq!(stage.show(&vp9_picture(0, true)), [PLAIN, PLAIN, MARKED]);
        assert_eq!(stage.show(&vp9_picture(2, false)), [PLAIN, PLAIN, MARKED]);
    }

    #[test]
    fn upper_layers_are_dropped_from_the_next_picture_on_and_the_end_of_the_picture_moves() {
        let mut stage = Stage::default();
        stage.show(&vp9_picture(0, true));
        stage.selector.want(layers(1, 2));
        assert_eq!(stage.show(&vp9_picture(2, false)), [PLAIN, MARKED, Choice::Drop]);
        stage.selector.want(layers(0, 1));
        assert_eq!(stage.show(&vp9_picture(1, false)), [MARKED, Choice::Drop, Choice::Drop]);
        assert_eq!(stage.show(&vp9_picture(2, false)), [Choice::Drop; 3]);
    }

    #[test]
    fn upper_layers_come_back_with_a_keyframe() {
        let mut stage = Stage::default();
        stage.selector.want(layers(0, 2));
        assert_eq!(stage.show(&vp9_picture(0, true)), [MARKED, Choice::Drop, Choice::Drop]);
        stage.selector.want(layers(2, 2));
        assert_eq!(stage.show(&vp9_picture(0, false)), [MARKED, Choice::Drop, Choice::Drop]);
        assert!(stage.selector.waits());
        assert_eq!(stage.show(&vp9_picture(0, true)), [PLAIN, PLAIN, MARKED]);
        assert!(!stage.selector.waits());
    }

    #[test]
    fn a_layer_that_its_publisher_adds_later_is_shown_from_its_first_frame_on() {
        let mut stage = Stage::default();
        stage.selector.want(layers(0, 2));
        stage.show(&vp9_picture(0, true)[..1]);
        stage.selector.want(layers(1, 2));
        assert_eq!(stage.show(&vp9_picture(0, false)[..1]), [MARKED]);
        let added = [vp9(layers(0, 0), true, false), vp9(layers(1, 0), false, true)];
        assert_eq!(stage.show(&added), [PLAIN, MARKED]);
        assert_eq!(stage.show(&vp9_picture(2, false)), [PLAIN, MARKED, Choice::Drop]);
    }
}

/// Frames of the structure `L3T3`: rows of its table, which are template ids.
impl Stage {
    fn described(&mut self, row: u8, number: u16) -> Picture {
        let [high, low] = number.to_be_bytes();
        let mut descriptor = vec![0xc0 | row, high, low];
        if row == KEY[0] {
            descriptor.extend(&bytes(L3T3)[3..]);
            let all = Reader::default().read(&descriptor, 0).unwrap();
            descriptor = all.with_active_targets(&descriptor, 0x1ff).unwrap().to_vec();
        }
        let read = self.reader.read(&descriptor, self.index + 1).unwrap();
        look_into(Codec::Vp9, &[0x0c, 0xaa], false, Some(&read)).unwrap()
    }

    /// The next picture of three frames, whose numbers follow each other.
    fn show_rows(&mut self, rows: [u8; 3]) -> Vec<Choice> {
        let first = 3 * self.number as u16;
        let frames: Vec<_> = (first..).zip(rows).map(|(number, row)| self.described(row, number)).collect();
        self.show(&frames)
    }
}

const KEY: [u8; 3] = [1, 6, 11];
const BASE: [u8; 3] = [0, 5, 10];
const MIDDLE: [u8; 3] = [2, 7, 12];
const TOP: [u8; 3] = [3, 8, 13];
const TOP_AGAIN: [u8; 3] = [4, 9, 14];

mod decode_targets {
    use super::*;

    fn group(stage: &mut Stage, base: [u8; 3]) -> Vec<usize> {
        let counted = |choices: Vec<Choice>| choices.iter().filter(|choice| **choice != Choice::Drop).count();
        [base, TOP, MIDDLE, TOP_AGAIN].map(|rows| counted(stage.show_rows(rows))).to_vec()
    }

    #[test]
    fn the_highest_target_that_is_wanted_begins_with_a_keyframe() {
        for (wanted, expected) in [
            (Layers::ALL, [3, 3, 3, 3]),
            (layers(1, 1), [2, 0, 2, 0]),
            (layers(0, 2), [1, 1, 1, 1]),
            (layers(2, 0), [3, 0, 0, 0]),
        ] {
            let mut stage = Stage::default();
            stage.selector.want(wanted);
            assert_eq!(group(&mut stage, KEY), expected, "{wanted:?}");
            assert_eq!(group(&mut stage, BASE), expected, "{wanted:?}");
            assert!(!stage.selector.waits());
        }
    }

    #[test]
    fn lower_targets_that_were_part_of_the_shown_one_are_switched_to_with_the_next_picture() {
        let mut stage = Stage::default();
        group(&mut stage, KEY);
        stage.show_rows(BASE);
        stage.selector.want(layers(1, 1));
        assert_eq!(stage.show_rows(TOP), [Choice::Drop; 3]);
        assert_eq!(stage.show_rows(MIDDLE), [PLAIN, MARKED, Choice::Drop]);
    }

    #[test]
    fn higher_spatial_layers_wait_for_a_keyframe_and_higher_temporal_ones_for_a_switch() {
        let mut stage = Stage::default();
        stage.selector.want(layers(0, 0));
        group(&mut stage, KEY);
        stage.selector.want(layers(2, 2));
        assert_eq!(group(&mut stage, BASE), [1, 1, 1, 1]);
        assert_eq!(stage.selector.shown(), Some(layers(0, 2)));
        assert!(stage.selector.waits());
        assert_eq!(group(&mut stage, KEY), [3, 3, 3, 3]);
        assert!(!stage.selector.waits());
    }

    #[test]
    fn another_structure_is_not_followed_before_its_keyframe() {
        let mut stage = Stage::default();
        group(&mut stage, KEY);
        let frame = stage.described(BASE[0], 12);
        let of_another =
            Picture { frame: frame.frame.map(|frame| Frame { generation: 9, ..frame }), ..frame };
        assert_eq!(stage.show(&[of_another]), [Choice::Drop]);
    }

    #[test]
    fn another_structure_is_followed_from_its_keyframe_on() {
        let mut stage = Stage::default();
        group(&mut stage, KEY);
        let l1t3 = bytes("c0000d800214eaa860414d1410208427027f0167");
        let read = stage.reader.read(&l1t3, stage.index + 1).unwrap();
        assert_eq!(stage.reader.targets().unwrap().generation, 2);
        let key = look_into(Codec::Av1, &[0x10, 0x30, 0x00], true, Some(&read)).unwrap();
        assert_eq!(stage.show(&[key]), [MARKED]);
        assert_eq!(stage.selector.shown(), Some(layers(0, 2)));
    }

    #[test]
    fn a_target_that_is_produced_no_more_is_left_for_the_highest_that_is() {
        let mut stage = Stage::default();
        group(&mut stage, KEY);
        let base = [0x80 | BASE[0], 0, 12];
        let read = stage.reader.read(&base, stage.index + 1).unwrap();
        let without_top = read.with_active_targets(&base, 0b11_1111).unwrap();
        stage.reader.read(&without_top, stage.index + 1).unwrap();
        let rows = [stage.described(BASE[0], 12), stage.described(BASE[1], 13)];
        assert_eq!(stage.show(&rows), [PLAIN, MARKED]);
        assert_eq!(stage.selector.shown(), Some(layers(1, 2)));
        assert!(!stage.selector.waits());
    }

    #[test]
    fn a_packet_whose_descriptor_cannot_be_read_is_not_held_back() {
        let mut stage = Stage::default();
        stage.selector.want(layers(0, 0));
        group(&mut stage, KEY);
        let unreadable = look_into(Codec::Av1, &[0x10, 0x30, 0x00], false, None).unwrap();
        assert_eq!(stage.show(&[unreadable]), [MARKED]);
        assert_eq!(group(&mut stage, BASE), [1, 0, 0, 0]);
    }

    #[test]
    fn a_beginning_that_comes_late_is_still_one() {
        let mut stage = Stage::default();
        let key = packet(7, 1, false, stage.described(KEY[0], 7));
        let after = packet(8, 1, false, stage.described(KEY[1], 8));
        assert_eq!(stage.selector.select(&after, stage.reader.targets()), Choice::Drop);
        assert_eq!(stage.selector.select(&key, stage.reader.targets()), PLAIN);
        let later = packet(9, 1, true, stage.described(KEY[2], 9));
        assert_eq!(stage.selector.select(&later, stage.reader.targets()), MARKED);
    }
}

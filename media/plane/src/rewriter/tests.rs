//! Each rule by itself. What a receiver sees of all of them together is held in `tests/rewriting.rs`.

use super::*;
use crate::clock::MILLISECOND;

fn sent(rewriter: &mut Rewriter, index: u64, timestamp: u32, now: Micros) -> (u64, u32) {
    let rewritten = rewriter.rewrite(index, timestamp, now).unwrap();
    (rewritten.index, rewritten.timestamp)
}

#[test]
fn a_stream_keeps_its_gaps_its_order_and_its_silence() {
    let mut rewriter = Rewriter::new(48_000, 100, 5_000);
    assert_eq!(sent(&mut rewriter, 65_535, 960, 0), (100, 5_000));
    assert_eq!(sent(&mut rewriter, 65_538, 3_840, 60), (103, 7_880));
    assert_eq!(sent(&mut rewriter, 65_537, 2_880, 61), (102, 6_920));
    assert_eq!(sent(&mut rewriter, 65_539, 480_960, 62), (104, 485_000));
}

#[test]
fn a_switch_goes_on_with_the_next_index_at_the_time_that_passed() {
    let mut rewriter = Rewriter::new(90_000, 10, u32::MAX - 100);
    assert_eq!(sent(&mut rewriter, 1_000, 7, 0), (10, u32::MAX - 100));
    rewriter.end_segment();
    assert_eq!(sent(&mut rewriter, 50, 123_456, 100 * MILLISECOND), (11, 8_899));
    assert_eq!(sent(&mut rewriter, 52, 126_456, 133 * MILLISECOND), (13, 11_899));
}

#[test]
fn a_packet_from_before_the_switch_is_refused() {
    let mut rewriter = Rewriter::new(90_000, 10, 0);
    sent(&mut rewriter, 50, 0, 0);
    assert_eq!(rewriter.rewrite(49, 0, 1), Err(NoPlace));
    assert_eq!(sent(&mut rewriter, 51, 0, 2).0, 11);
}

#[test]
fn a_jump_beyond_repair_begins_a_segment() {
    let mut rewriter = Rewriter::new(90_000, 0, 0);
    sent(&mut rewriter, 50, 0, 0);
    let index = 50 + IndexWindow::SIZE;
    assert_eq!(sent(&mut rewriter, index, 99, 1_000), (1, 90));
    assert_eq!(rewriter.rewrite(index - 1, 90, 1_001), Err(NoPlace));
    assert_eq!(sent(&mut rewriter, index + IndexWindow::SIZE - 1, 99, 1_000).0, IndexWindow::SIZE);
}

#[test]
fn what_went_out_in_this_segment_can_be_named_by_its_sequence_number() {
    let mut rewriter = Rewriter::new(90_000, 0xfffe, 0);
    sent(&mut rewriter, 7, 0, 0);
    rewriter.end_segment();
    assert_eq!(rewriter.original(0xfffe), None);
    for index in 500..504 {
        sent(&mut rewriter, index, 0, 0);
    }
    assert_eq!(rewriter.original(0xffff), Some((500, 0xffff)));
    assert_eq!(rewriter.original(2), Some((503, 0x1_0002)));
    assert_eq!(rewriter.original(3), None, "not sent yet");
    assert_eq!(rewriter.original(0xfffe), None, "of another segment");
}

#[test]
fn two_pictures_never_share_a_timestamp() {
    let mut rewriter = Rewriter::new(90_000, 0, 77);
    sent(&mut rewriter, 1, 0, 5);
    rewriter.end_segment();
    assert_eq!(sent(&mut rewriter, 9, 0, 5), (1, 78));
}

#[test]
fn what_is_skipped_leaves_no_gap_and_its_neighbours_can_be_named() {
    let mut rewriter = Rewriter::new(90_000, 0xfffe, 0);
    assert_eq!(sent(&mut rewriter, 50, 0, 0), (0xfffe, 0));
    assert_eq!(rewriter.skip(51, 3_000, 0), None);
    assert_eq!(rewriter.skip(52, 3_000, 0), None);
    assert_eq!(sent(&mut rewriter, 53, 6_000, 60), (0xffff, 6_000));
    assert_eq!(rewriter.skip(54, 9_000, 0), None);
    assert_eq!(sent(&mut rewriter, 55, 12_000, 120), (0x1_0000, 12_000));
    assert_eq!(rewriter.original(0xffff), Some((53, 0xffff)));
    assert_eq!(rewriter.original(0), Some((55, 0x1_0000)));
    assert_eq!(rewriter.original(1), None);
}

#[test]
fn a_lost_packet_keeps_its_place_beside_skipped_ones() {
    let mut rewriter = Rewriter::new(90_000, 0, 0);
    sent(&mut rewriter, 50, 0, 0);
    rewriter.skip(52, 3_000, 0);
    assert_eq!(sent(&mut rewriter, 54, 6_000, 60).0, 3);
    assert_eq!(sent(&mut rewriter, 51, 0, 61).0, 1);
    assert_eq!(sent(&mut rewriter, 53, 6_000, 62).0, 2);
}

#[test]
fn what_is_lost_between_skipped_packets_of_one_picture_is_skipped_too() {
    let mut rewriter = Rewriter::new(90_000, 0, 0);
    sent(&mut rewriter, 50, 0, 0);
    rewriter.skip(51, 3_000, 0);
    rewriter.skip(54, 3_000, 0);
    assert_eq!(sent(&mut rewriter, 55, 6_000, 60).0, 1);
    assert_eq!(rewriter.skip(53, 3_000, 0), None);
    assert_eq!(rewriter.rewrite(52, 3_000, 61), Err(NoPlace));
}

#[test]
fn a_late_packet_that_is_skipped_leaves_a_blank_that_cannot_be_asked_for() {
    let mut rewriter = Rewriter::new(90_000, 10, 0);
    sent(&mut rewriter, 50, 0, 0);
    sent(&mut rewriter, 52, 6_000, 60);
    let blank = Rewritten { index: 11, timestamp: 3_000, begins_segment: false };
    assert_eq!(rewriter.original(11), Some((51, 11)), "it may still come");
    assert_eq!(rewriter.skip(51, 3_000, 0), Some(blank));
    assert_eq!(rewriter.original(11), None);
    assert_eq!(rewriter.original(12), Some((52, 12)));
}

#[test]
fn what_is_skipped_before_a_segment_or_far_beyond_it_counts_for_nothing() {
    let mut rewriter = Rewriter::new(90_000, 10, 0);
    assert_eq!(rewriter.skip(49, 0, 0), None);
    sent(&mut rewriter, 50, 0, 0);
    assert_eq!(rewriter.skip(49, 0, 0), None);
    assert_eq!(rewriter.skip(50 + IndexWindow::SIZE, 90, 0), None);
    assert!(!rewriter.continues(51), "nobody could repair that");
    assert_eq!(sent(&mut rewriter, 51 + IndexWindow::SIZE, 90, 1_000).0, 11);
}

#[test]
fn gaps_between_skipped_packets_do_not_add_up_to_a_jump() {
    let mut rewriter = Rewriter::new(90_000, 10, 0);
    sent(&mut rewriter, 0, 0, 0);
    rewriter.skip(600, 3_000, 0);
    assert!(rewriter.continues(601));
    rewriter.skip(1_200, 6_000, 0);
    assert!(!rewriter.continues(1_201));
    assert_eq!(sent(&mut rewriter, 1_201, 9_000, 0).0, 11);
}

#[test]
fn a_segment_that_ends_with_skipped_packets_is_followed_without_a_gap() {
    let mut rewriter = Rewriter::new(90_000, 10, 0);
    sent(&mut rewriter, 50, 0, 0);
    rewriter.skip(51, 3_000, 0);
    rewriter.skip(52, 3_000, 0);
    rewriter.end_segment();
    assert_eq!(sent(&mut rewriter, 53, 3_000, 33 * MILLISECOND), (11, 2_970));
}

#[test]
fn a_blank_at_the_end_of_a_segment_keeps_its_index() {
    let mut rewriter = Rewriter::new(90_000, 10, 0);
    sent(&mut rewriter, 50, 0, 0);
    rewriter.skip(52, 6_000, 60 * MILLISECOND);
    let blank = rewriter.skip(51, 3_000, 61 * MILLISECOND).unwrap();
    assert_eq!((blank.index, blank.timestamp), (11, 3_000));
    rewriter.end_segment();
    assert_eq!(sent(&mut rewriter, 700, 0, 94 * MILLISECOND), (12, 3_000 + 33 * 90));
}

#[test]
fn packets_later_than_anything_is_remembered_have_no_place() {
    let mut rewriter = Rewriter::new(90_000, 0, 0);
    sent(&mut rewriter, 0, 0, 0);
    for index in 1..2_000 {
        if index % 2 == 0 {
            sent(&mut rewriter, index, 0, 0);
        } else {
            rewriter.skip(index, 0, 0);
        }
    }
    assert_eq!(rewriter.rewrite(1_400, 0, 1), Err(NoPlace));
    assert_eq!(rewriter.skip(1_400, 0, 0), None);
    assert_eq!(rewriter.original(999), Some((1_998, 999)));
    assert_eq!(rewriter.original(600), None);
}

//! Which encoding a receiver is sent, and what it sees when that changes.

use proptest::prelude::*;

use super::simulcast::{FRAME, LAYERS, Seen, Simulcast, check_continuity, seen, viewer, watch};
use super::*;
use crate::clock::{MILLISECOND, SECOND};
use crate::rtcp::feedback::{write_nack, write_picture_loss};

const ALL: std::ops::Range<usize> = 0..LAYERS;

fn layer(world: &World, output: Id) -> Option<u8> {
    world.forwarder.output_statistics(output).unwrap().layer
}

fn layers_of(all: &[Seen]) -> Vec<usize> {
    let mut layers: Vec<usize> = all.iter().map(|seen| seen.part.layer).collect();
    layers.dedup();
    layers
}

/// A publisher whose three encodings flow, and who has been seen for a second.
fn flowing() -> (World, Simulcast, Peer) {
    let mut world = World::new();
    let mut publisher = Simulcast::join(&mut world);
    let mut viewer = viewer(&mut world, 2, 1);
    publisher.send_for(&mut world, SECOND, ALL);
    publisher.report(&mut world);
    publisher.send_for(&mut world, SECOND, ALL);
    seen(&mut viewer, &mut world);
    (world, publisher, viewer)
}

/// The same, with a keyframe of the highest encoding that came about a second ago.
fn flowing_since_a_keyframe() -> (World, Simulcast, Peer) {
    let (mut world, mut publisher, mut viewer) = flowing();
    let loss = viewer.rtcp(|buffer| write_picture_loss(buffer, 1, OUT_SSRC));
    world.receive(viewer.remote, &[loss]);
    publisher.listen(&mut world);
    publisher.send_for(&mut world, SECOND, ALL);
    seen(&mut viewer, &mut world);
    (world, publisher, viewer)
}

#[test]
fn the_highest_encoding_that_is_of_use_is_sent() {
    let (mut world, mut publisher, mut viewer) = flowing();
    assert_eq!(layer(&world, 1), Some(2), "all of them before anything is said");
    for wanted in [0, 1, 2, 0] {
        watch(&mut world, 1, Some(wanted));
        publisher.send_for(&mut world, 2 * SECOND, ALL);
        let last = *seen(&mut viewer, &mut world).last().unwrap();
        assert_eq!((layer(&world, 1), last.part.layer), (Some(wanted), usize::from(wanted)));
    }
}

#[test]
fn a_switch_waits_for_a_keyframe_while_the_picture_goes_on() {
    let (mut world, mut publisher, mut viewer) = flowing();
    watch(&mut world, 1, Some(0));
    publisher.send_for(&mut world, 3 * SECOND, ALL);
    seen(&mut viewer, &mut world);
    watch(&mut world, 1, Some(2));
    let frame = publisher.capture(ALL, world.now);
    let packets: Vec<_> = frame.iter().map(|part| publisher.packet(part)).collect();
    world.receive(publisher.peer.remote, &packets);
    assert_eq!(layers_of(&seen(&mut viewer, &mut world)), [0], "no keyframe yet");
    publisher.listen(&mut world);
    world.now += FRAME;
    publisher.send(&mut world, ALL);
    let switched = seen(&mut viewer, &mut world);
    assert_eq!(layers_of(&switched), [0, 2]);
    assert!(switched.last().unwrap().part.keyframe);
    world.now += FRAME;
    publisher.send(&mut world, ALL);
    assert_eq!(layers_of(&seen(&mut viewer, &mut world)), [2], "the other one is left");
}

#[test]
fn a_keyframe_that_does_not_come_is_asked_for_every_second_while_the_picture_goes_on() {
    let (mut world, mut publisher, mut viewer) = flowing();
    watch(&mut world, 1, Some(0));
    publisher.send_for(&mut world, 3 * SECOND, ALL);
    seen(&mut viewer, &mut world);
    watch(&mut world, 1, Some(2));
    publisher.answers = false;
    let asked = publisher.picture_losses[2];
    publisher.send_for(&mut world, 10 * SECOND, ALL);
    assert!((9..=11).contains(&(publisher.picture_losses[2] - asked)), "{:?}", publisher.picture_losses);
    let all = seen(&mut viewer, &mut world);
    assert_eq!((layers_of(&all), all.len()), (vec![0], 250));
    publisher.answers = true;
    publisher.send_for(&mut world, 2 * SECOND, ALL);
    assert_eq!(layer(&world, 1), Some(2));
}

#[test]
fn numbers_and_time_go_on_across_every_switch() {
    let (mut world, mut publisher, mut viewer) = flowing();
    let mut all = Vec::new();
    for wanted in [0, 2, 1, 0, 2, 1].repeat(5) {
        watch(&mut world, 1, Some(wanted));
        publisher.send_for(&mut world, SECOND, ALL);
        publisher.report(&mut world);
        all.extend(seen(&mut viewer, &mut world));
    }
    assert!(layers_of(&all).len() > 25);
    // The kept pictures of a switch, and one frame of each encoding at the same moment.
    check_continuity(all, 0, FRAME + 20 * MILLISECOND);
}

#[test]
fn without_reports_time_goes_on_as_it_passes() {
    let mut world = World::new();
    let mut publisher = Simulcast::join(&mut world);
    let mut viewer = viewer(&mut world, 2, 1);
    let mut all = Vec::new();
    for wanted in [2, 0, 2, 1] {
        watch(&mut world, 1, Some(wanted));
        publisher.send_for(&mut world, 3 * SECOND, ALL);
        all.extend(seen(&mut viewer, &mut world));
    }
    check_continuity(all, 0, FRAME + 20 * MILLISECOND);
}

#[test]
fn an_encoding_that_dries_up_gives_way_and_comes_back() {
    let (mut world, mut publisher, mut viewer) = flowing();
    publisher.send_for(&mut world, 2 * SECOND, 0..2);
    assert_eq!(layer(&world, 1), Some(1), "the next one below");
    publisher.send_for(&mut world, 2 * SECOND, 0..1);
    assert_eq!(layer(&world, 1), Some(0));
    seen(&mut viewer, &mut world);
    publisher.send_for(&mut world, 3 * SECOND, ALL);
    assert_eq!(layer(&world, 1), Some(2));
    check_continuity(seen(&mut viewer, &mut world), 0, FRAME + 20 * MILLISECOND);
}

#[test]
fn a_pause_of_all_encodings_changes_nothing() {
    let (mut world, mut publisher, _) = flowing();
    let asked = publisher.picture_losses;
    world.run_until(world.now + 5 * SECOND);
    publisher.send_for(&mut world, FRAME, ALL);
    assert_eq!((layer(&world, 1), publisher.picture_losses), (Some(2), asked));
}

#[test]
fn somebody_who_begins_is_shown_what_flows() {
    let mut world = World::new();
    let mut publisher = Simulcast::join(&mut world);
    let mut viewer = viewer(&mut world, 2, 1);
    publisher.send(&mut world, 0..1);
    world.run_until(world.now + MILLISECOND);
    assert_eq!(layers_of(&seen(&mut viewer, &mut world)), [0], "its first keyframe was kept");
    publisher.send_for(&mut world, SECOND, 0..1);
    assert_eq!(layer(&world, 1), Some(0));
}

#[test]
fn while_nobody_looks_nothing_is_sent_and_then_a_keyframe_is_first() {
    let (mut world, mut publisher, mut viewer) = flowing();
    watch(&mut world, 1, None);
    publisher.send_for(&mut world, 3 * SECOND, ALL);
    assert!(seen(&mut viewer, &mut world).is_empty());
    assert_eq!(layer(&world, 1), None);
    watch(&mut world, 1, Some(1));
    publisher.send_for(&mut world, SECOND, ALL);
    let back = seen(&mut viewer, &mut world);
    assert!(back[0].part.keyframe);
    assert_eq!(layers_of(&back), [1]);
    check_continuity(back, 0, FRAME);
}

#[test]
fn what_nobody_looks_at_is_not_asked_for() {
    let (mut world, mut publisher, _) = flowing();
    watch(&mut world, 1, None);
    publisher.send_for(&mut world, SECOND, ALL);
    let asked = publisher.picture_losses;
    publisher.capture(ALL, world.now); // lost
    publisher.send_for(&mut world, 3 * SECOND, ALL);
    assert_eq!(publisher.picture_losses, asked);
    let nacks: u64 = (1..=3).map(|id| world.forwarder.stream_statistics(id).unwrap().nacks_sent).sum();
    assert_eq!(nacks, 0);
}

#[test]
fn forty_joiners_within_a_second_cost_one_keyframe() {
    let (mut world, mut publisher, _) = flowing();
    publisher.send_for(&mut world, 5 * SECOND, ALL);
    let asked = publisher.picture_losses;
    let mut joiners: Vec<Peer> = Vec::new();
    for number in 0..40 {
        joiners.push(viewer(&mut world, 10 + number, 10 + number));
        if number % 2 == 0 {
            publisher.send_for(&mut world, FRAME, ALL);
        }
    }
    publisher.send_for(&mut world, SECOND, ALL);
    assert_eq!(publisher.picture_losses[2] - asked[2], 1, "the others begin with what was kept");
    for joiner in &mut joiners {
        let all = seen(joiner, &mut world);
        assert!(all[0].part.keyframe);
        check_continuity(all, 0, 20 * MILLISECOND);
    }
}

/// 1,700 within a second, all at the highest layer.
#[test]
fn a_stampede_costs_the_publisher_one_keyframe_per_second() {
    let (mut world, mut publisher, _) = flowing();
    publisher.send_for(&mut world, 5 * SECOND, ALL);
    let asked = publisher.picture_losses;
    let mut joiners: Vec<Peer> = Vec::new();
    for number in 0..1_700 {
        let mut joiner = viewer(&mut world, 10 + number, 10 + number);
        joiner.remote = SocketAddr::from(([10, 0, 1, 1], 2_000 + number as u16));
        world.apply(Command::SetPath { transport: 10 + number, socket: 0, remote: joiner.remote });
        joiners.push(joiner);
        if number % 68 == 0 {
            publisher.send_for(&mut world, FRAME, ALL);
        }
    }
    publisher.send_for(&mut world, SECOND, ALL);
    assert!(publisher.picture_losses[2] - asked[2] <= 2, "{:?} since {asked:?}", publisher.picture_losses);
    let begun = (0..1_700).filter(|number| layer(&world, 10 + number) == Some(2)).count();
    assert_eq!(begun, 1_700);
}

#[test]
fn whoever_begins_is_sent_what_was_kept_and_is_on_time_at_once() {
    let (mut world, mut publisher, _) = flowing_since_a_keyframe();
    let asked = publisher.picture_losses;
    let mut joiner = viewer(&mut world, 4, 4);
    let kept = seen(&mut joiner, &mut world);
    assert!(kept[0].part.keyframe && kept.len() > 50, "{} packets", kept.len());
    let span = kept.last().unwrap().timestamp.wrapping_sub(kept[0].timestamp);
    assert!(span < 90 * 5, "a second is squeezed into less than five milliseconds, not {span} ticks");
    publisher.send_for(&mut world, SECOND, ALL);
    let live = seen(&mut joiner, &mut world);
    assert_eq!(live[0].index, kept.last().unwrap().index + 1);
    check_continuity([&kept[kept.len() - 1..], &live].concat(), 0, MILLISECOND);
    assert_eq!(publisher.picture_losses, asked);
}

#[test]
fn a_kept_packet_is_resent_as_it_was_sent() {
    let (mut world, mut publisher, _) = flowing_since_a_keyframe();
    let mut joiner = viewer(&mut world, 4, 4);
    let kept = joiner.received_rtp(&mut world);
    publisher.send_for(&mut world, FRAME, ALL);
    joiner.received_rtp(&mut world);
    let (index, header, payload) = &kept[kept.len() / 2];
    let nack = joiner.rtcp(|buffer| write_nack(buffer, 1, OUT_SSRC, &[*index as u16]));
    world.receive(joiner.remote, &[nack]);
    let (_, again, resent) = &joiner.received_rtp(&mut world)[0];
    assert_eq!(again.timestamp, header.timestamp);
    assert_eq!(resent[2..], payload[..]);
}

#[test]
fn what_was_kept_with_a_hole_is_not_sent() {
    let (mut world, mut publisher, _) = flowing();
    publisher.send_for(&mut world, 3 * SECOND, ALL);
    let mut asking = viewer(&mut world, 3, 3);
    publisher.send_for(&mut world, 2 * FRAME, ALL);
    seen(&mut asking, &mut world);
    publisher.capture(ALL, world.now); // lost
    publisher.send_for(&mut world, FRAME, ALL);
    let asked = publisher.picture_losses[2];
    let mut joiner = viewer(&mut world, 4, 4);
    assert!(seen(&mut joiner, &mut world).is_empty());
    publisher.send_for(&mut world, 2 * SECOND, ALL);
    assert_eq!(publisher.picture_losses[2], asked + 1);
    assert!(seen(&mut joiner, &mut world)[0].part.keyframe);
}

#[test]
fn what_was_kept_before_an_encoding_dried_up_is_not_gone_back_to() {
    let (mut world, mut publisher, mut patient) = flowing();
    let mut other = viewer(&mut world, 3, 3);
    watch(&mut world, 1, Some(0));
    publisher.send_for(&mut world, 3 * SECOND, ALL);
    let loss = other.rtcp(|buffer| write_picture_loss(buffer, 1, OUT_SSRC));
    world.receive(other.remote, &[loss]);
    publisher.listen(&mut world);
    publisher.send_for(&mut world, 3 * FRAME, ALL);
    publisher.send_for(&mut world, 10 * FRAME, 0..1);
    seen(&mut patient, &mut world);
    watch(&mut world, 1, Some(2));
    publisher.send_for(&mut world, FRAME, 0..1);
    publisher.send_for(&mut world, 2 * SECOND, ALL);
    let all = seen(&mut patient, &mut world);
    assert_eq!(layers_of(&all), [0, 2]);
    assert!(all.windows(2).all(|pair| pair[0].part.captured_at <= pair[1].part.captured_at));
    check_continuity(all, 0, FRAME + 20 * MILLISECOND);
}

#[test]
fn an_encoding_that_is_removed_gives_way() {
    let (mut world, mut publisher, mut viewer) = flowing();
    world.apply(Command::RemoveStream { stream: 3 });
    publisher.send_for(&mut world, 2 * SECOND, ALL);
    assert_eq!(layer(&world, 1), Some(1));
    check_continuity(seen(&mut viewer, &mut world), 0, FRAME + 20 * MILLISECOND);
    world.apply(Command::Route { output: 1, streams: vec![1] });
    publisher.send_for(&mut world, 2 * SECOND, ALL);
    assert_eq!(layer(&world, 1), Some(0));
}

#[test]
fn a_route_that_gains_an_encoding_keeps_the_picture() {
    let (mut world, mut publisher, mut viewer) = flowing();
    world.apply(Command::Route { output: 1, streams: vec![2] });
    publisher.send_for(&mut world, 3 * SECOND, ALL);
    seen(&mut viewer, &mut world);
    world.apply(Command::Route { output: 1, streams: vec![1, 2, 3] });
    publisher.send_for(&mut world, 2 * SECOND, ALL);
    let all = seen(&mut viewer, &mut world);
    assert_eq!(layers_of(&all), [1, 2]);
    check_continuity(all, 0, FRAME + 20 * MILLISECOND);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// Switches at any moment, with loss and reordering on the way in, encodings that stop and reports that get lost.
    #[test]
    fn a_layer_switch_is_seamless_under_loss_and_reordering(seed in any::<u64>()) {
        let mut state = seed | 1;
        let mut chance = move |of: u64| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state % of
        };
        let (mut world, mut publisher, mut viewer) = flowing();
        let (mut all, mut lost, mut top) = (Vec::new(), 0, LAYERS);
        let mut held: Vec<Vec<u8>> = Vec::new();
        for _ in 0..1_500 {
            match chance(40) {
                0 | 1 => watch(&mut world, 1, Some(chance(LAYERS as u64) as u8)),
                2 => top = 1 + chance(LAYERS as u64) as usize,
                3 => publisher.report(&mut world),
                _ => {}
            }
            for part in publisher.capture(0..top, world.now) {
                let packet = publisher.packet(&part);
                match chance(25) {
                    0 => lost += 1,
                    1 | 2 => held.push(packet),
                    _ => world.receive(publisher.peer.remote, &[packet]),
                }
            }
            if chance(2) == 0 {
                for packet in std::mem::take(&mut held) {
                    world.receive(publisher.peer.remote, &[packet]);
                }
            }
            publisher.listen(&mut world);
            world.run_until(world.now + FRAME);
            all.extend(seen(&mut viewer, &mut world));
        }
        lost += held.len() as u64;
        prop_assert!(layers_of(&all).len() > 3, "{:?}", layers_of(&all));
        // What comes too late for its encoding is as good as lost.
        lost += world.dropped(DropReason::BeforeSwitch) + world.dropped(DropReason::AwaitingKeyframe)
            + world.dropped(DropReason::Unwatched);
        // A segment that had to stay behind the one before it is made up for by the next.
        check_continuity(all, lost, 500 * MILLISECOND);
        prop_assert_eq!(world.dropped(DropReason::NonceUsed), 0);
    }
}

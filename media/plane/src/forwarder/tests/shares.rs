//! What a receiver is sent of layers where it cannot take all of them.

use super::simulcast::{FRAME, LAYERS, Seen, Simulcast, check_continuity, say, seen, viewer, watch};
use super::*;
use crate::clock::{MILLISECOND, SECOND};

const ALL: std::ops::Range<usize> = 0..LAYERS;

/// A publisher of 100, 200 and 400 kbit/s that has been seen for two seconds.
fn flowing() -> (World, Simulcast, Peer) {
    let mut world = World::new();
    let mut publisher = Simulcast::join(&mut world);
    let mut viewer = viewer(&mut world, 2, 1);
    publisher.send_for(&mut world, 2 * SECOND, ALL);
    seen(&mut viewer, &mut world);
    (world, publisher, viewer)
}

fn layer(world: &World, output: Id) -> Option<u8> {
    world.forwarder.output_statistics(output).unwrap().layer
}

/// Send for a while; the viewer goes on saying what it can take. Gives what it sees.
fn send_for(
    world: &mut World,
    publisher: &mut Simulcast,
    viewer: &mut Peer,
    bitrate: u32,
    span: Micros,
) -> Vec<Seen> {
    let (until, mut all) = (world.now + span, Vec::new());
    while world.now < until {
        say(world, viewer, bitrate);
        for _ in 0..10 {
            publisher.send_for(world, FRAME, ALL);
            all.extend(seen(viewer, world));
        }
    }
    all
}

#[test]
fn whoever_can_take_less_is_sent_less_at_once_and_more_again_later() {
    let (mut world, mut publisher, mut viewer) = flowing();
    assert_eq!(layer(&world, 1), Some(2));
    send_for(&mut world, &mut publisher, &mut viewer, 90_000, 2 * SECOND);
    assert_eq!(layer(&world, 1), Some(0), "within two seconds");
    send_for(&mut world, &mut publisher, &mut viewer, 2_000_000, 21 * SECOND);
    assert_eq!(layer(&world, 1), Some(2));
}

#[test]
fn what_is_sent_fits_and_goes_on_without_a_break() {
    let (mut world, mut publisher, mut viewer) = flowing();
    let mut all = Vec::new();
    for bitrate in [1_000_000, 180_000, 330_000, 1_000_000, 130_000] {
        all.extend(send_for(&mut world, &mut publisher, &mut viewer, bitrate, 3 * SECOND));
        let last: Vec<_> = all.iter().filter(|seen| seen.arrived_at + SECOND > world.now).collect();
        let sent = last.len() as u64 * 500 * 8;
        assert!(sent <= u64::from(bitrate), "{sent} of {bitrate} bits per second");
    }
    check_continuity(all, 0, 300 * MILLISECOND);
}

#[test]
fn a_picture_of_one_encoding_gives_up_every_other_frame_first() {
    let (mut world, mut publisher, mut viewer) = flowing();
    world.apply(Command::Route { output: 1, streams: vec![3] });
    send_for(&mut world, &mut publisher, &mut viewer, 300_000, 3 * SECOND);
    let half = send_for(&mut world, &mut publisher, &mut viewer, 300_000, 2 * SECOND);
    assert!(half.iter().all(|seen| seen.part.temporal() == 0), "400 kbit/s would be too much");
    assert!((23..=27).contains(&half.iter().filter(|seen| seen.part.part == 0).count()));
    check_continuity(half, 0, FRAME);
    assert!(world.dropped(DropReason::LayerNotShown) > 0);
    send_for(&mut world, &mut publisher, &mut viewer, 1_000_000, 12 * SECOND);
    let whole = send_for(&mut world, &mut publisher, &mut viewer, 1_000_000, SECOND);
    assert!(whole.iter().any(|seen| seen.part.temporal() == 1));
    check_continuity(whole, 0, FRAME);
}

#[test]
fn whoever_can_take_nearly_nothing_is_sent_no_pictures() {
    let (mut world, mut publisher, mut viewer) = flowing();
    send_for(&mut world, &mut publisher, &mut viewer, 30_000, 4 * SECOND);
    assert_eq!(layer(&world, 1), None);
    assert!(send_for(&mut world, &mut publisher, &mut viewer, 30_000, 2 * SECOND).is_empty());
}

#[test]
fn bandwidth_never_brings_more_than_is_of_use() {
    let (mut world, mut publisher, mut viewer) = flowing();
    watch(&mut world, 1, Some(1));
    send_for(&mut world, &mut publisher, &mut viewer, 9_000_000, 3 * SECOND);
    assert_eq!(layer(&world, 1), Some(1));
}

#[test]
fn of_two_pictures_the_more_important_one_stays_sharp() {
    let (mut world, mut publisher, mut viewer) = flowing();
    let second = OutputDescription { ssrc: OUT_SSRC + 8, rtx_ssrc: Some(OUT_SSRC + 9), ..output(2, &viewer) };
    world.apply(Command::AddOutput(second));
    world.apply(Command::Route { output: 2, streams: vec![1, 2, 3] });
    for (output, priority) in [(1, 0), (2, 5)] {
        let attention = Attention { layer: Some(2), priority, is_screen: false };
        world.apply(Command::Watch { output, attention });
    }
    send_for(&mut world, &mut publisher, &mut viewer, 520_000, 25 * SECOND);
    assert_eq!((layer(&world, 1), layer(&world, 2)), (Some(0), Some(2)));
}

#[test]
fn whoever_will_say_what_it_can_take_begins_with_little() {
    let (mut world, mut publisher, _) = flowing();
    let mut joiner = Peer::join(&mut world, 3);
    let extensions = ExtensionIds { transport_cc: Some(3), ..ExtensionIds::default() };
    world.apply(Command::AddOutput(OutputDescription { extensions, ..output(3, &joiner) }));
    world.apply(Command::Route { output: 3, streams: vec![1, 2, 3] });
    publisher.send_for(&mut world, SECOND / 2, ALL);
    let all = seen(&mut joiner, &mut world);
    let fits = |seen: &Seen| seen.part.layer < 2 || seen.part.temporal() == 0;
    assert!(!all.is_empty() && all.iter().all(fits), "of 400 kbit/s every other frame would fit");
}

#[test]
fn what_one_receiver_can_take_is_nothing_to_another() {
    let (mut world, mut publisher, mut poor) = flowing();
    let mut rich = viewer(&mut world, 3, 3);
    send_for(&mut world, &mut publisher, &mut poor, 90_000, 3 * SECOND);
    assert_eq!((layer(&world, 1), layer(&world, 3)), (Some(0), Some(2)));
    check_continuity(seen(&mut rich, &mut world), 0, 100 * MILLISECOND);
}

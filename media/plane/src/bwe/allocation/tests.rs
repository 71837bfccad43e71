use super::*;
use crate::clock::MILLISECOND;
use proptest::prelude::*;

/// Three encodings of 150, 500 and 1,500 kbit/s with three temporal layers each, of which the first has half of the
/// bits and the second three quarters.
fn simulcast() -> ArrayVec<Layer, MAX_LAYERS> {
    let encodings = [150_000, 500_000, 1_500_000].into_iter().zip(0..);
    let layers = encodings.flat_map(|(bitrate, sharpness)| {
        let parts = [bitrate / 2, bitrate * 3 / 4, bitrate].into_iter().zip(0..);
        parts.map(move |(bitrate, smoothness)| Layer { sharpness, smoothness, bitrate })
    });
    layers.collect()
}

fn camera(priority: i32) -> Claim {
    Claim { priority, useful: Some(u8::MAX), layers: simulcast(), ..Claim::default() }
}

fn screen(priority: i32) -> Claim {
    Claim { is_screen: true, ..camera(priority) }
}

/// Sharpness and smoothness of what each claim is granted
type Ranks = Vec<Option<(u8, u8)>>;

const AUDIO: u64 = 100_000;

/// The ranks that an estimate is shared out to.
fn share(estimate: u64, claims: &mut [Claim]) -> Ranks {
    Allocator::default().allocate(estimate, AUDIO, claims, 0);
    granted(claims)
}

fn granted(claims: &[Claim]) -> Ranks {
    claims.iter().map(|claim| claim.granted().map(|layer| layer.rank())).collect()
}

#[test]
fn audio_comes_first() {
    assert_eq!(share(AUDIO, &mut [camera(0)]), [None]);
    assert_eq!(share(AUDIO / 2, &mut [camera(0)]), [None]);
    assert_eq!(share(AUDIO + 80_000, &mut [camera(0)]), [Some((0, 0))]);
}

#[test]
fn with_room_for_all_everybody_gets_what_is_of_use() {
    let mut claims = [camera(0), camera(0), screen(1)];
    claims[1].useful = Some(0);
    assert_eq!(share(9_000_000, &mut claims), [Some((2, 2)), Some((0, 2)), Some((2, 2))]);
}

#[test]
fn what_nobody_looks_at_gets_nothing() {
    let mut claims = [camera(0), Claim { useful: None, ..camera(9) }];
    assert_eq!(share(9_000_000, &mut claims), [Some((2, 2)), None]);
}

#[test]
fn what_is_sharper_than_of_use_is_better_than_nothing() {
    let mut claims = [Claim { useful: Some(0), ..camera(0) }];
    claims[0].layers.retain(|layer| layer.sharpness == 1);
    assert_eq!(share(9_000_000, &mut claims), [Some((1, 2))]);
}

#[test]
fn everybody_gets_the_least_before_anybody_gets_more() {
    let mut claims = [camera(5), camera(0), camera(0)];
    assert_eq!(share(AUDIO + 3 * 75_000, &mut claims), [Some((0, 0)); 3]);
}

#[test]
fn a_higher_priority_rises_first_and_equals_rise_together() {
    let mut claims = [camera(0), camera(5), camera(0)];
    assert_eq!(share(1_000_000, &mut claims), [Some((0, 2)), Some((1, 2)), Some((0, 2))]);
    let mut claims = [camera(0), camera(0)];
    assert_eq!(share(1_300_000, &mut claims), [Some((1, 2)), Some((1, 2))]);
}

#[test]
fn without_room_for_all_the_lowest_priority_gets_nothing() {
    let mut claims = [camera(0), camera(2), camera(1)];
    assert_eq!(share(AUDIO + 160_000, &mut claims), [None, Some((0, 0)), Some((0, 0))]);
}

#[test]
fn a_camera_stays_smooth_and_a_screen_stays_sharp() {
    assert_eq!(share(450_000, &mut [camera(0)]), [Some((0, 2))]);
    assert_eq!(share(450_000, &mut [screen(0)]), [Some((1, 0))]);
    assert_eq!(share(1_000_000, &mut [camera(0)]), [Some((1, 2))]);
    assert_eq!(share(1_000_000, &mut [screen(0)]), [Some((2, 0))]);
}

#[test]
fn a_screen_begins_sharp_although_cameras_of_the_same_priority_wait_then() {
    let mut claims = [screen(1), camera(0)];
    assert_eq!(share(AUDIO + 800_000, &mut claims), [Some((2, 0)), None]);
}

#[test]
fn what_all_would_take_is_told() {
    let mut claims = [camera(0), Claim { useful: Some(1), ..camera(0) }, Claim { useful: None, ..camera(0) }];
    let wanted = Allocator::default().allocate(0, AUDIO, &mut claims, 0);
    assert_eq!(wanted, AUDIO + 1_500_000 + 500_000);
}

/// Allocate again and again, every 100 ms, with an estimate that varies. Gives when something changed.
fn run(claims: &mut [Claim], seconds: u64, estimate: impl Fn(Micros) -> u64) -> Vec<(Micros, Ranks)> {
    let mut allocator = Allocator::default();
    let mut changes: Vec<(Micros, Ranks)> = Vec::new();
    for now in (0..seconds * SECOND).step_by(100 * MILLISECOND as usize) {
        allocator.allocate(estimate(now), AUDIO, claims, now);
        let now_granted = granted(claims);
        if changes.last().is_none_or(|(_, before)| *before != now_granted) {
            changes.push((now, now_granted));
        }
    }
    changes
}

#[test]
fn an_estimate_that_oscillates_around_a_layer_does_not_make_it_flap() {
    // Between 85 and 100 % of 650 kbit/s, of which the middle encoding takes 600 with audio
    let sawtooth = |now: Micros| 552_000 + 98_000 * (now % (2 * SECOND)) / (2 * SECOND);
    let changes = run(&mut [camera(0)], 120, sawtooth);
    assert!(changes.len() <= 12, "{changes:?}");
    let slow = |now: Micros| 552_000 + 98_000 * (now % (20 * SECOND)) / (20 * SECOND);
    let changes = run(&mut [camera(0)], 120, slow);
    assert!(changes.len() <= 14, "{changes:?}");
}

#[test]
fn raises_of_one_output_are_ten_seconds_apart() {
    let noise = |now: Micros| 200_000 + (now / (700 * MILLISECOND)).wrapping_mul(7_919) % 7 * 120_000;
    let mut claims = [camera(1), camera(0), screen(0)];
    let changes = run(&mut claims, 300, noise);
    for claim in 0..3 {
        let mut raises: Vec<Micros> = Vec::new();
        for pair in changes.windows(2) {
            if pair[1].1[claim] > pair[0].1[claim] {
                raises.push(pair[1].0);
            }
        }
        let close = raises.windows(2).filter(|pair| pair[1] - pair[0] < RAISE_INTERVAL).count();
        assert!(close * 5 <= raises.len(), "{close} of {} raises came early", raises.len());
    }
}

#[test]
fn a_fall_is_immediate() {
    let changes = run(&mut [camera(0)], 20, |now| if now < 10 * SECOND { 2_000_000 } else { 300_000 });
    assert_eq!(changes.last(), Some(&(10 * SECOND, vec![Some((0, 2))])));
}

#[test]
fn an_estimate_that_falls_a_little_for_a_moment_takes_nothing() {
    let dip = |now: Micros| if (5 * SECOND..6 * SECOND).contains(&now) { 560_000 } else { 800_000 };
    assert_eq!(run(&mut [camera(0)], 20, dip).len(), 1);
    let longer = |now: Micros| if (5 * SECOND..8 * SECOND).contains(&now) { 560_000 } else { 800_000 };
    assert_eq!(run(&mut [camera(0)], 20, longer)[1].0, 6 * SECOND);
}

#[test]
fn with_a_large_margin_a_raise_need_not_wait() {
    let steps = |now: Micros| [300_000, 700_000, 3_000_000][(now / SECOND).min(2) as usize];
    let changes = run(&mut [camera(0)], 5, steps);
    assert_eq!(changes.last(), Some(&(2 * SECOND, vec![Some((2, 2))])));
}

#[test]
fn a_tile_that_joins_takes_its_least_from_whoever_has_more() {
    let mut claims = vec![camera(0)];
    let mut allocator = Allocator::default();
    allocator.allocate(750_000, AUDIO, &mut claims, 0);
    assert_eq!(granted(&claims), [Some((1, 2))]);
    claims.push(camera(0));
    allocator.allocate(650_000, AUDIO, &mut claims, SECOND);
    assert_eq!(granted(&claims), [Some((1, 1)), Some((0, 1))]);
}

#[test]
fn a_layer_that_stops_flowing_is_not_granted_any_more() {
    let mut claims = [camera(0)];
    let mut allocator = Allocator::default();
    allocator.allocate(3_000_000, AUDIO, &mut claims, 0);
    claims[0].layers.retain(|layer| layer.sharpness < 2);
    allocator.allocate(3_000_000, AUDIO, &mut claims, SECOND);
    assert_eq!(granted(&claims), [Some((1, 2))]);
    claims[0].layers.clear();
    allocator.allocate(3_000_000, AUDIO, &mut claims, SECOND);
    assert_eq!(granted(&claims), [None]);
}

proptest! {
    #[test]
    fn no_more_is_granted_than_there_is_and_audio_keeps_its_part(
        rounds in proptest::collection::vec((0u64..4_000_000, 0..5 * SECOND), 1..30),
        tiles in proptest::collection::vec((-2i32..3, any::<bool>(), proptest::option::of(0u8..4), 0usize..10), 0..20),
    ) {
        let mut claims: Vec<Claim> = tiles
            .into_iter()
            .map(|(priority, is_screen, useful, layers)| {
                let mut claim = Claim { is_screen, useful, ..camera(priority) };
                claim.layers.truncate(layers);
                claim
            })
            .collect();
        let mut allocator = Allocator::default();
        let mut now = 0;
        for (estimate, after) in rounds {
            now += after;
            let wanted = allocator.allocate(estimate, AUDIO, &mut claims, now);
            let granted: u64 = claims.iter().filter_map(Claim::granted).map(|layer| layer.bitrate).sum();
            let video = estimate.saturating_sub(AUDIO);
            prop_assert!(granted <= video * BORNE.0 / BORNE.1, "{granted} of {video}");
            prop_assert!(granted + AUDIO <= wanted);
            for claim in &claims {
                let useful = claim.granted().is_none_or(|layer| Some(layer.sharpness) <= claim.useful);
                prop_assert!(useful);
            }
        }
    }
}

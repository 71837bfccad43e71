use super::*;
use proptest::prelude::*;

const DELAY: i64 = 50_000;

fn situation(estimate: f64, wanted: f64) -> Situation {
    Situation { estimate, wanted, calm: true }
}

/// Send and receive the probe that is planned, over a link with this rate; packets of `lost` do not arrive.
fn run(prober: &mut Prober, estimate: f64, link: f64, lost: &[usize], now: &mut Micros) -> Option<Outcome> {
    let mut packets = Vec::new();
    let (mut free_at, mut number) = (0.0, 0);
    while prober.is_sending() {
        while prober.due(*now) > 0 {
            let Some(probe) = prober.record_sent(300, *now) else { break };
            let packet = SentPacket { sent_at: *now, bytes: 300, probe: Some(probe) };
            free_at = f64::max(free_at, *now as f64) + 2_400e6 / link;
            packets.push((packet, (!lost.contains(&number)).then_some(free_at as i64 + DELAY)));
            number += 1;
        }
        *now += STEP;
        assert_eq!(prober.conclude(0.0, estimate, *now), None);
    }
    *now += 100 * MILLISECOND;
    for (packet, arrived_at) in packets {
        prober.record_told(&packet, arrived_at);
    }
    prober.conclude(0.0, estimate, *now)
}

#[test]
fn a_probe_sends_at_its_rate_for_its_time() {
    let mut prober = Prober::default();
    prober.plan(&situation(1e6, 5e6), 0);
    let mut now = 0;
    let outcome = run(&mut prober, 1e6, 1e9, &[], &mut now);
    let Some(Outcome::Passed(rate)) = outcome else { panic!("{outcome:?}") };
    assert!((1.9e6..2.2e6).contains(&rate), "{rate}");
    assert!((125 * MILLISECOND..130 * MILLISECOND).contains(&now), "{now}");
}

#[test]
fn a_link_that_is_full_shows_its_rate() {
    let mut prober = Prober::default();
    prober.plan(&situation(1e6, 5e6), 0);
    let outcome = run(&mut prober, 1e6, 1.4e6, &[], &mut 0);
    let Some(Outcome::Limited(rate)) = outcome else { panic!("{outcome:?}") };
    assert!((1.25e6..1.4e6).contains(&rate), "{rate}");
}

#[test]
fn nothing_is_probed_without_need_or_while_a_queue_grows() {
    let mut prober = Prober::default();
    prober.plan(&situation(1e6, 1.04e6), 0);
    assert!(!prober.is_sending());
    prober.plan(&Situation { calm: false, ..situation(1e6, 5e6) }, 0);
    assert!(!prober.is_sending());
    prober.plan(&situation(1e6, 1.2e6), 0);
    assert!((prober.probe.as_ref().unwrap().target - 1.32e6).abs() < 1.0, "no more than could be used");
}

#[test]
fn success_is_followed_at_once_and_failure_ever_later() {
    let mut prober = Prober::default();
    let mut now = 0;
    prober.plan(&situation(1e6, 9e6), now);
    run(&mut prober, 1e6, 1e9, &[], &mut now);
    prober.plan(&situation(2e6, 9e6), now);
    assert!(prober.is_sending());
    let mut pauses = Vec::new();
    for _ in 0..6 {
        run(&mut prober, 2e6, 2e6, &[], &mut now);
        let before = now;
        while !prober.is_sending() {
            now += 10 * MILLISECOND;
            prober.plan(&situation(2e6, 9e6), now);
        }
        pauses.push((now - before) / (100 * MILLISECOND));
    }
    assert_eq!(pauses, [30, 45, 50, 50, 50, 50]);
}

#[test]
fn a_success_that_fills_the_queue_afterwards_makes_probes_rare() {
    let mut prober = Prober::default();
    let mut now = 0;
    for _ in 0..5 {
        prober.plan(&situation(1e6, 9e6), now);
        assert!(matches!(run(&mut prober, 1e6, 1e9, &[], &mut now), Some(Outcome::Passed(_))));
        now += SECOND;
        prober.note_decrease(0.9e6, now);
        now = prober.next_at;
    }
    assert_eq!(prober.interval, MAX_INTERVAL_AFTER_HARM);
}

#[test]
fn a_few_lost_packets_do_not_matter_and_many_do() {
    let mut prober = Prober::default();
    prober.plan(&situation(1e6, 5e6), 0);
    assert!(matches!(run(&mut prober, 1e6, 1e9, &[5], &mut 0), Some(Outcome::Passed(_))));
    let mut prober = Prober::default();
    prober.plan(&situation(1e6, 5e6), 0);
    let half: Vec<usize> = (0..50).filter(|number| number % 2 == 0).collect();
    assert_eq!(run(&mut prober, 1e6, 1e9, &half, &mut 0), Some(Outcome::Failed));
}

#[test]
fn a_probe_that_nobody_tells_of_is_given_up() {
    let mut prober = Prober::default();
    prober.plan(&situation(1e6, 5e6), 0);
    prober.record_sent(300, 0);
    assert_eq!(prober.conclude(0.0, 1e6, PATIENCE - 1), None);
    assert_eq!(prober.conclude(0.0, 1e6, PATIENCE), Some(Outcome::Failed));
    assert!(!prober.is_sending());
}

proptest! {
    #[test]
    fn whatever_is_told_the_outcome_is_no_more_than_was_sent(
        told in proptest::collection::vec((0usize..60, any::<i64>(), any::<bool>()), 0..100),
    ) {
        let mut prober = Prober::default();
        prober.plan(&situation(1e6, 5e6), 0);
        let mut packets = Vec::new();
        for at in (0..MIN_DURATION).step_by(STEP as usize) {
            while prober.due(at) > 0 {
                let probe = prober.record_sent(300, at);
                packets.push(SentPacket { sent_at: at, bytes: 300, probe });
            }
        }
        for (position, arrived_at, arrived) in told {
            if position < packets.len() {
                let packet = packets.swap_remove(position);
                prober.record_told(&packet, arrived.then_some(arrived_at >> 8));
            }
        }
        match prober.conclude(0.0, 1e6, PATIENCE) {
            Some(Outcome::Passed(rate) | Outcome::Limited(rate)) => {
                prop_assert!((0.0..3e6).contains(&rate), "{rate}");
            }
            outcome => prop_assert_eq!(outcome, Some(Outcome::Failed)),
        }
    }
}

//! What a subscriber gets from a link over seconds and minutes, with figures.

use super::flow::Flow;
use super::network::{Link, STEP};
use crate::bwe::estimator::Estimator;
use crate::clock::{MILLISECOND, Micros, SECOND};

/// What video takes if it may, in bits per second: more than most links here have.
const VIDEO: u64 = 2_500_000;
const SEEDS: std::ops::Range<u64> = 0..2;

/// One link, and the flows that share it.
struct World {
    link: Link,
    flows: Vec<Flow>,
    now: Micros,
    /// How long a packet would have waited in the queue, every ten milliseconds since `measure` began
    waits: Vec<Micros>,
}

impl World {
    fn new(link: Link, flows: usize, seed: u64) -> Self {
        let flows = (0..flows).map(|number| Flow::new(number, VIDEO, seed)).collect();
        Self { link, flows, now: 0, waits: Vec::new() }
    }

    fn run(&mut self, duration: Micros) {
        let end = self.now + duration;
        while self.now < end {
            self.now += STEP;
            for flow in &mut self.flows {
                flow.send(&mut self.link, self.now);
            }
            for datagram in self.link.step(self.now) {
                self.flows[datagram.flow].receive(datagram, self.now);
            }
            for flow in &mut self.flows {
                flow.exchange_feedback(self.now);
            }
            if self.now.is_multiple_of(10 * MILLISECOND) {
                self.waits.push(self.link.queue_delay());
            }
        }
    }

    /// Bits per second that each flow received during `duration`.
    fn measure(&mut self, duration: Micros) -> Vec<u64> {
        let before: Vec<u64> = self.flows.iter().map(|flow| flow.received_bytes).collect();
        self.waits.clear();
        self.run(duration);
        let received = self.flows.iter().zip(before).map(|(flow, before)| flow.received_bytes - before);
        received.map(|bytes| bytes * 8 * SECOND / duration).collect()
    }

    fn wait_percentile(&mut self, percent: usize) -> Micros {
        self.waits.sort_unstable();
        self.waits[(self.waits.len() - 1) * percent / 100]
    }

    /// How long it takes until the estimate is as `reached` says; at most `limit`.
    fn time_until(&mut self, limit: Micros, reached: impl Fn(u64) -> bool) -> Micros {
        let began = self.now;
        while self.now < began + limit && !reached(self.estimate()) {
            self.run(10 * MILLISECOND);
        }
        self.now - began
    }

    fn estimate(&self) -> u64 {
        self.flows[0].estimate()
    }
}

fn alone(rate: u64, seed: u64) -> World {
    World::new(Link::new(rate, seed), 1, seed)
}

#[test]
fn the_link_is_used_and_its_queue_stays_short() {
    for rate in [300_000, 1_000_000, 2_000_000] {
        for seed in SEEDS {
            let mut world = alone(rate, seed);
            world.run(10 * SECOND);
            let received = world.measure(40 * SECOND)[0];
            assert!(received >= rate * 8 / 10, "{received} of {rate}");
            let (usual, worst) = (world.wait_percentile(50), world.wait_percentile(95));
            assert!(usual <= 60 * MILLISECOND, "{usual} at {rate}");
            assert!(worst <= 250 * MILLISECOND, "{worst} at {rate}");
        }
    }
}

#[test]
fn a_link_that_is_wide_enough_is_found_to_be_within_two_seconds() {
    for seed in SEEDS {
        let mut world = alone(20_000_000, seed);
        let took = world.time_until(10 * SECOND, |estimate| estimate >= VIDEO);
        assert!(took <= 2 * SECOND, "{took}");
    }
}

/// F10, as far as the estimate goes: 2 Mbit/s, 300 kbit/s, 2 Mbit/s.
#[test]
fn a_link_that_narrows_is_followed_in_two_seconds_and_one_that_widens_in_ten() {
    for seed in SEEDS {
        let mut world = alone(2_000_000, seed);
        world.run(20 * SECOND);
        for _ in 0..2 {
            world.link.rate = 300_000;
            let took = world.time_until(5 * SECOND, |estimate| estimate <= 300_000);
            assert!(took <= 2 * SECOND, "down in {took}");
            world.run(20 * SECOND);
            assert!(world.wait_percentile(50) <= 100 * MILLISECOND);
            let audio = (world.flows[0].received_audio, world.flows[0].sent_audio);
            assert!(audio.0 >= audio.1 * 98 / 100, "{audio:?}");
            world.link.rate = 2_000_000;
            let took = world.time_until(15 * SECOND, |estimate| estimate >= 1_600_000);
            assert!(took <= 10 * SECOND, "up in {took}");
            world.run(20 * SECOND);
        }
    }
}

/// F8, as far as the estimate goes: loss that nobody's rate causes.
#[test]
fn random_loss_does_not_take_the_rate_down() {
    for (percent, least) in [(5, 80), (10, 75), (20, 60)] {
        for seed in SEEDS {
            let mut world = alone(10_000_000, seed);
            world.link.loss = f64::from(percent) / 100.0;
            world.run(15 * SECOND);
            let received = world.measure(30 * SECOND)[0];
            assert!(received >= VIDEO * least / 100, "{received} at {percent} %, seed {seed}");
        }
    }
}

#[test]
fn random_loss_on_a_narrow_link_costs_little_more_than_what_is_lost() {
    for (percent, least) in [(5, 65), (10, 60), (20, 45)] {
        for seed in SEEDS {
            let mut world = alone(1_000_000, seed);
            world.link.loss = f64::from(percent) / 100.0;
            world.run(15 * SECOND);
            let received = world.measure(30 * SECOND)[0];
            assert!(received >= 1_000_000 * least / 100, "{received} at {percent} %, seed {seed}");
        }
    }
}

/// F9, as far as the estimate goes.
#[test]
fn after_a_burst_of_loss_the_rate_is_back_in_two_seconds() {
    for seed in SEEDS {
        let mut world = alone(10_000_000, seed);
        world.run(15 * SECOND);
        world.link.loss = 0.3;
        world.run(5 * SECOND);
        world.link.loss = 0.0;
        let took = world.time_until(10 * SECOND, |estimate| estimate >= VIDEO * 8 / 10);
        assert!(took <= 2 * SECOND, "{took}");
    }
}

#[test]
fn a_link_that_stalls_for_moments_is_not_taken_for_a_narrow_one() {
    for seed in SEEDS {
        let mut world = alone(10_000_000, seed);
        world.link.stall_interval = 2 * SECOND;
        world.run(10 * SECOND);
        let received = world.measure(30 * SECOND)[0];
        assert!(received >= VIDEO * 7 / 10, "{received}, seed {seed}");
    }
}

#[test]
fn a_link_that_drops_instead_of_queueing_is_kept_to() {
    for seed in SEEDS {
        let mut world = alone(500_000, seed);
        world.link.queue_bytes = 6_000;
        world.run(20 * SECOND);
        let received = world.measure(30 * SECOND)[0];
        assert!(received >= 300_000, "{received}");
        assert!(world.estimate() <= 800_000, "{}", world.estimate());
    }
}

#[test]
fn flows_that_share_a_link_share_it() {
    for (flows, seed) in [(2, 1), (3, 2), (5, 3)] {
        let mut world = World::new(Link::new(4_000_000, seed), flows, seed);
        world.run(20 * SECOND);
        let received = world.measure(150 * SECOND);
        let fair = 4_000_000 / flows as u64;
        assert!(received.iter().all(|rate| *rate >= fair * 45 / 100), "{received:?}");
        assert!(received.iter().sum::<u64>() >= 3_000_000, "{received:?}");
    }
}

#[test]
fn a_second_without_feedback_changes_little_and_ten_seconds_leave_audio() {
    for seed in SEEDS {
        let mut world = alone(2_000_000, seed);
        world.run(20 * SECOND);
        world.flows[0].deaf = true;
        world.run(SECOND);
        world.flows[0].deaf = false;
        world.run(2 * SECOND);
        assert!(world.estimate() >= 1_200_000, "{}", world.estimate());
        world.flows[0].deaf = true;
        world.run(10 * SECOND);
        assert!(world.estimate() <= 40_000, "{}", world.estimate());
        world.flows[0].deaf = false;
        let took = world.time_until(20 * SECOND, |estimate| estimate >= 1_600_000);
        assert!(took <= 10 * SECOND, "{took}");
    }
}

/// M12: who lies about arrivals is sent more than its link takes, and loses its own packets; nobody else's.
#[test]
fn an_estimate_that_is_lied_up_is_no_more_than_what_is_wanted() {
    let mut world = alone(300_000, 1);
    world.flows[0].lies = true;
    let sent_before = world.flows[0].sent_bytes;
    world.run(30 * SECOND);
    let rate = (world.flows[0].sent_bytes - sent_before) * 8 / 30;
    assert!(rate <= (VIDEO + 48_000) * 12 / 10, "{rate}");
}

#[test]
fn probes_on_a_narrow_link_cost_less_than_a_twentieth_of_it() {
    let mut world = alone(300_000, 1);
    world.run(10 * SECOND);
    world.measure(30 * SECOND);
    let padding = world.flows[0].sent_padding;
    let twentieth = 40 * 300_000 / 8 / 20;
    assert!(padding <= twentieth, "{padding} bytes of padding in 40 s");
}

/// What the estimator keeps does not grow with time.
#[test]
fn an_estimator_is_small() {
    assert!(std::mem::size_of::<Estimator>() <= 2_048, "{}", std::mem::size_of::<Estimator>());
}

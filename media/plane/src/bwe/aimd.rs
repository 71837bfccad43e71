//! Rate control (draft-ietf-rmcat-gcc-02 section 5.5): additive or multiplicative increase while the queue rests,
//! multiplicative decrease when it grows.
//!
//! It never knows why a packet is late. All flows that share a link rise by the same and fall by the same part, so that
//! they come to share it evenly; what a fall refers to is the rate, not what arrived, because in front of a full queue
//! more arrives for whoever pushes most.

use super::trendline::Usage;
use crate::clock::{MILLISECOND, Micros, SECOND};

#[derive(Debug)]
pub struct RateControl {
    /// Bits per second
    rate: f64,
    resting: bool,
    updated: Option<Micros>,
    episode: Option<Episode>,
}

/// A decrease shows late, and until then the queue still grows. What is decided meanwhile refers to the same rate.
#[derive(Debug, Clone, Copy)]
struct Episode {
    rate: f64,
    began: Micros,
    until: Micros,
}

/// What is known when the rate is decided on. Bits per second.
#[derive(Debug, Clone, Copy)]
pub struct Observed {
    pub usage: Usage,
    /// What arrives; None: not known yet
    pub throughput: Option<f64>,
    pub sending: f64,
    pub rtt: Micros,
    /// What arrives stands in no queue.
    pub queue_is_empty: bool,
}

pub const MIN_RATE: f64 = 30_000.0;
pub const MAX_RATE: f64 = 50_000_000.0;
const BETA: f64 = 0.85;
/// Less than this part of what was tried arrives: the link is not what it was.
const FAR_TOO_MUCH: f64 = 0.6;
/// Less than this part of the rate is sent, so that what arrives tells nothing of the link.
const APPLICATION_LIMITED: f64 = 0.65;
/// Of what arrives: so much a link gives to whoever asks for it, however full it is.
const LEAST: f64 = 0.5;
/// Of what arrives without standing in a queue
const PASSES: f64 = 0.9;
/// After a round trip, how long a queue takes to be noticed to shrink
const SETTLING: Micros = SECOND / 2;
/// A longer one is a queue that is being waited for.
const MAX_RTT: Micros = 300 * MILLISECOND;
/// So long after a decrease the rate is taken to be near what the link can do.
const CAREFUL: Micros = 10 * SECOND;
const GROWTH_PER_SECOND: f64 = 1.08;
/// Half a packet per response time, which is a round trip and the time in which a queue is noticed.
const ADDITIVE_BITS: f64 = 1_200.0 * 8.0 / 2.0;
const DETECTION: Micros = 100 * MILLISECOND;
/// The rate stays within reach of what arrives: nobody tried more.
const MAX_OVER_THROUGHPUT: f64 = 1.5;
const HEADROOM: f64 = 10_000.0;

impl RateControl {
    pub fn new(rate: f64) -> Self {
        Self { rate, resting: false, updated: None, episode: None }
    }

    /// Bits per second
    pub fn rate(&self) -> f64 {
        self.rate
    }

    pub fn update(&mut self, observed: &Observed, now: Micros) {
        let since = now - self.updated.replace(now).unwrap_or(now).min(now);
        match observed.usage {
            Usage::Over => self.decrease(observed, now),
            Usage::Normal if self.resting => self.increase(observed, since.min(SECOND), now),
            // While the queue is being emptied, and once more after it, the rate holds.
            Usage::Normal | Usage::Under => {}
        }
        self.resting = observed.usage == Usage::Normal;
    }

    /// A probe showed that this much passes.
    pub fn raise_to(&mut self, rate: f64) {
        self.rate = self.rate.max(rate.min(MAX_RATE));
    }

    /// A probe showed that no more than this passes, and nothing that is sent shows the contrary.
    pub fn lower_to(&mut self, rate: f64, observed: &Observed) {
        if self.is_limited_by_application(observed) {
            self.rate = self.rate.min(rate.max(observed.throughput.unwrap_or(0.0))).max(MIN_RATE);
        }
    }

    /// Nothing is heard from the receiver.
    pub fn halve(&mut self) {
        self.rate = (self.rate / 2.0).max(MIN_RATE);
    }

    fn increase(&mut self, observed: &Observed, since: Micros, now: Micros) {
        let Some(throughput) = observed.throughput else {
            return;
        };
        let careful = self.episode.is_some_and(|episode| now < episode.began + CAREFUL);
        let increased = if careful {
            self.rate + ADDITIVE_BITS * since as f64 / (observed.rtt + DETECTION) as f64
        } else {
            self.rate * GROWTH_PER_SECOND.powf(since as f64 / SECOND as f64)
        };
        let reach = MAX_OVER_THROUGHPUT * throughput + HEADROOM;
        let passes = if observed.queue_is_empty { PASSES * throughput } else { 0.0 };
        self.rate = self.rate.max(increased.min(reach)).max(passes).min(MAX_RATE);
    }

    fn decrease(&mut self, observed: &Observed, now: Micros) {
        let tried = observed.sending.min(self.rate);
        let by_far = observed.throughput.filter(|throughput| *throughput < FAR_TOO_MUCH * tried);
        let episode = match self.episode {
            Some(episode) if now < episode.until && by_far.is_none() => episode,
            _ => Episode { rate: self.rate, began: now, until: now + observed.rtt.min(MAX_RTT) + SETTLING },
        };
        self.episode = Some(episode);
        let decreased = BETA * by_far.unwrap_or(episode.rate);
        let least = LEAST * observed.throughput.unwrap_or(0.0);
        self.rate = self.rate.min(decreased.max(least)).max(MIN_RATE);
    }

    fn is_limited_by_application(&self, observed: &Observed) -> bool {
        observed.sending < APPLICATION_LIMITED * self.rate
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STEP: Micros = 50 * MILLISECOND;

    fn observed(usage: Usage, throughput: f64) -> Observed {
        Observed {
            usage,
            throughput: Some(throughput),
            sending: throughput,
            rtt: 100 * MILLISECOND,
            queue_is_empty: false,
        }
    }

    /// Everything that is allowed is sent and arrives.
    fn rest(control: &mut RateControl, from: Micros, until: Micros) {
        for now in (from..until).step_by(STEP as usize) {
            control.update(&observed(Usage::Normal, control.rate()), now);
        }
    }

    #[test]
    fn the_rate_grows_by_eight_percent_per_second_while_nothing_is_known() {
        let mut control = RateControl::new(1_000_000.0);
        rest(&mut control, 0, 10 * SECOND);
        let expected = 1_000_000.0 * GROWTH_PER_SECOND.powi(10);
        assert!((control.rate() / expected - 1.0).abs() < 0.03, "{}", control.rate());
    }

    #[test]
    fn overuse_takes_a_part_of_the_rate_and_then_it_grows_carefully() {
        let mut control = RateControl::new(1_000_000.0);
        control.update(&observed(Usage::Over, 1_000_000.0), SECOND);
        assert_eq!(control.rate(), 850_000.0);
        rest(&mut control, SECOND + STEP, 3 * SECOND);
        let grown = control.rate() - 850_000.0;
        assert!((40_000.0..50_000.0).contains(&grown), "{grown}");
        rest(&mut control, 3 * SECOND, 11 * SECOND);
        let before = control.rate();
        rest(&mut control, 11 * SECOND, 12 * SECOND);
        assert!(control.rate() > 1.07 * before, "ten seconds later it grows fast again");
    }

    #[test]
    fn overuse_that_goes_on_for_a_moment_takes_nothing_more() {
        let mut control = RateControl::new(1_000_000.0);
        for step in 0..12 {
            control.update(&observed(Usage::Over, 950_000.0), step * STEP);
        }
        assert_eq!(control.rate(), 850_000.0);
        control.update(&observed(Usage::Over, 850_000.0), 12 * STEP);
        assert_eq!(control.rate(), 0.85 * 850_000.0);
    }

    #[test]
    fn where_much_less_arrives_than_is_sent_the_rate_follows_at_once() {
        let mut control = RateControl::new(2_000_000.0);
        let sent = |throughput| Observed { sending: 2_000_000.0, ..observed(Usage::Over, throughput) };
        control.update(&sent(1_500_000.0), SECOND);
        assert_eq!(control.rate(), 1_700_000.0);
        control.update(&sent(300_000.0), SECOND + STEP);
        assert_eq!(control.rate(), 255_000.0);
    }

    #[test]
    fn a_queue_that_shrinks_is_waited_for() {
        let mut control = RateControl::new(1_000_000.0);
        for step in 0..20 {
            control.update(&observed(Usage::Under, 1_000_000.0), step * STEP);
        }
        assert_eq!(control.rate(), 1_000_000.0);
    }

    #[test]
    fn the_rate_stays_within_reach_of_what_arrives_but_does_not_fall_to_it() {
        let mut control = RateControl::new(1_000_000.0);
        for now in (0..20 * SECOND).step_by(STEP as usize) {
            control.update(&observed(Usage::Normal, 800_000.0), now);
        }
        assert_eq!(control.rate(), 1_210_000.0);
        control.update(&observed(Usage::Normal, 40_000.0), 21 * SECOND);
        assert_eq!(control.rate(), 1_210_000.0);
    }

    #[test]
    fn a_probe_that_fails_lowers_what_nobody_uses() {
        let mut control = RateControl::new(2_000_000.0);
        control.lower_to(500_000.0, &observed(Usage::Normal, 1_900_000.0));
        assert_eq!(control.rate(), 2_000_000.0);
        control.lower_to(500_000.0, &observed(Usage::Normal, 600_000.0));
        assert_eq!(control.rate(), 600_000.0);
    }

    #[test]
    fn who_sends_little_does_not_fall_to_it() {
        let mut control = RateControl::new(2_000_000.0);
        control.update(&observed(Usage::Over, 40_000.0), SECOND);
        assert_eq!(control.rate(), 1_700_000.0);
    }

    proptest! {
        #[test]
        fn the_rate_stays_within_its_bounds_whatever_is_observed(
            steps in proptest::collection::vec(
                (0u8..5, proptest::option::of(0.0..1e12), 0.0..1e12, 0..10 * SECOND), 0..200,
            ),
        ) {
            let mut control = RateControl::new(300_000.0);
            let mut now = 0;
            for (kind, throughput, sending, after) in steps {
                now += after;
                match kind {
                    0 => control.halve(),
                    1 => control.raise_to(throughput.unwrap_or(0.0)),
                    kind => {
                        let usage = [Usage::Over, Usage::Normal, Usage::Under][usize::from(kind) - 2];
                        let rtt = after;
                        control.update(&Observed { usage, throughput, sending, rtt, queue_is_empty: after % 2 == 0 }, now);
                    }
                }
                prop_assert!((MIN_RATE..=MAX_RATE).contains(&control.rate()), "{}", control.rate());
            }
        }
    }
}

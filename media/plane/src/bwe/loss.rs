//! What loss says about the rate (draft-ietf-rmcat-gcc-02 section 6): below 2 % the limit rises, up to 10 % it holds,
//! above that it falls.
//!
//! Radio links lose packets whatever the rate is, and there the rule of the draft would starve everybody. So a fall is a
//! *trial*: where less is sent and the same part is lost, the loss is the link's own; the limit comes back, and only
//! what is lost beyond that counts from then on.

use crate::clock::{MILLISECOND, Micros, SECOND};

#[derive(Debug, Default)]
pub struct LossLimit {
    /// Bits per second; None: loss limits nothing
    limit: Option<f64>,
    /// The part that is lost whatever the rate is
    inherent: f64,
    /// The part that was lost beyond that, lately
    excess: f64,
    window: Window,
    trial: Option<Trial>,
    failed: Option<Micros>,
}

#[derive(Debug, Default)]
struct Window {
    since: Option<Micros>,
    told: u32,
    lost: u32,
}

#[derive(Debug)]
struct Trial {
    limit_before: Option<f64>,
    loss_before: f64,
    /// Packets that were sent before the limit fell are told of until then.
    shows_from: Micros,
}

/// Packets of the same window are told of together; fewer say nothing.
const WINDOW: Micros = 500 * MILLISECOND;
const MIN_PACKETS: u32 = 20;
const MIN_LOST: u32 = 4;
const LOW: f64 = 0.02;
const HIGH: f64 = 0.10;
const GROWTH: f64 = 1.05;
/// A trial that leaves more than this part of the loss has not helped.
const HELPED: f64 = 0.6;
/// Without a trial no more than this is believed to be the link's own.
const MAX_UNTRIED: f64 = 0.05;
/// A queue this short loses nothing, one this long may be full.
const REST: Micros = 20 * MILLISECOND;
const STANDING: Micros = 50 * MILLISECOND;
/// Nobody watches video over a link that loses more by itself.
const MAX_INHERENT: f64 = 0.3;
/// The next trial comes so long after one that did not help, if the loss is not much worse.
const TRIAL_INTERVAL: Micros = 10 * SECOND;
const MUCH_WORSE: f64 = 1.5;
/// A limit this far above the rate limits nothing.
const IRRELEVANT: f64 = 1.5;

/// Packets that the receiver told of at once
#[derive(Debug, Clone, Copy, Default)]
pub struct Told {
    pub packets: u32,
    pub lost: u32,
    /// Told as lost earlier
    pub late: u32,
}

/// What else is known of the path.
#[derive(Debug, Clone, Copy)]
pub struct Path {
    /// Bits per second that arrive
    pub arriving: f64,
    pub rtt: Micros,
    /// How long packets wait in its queue.
    pub queue: Micros,
}

impl LossLimit {
    /// `rate`: what the delay allows.
    pub fn update(&mut self, told: &Told, path: &Path, rate: f64, now: Micros) {
        let window = &mut self.window;
        let since = *window.since.get_or_insert(now);
        window.told += told.packets;
        window.lost = (window.lost + told.lost).saturating_sub(told.late);
        if now >= since + WINDOW && window.told >= MIN_PACKETS {
            let lost = if window.lost < MIN_LOST { 0 } else { window.lost };
            let fraction = f64::from(lost.min(window.told)) / f64::from(window.told);
            self.window = Window::default();
            self.judge(fraction, path, rate, now);
        }
    }

    /// Bits per second
    pub fn limit(&self) -> Option<f64> {
        self.limit
    }

    /// The part of all packets that is lost whatever the rate is
    pub fn inherent(&self) -> f64 {
        self.inherent
    }

    /// Packets are lost while others wait: the queue is full, although its delay does not grow.
    pub fn is_queue_full(&self, queue: Micros) -> bool {
        self.excess > LOW && queue > STANDING
    }

    /// A probe passed this rate without loss of its own.
    pub fn lift(&mut self, rate: f64) {
        if self.trial.is_none() && self.limit.is_some_and(|limit| limit < rate) {
            self.limit = Some(rate);
        }
    }

    fn judge(&mut self, loss: f64, path: &Path, rate: f64, now: Micros) {
        if let Some(trial) = &self.trial {
            if now >= trial.shows_from {
                self.end_trial(loss, now);
            }
            return;
        }
        self.learn_inherent(loss, path.queue);
        let excess = ((loss - self.inherent) / (1.0 - self.inherent)).max(0.0);
        self.excess = excess;
        if excess > HIGH && self.may_try(loss, now) {
            self.begin_trial(loss, path, rate, now);
        } else if excess < LOW {
            self.limit = self.limit.map(|limit| limit * GROWTH).filter(|limit| *limit < rate * IRRELEVANT);
        }
    }

    /// Less loss is believed soon; a little more only while no queue could have caused it.
    fn learn_inherent(&mut self, loss: f64, queue: Micros) {
        if loss < self.inherent {
            self.inherent += (loss - self.inherent) / 4.0;
        } else if loss < HIGH && queue < REST && self.inherent < MAX_UNTRIED {
            self.inherent += (loss.min(MAX_UNTRIED) - self.inherent) / 8.0;
        }
    }

    fn may_try(&self, loss: f64, now: Micros) -> bool {
        let rested = self.failed.is_none_or(|at| now >= at + TRIAL_INTERVAL);
        rested || loss > MUCH_WORSE * self.inherent
    }

    /// Send what arrived: were it a bottleneck that drops, nothing would be lost any more.
    fn begin_trial(&mut self, loss: f64, path: &Path, rate: f64, now: Micros) {
        let allowed = self.limit.map_or(rate, |limit| limit.min(rate));
        self.trial =
            Some(Trial { limit_before: self.limit, loss_before: loss, shows_from: now + path.rtt + WINDOW });
        self.limit = Some(allowed.min(path.arriving / (1.0 - self.inherent)));
    }

    fn end_trial(&mut self, loss: f64, now: Micros) {
        if let Some(trial) = self.trial.take()
            && loss > HELPED * trial.loss_before
        {
            self.limit = trial.limit_before;
            self.inherent = loss.min(MAX_INHERENT);
            self.failed = Some(now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const RTT: Micros = 100 * MILLISECOND;

    /// A link told of every 100 ms. `loss` gives the lost part for a rate in bits per second.
    struct Link {
        limit: LossLimit,
        queue: Micros,
        now: Micros,
    }

    impl Link {
        fn new() -> Self {
            Self { limit: LossLimit::default(), queue: 0, now: 0 }
        }

        fn rate(&self, delay_allows: f64) -> f64 {
            self.limit.limit().map_or(delay_allows, |limit| limit.min(delay_allows))
        }

        fn run(&mut self, seconds: u64, delay_allows: f64, loss: impl Fn(f64) -> f64) {
            for _ in 0..seconds * 10 {
                self.now += 100 * MILLISECOND;
                let sending = self.rate(delay_allows);
                let packets = 20;
                let lost = (f64::from(packets) * loss(sending)).round() as u32;
                let arriving = sending * (1.0 - loss(sending));
                let path = Path { arriving, rtt: RTT, queue: self.queue };
                self.limit.update(&Told { packets, lost, late: 0 }, &path, delay_allows, self.now);
            }
        }
    }

    #[test]
    fn a_little_loss_limits_nothing() {
        let mut link = Link::new();
        link.run(20, 1e6, |_| 0.05);
        assert_eq!(link.limit.limit(), None);
    }

    #[test]
    fn a_bottleneck_that_drops_is_found_and_kept_to() {
        let mut link = Link::new();
        for _ in 0..30 {
            link.run(2, 2e6, |rate| (1.0 - 300e3 / rate).max(0.0));
            let limit = link.limit.limit().unwrap();
            assert!((290e3..380e3).contains(&limit), "{limit}");
        }
        assert!(link.limit.inherent() <= MAX_UNTRIED);
    }

    #[test]
    fn loss_that_less_sending_does_not_change_is_the_links_own() {
        for own in [0.15, 0.2, 0.3] {
            let mut link = Link::new();
            link.run(5, 1e6, |_| own);
            assert_eq!(link.limit.limit(), None, "{own}");
            assert!((link.limit.inherent() - own).abs() < 0.05);
            link.run(60, 1e6, |_| own);
            assert!(link.rate(1e6) > 0.8e6);
        }
    }

    #[test]
    fn a_bottleneck_behind_a_bad_link_is_found_too() {
        let mut link = Link::new();
        link.run(5, 1e6, |_| 0.2);
        link.run(15, 1e6, |rate| 1.0 - 0.8 * (400e3 / rate).min(1.0));
        assert!((250e3..600e3).contains(&link.rate(1e6)), "{}", link.rate(1e6));
    }

    #[test]
    fn when_loss_ends_the_limit_rises_until_it_is_none() {
        let mut link = Link::new();
        link.run(5, 2e6, |rate| (1.0 - 300e3 / rate).max(0.0));
        link.run(10, 2e6, |_| 0.0);
        let limit = link.limit.limit().unwrap();
        assert!(limit > 600e3, "{limit}");
        link.limit.lift(1.9e6);
        assert_eq!(link.limit.limit(), Some(1.9e6));
        link.run(10, 2e6, |_| 0.0);
        assert_eq!(link.limit.limit(), None);
    }

    #[test]
    fn loss_beside_a_standing_queue_is_a_full_queue() {
        let mut link = Link::new();
        link.queue = 80 * MILLISECOND;
        link.run(10, 1e6, |_| 0.05);
        assert!(link.limit.is_queue_full(link.queue));
        assert!(!link.limit.is_queue_full(REST));
        assert_eq!(link.limit.inherent(), 0.0);
    }

    #[test]
    fn a_little_loss_without_a_queue_is_the_links_own() {
        let mut link = Link::new();
        link.run(20, 1e6, |_| 0.05);
        assert!((link.limit.inherent() - 0.05).abs() < 0.01, "{}", link.limit.inherent());
        assert!(!link.limit.is_queue_full(80 * MILLISECOND));
        link.run(20, 1e6, |_| 0.0);
        assert!(link.limit.inherent() < 0.001);
    }

    #[test]
    fn packets_that_come_after_all_were_not_lost() {
        let mut limit = LossLimit::default();
        for step in 0..50 {
            let path = Path { arriving: 1e6, rtt: RTT, queue: 0 };
            let told = Told { packets: 20, lost: 10, late: 10 };
            limit.update(&told, &path, 1e6, step * 100 * MILLISECOND);
        }
        assert_eq!(limit.limit(), None);
    }

    proptest! {
        #[test]
        fn any_telling_leaves_a_limit_that_is_a_number(
            steps in proptest::collection::vec((0u32..5_000, 0u32..5_000, 0u32..5_000, 0.0..1e9), 0..200),
        ) {
            let mut limit = LossLimit::default();
            for (step, (packets, lost, late, arriving)) in steps.into_iter().enumerate() {
                let path = Path { arriving, rtt: RTT, queue: 0 };
                limit.update(&Told { packets, lost, late }, &path, 1e6, step as Micros * WINDOW);
                prop_assert!(limit.limit().is_none_or(|limit| (0.0..1e9).contains(&limit)));
                prop_assert!((0.0..=MAX_INHERENT).contains(&limit.inherent()));
            }
        }
    }
}

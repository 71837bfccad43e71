//! Whether the queue of the path grows: the slope of the one-way delay over the last groups, against a threshold that
//! adapts (draft-ietf-rmcat-gcc-02 sections 5.3 to 5.5, with the slope by linear regression instead of a Kalman filter).
//!
//! It never knows a bitrate, and the two clocks need not agree: only differences are looked at.

use std::collections::VecDeque;

use super::arrival::GroupDelta;

/// What the delay says about the rate that was sent with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Usage {
    /// The queue shrinks.
    Under,
    #[default]
    Normal,
    /// The queue grows.
    Over,
}

#[derive(Debug)]
pub struct Trendline {
    groups: u32,
    first_arrival: Option<i64>,
    accumulated: f64,
    smoothed: f64,
    /// (arrival, smoothed delay) in milliseconds since the first
    samples: VecDeque<(f64, f64)>,
    threshold: f64,
    threshold_updated: Option<f64>,
    previous_slope: f64,
    over_since: Option<Overuse>,
    usage: Usage,
}

/// A slope above the threshold, for this many milliseconds and groups.
#[derive(Debug, Default)]
struct Overuse {
    lasted: f64,
    groups: u32,
}

const WINDOW: usize = 20;
/// How much of the smoothed delay is what it was before
const SMOOTHING: f64 = 0.9;
/// The slope times these is comparable with the threshold: a long history makes it trustworthy.
const GAIN: f64 = 4.0;
const MAX_TRUST: u32 = 60;
/// Milliseconds. Section 5.4 with the values that the field has settled on.
const INITIAL_THRESHOLD: f64 = 12.5;
const MIN_THRESHOLD: f64 = 6.0;
const MAX_THRESHOLD: f64 = 600.0;
const THRESHOLD_RISE: f64 = 0.0087;
const THRESHOLD_FALL: f64 = 0.039;
/// A slope this far above the threshold is a spike that the threshold should not learn from.
const MAX_ADAPTATION: f64 = 15.0;
const MAX_ADAPTATION_INTERVAL: f64 = 100.0;
/// So long the slope stays above before it is believed.
const MIN_OVERUSE: f64 = 10.0;

impl Default for Trendline {
    fn default() -> Self {
        Self {
            groups: 0,
            first_arrival: None,
            accumulated: 0.0,
            smoothed: 0.0,
            samples: VecDeque::with_capacity(WINDOW + 1),
            threshold: INITIAL_THRESHOLD,
            threshold_updated: None,
            previous_slope: 0.0,
            over_since: None,
            usage: Usage::Normal,
        }
    }
}

impl Trendline {
    pub fn add(&mut self, delta: GroupDelta) {
        let first_arrival = *self.first_arrival.get_or_insert(delta.arrived_at);
        let arrival = milliseconds(delta.arrived_at - first_arrival);
        self.groups = (self.groups + 1).min(MAX_TRUST);
        self.accumulated += milliseconds(delta.arrival - delta.sent);
        self.smoothed = SMOOTHING * self.smoothed + (1.0 - SMOOTHING) * self.accumulated;
        self.samples.push_back((arrival, self.smoothed));
        if self.samples.len() > WINDOW {
            self.samples.pop_front();
        }
        let slope = if self.samples.len() == WINDOW { self.slope() } else { self.previous_slope };
        let scaled = f64::from(self.groups) * slope * GAIN;
        self.judge(scaled, slope, milliseconds(delta.sent));
        self.adapt_threshold(scaled.abs(), arrival);
        self.previous_slope = slope;
    }

    pub fn usage(&self) -> Usage {
        self.usage
    }

    /// Milliseconds of delay per millisecond; by least squares.
    fn slope(&self) -> f64 {
        let number = self.samples.len() as f64;
        let (sum_x, sum_y) =
            self.samples.iter().fold((0.0, 0.0), |(x, y), sample| (x + sample.0, y + sample.1));
        let (mean_x, mean_y) = (sum_x / number, sum_y / number);
        let (covariance, variance) =
            self.samples.iter().fold((0.0, 0.0), |(covariance, variance), (x, y)| {
                (covariance + (x - mean_x) * (y - mean_y), variance + (x - mean_x) * (x - mean_x))
            });
        if variance == 0.0 { self.previous_slope } else { covariance / variance }
    }

    fn judge(&mut self, scaled: f64, slope: f64, interval: f64) {
        if scaled.abs() <= self.threshold {
            self.over_since = None;
            self.usage = Usage::Normal;
        } else if scaled < 0.0 {
            self.over_since = None;
            self.usage = Usage::Under;
        } else {
            // The first group may have begun to be late at any moment of its interval.
            let over = self.over_since.get_or_insert(Overuse { lasted: -interval / 2.0, groups: 0 });
            over.lasted += interval;
            over.groups += 1;
            if over.lasted > MIN_OVERUSE && over.groups > 1 && slope >= self.previous_slope {
                self.over_since = Some(Overuse::default());
                self.usage = Usage::Over;
            }
        }
    }

    /// Section 5.4: a threshold that follows the slope is not starved by flows that fill the queue.
    fn adapt_threshold(&mut self, magnitude: f64, now: f64) {
        let last = self.threshold_updated.replace(now).unwrap_or(now);
        if magnitude > self.threshold + MAX_ADAPTATION {
            return;
        }
        let gain = if magnitude < self.threshold { THRESHOLD_FALL } else { THRESHOLD_RISE };
        let interval = (now - last).clamp(0.0, MAX_ADAPTATION_INTERVAL);
        let threshold = self.threshold + gain * (magnitude - self.threshold) * interval;
        self.threshold = threshold.clamp(MIN_THRESHOLD, MAX_THRESHOLD);
    }
}

fn milliseconds(micros: i64) -> f64 {
    micros as f64 / 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Groups every 20 ms, each `extra` microseconds later than the one before. Gives what was said on the way.
    fn feed(trendline: &mut Trendline, groups: u32, extra: impl Fn(u32) -> i64) -> Vec<Usage> {
        let mut arrived_at = 20_000 * i64::from(trendline.groups);
        (0..groups)
            .map(|group| {
                let arrival = 20_000 + extra(group);
                arrived_at += arrival;
                trendline.add(GroupDelta { sent: 20_000, arrival, arrived_at });
                trendline.usage()
            })
            .collect()
    }

    #[test]
    fn a_steady_delay_is_normal() {
        let said = feed(&mut Trendline::default(), 500, |_| 0);
        assert!(said.iter().all(|usage| *usage == Usage::Normal));
    }

    #[test]
    fn jitter_is_no_trend() {
        let jitter = |group: u32| [0, 3_000, -2_000, 1_500, -2_500][group as usize % 5];
        let said = feed(&mut Trendline::default(), 500, jitter);
        assert!(said.iter().all(|usage| *usage == Usage::Normal));
    }

    #[test]
    fn a_growing_queue_is_overuse_within_half_a_second() {
        let mut trendline = Trendline::default();
        feed(&mut trendline, 100, |_| 0);
        let said = feed(&mut trendline, 25, |_| 4_000);
        assert!(said.contains(&Usage::Over), "{said:?}");
    }

    #[test]
    fn a_shrinking_queue_is_underuse() {
        let mut trendline = Trendline::default();
        feed(&mut trendline, 60, |_| 4_000);
        let said = feed(&mut trendline, 40, |_| -6_000);
        assert!(said.contains(&Usage::Under), "{said:?}");
    }

    #[test]
    fn the_threshold_rises_towards_a_slope_that_stays() {
        let mut trendline = Trendline::default();
        let slow = |_| 900;
        assert!(feed(&mut trendline, 60, slow).contains(&Usage::Over));
        feed(&mut trendline, 1_000, slow);
        assert!(!feed(&mut trendline, 20, slow).contains(&Usage::Over), "{}", trendline.threshold);
    }

    proptest! {
        #[test]
        fn any_deltas_leave_finite_numbers(
            deltas in proptest::collection::vec((0..4_000_000_i64, 0..4_000_000_i64, any::<i32>()), 0..200),
        ) {
            let mut trendline = Trendline::default();
            for (sent, arrival, arrived_at) in deltas {
                trendline.add(GroupDelta { sent, arrival, arrived_at: arrived_at.into() });
            }
            prop_assert!(trendline.threshold.is_finite() && trendline.smoothed.is_finite());
            prop_assert!((MIN_THRESHOLD..=MAX_THRESHOLD).contains(&trendline.threshold));
        }
    }
}

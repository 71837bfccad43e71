//! How long packets wait in the queue of the path: their delay above the least delay of the last seconds.
//!
//! The clocks of both ends need not agree, and may drift; what stands in the queue all the time is not seen.

use super::sent_packets::SentPacket;
use crate::clock::{MILLISECOND, Micros, SECOND};

#[derive(Debug, Default)]
pub struct QueueDelay {
    /// The least differences between the clocks: in the period before, and in the one that runs
    least_before: Option<i64>,
    least: Option<i64>,
    period_began: Micros,
    latest: i64,
}

/// No queue grows by so much from one packet to the next.
const CLOCK_SET: Micros = 3 * SECOND;
const PERIOD: Micros = 10 * SECOND;
/// A queue up to this length is what keeps the link busy.
const TOLERATED: Micros = 100 * MILLISECOND;
/// So long it must be emptied with all that there is.
const INTOLERABLE: Micros = 500 * MILLISECOND;
const MAX_RELIEF: f64 = 0.6;

impl QueueDelay {
    pub fn record(&mut self, packet: &SentPacket, arrived_at: i64) {
        let difference = arrived_at - packet.sent_at as i64;
        if difference.abs_diff(self.latest) > CLOCK_SET {
            (self.least_before, self.least) = (None, None);
        }
        if packet.sent_at >= self.period_began + PERIOD {
            self.period_began = packet.sent_at;
            self.least_before = self.least.take();
        }
        self.least = Some(self.least.map_or(difference, |least| least.min(difference)));
        self.latest = difference;
    }

    /// What the last packet waited.
    pub fn get(&self) -> Micros {
        let least = self.least_before.into_iter().chain(self.least).min();
        least.map_or(0, |least| (self.latest - least).max(0) as Micros)
    }

    /// The part of the rate that empties a queue that is too long instead of feeding it, 0 to 0.6.
    pub fn relief(&self) -> f64 {
        let excess = self.get().saturating_sub(TOLERATED) as f64;
        MAX_RELIEF * (excess / (INTOLERABLE - TOLERATED) as f64).min(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(queue: &mut QueueDelay, sent_at: Micros, delay: i64) {
        queue.record(&SentPacket { sent_at, bytes: 1_200, probe: None }, sent_at as i64 + delay);
    }

    #[test]
    fn the_delay_above_the_least_is_the_queue() {
        let mut queue = QueueDelay::default();
        assert_eq!(queue.get(), 0);
        for (step, delay) in [-7_000_000, -6_950_000, -6_980_000].into_iter().enumerate() {
            record(&mut queue, step as Micros, delay);
        }
        assert_eq!(queue.get(), 20_000);
    }

    #[test]
    fn a_short_queue_needs_no_relief_and_a_long_one_much() {
        let mut queue = QueueDelay::default();
        record(&mut queue, 0, 0);
        let mut relief = |delay| {
            record(&mut queue, 1, delay);
            queue.relief()
        };
        assert_eq!(relief(100_000), 0.0);
        assert!((relief(300_000) - 0.3).abs() < 1e-9);
        assert_eq!(relief(2_000_000), MAX_RELIEF);
    }

    #[test]
    fn a_clock_that_was_set_is_no_queue() {
        let mut queue = QueueDelay::default();
        for (step, delay) in [-50_000_000, -49_980_000, 3_600_000_000, 3_600_010_000].into_iter().enumerate()
        {
            record(&mut queue, step as Micros, delay);
        }
        assert_eq!(queue.get(), 10_000);
    }

    #[test]
    fn the_least_is_forgotten_after_two_periods() {
        let mut queue = QueueDelay::default();
        record(&mut queue, 0, 0);
        for second in 1..=30 {
            record(&mut queue, second * SECOND, 300_000);
            let expected = if second < 20 { 300_000 } else { 0 };
            assert_eq!(queue.get(), expected, "{second}");
        }
    }
}

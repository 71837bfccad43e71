//! Bytes per second over the last moments, whichever clock their times come from.

use crate::clock::{MILLISECOND, SECOND};

/// Adds up bytes in a ring of short intervals. The newest interval is left out of the rate: it is not over yet.
#[derive(Debug, Default)]
pub struct Throughput {
    intervals: [u32; Self::INTERVALS],
    /// The number of the first interval that counts, and of the newest; None: nothing was recorded.
    span: Option<(i64, i64)>,
}

impl Throughput {
    /// Long enough to hold ten pictures of a video, short enough to follow a link whose rate falls.
    const INTERVALS: usize = 16;
    const INTERVAL: i64 = 20 * MILLISECOND as i64;
    /// Times that lie further back than this are those of a clock that was set anew.
    const MAX_BACKWARDS: i64 = SECOND as i64 / Self::INTERVAL;

    /// `at`: microseconds of some clock.
    pub fn record(&mut self, bytes: u32, at: i64) {
        let interval = at.div_euclid(Self::INTERVAL);
        let (first, newest) = match self.span {
            Some((first, newest)) if interval > newest - Self::MAX_BACKWARDS => (first, newest),
            _ => {
                self.intervals = [0; Self::INTERVALS];
                (interval, interval)
            }
        };
        let oldest = newest.max(interval) - Self::INTERVALS as i64 + 1;
        for skipped in (newest + 1).max(oldest)..=interval {
            *self.bytes(skipped) = 0;
        }
        if interval >= oldest {
            let sum = self.bytes(interval);
            *sum = sum.saturating_add(bytes);
        }
        self.span = Some((first, newest.max(interval)));
    }

    /// In bits per second; None while too little time was seen.
    pub fn rate(&self) -> Option<u64> {
        let (first, newest) = self.span?;
        if newest - first < Self::INTERVALS as i64 {
            return None;
        }
        let unfinished = newest.rem_euclid(Self::INTERVALS as i64) as usize;
        let all: u64 = self.intervals.iter().map(|bytes| u64::from(*bytes)).sum();
        let bytes = all - u64::from(self.intervals[unfinished]);
        let span = (Self::INTERVALS as i64 - 1) * Self::INTERVAL;
        Some(bytes * 8 * SECOND / span as u64)
    }

    fn bytes(&mut self, interval: i64) -> &mut u32 {
        &mut self.intervals[interval.rem_euclid(Self::INTERVALS as i64) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1000 bytes every 8 ms are 1 Mbit/s.
    fn send(throughput: &mut Throughput, from: i64, until: i64) {
        for at in (from..until).step_by(8_000) {
            throughput.record(1_000, at);
        }
    }

    fn is_about(rate: Option<u64>, expected: u64) -> bool {
        rate.is_some_and(|rate| rate.abs_diff(expected) <= expected / 20)
    }

    #[test]
    fn a_steady_rate_is_known_after_a_third_of_a_second() {
        let mut throughput = Throughput::default();
        send(&mut throughput, 7, 300_000);
        assert_eq!(throughput.rate(), None);
        send(&mut throughput, 300_000, 400_000);
        assert!(is_about(throughput.rate(), 1_000_000), "{:?}", throughput.rate());
    }

    #[test]
    fn a_pause_is_forgotten_after_the_same_time() {
        let mut throughput = Throughput::default();
        send(&mut throughput, 0, 1_000_000);
        throughput.record(1_000, 1_160_000);
        assert!(is_about(throughput.rate(), 1_000_000 * 7 / 15), "{:?}", throughput.rate());
        throughput.record(1_000, 9_000_000);
        assert_eq!(throughput.rate(), Some(0));
    }

    #[test]
    fn bytes_that_come_late_count_where_they_belong() {
        let mut throughput = Throughput::default();
        send(&mut throughput, 0, 1_000_000);
        let before = throughput.rate().unwrap();
        throughput.record(3_000, 900_000);
        assert_eq!(throughput.rate(), Some(before + 80_000));
        throughput.record(3_000, 100_000);
        assert_eq!(throughput.rate(), Some(before + 80_000), "that was too long ago");
    }

    #[test]
    fn a_clock_that_was_set_begins_anew() {
        let mut throughput = Throughput::default();
        send(&mut throughput, i64::from(u32::MAX), i64::from(u32::MAX) + 1_000_000);
        throughput.record(1_000, -5_000_000);
        assert_eq!(throughput.rate(), None);
        send(&mut throughput, -5_000_000, -4_000_000);
        assert!(is_about(throughput.rate(), 1_000_000));
    }
}

//! How much one stream may bring in: what its publisher sends beyond that is not paid for by its receivers.

use crate::clock::{Micros, SECOND};

/// A budget that fills with `rate` and holds a second of it: a keyframe may come at once.
#[derive(Debug)]
pub struct Ceiling {
    /// Bits per second
    rate: u64,
    /// In bits times microseconds per second, so that nothing is lost in rounding
    budget: u64,
    filled_at: Micros,
}

#[derive(Debug, PartialEq, Eq)]
pub struct OverCeiling;

impl Ceiling {
    pub fn new(rate: u64) -> Self {
        Self { rate, budget: rate.saturating_mul(SECOND), filled_at: 0 }
    }

    /// Pay for a packet of `length` bytes, which must be authentic: nobody spends what is another's.
    pub fn take(&mut self, length: usize, now: Micros) -> Result<(), OverCeiling> {
        let passed = now.saturating_sub(self.filled_at).min(SECOND);
        self.filled_at = self.filled_at.max(now);
        let full = self.rate.saturating_mul(SECOND);
        let budget = self.budget.saturating_add(self.rate.saturating_mul(passed)).min(full);
        let left = budget.checked_sub(length as u64 * 8 * SECOND);
        self.budget = left.unwrap_or(budget);
        left.map(drop).ok_or(OverCeiling)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::MILLISECOND;

    /// Bits per second that pass of what is offered, for ten seconds after the first.
    fn passed(ceiling: &mut Ceiling, offered: u64) -> u64 {
        let length = 1_000;
        let between = length * 8 * SECOND / offered;
        let times = (0..11 * SECOND / between).map(|n| n * between);
        let taken = times.filter(|now| ceiling.take(length as usize, *now).is_ok() && *now >= SECOND);
        taken.count() as u64 * length * 8 / 10
    }

    #[test]
    fn what_keeps_below_the_ceiling_passes_whole() {
        let through = passed(&mut Ceiling::new(1_000_000), 990_000);
        assert!(through.abs_diff(990_000) <= 2_000, "{through}");
    }

    #[test]
    fn of_ten_times_too_much_the_agreed_part_passes() {
        let through = passed(&mut Ceiling::new(1_000_000), 10_000_000);
        assert!(through.abs_diff(1_000_000) <= 100_000, "{through}");
    }

    #[test]
    fn a_second_of_the_rate_may_come_at_once() {
        let mut ceiling = Ceiling::new(80_000);
        let taken = (0..20).filter(|_| ceiling.take(1_000, 5 * SECOND).is_ok()).count();
        assert_eq!(taken, 10);
        assert_eq!(ceiling.take(1_000, 5 * SECOND + 99 * MILLISECOND), Err(OverCeiling));
        assert_eq!(ceiling.take(1_000, 5 * SECOND + 100 * MILLISECOND), Ok(()));
    }

    #[test]
    fn a_clock_that_steps_back_gives_nothing() {
        let mut ceiling = Ceiling::new(8_000);
        assert_eq!(ceiling.take(1_000, 2 * SECOND), Ok(()));
        assert_eq!(ceiling.take(1_000, SECOND), Err(OverCeiling));
        assert_eq!(ceiling.take(1_000, 3 * SECOND), Ok(()));
    }
}

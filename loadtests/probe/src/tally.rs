//! What arrived of one SSRC, by sequence number alone: how many packets, how many were expected, how many came twice.

use studyhall_plane::rtp::sequence::{IndexWindow, Stale};

/// Indexes start a full cycle up, so that packets from before the first one have a place.
const FIRST_CYCLE: u64 = 1 << 16;

#[derive(Debug, Default)]
pub struct Tally {
    window: IndexWindow,
    lowest: u64,
    /// Each sequence number once
    pub received: u64,
    pub duplicates: u64,
    /// So late that nobody knows whether they came before
    pub too_late: u64,
}

impl Tally {
    /// Count one packet; its index, which never wraps.
    pub fn take(&mut self, sequence: u16) -> u64 {
        let index = match self.window.highest() {
            None => FIRST_CYCLE | u64::from(sequence),
            Some(_) => self.window.estimate(sequence).unwrap_or(0),
        };
        match self.window.check(index) {
            Ok(()) => {
                self.lowest = if self.received == 0 {
                    index
                } else {
                    self.lowest.min(index)
                };
                self.window.insert(index);
                self.received += 1;
            }
            Err(Stale::Seen) => self.duplicates += 1,
            Err(Stale::TooOld) => self.too_late += 1,
        }
        index
    }

    /// From the lowest to the highest sequence number that came.
    pub fn expected(&self) -> u64 {
        self.window
            .highest()
            .map_or(0, |highest| highest - self.lowest + 1)
    }

    /// As receiver reports say it (RFC 3550 section 6.4.1).
    pub fn highest_sequence(&self) -> u32 {
        self.window.highest().unwrap_or(0) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(sequences: impl IntoIterator<Item = u16>) -> Tally {
        let mut tally = Tally::default();
        for sequence in sequences {
            tally.take(sequence);
        }
        tally
    }

    #[test]
    fn a_run_across_the_wrap_is_whole() {
        let tally = tally((0..2000).map(|n: u16| n.wrapping_sub(1000)));
        assert_eq!(
            (tally.received, tally.expected(), tally.duplicates),
            (2000, 2000, 0)
        );
    }

    #[test]
    fn what_never_came_is_expected() {
        let tally = tally([10, 11, 15, 16]);
        assert_eq!((tally.received, tally.expected()), (4, 7));
    }

    #[test]
    fn what_came_twice_counts_once() {
        let tally = tally([10, 11, 11, 10, 12]);
        assert_eq!(
            (tally.received, tally.expected(), tally.duplicates),
            (3, 3, 2)
        );
    }

    #[test]
    fn order_does_not_matter_even_before_the_first() {
        let tally = tally([0, 2, 1, 65_535, 3]);
        assert_eq!(
            (tally.received, tally.expected(), tally.duplicates),
            (5, 5, 0)
        );
    }

    #[test]
    fn nothing_came_and_nothing_is_expected() {
        assert_eq!(Tally::default().expected(), 0);
    }
}

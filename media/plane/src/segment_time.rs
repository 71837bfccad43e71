//! How the timestamps of one segment become those of its output.
//!
//! All of them are shifted by the same amount, so that pictures follow each other as they were captured. Where a
//! segment begins with packets that were kept, these are older than they are shown: their time is squeezed into a few
//! milliseconds, or the receiver would show everything after them as late as they are.

/// What is known of a segment before its first packet comes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Beginning {
    /// The shift with which one moment has the same timestamp as in the segment before, where its publisher told both
    pub aligned_shift: Option<u32>,
    /// Up to this timestamp its packets were kept
    pub kept_until: Option<u32>,
}

/// What the output has sent so far, and where its time stands.
#[derive(Debug, Clone, Copy)]
pub struct Reached {
    /// The newest timestamp; None: nothing was sent
    pub newest: Option<u32>,
    /// The timestamp for what is captured now, by the time that has passed
    pub now: u32,
}

#[derive(Debug, Clone, Copy)]
pub struct SegmentTime {
    shift: u32,
    /// How much of the shift only keeps the segment behind the one before it
    ahead: u32,
    kept_until: Option<u32>,
}

/// So much shorter does the time of kept packets become. Two pictures are always further apart.
const SQUEEZE: u32 = 256;
/// A publisher whose clocks disagree with the time that passed by more than so many seconds is not believed.
const MAX_MISALIGNMENT: u32 = 1;

impl SegmentTime {
    /// `first`: the timestamp of its first packet.
    pub fn begin(first: u32, beginning: Beginning, reached: Reached, clock_rate: u32) -> Self {
        let Beginning { aligned_shift, kept_until } = beginning;
        let by_time = reached.now.wrapping_sub(kept_until.unwrap_or(first));
        let plausible = |shift: &u32| {
            (shift.wrapping_sub(by_time) as i32).unsigned_abs() <= MAX_MISALIGNMENT * clock_rate
        };
        let shift = aligned_shift.filter(plausible).unwrap_or(by_time);
        let time = Self { shift, ahead: 0, kept_until };
        // Two pictures never have the same timestamp.
        let missing =
            reached.newest.map_or(0, |newest| (newest + 1).wrapping_sub(time.rewrite(first)) as i32);
        let ahead = missing.max(0) as u32;
        Self { shift: shift.wrapping_add(ahead), ahead, kept_until }
    }

    pub fn rewrite(&self, timestamp: u32) -> u32 {
        match self.kept_until.map(|until| (until, until.wrapping_sub(timestamp) as i32)) {
            Some((until, age)) if age > 0 => {
                until.wrapping_add(self.shift).wrapping_sub(age as u32 / SQUEEZE)
            }
            _ => timestamp.wrapping_add(self.shift),
        }
    }

    /// The packet with this timestamp is not one of those that were kept; after some seconds none will be any more.
    pub fn pass(&mut self, timestamp: u32, clock_rate: u32) {
        if self.kept_until.is_some_and(|until| timestamp.wrapping_sub(until) as i32 > 10 * clock_rate as i32)
        {
            self.kept_until = None;
        }
    }

    /// What is added to the timestamps of what is captured now.
    pub fn shift(&self) -> u32 {
        self.shift
    }

    /// What would be added, had the segment not had to stay behind the one before it.
    pub fn exact_shift(&self) -> u32 {
        self.shift.wrapping_sub(self.ahead)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: u32 = 90_000;

    fn begin(first: u32, beginning: Beginning, newest: Option<u32>, now: u32) -> SegmentTime {
        SegmentTime::begin(first, beginning, Reached { newest, now }, RATE)
    }

    #[test]
    fn without_reports_time_goes_on_as_it_passed() {
        let time = begin(77, Beginning::default(), Some(1_000), 4_000);
        assert_eq!((time.rewrite(77), time.rewrite(3_077)), (4_000, 7_000));
    }

    #[test]
    fn with_reports_the_same_moment_keeps_its_timestamp() {
        let beginning = Beginning { aligned_shift: Some(3_800u32.wrapping_sub(77)), kept_until: None };
        let time = begin(77, beginning, Some(1_000), 4_000);
        assert_eq!(time.rewrite(77), 3_800);
        assert_eq!(time.exact_shift(), time.shift());
    }

    #[test]
    fn a_publisher_whose_reports_contradict_the_clock_is_not_believed() {
        let beginning = Beginning { aligned_shift: Some(500_000), kept_until: None };
        assert_eq!(begin(77, beginning, Some(1_000), 4_000).rewrite(77), 4_000);
    }

    #[test]
    fn a_picture_from_before_the_newest_comes_after_it_and_the_next_segment_makes_up_for_it() {
        let aligned = 900u32.wrapping_sub(77);
        let time =
            begin(77, Beginning { aligned_shift: Some(aligned), kept_until: None }, Some(1_000), 1_100);
        assert_eq!(time.rewrite(77), 1_001);
        assert_eq!(time.exact_shift(), aligned);
    }

    #[test]
    fn what_was_kept_is_squeezed_and_what_follows_is_on_time() {
        let until = 180_000;
        let beginning = Beginning { aligned_shift: None, kept_until: Some(until) };
        let mut time = begin(0, beginning, Some(50), 9_000);
        let kept: Vec<u32> = (0..=60).map(|picture| time.rewrite(picture * 3_000)).collect();
        assert!(kept.windows(2).all(|pair| pair[0] < pair[1]), "{kept:?}");
        assert!(kept[60] - kept[0] < RATE / 100, "two seconds become less than ten milliseconds");
        assert_eq!((kept[60], time.rewrite(until + 3_000)), (9_000, 12_000));
        time.pass(until + 11 * RATE, RATE);
        assert_eq!(time.rewrite(until - 3_000), 6_000, "nobody asks for those any more");
    }

    #[test]
    fn timestamps_wrap() {
        let until = 1_000;
        let first = 1_000u32.wrapping_sub(90_000);
        let time = begin(first, Beginning { aligned_shift: None, kept_until: Some(until) }, None, u32::MAX);
        assert_eq!(time.rewrite(until + 2), 1);
        assert_eq!(time.rewrite(first), u32::MAX - 90_000 / SQUEEZE);
    }
}

//! Numbers of which some are left out on purpose, given out anew so that what is left out leaves no gap.
//!
//! It knows the numbers and nothing of what they count: packets of an output, pictures of a codec. Only what comes
//! after everything so far can be left out, because a later number may already stand for something. What merely got
//! lost keeps its number: it may still come, or be asked for.

use std::collections::VecDeque;

#[derive(Debug)]
pub struct Gapless {
    /// In order; what lies between two of them, beyond the first one's end, was left out. Never empty after `begin`.
    runs: VecDeque<Run>,
    /// The highest input so far, whether it was left out or not
    reached: u64,
    memory: u64,
}

/// From `first` on, until the next run's left-out numbers begin, `input + shift` is given out.
#[derive(Debug, Clone, Copy)]
struct Run {
    first: u64,
    /// Wraps: it is as often negative.
    shift: u64,
}

impl Run {
    fn output(self, input: u64) -> u64 {
        input.wrapping_add(self.shift)
    }
}

impl Gapless {
    /// `memory`: how far behind the highest input there still are numbers.
    pub fn new(memory: u64) -> Self {
        Self { runs: VecDeque::new(), reached: 0, memory }
    }

    /// Begin anew: `input` becomes `output`, and nothing before it becomes anything.
    pub fn begin(&mut self, input: u64, output: u64) {
        self.runs.clear();
        self.runs.push_back(Run { first: input, shift: output.wrapping_sub(input) });
        self.reached = input;
    }

    pub fn reached(&self) -> u64 {
        self.reached
    }

    /// `input` is here, and not left out.
    pub fn reach(&mut self, input: u64) {
        self.reached = self.reached.max(input);
    }

    /// Leave out `first..=last`, which are beyond everything so far. Does nothing where they are not.
    pub fn leave_out(&mut self, first: u64, last: u64) {
        if first <= self.reached || last < first {
            return;
        }
        let Some(run) = self.runs.back_mut() else {
            return;
        };
        let next = Run { first: last + 1, shift: run.shift.wrapping_sub(last + 1 - first) };
        if run.first == first {
            *run = next;
        } else {
            self.runs.push_back(next);
        }
        self.reached = last;
        self.forget();
    }

    /// What is given out for `input`; None where it was left out, or lies too far back.
    pub fn output(&self, input: u64) -> Option<u64> {
        let after = self.runs.partition_point(|run| run.first <= input);
        let run = self.runs[after.checked_sub(1)?];
        let output = run.output(input);
        let left_out = self.runs.get(after).is_some_and(|next| output >= next.output(next.first));
        (!left_out).then_some(output)
    }

    /// What `output` was given out for; None where it was not given out yet, or lies too far back.
    pub fn input(&self, output: u64) -> Option<u64> {
        let after = self.runs.partition_point(|run| run.output(run.first) <= output);
        let run = self.runs[after.checked_sub(1)?];
        let input = output.wrapping_sub(run.shift);
        (input <= self.reached).then_some(input)
    }

    /// Runs that ended longer ago than anybody asks for.
    fn forget(&mut self) {
        while self.runs.get(1).is_some_and(|second| second.first + self.memory <= self.reached) {
            self.runs.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    fn begun(input: u64, output: u64) -> Gapless {
        let mut numbers = Gapless::new(512);
        numbers.begin(input, output);
        numbers
    }

    #[test]
    fn what_is_left_out_leaves_no_gap() {
        let mut numbers = begun(100, 7);
        numbers.leave_out(101, 103);
        numbers.reach(104);
        numbers.leave_out(105, 105);
        assert_eq!(
            [100, 104, 106, 107].map(|input| numbers.output(input)),
            [Some(7), Some(8), Some(9), Some(10)]
        );
        assert_eq!([99, 101, 103, 105].map(|input| numbers.output(input)), [None; 4]);
    }

    #[test]
    fn what_got_lost_keeps_its_number() {
        let mut numbers = begun(100, 7);
        numbers.leave_out(103, 103);
        numbers.reach(105);
        assert_eq!(
            [101, 102, 104, 105].map(|input| numbers.output(input)),
            [Some(8), Some(9), Some(10), Some(11)]
        );
    }

    #[test]
    fn a_number_that_was_passed_is_not_left_out_any_more() {
        let mut numbers = begun(100, 7);
        numbers.reach(105);
        numbers.leave_out(103, 103);
        numbers.leave_out(104, 106);
        assert_eq!((numbers.output(103), numbers.output(106)), (Some(10), Some(13)));
    }

    #[test]
    fn the_beginning_may_be_followed_by_something_left_out() {
        let mut numbers = begun(100, 7);
        numbers.leave_out(101, 101);
        numbers.leave_out(102, 102);
        numbers.leave_out(103, 109);
        assert_eq!((numbers.output(100), numbers.output(105), numbers.output(110)), (Some(7), None, Some(8)));
        assert_eq!(numbers.runs.len(), 2, "what is left out together is one gap");
    }

    #[test]
    fn outputs_name_their_inputs_once_they_were_given_out() {
        let mut numbers = begun(100, 7);
        numbers.leave_out(101, 103);
        numbers.reach(105);
        assert_eq!(
            [6, 7, 8, 9, 10].map(|output| numbers.input(output)),
            [None, Some(100), Some(104), Some(105), None]
        );
    }

    #[test]
    fn before_the_beginning_there_is_nothing() {
        let mut numbers = Gapless::new(512);
        numbers.leave_out(1, 2);
        assert_eq!((numbers.output(5), numbers.input(5)), (None, None));
    }

    #[test]
    fn memory_is_bounded_and_what_is_left_of_it_stays_right() {
        let mut numbers = begun(0, 0);
        for input in 1..100_000 {
            if input % 2 == 0 {
                numbers.reach(input);
            } else {
                numbers.leave_out(input, input);
            }
        }
        assert!(numbers.runs.len() <= 258, "{} runs", numbers.runs.len());
        assert_eq!(numbers.output(99_998), Some(49_999));
        assert_eq!(numbers.output(99_600), Some(49_800));
        assert_eq!(numbers.output(99_000), None, "too far back");
    }

    proptest! {
        /// Against maps that remember everything.
        #[test]
        fn numbers_agree_with_maps_of_everything(steps in proptest::collection::vec((0u8..3, 1u64..5), 1..300)) {
            let mut numbers = begun(1 << 16, 40);
            let (mut outputs, mut left_out) = (BTreeMap::from([(1 << 16, 40)]), BTreeSet::new());
            let (mut reached, mut next) = (1 << 16, 41);
            for (what, count) in steps {
                let range = reached + 1..=reached + count;
                if what == 0 {
                    numbers.leave_out(*range.start(), *range.end());
                    left_out.extend(range);
                } else {
                    numbers.reach(*range.end()); // all but the last may be lost
                    outputs.extend(range.zip(next..));
                    next += count;
                }
                reached += count;
            }
            prop_assert_eq!(numbers.reached(), reached);
            for input in reached.saturating_sub(500).max(1 << 16)..=reached {
                prop_assert_eq!(numbers.output(input), outputs.get(&input).copied(), "input {}", input);
            }
            for (input, output) in outputs.into_iter().filter(|(input, _)| input + 500 > reached) {
                prop_assert_eq!(numbers.input(output), Some(input));
                prop_assert!(!left_out.contains(&input));
            }
        }
    }
}

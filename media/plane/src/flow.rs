//! Whether an encoding flows, as far as its siblings tell: while all of them pause, the camera does, or the network.

use crate::clock::{MILLISECOND, Micros};

/// An encoding that brings nothing for so long, while a sibling goes on all the time, does not flow. Whoever is shown it
/// sees a picture that stands still until another begins.
pub const DRY: Micros = 300 * MILLISECOND;

#[derive(Debug, Default)]
pub struct Flow {
    /// When its last packet came
    newest: Option<Micros>,
    /// Since when there was no pause
    since: Micros,
    /// What was found at the last look
    pub is_running: bool,
}

impl Flow {
    pub fn note_arrival(&mut self, now: Micros) {
        if self.newest.is_none_or(|newest| now.saturating_sub(newest) > DRY) {
            self.since = now;
        }
        self.newest = Some(now);
    }

    pub fn newest(&self) -> Option<Micros> {
        self.newest
    }

    pub fn has_paused_since(&self, at: Micros) -> bool {
        self.since > at
    }

    /// Whether `sibling` went on too long without this one. One that never began is no sibling's concern.
    pub fn is_outlasted_by(&self, sibling: &Self) -> bool {
        let both = self.newest.zip(sibling.newest);
        both.is_some_and(|(newest, other)| other.saturating_sub(newest.max(sibling.since)) > DRY)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flow(arrivals: &[Micros]) -> Flow {
        let mut flow = Flow::default();
        arrivals.iter().for_each(|at| flow.note_arrival(at * MILLISECOND));
        flow
    }

    #[test]
    fn one_that_stops_while_a_sibling_goes_on_is_outlasted() {
        let stopped = flow(&[0, 50, 100]);
        assert!(!stopped.is_outlasted_by(&flow(&[0, 200, 400])));
        assert!(stopped.is_outlasted_by(&flow(&[0, 200, 401])));
        assert!(!flow(&[0, 200, 401]).is_outlasted_by(&stopped));
    }

    #[test]
    fn after_a_pause_of_both_the_first_to_come_back_outlasts_nobody_at_once() {
        let behind = flow(&[0, 100]);
        assert!(!behind.is_outlasted_by(&flow(&[0, 100, 9_000, 9_300])));
        assert!(behind.is_outlasted_by(&flow(&[0, 100, 9_000, 9_300, 9_301])));
    }

    #[test]
    fn a_pause_is_remembered_and_a_short_gap_is_none() {
        let flow = flow(&[0, 300, 9_000, 9_100]);
        assert!(flow.has_paused_since(300 * MILLISECOND));
        assert!(!flow.has_paused_since(9_000 * MILLISECOND));
    }

    #[test]
    fn one_that_never_began_is_not_outlasted() {
        assert!(!Flow::default().is_outlasted_by(&flow(&[0, 5_000])));
    }
}

//! Keyframe requests to one publisher, merged over everybody who wants one: at most one per interval, repeated until
//! the keyframe comes, because a request can get lost, or its answer.

use crate::clock::{Micros, SECOND};

#[derive(Debug, Default)]
pub struct KeyframeRequests {
    last_sent: Option<Micros>,
    /// How many requests may still go out for the keyframe that is wanted; 0: none is.
    attempts: u8,
    pub sent: u64,
}

pub const INTERVAL: Micros = SECOND;
/// Whoever answers none of these has its camera off. What it sends later brings the wish up again.
const MAX_ATTEMPTS: u8 = 5;

impl KeyframeRequests {
    pub fn want(&mut self) {
        self.attempts = MAX_ATTEMPTS;
    }

    /// A keyframe began: whoever waited has it.
    pub fn satisfy(&mut self) {
        self.attempts = 0;
    }

    /// Somebody else sent a request.
    pub fn note_request(&mut self, now: Micros) {
        self.last_sent = Some(now);
    }

    pub fn is_wanted(&self) -> bool {
        self.attempts > 0
    }

    /// Whether a request is to be sent now; it counts as sent.
    pub fn take_due(&mut self, now: Micros) -> bool {
        let due = self.is_wanted() && self.last_sent.is_none_or(|sent| now >= sent + INTERVAL);
        if due {
            self.attempts -= 1;
            self.last_sent = Some(now);
            self.sent += 1;
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::MILLISECOND;

    #[test]
    fn many_wishes_make_one_request_per_interval() {
        let mut requests = KeyframeRequests::default();
        let mut sent_at = Vec::new();
        for now in (0..4_000).map(|n| n * MILLISECOND) {
            requests.want();
            if requests.take_due(now) {
                sent_at.push(now);
            }
        }
        assert_eq!(sent_at, [0, INTERVAL, 2 * INTERVAL, 3 * INTERVAL]);
        assert_eq!(requests.sent, 4);
    }

    #[test]
    fn a_wish_that_came_too_early_is_kept_until_a_keyframe_comes() {
        let mut requests = KeyframeRequests::default();
        requests.want();
        assert!(requests.take_due(0));
        requests.want();
        assert!(!requests.take_due(MILLISECOND));
        assert!(requests.take_due(INTERVAL));
        requests.satisfy();
        assert!(!requests.take_due(3 * INTERVAL));
    }

    #[test]
    fn a_request_of_somebody_else_is_waited_for_as_ones_own() {
        let mut requests = KeyframeRequests::default();
        requests.note_request(MILLISECOND);
        requests.want();
        assert!(!requests.take_due(INTERVAL));
        assert!(requests.take_due(MILLISECOND + INTERVAL));
        assert_eq!(requests.sent, 1);
    }

    #[test]
    fn a_request_that_is_not_answered_is_repeated_but_not_for_ever() {
        let mut requests = KeyframeRequests::default();
        requests.want();
        for attempt in 0..u64::from(MAX_ATTEMPTS) {
            assert!(requests.take_due(attempt * INTERVAL));
        }
        assert!(!requests.is_wanted());
        assert!(!requests.take_due(100 * INTERVAL));
    }
}

//! Keyframe requests to one publisher, merged over everybody who wants one: at most one per interval.

use crate::clock::{MILLISECOND, Micros};

#[derive(Debug, Default)]
pub struct KeyframeRequests {
    last_sent: Option<Micros>,
    /// Wanted since the last request went out, which was too recently to send another.
    wanted: bool,
    pub sent: u64,
}

pub const INTERVAL: Micros = 500 * MILLISECOND;

impl KeyframeRequests {
    pub fn want(&mut self) {
        self.wanted = true;
    }

    /// A keyframe began: whoever waited has it.
    pub fn satisfy(&mut self) {
        self.wanted = false;
    }

    pub fn is_wanted(&self) -> bool {
        self.wanted
    }

    /// Whether a request is to be sent now; it counts as sent.
    pub fn take_due(&mut self, now: Micros) -> bool {
        let due = self.wanted && self.last_sent.is_none_or(|sent| now >= sent + INTERVAL);
        if due {
            self.wanted = false;
            self.last_sent = Some(now);
            self.sent += 1;
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_wishes_make_one_request_per_interval() {
        let mut requests = KeyframeRequests::default();
        let mut sent_at = Vec::new();
        for now in (0..2_000).map(|n| n * MILLISECOND) {
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
        requests.want();
        requests.satisfy();
        assert!(!requests.take_due(3 * INTERVAL));
    }
}

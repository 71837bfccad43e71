//! Inter-arrival groups (draft-ietf-rmcat-gcc-02 section 5.2): packets that left together are one group, and two groups
//! are compared by when their last packets left and arrived.
//!
//! Within a group the link has no choice but to spread the packets; only between groups does it tell its queue.

use crate::clock::{MILLISECOND, Micros, SECOND};

#[derive(Debug, Default)]
pub struct ArrivalGroups {
    current: Option<Group>,
    previous: Option<Group>,
}

#[derive(Debug, Clone, Copy)]
struct Group {
    first_sent: Micros,
    last_sent: Micros,
    first_arrival: i64,
    last_arrival: i64,
}

/// How the last group that is complete differs from the one before it, in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupDelta {
    pub sent: i64,
    pub arrival: i64,
    /// When its last packet arrived, by the receiver's clock
    pub arrived_at: i64,
}

const BURST: Micros = 5 * MILLISECOND;
/// A group that arrives as one although it left as several: the queue let them out together.
const MAX_BURST_LENGTH: i64 = 100 * MILLISECOND as i64;
/// A difference beyond this is a clock that was set, not a queue.
const MAX_DEVIATION: u64 = 3 * SECOND;

impl ArrivalGroups {
    /// A packet arrived; in the order of arrival. Gives the difference that its coming completes.
    pub fn add(&mut self, sent_at: Micros, arrived_at: i64) -> Option<GroupDelta> {
        let Some(current) = &mut self.current else {
            self.current = Some(Group::new(sent_at, arrived_at));
            return None;
        };
        if current.last_arrival - arrived_at > MAX_DEVIATION as i64 {
            *self = Self { current: Some(Group::new(sent_at, arrived_at)), previous: None };
            return None;
        }
        if current.is_continued_by(sent_at, arrived_at) {
            current.last_sent = current.last_sent.max(sent_at);
            current.last_arrival = current.last_arrival.max(arrived_at);
            return None;
        }
        if sent_at < current.first_sent {
            return None; // overtaken on the way: it belongs to a group that is over
        }
        let delta = self.previous.and_then(|previous| current.minus(&previous));
        self.previous = Some(*current);
        self.current = Some(Group::new(sent_at, arrived_at));
        if delta.is_some_and(|delta| delta.sent.abs_diff(delta.arrival) > MAX_DEVIATION) {
            self.previous = None;
            return None;
        }
        delta
    }
}

impl Group {
    fn new(sent_at: Micros, arrived_at: i64) -> Self {
        Self { first_sent: sent_at, last_sent: sent_at, first_arrival: arrived_at, last_arrival: arrived_at }
    }

    fn is_continued_by(&self, sent_at: Micros, arrived_at: i64) -> bool {
        if sent_at < self.first_sent {
            return false;
        }
        let sent = sent_at.saturating_sub(self.last_sent) as i64;
        let arrival = arrived_at - self.last_arrival;
        sent_at - self.first_sent <= BURST
            || (arrival < sent
                && arrival <= BURST as i64
                && arrived_at - self.first_arrival < MAX_BURST_LENGTH)
    }

    /// None where the groups overtook each other.
    fn minus(&self, previous: &Self) -> Option<GroupDelta> {
        let sent = self.last_sent.checked_sub(previous.last_sent)? as i64;
        let arrival = self.last_arrival - previous.last_arrival;
        (arrival >= 0).then_some(GroupDelta { sent, arrival, arrived_at: self.last_arrival })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deltas(packets: &[(Micros, i64)]) -> Vec<(i64, i64)> {
        let mut groups = ArrivalGroups::default();
        let deltas = packets.iter().filter_map(|(sent, arrived)| groups.add(*sent, *arrived));
        deltas.map(|delta| (delta.sent, delta.arrival)).collect()
    }

    #[test]
    fn packets_of_one_burst_are_one_group() {
        let packets = [
            (0, 100_000),
            (2_000, 101_000),
            (5_000, 106_000),
            (20_000, 125_000),
            (24_000, 129_500),
            (40_000, 145_000),
            (60_000, 165_000),
        ];
        assert_eq!(deltas(&packets), [(19_000, 23_500), (16_000, 15_500)]);
    }

    #[test]
    fn what_a_queue_lets_out_together_is_one_group() {
        let packets = [
            (0, 50_000),
            (20_000, 70_000),
            (40_000, 140_000),
            (60_000, 141_000),
            (80_000, 142_000),
            (100_000, 162_000),
            (120_000, 182_000),
        ];
        assert_eq!(deltas(&packets), [(20_000, 20_000), (60_000, 72_000), (20_000, 20_000)]);
    }

    #[test]
    fn an_overtaken_packet_is_passed_over() {
        let packets = [(0, 10_000), (20_000, 30_000), (10_000, 31_000), (40_000, 50_000), (60_000, 70_000)];
        assert_eq!(deltas(&packets), [(20_000, 20_000), (20_000, 20_000)]);
    }

    #[test]
    fn a_clock_that_was_set_is_no_queue() {
        let day = 24 * 3_600 * SECOND as i64;
        let packets = [
            (0, 10_000),
            (20_000, 30_000),
            (40_000, day),
            (60_000, day + 20_000),
            (80_000, day + 40_000),
            (100_000, day + 61_000),
            (120_000, 90_000),
            (140_000, 110_000),
            (160_000, 131_000),
        ];
        assert_eq!(deltas(&packets), [(20_000, 20_000), (20_000, 20_000), (20_000, 20_000)]);
    }
}

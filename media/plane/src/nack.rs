//! Which packets of a stream are missing, and when to ask its publisher for them again (RFC 4585 section 6.2.1).

use std::collections::VecDeque;

use crate::clock::{MILLISECOND, Micros};

#[derive(Debug, Default)]
pub struct MissingPackets {
    highest: Option<u64>,
    missing: VecDeque<Missing>,
    /// Messages
    pub requests_sent: u64,
}

#[derive(Debug)]
struct Missing {
    index: u64,
    requests: u8,
    next_request: Micros,
}

/// What is still missing after so many requests is given up.
const MAX_REQUESTS: u8 = 20;
/// Shorter than many round trips, because a request gets lost as easily as a packet: browsers send nothing twice within
/// one round trip, however often they are asked.
const BETWEEN_REQUESTS: Micros = 50 * MILLISECOND;
/// More than a cache holds is not worth asking for: a keyframe repairs it.
const MAX_MISSING: usize = 500;
/// Sequence numbers in one message
pub const MAX_SEQUENCES: usize = 250;

#[derive(Debug, PartialEq, Eq)]
pub struct BeyondRepair;

impl MissingPackets {
    /// The packet is here, as itself or as a retransmission. An error: too many others are not.
    pub fn received(&mut self, index: u64, now: Micros) -> Result<(), BeyondRepair> {
        let highest = *self.highest.get_or_insert(index);
        if index <= highest {
            if let Ok(position) = self.missing.binary_search_by_key(&index, |missing| missing.index) {
                self.missing.remove(position);
            }
            return Ok(());
        }
        self.highest = Some(index);
        let gap = (index - highest - 1) as usize;
        if self.missing.len() + gap > MAX_MISSING {
            self.missing.clear();
            return Err(BeyondRepair);
        }
        let new = (highest + 1..index).map(|index| Missing { index, requests: 0, next_request: now });
        self.missing.extend(new);
        Ok(())
    }

    /// Begin anew with the next packet: what was missed meanwhile nobody wants.
    pub fn reset(&mut self) {
        self.highest = None;
        self.missing.clear();
    }

    pub fn is_empty(&self) -> bool {
        self.missing.is_empty()
    }

    /// The sequence numbers to ask for now, ascending; they count as asked for.
    pub fn take_due(&mut self, now: Micros, due: &mut Vec<u16>) {
        due.clear();
        self.missing.retain_mut(|missing| {
            if now < missing.next_request || due.len() >= MAX_SEQUENCES {
                return true;
            }
            if missing.requests == MAX_REQUESTS {
                return false;
            }
            missing.requests += 1;
            missing.next_request = now + BETWEEN_REQUESTS;
            due.push(missing.index as u16);
            true
        });
        if !due.is_empty() {
            self.requests_sent += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(missing: &mut MissingPackets, now: Micros) -> Vec<u16> {
        let mut due = Vec::new();
        missing.take_due(now, &mut due);
        due
    }

    #[test]
    fn a_gap_is_asked_for_at_once_across_the_wrap() {
        let mut missing = MissingPackets::default();
        missing.received(0xfffd, 0).unwrap();
        missing.received(0x1_0002, 5).unwrap();
        assert_eq!(due(&mut missing, 5), [0xfffe, 0xffff, 0, 1]);
        assert!(due(&mut missing, 6).is_empty());
        assert_eq!(missing.requests_sent, 1);
    }

    #[test]
    fn what_arrives_is_not_asked_for_any_more() {
        let mut missing = MissingPackets::default();
        for index in [10, 14, 12] {
            missing.received(index, 0).unwrap();
        }
        assert_eq!(due(&mut missing, 0), [11, 13]);
        missing.received(11, 1).unwrap();
        assert_eq!(due(&mut missing, BETWEEN_REQUESTS), [13]);
        missing.received(13, 1).unwrap();
        assert!(missing.is_empty());
    }

    #[test]
    fn what_never_comes_is_given_up() {
        let mut missing = MissingPackets::default();
        missing.received(1, 0).unwrap();
        missing.received(3, 0).unwrap();
        let requests = (0..100).filter(|n| !due(&mut missing, n * BETWEEN_REQUESTS).is_empty()).count();
        assert_eq!(requests, usize::from(MAX_REQUESTS));
        assert!(missing.is_empty());
    }

    #[test]
    fn a_gap_beyond_repair_is_told_once_and_forgotten() {
        let mut missing = MissingPackets::default();
        missing.received(1, 0).unwrap();
        assert_eq!(missing.received(1_000, 0), Err(BeyondRepair));
        assert!(missing.is_empty());
        assert_eq!(missing.received(1_001, 0), Ok(()));
    }

    #[test]
    fn a_long_list_is_asked_for_in_several_messages() {
        let mut missing = MissingPackets::default();
        missing.received(0, 0).unwrap();
        missing.received(401, 0).unwrap();
        assert_eq!(due(&mut missing, 0).len(), MAX_SEQUENCES);
        assert_eq!(due(&mut missing, 0).len(), 400 - MAX_SEQUENCES);
    }

    #[test]
    fn after_a_reset_nothing_is_missing() {
        let mut missing = MissingPackets::default();
        missing.received(1, 0).unwrap();
        missing.received(5, 0).unwrap();
        missing.reset();
        missing.received(50, 0).unwrap();
        assert!(missing.is_empty());
    }
}

//! What was sent to a receiver lately, by transport-wide sequence number, and what was heard of each packet since.
//!
//! A receiver can only tell news about packets that were sent, and each piece of it once: the same message again, or one
//! about packets that nobody sent, changes nothing.

use std::collections::VecDeque;

use crate::clock::{Micros, SECOND};
use crate::rtp::sequence::extend;

/// Which probe a packet was part of.
pub type ProbeId = u16;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SentPacket {
    pub sent_at: Micros,
    /// The whole datagram
    pub bytes: u16,
    pub probe: Option<ProbeId>,
}

/// What a receiver says of a packet that is not known yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    Arrived(SentPacket),
    Lost(SentPacket),
    /// It was told as lost, and arrived after all.
    Late(SentPacket),
}

#[derive(Debug, Default)]
pub struct SentPackets {
    /// The transport-wide index of `packets[0]`
    first: u64,
    packets: VecDeque<(SentPacket, Fate)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Unknown,
    Lost,
    Arrived,
}

/// Four seconds at 1000 packets per second, and as many as one message can speak of.
pub const MAX_PACKETS: usize = 4_096;
/// No round trip takes longer. A receiver of audio alone is remembered in a few kilobytes.
const MEMORY: Micros = 10 * SECOND;

impl SentPackets {
    /// Numbers are given out one after the other; one that was skipped was given to a packet that never left.
    pub fn record(&mut self, sequence: u16, packet: SentPacket) {
        if self.packets.is_empty() {
            // One rollover up, so that numbers from before the first can be told from later ones.
            self.first = 1 << 16 | u64::from(sequence);
        }
        let next = self.first + self.packets.len() as u64;
        let skipped = extend(next, sequence).unwrap_or(next).saturating_sub(next);
        for _ in 0..skipped.min(MAX_PACKETS as u64) {
            self.push(SentPacket { bytes: 0, probe: None, ..packet }, Fate::Arrived);
        }
        self.push(packet, Fate::Unknown);
    }

    fn push(&mut self, packet: SentPacket, fate: Fate) {
        let too_old = |(front, _): &(SentPacket, Fate)| front.sent_at + MEMORY < packet.sent_at;
        while self.packets.len() == MAX_PACKETS || self.packets.front().is_some_and(too_old) {
            self.packets.pop_front();
            self.first += 1;
        }
        self.packets.push_back((packet, fate));
    }

    /// Take notice of what the receiver said of one packet. None: nothing new, or nothing that was sent.
    pub fn tell(&mut self, sequence: u16, arrived: bool) -> Option<News> {
        let end = self.first + self.packets.len() as u64;
        let position = extend(end, sequence)?.checked_sub(self.first)?;
        let (packet, fate) = self.packets.get_mut(position as usize)?;
        let news = match (*fate, arrived) {
            (Fate::Unknown, true) => News::Arrived(*packet),
            (Fate::Unknown, false) => News::Lost(*packet),
            (Fate::Lost, true) => News::Late(*packet),
            (Fate::Lost, false) | (Fate::Arrived, _) => return None,
        };
        *fate = if arrived { Fate::Arrived } else { Fate::Lost };
        Some(news)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn packet(at: Micros) -> SentPacket {
        SentPacket { sent_at: at, bytes: 1_200, probe: None }
    }

    #[test]
    fn each_piece_of_news_is_told_once() {
        let mut sent = SentPackets::default();
        for sequence in [0xffff, 0, 1] {
            sent.record(sequence, packet(u64::from(sequence)));
        }
        assert_eq!(sent.tell(0xffff, true), Some(News::Arrived(packet(0xffff))));
        assert_eq!(sent.tell(0xffff, true), None);
        assert_eq!(sent.tell(0xffff, false), None, "what arrived is not lost afterwards");
        assert_eq!(sent.tell(0, false), Some(News::Lost(packet(0))));
        assert_eq!(sent.tell(0, false), None);
        assert_eq!(sent.tell(0, true), Some(News::Late(packet(0))));
        assert_eq!(sent.tell(0, true), None);
    }

    #[test]
    fn packets_that_were_not_sent_are_no_news() {
        let mut sent = SentPackets::default();
        assert_eq!(sent.tell(0, true), None);
        sent.record(5, packet(0));
        for sequence in [4, 6, 0x8005, 0xffff] {
            assert_eq!(sent.tell(sequence, true), None);
        }
    }

    #[test]
    fn a_number_that_was_skipped_belongs_to_no_packet() {
        let mut sent = SentPackets::default();
        sent.record(1, packet(0));
        sent.record(3, packet(9));
        assert_eq!(sent.tell(2, false), None);
        assert_eq!(sent.tell(3, true), Some(News::Arrived(packet(9))));
    }

    #[test]
    fn memory_is_bounded_by_number_and_by_time() {
        let mut sent = SentPackets::default();
        for sequence in 0..=MAX_PACKETS as u16 {
            sent.record(sequence, packet(0));
        }
        assert_eq!(sent.tell(0, true), None);
        assert!(sent.tell(1, true).is_some());
        sent.record(MAX_PACKETS as u16 + 1, packet(MEMORY + 1));
        assert_eq!(sent.packets.len(), 1);
        assert!(sent.tell(MAX_PACKETS as u16 + 1, true).is_some());
    }

    proptest! {
        #[test]
        fn whatever_is_told_no_packet_is_news_more_than_twice(
            first in any::<u16>(), told in proptest::collection::vec((0u16..80, any::<bool>()), 0..400),
        ) {
            let mut sent = SentPackets::default();
            for position in 0..60u16 {
                sent.record(first.wrapping_add(position), packet(u64::from(position)));
            }
            let mut news = [0; 80];
            for (position, arrived) in told {
                news[usize::from(position)] +=
                    usize::from(sent.tell(first.wrapping_add(position), arrived).is_some());
            }
            prop_assert!(news[..60].iter().all(|times| *times <= 2));
            prop_assert!(news[60..].iter().all(|times| *times == 0));
        }
    }
}

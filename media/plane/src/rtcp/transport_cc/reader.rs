//! Reads what a receiver says about the packets that we sent: which of them arrived, and when by its clock.
//!
//! A message is checked as a whole before anything of it is believed. What it costs to read is bounded by what anybody
//! could honestly say, because eight run-length chunks alone can speak of sixty thousand packets.

use super::{DELTA_UNIT, Symbol};

/// One message. Sections 3.1 to 3.1.5 of the draft.
#[derive(Debug, Clone, Copy)]
pub struct TransportFeedback<'a> {
    /// In units of 64 ms on the receiver's clock, 24 bits
    pub reference: u32,
    base: u16,
    status_count: u16,
    chunks: &'a [[u8; 2]],
    deltas: &'a [u8],
}

/// More packets than anybody remembers to have sent; a message about so many is a lie.
const MAX_STATUSES: u16 = 4_096;
const FIXED: usize = 8;

impl<'a> TransportFeedback<'a> {
    /// `information` follows the two SSRCs, and has no padding any more.
    pub fn parse(information: &'a [u8]) -> Option<Self> {
        let (&[base0, base1, count0, count1, reference0, reference1, reference2, _], rest) =
            information.split_first_chunk::<FIXED>()?;
        let status_count = u16::from_be_bytes([count0, count1]);
        if status_count > MAX_STATUSES {
            return None;
        }
        let (chunks, delta_bytes) = measure(rest, status_count)?;
        let (chunks, deltas) = rest.split_at(2 * chunks);
        Some(Self {
            reference: u32::from_be_bytes([0, reference0, reference1, reference2]),
            base: u16::from_be_bytes([base0, base1]),
            status_count,
            chunks: chunks.as_chunks().0,
            deltas: deltas.get(..delta_bytes)?,
        })
    }

    /// What is said of each packet, in the order of their sequence numbers.
    pub fn statuses(&self) -> Statuses<'a> {
        Statuses {
            sequence: self.base,
            left: self.status_count,
            chunk: Chunk(0),
            position: 0,
            chunks: self.chunks.iter(),
            deltas: self.deltas,
            arrival: 0,
        }
    }
}

/// How many chunks it takes to speak of `status_count` packets, and how many bytes of deltas belong to them.
fn measure(chunks_and_deltas: &[u8], status_count: u16) -> Option<(usize, usize)> {
    let (mut left, mut chunks, mut delta_bytes) = (status_count, 0, 0);
    while left > 0 {
        let chunk = Chunk(u16::from_be_bytes(*chunks_and_deltas.as_chunks().0.get(chunks)?));
        let length = chunk.length().min(left);
        delta_bytes += chunk.delta_bytes(length)?;
        chunks += 1;
        left -= length;
    }
    Some((chunks, delta_bytes))
}

/// Sections 3.1.3 and 3.1.4: a run of one symbol, or a vector of fourteen symbols of one bit or seven of two bits.
#[derive(Debug, Clone, Copy)]
struct Chunk(u16);

impl Chunk {
    const VECTOR: u16 = 0x8000;
    const TWO_BITS: u16 = 0x4000;

    fn length(self) -> u16 {
        match (self.0 & Self::VECTOR != 0, self.0 & Self::TWO_BITS != 0) {
            (false, _) => self.0 & 0x1fff,
            (true, false) => 14,
            (true, true) => 7,
        }
    }

    /// None: the reserved symbol.
    fn symbol(self, position: u16) -> Option<Symbol> {
        let bits = match (self.0 & Self::VECTOR != 0, self.0 & Self::TWO_BITS != 0) {
            (false, _) => self.0 >> 13,
            (true, false) => self.0 >> (13 - position) & 1,
            (true, true) => self.0 >> (2 * (6 - position)),
        };
        match bits & 3 {
            0 => Some(Symbol::Lost),
            1 => Some(Symbol::SmallDelta),
            2 => Some(Symbol::LargeDelta),
            _ => None,
        }
    }

    /// Of its first `length` symbols. None where one of them is reserved.
    fn delta_bytes(self, length: u16) -> Option<usize> {
        if self.0 & Self::VECTOR == 0 {
            return Some(self.symbol(0)? as usize * usize::from(length));
        }
        (0..length).map(|position| self.symbol(position).map(|symbol| symbol as usize)).sum()
    }
}

/// What is said of one packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Status {
    /// Transport-wide
    pub sequence: u16,
    /// Microseconds after the message's reference time; None: it has not arrived.
    pub arrival: Option<i64>,
}

#[derive(Debug, Clone)]
pub struct Statuses<'a> {
    sequence: u16,
    left: u16,
    chunk: Chunk,
    /// The next symbol of `chunk`
    position: u16,
    chunks: std::slice::Iter<'a, [u8; 2]>,
    deltas: &'a [u8],
    arrival: i64,
}

impl Iterator for Statuses<'_> {
    type Item = Status;

    fn next(&mut self) -> Option<Status> {
        self.left = self.left.checked_sub(1)?;
        while self.position == self.chunk.length() {
            self.chunk = Chunk(u16::from_be_bytes(*self.chunks.next()?));
            self.position = 0;
        }
        let symbol = self.chunk.symbol(self.position)?;
        self.position += 1;
        let sequence = self.sequence;
        self.sequence = sequence.wrapping_add(1);
        Some(Status { sequence, arrival: self.take_arrival(symbol) })
    }
}

impl Statuses<'_> {
    /// Section 3.1.5: one unsigned or two signed bytes for each packet that arrived.
    fn take_arrival(&mut self, symbol: Symbol) -> Option<i64> {
        let (delta, rest) = match (symbol, self.deltas) {
            (Symbol::Lost, _) => return None,
            (Symbol::SmallDelta, [delta, rest @ ..]) => (i64::from(*delta), rest),
            (Symbol::LargeDelta, [high, low, rest @ ..]) => {
                (i64::from(i16::from_be_bytes([*high, *low])), rest)
            }
            _ => return None,
        };
        self.deltas = rest;
        self.arrival += delta * DELTA_UNIT as i64;
        Some(self.arrival)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ArrivalLog, REFERENCE_UNIT};
    use super::*;
    use crate::clock::{Micros, SECOND};
    use crate::rtcp::{Packet, packets};
    use proptest::prelude::*;

    fn read(information: &[u8]) -> Option<Vec<(u16, Option<i64>)>> {
        let feedback = TransportFeedback::parse(information)?;
        Some(feedback.statuses().map(|status| (status.sequence, status.arrival)).collect())
    }

    /// Base sequence number 0xfffe, reference time 5, feedback packet count 0.
    fn message(status_count: u16, chunks: &[u16], deltas: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0xff, 0xfe];
        bytes.extend(status_count.to_be_bytes());
        bytes.extend([0, 0, 5, 0]);
        bytes.extend(chunks.iter().flat_map(|chunk| chunk.to_be_bytes()));
        bytes.extend(deltas);
        bytes
    }

    #[test]
    fn a_run_speaks_of_packets_across_the_wrap() {
        let bytes = message(3, &[0x2003], &[4, 0, 40]);
        assert_eq!(TransportFeedback::parse(&bytes).unwrap().reference, 5);
        assert_eq!(read(&bytes).unwrap(), [(0xfffe, Some(1_000)), (0xffff, Some(1_000)), (0, Some(11_000))]);
    }

    #[test]
    fn a_vector_of_one_bit_symbols_is_read_from_the_left() {
        // The example of section 3.1.4: 0 1 1 1 1 1 0 0 0 1 1 1 0 0
        let bytes = message(14, &[0b1001_1111_0001_1100], &[1; 8]);
        let arrived: Vec<bool> = read(&bytes).unwrap().iter().map(|(_, arrival)| arrival.is_some()).collect();
        let expected = [0, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0].map(|bit| bit == 1);
        assert_eq!(arrived, expected);
    }

    #[test]
    fn a_vector_of_two_bit_symbols_has_deltas_of_both_lengths() {
        // The example of section 3.1.4: 00 11 01 01 01 00 00, with the reserved symbol made a large delta
        let bytes = message(7, &[0b1100_1001_0101_0000], &[0xff, 0xff, 2, 3, 4]);
        let arrivals: Vec<_> = read(&bytes).unwrap().into_iter().map(|(_, arrival)| arrival).collect();
        assert_eq!(arrivals, [None, Some(-250), Some(250), Some(1_000), Some(2_000), None, None]);
    }

    #[test]
    fn symbols_after_the_last_packet_and_bytes_after_the_last_delta_say_nothing() {
        let bytes = message(2, &[0b1011_1111_1111_1111], &[1, 1, 9, 9]);
        assert_eq!(read(&bytes).unwrap(), [(0xfffe, Some(250)), (0xffff, Some(500))]);
    }

    #[test]
    fn messages_that_contradict_themselves_are_refused_as_a_whole() {
        assert!(read(&message(3, &[0x2003], &[1, 1])).is_none(), "a delta is missing");
        assert!(read(&message(3, &[0x2002], &[1, 1])).is_none(), "a chunk is missing");
        assert!(read(&message(3, &[0x6003], &[1; 6])).is_none(), "the reserved symbol");
        assert!(read(&message(7, &[0xffff], &[1; 14])).is_none(), "the reserved symbol in a vector");
        assert!(read(&message(MAX_STATUSES + 1, &[0x1fff], &[])).is_none(), "more than anybody sent");
        assert!(read(&message(1, &[0x2001], &[1])[..7]).is_none(), "cut off");
        assert!(read(&message(1, &[0, 0, 0x2001], &[1])).is_some(), "empty runs are odd, but say nothing");
        assert_eq!(read(&message(0, &[], &[])), Some(Vec::new()));
    }

    #[test]
    fn the_most_that_can_be_said_is_read_to_its_end() {
        let bytes = message(MAX_STATUSES, &[0x0fff, 0x0001], &[]);
        assert_eq!(read(&bytes).unwrap().len(), usize::from(MAX_STATUSES));
    }

    proptest! {
        #[test]
        fn what_an_arrival_log_writes_is_read_back(
            first in any::<u16>(),
            arrivals in proptest::collection::vec((0u8..10, 0u64..100_000), 1..700),
        ) {
            let mut log = ArrivalLog::default();
            let mut expected: Vec<(u16, Option<Micros>)> = Vec::new();
            let mut now = SECOND;
            for (position, (lost, after)) in arrivals.into_iter().enumerate() {
                let sequence = first.wrapping_add(position as u16);
                now += after;
                let arrived = lost != 0 || position == 0;
                if arrived {
                    log.record(sequence, now);
                }
                expected.push((sequence, arrived.then_some(now / DELTA_UNIT * DELTA_UNIT)));
            }
            while expected.last().is_some_and(|(_, arrival)| arrival.is_none()) {
                expected.pop();
            }
            let mut compound = Vec::new();
            while log.write_feedback(&mut compound, 1, 2) {}
            let mut told = Vec::new();
            for packet in packets(&compound) {
                let Ok(Packet::TransportFeedback(feedback)) = packet else {
                    return Err(TestCaseError::fail("no transport feedback"));
                };
                let reference = (Micros::from(feedback.reference) * REFERENCE_UNIT) as i64;
                told.extend(feedback.statuses().map(|status| {
                    (status.sequence, status.arrival.map(|arrival| (reference + arrival) as Micros))
                }));
            }
            prop_assert_eq!(told, expected);
        }

        #[test]
        fn arbitrary_bytes_never_panic_and_say_no_more_than_the_bound(
            mut bytes in proptest::collection::vec(any::<u8>(), 0..80), small_count in any::<bool>(),
        ) {
            if let (true, [_, _, high, low, ..]) = (small_count, bytes.as_mut_slice()) {
                (*high, *low) = (0, *low % 100);
            }
            if let Some(feedback) = TransportFeedback::parse(&bytes) {
                let read = feedback.statuses().count();
                prop_assert_eq!(read, usize::from(feedback.status_count));
            }
        }
    }
}

//! Notes when each packet of a transport arrived, and tells its sender, who estimates the bandwidth from it.

use std::collections::VecDeque;

use arrayvec::ArrayVec;

use super::{DELTA_UNIT, REFERENCE_UNIT, Symbol};
use crate::clock::Micros;
use crate::rtcp::feedback::TRANSPORT_CC;
use crate::rtcp::{TRANSPORT_FEEDBACK, write_packet};
use crate::rtp::sequence::extend;

/// When the packets arrived that no feedback has told of.
#[derive(Debug, Default)]
pub struct ArrivalLog {
    /// The transport-wide index of `arrivals[0]`.
    base: Option<u64>,
    arrivals: VecDeque<Option<Micros>>,
    feedback_count: u8,
}

/// A jump beyond this starts afresh: its sender lost count, or lies.
const MAX_PENDING: u64 = 4_096;
/// One feedback message stays below 1200 bytes even with two bytes for each packet.
const MAX_STATUSES: usize = 500;

impl ArrivalLog {
    /// A packet with this transport-wide sequence number arrived.
    pub fn record(&mut self, sequence: u16, now: Micros) {
        let base = match self.base {
            Some(base) => base,
            // One rollover up, so that packets from before the first can be told from packets far ahead.
            None => 1 << 16 | u64::from(sequence),
        };
        self.base = Some(base);
        let newest = base + self.arrivals.len() as u64;
        let Some(index) = extend(newest, sequence) else {
            return;
        };
        if index < base {
            return; // told as lost already
        }
        if index - base >= MAX_PENDING {
            self.arrivals.clear();
            self.base = Some(index);
            self.arrivals.push_back(Some(now));
            return;
        }
        let position = (index - base) as usize;
        if position >= self.arrivals.len() {
            self.arrivals.resize(position + 1, None);
        }
        self.arrivals[position].get_or_insert(now);
    }

    pub fn is_empty(&self) -> bool {
        self.arrivals.is_empty()
    }

    /// Append one feedback message for the oldest packets. False: nothing was left to tell.
    pub fn write_feedback(&mut self, buffer: &mut Vec<u8>, sender_ssrc: u32, media_ssrc: u32) -> bool {
        let Some(base) = self.base else {
            return false;
        };
        let Some(first_arrival) = self.arrivals.iter().flatten().next() else {
            return false;
        };
        let reference = first_arrival / REFERENCE_UNIT;
        let mut symbols = ArrayVec::<Symbol, MAX_STATUSES>::new();
        let mut deltas = ArrayVec::<u8, { 2 * MAX_STATUSES }>::new();
        let mut told = (reference * REFERENCE_UNIT / DELTA_UNIT) as i64;
        for arrival in self.arrivals.iter().take(MAX_STATUSES) {
            let Some(arrival) = arrival else {
                symbols.push(Symbol::Lost);
                continue;
            };
            let at = (arrival / DELTA_UNIT) as i64;
            // Beyond 8 seconds another message with its own reference time must tell the rest.
            let Ok(delta) = i16::try_from(at - told) else { break };
            told = at;
            match u8::try_from(delta) {
                Ok(small) => {
                    symbols.push(Symbol::SmallDelta);
                    deltas.push(small);
                }
                Err(_) => {
                    symbols.push(Symbol::LargeDelta);
                    deltas.extend(delta.to_be_bytes());
                }
            }
        }
        let count = self.feedback_count;
        write_feedback(
            buffer,
            [sender_ssrc, media_ssrc],
            (base as u16, reference as u32, count),
            &symbols,
            &deltas,
        );
        self.feedback_count = count.wrapping_add(1);
        self.arrivals.drain(..symbols.len());
        self.base = Some(base + symbols.len() as u64);
        true
    }
}

fn write_feedback(
    buffer: &mut Vec<u8>,
    ssrcs: [u32; 2],
    (base, reference, count): (u16, u32, u8),
    symbols: &[Symbol],
    deltas: &[u8],
) {
    let start = buffer.len();
    let mut padding = 0;
    write_packet(buffer, TRANSPORT_CC, TRANSPORT_FEEDBACK, |body| {
        body.extend(ssrcs.iter().flat_map(|ssrc| ssrc.to_be_bytes()));
        body.extend_from_slice(&base.to_be_bytes());
        body.extend_from_slice(&(symbols.len() as u16).to_be_bytes());
        body.extend_from_slice(&(reference << 8 | u32::from(count)).to_be_bytes());
        write_chunks(body, symbols);
        body.extend_from_slice(deltas);
        padding = (4 - (body.len() - start) % 4) % 4;
        body.extend_from_slice(&[0; 3][..padding]);
    });
    if padding > 0 {
        buffer[start] |= 0x20;
        *buffer.last_mut().expect("padding was just written") = padding as u8;
    }
}

/// Packet chunks (sections 3.1.3 and 3.1.4): runs where something repeats, otherwise vectors of one or two bits.
fn write_chunks(body: &mut Vec<u8>, mut symbols: &[Symbol]) {
    const MAX_RUN: usize = 0x1fff;
    while let Some(&first) = symbols.first() {
        let run = symbols.iter().take(MAX_RUN).take_while(|symbol| **symbol == first).count();
        let one_bit = symbols.iter().take(14).all(|symbol| *symbol != Symbol::LargeDelta);
        let (chunk, length) = if run >= if one_bit { 14 } else { 7 } || run == symbols.len() {
            ((first as u16) << 13 | run as u16, run)
        } else if one_bit {
            (0x8000 | status_vector(&symbols[..symbols.len().min(14)], 1), 14)
        } else {
            (0xc000 | status_vector(&symbols[..symbols.len().min(7)], 2), 7)
        };
        body.extend_from_slice(&chunk.to_be_bytes());
        symbols = &symbols[length.min(symbols.len())..];
    }
}

/// The first symbol is in the highest of 14 bits.
fn status_vector(symbols: &[Symbol], bits: u32) -> u16 {
    symbols.iter().enumerate().fold(0, |vector, (position, symbol)| {
        vector | (*symbol as u16) << (14 - bits * (position as u32 + 1))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{MILLISECOND, SECOND};

    #[derive(Debug, PartialEq)]
    struct Told {
        base: u16,
        count: u8,
        /// Microseconds, or None: lost.
        arrivals: Vec<Option<i64>>,
        end: usize,
    }

    /// Written from the draft, symbol by symbol, without looking at how it is built above.
    fn read(packet: &[u8]) -> Told {
        let word16 = |at: usize| u16::from_be_bytes([packet[at], packet[at + 1]]);
        assert_eq!((packet[0] & 0xdf, packet[1]), (0x80 | 15, 205));
        assert_eq!(usize::from(word16(2)) * 4 + 4, packet.len());
        let status_count = usize::from(word16(14));
        let reference = i64::from(word16(16)) << 8 | i64::from(packet[18]);
        let mut at = 20;
        let mut symbols = Vec::new();
        while symbols.len() < status_count {
            let chunk = word16(at);
            at += 2;
            match chunk >> 14 {
                0 | 1 => symbols.extend(vec![chunk >> 13 & 3; usize::from(chunk & 0x1fff)]),
                2 => symbols.extend((0..14).rev().map(|bit| chunk >> bit & 1)),
                _ => symbols.extend((0..7).rev().map(|pair| chunk >> (2 * pair) & 3)),
            }
        }
        let mut time = reference * 64_000;
        let mut arrivals = Vec::new();
        for symbol in &symbols[..status_count] {
            let delta = match symbol {
                0 => {
                    arrivals.push(None);
                    continue;
                }
                1 => i64::from(packet[at]),
                2 => i64::from(word16(at) as i16),
                _ => panic!("reserved symbol"),
            };
            at += usize::from(*symbol);
            time += delta * 250;
            arrivals.push(Some(time));
        }
        Told { base: word16(12), count: packet[19], arrivals, end: at }
    }

    fn feedback(log: &mut ArrivalLog) -> Told {
        let mut packet = Vec::new();
        assert!(log.write_feedback(&mut packet, 1, 2));
        let told = read(&packet);
        let padding = packet.len() - told.end;
        assert!(padding < 4);
        if padding > 0 {
            assert_eq!(usize::from(packet[packet.len() - 1]), padding);
            assert_ne!(packet[0] & 0x20, 0);
        }
        told
    }

    #[test]
    fn loss_and_reordering_are_told_across_the_wrap() {
        let mut log = ArrivalLog::default();
        let start = 1_000 * MILLISECOND;
        for (sequence, at) in [(0xfffe, 0), (0xffff, 10_000), (2, 20_000), (1, 25_000), (3, 200_000)] {
            log.record(sequence, start + at);
        }
        let told = feedback(&mut log);
        assert_eq!((told.base, told.count), (0xfffe, 0));
        let at = |micros: i64| Some(1_000_000 + micros);
        assert_eq!(told.arrivals, [at(0), at(10_000), None, at(25_000), at(20_000), at(200_000)]);
        assert!(log.is_empty());
        assert!(!log.write_feedback(&mut Vec::new(), 1, 2));
    }

    #[test]
    fn the_next_feedback_goes_on_where_the_last_ended() {
        let mut log = ArrivalLog::default();
        log.record(10, SECOND);
        feedback(&mut log);
        log.record(9, SECOND + 1_000); // told nothing about: from before the first
        log.record(12, SECOND + 2_000);
        let told = feedback(&mut log);
        assert_eq!((told.base, told.count), (11, 1));
        assert_eq!(told.arrivals, [None, Some((SECOND + 2_000) as i64)]);
    }

    #[test]
    fn long_runs_and_every_mixture_of_symbols_are_read_back() {
        let mut state = 1u64;
        for density in 1..12 {
            let mut log = ArrivalLog::default();
            let mut expected = Vec::new();
            let mut now = 5 * SECOND;
            for sequence in 0..400u16 {
                state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                let lost = (state >> 33) % 12 >= density && sequence != 0;
                now += if (state >> 40).is_multiple_of(9) { 90_000 } else { 250 * ((state >> 45) % 40) };
                if !lost {
                    log.record(sequence, now);
                }
                expected.push((!lost).then_some(now as i64));
            }
            while expected.last() == Some(&None) {
                expected.pop();
            }
            assert_eq!(feedback(&mut log).arrivals, expected);
        }
    }

    #[test]
    fn a_long_pause_is_told_by_a_second_message() {
        let mut log = ArrivalLog::default();
        log.record(1, SECOND);
        log.record(2, 60 * SECOND);
        assert_eq!(feedback(&mut log).arrivals, [Some(SECOND as i64)]);
        let told = feedback(&mut log);
        assert_eq!((told.base, told.arrivals), (2, vec![Some(60 * SECOND as i64)]));
    }

    #[test]
    fn a_jump_beyond_reason_starts_afresh() {
        let mut log = ArrivalLog::default();
        log.record(1, SECOND);
        log.record(30_000, SECOND);
        assert_eq!(feedback(&mut log).base, 30_000);
    }

    #[test]
    fn many_packets_make_several_messages_that_fit_a_datagram() {
        let mut log = ArrivalLog::default();
        for sequence in 0..1_200 {
            log.record(sequence, SECOND + 100_000 * u64::from(sequence % 2));
        }
        let mut told = 0;
        let mut packet = Vec::new();
        while log.write_feedback(&mut packet, 1, 2) {
            assert!(packet.len() <= 1_300);
            told += read(&packet).arrivals.len();
            packet.clear();
        }
        assert_eq!(told, 1_200);
    }
}

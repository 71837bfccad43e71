//! Sequence numbers and timestamps of an output that shows one stream after another.
//!
//! Within one stream both are shifted by a constant, so that loss, reordering and silence look to the receiver as
//! they happened. A new *segment* begins where the output is switched, or where the stream jumps further than
//! anybody could repair: it goes on with the next index, at the time that has passed. An index given out once is
//! never given out for something else.

use crate::clock::{Micros, rtp_ticks};
use crate::rtp::sequence::{IndexWindow, extend};

#[derive(Debug)]
pub struct Rewriter {
    clock_rate: u32,
    segment: Option<Segment>,
    /// Where the next segment goes on.
    end: End,
}

#[derive(Debug)]
struct Segment {
    /// Input index that it began with.
    first: u64,
    /// Highest input index.
    highest: u64,
    index_shift: u64,
    timestamp_shift: u32,
}

/// The newest packet that went out; before the first, where to begin.
#[derive(Debug)]
struct End {
    next_index: u64,
    timestamp: u32,
    sent_at: Option<Micros>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rewritten {
    pub index: u64,
    pub timestamp: u32,
    pub begins_segment: bool,
}

/// The packet was sent before the output was switched to its stream.
#[derive(Debug, PartialEq, Eq)]
pub struct BeforeSegment;

impl Rewriter {
    /// The first packet goes out with this index and timestamp.
    pub fn new(clock_rate: u32, index: u64, timestamp: u32) -> Self {
        let end = End { next_index: index, timestamp, sent_at: None };
        Self { clock_rate, segment: None, end }
    }

    /// Whether this packet goes on with the segment, or begins one.
    pub fn continues(&self, index: u64) -> bool {
        self.segment.as_ref().is_some_and(|segment| index < segment.highest + IndexWindow::SIZE)
    }

    /// The next packet belongs to another stream, or to the same one after a pause.
    pub fn end_segment(&mut self) {
        self.segment = None;
    }

    /// What is added to timestamps of the stream that is shown now.
    pub fn timestamp_shift(&self) -> Option<u32> {
        self.segment.as_ref().map(|segment| segment.timestamp_shift)
    }

    /// Which packet of the stream that is shown now went out with this sequence number: its index there and here.
    pub fn original(&self, sequence: u16) -> Option<(u64, u64)> {
        let segment = self.segment.as_ref()?;
        let sent = extend(self.end.next_index.checked_sub(1)?, sequence)?;
        let original = sent.wrapping_sub(segment.index_shift);
        (segment.first..=segment.highest).contains(&original).then_some((original, sent))
    }

    pub fn rewrite(&mut self, index: u64, timestamp: u32, now: Micros) -> Result<Rewritten, BeforeSegment> {
        let begins_segment = !self.continues(index);
        if begins_segment {
            self.segment = Some(self.begin_segment(index, timestamp, now));
        }
        let segment = self.segment.as_mut().ok_or(BeforeSegment)?;
        if index < segment.first {
            return Err(BeforeSegment);
        }
        let rewritten = Rewritten {
            index: index.wrapping_add(segment.index_shift),
            timestamp: timestamp.wrapping_add(segment.timestamp_shift),
            begins_segment,
        };
        segment.highest = segment.highest.max(index);
        if rewritten.index >= self.end.next_index {
            let End { next_index, timestamp, sent_at } = &mut self.end;
            *next_index = rewritten.index + 1;
            *timestamp = rewritten.timestamp;
            *sent_at = Some(now);
        }
        Ok(rewritten)
    }

    fn begin_segment(&self, index: u64, timestamp: u32, now: Micros) -> Segment {
        let passed = match self.end.sent_at {
            None => 0,
            // Two pictures never have the same timestamp.
            Some(at) => rtp_ticks(now.saturating_sub(at), self.clock_rate).max(1),
        };
        Segment {
            first: index,
            highest: index,
            index_shift: self.end.next_index.wrapping_sub(index),
            timestamp_shift: self.end.timestamp.wrapping_add(passed).wrapping_sub(timestamp),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::MILLISECOND;
    use proptest::prelude::*;

    fn sent(rewriter: &mut Rewriter, index: u64, timestamp: u32, now: Micros) -> (u64, u32) {
        let rewritten = rewriter.rewrite(index, timestamp, now).unwrap();
        (rewritten.index, rewritten.timestamp)
    }

    #[test]
    fn a_stream_keeps_its_gaps_its_order_and_its_silence() {
        let mut rewriter = Rewriter::new(48_000, 100, 5_000);
        assert_eq!(sent(&mut rewriter, 65_535, 960, 0), (100, 5_000));
        assert_eq!(sent(&mut rewriter, 65_538, 3_840, 60), (103, 7_880));
        assert_eq!(sent(&mut rewriter, 65_537, 2_880, 61), (102, 6_920));
        assert_eq!(sent(&mut rewriter, 65_539, 480_960, 62), (104, 485_000));
    }

    #[test]
    fn a_switch_goes_on_with_the_next_index_at_the_time_that_passed() {
        let mut rewriter = Rewriter::new(90_000, 10, u32::MAX - 100);
        assert_eq!(sent(&mut rewriter, 1_000, 7, 0), (10, u32::MAX - 100));
        rewriter.end_segment();
        assert_eq!(sent(&mut rewriter, 50, 123_456, 100 * MILLISECOND), (11, 8_899));
        assert_eq!(sent(&mut rewriter, 52, 126_456, 133 * MILLISECOND), (13, 11_899));
    }

    #[test]
    fn a_packet_from_before_the_switch_is_refused() {
        let mut rewriter = Rewriter::new(90_000, 10, 0);
        sent(&mut rewriter, 50, 0, 0);
        assert_eq!(rewriter.rewrite(49, 0, 1), Err(BeforeSegment));
        assert_eq!(sent(&mut rewriter, 51, 0, 2).0, 11);
    }

    #[test]
    fn a_jump_beyond_repair_begins_a_segment() {
        let mut rewriter = Rewriter::new(90_000, 0, 0);
        sent(&mut rewriter, 50, 0, 0);
        let index = 50 + IndexWindow::SIZE;
        assert_eq!(sent(&mut rewriter, index, 99, 1_000), (1, 90));
        assert_eq!(rewriter.rewrite(index - 1, 90, 1_001), Err(BeforeSegment));
        assert_eq!(sent(&mut rewriter, index + IndexWindow::SIZE - 1, 99, 1_000).0, IndexWindow::SIZE);
    }

    #[test]
    fn what_went_out_in_this_segment_can_be_named_by_its_sequence_number() {
        let mut rewriter = Rewriter::new(90_000, 0xfffe, 0);
        sent(&mut rewriter, 7, 0, 0);
        rewriter.end_segment();
        assert_eq!(rewriter.original(0xfffe), None);
        for index in 500..504 {
            sent(&mut rewriter, index, 0, 0);
        }
        assert_eq!(rewriter.original(0xffff), Some((500, 0xffff)));
        assert_eq!(rewriter.original(2), Some((503, 0x1_0002)));
        assert_eq!(rewriter.original(3), None, "not sent yet");
        assert_eq!(rewriter.original(0xfffe), None, "of another segment");
    }

    #[test]
    fn two_pictures_never_share_a_timestamp() {
        let mut rewriter = Rewriter::new(90_000, 0, 77);
        sent(&mut rewriter, 1, 0, 5);
        rewriter.end_segment();
        assert_eq!(sent(&mut rewriter, 9, 0, 5), (1, 78));
    }

    /// Written from the receiver's side, without looking at segments: knows only what a decoder would see.
    struct Checker {
        sent: std::collections::HashMap<u64, (u64, u64, u32)>,
        newest: Option<(u64, u32)>,
        clock_rate: u32,
    }

    impl Checker {
        /// `source` and `input` name the packet; `true_ticks` is when it was captured, on the output's clock.
        fn see(&mut self, source: u64, input: u64, out: Rewritten, true_ticks: u32, forwarded_since: u64) {
            let before = self.sent.insert(out.index, (source, input, out.timestamp));
            assert!(before.is_none(), "index {} stands for {before:?} and {:?}", out.index, (source, input));
            if let Some((newest, newest_timestamp)) = self.newest {
                if out.index <= newest {
                    return;
                }
                assert!(out.index - newest <= forwarded_since, "a gap that no loss explains");
                let step = out.timestamp.wrapping_sub(newest_timestamp);
                assert!(step < self.clock_rate * 60, "timestamp jumped by {}", step as i32);
            }
            let off = out.timestamp.wrapping_sub(true_ticks) as i32;
            assert!(off.unsigned_abs() < self.clock_rate / 2, "timestamp is off by {off} ticks");
            self.newest = Some((out.index, out.timestamp));
        }
    }

    struct Source {
        index: u64,
        timestamp_base: u32,
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

        /// 24 runs of 5,000 packets, with switches, loss, reordering, duplicates and silence.
        #[test]
        fn no_index_stands_for_two_packets_and_nothing_jumps(seed in any::<u64>()) {
            let mut state = seed | 1;
            let mut chance = move |of: u64| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                state % of
            };
            let clock_rate = 90_000;
            let mut sources: Vec<Source> = (0..4)
                .map(|_| Source { index: 60_000 + chance(6_000), timestamp_base: chance(1 << 32) as u32 })
                .collect();
            let start = chance(1 << 32) as u32;
            let mut rewriter = Rewriter::new(clock_rate, chance(1 << 15), start);
            let mut checker = Checker { sent: Default::default(), newest: None, clock_rate };
            let mut now: Micros = 0;
            let mut first_sent_at = None;
            let mut shown = 0usize;
            let mut produced_since = 1;
            let mut late: Vec<(u64, u32, Micros)> = Vec::new();
            for _ in 0..5_000 {
                now += if chance(500) == 0 { 10_000 * MILLISECOND } else { 1 + chance(20 * MILLISECOND) };
                if chance(100) == 0 {
                    shown = chance(4) as usize;
                    rewriter.end_segment();
                    late.clear();
                    produced_since = 1;
                }
                let source = &mut sources[shown];
                source.index += 1;
                let timestamp = source.timestamp_base.wrapping_add(rtp_ticks(now, clock_rate));
                let packet = (source.index, timestamp, now);
                match chance(20) {
                    0 => produced_since += 1, // lost
                    1 | 2 => {
                        late.push(packet);
                        produced_since += 1;
                    }
                    _ => {
                        let mut batch = vec![packet];
                        if chance(3) == 0 {
                            batch.append(&mut late);
                        }
                        for (index, timestamp, captured) in batch {
                            let Ok(out) = rewriter.rewrite(index, timestamp, now) else { continue };
                            let at = *first_sent_at.get_or_insert(captured);
                            let ticks = start.wrapping_add(rtp_ticks(captured, clock_rate)).wrapping_sub(rtp_ticks(at, clock_rate));
                            checker.see(shown as u64, index, out, ticks, produced_since);
                        }
                        produced_since = 1;
                    }
                }
            }
            prop_assert!(checker.sent.len() > 3_000);
        }
    }
}

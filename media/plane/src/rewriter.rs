//! Sequence numbers and timestamps of an output that shows one stream after another, or a part of one.
//!
//! Within one stream both are shifted, so that loss, reordering and silence look to the receiver as they happened;
//! only what was skipped on purpose leaves no gap. A new *segment* begins where the output is switched, or where the
//! stream jumps further than anybody could repair: it goes on with the next index, at the time that has passed. An
//! index given out once is never given out for something else.

use crate::clock::{Micros, rtp_ticks};
use crate::gapless::Gapless;
use crate::rtp::sequence::{IndexWindow, Stale, extend};
use crate::segment_time::{Beginning, Reached, SegmentTime};

/// How many packets back a number is remembered: as far as packets are kept to be sent again.
const MEMORY: u64 = 512;

#[derive(Debug)]
pub struct Rewriter {
    clock_rate: u32,
    segment: Option<Segment>,
    /// What is known of the next segment
    beginning: Beginning,
    /// The stream's indexes of this segment, and ours
    indexes: Gapless,
    /// Where the next segment goes on.
    end: End,
    /// Our indexes that went out without a payload
    blanks: IndexWindow,
}

#[derive(Debug)]
struct Segment {
    time: SegmentTime,
    /// (index, timestamp) of the newest skipped packet
    skipped: Option<(u64, u32)>,
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

/// The packet has no place in what is sent: it is from before the output was switched to its stream, so late that
/// nobody remembers, or was taken for skipped when its neighbours were.
#[derive(Debug, PartialEq, Eq)]
pub struct NoPlace;

impl Rewriter {
    /// The first packet goes out with this index and timestamp.
    pub fn new(clock_rate: u32, index: u64, timestamp: u32) -> Self {
        let end = End { next_index: index, timestamp, sent_at: None };
        Self {
            clock_rate,
            segment: None,
            beginning: Beginning::default(),
            indexes: Gapless::new(MEMORY),
            end,
            blanks: IndexWindow::default(),
        }
    }

    /// Whether this packet goes on with the segment, or begins one.
    pub fn continues(&self, index: u64) -> bool {
        let is_near = index < self.indexes.reached() + IndexWindow::SIZE;
        // Gaps between skipped packets add up, and a receiver guesses rollovers from what it gets.
        let farthest = self.end.next_index + IndexWindow::SIZE;
        self.segment.is_some() && is_near && self.indexes.output(index).is_none_or(|output| output < farthest)
    }

    /// Of what went out; before anything did, what it will begin with
    pub fn newest_timestamp(&self) -> u32 {
        self.end.timestamp
    }

    pub fn has_segment(&self) -> bool {
        self.segment.is_some()
    }

    /// Whether the packet is from before the newest of this segment.
    pub fn is_past(&self, index: u64) -> bool {
        self.segment.is_some() && index <= self.indexes.reached()
    }

    /// The next packet belongs to another stream, or to the same one after a pause.
    pub fn end_segment(&mut self) {
        self.end_segment_for(Beginning::default());
    }

    /// Like `end_segment`, where something is known of what comes next.
    pub fn end_segment_for(&mut self, next: Beginning) {
        self.segment = None;
        self.beginning = next;
    }

    /// How timestamps of the stream that is shown now become ours.
    pub fn time(&self) -> Option<&SegmentTime> {
        self.segment.as_ref().map(|segment| &segment.time)
    }

    /// Which packet of the stream that is shown now went out with this sequence number: its index there and here.
    pub fn original(&self, sequence: u16) -> Option<(u64, u64)> {
        self.segment.as_ref()?;
        let sent = extend(self.end.next_index.checked_sub(1)?, sequence)?;
        let blank = self.blanks.check(sent) == Err(Stale::Seen);
        self.indexes.input(sent).filter(|_| !blank).map(|original| (original, sent))
    }

    /// The packet goes out.
    pub fn rewrite(&mut self, index: u64, timestamp: u32, now: Micros) -> Result<Rewritten, NoPlace> {
        let begins_segment = !self.continues(index);
        if begins_segment {
            self.begin_segment(index, timestamp, now);
        }
        let rewritten = self.place(index, timestamp).ok_or(NoPlace)?;
        self.indexes.reach(index);
        self.end.pass(&rewritten, now);
        if let Some(segment) = &mut self.segment {
            segment.time.pass(timestamp, self.clock_rate);
        }
        Ok(Rewritten { begins_segment, ..rewritten })
    }

    /// The packet, of the stream that is shown, does not go out. What follows closes up.
    ///
    /// A late packet finds that its place was kept, because it might have been wanted. Then that place is returned: a
    /// packet without a payload belongs there, or the receiver takes it for lost and asks for it again and again.
    pub fn skip(&mut self, index: u64, timestamp: u32, now: Micros) -> Option<Rewritten> {
        if !self.continues(index) {
            self.end_segment();
        }
        let segment = self.segment.as_mut()?;
        let reached = self.indexes.reached();
        if index > reached {
            // Between two skipped packets of one picture nothing was wanted either.
            let between = segment.skipped == Some((reached, timestamp));
            self.indexes.leave_out(if between { reached + 1 } else { index }, index);
            segment.skipped = Some((index, timestamp));
            return None;
        }
        let blank = self.place(index, timestamp)?;
        if self.blanks.check(blank.index).is_ok() {
            self.blanks.insert(blank.index);
        }
        self.end.pass(&blank, now);
        Some(blank)
    }

    fn place(&self, index: u64, timestamp: u32) -> Option<Rewritten> {
        let timestamp = self.time()?.rewrite(timestamp);
        Some(Rewritten { index: self.indexes.output(index)?, timestamp, begins_segment: false })
    }

    fn begin_segment(&mut self, index: u64, timestamp: u32, now: Micros) {
        let passed = self.end.sent_at.map_or(0, |at| rtp_ticks(now.saturating_sub(at), self.clock_rate));
        let reached = Reached {
            newest: self.end.sent_at.map(|_| self.end.timestamp),
            now: self.end.timestamp.wrapping_add(passed),
        };
        let beginning = std::mem::take(&mut self.beginning);
        let time = SegmentTime::begin(timestamp, beginning, reached, self.clock_rate);
        self.segment = Some(Segment { time, skipped: None });
        self.indexes.begin(index, self.end.next_index);
    }
}

impl End {
    fn pass(&mut self, sent: &Rewritten, now: Micros) {
        if sent.index >= self.next_index {
            *self = Self { next_index: sent.index + 1, timestamp: sent.timestamp, sent_at: Some(now) };
        }
    }
}

#[cfg(test)]
mod tests;

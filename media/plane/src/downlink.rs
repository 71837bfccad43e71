//! The way from a transport to its peer, where that peer says what it can take: how much that is, and what waits to be
//! sent so that it is not more at once.
//!
//! A transport whose peer says nothing has none of this, and what it is sent goes straight through.

use crate::bwe::estimator::Estimator;
use crate::bwe::probe;
use crate::clock::Micros;
use crate::pacer::{Lane, Pacer};
use crate::rtcp::transport_cc::TransportFeedback;
use crate::transport::{OutputKey, StreamKey};

pub struct Downlink {
    estimator: Estimator,
    pacer: Pacer<Waiting>,
    /// A timer will come back to it.
    pub is_scheduled: bool,
}

/// A packet that is to be sent when there is room. It is written then, from what is kept of its stream: what is shown
/// may change meanwhile, and numbers and times are those of the moment in which it leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waiting {
    Media { output: OutputKey, stream: StreamKey, index: u64 },
    Resend { output: OutputKey, sequence: u16 },
}

impl Waiting {
    fn output(self) -> OutputKey {
        match self {
            Self::Media { output, .. } | Self::Resend { output, .. } => output,
        }
    }

    fn lane(self) -> Lane {
        match self {
            Self::Media { .. } => Lane::Media,
            Self::Resend { .. } => Lane::Resend,
        }
    }
}

impl Downlink {
    pub fn new(now: Micros) -> Self {
        Self { estimator: Estimator::default(), pacer: Pacer::new(u64::MAX, now), is_scheduled: false }
    }

    /// The peer is reached by another path now: what was known of the old one says nothing of it.
    pub fn begin_anew(&mut self, now: Micros) {
        *self = Self { is_scheduled: self.is_scheduled, ..Self::new(now) };
    }

    /// A packet leaves. `sequence`: transport-wide, where its receiver tells of it.
    pub fn record_sent(&mut self, sequence: Option<u16>, bytes: usize, now: Micros) {
        self.pacer.spend(bytes);
        if let Some(sequence) = sequence {
            self.estimator.record_sent(sequence, bytes, now);
        }
    }

    /// The peer tells when packets arrived. False: it tells more often than anybody listens.
    pub fn take_feedback(&mut self, feedback: &TransportFeedback, now: Micros) -> bool {
        let taken = self.estimator.take_feedback(feedback, now);
        self.follow_estimate();
        taken
    }

    /// The peer says how many bits per second it can take.
    pub fn take_remb(&mut self, bitrate: u64) {
        self.estimator.take_remb(bitrate);
        self.follow_estimate();
    }

    /// Bits per second that the peer can take; None: nothing is known.
    pub fn estimate(&self) -> Option<u64> {
        self.estimator.estimate()
    }

    /// Bits per second that would be sent if there were no limit, as `bwe::allocation` gives them.
    pub fn set_wanted(&mut self, wanted: u64) {
        self.estimator.set_wanted(wanted);
    }

    /// Let a packet wait if it has to. False: it may leave now.
    pub fn defer(&mut self, waiting: Waiting, bytes: usize, now: Micros) -> bool {
        if self.pacer.is_open(now) {
            return false;
        }
        self.pacer.push(waiting.lane(), waiting, bytes);
        true
    }

    /// The next that may leave now, or must because too much waits.
    pub fn next(&mut self, now: Micros) -> Option<Waiting> {
        self.follow_estimate();
        self.pacer.next(now)
    }

    /// How many bytes of padding a probe needs now.
    pub fn padding_due(&self, now: Micros) -> u32 {
        self.estimator.probe_bytes_due(now)
    }

    /// When there will be something to do; None: not before something comes.
    pub fn next_at(&self, now: Micros) -> Option<Micros> {
        let probing = self.estimator.is_probing().then_some(now + probe::STEP);
        [self.pacer.next_at(), probing].into_iter().flatten().min()
    }

    pub fn forget_output(&mut self, output: OutputKey) {
        self.pacer.retain(|waiting| waiting.output() != output);
    }

    pub fn forget_stream(&mut self, gone: StreamKey) {
        self.pacer.retain(|waiting| !matches!(waiting, Waiting::Media { stream, .. } if *stream == gone));
    }

    /// There is no way to the peer any more.
    pub fn forget_all(&mut self) {
        self.pacer.retain(|_| false);
    }

    fn follow_estimate(&mut self) {
        self.pacer.set_estimate(self.estimate().unwrap_or(u64::MAX));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::MILLISECOND;

    const MEDIA: Waiting = Waiting::Media { output: 1, stream: 2, index: 3 };
    const RESEND: Waiting = Waiting::Resend { output: 4, sequence: 5 };

    fn waiting_for(remb: u64) -> Downlink {
        let mut downlink = Downlink::new(0);
        downlink.take_remb(remb);
        downlink.record_sent(None, 60_000, 0);
        for waiting in [MEDIA, RESEND] {
            assert!(downlink.defer(waiting, 1_200, 0));
        }
        downlink
    }

    fn drain(downlink: &mut Downlink) -> Vec<Waiting> {
        let mut left = Vec::new();
        while let Some(at) = downlink.next_at(0) {
            left.extend(downlink.next(at));
        }
        left
    }

    #[test]
    fn where_nothing_is_known_nothing_waits() {
        let mut downlink = Downlink::new(0);
        for packet in 0..1_000 {
            assert!(!downlink.defer(MEDIA, 1_200, packet * 10));
            downlink.record_sent(None, 1_200, packet * 10);
        }
        assert_eq!((downlink.estimate(), downlink.next_at(0)), (None, None));
    }

    #[test]
    fn what_the_peer_says_it_can_take_spreads_what_is_sent() {
        let mut downlink = waiting_for(500_000);
        assert_eq!(downlink.estimate(), Some(500_000));
        assert!(downlink.next_at(0).is_some_and(|at| at <= 5 * MILLISECOND));
        assert_eq!(drain(&mut downlink), [RESEND, MEDIA]);
    }

    #[test]
    fn on_another_path_nothing_waits_and_nothing_is_known() {
        let mut downlink = waiting_for(500_000);
        downlink.is_scheduled = true;
        downlink.begin_anew(7);
        assert_eq!((downlink.estimate(), downlink.next_at(7)), (None, None));
        assert!(downlink.is_scheduled, "the timer that was set comes back all the same");
    }

    #[test]
    fn what_is_gone_does_not_wait() {
        let mut downlink = waiting_for(500_000);
        downlink.forget_output(4);
        assert_eq!(drain(&mut downlink), [MEDIA]);
        let mut downlink = waiting_for(500_000);
        downlink.forget_stream(2);
        assert_eq!(drain(&mut downlink), [RESEND]);
        let mut downlink = waiting_for(500_000);
        downlink.forget_all();
        assert_eq!(drain(&mut downlink), []);
    }
}

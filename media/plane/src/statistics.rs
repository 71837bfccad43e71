//! Numbers about traffic, as they are handed out; and what a receiver report says about one stream.

use crate::clock::{Micros, SECOND, rtp_ticks};
use crate::command::Id;
use crate::drops::DropCounters;
use crate::rtcp::reports::ReportBlock;

#[derive(Debug, Clone, Default)]
pub struct Statistics {
    pub packets_in: u64,
    pub bytes_in: u64,
    pub packets_out: u64,
    pub bytes_out: u64,
    pub datagrams_out: u64,
    pub resent: u64,
    /// By receivers of us
    pub keyframes_wanted: u64,
    /// By us of publishers
    pub keyframes_asked: u64,
    pub thread_cpu_ns: u64,
    pub drops: DropCounters,
}

impl Statistics {
    /// And what another worker counted. Whose time was spent stays its own.
    pub fn add(&mut self, other: &Self) {
        self.packets_in += other.packets_in;
        self.bytes_in += other.bytes_in;
        self.packets_out += other.packets_out;
        self.bytes_out += other.bytes_out;
        self.datagrams_out += other.datagrams_out;
        self.resent += other.resent;
        self.keyframes_wanted += other.keyframes_wanted;
        self.keyframes_asked += other.keyframes_asked;
        self.drops.add_all(&other.drops);
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StreamStatistics {
    pub packets: u64,
    pub bytes: u64,
    pub lost: u64,
    /// In clock units
    pub jitter: u32,
    pub nacks_sent: u64,
    pub plis_sent: u64,
    /// Bits per second, over the last second
    pub bitrate: u64,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OutputStatistics {
    pub packets: u64,
    pub bytes: u64,
    pub resent: u64,
    pub nacks_received: u64,
    pub plis_received: u64,
    /// Of the last receiver report
    pub lost: i32,
    pub rtt_us: u64,
    /// Which of the routed encodings is sent
    pub layer: Option<u8>,
    /// Bits per second, over the last second
    pub bitrate: u64,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TransportStatistics {
    /// Bits per second that may be sent to the peer; 0: not estimated
    pub estimate: u64,
    /// Bits per second, over the last second
    pub sent_bitrate: u64,
    pub rtt_us: u64,
    /// Of all that the peer was sent in the last two seconds, in 1/65536
    pub lost: u32,
}

/// Of one transport, over the last two seconds. Losses in 1/65536.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineReport {
    pub transport: Id,
    pub loss_in: u32,
    pub loss_out: u32,
    pub rtt_us: u64,
}

/// What was received of one stream (RFC 3550 sections 6.4.1 and A.3 to A.8). Retransmissions do not count: the
/// sender wants to know what the path lost.
#[derive(Debug, Default)]
pub struct Reception {
    pub packets: u64,
    pub bytes: u64,
    first_index: Option<u64>,
    highest_index: u64,
    /// 16 times the jitter, as in RFC 3550 section A.8.
    scaled_jitter: u32,
    last_transit: Option<u32>,
    last_timestamp: Option<u32>,
    reported_expected: u64,
    reported_packets: u64,
    /// Packets expected and lost between the last two reports
    pub interval: (u64, u64),
}

impl Reception {
    pub fn record(&mut self, index: u64, timestamp: u32, length: usize, clock_rate: u32, now: Micros) {
        self.packets += 1;
        self.bytes += length as u64;
        self.first_index = Some(self.first_index.map_or(index, |first| first.min(index)));
        self.highest_index = self.highest_index.max(index);
        // Packets of one picture share a timestamp but not a moment; only the first says something about the path.
        if self.last_timestamp.replace(timestamp) != Some(timestamp) {
            self.record_transit(rtp_ticks(now, clock_rate).wrapping_sub(timestamp), clock_rate);
        }
    }

    fn record_transit(&mut self, transit: u32, clock_rate: u32) {
        if let Some(last) = self.last_transit.replace(transit) {
            let difference = (transit.wrapping_sub(last) as i32).unsigned_abs();
            // A clock that was set anew is not jitter.
            if difference < clock_rate * 5 {
                self.scaled_jitter += difference;
                self.scaled_jitter -= (self.scaled_jitter - difference + 8) >> 4;
            }
        }
    }

    pub fn highest_index(&self) -> Option<u64> {
        self.first_index.map(|_| self.highest_index)
    }

    pub fn lost(&self) -> u64 {
        self.expected().saturating_sub(self.packets)
    }

    pub fn jitter(&self) -> u32 {
        self.scaled_jitter >> 4
    }

    fn expected(&self) -> u64 {
        self.first_index.map_or(0, |first| self.highest_index - first + 1)
    }

    /// A report about the time since the last one. `last_report`, `delay`: the sender report that it answers.
    pub fn report(&mut self, ssrc: u32, last_report: u32, delay: u32) -> ReportBlock {
        let (expected, packets) = (self.expected(), self.packets);
        let expected_now = expected - self.reported_expected.min(expected);
        let lost_now = expected_now.saturating_sub(packets - self.reported_packets);
        self.reported_expected = expected;
        self.reported_packets = packets;
        self.interval = (expected_now, lost_now);
        ReportBlock {
            ssrc,
            fraction_lost: (lost_now << 8).checked_div(expected_now).unwrap_or(0).min(255) as u8,
            lost: i32::try_from(expected as i64 - packets as i64).unwrap_or(i32::MAX),
            highest_sequence: self.highest_index as u32,
            jitter: self.jitter(),
            last_report,
            delay,
        }
    }
}

/// The loudness of an audio stream (RFC 6464), while it is fresh.
#[derive(Debug, Default)]
pub struct AudioLevel {
    last: Option<(u8, Micros)>,
}

const FRESH: Micros = SECOND / 5;

impl AudioLevel {
    /// `extension`: the voice activity flag and seven bits of level.
    pub fn record(&mut self, extension: u8, now: Micros) {
        self.last = Some((extension & 0x7f, now));
    }

    pub fn forget(&mut self) {
        self.last = None;
    }

    /// 0 loudest, 127 silence.
    pub fn get(&self, now: Micros) -> Option<u8> {
        self.last.filter(|(_, at)| now.saturating_sub(*at) <= FRESH).map(|(level, _)| level)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::MILLISECOND;
    use crate::drops::DropReason;

    fn receive(reception: &mut Reception, index: u64, at_ms: u64) {
        reception.record(index, (index * 960) as u32, 100, 48_000, at_ms * MILLISECOND);
    }

    #[test]
    fn what_two_workers_counted_is_added() {
        let counted =
            Statistics { packets_in: 1, packets_out: 2, keyframes_asked: 7, ..Statistics::default() };
        let mut sum = Statistics { bytes_in: 4, bytes_out: 5, datagrams_out: 6, ..counted.clone() };
        sum.drops.count(DropReason::BadTag);
        sum.add(&sum.clone());
        sum.add(&counted);
        assert_eq!((sum.packets_in, sum.packets_out, sum.keyframes_asked), (3, 6, 21));
        assert_eq!((sum.bytes_in, sum.bytes_out, sum.datagrams_out), (8, 10, 12));
        assert_eq!(sum.drops.get(DropReason::BadTag), 2);
    }

    #[test]
    fn a_report_tells_the_loss_since_the_last_report() {
        let mut reception = Reception::default();
        for index in [65_530, 65_531, 65_533, 65_537] {
            receive(&mut reception, index, index * 20);
        }
        let report = reception.report(9, 0, 0);
        assert_eq!((report.lost, report.fraction_lost, report.highest_sequence), (4, 128, 65_537));
        for index in [65_538, 65_539] {
            receive(&mut reception, index, index * 20);
        }
        let report = reception.report(9, 0, 0);
        assert_eq!((report.lost, report.fraction_lost), (4, 0));
        assert_eq!(reception.report(9, 0, 0).fraction_lost, 0, "nothing was expected");
        assert_eq!(reception.lost(), 4);
    }

    #[test]
    fn a_steady_stream_has_no_jitter_and_an_unsteady_one_has() {
        let mut steady = Reception::default();
        let mut unsteady = Reception::default();
        for index in 0..200 {
            receive(&mut steady, index, index * 20);
            receive(&mut unsteady, index, index * 20 + index % 2 * 10);
        }
        assert_eq!(steady.jitter(), 0);
        assert!((470..=480).contains(&unsteady.jitter()), "10 ms are 480 ticks, not {}", unsteady.jitter());
    }

    #[test]
    fn a_level_is_only_given_while_it_is_fresh() {
        let mut level = AudioLevel::default();
        level.record(0x80 | 30, 0);
        assert_eq!(level.get(FRESH), Some(30));
        assert_eq!(level.get(FRESH + 1), None);
        level.forget();
        assert_eq!(level.get(0), None);
    }
}

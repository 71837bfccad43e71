//! When the samples of a stream were captured, on the plane's clock: from the sender reports of its publisher.
//!
//! All streams of one publisher share one estimate of how its clock relates to ours, so that whatever error the
//! estimate has, sound and picture have it together.

use crate::clock::{Micros, SECOND, ntp_micros, ntp_middle, rtp_ticks, to_report_units};
use crate::rtcp::reports::SenderInfo;

/// How a publisher's NTP clock relates to ours: the least difference seen lately, because delay only adds.
#[derive(Debug, Default)]
pub struct PublisherClock {
    /// Microseconds from its time to ours: the least of the last full window and of the one that runs
    last: Option<i64>,
    current: Option<i64>,
    window_ends: Micros,
}

const WINDOW: Micros = 30 * SECOND;

impl PublisherClock {
    pub fn record(&mut self, report: &SenderReport) {
        let now = report.received_at;
        let offset = now as i64 - ntp_micros(report.ntp) as i64;
        if now >= self.window_ends {
            self.last = self.current.take();
            self.window_ends = now + WINDOW;
        }
        self.current = Some(self.current.map_or(offset, |least| least.min(offset)));
    }

    fn offset(&self) -> Option<i64> {
        self.last.into_iter().chain(self.current).min()
    }
}

/// The last sender report of one stream.
#[derive(Debug, Clone, Copy)]
pub struct SenderReport {
    ntp: u64,
    rtp_timestamp: u32,
    received_at: Micros,
}

impl SenderReport {
    /// None where the publisher has no clock (RFC 3550 section 6.4.1: NTP 0).
    pub fn new(info: &SenderInfo, now: Micros) -> Option<Self> {
        let SenderInfo { ntp, rtp_timestamp, .. } = *info;
        (ntp != 0).then_some(Self { ntp, rtp_timestamp, received_at: now })
    }

    /// The RTP timestamp of what is captured at `now`.
    pub fn timestamp_at(&self, now: Micros, clock: &PublisherClock, clock_rate: u32) -> Option<u32> {
        let captured_at = ntp_micros(self.ntp) as i64 + clock.offset()?;
        let passed = u64::try_from(now as i64 - captured_at).unwrap_or(0);
        Some(self.rtp_timestamp.wrapping_add(rtp_ticks(passed, clock_rate)))
    }

    /// What a receiver report says of it: its middle 32 bits, and how long ago it came in 1/65536 seconds.
    pub fn answer(&self, now: Micros) -> (u32, u32) {
        (ntp_middle(self.ntp), to_report_units(now.saturating_sub(self.received_at)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{MILLISECOND, WallClock};

    fn info(ntp: u64, rtp_timestamp: u32) -> SenderInfo {
        SenderInfo { ntp, rtp_timestamp, packets: 0, octets: 0 }
    }

    #[test]
    fn sound_and_picture_captured_together_get_the_same_moment() {
        // The publisher's clock is a year off; its reports take 20 to 80 ms.
        let theirs = WallClock::new(31_536_000 * SECOND);
        let mut clock = PublisherClock::default();
        let mut reports = Vec::new();
        for (rate, sent, delay) in
            [(48_000u32, SECOND, 80), (90_000, 2 * SECOND, 20), (48_000, 3 * SECOND, 60)]
        {
            let received = sent + delay * MILLISECOND;
            let report = SenderReport::new(&info(theirs.ntp(sent), rtp_ticks(sent, rate)), received).unwrap();
            clock.record(&report);
            reports.push((rate, report));
        }
        let now = 4 * SECOND;
        for (rate, report) in reports {
            let timestamp = report.timestamp_at(now, &clock, rate).unwrap();
            // The least delay, 20 ms, cannot be told from a difference of clocks.
            let expected = rtp_ticks(now - 20 * MILLISECOND, rate);
            assert!(timestamp.abs_diff(expected) <= 1, "{timestamp} is not {expected}");
        }
    }

    #[test]
    fn a_clock_that_drifts_is_followed() {
        let theirs = WallClock::new(0);
        let mut clock = PublisherClock::default();
        // Theirs runs slow by a millisecond per second.
        for second in 0..200 {
            let sent = theirs.ntp(second * 999 * MILLISECOND);
            clock.record(&SenderReport::new(&info(sent, 0), second * SECOND).unwrap());
        }
        let drift = clock.offset().unwrap() - (0 - ntp_micros(theirs.ntp(0)) as i64);
        assert!((130_000..=200_000).contains(&drift), "{drift}");
    }

    #[test]
    fn a_publisher_without_a_clock_has_no_report() {
        assert!(SenderReport::new(&info(0, 5), 0).is_none());
    }

    #[test]
    fn the_answer_names_the_report_and_its_age() {
        let report = SenderReport::new(&info(0x0001_0002_0003_0004, 0), SECOND).unwrap();
        assert_eq!(report.answer(3 * SECOND), (0x0002_0003, 2 << 16));
    }
}

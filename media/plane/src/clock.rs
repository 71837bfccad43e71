//! Time as the plane counts it, and as NTP does. Nothing here reads a clock: `now` is always given.

/// Microseconds since the plane was started, monotonic.
pub type Micros = u64;

pub const MILLISECOND: Micros = 1_000;
pub const SECOND: Micros = 1_000_000;

/// From 1900, where NTP begins, to 1970.
const NTP_TO_UNIX_SECONDS: u64 = 2_208_988_800;

/// Maps the plane's time to wall-clock time, as it was when the plane was started: a clock that somebody sets later
/// moves nothing.
#[derive(Debug, Clone, Copy)]
pub struct WallClock {
    unix_micros_at_zero: u64,
}

impl WallClock {
    pub fn new(unix_micros_at_zero: u64) -> Self {
        Self { unix_micros_at_zero }
    }

    /// 32.32 bits of seconds (RFC 3550 section 4).
    pub fn ntp(self, now: Micros) -> u64 {
        ntp_from_unix_micros(self.unix_micros_at_zero + now)
    }
}

fn ntp_from_unix_micros(unix_micros: u64) -> u64 {
    let seconds = unix_micros / SECOND + NTP_TO_UNIX_SECONDS;
    let fraction = ((unix_micros % SECOND) << 32) / SECOND;
    seconds << 32 | fraction
}

/// An NTP time in microseconds since 1900.
pub fn ntp_micros(ntp: u64) -> u64 {
    (ntp >> 32) * SECOND + (((ntp & 0xffff_ffff) * SECOND) >> 32)
}

/// The middle 32 bits, in 1/65536 seconds: how reports name a moment.
pub fn ntp_middle(ntp: u64) -> u32 {
    (ntp >> 16) as u32
}

/// A span as reports write it: 1/65536 seconds.
pub fn to_report_units(span: Micros) -> u32 {
    ((span << 16) / SECOND) as u32
}

pub fn from_report_units(units: u32) -> Micros {
    (u64::from(units) * SECOND) >> 16
}

/// A span in ticks of an RTP clock, wrapping as timestamps do.
pub fn rtp_ticks(span: Micros, clock_rate: u32) -> u32 {
    (u128::from(span) * u128::from(clock_rate) / u128::from(SECOND)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ntp_counts_from_1900() {
        let clock = WallClock::new(0);
        assert_eq!(clock.ntp(0), NTP_TO_UNIX_SECONDS << 32);
        assert_eq!(clock.ntp(SECOND / 2), NTP_TO_UNIX_SECONDS << 32 | 0x8000_0000);
        assert_eq!(ntp_micros(clock.ntp(1_250_000)), (NTP_TO_UNIX_SECONDS + 1) * SECOND + 250_000);
    }

    #[test]
    fn spans_survive_report_units() {
        assert_eq!(to_report_units(SECOND), 65_536);
        assert_eq!(from_report_units(to_report_units(1_500_000)), 1_500_000);
        assert_eq!(ntp_middle(0x0001_0002_0003_0004), 0x0002_0003);
    }

    #[test]
    fn rtp_ticks_wrap_like_timestamps() {
        assert_eq!(rtp_ticks(20 * MILLISECOND, 48_000), 960);
        let day = 24 * 3600 * SECOND;
        assert_eq!(rtp_ticks(day, 90_000), (24u64 * 3600 * 90_000) as u32);
    }
}

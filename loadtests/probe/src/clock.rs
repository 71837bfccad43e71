//! The clocks of this machine in nanoseconds. Publishers and viewers share the monotonic one, so latency needs no
//! synchronisation; the kernel stamps arrivals with the real-time one, and `Offset` translates.

use nix::time::{ClockId, clock_gettime};

pub type Nanos = u64;

pub const MICROSECOND: Nanos = 1_000;
pub const MILLISECOND: Nanos = 1_000_000;
pub const SECOND: Nanos = 1_000_000_000;

/// From 1900, where NTP begins, to 1970.
const NTP_TO_UNIX_SECONDS: u64 = 2_208_988_800;

fn read(clock: ClockId) -> Nanos {
    let time = clock_gettime(clock).expect("these clocks exist on every Linux");
    time.tv_sec() as Nanos * SECOND + time.tv_nsec() as Nanos
}

pub fn monotonic() -> Nanos {
    read(ClockId::CLOCK_MONOTONIC)
}

/// CPU time, user and system, of the thread that asks.
pub fn thread_cpu() -> Nanos {
    read(ClockId::CLOCK_THREAD_CPUTIME_ID)
}

/// 32.32 bits of seconds since 1900 (RFC 3550 section 4).
pub fn ntp() -> u64 {
    let unix = read(ClockId::CLOCK_REALTIME);
    let fraction = ((unix % SECOND) << 32) / SECOND;
    ((unix / SECOND + NTP_TO_UNIX_SECONDS) << 32) | fraction
}

/// How far the real-time clock is ahead of the monotonic one. Take it anew now and then: the former may be set.
#[derive(Debug, Clone, Copy)]
pub struct Offset(Nanos);

impl Offset {
    pub fn take() -> Self {
        Self(read(ClockId::CLOCK_REALTIME) - monotonic())
    }

    pub fn to_monotonic(self, real_time: Nanos) -> Nanos {
        real_time.saturating_sub(self.0)
    }
}

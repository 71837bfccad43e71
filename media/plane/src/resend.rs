//! How often one receiver may have packets again: a receiver that lies about loss harms only itself.

use crate::clock::{MILLISECOND, Micros, SECOND};
use crate::drops::DropReason;

#[derive(Debug)]
pub struct ResendLimit {
    /// When each of the last packets was resent
    recent: Box<[(u64, Micros)]>,
    second: u64,
    resent_in_second: u32,
}

const REMEMBERED: usize = 512;
/// A second request for the same packet sooner than this crossed the answer to the first.
const MIN_INTERVAL: Micros = 20 * MILLISECOND;
/// Well above what somebody needs who loses every fifth packet of 2.5 Mbit/s.
const MAX_PER_SECOND: u32 = 400;

impl Default for ResendLimit {
    fn default() -> Self {
        let recent = vec![(u64::MAX, 0); REMEMBERED].into_boxed_slice();
        Self { recent, second: 0, resent_in_second: 0 }
    }
}

impl ResendLimit {
    /// Whether the packet that went out with `index` may be resent now; then it counts as resent. `rtt`: of the path.
    pub fn take(&mut self, index: u64, rtt: Micros, now: Micros) -> Result<(), DropReason> {
        let second = now / SECOND;
        if second != self.second {
            (self.second, self.resent_in_second) = (second, 0);
        }
        let recent = &mut self.recent[index as usize % REMEMBERED];
        let interval = rtt.clamp(MIN_INTERVAL, SECOND);
        if recent.0 == index && now < recent.1 + interval {
            return Err(DropReason::ResentRecently);
        }
        if self.resent_in_second == MAX_PER_SECOND {
            return Err(DropReason::ResendLimit);
        }
        *recent = (index, now);
        self.resent_in_second += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packet_is_resent_once_per_round_trip() {
        let mut limit = ResendLimit::default();
        let rtt = 150 * MILLISECOND;
        assert_eq!(limit.take(7, rtt, 0), Ok(()));
        assert_eq!(limit.take(8, rtt, 0), Ok(()));
        assert_eq!(limit.take(7, rtt, rtt - 1), Err(DropReason::ResentRecently));
        assert_eq!(limit.take(7, rtt, rtt), Ok(()));
        assert_eq!(limit.take(7, 0, rtt + MIN_INTERVAL - 1), Err(DropReason::ResentRecently));
    }

    #[test]
    fn a_receiver_that_asks_for_everything_gets_so_much_per_second() {
        let mut limit = ResendLimit::default();
        let granted = (0..10_000).filter(|n| limit.take(*n, 0, n * 100).is_ok()).count();
        assert_eq!(granted, MAX_PER_SECOND as usize);
        assert_eq!(limit.take(0, 0, SECOND), Ok(()));
    }
}

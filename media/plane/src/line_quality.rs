//! How well the path of a transport does: how much was sent on it, and what got lost, in each direction.

use crate::clock::{Micros, SECOND};

/// How well its path does.
#[derive(Debug, Default)]
pub struct LineQuality {
    /// On the wire, retransmissions and reports too
    pub bytes_sent: u64,
    pub sent: Rate,
    /// As receiver reports tell
    pub rtt_us: Micros,
    /// Of what the peer sent
    pub lost_in: LossWindow,
    /// Of what the peer was sent, as it says
    pub lost_out: LossWindow,
}

/// What was lost of what was expected, over the last two seconds.
#[derive(Debug, Default)]
pub struct LossWindow {
    /// (second, expected, lost): of this second and of the one before
    seconds: [(u64, u64, u64); 2],
}

impl LossWindow {
    pub fn record(&mut self, expected: u64, lost: u64, now: Micros) {
        let second = now / SECOND;
        let place = &mut self.seconds[(second % 2) as usize];
        if place.0 != second {
            *place = (second, 0, 0);
        }
        place.1 += expected;
        place.2 += lost.min(expected);
    }

    /// In 1/65536; None: nothing was expected.
    pub fn fraction(&self, now: Micros) -> Option<u32> {
        let fresh = self.seconds.iter().filter(|(second, ..)| now / SECOND - second.min(&(now / SECOND)) < 2);
        let (expected, lost) = fresh.fold((0, 0), |(e, l), (_, expected, lost)| (e + expected, l + lost));
        (lost << 16).checked_div(expected).map(|fraction| fraction as u32)
    }
}

/// Bits per second between two looks at a counter of bytes.
#[derive(Debug, Default)]
pub struct Rate {
    last: Option<(u64, Micros)>,
    pub bitrate: u64,
}

impl Rate {
    pub fn sample(&mut self, bytes: u64, now: Micros) {
        if let Some((before, at)) = self.last.replace((bytes, now)) {
            let bits = u128::from(bytes.saturating_sub(before)) * 8 * u128::from(SECOND);
            self.bitrate = bits.checked_div(now.saturating_sub(at).into()).unwrap_or(0) as u64;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loss_is_of_the_last_two_seconds() {
        let mut window = LossWindow::default();
        assert_eq!(window.fraction(0), None);
        window.record(100, 50, SECOND);
        window.record(100, 0, 2 * SECOND);
        assert_eq!(window.fraction(2 * SECOND), Some(65_536 / 4));
        assert_eq!(window.fraction(3 * SECOND), Some(0));
        assert_eq!(window.fraction(4 * SECOND), None);
        window.record(10, 99, 9 * SECOND);
        assert_eq!(window.fraction(9 * SECOND), Some(65_536), "no more is lost than was expected");
    }

    #[test]
    fn a_rate_is_what_came_between_two_looks() {
        let mut rate = Rate::default();
        rate.sample(5_000, 70 * SECOND);
        assert_eq!(rate.bitrate, 0);
        rate.sample(6_000, 72 * SECOND);
        assert_eq!(rate.bitrate, 4_000);
        rate.sample(6_000, 72 * SECOND);
        assert_eq!(rate.bitrate, 0);
    }
}

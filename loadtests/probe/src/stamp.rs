//! The last bytes of every payload: when it was sent, and the how manieth of its track it is.
//!
//! A viewer that decrypts one packet in 64 learns from them how long the way took, and whether the server closed a gap
//! by renumbering.

use crate::clock::Nanos;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Monotonic clock
    pub sent: Nanos,
    /// Packets of this track before this one
    pub count: u64,
}

impl Stamp {
    pub const LEN: usize = 16;

    /// Overwrite the end of `payload`, which is at least `LEN` long.
    pub fn write(self, payload: &mut [u8]) {
        let at = payload.len() - Self::LEN;
        payload[at..at + 8].copy_from_slice(&self.sent.to_be_bytes());
        payload[at + 8..].copy_from_slice(&self.count.to_be_bytes());
    }

    /// None where the payload is too short to hold one.
    pub fn read(payload: &[u8]) -> Option<Self> {
        let (rest, count) = payload.split_last_chunk()?;
        let (_, sent) = rest.split_last_chunk()?;
        Some(Self {
            sent: Nanos::from_be_bytes(*sent),
            count: u64::from_be_bytes(*count),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let stamp = Stamp {
            sent: 1 << 60,
            count: 7,
        };
        let mut payload = vec![9; 40];
        stamp.write(&mut payload);
        assert_eq!(Stamp::read(&payload), Some(stamp));
        assert_eq!(payload[..24], [9; 24]);
    }

    #[test]
    fn a_short_payload_has_none() {
        assert_eq!(Stamp::read(&[0; 15]), None);
    }
}

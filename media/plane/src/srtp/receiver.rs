//! The receiving half of an SRTP session: estimates the index, verifies, decrypts, refuses replays.
//!
//! Nothing is remembered of a packet whose tag does not match, not even that its SSRC exists.

use std::collections::HashMap;

use super::cipher::{ENCRYPTED, PacketId, SessionKeys};
use super::{MasterKey, SrtpError};
use crate::rtp::sequence::{IndexWindow, Stale};

pub struct SrtpReceiver {
    keys: SessionKeys,
    rtp: HashMap<u32, IndexWindow>,
    rtcp: HashMap<u32, IndexWindow>,
}

/// An authentic RTP packet: its 48-bit index, and where its plaintext ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Received {
    pub index: u64,
    pub end: usize,
}

/// A peer with the right keys could make up SSRCs for ever; nobody honest has this many. The others are refused: what
/// is not remembered could be replayed.
const MAX_SOURCES: usize = 1024;

impl SrtpReceiver {
    pub fn new(master: &MasterKey) -> Self {
        Self { keys: SessionKeys::derive(master), rtp: HashMap::new(), rtcp: HashMap::new() }
    }

    /// Unprotect an RTP packet in place. `header_len` includes CSRCs and header extensions.
    pub fn unprotect_rtp(&mut self, packet: &mut [u8], header_len: usize) -> Result<Received, SrtpError> {
        if header_len < 12 || packet.len() < header_len {
            return Err(SrtpError::Malformed);
        }
        let sequence = u16::from_be_bytes([packet[2], packet[3]]);
        let ssrc = u32::from_be_bytes([packet[8], packet[9], packet[10], packet[11]]);
        let index = match self.rtp.get(&ssrc) {
            None if self.rtp.len() >= MAX_SOURCES => return Err(SrtpError::TooManySources),
            None => u64::from(sequence),
            Some(window) => {
                let index = window.estimate(sequence).ok_or(SrtpError::TooOld)?;
                window.check(index)?;
                index
            }
        };
        let end = self.keys.rtp.open_rtp(PacketId::Rtp { ssrc, index }, packet, header_len)?;
        self.rtp.entry(ssrc).or_default().insert(index);
        Ok(Received { index, end })
    }

    /// Unprotect a compound RTCP packet in place. Returns where its plaintext ends.
    pub fn unprotect_rtcp(&mut self, packet: &mut [u8]) -> Result<usize, SrtpError> {
        let layout = self.keys.rtcp.rtcp_layout(packet.len())?;
        let ssrc = u32::from_be_bytes([packet[4], packet[5], packet[6], packet[7]]);
        let trailer = &packet[layout.trailer.clone()];
        let trailer = u32::from_be_bytes([trailer[0], trailer[1], trailer[2], trailer[3]]);
        // Everybody who speaks DTLS-SRTP encrypts RTCP; a clear E flag would ask for another code path.
        if trailer & ENCRYPTED == 0 {
            return Err(SrtpError::Malformed);
        }
        let index = trailer & !ENCRYPTED;
        match self.rtcp.get(&ssrc) {
            None if self.rtcp.len() >= MAX_SOURCES => return Err(SrtpError::TooManySources),
            None => {}
            Some(window) => window.check(u64::from(index))?,
        }
        self.keys.rtcp.open_rtcp(PacketId::Rtcp { ssrc, index }, packet, &layout)?;
        self.rtcp.entry(ssrc).or_default().insert(u64::from(index));
        Ok(layout.body)
    }
}

impl From<Stale> for SrtpError {
    fn from(stale: Stale) -> Self {
        match stale {
            Stale::Seen => Self::Replayed,
            Stale::TooOld => Self::TooOld,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Profile, SrtpSender};
    use super::*;

    const SSRC: u32 = 0xcafe_f00d;

    fn session(profile: Profile) -> (SrtpSender, SrtpReceiver) {
        let key =
            MasterKey::new(profile, &[5; 32][..profile.key_len()], &[6; 14][..profile.salt_len()]).unwrap();
        (SrtpSender::new(&key), SrtpReceiver::new(&key))
    }

    fn rtp(index: u64) -> Vec<u8> {
        let mut packet = vec![0x80, 96];
        packet.extend((index as u16).to_be_bytes());
        packet.extend([0, 0, 0, 1]);
        packet.extend(SSRC.to_be_bytes());
        packet.extend(index.to_be_bytes());
        packet
    }

    fn protected(sender: &mut SrtpSender, index: u64) -> Vec<u8> {
        let source = sender.open(SSRC);
        let mut packet = rtp(index);
        sender.protect_rtp(source, index, &mut packet, 0, 12).unwrap();
        packet
    }

    #[test]
    fn packets_arrive_as_they_were_across_rollovers_and_reordering() {
        for profile in Profile::ALL {
            let (mut sender, mut receiver) = session(profile);
            for index in [65_534, 65_536, 65_535, 65_537, 98_000, 130_000, 131_100, 131_050] {
                let mut packet = protected(&mut sender, index);
                let received = receiver.unprotect_rtp(&mut packet, 12).unwrap();
                assert_eq!(received.index, index);
                assert_eq!(packet[..received.end], rtp(index));
            }
        }
    }

    #[test]
    fn a_replay_is_refused_and_a_packet_before_the_window_too() {
        let (mut sender, mut receiver) = session(Profile::AeadAes128Gcm);
        let first = protected(&mut sender, 100);
        assert!(receiver.unprotect_rtp(&mut first.clone(), 12).is_ok());
        assert_eq!(receiver.unprotect_rtp(&mut first.clone(), 12), Err(SrtpError::Replayed));
        let later = protected(&mut sender, 100 + IndexWindow::SIZE);
        assert!(receiver.unprotect_rtp(&mut later.clone(), 12).is_ok());
        assert_eq!(receiver.unprotect_rtp(&mut first.clone(), 12), Err(SrtpError::TooOld));
    }

    #[test]
    fn a_bad_tag_changes_nothing() {
        for profile in Profile::ALL {
            let (mut sender, mut receiver) = session(profile);
            let mut forged = protected(&mut sender, 40_000);
            *forged.last_mut().unwrap() ^= 1;
            assert_eq!(receiver.unprotect_rtp(&mut forged, 12), Err(SrtpError::BadTag));
            assert!(receiver.rtp.is_empty());
            // Had the forged one been remembered, this would be taken for the next rollover, and fail.
            let mut good = protected(&mut session(profile).0, 7_000);
            assert!(receiver.unprotect_rtp(&mut good, 12).is_ok());
            assert_eq!(receiver.rtp.len(), 1);
        }
    }

    #[test]
    fn a_sender_refuses_to_use_an_index_twice_and_forgets_nothing() {
        let (mut sender, _) = session(Profile::AeadAes128Gcm);
        protected(&mut sender, 7);
        protected(&mut sender, 9);
        let again = sender.open(SSRC);
        assert_eq!(sender.highest_index(again), Some(9));
        let mut packet = rtp(7);
        assert_eq!(sender.protect_rtp(again, 7, &mut packet, 0, 12), Err(SrtpError::NonceUsed));
        assert_eq!(packet, rtp(7));
        protected(&mut sender, 8);
        protected(&mut sender, 8 + IndexWindow::SIZE);
        assert_eq!(sender.protect_rtp(again, 6, &mut rtp(6), 0, 12), Err(SrtpError::NonceUsed));
    }

    #[test]
    fn a_sender_refuses_a_packet_that_does_not_carry_its_index() {
        let (mut sender, _) = session(Profile::AeadAes128Gcm);
        let source = sender.open(SSRC);
        assert_eq!(sender.protect_rtp(source, 8, &mut rtp(7), 0, 12), Err(SrtpError::Malformed));
        let other = sender.open(1);
        assert_eq!(sender.protect_rtp(other, 7, &mut rtp(7), 0, 12), Err(SrtpError::Malformed));
        assert_eq!(sender.protect_rtp(source, 1 << 48, &mut rtp(1 << 48), 0, 12), Err(SrtpError::Exhausted));
    }

    #[test]
    fn rtcp_arrives_as_it_was_and_only_once() {
        let plain = [[0x80, 201, 0, 1], SSRC.to_be_bytes(), [1, 2, 3, 4]].concat();
        for profile in Profile::ALL {
            let (mut sender, mut receiver) = session(profile);
            for _ in 0..3 {
                let mut packet = plain.clone();
                sender.protect_rtcp(&mut packet, 0).unwrap();
                let replay = packet.clone();
                let end = receiver.unprotect_rtcp(&mut packet).unwrap();
                assert_eq!(packet[..end], plain);
                assert_eq!(receiver.unprotect_rtcp(&mut replay.clone()), Err(SrtpError::Replayed));
            }
        }
    }

    #[test]
    fn sources_beyond_what_is_remembered_are_refused_and_known_ones_go_on() {
        let (mut sender, mut receiver) = session(Profile::AeadAes128Gcm);
        let mut rtcp_from = |ssrc: u32| {
            let mut packet = [[0x80, 201, 0, 1], ssrc.to_be_bytes()].concat();
            sender.protect_rtcp(&mut packet, 0).unwrap();
            packet
        };
        for ssrc in 0..MAX_SOURCES as u32 {
            assert!(receiver.unprotect_rtcp(&mut rtcp_from(ssrc)).is_ok());
        }
        assert_eq!(receiver.unprotect_rtcp(&mut rtcp_from(u32::MAX)), Err(SrtpError::TooManySources));
        assert!(receiver.unprotect_rtcp(&mut rtcp_from(0)).is_ok());
    }

    #[test]
    fn short_packets_are_malformed() {
        let (_, mut receiver) = session(Profile::Aes128CmSha1_80);
        for length in 0..22 {
            assert_eq!(receiver.unprotect_rtp(&mut vec![0x80; length], 12), Err(SrtpError::Malformed));
            assert_eq!(receiver.unprotect_rtcp(&mut vec![0x80; length]), Err(SrtpError::Malformed));
        }
    }
}

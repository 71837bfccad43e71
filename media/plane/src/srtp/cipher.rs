//! Encrypt and authenticate one packet with session keys. No index is guessed and no replay is noticed here.

use std::ops::Range;

use arrayvec::ArrayVec;

use super::counter_mode::CounterMode;
use super::gcm::Gcm;
use super::key_derivation::{Label, derive};
use super::{MasterKey, Profile, SrtpError};

/// The session keys of one direction, for RTP and for RTCP.
pub(super) struct SessionKeys {
    pub(super) rtp: PacketCipher,
    pub(super) rtcp: PacketCipher,
}

impl SessionKeys {
    pub(super) fn derive(master: &MasterKey) -> Self {
        let rtp = [Label::RtpEncryption, Label::RtpAuthentication, Label::RtpSalt];
        let rtcp = [Label::RtcpEncryption, Label::RtcpAuthentication, Label::RtcpSalt];
        Self { rtp: PacketCipher::derive(master, rtp), rtcp: PacketCipher::derive(master, rtcp) }
    }
}

/// What both profiles can do with one packet. `counter` is the 48-bit RTP index or the 31-bit SRTCP index.
pub(super) enum PacketCipher {
    Gcm(Box<Gcm>),
    CounterMode(Box<CounterMode>),
}

impl PacketCipher {
    fn derive(master: &MasterKey, [encryption, authentication, salt]: [Label; 3]) -> Self {
        match master.profile {
            Profile::AeadAes128Gcm => Self::gcm(&derive::<16>(master, encryption), derive(master, salt)),
            Profile::AeadAes256Gcm => Self::gcm(&derive::<32>(master, encryption), derive(master, salt)),
            Profile::Aes128CmSha1_80 => Self::CounterMode(Box::new(CounterMode::new(
                derive(master, encryption),
                derive(master, authentication),
                derive(master, salt),
            ))),
        }
    }

    pub(super) fn gcm(key: &[u8], salt: [u8; 12]) -> Self {
        Self::Gcm(Box::new(Gcm::new(key, salt)))
    }

    /// Protect the RTP packet `buffer[start..]`: payload, tag (RFC 3711 section 3.1).
    pub(super) fn seal_rtp(&self, id: PacketId, buffer: &mut Vec<u8>, start: usize, header_len: usize) {
        let tag = self.seal(id, &mut buffer[start..], header_len);
        buffer.extend_from_slice(&tag);
    }

    /// Verify and decrypt in place. Returns the length of header and plaintext.
    pub(super) fn open_rtp(
        &self,
        id: PacketId,
        packet: &mut [u8],
        header_len: usize,
    ) -> Result<usize, SrtpError> {
        let end = packet.len().checked_sub(self.tag_len()).filter(|end| *end >= header_len);
        let (body, tag) = packet.split_at_mut(end.ok_or(SrtpError::Malformed)?);
        self.open(id, body, tag, header_len)?;
        Ok(body.len())
    }

    /// Protect the compound RTCP packet `buffer[start..]`, of at least 8 bytes.
    ///
    /// With GCM the tag comes before E flag and index (RFC 7714 section 9.2), otherwise after (RFC 3711 section 3.4).
    pub(super) fn seal_rtcp(&self, id: PacketId, buffer: &mut Vec<u8>, start: usize) {
        let tag = self.seal(id, &mut buffer[start..], RTCP_HEADER);
        match self {
            Self::Gcm(_) => {
                buffer.extend_from_slice(&tag);
                buffer.extend_from_slice(&id.trailer());
            }
            Self::CounterMode(_) => {
                buffer.extend_from_slice(&id.trailer());
                buffer.extend_from_slice(&tag);
            }
        }
    }

    /// Where in an SRTCP packet of this length the plaintext, the E flag with index, and the tag are.
    pub(super) fn rtcp_layout(&self, length: usize) -> Result<RtcpLayout, SrtpError> {
        let body = length.checked_sub(self.tag_len() + 4).filter(|body| *body >= RTCP_HEADER);
        let body = body.ok_or(SrtpError::Malformed)?;
        Ok(match self {
            Self::Gcm(_) => RtcpLayout { body, tag: body..length - 4, trailer: length - 4..length },
            Self::CounterMode(_) => RtcpLayout { body, tag: body + 4..length, trailer: body..body + 4 },
        })
    }

    /// Verify and decrypt in place.
    pub(super) fn open_rtcp(
        &self,
        id: PacketId,
        packet: &mut [u8],
        layout: &RtcpLayout,
    ) -> Result<(), SrtpError> {
        let (body, rest) = packet.split_at_mut(layout.body);
        let tag = &rest[layout.tag.start - layout.body..layout.tag.end - layout.body];
        self.open(id, body, tag, RTCP_HEADER)
    }

    fn tag_len(&self) -> usize {
        match self {
            Self::Gcm(_) => Gcm::TAG,
            Self::CounterMode(_) => CounterMode::TAG,
        }
    }

    fn seal(&self, id: PacketId, packet: &mut [u8], header_len: usize) -> Tag {
        match self {
            Self::Gcm(gcm) => gcm.seal(id, packet, header_len),
            Self::CounterMode(counter_mode) => counter_mode.seal(id, packet, header_len),
        }
    }

    fn open(&self, id: PacketId, body: &mut [u8], tag: &[u8], header_len: usize) -> Result<(), SrtpError> {
        match self {
            Self::Gcm(gcm) => gcm.open(id, body, tag, header_len),
            Self::CounterMode(counter_mode) => counter_mode.open(id, body, tag, header_len),
        }
    }
}

/// The fixed header of SRTCP that stays in the clear: version to sender SSRC.
pub(super) const RTCP_HEADER: usize = 8;

pub(super) type Tag = ArrayVec<u8, 16>;

pub(super) struct RtcpLayout {
    pub(super) body: usize,
    pub(super) tag: Range<usize>,
    pub(super) trailer: Range<usize>,
}

/// What makes the nonce of a packet unique under one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PacketId {
    Rtp { ssrc: u32, index: u64 },
    Rtcp { ssrc: u32, index: u32 },
}

/// The E flag: SRTCP packets are always encrypted here.
pub(super) const ENCRYPTED: u32 = 1 << 31;

impl PacketId {
    pub(super) fn ssrc(self) -> u32 {
        match self {
            Self::Rtp { ssrc, .. } | Self::Rtcp { ssrc, .. } => ssrc,
        }
    }

    pub(super) fn counter(self) -> u64 {
        match self {
            Self::Rtp { index, .. } => index,
            Self::Rtcp { index, .. } => u64::from(index),
        }
    }

    /// The four bytes that are authenticated beside the packet: rollover counter, or E flag and SRTCP index.
    pub(super) fn trailer(self) -> [u8; 4] {
        match self {
            Self::Rtp { index, .. } => ((index >> 16) as u32).to_be_bytes(),
            Self::Rtcp { index, .. } => (ENCRYPTED | index).to_be_bytes(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RTP: [u8; 40] = [0x80; 40];
    const RTP_ID: PacketId = PacketId::Rtp { ssrc: 0x5501a0b2, index: 0xf17b };
    const RTCP_ID: PacketId = PacketId::Rtcp { ssrc: 0x4d617273, index: 0x5d4 };

    fn both_ciphers() -> [PacketCipher; 2] {
        let counter_mode = CounterMode::new([1; 16], [2; 20], [3; 14]);
        [PacketCipher::CounterMode(Box::new(counter_mode)), PacketCipher::gcm(&[1; 16], [4; 12])]
    }

    #[test]
    fn every_changed_byte_of_an_rtp_packet_breaks_the_tag() {
        for cipher in both_ciphers() {
            let mut sealed = RTP.to_vec();
            cipher.seal_rtp(RTP_ID, &mut sealed, 0, 12);
            for position in 0..sealed.len() {
                let mut changed = sealed.clone();
                changed[position] ^= 0x10;
                assert_eq!(cipher.open_rtp(RTP_ID, &mut changed, 12), Err(SrtpError::BadTag));
            }
        }
    }

    #[test]
    fn another_rollover_counter_or_srtcp_index_breaks_the_tag() {
        for cipher in both_ciphers() {
            let mut rtp = RTP.to_vec();
            cipher.seal_rtp(RTP_ID, &mut rtp, 0, 12);
            let other = PacketId::Rtp { ssrc: 0x5501a0b2, index: 0x1_f17b };
            assert_eq!(cipher.open_rtp(other, &mut rtp, 12), Err(SrtpError::BadTag));
            let mut rtcp = RTP.to_vec();
            cipher.seal_rtcp(RTCP_ID, &mut rtcp, 0);
            let other = PacketId::Rtcp { ssrc: 0x4d617273, index: 0x5d5 };
            let layout = cipher.rtcp_layout(rtcp.len()).unwrap();
            assert_eq!(cipher.open_rtcp(other, &mut rtcp, &layout), Err(SrtpError::BadTag));
        }
    }
}

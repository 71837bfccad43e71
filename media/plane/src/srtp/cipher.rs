//! Encrypt and authenticate one packet with session keys. No index is guessed and no replay is noticed here.

use std::ops::Range;

use aes::Aes128;
use arrayvec::ArrayVec;
use ctr::cipher::{InnerIvInit, KeyInit, StreamCipher, StreamCipherCoreWrapper};
use hmac::{Hmac, Mac};
use ring::aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use sha1::Sha1;

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

    fn gcm(key: &[u8], salt: [u8; 12]) -> Self {
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
const RTCP_HEADER: usize = 8;

type Tag = ArrayVec<u8, 16>;

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
    fn ssrc(self) -> u32 {
        match self {
            Self::Rtp { ssrc, .. } | Self::Rtcp { ssrc, .. } => ssrc,
        }
    }

    fn counter(self) -> u64 {
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

/// AEAD_AES_128_GCM and AEAD_AES_256_GCM (RFC 7714).
pub(super) struct Gcm {
    key: LessSafeKey,
    salt: [u8; 12],
}

impl Gcm {
    const TAG: usize = 16;

    fn new(key: &[u8], salt: [u8; 12]) -> Self {
        let algorithm = if key.len() == 16 { &AES_128_GCM } else { &AES_256_GCM };
        let key = UnboundKey::new(algorithm, key).expect("the key has the algorithm's length");
        Self { key: LessSafeKey::new(key), salt }
    }

    /// RFC 7714 sections 8.1 and 9.1: 16 zero bits, SSRC, 48-bit counter; all exclusive-or salt.
    fn nonce(&self, id: PacketId) -> Nonce {
        let mut nonce = self.salt;
        let ssrc = id.ssrc().to_be_bytes();
        let counter = id.counter().to_be_bytes();
        for i in 0..4 {
            nonce[2 + i] ^= ssrc[i];
        }
        for i in 0..6 {
            nonce[6 + i] ^= counter[2 + i];
        }
        Nonce::assume_unique_for_key(nonce)
    }

    fn seal(&self, id: PacketId, packet: &mut [u8], header_len: usize) -> Tag {
        let (header, payload) = packet.split_at_mut(header_len);
        let nonce = self.nonce(id);
        let sealed = match id {
            PacketId::Rtp { .. } => self.key.seal_in_place_separate_tag(nonce, Aad::from(&*header), payload),
            PacketId::Rtcp { .. } => {
                let aad = Aad::from(rtcp_associated_data(header, id));
                self.key.seal_in_place_separate_tag(nonce, aad, payload)
            }
        };
        // GCM fails only beyond 64 GiB.
        let tag = sealed.expect("a datagram is short enough for GCM");
        Tag::try_from(tag.as_ref()).expect("a GCM tag has 16 bytes")
    }

    fn open(&self, id: PacketId, body: &mut [u8], tag: &[u8], header_len: usize) -> Result<(), SrtpError> {
        let (header, payload) = body.split_at_mut(header_len);
        let nonce = self.nonce(id);
        let tag = ring::aead::Tag::try_from(tag).map_err(|_| SrtpError::Malformed)?;
        let opened = match id {
            PacketId::Rtp { .. } => {
                self.key.open_in_place_separate_tag(nonce, Aad::from(&*header), tag, payload, 0..)
            }
            PacketId::Rtcp { .. } => {
                let aad = Aad::from(rtcp_associated_data(header, id));
                self.key.open_in_place_separate_tag(nonce, aad, tag, payload, 0..)
            }
        };
        opened.map(drop).map_err(|_| SrtpError::BadTag)
    }
}

/// RFC 7714 section 9.2: the fixed header, then the E flag and index.
fn rtcp_associated_data(header: &[u8], id: PacketId) -> [u8; 12] {
    let mut data = [0; 12];
    data[..8].copy_from_slice(&header[..8]);
    data[8..].copy_from_slice(&id.trailer());
    data
}

/// AES_CM_128_HMAC_SHA1_80 (RFC 3711).
pub(super) struct CounterMode {
    cipher: Aes128,
    /// Keyed already; cloned per packet, which skips two SHA-1 blocks.
    authentication: Hmac<Sha1>,
    salt: [u8; 14],
}

type KeyStream<'a> = StreamCipherCoreWrapper<ctr::CtrCore<&'a Aes128, ctr::flavors::Ctr128BE>>;

impl CounterMode {
    const TAG: usize = 10;

    fn new(encryption: [u8; 16], authentication: [u8; 20], salt: [u8; 14]) -> Self {
        Self {
            cipher: Aes128::new(&encryption.into()),
            authentication: Hmac::new_from_slice(&authentication).expect("HMAC takes keys of every length"),
            salt,
        }
    }

    /// RFC 3711 section 4.1.1.
    fn apply_keystream(&self, id: PacketId, payload: &mut [u8]) {
        let mut iv = [0; 16];
        iv[..14].copy_from_slice(&self.salt);
        let ssrc = id.ssrc().to_be_bytes();
        let counter = id.counter().to_be_bytes();
        for i in 0..4 {
            iv[4 + i] ^= ssrc[i];
        }
        for i in 0..6 {
            iv[8 + i] ^= counter[2 + i];
        }
        let core = ctr::CtrCore::inner_iv_init(&self.cipher, &iv.into());
        KeyStream::from_core(core).apply_keystream(payload);
    }

    fn authenticate(&self, id: PacketId, packet: &[u8]) -> Hmac<Sha1> {
        let mut mac = self.authentication.clone();
        mac.update(packet);
        mac.update(&id.trailer());
        mac
    }

    fn seal(&self, id: PacketId, packet: &mut [u8], header_len: usize) -> Tag {
        self.apply_keystream(id, &mut packet[header_len..]);
        let tag = self.authenticate(id, packet).finalize().into_bytes();
        tag[..Self::TAG].iter().copied().collect()
    }

    fn open(&self, id: PacketId, body: &mut [u8], tag: &[u8], header_len: usize) -> Result<(), SrtpError> {
        let mac = self.authenticate(id, body);
        mac.verify_truncated_left(tag).map_err(|_| SrtpError::BadTag)?;
        self.apply_keystream(id, &mut body[header_len..]);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(digits: &str) -> Vec<u8> {
        let digits: String = digits.split_whitespace().collect();
        (0..digits.len()).step_by(2).map(|i| u8::from_str_radix(&digits[i..i + 2], 16).unwrap()).collect()
    }

    const SALT: &[u8; 12] = b"Quid pro quo";
    const KEY_128: &str = "000102030405060708090a0b0c0d0e0f";
    const KEY_256: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    const RTP: &str = "8040f17b 8041f8d3 5501a0b2 47616c6c 69612065 7374206f 6d6e6973 20646976
                       69736120 696e2070 61727465 73207472 6573";
    const RTP_ID: PacketId = PacketId::Rtp { ssrc: 0x5501a0b2, index: 0xf17b };
    const RTCP: &str = "81c8000d 4d617273 4e545031 4e545032 52545020 0000042a 0000e930 4c756e61
                        deadbeef deadbeef deadbeef deadbeef deadbeef";
    const RTCP_ID: PacketId = PacketId::Rtcp { ssrc: 0x4d617273, index: 0x5d4 };

    fn check_rtp(cipher: &PacketCipher, sealed: &str) {
        let mut buffer = b"before".to_vec();
        buffer.extend(hex(RTP));
        cipher.seal_rtp(RTP_ID, &mut buffer, 6, 12);
        assert_eq!(buffer[..6], *b"before");
        assert_eq!(buffer[6..], hex(sealed));
        let length = cipher.open_rtp(RTP_ID, &mut buffer[6..], 12).unwrap();
        assert_eq!(buffer[6..6 + length], hex(RTP));
    }

    fn check_rtcp(cipher: &PacketCipher, sealed: &str) {
        let mut packet = hex(RTCP);
        cipher.seal_rtcp(RTCP_ID, &mut packet, 0);
        assert_eq!(packet, hex(sealed));
        let layout = cipher.rtcp_layout(packet.len()).unwrap();
        cipher.open_rtcp(RTCP_ID, &mut packet, &layout).unwrap();
        assert_eq!(packet[..layout.body], hex(RTCP));
    }

    #[test]
    fn rfc_7714_section_16_1_rtp_with_aes_128() {
        let sealed = "8040f17b 8041f8d3 5501a0b2 f24de3a3 fb34de6c acba861c 9d7e4bca be633bd5
                      0d294e6f 42a5f47a 51c7d19b 36de3adf 8833899d 7f27beb1 6a9152cf 765ee439 0cce";
        check_rtp(&PacketCipher::gcm(&hex(KEY_128), *SALT), sealed);
    }

    #[test]
    fn rfc_7714_section_16_2_rtp_with_aes_256() {
        let sealed = "8040f17b 8041f8d3 5501a0b2 32b1de78 a822fe12 ef9f78fa 332e33aa b1801238
                      9a58e2f3 b50b2a02 76ffae0f 1ba63799 b87b7aa3 db36dfff d6b0f9bb 7878d7a7 6c13";
        check_rtp(&PacketCipher::gcm(&hex(KEY_256), *SALT), sealed);
    }

    #[test]
    fn rfc_7714_section_17_rtcp_with_aes_128() {
        let sealed = "81c8000d 4d617273 63e94885 dcdab67c a727d766 2f6b7e99 7ff5c0f7 6c06f32d
                      c676a5f1 730d6fda 4ce09b46 86303ded 0bb9275b c84aa458 96cf4d2f c5abf872 45d9eade 800005d4";
        check_rtcp(&PacketCipher::gcm(&hex(KEY_128), *SALT), sealed);
    }

    #[test]
    fn rfc_7714_section_17_rtcp_with_aes_256() {
        let sealed = "81c8000d 4d617273 d50ae4d1 f5ce5d30 4ba297e4 7d470c28 2c3ece5d bffe0a50
                      a2eaa5c1 110555be 8415f658 c61de047 6f1b6fad 1d1eb30c 4446839f 57ff6f6c b26ac3be 800005d4";
        check_rtcp(&PacketCipher::gcm(&hex(KEY_256), *SALT), sealed);
    }

    #[test]
    fn rfc_3711_appendix_b_2() {
        let key = hex("2B7E151628AED2A6ABF7158809CF4F3C").try_into().unwrap();
        let salt = hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD").try_into().unwrap();
        let cipher = CounterMode::new(key, [0; 20], salt);
        let mut stream = vec![0; 0xff02 * 16];
        cipher.apply_keystream(PacketId::Rtp { ssrc: 0, index: 0 }, &mut stream);
        let first = "E03EAD0935C95E80E166B16DD92B4EB4 D23513162B02D0F72A43A2FE4A5F97AB
                     41E95B3BB0A2E8DD477901E4FCA894C0";
        let last = "EC8CDF7398607CB0F2D21675EA9EA1E4 362B7C3C6773516318A077D7FC5073AE
                    6A2CC3787889374FBEB4C81B17BA6C44";
        assert_eq!(stream[..48], hex(first));
        assert_eq!(stream[0xfeff * 16..], hex(last));
    }

    fn both_ciphers() -> [PacketCipher; 2] {
        let counter_mode = CounterMode::new([1; 16], [2; 20], [3; 14]);
        [PacketCipher::CounterMode(Box::new(counter_mode)), PacketCipher::gcm(&[1; 16], *SALT)]
    }

    #[test]
    fn every_changed_byte_of_an_rtp_packet_breaks_the_tag() {
        for cipher in both_ciphers() {
            let mut sealed = hex(RTP);
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
            let mut rtp = hex(RTP);
            cipher.seal_rtp(RTP_ID, &mut rtp, 0, 12);
            let other = PacketId::Rtp { ssrc: 0x5501a0b2, index: 0x1_f17b };
            assert_eq!(cipher.open_rtp(other, &mut rtp, 12), Err(SrtpError::BadTag));
            let mut rtcp = hex(RTCP);
            cipher.seal_rtcp(RTCP_ID, &mut rtcp, 0);
            let other = PacketId::Rtcp { ssrc: 0x4d617273, index: 0x5d5 };
            let layout = cipher.rtcp_layout(rtcp.len()).unwrap();
            assert_eq!(cipher.open_rtcp(other, &mut rtcp, &layout), Err(SrtpError::BadTag));
        }
    }
}

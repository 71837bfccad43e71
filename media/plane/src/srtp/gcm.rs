//! AES in Galois/counter mode for SRTP and SRTCP (RFC 7714).

use ring::aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

use super::SrtpError;
use super::cipher::{PacketId, RTCP_HEADER, Tag};

/// AEAD_AES_128_GCM and AEAD_AES_256_GCM (RFC 7714).
pub(super) struct Gcm {
    key: LessSafeKey,
    salt: [u8; 12],
}

impl Gcm {
    pub(super) const TAG: usize = 16;

    pub(super) fn new(key: &[u8], salt: [u8; 12]) -> Self {
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

    pub(super) fn seal(&self, id: PacketId, packet: &mut [u8], header_len: usize) -> Tag {
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

    pub(super) fn open(
        &self,
        id: PacketId,
        body: &mut [u8],
        tag: &[u8],
        header_len: usize,
    ) -> Result<(), SrtpError> {
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
    data[..RTCP_HEADER].copy_from_slice(&header[..RTCP_HEADER]);
    data[RTCP_HEADER..].copy_from_slice(&id.trailer());
    data
}

#[cfg(test)]
mod tests {
    use super::super::cipher::PacketCipher;
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
}

//! AES in counter mode with HMAC-SHA1 for SRTP and SRTCP (RFC 3711), the profile that everybody has.

use aes::Aes128;
use ctr::cipher::{InnerIvInit, KeyInit, StreamCipher, StreamCipherCoreWrapper};
use hmac::{Hmac, Mac};
use sha1::Sha1;

use super::SrtpError;
use super::cipher::{PacketId, Tag};

/// AES_CM_128_HMAC_SHA1_80 (RFC 3711).
pub(super) struct CounterMode {
    cipher: Aes128,
    /// Keyed already; cloned per packet, which skips two SHA-1 blocks.
    authentication: Hmac<Sha1>,
    salt: [u8; 14],
}

type KeyStream<'a> = StreamCipherCoreWrapper<ctr::CtrCore<&'a Aes128, ctr::flavors::Ctr128BE>>;

impl CounterMode {
    pub(super) const TAG: usize = 10;

    pub(super) fn new(encryption: [u8; 16], authentication: [u8; 20], salt: [u8; 14]) -> Self {
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

    pub(super) fn seal(&self, id: PacketId, packet: &mut [u8], header_len: usize) -> Tag {
        self.apply_keystream(id, &mut packet[header_len..]);
        let tag = self.authenticate(id, packet).finalize().into_bytes();
        tag[..Self::TAG].iter().copied().collect()
    }

    pub(super) fn open(
        &self,
        id: PacketId,
        body: &mut [u8],
        tag: &[u8],
        header_len: usize,
    ) -> Result<(), SrtpError> {
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
}

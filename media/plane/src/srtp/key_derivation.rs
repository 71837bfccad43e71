//! Session keys from a master key: AES-CM as a pseudo-random function (RFC 3711 section 4.3, RFC 6188, RFC 7714
//! section 11). The key derivation rate is 0, as everywhere in DTLS-SRTP.

use aes::{Aes128, Aes256};
use ctr::cipher::{KeyIvInit, StreamCipher};

use super::MasterKey;

/// What a derived key is for (RFC 3711 section 4.3.2); SRTCP's labels are three higher.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Label {
    RtpEncryption = 0,
    RtpAuthentication = 1,
    RtpSalt = 2,
    RtcpEncryption = 3,
    RtcpAuthentication = 4,
    RtcpSalt = 5,
}

/// The first `N` bytes of the key stream for `label`.
pub(super) fn derive<const N: usize>(master: &MasterKey, label: Label) -> [u8; N] {
    // A 96-bit GCM salt is filled up with zeros on the right (RFC 7714 section 11).
    let mut iv = [0; 16];
    iv[..master.salt.len()].copy_from_slice(&master.salt);
    iv[7] ^= label as u8;
    let mut output = [0; N];
    match <[u8; 16]>::try_from(master.key.as_slice()) {
        Ok(key) => ctr::Ctr128BE::<Aes128>::new(&key.into(), &iv.into()).apply_keystream(&mut output),
        Err(_) => {
            let key = <[u8; 32]>::try_from(master.key.as_slice()).expect("MasterKey has 16 or 32 bytes");
            ctr::Ctr128BE::<Aes256>::new(&key.into(), &iv.into()).apply_keystream(&mut output);
        }
    }
    output
}

#[cfg(test)]
mod tests {
    use super::super::Profile;
    use super::*;

    fn hex<const N: usize>(digits: &str) -> [u8; N] {
        std::array::from_fn(|i| u8::from_str_radix(&digits[2 * i..2 * i + 2], 16).unwrap())
    }

    #[test]
    fn rfc_3711_appendix_b_3() {
        let master = MasterKey::new(
            Profile::Aes128CmSha1_80,
            &hex::<16>("E1F97A0D3E018BE0D64FA32C06DE4139"),
            &hex::<14>("0EC675AD498AFEEBB6960B3AABE6"),
        )
        .unwrap();
        assert_eq!(derive(&master, Label::RtpEncryption), hex::<16>("C61E7A93744F39EE10734AFE3FF7A087"));
        assert_eq!(derive(&master, Label::RtpSalt), hex::<14>("30CBBC08863D8C85D49DB34A9AE1"));
        assert_eq!(
            derive(&master, Label::RtpAuthentication),
            hex::<20>("CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4")
        );
    }

    #[test]
    fn rfc_6188_section_7_4() {
        let master = MasterKey {
            profile: Profile::AeadAes256Gcm,
            key: hex::<32>("f0f04914b513f2763a1b1fa130f10e2998f6f6e43e4309d1e622a0e332b9f1b6").to_vec(),
            salt: hex::<14>("3b04803de51ee7c96423ab5b78d2").to_vec(),
        };
        assert_eq!(
            derive(&master, Label::RtpEncryption),
            hex::<32>("5ba1064e30ec51613cad926c5a28ef731ec7fb397f70a960653caf06554cd8c4")
        );
    }

    #[test]
    fn every_label_gives_another_key() {
        let master = MasterKey::new(Profile::AeadAes128Gcm, &[7; 16], &[9; 12]).unwrap();
        let labels = [
            Label::RtpEncryption,
            Label::RtpAuthentication,
            Label::RtpSalt,
            Label::RtcpEncryption,
            Label::RtcpAuthentication,
            Label::RtcpSalt,
        ];
        let keys: std::collections::HashSet<[u8; 16]> = labels.map(|label| derive(&master, label)).into();
        assert_eq!(keys.len(), labels.len());
    }
}

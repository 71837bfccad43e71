//! SRTP and SRTCP (RFC 3711, RFC 7714) with the keys that DTLS agreed on (RFC 5764).
//!
//! `SrtpSender` never encrypts an (SSRC, index) twice; `SrtpReceiver` changes nothing before the tag is verified.
//! It never knows who talks to whom, or what the packets mean.

mod cipher;
mod counter_mode;
mod gcm;
mod key_derivation;
mod receiver;
mod sender;

pub use receiver::{Received, SrtpReceiver};
pub use sender::{SendSource, SrtpSender};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// RFC 7714
    AeadAes128Gcm,
    /// RFC 7714
    AeadAes256Gcm,
    /// RFC 3711 with an 80-bit tag, the profile that everybody has
    Aes128CmSha1_80,
}

impl Profile {
    /// As we prefer them.
    pub const ALL: [Self; 3] = [Self::AeadAes128Gcm, Self::AeadAes256Gcm, Self::Aes128CmSha1_80];

    /// The name in the IANA registry of DTLS-SRTP protection profiles, without its prefix.
    pub fn name(self) -> &'static str {
        match self {
            Self::AeadAes128Gcm => "AEAD_AES_128_GCM",
            Self::AeadAes256Gcm => "AEAD_AES_256_GCM",
            Self::Aes128CmSha1_80 => "AES128_CM_HMAC_SHA1_80",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.name() == name)
    }

    /// Bytes of the master key.
    pub fn key_len(self) -> usize {
        match self {
            Self::AeadAes128Gcm | Self::Aes128CmSha1_80 => 16,
            Self::AeadAes256Gcm => 32,
        }
    }

    /// Bytes of the master salt.
    pub fn salt_len(self) -> usize {
        match self {
            Self::AeadAes128Gcm | Self::AeadAes256Gcm => 12,
            Self::Aes128CmSha1_80 => 14,
        }
    }
}

/// One direction's master key and salt.
#[derive(Clone)]
pub struct MasterKey {
    profile: Profile,
    key: Vec<u8>,
    salt: Vec<u8>,
}

impl MasterKey {
    /// None where a length does not fit the profile.
    pub fn new(profile: Profile, key: &[u8], salt: &[u8]) -> Option<Self> {
        let fits = key.len() == profile.key_len() && salt.len() == profile.salt_len();
        fits.then(|| Self { profile, key: key.to_vec(), salt: salt.to_vec() })
    }
}

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "MasterKey({:?})", self.profile)
    }
}

/// Why a packet was not unprotected or not protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SrtpError {
    #[error("too short to hold a header and a tag")]
    Malformed,
    #[error("the authentication tag does not match")]
    BadTag,
    #[error("this index was seen before")]
    Replayed,
    #[error("too far behind to know whether it was seen before")]
    TooOld,
    #[error("more SSRCs than anybody needs")]
    TooManySources,
    #[error("this index was used before")]
    NonceUsed,
    #[error("all indexes of this key are used up")]
    Exhausted,
}

//! The sending half of an SRTP session: protects, and refuses to use a nonce twice.
//!
//! A repeated (key, SSRC, index) would give away the GCM authentication key (RFC 7714 section 8.1), so the memory of
//! used indexes belongs to the key: it outlives every output that wrote on that SSRC.

use std::collections::HashMap;

use super::cipher::{PacketId, SessionKeys};
use super::{MasterKey, SrtpError};
use crate::rtp::sequence::IndexWindow;

/// An SSRC that was opened on an `SrtpSender`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SendSource(usize);

pub struct SrtpSender {
    keys: SessionKeys,
    sources: Vec<Source>,
    by_ssrc: HashMap<u32, SendSource>,
    next_rtcp_index: u32,
}

struct Source {
    ssrc: u32,
    sent: IndexWindow,
}

/// An SRTP index has 48 bits, an SRTCP index 31.
const LAST_RTP_INDEX: u64 = (1 << 48) - 1;
const LAST_RTCP_INDEX: u32 = (1 << 31) - 1;

impl SrtpSender {
    pub fn new(master: &MasterKey) -> Self {
        Self {
            keys: SessionKeys::derive(master),
            sources: Vec::new(),
            by_ssrc: HashMap::new(),
            next_rtcp_index: 0,
        }
    }

    /// Start to send, or go on sending, on `ssrc`.
    pub fn open(&mut self, ssrc: u32) -> SendSource {
        *self.by_ssrc.entry(ssrc).or_insert_with(|| {
            self.sources.push(Source { ssrc, sent: IndexWindow::default() });
            SendSource(self.sources.len() - 1)
        })
    }

    /// The highest index that was sent on `source`.
    pub fn highest_index(&self, source: SendSource) -> Option<u64> {
        self.sources[source.0].sent.highest()
    }

    /// Protect the RTP packet `buffer[start..]` in place and append its tag. On an error it is still plaintext.
    ///
    /// `header_len` includes CSRCs and header extensions. The packet must carry the SSRC of `source` and the low
    /// 16 bits of `index`.
    pub fn protect_rtp(
        &mut self,
        source: SendSource,
        index: u64,
        buffer: &mut Vec<u8>,
        start: usize,
        header_len: usize,
    ) -> Result<(), SrtpError> {
        let source = &mut self.sources[source.0];
        let packet = &buffer[start..];
        let fits = header_len >= 12
            && packet.len() >= header_len
            && packet[2..4] == (index as u16).to_be_bytes()
            && packet[8..12] == source.ssrc.to_be_bytes();
        if !fits {
            return Err(SrtpError::Malformed);
        }
        if index > LAST_RTP_INDEX {
            return Err(SrtpError::Exhausted);
        }
        source.sent.check(index).map_err(|_| SrtpError::NonceUsed)?;
        source.sent.insert(index);
        self.keys.rtp.seal_rtp(PacketId::Rtp { ssrc: source.ssrc, index }, buffer, start, header_len);
        Ok(())
    }

    /// Protect the compound RTCP packet `buffer[start..]` in place; appends tag, E flag and index as the profile
    /// orders them. One counter serves all SSRCs, so that no (SSRC, index) can come back.
    pub fn protect_rtcp(&mut self, buffer: &mut Vec<u8>, start: usize) -> Result<(), SrtpError> {
        let ssrc = buffer.get(start + 4..start + 8).ok_or(SrtpError::Malformed)?;
        let ssrc = u32::from_be_bytes([ssrc[0], ssrc[1], ssrc[2], ssrc[3]]);
        if self.next_rtcp_index > LAST_RTCP_INDEX {
            return Err(SrtpError::Exhausted);
        }
        let id = PacketId::Rtcp { ssrc, index: self.next_rtcp_index };
        self.next_rtcp_index += 1;
        self.keys.rtcp.seal_rtcp(id, buffer, start);
        Ok(())
    }
}

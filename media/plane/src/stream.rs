//! What a transport receives from its peer: one codec of one media section, and what is known of it.

use crate::clock::Micros;
use crate::command::{Id, StreamDescription};
use crate::drops::DropReason;
use crate::keyframe::KeyframeRequests;
use crate::lip_sync::SenderReport;
use crate::nack::MissingPackets;
use crate::packet::{Arrival, Kind, PacketInfo};
use crate::packet_cache::PacketCache;
use crate::rtp::extensions::{Elements, ExtensionIds};
use crate::rtp::sequence::{IndexWindow, extend};
use crate::statistics::{AudioLevel, Reception, StreamStatistics};
use crate::transport::{OutputKey, Role, TransportKey};
use crate::vp8;

pub struct Stream {
    pub id: Id,
    pub transport: TransportKey,
    pub kind: Kind,
    pub ssrc: Option<u32>,
    pub rtx_ssrc: Option<u32>,
    pub clock_rate: u32,
    pub extensions: ExtensionIds,
    pub allowed: bool,
    /// Python was told that it is active.
    pub announced: bool,
    pub outputs: Vec<OutputKey>,
    /// Packets of this batch that are to be forwarded
    pub arrivals: Vec<Arrival>,
    pub reception: Reception,
    pub keyframes: KeyframeRequests,
    pub level: AudioLevel,
    pub missing: MissingPackets,
    /// There once an output that may resend has shown the stream
    pub cache: Option<PacketCache>,
    pub sender_report: Option<SenderReport>,
    nack: bool,
    mid: String,
    payload_type: u8,
    rtx_payload_type: Option<u8>,
    transport_cc: bool,
    /// Which indexes are here, whether as themselves or as retransmissions
    seen: IndexWindow,
}

impl Stream {
    pub fn new(description: StreamDescription, transport: TransportKey) -> Self {
        Self {
            id: description.stream,
            transport,
            kind: description.kind,
            ssrc: description.ssrc,
            rtx_ssrc: description.rtx_ssrc,
            clock_rate: description.clock_rate,
            extensions: description.extensions,
            allowed: description.allowed,
            announced: false,
            outputs: Vec::new(),
            arrivals: Vec::new(),
            reception: Reception::default(),
            keyframes: KeyframeRequests::default(),
            level: AudioLevel::default(),
            missing: MissingPackets::default(),
            cache: None,
            sender_report: None,
            nack: description.nack,
            mid: description.mid,
            payload_type: description.payload_type,
            rtx_payload_type: description.rtx_payload_type,
            transport_cc: description.transport_cc,
            seen: IndexWindow::default(),
        }
    }

    /// Whether a packet with an SSRC that nobody declared is this stream's: its mid says so, and the stream was
    /// declared without SSRC (RFC 8843 section 9.2).
    pub fn claims(&self, payload_type: u8, extensions: &Elements) -> Option<Role> {
        let role = if self.ssrc.is_none() && payload_type == self.payload_type {
            Role::Media
        } else if self.rtx_ssrc.is_none() && self.rtx_payload_type == Some(payload_type) {
            Role::Retransmission
        } else {
            return None;
        };
        let mid = extensions.get(self.extensions.mid?)?;
        (mid == self.mid.as_bytes()).then_some(role)
    }

    pub fn payload_type(&self, role: Role) -> Option<u8> {
        match role {
            Role::Media => Some(self.payload_type),
            Role::Retransmission => self.rtx_payload_type,
        }
    }

    /// The transport-wide sequence number, where feedback was negotiated.
    pub fn transport_cc(&self, extensions: &Elements) -> Option<u16> {
        let id = self.extensions.transport_cc.filter(|_| self.transport_cc)?;
        let [high, low] = *extensions.get(id)?.first_chunk()?;
        Some(u16::from_be_bytes([high, low]))
    }

    /// The index of a retransmitted packet, from its original sequence number (RFC 4588 section 4).
    pub fn original_index(&self, sequence: u16) -> Option<u64> {
        extend(self.seen.highest()?, sequence)
    }

    /// Whether the packet is new; after this it no longer is.
    pub fn take_index(&mut self, index: u64) -> Result<(), DropReason> {
        self.seen.check(index).map_err(|_| DropReason::Duplicate)?;
        self.seen.insert(index);
        Ok(())
    }

    /// The packet will be forwarded: keep it, and notice what is missing before it.
    pub fn keep(&mut self, info: &PacketInfo, payload: &[u8], now: Micros) {
        if let Some(cache) = &mut self.cache {
            cache.insert(info, payload);
        }
        if self.nack && self.missing.received(info.index, now).is_err() && self.kind == Kind::Video {
            self.keyframes.want();
        }
    }

    /// Add what only the payload tells.
    pub fn look_into(&self, info: &mut PacketInfo, payload: &[u8]) -> Result<(), DropReason> {
        if self.kind == Kind::Video && !payload.is_empty() {
            info.picture = Some(vp8::parse(payload).ok_or(DropReason::MalformedPayload)?);
        }
        Ok(())
    }

    pub fn level(&self, now: Micros) -> Option<u8> {
        self.level.get(now).filter(|_| self.allowed && self.kind == Kind::Audio)
    }

    pub fn statistics(&self) -> StreamStatistics {
        StreamStatistics {
            packets: self.reception.packets,
            bytes: self.reception.bytes,
            lost: self.reception.lost(),
            jitter: self.reception.jitter(),
            nacks_sent: self.missing.requests_sent,
            plis_sent: self.keyframes.sent,
        }
    }
}

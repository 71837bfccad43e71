//! What a transport receives from its peer: one encoding of one media section, and what is known of it.

use arrayvec::ArrayVec;

use crate::ceiling::Ceiling;
use crate::clock::Micros;
use crate::codec;
use crate::command::{Id, MAX_PAYLOADS, Payload, StreamDescription};
use crate::drops::DropReason;
use crate::keyframe::KeyframeRequests;
use crate::line_quality::Rate;
use crate::lip_sync::SenderReport;
use crate::nack::MissingPackets;
use crate::packet::{Arrival, Codec, Kind, PacketInfo};
use crate::packet_cache::PacketCache;
use crate::rtp::extensions::{Elements, ExtensionIds};
use crate::rtp::sequence::{IndexWindow, extend};
use crate::statistics::{AudioLevel, Reception, StreamStatistics};
use crate::transport::{OutputKey, Role, TransportKey};

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
    pub rate: Rate,
    pub keyframes: KeyframeRequests,
    pub level: AudioLevel,
    pub missing: MissingPackets,
    /// There once an output that may resend has shown the stream
    pub cache: Option<PacketCache>,
    pub sender_report: Option<SenderReport>,
    nack: bool,
    mid: String,
    rid: Option<String>,
    pub payloads: ArrayVec<Payload, MAX_PAYLOADS>,
    transport_cc: bool,
    ceiling: Option<Ceiling>,
    /// Which indexes are here, whether as themselves or as retransmissions
    seen: IndexWindow,
}

impl Stream {
    pub fn new(description: StreamDescription, transport: TransportKey) -> Self {
        Self {
            id: description.stream,
            transport,
            kind: description.kind(),
            ssrc: description.ssrc,
            rtx_ssrc: description.rtx_ssrc,
            clock_rate: description.clock_rate,
            extensions: description.extensions,
            allowed: description.allowed,
            announced: false,
            outputs: Vec::new(),
            arrivals: Vec::new(),
            reception: Reception::default(),
            rate: Rate::default(),
            keyframes: KeyframeRequests::default(),
            level: AudioLevel::default(),
            missing: MissingPackets::default(),
            cache: None,
            sender_report: None,
            nack: description.nack,
            mid: description.mid,
            rid: description.rid,
            payloads: description.payloads.into_iter().take(MAX_PAYLOADS).collect(),
            transport_cc: description.transport_cc,
            ceiling: description.max_bitrate.map(Ceiling::new),
            seen: IndexWindow::default(),
        }
    }

    /// Whether a packet with an SSRC that nobody declared is this stream's: its mid says so, and its rid where the
    /// stream has one, and the stream was declared without SSRC (RFC 8843 section 9.2, RFC 8852 section 3).
    pub fn claims(&self, payload_type: u8, extensions: &Elements) -> Option<(Role, Codec)> {
        let (role, codec) = self.means(payload_type)?;
        let unknown = match role {
            Role::Media => self.ssrc.is_none(),
            Role::Retransmission => self.rtx_ssrc.is_none(),
        };
        (unknown && self.is_section_of(extensions) && self.is_encoding_of(extensions))
            .then_some((role, codec))
    }

    /// Whether a packet says that it is of this media section.
    pub fn is_section_of(&self, extensions: &Elements) -> bool {
        self.extensions.mid.and_then(|id| extensions.get(id)) == Some(self.mid.as_bytes())
    }

    /// Whether a packet of this media section says that it is of this encoding.
    pub fn is_encoding_of(&self, extensions: &Elements) -> bool {
        match &self.rid {
            None => true,
            Some(rid) => self.named_encoding(extensions) == Some(rid.as_bytes()),
        }
    }

    /// The rid that a packet of this media section says, for itself or for what it repairs.
    pub fn named_encoding<'a>(&self, extensions: &Elements<'a>) -> Option<&'a [u8]> {
        let ids = [self.extensions.rid, self.extensions.repaired_rid];
        ids.into_iter().flatten().find_map(|id| extensions.get(id))
    }

    /// What a payload type stands for on this stream.
    fn means(&self, payload_type: u8) -> Option<(Role, Codec)> {
        self.payloads.iter().find_map(|payload| {
            if payload.payload_type == payload_type {
                Some((Role::Media, payload.codec))
            } else if payload.rtx_payload_type == Some(payload_type) {
                Some((Role::Retransmission, payload.codec))
            } else {
                None
            }
        })
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

    /// Whether the stream may bring a packet of `length` bytes now. One that it may not is not asked for again.
    pub fn pay(&mut self, info: &PacketInfo, length: usize, now: Micros) -> Result<(), DropReason> {
        let Some(Err(_)) = self.ceiling.as_mut().map(|ceiling| ceiling.take(length, now)) else {
            return Ok(());
        };
        // An error would say that too much is missing: whoever floods gets no keyframe asked for.
        let _ = self.missing.received(info.index, now);
        Err(DropReason::OverCeiling)
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
            let picture = codec::look_into(info.codec, payload, info.marker, None);
            info.picture = Some(picture.ok_or(DropReason::MalformedPayload)?);
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
            bitrate: self.rate.bitrate,
        }
    }
}

//! What a transport receives from its peer: one encoding of one media section, and what is known of it.

use std::ops::RangeInclusive;

use arrayvec::ArrayVec;

use crate::ceiling::Ceiling;
use crate::clock::{Micros, SECOND};
use crate::codec;
use crate::codec::dependency_descriptor::{Descriptor, Reader, Targets};
use crate::command::{Id, MAX_PAYLOADS, Payload, StreamDescription};
use crate::drops::DropReason;
use crate::flow::Flow;
use crate::keyframe::KeyframeRequests;
use crate::layer_rates::LayerRates;
use crate::line_quality::Rate;
use crate::lip_sync::SenderReport;
use crate::nack::MissingPackets;
use crate::packet::{Arrival, Codec, Content, Kind, PacketInfo};
use crate::packet_cache::PacketCache;
use crate::parcel::Relay;
use crate::rtp::extensions::{Elements, ExtensionIds};
use crate::rtp::sequence::{IndexWindow, extend};
use crate::statistics::{AudioLevel, Reception, StreamStatistics};
use crate::transport::{OutputKey, Role, TransportKey};

/// A packet that came earlier.
pub struct Kept<'a> {
    pub info: &'a PacketInfo,
    content: Content<'a>,
    described: Option<Descriptor>,
    /// Of its stream, now
    pub targets: Option<Targets<'a>>,
}

impl Kept<'_> {
    pub fn content(&self) -> Content<'_> {
        Content { described: self.described.as_ref(), ..self.content }
    }
}

/// Whoever begins with older pictures takes longer to catch up than a new keyframe takes to come.
const MAX_KEPT_AGE: Micros = 2 * SECOND;

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
    /// Which may come to show it
    pub routes: Vec<OutputKey>,
    /// Which show it, or wait for its next keyframe
    pub outputs: Vec<OutputKey>,
    /// Other workers that show it too
    pub relays: Vec<Relay>,
    /// None: it comes from its publisher; else from the worker that it does come to
    pub origin: Option<Relay>,
    pub flow: Flow,
    /// Where its last keyframe began, and when it came
    last_keyframe: Option<(u64, Micros)>,
    /// Packets of this batch that are to be forwarded
    pub arrivals: Vec<Arrival>,
    pub reception: Reception,
    pub rate: Rate,
    pub keyframes: KeyframeRequests,
    pub level: AudioLevel,
    pub missing: MissingPackets,
    /// There once an output may show the stream
    pub cache: Option<PacketCache>,
    pub sender_report: Option<SenderReport>,
    pub descriptors: Reader,
    pub layers: LayerRates,
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
            routes: Vec::new(),
            outputs: Vec::new(),
            relays: Vec::new(),
            origin: None,
            flow: Flow::default(),
            last_keyframe: None,
            arrivals: Vec::new(),
            reception: Reception::default(),
            rate: Rate::default(),
            keyframes: KeyframeRequests::default(),
            level: AudioLevel::default(),
            missing: MissingPackets::default(),
            cache: None,
            sender_report: None,
            descriptors: Reader::default(),
            layers: LayerRates::default(),
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

    /// Whether both are encodings of one media section.
    pub fn is_sibling_of(&self, other: &Self) -> bool {
        self.mid == other.mid
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

    /// Whether anybody is sent what comes, here or elsewhere.
    pub fn is_watched(&self) -> bool {
        !self.outputs.is_empty() || !self.relays.is_empty()
    }

    /// `output` shows the stream from now on, or waits for its next keyframe.
    pub fn occupy(&mut self, output: OutputKey) {
        if !self.is_watched() {
            self.missing.reset();
        }
        self.outputs.push(output);
    }

    /// Another worker shows the stream from now on.
    pub fn begin_relay(&mut self, relay: Relay) {
        if !self.is_watched() {
            self.missing.reset();
        }
        self.relays.push(relay);
        if self.kind == Kind::Video {
            self.cache.get_or_insert_default();
        }
    }

    pub fn release(&mut self, output: OutputKey) {
        if let Some(position) = self.outputs.iter().position(|other| *other == output) {
            self.outputs.swap_remove(position);
        }
    }

    /// What comes is authenticated and dropped, or goes on after that.
    pub fn allow(&mut self, allowed: bool) {
        self.allowed = allowed;
        self.announced = false;
        self.last_keyframe = None;
        self.level.forget();
        self.missing.reset();
    }

    /// Somebody may want the packet, now or later.
    pub fn keep(&mut self, info: &PacketInfo, descriptor: &[u8], payload: &[u8], now: Micros) {
        if let Some(cache) = &mut self.cache {
            cache.insert(info, descriptor, payload, now);
        }
        if info.starts_keyframe() {
            self.keyframes.satisfy();
            if self.last_keyframe.is_none_or(|(index, _)| index < info.index) {
                self.last_keyframe = Some((info.index, now));
            }
        }
    }

    /// A packet that is kept.
    pub fn kept(&mut self, index: u64) -> Option<Kept<'_>> {
        let (info, content) = self.cache.as_ref()?.get(index)?;
        let described = self.descriptors.read(content.descriptor, index).ok();
        Some(Kept { info, content, described, targets: self.descriptors.targets() })
    }

    /// The packets since the last keyframe, where all of them are here, and they are young and few enough for
    /// somebody to begin with.
    pub fn kept_since_keyframe(&self, at_most: u64, now: Micros) -> Option<RangeInclusive<u64>> {
        let (cache, highest, (first, at)) = (self.cache.as_ref()?, self.seen.highest()?, self.last_keyframe?);
        let few_and_young = highest - first < at_most && now.saturating_sub(at) <= MAX_KEPT_AGE;
        let wanted = self.allowed && few_and_young;
        (wanted && (first..=highest).all(|index| cache.get(index).is_some())).then_some(first..=highest)
    }

    /// Its last keyframe, and all that it brought since, belong to one time without a pause.
    pub fn goes_on_since_keyframe(&self) -> bool {
        self.last_keyframe.is_some_and(|(_, at)| !self.flow.has_paused_since(at))
    }

    /// The packet will be forwarded: notice what is missing before it.
    pub fn note_missing(&mut self, info: &PacketInfo, now: Micros) {
        if self.nack && self.missing.received(info.index, now).is_err() && self.kind == Kind::Video {
            self.keyframes.want();
        }
    }

    /// Add what only the payload and the dependency descriptor tell. A descriptor that cannot be read, because what it
    /// builds upon got lost, is as good as none.
    pub fn look_into(
        &mut self,
        info: &mut PacketInfo,
        descriptor: &[u8],
        payload: &[u8],
    ) -> Result<Option<Descriptor>, DropReason> {
        if self.kind == Kind::Audio || payload.is_empty() {
            return Ok(None);
        }
        let read = |bytes| self.descriptors.read(bytes, info.index).ok();
        let described = Some(descriptor).filter(|bytes| !bytes.is_empty()).and_then(read);
        let picture = codec::look_into(info.codec, payload, info.marker, described.as_ref());
        let picture = picture.ok_or(DropReason::MalformedPayload)?;
        info.picture = Some(picture);
        self.layers.record(picture.layers, payload.len());
        Ok(described)
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

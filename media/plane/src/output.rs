//! What a transport sends to its peer: one slot, on its own SSRC, showing one stream after another.
//!
//! It rewrites everything that the receiver would take for a break: sequence number, timestamp, picture id; and
//! everything that was negotiated for the publisher only: SSRC, payload type, extension ids.

use crate::clock::{Micros, SECOND};
use crate::codec::dependency_descriptor::Targets;
use crate::codec::red;
use crate::command::{Id, OutputDescription, Payload, Start};
use crate::drops::DropReason;
use crate::encodings::Encodings;
use crate::line_quality::Rate;
use crate::packet::{Codec, Content, Kind, PacketInfo};
use crate::packet_cache::PacketCache;
use crate::resend::ResendLimit;
use crate::rewriter::{Rewriter, Rewritten};
use crate::rtcp::reports::{ReportBlock, SenderInfo};
use crate::rtp::header::Header;
use crate::rtp::sequence::{IndexWindow, Stale};
use crate::segment_time::{Beginning, SegmentTime};
use crate::selector::{Choice, Selector};
use crate::share::Share;
use crate::srtp::{SendSource, SrtpSender};
use crate::statistics::OutputStatistics;
use crate::transport::{StreamKey, TransportKey};
use crate::writing::{Counters, ExtensionLayout, Line, Packet};

/// Layers can mostly be switched to without a keyframe, within some pictures.
const PATIENCE: Micros = SECOND;

pub struct Output {
    pub id: Id,
    pub transport: TransportKey,
    pub kind: Kind,
    pub ssrc: u32,
    pub encodings: Encodings,
    pub share: Share,
    pub statistics: OutputStatistics,
    rate: Rate,
    /// Highest sequence number and packets lost, as last reported
    reported: Option<(u32, i32)>,
    payloads: Payloads,
    clock_rate: u32,
    rtx: Option<Rtx>,
    extensions: ExtensionLayout,
    start: Start,
    sources: Option<Sources>,
    rewriter: Rewriter,
    /// Of the segment that is being sent
    codec: Option<Codec>,
    counters: Counters,
    /// Of video: which part of the shown stream is sent
    selector: Selector,
    /// The selector waits for more than it can begin with.
    waits_since: Option<Micros>,
    /// Our indexes that went out as the end of a picture, because the layers above were left out
    early_ends: IndexWindow,
}

/// Where retransmissions go (RFC 4588): an SSRC of their own, because nothing is ever encrypted twice under one index.
struct Rtx {
    ssrc: u32,
    next_index: u64,
    limit: ResendLimit,
}

/// What the receiver takes, by codec.
struct Payloads([Option<Payload>; Codec::ALL.len()]);

impl Payloads {
    fn new(payloads: &[Payload]) -> Self {
        Self(Codec::ALL.map(|codec| payloads.iter().find(|payload| payload.codec == codec).copied()))
    }

    fn of(&self, codec: Codec) -> Option<Payload> {
        self.0[codec as usize]
    }

    /// The payload type, and the part of `payload` that the receiver understands: all of it, or of RED what is new.
    fn translate<'a>(&self, codec: Codec, payload: &'a [u8]) -> Result<(u8, &'a [u8]), DropReason> {
        if let Some(taken) = self.of(codec) {
            return Ok((taken.payload_type, payload));
        }
        let opus = self.of(Codec::Opus).filter(|_| codec == Codec::Red).ok_or(DropReason::CodecNotTaken)?;
        let redundant = red::split(payload).ok_or(DropReason::MalformedPayload)?;
        Ok((opus.payload_type, redundant.primary.data))
    }
}

struct Sources {
    media: SendSource,
    rtx: Option<SendSource>,
}

impl Output {
    pub fn new(description: OutputDescription, transport: TransportKey) -> Self {
        let start = description.start;
        Self {
            id: description.output,
            transport,
            kind: description.kind,
            ssrc: description.ssrc,
            encodings: Encodings::default(),
            share: Share::default(),
            statistics: OutputStatistics::default(),
            rate: Rate::default(),
            reported: None,
            payloads: Payloads::new(&description.payloads),
            clock_rate: description.clock_rate,
            rtx: description.rtx_ssrc.map(|ssrc| Rtx {
                ssrc,
                next_index: start.rtx_index.into(),
                limit: ResendLimit::default(),
            }),
            extensions: ExtensionLayout::new(description.extensions, description.mid),
            start,
            sources: None,
            rewriter: Rewriter::new(description.clock_rate, start.index.into(), start.timestamp),
            codec: None,
            counters: Counters::default(),
            selector: Selector::default(),
            waits_since: None,
            early_ends: IndexWindow::default(),
        }
    }

    /// The keys are here. Where an SSRC was used before under them, its indexes go on; under new ones they begin anew,
    /// because whoever has these begins to count rollovers.
    pub fn connect(&mut self, sender: &mut SrtpSender) {
        let next = |sender: &SrtpSender, source, start: u16| {
            sender.highest_index(source).map_or(u64::from(start), |highest| highest + 1)
        };
        let media = sender.open(self.ssrc);
        let index = next(sender, media, self.start.index);
        self.rewriter = Rewriter::new(self.clock_rate, index, self.rewriter.newest_timestamp());
        let rtx = self.rtx.as_mut().map(|rtx| {
            let source = sender.open(rtx.ssrc);
            rtx.next_index = next(sender, source, self.start.rtx_index);
            source
        });
        self.sources = Some(Sources { media, rtx });
    }

    pub fn statistics(&self) -> OutputStatistics {
        let layer = match self.selector.shown() {
            Some(shown) if !self.share.is_simulcast && shown.spatial < u8::MAX => Some(shown.spatial),
            _ => self.encodings.layer(),
        };
        let layer = layer.filter(|_| self.is_running());
        OutputStatistics { layer, ..self.statistics }
    }

    /// Take no more of the shown stream than what it may have.
    pub fn select_layers(&mut self) {
        self.selector.want(self.share.limits().layers);
    }

    /// The shown stream, where only a keyframe would bring the layers that are wanted, as far as the time tells that
    /// they have been waited for.
    pub fn needs_keyframe(&mut self, now: Micros) -> Option<StreamKey> {
        if !self.selector.waits() {
            self.waits_since = None;
            return None;
        }
        let since = *self.waits_since.get_or_insert(now);
        self.encodings.shown().filter(|_| now >= since + PATIENCE)
    }

    /// What is shown begins with its next packet, or keyframe: another stream, or the same one after a pause.
    pub fn begin(&mut self, beginning: Beginning) {
        self.rewriter.end_segment_for(beginning);
    }

    /// Whether what is shown has begun.
    pub fn is_running(&self) -> bool {
        self.rewriter.has_segment()
    }

    /// What is added to the timestamps of what is shown, to say one moment as exactly as its publisher did.
    pub fn exact_shift(&self) -> Option<u32> {
        self.rewriter.time().map(SegmentTime::exact_shift)
    }

    /// Whether the receiver takes what is coded so.
    pub fn takes(&self, codec: Codec) -> bool {
        self.payloads.of(codec).is_some()
    }

    /// Whether the receiver tells when packets arrived.
    pub fn is_numbered(&self) -> bool {
        self.extensions.ids.transport_cc.is_some()
    }

    /// Whether the receiver can be sent packets again.
    pub fn may_resend(&self) -> bool {
        self.rtx.is_some()
    }

    /// Append `info` with `content` to the buffer, rewritten and protected. On an error the buffer may hold a part.
    ///
    /// `targets`: the decode targets of the shown stream, where it has dependency descriptors.
    pub fn forward(
        &mut self,
        info: &PacketInfo,
        content: Content,
        targets: Option<Targets>,
        line: &mut Line,
    ) -> Result<(), DropReason> {
        let source = self.sources.as_ref().ok_or(DropReason::NotConnected)?.media;
        let (payload_type, payload) = self.payloads.translate(info.codec, content.payload)?;
        let mut marker = info.marker;
        if self.kind == Kind::Video {
            self.begin_or_continue(info)?;
            match self.selector.select(info, targets) {
                Choice::Forward { marker: ends_picture } => marker = ends_picture,
                Choice::Drop => return self.skip(info, source, payload_type, line),
            }
        }
        let rewritten = self.rewriter.rewrite(info.index, info.timestamp, line.now);
        let rewritten = rewritten.map_err(|_| DropReason::BeforeSwitch)?;
        if marker != info.marker && self.early_ends.check(rewritten.index).is_ok() {
            self.early_ends.insert(rewritten.index);
        }
        self.counters.note(info, &content, rewritten.begins_segment);
        let header = Header {
            marker,
            payload_type,
            sequence: rewritten.index as u16,
            timestamp: rewritten.timestamp,
            ssrc: self.ssrc,
        };
        let content = Content { payload, ..content };
        let packet = Packet { header, index: rewritten.index, prefix: &[], info, content };
        line.append(source, &packet, &self.extensions, &self.counters)?;
        self.statistics.packets += 1;
        self.statistics.bytes += payload.len() as u64;
        Ok(())
    }

    /// The packet is of a layer that is not shown, or carries nothing. What follows closes up, or an empty packet takes
    /// the place that was kept for it.
    fn skip(
        &mut self,
        info: &PacketInfo,
        source: SendSource,
        payload_type: u8,
        line: &mut Line,
    ) -> Result<(), DropReason> {
        self.counters.skip(info);
        let blank = self.rewriter.skip(info.index, info.timestamp, line.now);
        let reason = if info.picture.is_none() { DropReason::Padding } else { DropReason::LayerNotShown };
        let Rewritten { index, timestamp, .. } = blank.ok_or(reason)?;
        let header =
            Header { marker: false, payload_type, sequence: index as u16, timestamp, ssrc: self.ssrc };
        let info = PacketInfo { picture: None, ..*info };
        let content = Content { payload: &[], descriptor: &[], described: None };
        let packet = Packet { header, index, prefix: &[], info: &info, content };
        line.append(source, &packet, &self.extensions, &self.counters)?;
        self.statistics.packets += 1;
        Ok(())
    }

    /// Pictures begin with a keyframe: those of another codec too, and those after a gap that nobody can repair.
    fn begin_or_continue(&mut self, info: &PacketInfo) -> Result<(), DropReason> {
        let same_codec = self.codec == Some(info.codec);
        if same_codec && self.rewriter.continues(info.index) {
            return Ok(());
        }
        if self.rewriter.is_past(info.index) {
            return Err(DropReason::BeforeSwitch);
        }
        if !info.starts_keyframe() {
            return Err(DropReason::AwaitingKeyframe);
        }
        if !same_codec && self.rewriter.has_segment() {
            self.rewriter.end_segment();
        }
        self.codec = Some(info.codec);
        self.selector.restart();
        Ok(())
    }

    /// Append the packet that went out with `sequence` again, as a retransmission (RFC 4588).
    pub fn resend(&mut self, sequence: u16, cache: &PacketCache, line: &mut Line) -> Result<(), DropReason> {
        let Self { rtx, payloads, .. } = self;
        let rtx = rtx.as_mut().ok_or(DropReason::RtxNotNegotiated)?;
        let source = self.sources.as_ref().and_then(|sources| sources.rtx).ok_or(DropReason::NotConnected)?;
        let (original, sent) = self.rewriter.original(sequence).ok_or(DropReason::NotInCache)?;
        let (info, content) = cache.get(original).ok_or(DropReason::NotInCache)?;
        let time = self.rewriter.time().ok_or(DropReason::NotInCache)?;
        let payload_type = payloads.of(info.codec).and_then(|payload| payload.rtx_payload_type);
        let payload_type = payload_type.ok_or(DropReason::RtxNotNegotiated)?;
        rtx.limit.take(sent, self.statistics.rtt_us, line.now)?;
        let header = Header {
            marker: info.marker || self.early_ends.check(sent) == Err(Stale::Seen),
            payload_type,
            sequence: rtx.next_index as u16,
            timestamp: time.rewrite(info.timestamp),
            ssrc: rtx.ssrc,
        };
        let prefix = sequence.to_be_bytes();
        let packet = Packet { header, index: rtx.next_index, prefix: &prefix, info, content };
        rtx.next_index += 1;
        line.append(source, &packet, &self.extensions, &self.counters)?;
        self.statistics.resent += 1;
        Ok(())
    }

    /// Whether padding can probe how much the receiver takes.
    pub fn may_pad(&self) -> bool {
        self.is_numbered() && self.rtx.is_some() && self.rtx_payload_type().is_some()
    }

    /// Of what is shown; where nothing is, of anything: what carries nothing is never decoded.
    fn rtx_payload_type(&self) -> Option<u8> {
        let of = |codec: Codec| self.payloads.of(codec)?.rtx_payload_type;
        self.codec.and_then(of).or_else(|| Codec::ALL.into_iter().find_map(of))
    }

    /// Append a packet that carries nothing, on the SSRC of retransmissions: nobody misses it when it is lost.
    pub fn pad(&mut self, line: &mut Line) -> Result<(), DropReason> {
        let payload_type = self.rtx_payload_type().ok_or(DropReason::RtxNotNegotiated)?;
        let source = self.sources.as_ref().and_then(|sources| sources.rtx).ok_or(DropReason::NotConnected)?;
        let rtx = self.rtx.as_mut().ok_or(DropReason::RtxNotNegotiated)?;
        let header = Header {
            marker: false,
            payload_type,
            sequence: rtx.next_index as u16,
            timestamp: self.rewriter.newest_timestamp(),
            ssrc: rtx.ssrc,
        };
        let index = rtx.next_index;
        rtx.next_index += 1;
        line.append_padding(source, &header, index, &self.extensions)
    }

    /// What the receiver says of it: how many packets it expected since its last report, and how many it lost.
    pub fn take_report(&mut self, block: &ReportBlock) -> (u64, u64) {
        self.statistics.lost = block.lost;
        let Some((highest, lost)) = self.reported.replace((block.highest_sequence, block.lost)) else {
            return (0, 0);
        };
        // More than went out is a lie, or the receiver began anew.
        let expected = block.highest_sequence.wrapping_sub(highest);
        let expected = if u64::from(expected) <= self.statistics.packets { expected } else { 0 };
        (expected.into(), block.lost.saturating_sub(lost).max(0) as u64)
    }

    /// Look at how much was sent, once per second.
    pub fn sample_rate(&mut self, now: Micros) {
        self.rate.sample(self.statistics.bytes, now);
        self.statistics.bitrate = self.rate.bitrate;
    }

    /// What a sender report says at `now`, where `timestamp` is the publisher's for that moment.
    pub fn sender_info(&self, ntp: u64, timestamp: u32) -> Option<SenderInfo> {
        Some(SenderInfo {
            ntp,
            rtp_timestamp: timestamp.wrapping_add(self.rewriter.time()?.shift()),
            packets: self.statistics.packets as u32,
            octets: self.statistics.bytes as u32,
        })
    }
}

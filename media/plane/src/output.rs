//! What a transport sends to its peer: one slot, on its own SSRC, showing one stream after another.
//!
//! It rewrites everything that the receiver would take for a break: sequence number, timestamp, picture id; and
//! everything that was negotiated for the publisher only: SSRC, payload type, extension ids.

use crate::clock::{Micros, SECOND};
use crate::command::{Id, OutputDescription, RtxDescription, Start};
use crate::drops::DropReason;
use crate::packet::{Kind, PacketInfo};
use crate::rewriter::Rewriter;
use crate::rtp::extensions::{Block, ExtensionIds, Form};
use crate::rtp::header::Header;
use crate::srtp::{SendSource, SrtpSender};
use crate::statistics::OutputStatistics;
use crate::transport::{StreamKey, TransportKey};
use crate::vp8::PictureCounters;

pub struct Output {
    pub id: Id,
    pub transport: TransportKey,
    pub kind: Kind,
    pub ssrc: u32,
    pub stream: Option<StreamKey>,
    pub statistics: OutputStatistics,
    payload_type: u8,
    clock_rate: u32,
    rtx: Option<RtxDescription>,
    extensions: ExtensionLayout,
    start: Start,
    source: Option<SendSource>,
    rewriter: Rewriter,
    pictures: PictureCounters,
}

impl Output {
    pub fn new(description: OutputDescription, transport: TransportKey) -> Self {
        let start = description.start;
        Self {
            id: description.output,
            transport,
            kind: description.kind,
            ssrc: description.ssrc,
            stream: None,
            statistics: OutputStatistics::default(),
            payload_type: description.payload_type,
            clock_rate: description.clock_rate,
            rtx: description.rtx,
            extensions: ExtensionLayout::new(description.extensions, description.mid),
            start,
            source: None,
            rewriter: Rewriter::new(description.clock_rate, start.index.into(), start.timestamp),
            pictures: PictureCounters::default(),
        }
    }

    /// The keys are here. Where the SSRC was used before under them, its indexes go on.
    pub fn connect(&mut self, sender: &mut SrtpSender) {
        let source = sender.open(self.ssrc);
        if let Some(highest) = sender.highest_index(source) {
            self.rewriter = Rewriter::new(self.clock_rate, highest + 1, self.start.timestamp);
        }
        self.source = Some(source);
    }

    /// Show another stream, or the same one after a pause.
    pub fn switch(&mut self, stream: Option<StreamKey>) {
        self.stream = stream;
        self.rewriter.end_segment();
    }

    /// Append `info` with `payload` to `buffer`, rewritten and protected. On an error `buffer` may hold a part of it.
    pub fn forward(
        &mut self,
        info: &PacketInfo,
        payload: &[u8],
        now: Micros,
        next_transport_cc: &mut u16,
        sender: &mut SrtpSender,
        buffer: &mut Vec<u8>,
    ) -> Result<(), DropReason> {
        let source = self.source.ok_or(DropReason::NotConnected)?;
        if self.kind == Kind::Video && !self.rewriter.is_in_segment() && !info.starts_keyframe() {
            return Err(DropReason::AwaitingKeyframe);
        }
        let rewritten = self.rewriter.rewrite(info.index, info.timestamp, now);
        let rewritten = rewritten.map_err(|_| DropReason::BeforeSwitch)?;
        let header = Header {
            marker: info.marker,
            payload_type: self.payload_type,
            sequence: rewritten.index as u16,
            timestamp: rewritten.timestamp,
            ssrc: self.ssrc,
        };
        let start = buffer.len();
        let header_len = header.write(buffer, &self.extensions.block(info, now, next_transport_cc));
        buffer.extend_from_slice(payload);
        if let Some(picture) = &info.picture {
            if rewritten.begins_segment {
                self.pictures.switch(picture);
            }
            self.pictures.next(picture).apply(picture, &mut buffer[start + header_len..]);
        }
        let protected = sender.protect_rtp(source, rewritten.index, buffer, start, header_len);
        protected.map_err(|_| DropReason::NonceUsed)?;
        self.statistics.packets += 1;
        self.statistics.bytes += payload.len() as u64;
        Ok(())
    }
}

/// The header extensions of an output: its own ids, its own mid.
struct ExtensionLayout {
    ids: ExtensionIds,
    form: Form,
    mid: String,
}

impl ExtensionLayout {
    fn new(ids: ExtensionIds, mid: String) -> Self {
        let used = [
            ids.mid,
            ids.audio_level,
            ids.transport_cc,
            ids.abs_send_time,
            ids.video_orientation,
            ids.playout_delay,
        ];
        let needs_two_bytes = used.iter().flatten().any(|id| *id > 14) || mid.len() > 16;
        Self { ids, form: if needs_two_bytes { Form::TwoByte } else { Form::OneByte }, mid }
    }

    fn block(&self, info: &PacketInfo, now: Micros, next_transport_cc: &mut u16) -> Block {
        let mut block = Block::new(self.form);
        let mut push = |id: Option<u8>, data: Option<&[u8]>| {
            if let (Some(id), Some(data)) = (id, data) {
                block.push(id, data);
            }
        };
        push(self.ids.mid, Some(self.mid.as_bytes()));
        push(self.ids.audio_level, info.audio_level.as_ref().map(std::slice::from_ref));
        push(self.ids.video_orientation, info.video_orientation.as_ref().map(std::slice::from_ref));
        push(self.ids.playout_delay, info.playout_delay.as_ref().map(<[u8; 3]>::as_slice));
        push(self.ids.abs_send_time, Some(&abs_send_time(now)));
        if self.ids.transport_cc.is_some() {
            push(self.ids.transport_cc, Some(&next_transport_cc.to_be_bytes()));
            *next_transport_cc = next_transport_cc.wrapping_add(1);
        }
        block
    }
}

/// Seconds in 6.18 bits, of any clock (http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time).
fn abs_send_time(now: Micros) -> [u8; 3] {
    let [.., high, middle, low] = ((u128::from(now) << 18) / u128::from(SECOND)).to_be_bytes();
    [high, middle, low]
}

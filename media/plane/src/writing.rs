//! How a packet is written for its receiver: its own header extensions, its own numbers in the payload, its own keys.

use arrayvec::ArrayVec;

use crate::clock::{Micros, SECOND};
use crate::codec::dependency_descriptor::{FrameCounters, MAX_LENGTH};
use crate::codec::picture_numbers::PictureCounters;
use crate::downlink::Downlink;
use crate::drops::DropReason;
use crate::packet::{Content, PacketInfo};
use crate::rtp::extensions::{Block, ExtensionIds, Form};
use crate::rtp::header::Header;
use crate::srtp::{SendSource, SrtpSender};

/// What one receiver's packets are written with.
pub struct Line<'a> {
    pub now: Micros,
    pub next_transport_cc: &'a mut u16,
    pub downlink: Option<&'a mut Downlink>,
    pub sender: &'a mut SrtpSender,
    pub buffer: &'a mut Vec<u8>,
}

pub struct Packet<'a> {
    pub header: Header,
    pub index: u64,
    /// Before the payload: the original sequence number of a retransmission
    pub prefix: &'a [u8],
    pub info: &'a PacketInfo,
    pub content: Content<'a>,
}

/// The numbers of an output that go on when it shows another stream, as its codec has them.
#[derive(Debug, Default)]
pub struct Counters {
    pictures: PictureCounters,
    frames: FrameCounters,
}

impl Counters {
    /// The packet goes out; with it may begin what was switched to.
    pub fn note(&mut self, info: &PacketInfo, content: &Content, begins_segment: bool) {
        if let Some(picture) = &info.picture {
            if begins_segment {
                self.pictures.switch(&picture.numbers);
            }
            self.pictures.note(&picture.numbers);
        }
        if let Some(descriptor) = content.described {
            if begins_segment {
                self.frames.switch(descriptor);
            }
            self.frames.note(descriptor);
        }
    }

    /// The packet does not go out.
    pub fn skip(&mut self, info: &PacketInfo) {
        if let Some(picture) = &info.picture {
            self.pictures.skip(&picture.numbers);
        }
    }
}

impl Line<'_> {
    /// Append `packet`. On an error the buffer may hold a part of it.
    pub fn append(
        &mut self,
        source: SendSource,
        packet: &Packet,
        extensions: &ExtensionLayout,
        counters: &Counters,
    ) -> Result<(), DropReason> {
        let start = self.buffer.len();
        let mut block = Block::new(extensions.form);
        extensions.fill(&mut block, Some(packet.info), self.now, *self.next_transport_cc);
        if !packet.content.descriptor.is_empty() {
            extensions.push_descriptor(&mut block, packet.content.descriptor, &counters.frames);
        }
        let header_len = packet.header.write(self.buffer, &block);
        self.buffer.extend_from_slice(packet.prefix);
        let payload_start = self.buffer.len();
        self.buffer.extend_from_slice(packet.content.payload);
        if let Some(picture) = &packet.info.picture {
            counters.pictures.apply(&picture.numbers, &mut self.buffer[payload_start..]);
        }
        self.protect(source, packet.index, start, header_len, extensions)
    }

    pub fn append_padding(
        &mut self,
        source: SendSource,
        header: &Header,
        index: u64,
        extensions: &ExtensionLayout,
    ) -> Result<(), DropReason> {
        let start = self.buffer.len();
        let mut block = Block::new(extensions.form);
        extensions.fill(&mut block, None, self.now, *self.next_transport_cc);
        let header_len = header.write_padding(self.buffer, &block, u8::MAX);
        self.protect(source, index, start, header_len, extensions)
    }

    fn protect(
        &mut self,
        source: SendSource,
        index: u64,
        start: usize,
        header_len: usize,
        extensions: &ExtensionLayout,
    ) -> Result<(), DropReason> {
        let protected = self.sender.protect_rtp(source, index, self.buffer, start, header_len);
        protected.map_err(|_| DropReason::NonceUsed)?;
        let sequence = extensions.ids.transport_cc.map(|_| *self.next_transport_cc);
        if sequence.is_some() {
            *self.next_transport_cc = self.next_transport_cc.wrapping_add(1);
        }
        if let Some(downlink) = &mut self.downlink {
            downlink.record_sent(sequence, self.buffer.len() - start, self.now);
        }
        Ok(())
    }
}

/// The header extensions of an output: its own ids, its own mid.
pub struct ExtensionLayout {
    pub ids: ExtensionIds,
    form: Form,
    mid: String,
}

impl ExtensionLayout {
    pub fn new(ids: ExtensionIds, mid: String) -> Self {
        let used = [
            ids.mid,
            ids.audio_level,
            ids.transport_cc,
            ids.abs_send_time,
            ids.video_orientation,
            ids.playout_delay,
            ids.dependency_descriptor,
        ];
        let needs_two_bytes = used.iter().flatten().any(|id| *id > 14) || mid.len() > 16;
        Self { ids, form: if needs_two_bytes { Form::TwoByte } else { Form::OneByte }, mid }
    }

    /// `info`: of the packet; None: it carries nothing.
    fn fill(&self, block: &mut Block, info: Option<&PacketInfo>, now: Micros, transport_cc: u16) {
        let mut push = |id: Option<u8>, data: Option<&[u8]>| {
            if let (Some(id), Some(data)) = (id, data) {
                block.push(id, data);
            }
        };
        push(self.ids.mid, Some(self.mid.as_bytes()));
        if let Some(info) = info {
            push(self.ids.audio_level, info.audio_level.as_ref().map(std::slice::from_ref));
            push(self.ids.video_orientation, info.video_orientation.as_ref().map(std::slice::from_ref));
            push(self.ids.playout_delay, info.playout_delay.as_ref().map(<[u8; 3]>::as_slice));
        }
        push(self.ids.abs_send_time, Some(&abs_send_time(now)));
        push(self.ids.transport_cc, Some(&transport_cc.to_be_bytes()));
    }

    fn push_descriptor(&self, block: &mut Block, descriptor: &[u8], frames: &FrameCounters) {
        if let Some(id) = self.ids.dependency_descriptor {
            let mut ours: ArrayVec<u8, MAX_LENGTH> = descriptor.iter().copied().take(MAX_LENGTH).collect();
            frames.apply(&mut ours);
            block.push(id, &ours);
        }
    }
}

/// Seconds in 6.18 bits, of any clock (http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time).
fn abs_send_time(now: Micros) -> [u8; 3] {
    let [.., high, middle, low] = ((u128::from(now) << 18) / u128::from(SECOND)).to_be_bytes();
    [high, middle, low]
}

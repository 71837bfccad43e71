//! RTCP: what receivers ask for, and what publishers are asked for.

use super::Forwarder;
use crate::clock::{Micros, from_report_units, ntp_middle};
use crate::downlink::Waiting;
use crate::drops::DropReason;
use crate::egress::Outlet;
use crate::lip_sync::SenderReport;
use crate::rtcp::feedback::NackSequences;
use crate::rtcp::reports::{ReportBlock, ReportBlocks, SenderInfo};
use crate::rtcp::{self, Packet, feedback};
use crate::srtp::SrtpError;
use crate::transport::{OutputKey, StreamKey, TransportKey};

/// Of a packet that is asked for again, in bytes: near enough, and it need not be looked for.
const ASSUMED_LENGTH: usize = 1_200;

impl Forwarder {
    pub(super) fn receive_rtcp(
        &mut self,
        transport: TransportKey,
        datagram: &mut [u8],
        now: Micros,
        outlet: &mut impl Outlet,
    ) -> Result<(), DropReason> {
        let session = self.transports[transport].session.as_mut().ok_or(DropReason::NoKeys)?;
        let end = session.receiver.unprotect_rtcp(datagram).map_err(|error| match error {
            SrtpError::Malformed => DropReason::MalformedRtcp,
            error => error.into(),
        })?;
        for packet in rtcp::packets(&datagram[..end]) {
            let packet = packet.map_err(|_| DropReason::MalformedRtcp)?;
            self.take_rtcp(transport, packet, now, outlet);
        }
        Ok(())
    }

    fn take_rtcp(&mut self, transport: TransportKey, packet: Packet, now: Micros, outlet: &mut impl Outlet) {
        match packet {
            Packet::SenderReport { ssrc, info, blocks } => {
                self.take_sender_report(transport, ssrc, &info, now);
                self.take_blocks(transport, blocks, now);
            }
            Packet::ReceiverReport { blocks, .. } => self.take_blocks(transport, blocks, now),
            Packet::Nack { media_ssrc, sequences } => {
                self.resend(transport, media_ssrc, sequences, now, outlet);
            }
            Packet::PictureLoss { media_ssrc } => self.picture_lost(transport, media_ssrc, now, outlet),
            Packet::FullIntra { entries } => {
                for ssrc in entries.iter() {
                    self.picture_lost(transport, ssrc, now, outlet);
                }
            }
            Packet::TransportFeedback(feedback) => self.take_transport_feedback(transport, &feedback, now),
            Packet::Remb { bitrate } => self.take_remb(transport, bitrate, now),
            Packet::Other => {}
        }
    }

    fn take_sender_report(&mut self, transport: TransportKey, ssrc: u32, info: &SenderInfo, now: Micros) {
        let transport = &mut self.transports[transport];
        let sent = transport.streams.iter().find(|key| self.streams[**key].ssrc == Some(ssrc));
        if let (Some(&stream), Some(report)) = (sent, SenderReport::new(info, now)) {
            self.streams[stream].sender_report = Some(report);
            transport.clock.record(&report);
            self.relay_report(stream);
        }
    }

    fn take_blocks(&mut self, transport: TransportKey, blocks: ReportBlocks, now: Micros) {
        for block in blocks.iter() {
            if let Some(output) = self.output_with_ssrc(transport, block.ssrc) {
                let line = &mut self.transports[transport].line;
                let (expected, lost) = self.outputs[output].take_report(&block);
                line.lost_out.record(expected, lost, now);
                let ReportBlock { last_report, delay, .. } = block;
                // RFC 3550 section 6.4.1, figure 2. More than the clock allows is a lie.
                let passed = ntp_middle(self.clock.ntp(now)).wrapping_sub(last_report);
                if let (true, Some(rtt)) = (last_report != 0, passed.checked_sub(delay)) {
                    line.rtt_us = from_report_units(rtt);
                    self.outputs[output].statistics.rtt_us = line.rtt_us;
                }
            }
        }
    }

    fn output_with_ssrc(&self, transport: TransportKey, ssrc: u32) -> Option<OutputKey> {
        self.transports[transport].outputs.iter().copied().find(|key| self.outputs[*key].ssrc == ssrc)
    }

    fn resend(
        &mut self,
        receiver: TransportKey,
        ssrc: u32,
        sequences: NackSequences,
        now: Micros,
        outlet: &mut impl Outlet,
    ) {
        let Some(key) = self.output_with_ssrc(receiver, ssrc) else {
            return;
        };
        let output = &mut self.outputs[key];
        output.statistics.nacks_received += 1;
        let may_resend = output.may_resend();
        let Some(path) = self.transports[receiver].path else {
            return;
        };
        for sequence in sequences.iter() {
            let waiting = Waiting::Resend { output: key, sequence };
            if !may_resend || !self.transports[receiver].defer(waiting, ASSUMED_LENGTH, now) {
                self.send_again(key, sequence, path, now, outlet);
            }
        }
        self.flush(receiver, path, outlet);
        self.schedule(receiver, now);
    }

    fn picture_lost(&mut self, transport: TransportKey, ssrc: u32, now: Micros, outlet: &mut impl Outlet) {
        let Some(output) = self.output_with_ssrc(transport, ssrc) else {
            return;
        };
        self.outputs[output].statistics.plis_received += 1;
        self.keyframes_wanted += 1;
        if let Some(stream) = self.outputs[output].encodings.shown() {
            self.want_keyframe(stream, now, outlet);
        }
    }

    /// Ask the publisher of `stream` for a keyframe, as soon as it may be asked again.
    pub(super) fn want_keyframe(&mut self, stream: StreamKey, now: Micros, outlet: &mut impl Outlet) {
        self.streams[stream].keyframes.want();
        self.request_from_publisher(stream, now, outlet);
    }

    /// Ask the publisher of `stream` for the keyframe and the packets that are wanted; come back for what may not be
    /// asked for yet.
    pub(super) fn request_from_publisher(&mut self, key: StreamKey, now: Micros, outlet: &mut impl Outlet) {
        let stream = &mut self.streams[key];
        if !stream.keyframes.is_wanted() && stream.missing.is_empty() {
            return;
        }
        if let Some(origin) = stream.origin {
            return self.request_from_owner(key, origin, now);
        }
        let transport = stream.transport;
        let reachable = self.transports[transport].sending().is_some();
        let Some(media_ssrc) = stream.ssrc.filter(|_| reachable) else {
            return; // its first packets will bring the wish up again
        };
        let wants_keyframe = stream.keyframes.take_due(now);
        self.keyframes_asked += u64::from(wants_keyframe);
        let mut due = std::mem::take(&mut self.due);
        stream.missing.take_due(now, &mut due);
        if stream.keyframes.is_wanted() || !stream.missing.is_empty() {
            self.timers.watch_stream(key, now);
        }
        let ssrc = self.transports[transport].ssrc;
        self.send_rtcp(transport, outlet, |buffer| {
            feedback::write_nack(buffer, ssrc, media_ssrc, &due);
            if wants_keyframe {
                feedback::write_picture_loss(buffer, ssrc, media_ssrc);
            }
        });
        self.due = due;
    }

    /// Send what `write` appends as one compound packet.
    pub(super) fn send_rtcp(
        &mut self,
        transport: TransportKey,
        outlet: &mut impl Outlet,
        write: impl FnOnce(&mut Vec<u8>),
    ) {
        self.queue_rtcp(transport, outlet, write);
        if let Some(path) = self.transports[transport].path {
            self.flush(transport, path, outlet);
        }
    }

    /// Like `send_rtcp`, with more for the same transport to come before the flush.
    pub(super) fn queue_rtcp(
        &mut self,
        transport: TransportKey,
        outlet: &mut impl Outlet,
        write: impl FnOnce(&mut Vec<u8>),
    ) {
        let Some((path, sender)) = self.transports[transport].sending() else {
            return;
        };
        let start = self.egress.buffer.len();
        write(&mut self.egress.buffer);
        if self.egress.buffer.len() == start {
            return;
        }
        match sender.protect_rtcp(&mut self.egress.buffer, start) {
            Ok(()) => self.egress.commit(path, outlet),
            Err(_) => {
                self.egress.abandon();
                self.drops.count(DropReason::NonceUsed);
            }
        }
    }
}

//! RTCP: what receivers ask for, and what publishers are asked for.

use super::Forwarder;
use crate::clock::Micros;
use crate::drops::DropReason;
use crate::egress::Outlet;
use crate::rtcp::{self, Packet, feedback};
use crate::srtp::SrtpError;
use crate::transport::{OutputKey, StreamKey, TransportKey};

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
            Packet::PictureLoss { media_ssrc } => self.picture_lost(transport, media_ssrc, now, outlet),
            Packet::FullIntra { entries } => {
                for ssrc in entries.iter() {
                    self.picture_lost(transport, ssrc, now, outlet);
                }
            }
            _ => {}
        }
    }

    fn output_with_ssrc(&self, transport: TransportKey, ssrc: u32) -> Option<OutputKey> {
        self.transports[transport].outputs.iter().copied().find(|key| self.outputs[*key].ssrc == ssrc)
    }

    fn picture_lost(&mut self, transport: TransportKey, ssrc: u32, now: Micros, outlet: &mut impl Outlet) {
        let Some(output) = self.output_with_ssrc(transport, ssrc) else {
            return;
        };
        self.outputs[output].statistics.plis_received += 1;
        if let Some(stream) = self.outputs[output].stream {
            self.want_keyframe(stream, now, outlet);
        }
    }

    /// Ask the publisher of `stream` for a keyframe, as soon as it may be asked again.
    pub(super) fn want_keyframe(&mut self, stream: StreamKey, now: Micros, outlet: &mut impl Outlet) {
        self.streams[stream].keyframes.want();
        self.request_wanted_keyframe(stream, now, outlet);
    }

    pub(super) fn request_wanted_keyframe(&mut self, key: StreamKey, now: Micros, outlet: &mut impl Outlet) {
        let stream = &mut self.streams[key];
        if !stream.keyframes.is_wanted() {
            return;
        }
        let transport = stream.transport;
        let reachable = self.transports[transport].sending().is_some();
        let Some(media_ssrc) = stream.ssrc.filter(|_| reachable) else {
            return; // its first packets will bring the wish up again
        };
        if stream.keyframes.take_due(now) {
            let ssrc = self.transports[transport].ssrc;
            self.send_rtcp(transport, outlet, |buffer| {
                feedback::write_picture_loss(buffer, ssrc, media_ssrc);
            });
        } else {
            self.timers.watch_stream(key, now);
        }
    }

    /// Send what `write` appends as one compound packet.
    pub(super) fn send_rtcp(
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
        self.egress.flush(path, outlet);
    }
}

//! What peers say that they can take, and what is sent them later for it: packets that waited, and padding that probes
//! whether they can take more.

use super::Forwarder;
use crate::clock::Micros;
use crate::downlink::{Downlink, Waiting};
use crate::drops::DropReason;
use crate::egress::{Outlet, Path};
use crate::rtcp::transport_cc::TransportFeedback;
use crate::transport::{OutputKey, StreamKey, TransportKey};

impl Forwarder {
    pub(super) fn take_transport_feedback(
        &mut self,
        transport: TransportKey,
        feedback: &TransportFeedback,
        now: Micros,
    ) {
        let Some(downlink) = &mut self.transports[transport].downlink else {
            return;
        };
        if !downlink.take_feedback(feedback, now) {
            self.drops.count(DropReason::FeedbackFlood);
        }
        self.schedule(transport, now);
    }

    /// Who is sent nothing need not say what it can take.
    pub(super) fn take_remb(&mut self, transport: TransportKey, bitrate: u64, now: Micros) {
        let transport = &mut self.transports[transport];
        if !transport.outputs.is_empty() {
            transport.downlink.get_or_insert_with(|| Box::new(Downlink::new(now))).take_remb(bitrate);
        }
    }

    /// Come back to `transport` if anything waits there.
    pub(super) fn schedule(&mut self, transport: TransportKey, now: Micros) {
        let Some(downlink) = self.transports[transport].downlink.as_mut().filter(|it| !it.is_scheduled)
        else {
            return;
        };
        if let Some(at) = downlink.next_at(now) {
            downlink.is_scheduled = true;
            self.timers.pace(transport, at);
        }
    }

    /// Send what has waited long enough.
    pub(super) fn send_waiting(&mut self, receiver: TransportKey, now: Micros, outlet: &mut impl Outlet) {
        let transport = &mut self.transports[receiver];
        let Some(downlink) = &mut transport.downlink else {
            return;
        };
        downlink.is_scheduled = false;
        let Some(path) = transport.path.filter(|_| transport.session.is_some()) else {
            downlink.forget_all();
            return;
        };
        while let Some(waiting) = self.next_waiting(receiver, now) {
            match waiting {
                Waiting::Media { output, stream, index } => {
                    self.send_media(output, stream, index, path, now, outlet);
                }
                Waiting::Resend { output, sequence } => self.send_again(output, sequence, path, now, outlet),
            }
        }
        self.send_padding(receiver, path, now, outlet);
        self.flush(receiver, path, outlet);
        self.schedule(receiver, now);
    }

    fn next_waiting(&mut self, transport: TransportKey, now: Micros) -> Option<Waiting> {
        self.transports[transport].downlink.as_mut()?.next(now)
    }

    fn send_media(
        &mut self,
        output: OutputKey,
        stream: StreamKey,
        index: u64,
        path: Path,
        now: Micros,
        outlet: &mut impl Outlet,
    ) {
        let output = &mut self.outputs[output];
        if output.encodings.shown() != Some(stream) {
            return self.drops.count(DropReason::BeforeSwitch);
        }
        let shown = &mut self.streams[stream];
        if !shown.allowed {
            return self.drops.count(DropReason::NotAllowed);
        }
        let Some(kept) = shown.kept(index) else {
            return self.drops.count(DropReason::NotInCache);
        };
        let Some(mut line) = self.transports[output.transport].line(now, &mut self.egress.buffer) else {
            return;
        };
        let written = output.forward(kept.info, kept.content(), kept.targets, &mut line);
        if self.egress.settle(written, path, outlet) == Err(DropReason::AwaitingKeyframe) {
            shown.keyframes.want();
            self.timers.watch_stream(stream, now);
        }
    }

    /// Send `output` again what went out with `sequence`, as a retransmission. Does not flush.
    pub(super) fn send_again(
        &mut self,
        output: OutputKey,
        sequence: u16,
        path: Path,
        now: Micros,
        outlet: &mut impl Outlet,
    ) {
        let output = &mut self.outputs[output];
        let cache = output.encodings.shown().and_then(|stream| self.streams[stream].cache.as_ref());
        let Some(mut line) = self.transports[output.transport].line(now, &mut self.egress.buffer) else {
            return;
        };
        let nothing_kept =
            if output.may_resend() { DropReason::NotInCache } else { DropReason::RtxNotNegotiated };
        let resent = cache.ok_or(nothing_kept).and_then(|cache| output.resend(sequence, cache, &mut line));
        // The receiver will ask again for what it still misses.
        self.resent += u64::from(resent.is_ok());
        let _ = self.egress.settle(resent, path, outlet);
    }

    fn send_padding(&mut self, receiver: TransportKey, path: Path, now: Micros, outlet: &mut impl Outlet) {
        let transport = &mut self.transports[receiver];
        let padder = transport.outputs.iter().copied().find(|output| self.outputs[*output].may_pad());
        let Some(padder) = padder.map(|output| &mut self.outputs[output]) else {
            return;
        };
        while transport.downlink.as_ref().is_some_and(|downlink| downlink.padding_due(now) > 0) {
            let Some(mut line) = transport.line(now, &mut self.egress.buffer) else {
                return;
            };
            let written = padder.pad(&mut line);
            if self.egress.settle(written, path, outlet).is_err() {
                return;
            }
        }
    }
}

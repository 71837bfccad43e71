//! The batch out: for each receiver, all that it gets.

use super::Forwarder;
use crate::clock::Micros;
use crate::drops::DropReason;
use crate::egress::{Outlet, Path};
use crate::output::Line;
use crate::transport::{OutputKey, StreamKey, TransportKey};

impl Forwarder {
    /// Send what `receive` took since the last call. `batch` is the same buffer.
    pub fn dispatch(&mut self, batch: &[u8], now: Micros, outlet: &mut impl Outlet) {
        if self.active.is_empty() {
            return;
        }
        for stream in &self.active {
            let outputs = self.streams[*stream].outputs.iter();
            self.touched.extend(outputs.map(|output| (self.outputs[*output].transport, *output)));
        }
        self.touched.sort_unstable();
        let touched = std::mem::take(&mut self.touched);
        for receiver in touched.chunk_by(|(left, _), (right, _)| left == right) {
            self.send_to(receiver, batch, now, outlet);
        }
        self.touched = touched;
        self.touched.clear();
        self.end_batch(now, outlet);
    }

    fn send_to(
        &mut self,
        outputs: &[(TransportKey, OutputKey)],
        batch: &[u8],
        now: Micros,
        outlet: &mut impl Outlet,
    ) {
        let transport = outputs[0].0;
        match self.transports[transport].path {
            None => {
                for (_, output) in outputs {
                    let missed =
                        self.outputs[*output].stream.map_or(0, |key| self.streams[key].arrivals.len());
                    self.drops.add(DropReason::NotConnected, missed as u64);
                }
            }
            Some(path) => {
                for (_, output) in outputs {
                    self.send_stream(*output, path, batch, now, outlet);
                }
                self.flush(transport, path, outlet);
            }
        }
    }

    /// Send what is left for `transport`.
    pub(super) fn flush(&mut self, transport: TransportKey, path: Path, outlet: &mut impl Outlet) {
        self.transports[transport].line.bytes_sent += self.egress.buffer.len() as u64;
        self.egress.flush(path, outlet);
    }

    fn send_stream(
        &mut self,
        output: OutputKey,
        path: Path,
        batch: &[u8],
        now: Micros,
        outlet: &mut impl Outlet,
    ) {
        let output = &mut self.outputs[output];
        let Some(stream) = output.stream.map(|key| &mut self.streams[key]) else {
            return;
        };
        let transport = &mut self.transports[output.transport];
        let Some(session) = &mut transport.session else {
            self.drops.add(DropReason::NotConnected, stream.arrivals.len() as u64);
            return;
        };
        for arrival in &stream.arrivals {
            let mut line = Line {
                now,
                next_transport_cc: &mut transport.next_transport_cc,
                sender: &mut session.sender,
                buffer: &mut self.egress.buffer,
            };
            match output.forward(&arrival.info, &batch[arrival.payload.clone()], &mut line) {
                Ok(()) => self.egress.commit(path, outlet),
                Err(reason) => {
                    self.egress.abandon();
                    self.drops.count(reason);
                    if reason == DropReason::AwaitingKeyframe {
                        stream.keyframes.want();
                    }
                }
            }
        }
    }

    fn end_batch(&mut self, now: Micros, outlet: &mut impl Outlet) {
        let mut active: Vec<StreamKey> = std::mem::take(&mut self.active);
        for stream in active.drain(..) {
            self.streams[stream].arrivals.clear();
            self.request_from_publisher(stream, now, outlet);
        }
        self.active = active;
    }
}

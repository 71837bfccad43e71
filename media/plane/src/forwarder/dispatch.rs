//! The batch out: for each receiver, all that it gets.

use super::Forwarder;
use crate::clock::Micros;
use crate::downlink::Waiting;
use crate::drops::DropReason;
use crate::egress::{Outlet, Path};
use crate::packet::{Arrival, Kind};
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
        self.touched.dedup(); // an output that waits for another encoding is there for both
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
                    let shown = self.outputs[*output].encodings.shown();
                    let missed = shown.map_or(0, |key| self.streams[key].arrivals.len());
                    self.drops.add(DropReason::NotConnected, missed as u64);
                }
            }
            Some(path) => {
                for (_, output) in outputs {
                    self.send_shown(*output, 0, path, batch, now, outlet);
                    self.send_awaited(*output, path, batch, now, outlet);
                }
                self.flush(transport, path, outlet);
                self.schedule(transport, now);
            }
        }
    }

    /// Send what is left for `transport`.
    pub(super) fn flush(&mut self, transport: TransportKey, path: Path, outlet: &mut impl Outlet) {
        self.transports[transport].line.bytes_sent += self.egress.buffer.len() as u64;
        self.egress.flush(path, outlet);
    }

    /// The encoding that `output` waits for: it takes the place of the shown one where its keyframe starts.
    fn send_awaited(
        &mut self,
        key: OutputKey,
        path: Path,
        batch: &[u8],
        now: Micros,
        outlet: &mut impl Outlet,
    ) {
        let output = &self.outputs[key];
        let Some(stream) = output.encodings.awaited().map(|awaited| &mut self.streams[awaited]) else {
            return;
        };
        let begins = |arrival: &Arrival| arrival.info.starts_keyframe() && output.takes(arrival.info.codec);
        let first = stream.arrivals.iter().position(begins);
        let too_early = first.unwrap_or(stream.arrivals.len());
        self.drops.add(DropReason::AwaitingKeyframe, too_early as u64);
        match first {
            Some(first) => {
                self.switch_to_awaited(key, None, now);
                self.send_shown(key, first, path, batch, now, outlet);
            }
            None if too_early > 0 => stream.keyframes.want(),
            None => {}
        }
    }

    /// What the shown encoding brought in this batch, from position `first` on.
    fn send_shown(
        &mut self,
        key: OutputKey,
        first: usize,
        path: Path,
        batch: &[u8],
        now: Micros,
        outlet: &mut impl Outlet,
    ) {
        let output = &mut self.outputs[key];
        let Some(shown) = output.encodings.shown() else {
            return;
        };
        let stream = &mut self.streams[shown];
        let transport = &mut self.transports[output.transport];
        let targets = stream.descriptors.targets();
        for arrival in &stream.arrivals[first..] {
            let waiting = Waiting::Media { output: key, stream: shown, index: arrival.info.index };
            if output.kind == Kind::Video && transport.defer(waiting, arrival.payload.len(), now) {
                continue;
            }
            let Some(mut line) = transport.line(now, &mut self.egress.buffer) else {
                self.drops.count(DropReason::NotConnected);
                continue;
            };
            let written = output.forward(&arrival.info, arrival.content(batch), targets, &mut line);
            if self.egress.settle(written, path, outlet) == Err(DropReason::AwaitingKeyframe) {
                stream.keyframes.want();
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

//! Which encoding each output shows: chosen by how it is looked at and by what flows, begun at a keyframe.
//!
//! A keyframe that is young and whole in the cache is as good as one that comes: whoever begins is sent what was kept
//! since, and the publisher is not asked, however many come.

use super::Forwarder;
use crate::clock::{MILLISECOND, Micros};
use crate::downlink::Waiting;
use crate::egress::Outlet;
use crate::encodings::Change;
use crate::packet::Kind;
use crate::segment_time::Beginning;
use crate::transport::{OutputKey, StreamKey, TransportKey};

/// So much older than the picture that is shown may be what was kept of another encoding of it.
const LAG: Micros = 100 * MILLISECOND;
/// Packets that somebody may begin with who was shown nothing.
pub(super) const MAX_KEPT_FOR_BEGINNING: u64 = 128;
/// Who has a picture already can wait for a better one, and all who do get it together.
const MAX_KEPT_FOR_SWITCH: u64 = 32;

impl Forwarder {
    /// Let every output of `transport` show what it should. Between `receive` and `dispatch` it is put off, because
    /// packets that wait to be dispatched are kept already and would be sent twice.
    pub(super) fn choose_layers(&mut self, transport: TransportKey, now: Micros, outlet: &mut impl Outlet) {
        if !self.active.is_empty() {
            self.timers.review_is_due(now);
            return;
        }
        self.share_out(transport, now);
        for position in 0..self.transports[transport].outputs.len() {
            let output = self.transports[transport].outputs[position];
            self.choose_layer(output, now, outlet);
        }
    }

    /// Look at which encodings flow, and at all outputs.
    pub(super) fn review_layers(&mut self, now: Micros, outlet: &mut impl Outlet) {
        for position in 0..self.transports.capacity() {
            if self.transports.contains(position) {
                self.note_flows(position, now);
            }
        }
        for position in 0..self.transports.capacity() {
            if self.transports.contains(position) {
                self.choose_layers(position, now, outlet);
            }
        }
    }

    fn note_flows(&mut self, transport: TransportKey, now: Micros) {
        let streams = &self.transports[transport].streams;
        for key in streams {
            let stream = &self.streams[*key];
            let mut siblings = streams.iter().map(|other| &self.streams[*other]);
            let is_outlasted =
                siblings.any(|other| other.is_sibling_of(stream) && stream.flow.is_outlasted_by(&other.flow));
            let stream = &mut self.streams[*key];
            stream.flow.is_running = stream.flow.newest().is_some() && !is_outlasted;
            stream.layers.sample(now);
        }
    }

    fn choose_layer(&mut self, key: OutputKey, now: Micros, outlet: &mut impl Outlet) {
        let output = &mut self.outputs[key];
        output.select_layers();
        let flows = |stream: StreamKey| self.streams[stream].flow.is_running;
        let change = output.encodings.change(output.share.limits().encoding, flows, output.is_running());
        match change {
            Change::Nothing => {
                if let Some(stream) = output.needs_keyframe(now) {
                    self.want_keyframe(stream, now, outlet);
                }
            }
            Change::Stay => {
                let shown = output.encodings.shown();
                self.use_streams(key, shown, None);
            }
            Change::Stop => {
                self.use_streams(key, None, None);
                self.outputs[key].begin(Beginning::default());
            }
            Change::Begin(stream) => {
                self.use_streams(key, Some(stream), None);
                self.outputs[key].begin(Beginning::default());
                self.begin_picture(key, now, outlet);
            }
            Change::Await(stream) => {
                let shown = output.encodings.shown();
                self.use_streams(key, shown, Some(stream));
                let is_sent = self.is_abreast(key, stream)
                    && self.send_kept(key, stream, MAX_KEPT_FOR_SWITCH, now, outlet);
                if !is_sent {
                    self.want_keyframe(stream, now, outlet);
                }
            }
        }
    }

    /// Whether what was kept of `next` reaches as far as what `output` shows. What dried up a moment ago, or did and came
    /// back, would go back in time, and everything after it be shown too early.
    fn is_abreast(&self, output: OutputKey, next: StreamKey) -> bool {
        let arrived_at = |stream: StreamKey| self.streams[stream].flow.newest();
        let shown = self.outputs[output].encodings.shown().and_then(arrived_at);
        let reaches = |shown: Micros| arrived_at(next).is_some_and(|next| shown.saturating_sub(next) <= LAG);
        shown.is_none_or(|shown| reaches(shown) && self.streams[next].goes_on_since_keyframe())
    }

    /// Let what is shown begin, as soon as it can be sent anything: a keyframe that came before would be lost on it, and
    /// the next may not be asked for so soon.
    pub(super) fn begin_picture(&mut self, key: OutputKey, now: Micros, outlet: &mut impl Outlet) {
        let output = &self.outputs[key];
        let reachable = self.transports[output.transport].is_sending();
        if let (Kind::Video, Some(stream), true, false) =
            (output.kind, output.encodings.shown(), reachable, output.is_running())
            && !self.send_kept(key, stream, MAX_KEPT_FOR_BEGINNING, now, outlet)
        {
            self.want_keyframe(stream, now, outlet);
        }
    }

    /// What `output` shows and waits for from now on; packets of nothing else reach it.
    pub(super) fn use_streams(
        &mut self,
        key: OutputKey,
        shown: Option<StreamKey>,
        awaited: Option<StreamKey>,
    ) {
        let encodings = &mut self.outputs[key].encodings;
        let before = [encodings.shown(), encodings.awaited()];
        encodings.show(shown);
        encodings.wait_for(awaited);
        let after = [shown, awaited];
        for stream in before.into_iter().flatten().filter(|stream| !after.contains(&Some(*stream))) {
            self.streams[stream].release(key);
        }
        for stream in after.into_iter().flatten().filter(|stream| !before.contains(&Some(*stream))) {
            self.streams[stream].occupy(key);
        }
    }

    /// The encoding that `output` waits for has a keyframe now.
    pub(super) fn switch_to_awaited(&mut self, key: OutputKey, kept_until: Option<u32>, now: Micros) {
        let Some(awaited) = self.outputs[key].encodings.awaited() else {
            return;
        };
        let aligned_shift = self.aligned_shift(key, awaited, now);
        self.use_streams(key, Some(awaited), None);
        self.outputs[key].begin(Beginning { aligned_shift, kept_until });
    }

    /// The shift with which timestamps of `next` go on where those of the shown stream are, by the sender reports of
    /// both. None before there are any.
    fn aligned_shift(&self, key: OutputKey, next: StreamKey, now: Micros) -> Option<u32> {
        let output = &self.outputs[key];
        let timestamp = |stream: StreamKey| {
            let stream = &self.streams[stream];
            let clock = &self.transports[stream.transport].clock;
            stream.sender_report?.timestamp_at(now, clock, stream.clock_rate)
        };
        let shown = timestamp(output.encodings.shown()?)?.wrapping_add(output.exact_shift()?);
        Some(shown.wrapping_sub(timestamp(next)?))
    }

    /// Send `output` what was kept of `stream` since its last keyframe, if that is whole and at most so many packets;
    /// then it shows the stream. False: nothing was sent.
    fn send_kept(
        &mut self,
        key: OutputKey,
        stream: StreamKey,
        at_most: u64,
        now: Micros,
        outlet: &mut impl Outlet,
    ) -> bool {
        let receiver = self.outputs[key].transport;
        let Some(path) = self.transports[receiver].path.filter(|_| self.transports[receiver].is_sending())
        else {
            return false;
        };
        let Some(kept) = self.streams[stream].kept_since_keyframe(at_most, now) else {
            return false;
        };
        let newest = self.streams[stream].cache.as_ref().and_then(|cache| cache.get(*kept.end()));
        let Some(newest) = newest.map(|(info, _)| *info).filter(|info| self.outputs[key].takes(info.codec))
        else {
            return false;
        };
        if self.outputs[key].encodings.awaited() == Some(stream) {
            self.switch_to_awaited(key, Some(newest.timestamp), now);
        } else {
            self.outputs[key].begin(Beginning { aligned_shift: None, kept_until: Some(newest.timestamp) });
        }
        let (output, transport) = (&mut self.outputs[key], &mut self.transports[receiver]);
        for index in kept {
            let Some(kept) = self.streams[stream].kept(index) else {
                continue;
            };
            let waiting = Waiting::Media { output: key, stream, index };
            if transport.defer(waiting, kept.content().payload.len(), now) {
                continue;
            }
            if let Some(mut line) = transport.line(now, &mut self.egress.buffer) {
                let written = output.forward(kept.info, kept.content(), kept.targets, &mut line);
                // What was dropped is counted, and is not missed: the next keyframe brings everything.
                let _ = self.egress.settle(written, path, outlet);
            }
        }
        self.flush(receiver, path, outlet);
        self.schedule(receiver, now);
        true
    }

    /// Forget a stream that is gone. Whoever showed it is looked at soon.
    pub(super) fn forget_encoding(&mut self, key: StreamKey, routes: &[OutputKey], now: Micros) {
        for output in routes {
            let output = &mut self.outputs[*output];
            if let Some(downlink) = &mut self.transports[output.transport].downlink {
                downlink.forget_stream(key);
            }
            if output.encodings.shown() == Some(key) {
                output.begin(Beginning::default());
            }
            output.encodings.forget(key);
        }
        if !routes.is_empty() {
            self.timers.review_is_due(now);
        }
    }
}

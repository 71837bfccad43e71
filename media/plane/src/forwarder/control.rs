//! Commands change who is there and who sees whom. They were checked before they came; one for an id that is gone
//! does nothing, because its removal was ordered first.

use arrayvec::ArrayVec;

use super::{Forwarder, timers};
use crate::clock::Micros;
use crate::command::{Attention, Command, Id, MAX_LAYERS, OutputDescription, StreamDescription};
use crate::downlink::Downlink;
use crate::egress::{Outlet, Path};
use crate::output::Output;
use crate::packet::Kind;
use crate::segment_time::Beginning;
use crate::srtp::{MasterKey, SrtpReceiver, SrtpSender};
use crate::stream::Stream;
use crate::transport::{Binding, OutputKey, Role, Session, StreamKey, Transport, TransportKey};

impl Forwarder {
    /// Do what `command` says. Questions about time spent, connections and the end of the thread are its worker's.
    pub fn apply(&mut self, command: Command, now: Micros, outlet: &mut impl Outlet) {
        match command {
            Command::SendDatagram { socket, remote, data } => {
                self.send_plain(Path { socket, remote }, &data, outlet);
            }
            Command::AddTransport { transport, ssrc } => {
                self.add_transport(Transport::new(transport, ssrc), now);
            }
            Command::SetPath { transport, socket, remote } => {
                self.set_path(transport, Path { socket, remote }, now, outlet);
            }
            Command::AcceptPath { transport, socket, remote } => {
                self.accept_path(transport, Path { socket, remote });
            }
            Command::ForgetPath { transport, socket, remote } => {
                self.forget_path(transport, &Path { socket, remote });
            }
            Command::SetKeys { transport, receive, send } => {
                self.set_keys(transport, &receive, &send, now, outlet);
            }
            Command::RemoveTransport { transport } => self.remove_transport(transport, now),
            Command::AddStream(description) => self.add_stream(description),
            Command::AllowStream { stream, allowed } => self.allow_stream(stream, allowed, now, outlet),
            Command::RemoveStream { stream } => self.remove_stream(stream, now),
            Command::RequestKeyframe { stream } => {
                if let Some(&key) = self.stream_ids.get(&stream) {
                    self.want_keyframe(key, now, outlet);
                }
            }
            Command::AddOutput(description) => self.add_output(description, now),
            Command::Route { output, streams } => self.route(output, &streams, now, outlet),
            Command::Watch { output, attention } => self.watch(output, attention, now, outlet),
            Command::RemoveOutput { output } => {
                if let Some(key) = self.output_ids.remove(&output) {
                    self.drop_output(key);
                }
            }
            Command::AudioLevels { reply } => answer(&reply, self.audio_levels(now)),
            Command::Lines { reply } => answer(&reply, self.lines(now)),
            Command::Statistics { reply } => answer(&reply, self.statistics()),
            Command::StreamStatistics { stream, reply } => answer(&reply, self.stream_statistics(stream)),
            Command::OutputStatistics { output, reply } => answer(&reply, self.output_statistics(output)),
            Command::TransportStatistics { transport, reply } => {
                answer(&reply, self.transport_statistics(transport, now));
            }
            Command::Owner { path, worker } => self.note_owner(path, worker),
            Command::Mirror { stream, relay } => self.mirror(stream, relay, now),
            Command::Relay { stream, relay } => self.begin_relay(stream, relay, now, outlet),
            Command::EndRelay { relay } => self.end_relay(relay),
            Command::GiveConnection { .. } | Command::Stop => {}
        }
    }

    pub(super) fn add_transport(&mut self, transport: Transport, now: Micros) {
        let id = transport.id;
        let key = self.transports.insert(transport);
        self.transport_ids.insert(id, key);
        self.timers.reports_are_due(now);
    }

    /// A datagram as it is.
    pub fn send_plain(&mut self, path: Path, data: &[u8], outlet: &mut impl Outlet) {
        self.egress.buffer.extend_from_slice(data);
        self.egress.commit(path, outlet);
        self.egress.flush(path, outlet);
    }

    fn set_path(&mut self, transport: Id, path: Path, now: Micros, outlet: &mut impl Outlet) {
        let Some(key) = self.accept_path(transport, path) else {
            return;
        };
        let old = self.transports[key].path.replace(path);
        if old.is_none() {
            self.begin_pictures(key, now, outlet);
        } else if old != Some(path)
            && let Some(downlink) = &mut self.transports[key].downlink
        {
            downlink.begin_anew(now);
        }
    }

    /// Take what comes from `path` as this transport's.
    fn accept_path(&mut self, transport: Id, path: Path) -> Option<TransportKey> {
        let &key = self.transport_ids.get(&transport)?;
        self.disown(&path);
        let previous = self.paths.insert(path, key);
        if previous != Some(key) {
            self.transports[key].paths.push(path);
            // Whoever had this address before is not there any more: its peer has a new association.
            if let Some(previous) = previous {
                self.transports[previous].lose_path(&path);
            }
        }
        Some(key)
    }

    fn forget_path(&mut self, transport: Id, path: &Path) {
        let owner = self.paths.get(path);
        if owner.is_some() && owner == self.transport_ids.get(&transport) {
            self.lose_path(path);
        }
    }

    /// Whether a transport needs `path`: one that it only accepts, only while anything comes from there.
    pub fn needs_path(&self, path: &Path, is_heard: bool) -> bool {
        let owner = self.paths.get(path).map(|owner| &self.transports[*owner]);
        owner.is_some_and(|transport| is_heard || transport.path.as_ref() == Some(path))
    }

    /// A connection has ended. Where it was selected, its transport waits for another path.
    pub fn lose_socket(&mut self, socket: usize) {
        let lost: Vec<Path> = self.paths.keys().filter(|path| path.socket == socket).copied().collect();
        for path in lost {
            self.lose_path(&path);
        }
    }

    pub(super) fn lose_path(&mut self, path: &Path) {
        if let Some(transport) = self.paths.remove(path) {
            self.transports[transport].lose_path(path);
        }
    }

    fn set_keys(
        &mut self,
        transport: Id,
        receive: &MasterKey,
        send: &MasterKey,
        now: Micros,
        outlet: &mut impl Outlet,
    ) {
        let Some(&key) = self.transport_ids.get(&transport) else {
            return;
        };
        let mut session = Session { receiver: SrtpReceiver::new(receive), sender: SrtpSender::new(send) };
        for output in &self.transports[key].outputs {
            self.outputs[*output].connect(&mut session.sender);
        }
        self.transports[key].session = Some(session);
        self.begin_pictures(key, now, outlet);
    }

    fn begin_pictures(&mut self, transport: TransportKey, now: Micros, outlet: &mut impl Outlet) {
        for position in 0..self.transports[transport].outputs.len() {
            let output = self.transports[transport].outputs[position];
            self.begin_picture(output, now, outlet);
        }
    }

    fn remove_transport(&mut self, transport: Id, now: Micros) {
        let Some(key) = self.transport_ids.remove(&transport) else {
            return;
        };
        for stream in std::mem::take(&mut self.transports[key].streams) {
            self.stream_ids.remove(&self.streams[stream].id);
            self.drop_stream(stream, now);
        }
        for output in std::mem::take(&mut self.transports[key].outputs) {
            self.output_ids.remove(&self.outputs[output].id);
            self.drop_output(output);
        }
        self.timers.forget_transport(key);
        for path in self.transports.remove(key).paths {
            self.paths.remove(&path);
        }
    }

    pub(super) fn add_stream(&mut self, description: StreamDescription) {
        let Some(&transport) = self.transport_ids.get(&description.transport) else {
            return;
        };
        let id = description.stream;
        let stream = self.streams.insert(Stream::new(description, transport));
        self.stream_ids.insert(id, stream);
        self.transports[transport].streams.push(stream);
        let Stream { ssrc, rtx_ssrc, .. } = self.streams[stream];
        self.bind(stream, ssrc, Role::Media);
        self.bind(stream, rtx_ssrc, Role::Retransmission);
    }

    /// From now on packets on `ssrc` are of `stream`.
    pub(super) fn bind(&mut self, key: StreamKey, ssrc: Option<u32>, role: Role) {
        let stream = &self.streams[key];
        for payload in &stream.payloads {
            let payload_type = match role {
                Role::Media => Some(payload.payload_type),
                Role::Retransmission => payload.rtx_payload_type,
            };
            if let (Some(ssrc), Some(payload_type)) = (ssrc, payload_type) {
                let binding = Binding { payload_type, stream: key, role, codec: payload.codec };
                self.transports[stream.transport].bind(ssrc, binding);
            }
        }
    }

    fn allow_stream(&mut self, stream: Id, allowed: bool, now: Micros, outlet: &mut impl Outlet) {
        let Some(&key) = self.stream_ids.get(&stream) else {
            return;
        };
        let stream = &mut self.streams[key];
        if stream.allowed == allowed {
            return;
        }
        stream.allow(allowed);
        for output in &stream.outputs {
            let output = &mut self.outputs[*output];
            if output.encodings.shown() == Some(key) {
                output.begin(Beginning::default());
            }
        }
        if allowed && stream.kind == Kind::Video && stream.is_watched() {
            self.want_keyframe(key, now, outlet);
        }
    }

    fn remove_stream(&mut self, stream: Id, now: Micros) {
        if let Some(key) = self.stream_ids.remove(&stream) {
            let transport = self.transports[self.streams[key].transport].id;
            self.drop_stream(key, now);
            self.tidy_mirrored(transport);
        }
    }

    fn drop_stream(&mut self, key: StreamKey, now: Micros) {
        let stream = self.streams.remove(key);
        self.neighbours.forget(stream.relays.iter().copied().chain(stream.origin));
        self.forget_encoding(key, &stream.routes, now);
        self.transports[stream.transport].unbind(key);
        self.transports[stream.transport].streams.retain(|other| *other != key);
        self.timers.forget_stream(key);
    }

    fn add_output(&mut self, description: OutputDescription, now: Micros) {
        let Some(&transport) = self.transport_ids.get(&description.transport) else {
            return;
        };
        let id = description.output;
        let mut output = Output::new(description, transport);
        if let Some(session) = &mut self.transports[transport].session {
            output.connect(&mut session.sender);
        }
        if output.is_numbered() {
            self.transports[transport].downlink.get_or_insert_with(|| Box::new(Downlink::new(now)));
        }
        let key = self.outputs.insert(output);
        self.output_ids.insert(id, key);
        self.transports[transport].outputs.push(key);
        self.timers.review_is_due(now + timers::REVIEW);
    }

    fn route(&mut self, output: Id, streams: &[Id], now: Micros, outlet: &mut impl Outlet) {
        let Some(&key) = self.output_ids.get(&output) else {
            return;
        };
        let streams = streams.iter().filter_map(|id| self.stream_ids.get(id).copied());
        let streams: ArrayVec<StreamKey, MAX_LAYERS> = streams.take(MAX_LAYERS).collect();
        if self.outputs[key].encodings.routed() == streams.as_slice() {
            return;
        }
        self.unroute(key);
        for stream in &streams {
            let stream = &mut self.streams[*stream];
            stream.routes.push(key);
            if stream.kind == Kind::Video || self.outputs[key].may_resend() {
                stream.cache.get_or_insert_default();
            }
        }
        let encodings = &mut self.outputs[key].encodings;
        encodings.route(streams.iter().copied());
        let still = |stream: Option<StreamKey>| stream.filter(|stream| streams.contains(stream));
        let (shown, awaited) = (still(encodings.shown()), still(encodings.awaited()));
        let output = &mut self.outputs[key];
        output.share.is_simulcast = streams.len() > 1;
        if shown.is_none() {
            output.begin(Beginning::default());
            output.share.begin();
        }
        self.use_streams(key, shown, awaited);
        self.choose_layers(self.outputs[key].transport, now, outlet);
    }

    fn watch(&mut self, output: Id, attention: Attention, now: Micros, outlet: &mut impl Outlet) {
        if let Some(&key) = self.output_ids.get(&output) {
            self.outputs[key].share.attention = attention;
            self.choose_layers(self.outputs[key].transport, now, outlet);
        }
    }

    fn unroute(&mut self, output: OutputKey) {
        for stream in self.outputs[output].encodings.routed() {
            self.streams[*stream].routes.retain(|other| *other != output);
        }
    }

    fn drop_output(&mut self, key: OutputKey) {
        self.unroute(key);
        self.use_streams(key, None, None);
        let transport: TransportKey = self.outputs.remove(key).transport;
        let transport = &mut self.transports[transport];
        transport.outputs.retain(|other| *other != key);
        if let Some(downlink) = &mut transport.downlink {
            downlink.forget_output(key);
        }
    }
}

/// Whoever asked may be gone: then nobody misses the answer.
fn answer<T>(reply: &crate::command::Reply<T>, value: T) {
    let _ = reply.try_send(value);
}

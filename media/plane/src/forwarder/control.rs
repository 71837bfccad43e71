//! Commands change who is there and who sees whom. They were checked before they came; one for an id that is gone
//! does nothing, because its removal was ordered first.

use super::Forwarder;
use crate::clock::Micros;
use crate::command::{Command, Id, OutputDescription, StreamDescription};
use crate::egress::{Outlet, Path};
use crate::output::Output;
use crate::packet::Kind;
use crate::srtp::{MasterKey, SrtpReceiver, SrtpSender};
use crate::stream::Stream;
use crate::transport::{Binding, OutputKey, Role, Session, StreamKey, Transport, TransportKey};

impl Forwarder {
    /// Do what `command` says. Questions about time spent and the end of the thread are its worker's.
    pub fn apply(&mut self, command: Command, now: Micros, outlet: &mut impl Outlet) {
        match command {
            Command::SendDatagram { socket, remote, data } => {
                self.send_plain(Path { socket, remote }, &data, outlet);
            }
            Command::AddTransport { transport, ssrc } => {
                let key = self.transports.insert(Transport::new(transport, ssrc));
                self.transport_ids.insert(transport, key);
                self.timers.reports_are_due(now);
            }
            Command::SetPath { transport, socket, remote } => {
                self.set_path(transport, Path { socket, remote }, now, outlet);
            }
            Command::SetKeys { transport, receive, send } => {
                self.set_keys(transport, &receive, &send, now, outlet);
            }
            Command::RemoveTransport { transport } => self.remove_transport(transport),
            Command::AddStream(description) => self.add_stream(description),
            Command::AllowStream { stream, allowed } => self.allow_stream(stream, allowed, now, outlet),
            Command::RemoveStream { stream } => {
                if let Some(key) = self.stream_ids.remove(&stream) {
                    self.drop_stream(key);
                }
            }
            Command::RequestKeyframe { stream } => {
                if let Some(&key) = self.stream_ids.get(&stream) {
                    self.want_keyframe(key, now, outlet);
                }
            }
            Command::AddOutput(description) => self.add_output(description),
            Command::Route { output, streams } => self.route(output, streams.last().copied(), now, outlet),
            Command::Watch { .. } => {}
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
            Command::Stop => {}
        }
    }

    fn send_plain(&mut self, path: Path, data: &[u8], outlet: &mut impl Outlet) {
        self.egress.buffer.extend_from_slice(data);
        self.egress.commit(path, outlet);
        self.egress.flush(path, outlet);
    }

    fn set_path(&mut self, transport: Id, path: Path, now: Micros, outlet: &mut impl Outlet) {
        let Some(&key) = self.transport_ids.get(&transport) else {
            return;
        };
        let old = self.transports[key].path.replace(path);
        if let Some(old) = old {
            self.paths.remove(&old);
        }
        // Whoever had this address before is not there any more: its peer has a new association.
        if let Some(previous) = self.paths.insert(path, key)
            && previous != key
        {
            self.transports[previous].path = None;
        }
        if old.is_none() {
            self.want_first_pictures(key, now, outlet);
        }
    }

    pub fn has_path(&self, path: &Path) -> bool {
        self.paths.contains_key(path)
    }

    /// A connection has ended. Its transport waits for another path.
    pub fn lose_socket(&mut self, socket: usize) {
        let lost: Vec<Path> = self.paths.keys().filter(|path| path.socket == socket).copied().collect();
        for path in lost {
            if let Some(transport) = self.paths.remove(&path) {
                self.transports[transport].path = None;
            }
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
        self.want_first_pictures(key, now, outlet);
    }

    /// Ask for the keyframes that the outputs of `transport` begin with, once it can be sent anything: one that came
    /// before would be lost on it, and the next may not be asked for so soon.
    fn want_first_pictures(&mut self, transport: TransportKey, now: Micros, outlet: &mut impl Outlet) {
        if self.transports[transport].sending().is_none() {
            return;
        }
        for position in 0..self.transports[transport].outputs.len() {
            let output = &self.outputs[self.transports[transport].outputs[position]];
            if let (Kind::Video, Some(stream)) = (output.kind, output.stream) {
                self.want_keyframe(stream, now, outlet);
            }
        }
    }

    fn remove_transport(&mut self, transport: Id) {
        let Some(key) = self.transport_ids.remove(&transport) else {
            return;
        };
        for stream in std::mem::take(&mut self.transports[key].streams) {
            self.stream_ids.remove(&self.streams[stream].id);
            self.drop_stream(stream);
        }
        for output in std::mem::take(&mut self.transports[key].outputs) {
            self.output_ids.remove(&self.outputs[output].id);
            self.drop_output(output);
        }
        if let Some(path) = self.transports.remove(key).path {
            self.paths.remove(&path);
        }
    }

    fn add_stream(&mut self, description: StreamDescription) {
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
        stream.allowed = allowed;
        stream.announced = false;
        stream.level.forget();
        stream.missing.reset();
        for output in &stream.outputs {
            self.outputs[*output].switch(Some(key));
        }
        if allowed && stream.kind == Kind::Video && !stream.outputs.is_empty() {
            self.want_keyframe(key, now, outlet);
        }
    }

    fn drop_stream(&mut self, key: StreamKey) {
        let stream = self.streams.remove(key);
        for output in stream.outputs {
            self.outputs[output].switch(None);
        }
        self.transports[stream.transport].unbind(key);
        self.transports[stream.transport].streams.retain(|other| *other != key);
        self.timers.forget_stream(key);
    }

    fn add_output(&mut self, description: OutputDescription) {
        let Some(&transport) = self.transport_ids.get(&description.transport) else {
            return;
        };
        let id = description.output;
        let mut output = Output::new(description, transport);
        if let Some(session) = &mut self.transports[transport].session {
            output.connect(&mut session.sender);
        }
        let key = self.outputs.insert(output);
        self.output_ids.insert(id, key);
        self.transports[transport].outputs.push(key);
    }

    fn route(&mut self, output: Id, stream: Option<Id>, now: Micros, outlet: &mut impl Outlet) {
        let Some(&output) = self.output_ids.get(&output) else {
            return;
        };
        let stream = stream.and_then(|id| self.stream_ids.get(&id).copied());
        if self.outputs[output].stream == stream {
            return;
        }
        self.unroute(output);
        self.outputs[output].switch(stream);
        let Some(key) = stream else {
            return;
        };
        let stream = &mut self.streams[key];
        if stream.outputs.is_empty() {
            stream.missing.reset();
        }
        stream.outputs.push(output);
        if self.outputs[output].may_resend() {
            stream.cache.get_or_insert_default();
        }
        let receiver = self.outputs[output].transport;
        if stream.kind == Kind::Video && self.transports[receiver].sending().is_some() {
            self.want_keyframe(key, now, outlet);
        }
    }

    fn unroute(&mut self, output: OutputKey) {
        if let Some(stream) = self.outputs[output].stream {
            self.streams[stream].outputs.retain(|other| *other != output);
        }
    }

    fn drop_output(&mut self, key: OutputKey) {
        self.unroute(key);
        let transport: TransportKey = self.outputs.remove(key).transport;
        self.transports[transport].outputs.retain(|other| *other != key);
    }
}

/// Whoever asked may be gone: then nobody misses the answer.
fn answer<T>(reply: &crate::command::Reply<T>, value: T) {
    let _ = reply.try_send(value);
}

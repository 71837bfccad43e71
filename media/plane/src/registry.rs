//! Which ids there are, kept on the caller's side so that a command that makes no sense is refused at once and the
//! plane's thread never has to answer. It never sees a packet.

use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;

use crate::command::{
    Command, Id, MAX_LAYERS, MAX_PATHS, MAX_PAYLOADS, OutputDescription, Payload, StreamDescription,
};
use crate::egress::Path;
use crate::packet::Kind;
use crate::rtp::extensions::ExtensionIds;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("there is no {0} {1}")]
    Unknown(&'static str, Id),
    #[error("{0} {1} is there already")]
    Exists(&'static str, Id),
    #[error("{0}")]
    Invalid(&'static str),
}

#[derive(Debug, Default)]
pub struct Registry {
    sockets: Vec<SocketAddr>,
    listeners: Vec<SocketAddr>,
    transports: HashMap<Id, TransportEntry>,
    streams: HashMap<Id, Entry>,
    outputs: HashMap<Id, Entry>,
    /// Whose datagrams come from where
    paths: HashMap<Path, Id>,
}

#[derive(Debug, Default)]
struct TransportEntry {
    has_keys: bool,
    paths: Vec<Path>,
    /// (stream, SSRC, payload type)
    receives: HashSet<(Id, u32, u8)>,
    /// (stream, mid, rid) of those whose SSRC is learned
    learns: HashSet<(Id, String, Option<String>)>,
    /// (output, SSRC)
    sends: HashSet<(Id, u32)>,
}

#[derive(Debug)]
struct Entry {
    transport: Id,
    kind: Kind,
    clock_rate: u32,
}

type Checked = Result<(), Refusal>;

impl Registry {
    pub fn new(sockets: Vec<SocketAddr>, listeners: Vec<SocketAddr>) -> Self {
        Self { sockets, listeners, ..Self::default() }
    }

    pub fn listeners(&self) -> &[SocketAddr] {
        &self.listeners
    }

    pub fn sockets(&self) -> &[SocketAddr] {
        &self.sockets
    }

    /// Whether `command` may be sent now; what it adds or removes is noted.
    pub fn check(&mut self, command: &Command) -> Checked {
        match command {
            Command::SendDatagram { socket, remote, .. } => self.check_path(*socket, *remote),
            Command::AddTransport { transport, .. } => self.add_transport(*transport),
            Command::SetPath { transport, socket, remote } => {
                self.take_path(*transport, Path { socket: *socket, remote: *remote })
            }
            Command::AcceptPath { transport, socket, remote } => {
                self.accept_path(*transport, Path { socket: *socket, remote: *remote })
            }
            Command::ForgetPath { transport, socket, remote } => {
                self.forget_path(*transport, &Path { socket: *socket, remote: *remote })
            }
            Command::SetKeys { transport, .. } => {
                let entry = self.transport(*transport)?;
                let again = std::mem::replace(&mut entry.has_keys, true);
                require(!again, "keys are set once per transport: a nonce is never used twice")
            }
            Command::RemoveTransport { transport } => self.remove_transport(*transport),
            Command::AddStream(description) => self.add_stream(description),
            Command::AllowStream { stream, .. }
            | Command::RequestKeyframe { stream }
            | Command::StreamStatistics { stream, .. } => self.stream(*stream).map(drop),
            Command::RemoveStream { stream } => self.remove_stream(*stream),
            Command::AddOutput(description) => self.add_output(description),
            Command::Route { output, streams } => self.check_route(*output, streams),
            Command::RemoveOutput { output } => self.remove_output(*output),
            Command::Watch { output, .. } | Command::OutputStatistics { output, .. } => {
                self.output(*output).map(drop)
            }
            Command::TransportStatistics { transport, .. } => self.transport(*transport).map(drop),
            Command::AudioLevels { .. }
            | Command::Lines { .. }
            | Command::Statistics { .. }
            | Command::Stop => Ok(()),
            Command::Owner { .. }
            | Command::Mirror { .. }
            | Command::Relay { .. }
            | Command::EndRelay { .. }
            | Command::GiveConnection { .. } => Err(Refusal::Invalid("workers are told this by the plane")),
        }
    }

    fn transport(&mut self, id: Id) -> Result<&mut TransportEntry, Refusal> {
        self.transports.get_mut(&id).ok_or(Refusal::Unknown("transport", id))
    }

    fn stream(&self, id: Id) -> Result<&Entry, Refusal> {
        self.streams.get(&id).ok_or(Refusal::Unknown("stream", id))
    }

    fn output(&self, id: Id) -> Result<&Entry, Refusal> {
        self.outputs.get(&id).ok_or(Refusal::Unknown("output", id))
    }

    fn check_path(&self, socket: usize, remote: SocketAddr) -> Checked {
        match self.sockets.get(socket) {
            Some(local) => {
                require(
                    local.is_ipv4() == remote.is_ipv4(),
                    "the address is of another family than the socket",
                )?;
            }
            // A TCP connection comes and goes without being told of here.
            None => require(!self.listeners.is_empty(), "there is no such socket")?,
        }
        require(remote.port() != 0, "a remote port is never 0")
    }

    /// From whoever had it.
    fn take_path(&mut self, id: Id, path: Path) -> Checked {
        let entry = self.transport(id)?;
        let (is_known, has_room) = (entry.paths.contains(&path), entry.paths.len() < MAX_PATHS);
        self.check_path(path.socket, path.remote)?;
        require(is_known || has_room, "a transport has at most sixteen paths")?;
        if let Some(previous) = self.paths.insert(path, id) {
            self.transport(previous)?.paths.retain(|other| *other != path);
        }
        self.transport(id)?.paths.push(path);
        Ok(())
    }

    fn accept_path(&mut self, id: Id, path: Path) -> Checked {
        self.transport(id)?;
        let is_free = self.paths.get(&path).is_none_or(|holder| *holder == id);
        require(is_free, "another transport has this path")?;
        self.take_path(id, path)
    }

    fn forget_path(&mut self, id: Id, path: &Path) -> Checked {
        self.transport(id)?.paths.retain(|other| other != path);
        if self.paths.get(path) == Some(&id) {
            self.paths.remove(path);
        }
        Ok(())
    }

    fn add_transport(&mut self, id: Id) -> Checked {
        if self.transports.contains_key(&id) {
            return Err(Refusal::Exists("transport", id));
        }
        self.transports.insert(id, TransportEntry::default());
        Ok(())
    }

    fn remove_transport(&mut self, id: Id) -> Checked {
        let entry = self.transports.remove(&id).ok_or(Refusal::Unknown("transport", id))?;
        for path in entry.paths {
            self.paths.remove(&path);
        }
        self.streams.retain(|_, stream| stream.transport != id);
        self.outputs.retain(|_, output| output.transport != id);
        Ok(())
    }

    fn add_stream(&mut self, stream: &StreamDescription) -> Checked {
        let id = stream.stream;
        if self.streams.contains_key(&id) {
            return Err(Refusal::Exists("stream", id));
        }
        check_section(&stream.mid, stream.clock_rate, &stream.extensions)?;
        check_payloads(&stream.payloads, stream.kind())?;
        check_encoding(stream)?;
        let receives = received_payload_types(stream);
        let transport = self.transport(stream.transport)?;
        for (ssrc, payload_type) in &receives {
            let taken = transport.receives.iter().any(|(_, s, p)| (s, p) == (ssrc, payload_type));
            require(!taken, "another stream has this SSRC and payload type")?;
        }
        if stream.ssrc.is_none() {
            let taken = transport.learns.iter().any(|(_, m, r)| (m, r) == (&stream.mid, &stream.rid));
            require(!taken, "another stream has this mid and rid")?;
            transport.learns.insert((id, stream.mid.clone(), stream.rid.clone()));
        }
        transport.receives.extend(receives.into_iter().map(|(ssrc, payload_type)| (id, ssrc, payload_type)));
        let (transport, kind, clock_rate) = (stream.transport, stream.kind(), stream.clock_rate);
        self.streams.insert(id, Entry { transport, kind, clock_rate });
        Ok(())
    }

    fn remove_stream(&mut self, id: Id) -> Checked {
        let entry = self.streams.remove(&id).ok_or(Refusal::Unknown("stream", id))?;
        let transport = self.transport(entry.transport)?;
        transport.receives.retain(|(stream, ..)| *stream != id);
        transport.learns.retain(|(stream, ..)| *stream != id);
        Ok(())
    }

    fn add_output(&mut self, output: &OutputDescription) -> Checked {
        let id = output.output;
        if self.outputs.contains_key(&id) {
            return Err(Refusal::Exists("output", id));
        }
        check_section(&output.mid, output.clock_rate, &output.extensions)?;
        check_payloads(&output.payloads, output.kind)?;
        let rtx = output.rtx_ssrc;
        let has_rtx = output.payloads.iter().any(|payload| payload.rtx_payload_type.is_some());
        require(rtx.is_some() == has_rtx, "RTX needs both an SSRC and a payload type")?;
        let transport = self.transport(output.transport)?;
        require(rtx != Some(output.ssrc), "RTX has an SSRC of its own")?;
        for ssrc in [Some(output.ssrc), rtx].into_iter().flatten() {
            let taken = transport.sends.iter().any(|(_, other)| *other == ssrc);
            require(!taken, "another output has this SSRC")?;
        }
        transport.sends.extend([Some(output.ssrc), rtx].into_iter().flatten().map(|ssrc| (id, ssrc)));
        let (transport, kind, clock_rate) = (output.transport, output.kind, output.clock_rate);
        self.outputs.insert(id, Entry { transport, kind, clock_rate });
        Ok(())
    }

    fn remove_output(&mut self, id: Id) -> Checked {
        let entry = self.outputs.remove(&id).ok_or(Refusal::Unknown("output", id))?;
        self.transport(entry.transport)?.sends.retain(|(output, _)| *output != id);
        Ok(())
    }

    fn check_route(&self, output: Id, streams: &[Id]) -> Checked {
        let output = self.output(output)?;
        require(streams.len() <= MAX_LAYERS, "a picture has at most four encodings")?;
        let mut publisher = None;
        for (position, id) in streams.iter().enumerate() {
            let stream = self.stream(*id)?;
            require(!streams[..position].contains(id), "an encoding is named once")?;
            require(stream.kind == output.kind, "a stream and its output are of one kind")?;
            require(stream.clock_rate == output.clock_rate, "a stream and its output have one clock rate")?;
            let same = *publisher.get_or_insert(stream.transport) == stream.transport;
            require(same, "encodings of one picture come from one peer")?;
        }
        Ok(())
    }
}

fn require(condition: bool, otherwise: &'static str) -> Checked {
    if condition { Ok(()) } else { Err(Refusal::Invalid(otherwise)) }
}

fn check_section(mid: &str, clock_rate: u32, extensions: &ExtensionIds) -> Checked {
    require((1..=32).contains(&mid.len()), "a mid has 1 to 32 bytes")?;
    require((1_000..=1_000_000).contains(&clock_rate), "a clock rate is between 1000 and 1000000")?;
    let ids = [
        extensions.mid,
        extensions.rid,
        extensions.repaired_rid,
        extensions.audio_level,
        extensions.transport_cc,
        extensions.abs_send_time,
        extensions.video_orientation,
        extensions.playout_delay,
        extensions.dependency_descriptor,
    ];
    let used: Vec<u8> = ids.into_iter().flatten().collect();
    require(!used.contains(&0), "extension ids are between 1 and 255")?;
    let distinct: HashSet<_> = used.iter().collect();
    require(distinct.len() == used.len(), "two extensions have the same id")
}

fn check_payloads(payloads: &[Payload], kind: Kind) -> Checked {
    require((1..=MAX_PAYLOADS).contains(&payloads.len()), "there are between one and eight payloads")?;
    require(payloads.iter().all(|payload| payload.codec.kind() == kind), "all payloads are of one kind")?;
    let types = payloads.iter().flat_map(|payload| [Some(payload.payload_type), payload.rtx_payload_type]);
    let types: Vec<u8> = types.flatten().collect();
    // RFC 5761 section 4: 64 to 95 would be taken for RTCP.
    let sayable = types.iter().all(|payload_type| matches!(payload_type, 0..=63 | 96..=127));
    require(sayable, "payload types are 0-63 and 96-127")?;
    let distinct: HashSet<_> = types.iter().collect();
    require(distinct.len() == types.len(), "a payload type stands for one thing")
}

/// How packets of the stream are known.
fn check_encoding(stream: &StreamDescription) -> Checked {
    let StreamDescription { ssrc, rtx_ssrc, rid, extensions, payloads, .. } = stream;
    require(ssrc.is_some() || extensions.mid.is_some(), "without an SSRC the mid extension is needed")?;
    require(rid.as_ref().is_none_or(|rid| (1..=32).contains(&rid.len())), "a rid has 1 to 32 bytes")?;
    let learns_rid = ssrc.is_none() && rid.is_some();
    require(!learns_rid || extensions.rid.is_some(), "without an SSRC a rid needs the rid extension")?;
    let has_rtx = payloads.iter().any(|payload| payload.rtx_payload_type.is_some());
    require(rtx_ssrc.is_none() || has_rtx, "an RTX SSRC needs an RTX payload type")
}

/// (SSRC, payload type) of all that is declared.
fn received_payload_types(stream: &StreamDescription) -> Vec<(u32, u8)> {
    let pairs = stream.payloads.iter().flat_map(|payload| {
        let media = stream.ssrc.map(|ssrc| (ssrc, payload.payload_type));
        let rtx = stream.rtx_ssrc.zip(payload.rtx_payload_type);
        [media, rtx]
    });
    pairs.flatten().collect()
}

#[cfg(test)]
mod tests;

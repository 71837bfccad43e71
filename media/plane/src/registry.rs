//! Which ids there are, kept on the caller's side so that a command that makes no sense is refused at once and the
//! plane's thread never has to answer. It never sees a packet.

use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;

use crate::command::{Command, Id, OutputDescription, StreamDescription};
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
    transports: HashMap<Id, TransportEntry>,
    streams: HashMap<Id, Entry>,
    outputs: HashMap<Id, Entry>,
}

#[derive(Debug, Default)]
struct TransportEntry {
    has_keys: bool,
    /// (stream, SSRC, payload type)
    receives: HashSet<(Id, u32, u8)>,
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
    pub fn new(sockets: Vec<SocketAddr>) -> Self {
        Self { sockets, ..Self::default() }
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
                self.transport(*transport)?;
                self.check_path(*socket, *remote)
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
            Command::Route { output, stream } => self.check_route(*output, *stream),
            Command::RemoveOutput { output } => self.remove_output(*output),
            Command::OutputStatistics { output, .. } => self.output(*output).map(drop),
            Command::AudioLevels { .. } | Command::Statistics { .. } | Command::Stop => Ok(()),
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
        let local = self.sockets.get(socket).ok_or(Refusal::Invalid("there is no such socket"))?;
        require(local.is_ipv4() == remote.is_ipv4(), "the address is of another family than the socket")?;
        require(remote.port() != 0, "a remote port is never 0")
    }

    fn add_transport(&mut self, id: Id) -> Checked {
        if self.transports.contains_key(&id) {
            return Err(Refusal::Exists("transport", id));
        }
        self.transports.insert(id, TransportEntry::default());
        Ok(())
    }

    fn remove_transport(&mut self, id: Id) -> Checked {
        self.transports.remove(&id).ok_or(Refusal::Unknown("transport", id))?;
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
        check_payload_types(stream.payload_type, stream.rtx_payload_type)?;
        let learnable = stream.extensions.mid.is_some();
        require(stream.ssrc.is_some() || learnable, "without an SSRC the mid extension is needed")?;
        let rtx_is_whole = stream.rtx_ssrc.is_none() || stream.rtx_payload_type.is_some();
        require(rtx_is_whole, "an RTX SSRC needs an RTX payload type")?;
        let media = stream.ssrc.map(|ssrc| (id, ssrc, stream.payload_type));
        let rtx = stream.rtx_ssrc.zip(stream.rtx_payload_type).map(|(ssrc, pt)| (id, ssrc, pt));
        let transport = self.transport(stream.transport)?;
        for (_, ssrc, payload_type) in [media, rtx].into_iter().flatten() {
            let taken = transport.receives.iter().any(|(_, s, p)| (*s, *p) == (ssrc, payload_type));
            require(!taken, "another stream has this SSRC and payload type")?;
        }
        transport.receives.extend([media, rtx].into_iter().flatten());
        let (transport, kind, clock_rate) = (stream.transport, stream.kind, stream.clock_rate);
        self.streams.insert(id, Entry { transport, kind, clock_rate });
        Ok(())
    }

    fn remove_stream(&mut self, id: Id) -> Checked {
        let entry = self.streams.remove(&id).ok_or(Refusal::Unknown("stream", id))?;
        self.transport(entry.transport)?.receives.retain(|(stream, ..)| *stream != id);
        Ok(())
    }

    fn add_output(&mut self, output: &OutputDescription) -> Checked {
        let id = output.output;
        if self.outputs.contains_key(&id) {
            return Err(Refusal::Exists("output", id));
        }
        check_section(&output.mid, output.clock_rate, &output.extensions)?;
        check_payload_types(output.payload_type, output.rtx.map(|rtx| rtx.payload_type))?;
        let transport = self.transport(output.transport)?;
        let rtx = output.rtx.map(|rtx| rtx.ssrc);
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

    fn check_route(&self, output: Id, stream: Option<Id>) -> Checked {
        let output = self.output(output)?;
        let Some(stream) = stream else {
            return Ok(());
        };
        let stream = self.stream(stream)?;
        require(stream.kind == output.kind, "a stream and its output are of one kind")?;
        require(stream.clock_rate == output.clock_rate, "a stream and its output have one clock rate")
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
    ];
    let used: Vec<u8> = ids.into_iter().flatten().collect();
    require(!used.contains(&0), "extension ids are between 1 and 255")?;
    let distinct: HashSet<_> = used.iter().collect();
    require(distinct.len() == used.len(), "two extensions have the same id")
}

/// RFC 5761 section 4: 64 to 95 would be taken for RTCP.
fn check_payload_types(payload_type: u8, rtx: Option<u8>) -> Checked {
    for payload_type in [Some(payload_type), rtx].into_iter().flatten() {
        require(matches!(payload_type, 0..=63 | 96..=127), "payload types are 0-63 and 96-127")?;
    }
    require(rtx != Some(payload_type), "RTX has a payload type of its own")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{RtxDescription, Start};

    fn stream(id: Id, ssrc: Option<u32>) -> StreamDescription {
        StreamDescription {
            stream: id,
            transport: 1,
            kind: Kind::Video,
            mid: "0".into(),
            ssrc,
            payload_type: 96,
            clock_rate: 90_000,
            rtx_ssrc: None,
            rtx_payload_type: Some(97),
            extensions: ExtensionIds { mid: Some(4), ..ExtensionIds::default() },
            nack: true,
            transport_cc: true,
            allowed: true,
        }
    }

    fn output(id: Id, ssrc: u32, rtx: u32) -> OutputDescription {
        OutputDescription {
            output: id,
            transport: 1,
            kind: Kind::Video,
            mid: "0".into(),
            ssrc,
            payload_type: 96,
            clock_rate: 90_000,
            rtx: Some(RtxDescription { ssrc: rtx, payload_type: 97 }),
            extensions: ExtensionIds::default(),
            start: Start::default(),
        }
    }

    fn registry() -> Registry {
        let mut registry = Registry::new(vec![([127, 0, 0, 1], 1).into()]);
        registry.check(&Command::AddTransport { transport: 1, ssrc: 1 }).unwrap();
        registry
    }

    fn refused(checked: Checked) -> bool {
        matches!(checked, Err(Refusal::Invalid(_)))
    }

    #[test]
    fn ids_are_unknown_before_they_are_added_and_after_they_are_removed() {
        let mut registry = registry();
        let unknown = Refusal::Unknown("stream", 5);
        assert_eq!(registry.check(&Command::RequestKeyframe { stream: 5 }), Err(unknown.clone()));
        registry.check(&Command::AddStream(stream(5, Some(1)))).unwrap();
        let again = registry.check(&Command::AddStream(stream(5, Some(2))));
        assert_eq!(again, Err(Refusal::Exists("stream", 5)));
        registry.check(&Command::RemoveTransport { transport: 1 }).unwrap();
        assert_eq!(registry.check(&Command::RequestKeyframe { stream: 5 }), Err(unknown));
    }

    #[test]
    fn one_ssrc_is_sent_by_one_output_until_it_is_removed() {
        let mut registry = registry();
        registry.check(&Command::AddOutput(output(1, 10, 11))).unwrap();
        assert!(refused(registry.check(&Command::AddOutput(output(2, 11, 12)))));
        assert!(refused(registry.check(&Command::AddOutput(output(2, 12, 12)))));
        registry.check(&Command::RemoveOutput { output: 1 }).unwrap();
        registry.check(&Command::AddOutput(output(2, 11, 12))).unwrap();
    }

    #[test]
    fn an_ssrc_may_have_several_payload_types_but_each_only_once() {
        let mut registry = registry();
        registry.check(&Command::AddStream(stream(1, Some(7)))).unwrap();
        assert!(refused(registry.check(&Command::AddStream(stream(2, Some(7))))));
        let other =
            StreamDescription { payload_type: 102, rtx_payload_type: Some(103), ..stream(2, Some(7)) };
        registry.check(&Command::AddStream(other)).unwrap();
    }

    #[test]
    fn keys_are_set_once() {
        let mut registry = registry();
        let key =
            crate::srtp::MasterKey::new(crate::srtp::Profile::AeadAes128Gcm, &[0; 16], &[0; 12]).unwrap();
        let command = Command::SetKeys { transport: 1, receive: key.clone(), send: key };
        registry.check(&command).unwrap();
        assert!(refused(registry.check(&command)));
    }

    #[test]
    fn paths_are_on_our_sockets_and_of_their_family() {
        let registry = registry();
        assert!(registry.check_path(0, ([127, 0, 0, 1], 9).into()).is_ok());
        assert!(refused(registry.check_path(1, ([127, 0, 0, 1], 9).into())));
        assert!(refused(registry.check_path(0, (std::net::Ipv6Addr::LOCALHOST, 9).into())));
        assert!(refused(registry.check_path(0, ([127, 0, 0, 1], 0).into())));
    }

    #[test]
    fn a_route_joins_what_fits() {
        let mut registry = registry();
        registry.check(&Command::AddStream(stream(1, Some(7)))).unwrap();
        registry.check(&Command::AddOutput(output(1, 10, 11))).unwrap();
        let audio = OutputDescription { kind: Kind::Audio, clock_rate: 48_000, ..output(2, 12, 13) };
        registry.check(&Command::AddOutput(audio)).unwrap();
        assert!(registry.check(&Command::Route { output: 1, stream: Some(1) }).is_ok());
        assert!(registry.check(&Command::Route { output: 2, stream: None }).is_ok());
        assert!(refused(registry.check(&Command::Route { output: 2, stream: Some(1) })));
    }

    #[test]
    fn descriptions_that_make_no_sense_are_refused() {
        let mut registry = registry();
        let base = || stream(1, Some(7));
        let same_ids = ExtensionIds { mid: Some(4), rid: Some(4), ..ExtensionIds::default() };
        for wrong in [
            StreamDescription { payload_type: 72, ..base() },
            StreamDescription { payload_type: 128, ..base() },
            StreamDescription { rtx_payload_type: Some(96), ..base() },
            StreamDescription { rtx_payload_type: None, rtx_ssrc: Some(8), ..base() },
            StreamDescription { clock_rate: 0, ..base() },
            StreamDescription { mid: String::new(), ..base() },
            StreamDescription { extensions: same_ids, ..base() },
            StreamDescription { ssrc: None, extensions: ExtensionIds::default(), ..base() },
        ] {
            assert!(refused(registry.check(&Command::AddStream(wrong))));
        }
        assert!(registry.check(&Command::AddStream(base())).is_ok(), "a refusal leaves nothing behind");
    }
}

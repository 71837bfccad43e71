//! Behaviour of the whole without sockets: peers with keys of their own, and a network that keeps every datagram.

mod feedback;
mod forwarding;
mod hostile;
mod ingress;
mod layers;
mod pacing;
mod paths;
mod relays;
mod scalable;
mod shares;
mod simulcast;
mod statistics;

use std::collections::{HashMap, VecDeque};
use std::io;
use std::net::SocketAddr;

use super::Forwarder;
use crate::clock::{Micros, WallClock};
use crate::command::{Attention, Command, Id, OutputDescription, Payload, Start, StreamDescription};
use crate::drops::DropReason;
use crate::egress::{Outlet, Path};
use crate::packet::{Codec, Kind};
use crate::rtp::extensions::{Block, ExtensionIds, Form};
use crate::rtp::header::{self, Header};
use crate::srtp::{MasterKey, Profile, SrtpReceiver, SrtpSender};

const SSRC: u32 = 0x1000;
const RTX_SSRC: u32 = 0x1001;
const OUT_SSRC: u32 = 0x5000;
const OUT_RTX_SSRC: u32 = 0x5001;
const VIDEO: u8 = 96;
const RTX: u8 = 97;
const VP8: Payload = Payload { codec: Codec::Vp8, payload_type: VIDEO, rtx_payload_type: Some(RTX) };

/// Keeps what is sent, cut into datagrams as the kernel would.
#[derive(Default)]
struct Network {
    datagrams: Vec<(SocketAddr, Vec<u8>)>,
}

impl Outlet for Network {
    fn send(&mut self, path: Path, bytes: &[u8], segment: usize) -> io::Result<()> {
        self.datagrams.extend(bytes.chunks(segment).map(|datagram| (path.remote, datagram.to_vec())));
        Ok(())
    }

    fn max_segments(&self) -> usize {
        64
    }
}

/// A forwarder with its network and its clock.
struct World {
    forwarder: Forwarder,
    network: Network,
    now: Micros,
}

impl World {
    fn new() -> Self {
        let forwarder = Forwarder::new(WallClock::new(1_800_000_000_000_000), "plane".into());
        Self { forwarder, network: Network::default(), now: 0 }
    }

    fn apply(&mut self, command: Command) {
        self.forwarder.apply(command, self.now, &mut self.network);
    }

    fn receive(&mut self, remote: SocketAddr, datagrams: &[Vec<u8>]) {
        let mut batch: Vec<u8> = datagrams.concat();
        let mut start = 0;
        for datagram in datagrams {
            let range = start..start + datagram.len();
            start = range.end;
            self.forwarder.receive(0, remote, &mut batch, range, self.now, &mut self.network);
        }
        self.forwarder.relay(&batch);
        self.forwarder.dispatch(&batch, self.now, &mut self.network);
        if self.forwarder.has_strays() {
            self.forwarder.receive_strays(&mut batch, &mut self.network);
            self.forwarder.relay(&batch);
            self.forwarder.dispatch(&batch, self.now, &mut self.network);
        }
    }

    /// Let time pass, with every deadline kept.
    fn run_until(&mut self, then: Micros) {
        while let Some(at) = self.forwarder.next_deadline().filter(|at| *at <= then) {
            self.now = self.now.max(at);
            self.forwarder.tick(self.now, &mut self.network);
        }
        self.now = then;
    }

    fn dropped(&self, reason: DropReason) -> u64 {
        self.forwarder.statistics().drops.get(reason)
    }
}

/// One transport, from its peer's side.
struct Peer {
    transport: Id,
    remote: SocketAddr,
    sender: SrtpSender,
    receiver: SrtpReceiver,
    inbox: VecDeque<Vec<u8>>,
}

fn master(seed: u8) -> MasterKey {
    MasterKey::new(Profile::AeadAes128Gcm, &[seed; 16], &[seed; 12]).unwrap()
}

impl Peer {
    fn join(world: &mut World, transport: Id) -> Self {
        let (peer, commands) = Self::arrive(transport);
        commands.into_iter().for_each(|command| world.apply(command));
        peer
    }

    /// And what the plane has to be told of it.
    fn arrive(transport: Id) -> (Self, [Command; 3]) {
        let remote = SocketAddr::from(([10, 0, 0, 1], 1_000 + transport as u16));
        let (theirs, ours) = (master((2 * transport) as u8), master((2 * transport + 1) as u8));
        let (sender, receiver) = (SrtpSender::new(&theirs), SrtpReceiver::new(&ours));
        let commands = [
            Command::AddTransport { transport, ssrc: 7 },
            Command::SetPath { transport, socket: 0, remote },
            Command::SetKeys { transport, receive: theirs, send: ours },
        ];
        (Self { transport, remote, sender, receiver, inbox: VecDeque::new() }, commands)
    }

    fn rtp(&mut self, index: u64, ssrc: u32, payload_type: u8, timestamp: u32, payload: &[u8]) -> Vec<u8> {
        let header = Header { marker: true, payload_type, sequence: index as u16, timestamp, ssrc };
        self.packet(index, header, &[], payload)
    }

    /// With header extensions: (id, data).
    fn packet(&mut self, index: u64, header: Header, extensions: &[(u8, &[u8])], payload: &[u8]) -> Vec<u8> {
        let mut block = Block::new(Form::OneByte);
        for (id, data) in extensions {
            block.push(*id, data);
        }
        let mut packet = Vec::new();
        let header_len = header.write(&mut packet, &block);
        packet.extend(payload);
        let source = self.sender.open(header.ssrc);
        self.sender.protect_rtp(source, index, &mut packet, 0, header_len).unwrap();
        packet
    }

    fn video(&mut self, index: u64, timestamp: u32, keyframe: bool) -> Vec<u8> {
        self.rtp(index, SSRC, VIDEO, timestamp, &picture(index, keyframe))
    }

    fn rtcp(&mut self, write: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
        let mut packet = Vec::new();
        write(&mut packet);
        self.sender.protect_rtcp(&mut packet, 0).unwrap();
        packet
    }

    /// Take what the network has for this peer.
    fn fetch(&mut self, world: &mut World) {
        let remote = self.remote;
        let datagrams = &mut world.network.datagrams;
        self.inbox.extend(datagrams.extract_if(.., |(to, _)| *to == remote).map(|(_, datagram)| datagram));
    }

    /// All RTP that came: its index, header and payload.
    fn received_rtp(&mut self, world: &mut World) -> Vec<(u64, Header, Vec<u8>)> {
        self.fetch(world);
        let (rtp, rest): (Vec<_>, Vec<_>) = self.inbox.drain(..).partition(|packet| !is_rtcp(packet));
        self.inbox.extend(rest);
        let open = |mut packet: Vec<u8>| {
            let parsed = header::parse(&packet).unwrap();
            let (header, header_len) = (parsed.header, parsed.header_len);
            let received = self.receiver.unprotect_rtp(&mut packet, header_len).unwrap();
            (received.index, header, packet[header_len..received.end].to_vec())
        };
        rtp.into_iter().map(open).collect()
    }

    /// All compound RTCP packets that came.
    fn received_rtcp(&mut self, world: &mut World) -> Vec<Vec<u8>> {
        self.fetch(world);
        let (rtcp, rest): (Vec<_>, Vec<_>) = self.inbox.drain(..).partition(|packet| is_rtcp(packet));
        self.inbox.extend(rest);
        let open = |mut packet: Vec<u8>| {
            let end = self.receiver.unprotect_rtcp(&mut packet).unwrap();
            packet.truncate(end);
            packet
        };
        rtcp.into_iter().map(open).collect()
    }
}

fn is_rtcp(packet: &[u8]) -> bool {
    (192..=223).contains(&packet[1])
}

/// VP8 with a 15-bit picture id, and the packet's index as its picture.
fn picture(index: u64, keyframe: bool) -> Vec<u8> {
    let [high, low] = (index as u16 | 0x8000).to_be_bytes();
    let mut payload = vec![0x90, 0x80, high, low, u8::from(!keyframe)];
    payload.extend(index.to_be_bytes());
    payload
}

fn stream(id: Id, peer: &Peer) -> StreamDescription {
    StreamDescription {
        stream: id,
        transport: peer.transport,
        mid: "0".into(),
        rid: None,
        ssrc: Some(SSRC),
        rtx_ssrc: Some(RTX_SSRC),
        payloads: vec![VP8],
        clock_rate: 90_000,
        extensions: ExtensionIds::default(),
        nack: true,
        transport_cc: false,
        allowed: true,
        max_bitrate: None,
    }
}

fn output(id: Id, peer: &Peer) -> OutputDescription {
    OutputDescription {
        output: id,
        transport: peer.transport,
        kind: Kind::Video,
        mid: "0".into(),
        ssrc: OUT_SSRC,
        rtx_ssrc: Some(OUT_RTX_SSRC),
        payloads: vec![VP8],
        clock_rate: 90_000,
        extensions: ExtensionIds::default(),
        start: Start { index: 0x7ff0, timestamp: 0xffff_0000, rtx_index: 5 },
    }
}

/// A publisher whose video a subscriber is shown.
fn publisher_and_subscriber() -> (World, Peer, Peer) {
    let mut world = World::new();
    let (publisher, subscriber) = (Peer::join(&mut world, 1), Peer::join(&mut world, 2));
    world.apply(Command::AddStream(stream(1, &publisher)));
    world.apply(Command::AddOutput(output(1, &subscriber)));
    world.apply(Command::Route { output: 1, streams: vec![1] });
    (world, publisher, subscriber)
}

//! A forwarder, a publisher of two pictures, and subscribers to whom everything happens that can.

use std::io;
use std::net::SocketAddr;

use studyhall_plane::clock::{MILLISECOND, Micros, WallClock};
use studyhall_plane::command::{Command, OutputDescription, Payload, Start, StreamDescription};
use studyhall_plane::egress::{Outlet, Path};
use studyhall_plane::forwarder::Forwarder;
use studyhall_plane::packet::{Codec, Kind};
use studyhall_plane::rtcp::feedback::write_nack;
use studyhall_plane::rtp::extensions::{Block, ExtensionIds, Form};
use studyhall_plane::rtp::header::Header;
use studyhall_plane::srtp::{MasterKey, Profile, SrtpSender};

use crate::chance::Chance;
use crate::observer::{Observer, RTX_BIT};

const PUBLISHER: u16 = 0;
const SUBSCRIBERS: u16 = 3;
/// Slots of each
const SLOTS: u16 = 2;
const VP8: Payload = Payload { codec: Codec::Vp8, payload_type: 96, rtx_payload_type: Some(97) };

pub struct World {
    pub observer: Observer,
    forwarder: Forwarder,
    network: Network,
    now: Micros,
    chance: Chance,
    /// What each peer encrypts with
    senders: Vec<SrtpSender>,
    /// Of the two streams
    indexes: [u64; 2],
    keys: u8,
}

#[derive(Default)]
struct Network(Vec<(SocketAddr, Vec<u8>)>);

impl Outlet for Network {
    fn send(&mut self, path: Path, bytes: &[u8], segment: usize) -> io::Result<()> {
        self.0.extend(bytes.chunks(segment).map(|datagram| (path.remote, datagram.to_vec())));
        Ok(())
    }

    fn max_segments(&self) -> usize {
        64
    }
}

fn remote(peer: u16) -> SocketAddr {
    SocketAddr::from(([10, 0, 0, 1], 1_000 + peer))
}

fn ssrc(peer: u16, slot: u16) -> u32 {
    0x100 * u32::from(peer) + u32::from(slot) + 1
}

fn output(peer: u16, slot: u16) -> u64 {
    u64::from(peer * SLOTS + slot)
}

impl World {
    pub fn new(chance: Chance) -> Self {
        let mut world = Self {
            observer: Observer::default(),
            forwarder: Forwarder::new(WallClock::new(1_800_000_000_000_000), "plane".into()),
            network: Network::default(),
            now: 0,
            chance,
            senders: Vec::new(),
            indexes: [0xfff0; 2],
            keys: 0,
        };
        for peer in 0..=SUBSCRIBERS {
            world.join(peer);
        }
        (0..2).for_each(|stream| world.add_stream(stream));
        world
    }

    fn apply(&mut self, command: Command) {
        self.forwarder.apply(command, self.now, &mut self.network);
        self.observe();
    }

    fn observe(&mut self) {
        for (remote, datagram) in self.network.0.drain(..) {
            self.observer.see(remote.port() - 1_000, datagram);
        }
    }

    fn join(&mut self, peer: u16) {
        self.apply(Command::AddTransport { transport: peer.into(), ssrc: 7 });
        self.apply(Command::SetPath { transport: peer.into(), socket: 0, remote: remote(peer) });
        self.set_keys(peer);
        if peer != PUBLISHER {
            (0..SLOTS).for_each(|slot| self.add_output(peer, slot));
        }
    }

    /// New keys in both directions, as after another handshake.
    fn set_keys(&mut self, peer: u16) {
        let mut key = || {
            self.keys = self.keys.wrapping_add(1);
            let salt = self.chance.next().to_be_bytes();
            MasterKey::new(Profile::AeadAes128Gcm, &[self.keys; 16], &[&salt[..], &[0; 4]].concat())
                .expect("a key")
        };
        let (receive, send) = (key(), key());
        let sender = SrtpSender::new(&receive);
        match self.senders.get_mut(usize::from(peer)) {
            Some(old) => *old = sender,
            None => self.senders.push(sender),
        }
        self.observer.set_key(peer, &send);
        self.apply(Command::SetKeys { transport: peer.into(), receive, send });
    }

    fn add_stream(&mut self, stream: u16) {
        self.apply(Command::AddStream(StreamDescription {
            stream: stream.into(),
            transport: PUBLISHER.into(),
            mid: stream.to_string(),
            rid: None,
            ssrc: Some(ssrc(PUBLISHER, stream)),
            rtx_ssrc: None,
            payloads: vec![VP8],
            clock_rate: 90_000,
            extensions: ExtensionIds::default(),
            nack: true,
            transport_cc: false,
            allowed: true,
            max_bitrate: None,
        }));
    }

    /// On the SSRC that the slot always had.
    fn add_output(&mut self, peer: u16, slot: u16) {
        let start = Start {
            index: self.chance.of(1 << 15) as u16,
            timestamp: self.chance.next() as u32,
            rtx_index: self.chance.of(1 << 15) as u16,
        };
        self.apply(Command::AddOutput(OutputDescription {
            output: output(peer, slot),
            transport: peer.into(),
            kind: Kind::Video,
            mid: slot.to_string(),
            ssrc: ssrc(peer, slot),
            rtx_ssrc: Some(ssrc(peer, slot) | RTX_BIT),
            payloads: vec![VP8],
            clock_rate: 90_000,
            extensions: ExtensionIds { transport_cc: (peer == 1).then_some(3), ..ExtensionIds::default() },
            start,
        }));
        let streams = vec![self.chance.of(2)];
        self.apply(Command::Route { output: output(peer, slot), streams });
    }

    /// The publisher sends a packet of each picture, after a gap now and then.
    pub fn publish(&mut self) {
        for stream in 0..2 {
            let gap = match self.chance.of(40) {
                0 => self.chance.of(3_000),
                1..=6 => self.chance.of(900),
                _ => 0,
            };
            let index = &mut self.indexes[usize::from(stream)];
            *index += 1 + gap;
            let index = *index;
            let header = Header {
                marker: true,
                payload_type: VP8.payload_type,
                sequence: index as u16,
                timestamp: (self.now * 9 / 100) as u32,
                ssrc: ssrc(PUBLISHER, stream),
            };
            let mut packet = Vec::new();
            let header_len = header.write(&mut packet, &Block::new(Form::OneByte));
            let [high, low] = (index as u16 | 0x8000).to_be_bytes();
            packet.extend([0x90, 0x80, high, low, u8::from(!self.chance.once_in(8)), 1, 2, 3]);
            let sender = &mut self.senders[usize::from(PUBLISHER)];
            let source = sender.open(header.ssrc);
            sender.protect_rtp(source, index, &mut packet, 0, header_len).expect("a new index");
            self.receive(PUBLISHER, packet);
        }
    }

    fn receive(&mut self, peer: u16, mut datagram: Vec<u8>) {
        let range = 0..datagram.len();
        self.forwarder.receive(0, remote(peer), &mut datagram, range, self.now, &mut self.network);
        self.forwarder.dispatch(&datagram, self.now, &mut self.network);
        self.observe();
    }

    pub fn disturb(&mut self) {
        self.pass(5 * MILLISECOND);
        let (peer, slot) =
            (1 + self.chance.of(SUBSCRIBERS.into()) as u16, self.chance.of(SLOTS.into()) as u16);
        match self.chance.of(400) {
            0..=9 => {
                let streams = (0..self.chance.of(2)).map(|_| self.chance.of(2)).collect();
                self.apply(Command::Route { output: output(peer, slot), streams });
            }
            10..=19 => {
                let stream = self.chance.of(2);
                let allowed = self.chance.once_in(2);
                self.apply(Command::AllowStream { stream, allowed });
            }
            20..=25 => {
                self.apply(Command::RemoveOutput { output: output(peer, slot) });
                self.add_output(peer, slot);
            }
            26 => self.set_keys(peer),
            27 => {
                self.apply(Command::RemoveTransport { transport: peer.into() });
                self.join(peer);
            }
            28 => self.pass(3_000 * MILLISECOND),
            30..=120 => self.ask_again(peer, slot),
            _ => {}
        }
    }

    fn ask_again(&mut self, peer: u16, slot: u16) {
        let Some(newest) = self.observer.newest(peer, ssrc(peer, slot)) else {
            return;
        };
        let from = newest.wrapping_sub(self.chance.of(30) as u16);
        let mut report = Vec::new();
        write_nack(&mut report, 1, ssrc(peer, slot), &[from, from.wrapping_add(1), from.wrapping_add(2)]);
        self.senders[usize::from(peer)].protect_rtcp(&mut report, 0).expect("a new index");
        self.receive(peer, report);
    }

    /// Let time pass, with every deadline kept.
    fn pass(&mut self, time: Micros) {
        let then = self.now + time;
        while let Some(at) = self.forwarder.next_deadline().filter(|at| *at <= then) {
            self.now = self.now.max(at);
            self.forwarder.tick(self.now, &mut self.network);
        }
        self.now = then;
        self.observe();
    }
}

//! L16: whether the kernel cuts a run into segments or every packet leaves by a call of its own, receivers get the same
//! bytes. Two forwarders are told the same, with the same keys at the same moments; both send through real sockets.

use std::io;
use std::net::{SocketAddr, UdpSocket};

use studyhall_plane::clock::{MILLISECOND, WallClock};
use studyhall_plane::command::{Command, Id, OutputDescription, Payload, Start, StreamDescription};
use studyhall_plane::egress::{Outlet, Path};
use studyhall_plane::forwarder::Forwarder;
use studyhall_plane::packet::{Codec, Kind};
use studyhall_plane::rtp::extensions::{Block, ExtensionIds, Form};
use studyhall_plane::rtp::header::Header;
use studyhall_plane::sockets::Sockets;
use studyhall_plane::srtp::{MasterKey, Profile, SrtpSender};

const RECEIVERS: usize = 3;
const FRAMES: u64 = 60;
/// Bytes of the packets of a frame, as an encoder splits it; of some frames the last is not the shortest.
const FRAME: [[usize; 5]; 3] =
    [[1_100, 1_100, 1_100, 1_100, 420], [900, 900, 300, 900, 900], [700, 1_000, 1_000, 1_000, 1_000]];
const PUBLISHER: Id = 0;
const SSRC: u32 = 1;

/// The sockets, and how many segments one send may have.
struct Counted {
    sockets: Sockets,
    max_segments: usize,
    sends: usize,
}

impl Outlet for Counted {
    fn send(&mut self, path: Path, bytes: &[u8], segment: usize) -> io::Result<()> {
        self.sends += 1;
        self.sockets.send(path, bytes, segment)
    }

    fn max_segments(&self) -> usize {
        self.max_segments
    }
}

fn master() -> MasterKey {
    MasterKey::new(Profile::AeadAes128Gcm, &[1; 16], &[2; 12]).expect("lengths fit")
}

fn commands(remotes: &[SocketAddr]) -> Vec<Command> {
    let extensions = ExtensionIds { mid: Some(4), ..ExtensionIds::default() };
    let payloads = vec![Payload { codec: Codec::Vp8, payload_type: 96, rtx_payload_type: None }];
    let mut commands = Vec::new();
    for (transport, remote) in (PUBLISHER..).zip(remotes) {
        commands.push(Command::AddTransport { transport, ssrc: 9 });
        commands.push(Command::SetPath { transport, socket: 0, remote: *remote });
        commands.push(Command::SetKeys { transport, receive: master(), send: master() });
    }
    commands.push(Command::AddStream(StreamDescription {
        stream: 1,
        transport: PUBLISHER,
        mid: "0".into(),
        rid: None,
        ssrc: Some(SSRC),
        rtx_ssrc: None,
        payloads: payloads.clone(),
        clock_rate: 90_000,
        extensions,
        nack: false,
        transport_cc: false,
        allowed: true,
        max_bitrate: None,
    }));
    for output in 1..=RECEIVERS as Id {
        commands.push(Command::AddOutput(OutputDescription {
            output,
            transport: output,
            kind: Kind::Video,
            mid: "0".into(),
            ssrc: SSRC,
            rtx_ssrc: None,
            payloads: payloads.clone(),
            clock_rate: 90_000,
            extensions,
            start: Start::default(),
        }));
        commands.push(Command::Route { output, streams: vec![1] });
    }
    commands
}

/// Appends a packet of VP8 with a picture id; only the first frame is a keyframe.
fn write_packet(sender: &mut SrtpSender, batch: &mut Vec<u8>, frame: u64, part: usize) {
    let sizes = FRAME[frame as usize % FRAME.len()];
    let index = frame * sizes.len() as u64 + part as u64;
    let header = Header {
        marker: part + 1 == sizes.len(),
        payload_type: 96,
        sequence: index as u16,
        timestamp: frame as u32 * 3_000,
        ssrc: SSRC,
    };
    let mut block = Block::new(Form::OneByte);
    block.push(4, b"0");
    let start = batch.len();
    let header_len = header.write(batch, &block);
    let [high, low] = (frame as u16 | 0x8000).to_be_bytes();
    let first = if part == 0 { 0x90 } else { 0x80 };
    batch.extend([first, 0xe0, high, low, frame as u8, 0x20, u8::from(frame > 0)]);
    batch.extend(std::iter::repeat_n(index as u8, sizes[part]));
    let source = sender.open(SSRC);
    sender.protect_rtp(source, index, batch, start, header_len).expect("a fresh index");
}

/// What each receiver got, datagram by datagram, and how many sends that took.
fn forwarded(limit_segments: impl Fn(usize) -> usize) -> (Vec<Vec<Vec<u8>>>, usize) {
    let sinks: Vec<UdpSocket> =
        (0..RECEIVERS).map(|_| UdpSocket::bind(("127.0.0.1", 0)).expect("a free port")).collect();
    let publisher: SocketAddr = ([127, 0, 0, 1], 1).into();
    let mut remotes = vec![publisher];
    remotes.extend(sinks.iter().map(|sink| sink.local_addr().expect("bound")));
    let sockets = Sockets::bind(&[([127, 0, 0, 1], 0).into()], &[]).expect("a socket");
    let max_segments = limit_segments(sockets.max_segments());
    let mut outlet = Counted { sockets, max_segments, sends: 0 };
    let mut forwarder = Forwarder::new(WallClock::new(0), "same".into());
    for command in commands(&remotes) {
        forwarder.apply(command, 0, &mut outlet);
    }
    let mut sender = SrtpSender::new(&master());
    let mut received = vec![Vec::new(); RECEIVERS];
    for frame in 0..FRAMES {
        let now = frame * 33 * MILLISECOND;
        let (mut batch, mut start) = (Vec::new(), 0);
        for part in 0..FRAME[0].len() {
            write_packet(&mut sender, &mut batch, frame, part);
        }
        let sizes = FRAME[frame as usize % FRAME.len()];
        let overhead = (batch.len() - sizes.iter().sum::<usize>()) / sizes.len();
        for size in sizes {
            let end = start + size + overhead;
            forwarder.receive(0, publisher, &mut batch, start..end, now, &mut outlet);
            start = end;
        }
        forwarder.dispatch(&batch, now, &mut outlet);
        forwarder.tick(now, &mut outlet);
        for (sink, datagrams) in sinks.iter().zip(&mut received) {
            drain(sink, datagrams);
        }
    }
    (received, outlet.sends)
}

/// Loopback delivers within the send: what is not here now never comes.
fn drain(sink: &UdpSocket, datagrams: &mut Vec<Vec<u8>>) {
    sink.set_nonblocking(true).expect("a socket");
    let mut buffer = [0; 2_048];
    while let Ok(length) = sink.recv(&mut buffer) {
        datagrams.push(buffer[..length].to_vec());
    }
}

#[test]
fn segmentation_offload_changes_no_byte_that_a_receiver_gets() {
    let (offloaded, few_sends) = forwarded(|most| most);
    let (one_by_one, many_sends) = forwarded(|_| 1);
    assert_eq!(offloaded, one_by_one);
    let packets: usize = offloaded.iter().map(Vec::len).sum();
    assert!(packets >= RECEIVERS * FRAMES as usize * 5, "{packets}");
    assert!(many_sends >= packets && few_sends * 2 < many_sends, "{few_sends} sends, or {many_sends}");
}

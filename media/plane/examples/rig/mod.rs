//! What the examples have in common: a case, its packets, its receivers, and how the plane is told of them.

use std::net::{SocketAddr, UdpSocket};

use socket2::{SockFilter, SockRef};
use studyhall_plane::command::{Command, OutputDescription, Payload, Start, StreamDescription};
use studyhall_plane::packet::Codec;
use studyhall_plane::rtp::extensions::{Block, ExtensionIds, Form};
use studyhall_plane::rtp::header::Header;
use studyhall_plane::srtp::{MasterKey, Profile};

pub const PAYLOAD: usize = 1_200;
pub const SSRC: u32 = 1;
pub const PUBLISHER: u64 = 0;

pub struct Case {
    pub codec: Codec,
    pub receivers: usize,
    pub burst: usize,
    pub profile: Profile,
    /// The receivers were promised numbers, by which they may tell what arrived.
    pub numbered: bool,
}

pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

pub fn master(profile: Profile) -> MasterKey {
    MasterKey::new(profile, &[1; 32][..profile.key_len()], &[2; 14][..profile.salt_len()])
        .expect("lengths fit")
}

pub fn sinks(number: usize) -> (Vec<UdpSocket>, Vec<SocketAddr>) {
    let sockets: Vec<UdpSocket> =
        (0..number).map(|_| UdpSocket::bind(("127.0.0.1", 0)).expect("a free port")).collect();
    let drop_everything = [SockFilter::new(0x06, 0, 0, 0)];
    for socket in &sockets {
        SockRef::from(socket).attach_filter(&drop_everything).expect("a filter");
    }
    let addresses = sockets.iter().map(|socket| socket.local_addr().expect("bound")).collect();
    (sockets, addresses)
}

/// With a VP8 payload descriptor of one picture per packet, of which the first is a keyframe; to Opus it is all the same.
pub fn write_packet(buffer: &mut Vec<u8>, index: u64) -> usize {
    let header = Header {
        marker: false,
        payload_type: 111,
        sequence: index as u16,
        timestamp: index as u32 * 90,
        ssrc: SSRC,
    };
    let mut block = Block::new(Form::OneByte);
    block.push(4, b"0");
    let header_len = header.write(buffer, &block);
    let [high, low] = (index as u16 | 0x8000).to_be_bytes();
    buffer.extend([0x90, 0xe0, high, low, index as u8, 0x20, u8::from(index > 0)]);
    buffer.extend(std::iter::repeat_n(index as u8, PAYLOAD));
    header_len
}

pub fn set_up(case: &Case, publisher: SocketAddr, addresses: &[SocketAddr]) -> Vec<Command> {
    let transport_cc = case.numbered.then_some(3);
    let ids = ExtensionIds { mid: Some(4), transport_cc, ..ExtensionIds::default() };
    let payload = Payload { codec: case.codec, payload_type: 111, rtx_payload_type: None };
    let mut commands = Vec::new();
    let remotes = std::iter::once(&publisher).chain(addresses);
    for (transport, remote) in (PUBLISHER..).zip(remotes) {
        commands.push(Command::AddTransport { transport, ssrc: 9 });
        commands.push(Command::SetPath { transport, socket: 0, remote: *remote });
        let key = master(case.profile);
        commands.push(Command::SetKeys { transport, receive: key.clone(), send: key });
    }
    commands.push(Command::AddStream(StreamDescription {
        stream: 1,
        transport: PUBLISHER,
        mid: "0".into(),
        rid: None,
        ssrc: Some(SSRC),
        rtx_ssrc: None,
        payloads: vec![payload],
        clock_rate: 90_000,
        extensions: ids,
        nack: false,
        transport_cc: false,
        allowed: true,
        max_bitrate: None,
    }));
    for output in 1..=addresses.len() as u64 {
        commands.push(Command::AddOutput(OutputDescription {
            output,
            transport: output,
            kind: case.codec.kind(),
            mid: "0".into(),
            ssrc: SSRC,
            rtx_ssrc: None,
            payloads: vec![payload],
            clock_rate: 90_000,
            extensions: ids,
            start: Start::default(),
        }));
        commands.push(Command::Route { output, streams: vec![1] });
    }
    commands
}

//! The floor: the cheapest program that could do a server's sending. It has every packet in its hand, and only encrypts
//! it for each viewer and sends it, by GSO, at the pace of one publisher, to the same kind of viewers.
//!
//! What a server needs more than this is what it costs to receive, to find out for whom, and to rewrite.

use std::net::{SocketAddr, UdpSocket};
use std::os::fd::OwnedFd;
use std::time::Duration;

use nix::sys::socket::SockaddrIn;
use studyhall_plane::rtp::extensions::{Block, Form};
use studyhall_plane::rtp::header::Header;
use studyhall_plane::srtp::{MasterKey, Profile, SendSource, SrtpSender};

use crate::clock::{self, MILLISECOND, Nanos, SECOND};
use crate::media::{Vp8, opus_payload};
use crate::publisher::Keys;
use crate::sockets::{self, Burst};
use crate::stamp::Stamp;
use crate::viewer::Viewer;
use crate::viewing::Viewing;

const FRAMES_PER_SECOND: u32 = 30;
const AUDIO_INTERVAL: Nanos = 20 * MILLISECOND;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FloorCounts {
    /// Sent, over all viewers
    pub packets: u64,
    /// Counted by the viewers
    pub received: u64,
    /// User and system time of the sending thread
    pub cpu: Nanos,
}

struct Sink {
    remote: SockaddrIn,
    sender: SrtpSender,
    tracks: [SendSource; 2],
}

/// One packet before it is encrypted: the same for every viewer.
struct Plain {
    track: usize,
    index: u64,
    header_len: usize,
    bytes: Vec<u8>,
}

/// Of the picture and of the sound
const SSRCS: [u32; 2] = [1, 2];
const PAYLOAD_TYPES: [u8; 2] = [96, 111];

/// Send what one publisher of `bits_per_second` would have had forwarded to `viewers` for `seconds`.
pub fn run(
    viewers: usize,
    seconds: f64,
    bits_per_second: u32,
    gso: bool,
) -> std::io::Result<FloorCounts> {
    let mut viewing = Viewing::start()?;
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    let from = socket.local_addr()?;
    let mut sinks = (0..viewers)
        .map(|at| sink(&viewing, from, at))
        .collect::<std::io::Result<Vec<_>>>()?;
    let started_cpu = clock::thread_cpu();
    let packets = send_paced(&socket, &mut sinks, seconds, bits_per_second, gso);
    let cpu = clock::thread_cpu() - started_cpu;
    std::thread::sleep(Duration::from_millis(50)); // the viewers' last passes
    let received = viewing.counts().received;
    viewing.stop();
    Ok(FloorCounts {
        packets,
        received,
        cpu,
    })
}

fn sink(viewing: &Viewing, from: SocketAddr, at: usize) -> std::io::Result<Sink> {
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    socket.connect(from)?;
    socket.set_nonblocking(true)?;
    let SocketAddr::V4(address) = socket.local_addr()? else {
        unreachable!("bound to IPv4")
    };
    let key = [&at.to_be_bytes()[..], &[0; 8]].concat();
    let master = MasterKey::new(Profile::AeadAes128Gcm, &key[..16], &[0; 12])
        .expect("lengths of the profile");
    let keys = Keys {
        receive: master.clone(),
        send: master,
    };
    viewing.add(
        OwnedFd::from(socket),
        Viewer::new(&keys, 1, PAYLOAD_TYPES[0]),
    )?;
    let mut sender = SrtpSender::new(&keys.send);
    let tracks = SSRCS.map(|ssrc| sender.open(ssrc));
    Ok(Sink {
        remote: SockaddrIn::from(address),
        sender,
        tracks,
    })
}

fn send_paced(
    socket: &UdpSocket,
    sinks: &mut [Sink],
    seconds: f64,
    bits_per_second: u32,
    gso: bool,
) -> u64 {
    let mut script = Script {
        vp8: Vp8::new(bits_per_second, FRAMES_PER_SECOND),
        indexes: [1_000; 2],
    };
    let started = clock::monotonic();
    let end = started + (seconds * SECOND as f64) as Nanos;
    let (mut frames, mut audio_frames, mut sent) = (0, 0, 0);
    let mut burst = Burst::default();
    loop {
        let video_due = started + frames * SECOND / u64::from(FRAMES_PER_SECOND);
        let audio_due = started + audio_frames * AUDIO_INTERVAL;
        let due = video_due.min(audio_due);
        if due >= end {
            return sent;
        }
        std::thread::sleep(Duration::from_nanos(due.saturating_sub(clock::monotonic())));
        let plain = if video_due <= audio_due {
            frames += 1;
            script.frame(frames == 1)
        } else {
            audio_frames += 1;
            vec![script.packet(1, opus_payload(), false)]
        };
        for sink in sinks.iter_mut() {
            burst.clear();
            sink.protect(&plain, &mut burst);
            sent += sockets::send_burst(socket, &sink.remote, &burst, gso) as u64;
        }
    }
}

impl Sink {
    fn protect(&mut self, packets: &[Plain], burst: &mut Burst) {
        for Plain {
            track,
            index,
            header_len,
            bytes,
        } in packets
        {
            let start = burst.bytes.len();
            burst.bytes.extend_from_slice(bytes);
            self.sender
                .protect_rtp(
                    self.tracks[*track],
                    *index,
                    &mut burst.bytes,
                    start,
                    *header_len,
                )
                .expect("the index only grows");
            burst.ends.push(burst.bytes.len());
        }
    }
}

struct Script {
    vp8: Vp8,
    indexes: [u64; 2],
}

impl Script {
    fn frame(&mut self, keyframe: bool) -> Vec<Plain> {
        let payloads = self.vp8.next_frame(keyframe);
        let last = payloads.len() - 1;
        payloads
            .into_iter()
            .enumerate()
            .map(|(at, payload)| self.packet(0, payload, at == last))
            .collect()
    }

    fn packet(&mut self, track: usize, mut payload: Vec<u8>, marker: bool) -> Plain {
        let index = self.indexes[track];
        self.indexes[track] += 1;
        Stamp {
            sent: clock::monotonic(),
            count: index,
        }
        .write(&mut payload);
        let header = Header {
            marker,
            payload_type: PAYLOAD_TYPES[track],
            sequence: index as u16,
            timestamp: index as u32,
            ssrc: SSRCS[track],
        };
        let mut bytes = Vec::new();
        let mut extensions = Block::new(Form::OneByte);
        extensions.push(1, b"0");
        let header_len = header.write(&mut bytes, &extensions);
        bytes.extend_from_slice(&payload);
        Plain {
            track,
            index,
            header_len,
            bytes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_viewer_gets_every_packet() {
        for gso in [true, false] {
            let counts = run(3, 0.2, 1_000_000, gso).unwrap();
            assert_eq!(counts.received, counts.packets);
            assert!(
                counts.packets >= 3 * (6 * 3 + 10) && counts.cpu > 0,
                "{counts:?}"
            );
        }
    }
}

//! What a forwarded packet costs, against the floor: encrypting the same bytes and sending them the same way with no
//! logic at all. The receivers are loopback sockets whose filter drops every datagram just before the queue. Beside it, the
//! same forwarding without segmentation offload: every packet leaves by a call of its own (L16).
//!
//!     cargo run --release --example forward -- [rounds]

mod rig;

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use rig::{Case, SSRC, master, median, set_up, sinks, write_packet};
use rustix::time::{ClockId, clock_gettime};
use studyhall_plane::clock::{MILLISECOND, Micros, WallClock};
use studyhall_plane::egress::{Egress, Outlet, Path};
use studyhall_plane::forwarder::Forwarder;
use studyhall_plane::packet::Codec;
use studyhall_plane::sockets::Sockets;
use studyhall_plane::srtp::{Profile, SendSource, SrtpSender};

const RUNS: usize = 7;

fn main() {
    let rounds = std::env::args().nth(1).and_then(|rounds| rounds.parse().ok()).unwrap_or(20_000);
    println!(
        "{:40} {:>9} {:>11} {:>6} {:>11} {:>6}",
        "", "floor", "forwarding", "ratio", "without GSO", "times"
    );
    println!(
        "{:40} {:>9} {:>11} {:>6} {:>11} {:>6}",
        "codec, 1 stream to N, burst, cipher", "µs/packet", "µs/packet", "", "µs/packet", ""
    );
    for (codec, receivers, burst, profile, numbered) in [
        (Codec::Opus, 16, 10, Profile::AeadAes128Gcm, false),
        (Codec::Opus, 250, 10, Profile::AeadAes128Gcm, false),
        (Codec::Opus, 250, 10, Profile::AeadAes128Gcm, true),
        (Codec::Opus, 250, 1, Profile::AeadAes128Gcm, false),
        (Codec::Opus, 250, 10, Profile::Aes128CmSha1_80, false),
        (Codec::Vp8, 250, 10, Profile::AeadAes128Gcm, false),
        (Codec::Vp8, 250, 4, Profile::AeadAes128Gcm, false),
    ] {
        let case = Case { codec, receivers, burst, profile, numbered };
        let iterations = (rounds * 10 / (receivers * burst)).max(5);
        let mut floor = Vec::new();
        let mut forwarding = Vec::new();
        let mut one_by_one = Vec::new();
        for _ in 0..RUNS {
            floor.push(run_floor(&case, iterations));
            forwarding.push(run_forwarder(&case, iterations, usize::MAX));
            one_by_one.push(run_forwarder(&case, iterations, 1));
        }
        let (floor, forwarding, one_by_one) = (median(floor), median(forwarding), median(one_by_one));
        let suffix = if numbered { ", numbered" } else { "" };
        let name = format!("{codec:?}, {receivers}, {burst}, {profile:?}{suffix}");
        let (ratio, times) = (forwarding / floor, one_by_one / forwarding);
        println!("{name:40} {floor:9.3} {forwarding:11.3} {ratio:6.2} {one_by_one:11.3} {times:6.2}");
    }
}

/// The sockets, with at most so many segments in one send.
struct Segmented {
    sockets: Sockets,
    at_most: usize,
}

impl Outlet for Segmented {
    fn send(&mut self, path: Path, bytes: &[u8], segment: usize) -> io::Result<()> {
        self.sockets.send(path, bytes, segment)
    }

    fn max_segments(&self) -> usize {
        self.sockets.max_segments().min(self.at_most)
    }
}

/// Microseconds of this thread's CPU per packet sent.
fn measure(packets: usize, work: impl FnOnce()) -> f64 {
    let cpu = || {
        let time = clock_gettime(ClockId::ThreadCPUTime);
        Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
    };
    let before = cpu();
    work();
    (cpu() - before).as_secs_f64() * 1e6 / packets as f64
}

fn run_floor(case: &Case, iterations: usize) -> f64 {
    let (_sockets, addresses) = sinks(case.receivers);
    let mut outlet = Sockets::bind(&[([127, 0, 0, 1], 0).into()], &[]).expect("a socket");
    let mut senders: Vec<(SrtpSender, SendSource)> = (0..case.receivers)
        .map(|_| {
            let mut sender = SrtpSender::new(&master(case.profile));
            let source = sender.open(SSRC);
            (sender, source)
        })
        .collect();
    let mut plain = Vec::new();
    let header_len = write_packet(&mut plain, 0);
    let mut egress = Egress::default();
    measure(iterations * case.receivers * case.burst, || {
        for iteration in 0..iterations {
            for (address, (sender, source)) in addresses.iter().zip(&mut senders) {
                let path = Path { socket: 0, remote: *address };
                for position in 0..case.burst {
                    let index = (iteration * case.burst + position) as u64;
                    let start = egress.buffer.len();
                    egress.buffer.extend_from_slice(&plain);
                    egress.buffer[start + 2..start + 4].copy_from_slice(&(index as u16).to_be_bytes());
                    sender
                        .protect_rtp(*source, index, &mut egress.buffer, start, header_len)
                        .expect("a fresh index");
                    egress.commit(path, &mut outlet);
                }
                egress.flush(path, &mut outlet);
            }
        }
    })
}

fn run_forwarder(case: &Case, iterations: usize, at_most: usize) -> f64 {
    let (_sockets, addresses) = sinks(case.receivers);
    let sockets = Sockets::bind(&[([127, 0, 0, 1], 0).into()], &[]).expect("a socket");
    let mut outlet = Segmented { sockets, at_most };
    let publisher: SocketAddr = ([127, 0, 0, 1], 1).into();
    let mut forwarder = Forwarder::new(WallClock::new(0), "bench".into());
    for command in set_up(case, publisher, &addresses) {
        forwarder.apply(command, 0, &mut outlet);
    }
    let mut sender = SrtpSender::new(&master(case.profile));
    let source = sender.open(SSRC);
    let mut bursts = Vec::new();
    for iteration in 0..iterations {
        let (mut batch, mut ends) = (Vec::new(), Vec::new());
        for position in 0..case.burst {
            let (start, index) = (batch.len(), (iteration * case.burst + position) as u64);
            let header_len = write_packet(&mut batch, index);
            sender.protect_rtp(source, index, &mut batch, start, header_len).expect("a fresh index");
            ends.push(batch.len());
        }
        bursts.push((batch, ends));
    }
    let cost = measure(iterations * case.receivers * case.burst, || {
        for (iteration, (batch, ends)) in bursts.iter_mut().enumerate() {
            let now = iteration as Micros * 5 * MILLISECOND;
            let mut start = 0;
            for end in ends.iter() {
                forwarder.receive(0, publisher, batch, start..*end, now, &mut outlet);
                start = *end;
            }
            forwarder.dispatch(batch, now, &mut outlet);
            forwarder.tick(now, &mut outlet);
        }
    });
    let statistics = forwarder.statistics();
    assert!(statistics.packets_out >= (iterations * case.receivers * case.burst) as u64, "{statistics:?}");
    cost
}

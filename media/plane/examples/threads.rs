//! What a second thread of the plane brings: one stream to many, by a plane with sockets and threads for real. The next
//! packets are sent as soon as the last receiver of each thread has the ones before, so that nothing is lost however slow
//! the machine is. And what it costs that a datagram came to the wrong thread.
//!
//!     cargo run --release --example threads -- [bursts]

mod rig;

use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use rig::{Case, PUBLISHER, SSRC, master, median, set_up, sinks, write_packet};
use rustix::event::{EventfdFlags, eventfd};
use rustix::time::{ClockId, clock_gettime};
use studyhall_plane::clock::WallClock;
use studyhall_plane::command::Command;
use studyhall_plane::egress::Path;
use studyhall_plane::forwarder::Forwarder;
use studyhall_plane::packet::Codec;
use studyhall_plane::parcel::Parcel;
use studyhall_plane::plane::Plane;
use studyhall_plane::sockets::Sockets;
use studyhall_plane::srtp::{Profile, SrtpSender};

const RUNS: usize = 5;
/// Bursts that are on their way at a time
const AHEAD: usize = 4;

/// Packets per second that all receivers together were sent, and microseconds of the threads' time for each.
struct Measured {
    rate: f64,
    cost: f64,
}

fn main() {
    let bursts = std::env::args().nth(1).and_then(|bursts| bursts.parse().ok()).unwrap_or(400);
    println!("{:24} {:>12} {:>12} {:>12} {:>12}", "Opus, 1 stream to N", "1 thread", "", "2 threads", "");
    println!("{:24} {:>12} {:>12} {:>12} {:>12}", "", "packets/s", "µs/packet", "packets/s", "µs/packet");
    for receivers in [50, 250, 1_000] {
        let case = case(receivers);
        let mut by_threads = [Vec::new(), Vec::new()];
        for _ in 0..RUNS {
            for (threads, runs) in (1..).zip(&mut by_threads) {
                runs.push(run_plane(&case, threads, (bursts * 250 / receivers).max(2 * AHEAD)));
            }
        }
        let [one, two] = by_threads.map(|runs| {
            let of = |value: fn(&Measured) -> f64| median(runs.iter().map(value).collect());
            (of(|run| run.rate), of(|run| run.cost))
        });
        println!("{receivers:<24} {:12.0} {:12.3} {:12.0} {:12.3}", one.0, one.1, two.0, two.1);
    }
    let case = Case { burst: 1, ..case(5) };
    let mut costs = [Vec::new(), Vec::new()];
    for _ in 0..RUNS {
        for (is_handed_over, runs) in [false, true].into_iter().zip(&mut costs) {
            runs.push(run_hand_over(&case, is_handed_over, bursts * 20));
        }
    }
    let [own, handed_over] = costs.map(median);
    println!("\na packet to 5 receivers: {own:.2} µs; {handed_over:.2} µs if it came to the other thread");
}

fn case(receivers: usize) -> Case {
    Case { codec: Codec::Opus, receivers, burst: 10, profile: Profile::AeadAes128Gcm, numbered: false }
}

/// Encrypted, one after the other.
fn packets(case: &Case, number: usize) -> Vec<Vec<u8>> {
    let mut sender = SrtpSender::new(&master(case.profile));
    let source = sender.open(SSRC);
    let encrypt = |index| {
        let mut packet = Vec::new();
        let header_len = write_packet(&mut packet, index);
        sender.protect_rtp(source, index, &mut packet, 0, header_len).expect("a fresh index");
        packet
    };
    (0..number as u64).map(encrypt).collect()
}

/// One socket per thread that really receives. The rest drop.
fn witnesses(threads: usize) -> Vec<UdpSocket> {
    let sockets = (0..threads).map(|_| UdpSocket::bind(("127.0.0.1", 0)).expect("a free port"));
    let patient = |socket: UdpSocket| {
        socket.set_read_timeout(Some(Duration::from_secs(10))).expect("a timeout");
        socket
    };
    sockets.map(patient).collect()
}

fn run_plane(case: &Case, threads: usize, bursts: usize) -> Measured {
    let plane = Plane::start(&[([127, 0, 0, 1], 0).into()], &[], threads).expect("a plane");
    let publisher = UdpSocket::bind(("127.0.0.1", 0)).expect("a free port");
    let witnesses = witnesses(threads);
    let (_sockets, sinks) = sinks(case.receivers - threads);
    let seen = witnesses.iter().map(|socket| socket.local_addr().expect("bound"));
    let addresses: Vec<SocketAddr> = sinks.into_iter().chain(seen).collect();
    for command in set_up(case, publisher.local_addr().expect("bound"), &addresses) {
        match command {
            Command::AddTransport { transport: PUBLISHER, .. } => plane.add_transport(PUBLISHER, 0),
            // The last ones are the witnesses, one on each thread.
            Command::AddTransport { transport, .. } => {
                plane.add_transport(transport, transport as usize % threads)
            }
            command => plane.send(command),
        }
        .expect("the plane takes it");
    }
    let server = plane.local_addresses().expect("a running plane")[0];
    let packets = packets(case, bursts * case.burst);
    let before = spent(&plane);
    let started = Instant::now();
    for (number, burst) in packets.chunks(case.burst).enumerate() {
        for packet in burst {
            publisher.send_to(packet, server).expect("sent");
        }
        if number >= AHEAD {
            expect(&witnesses, case.burst);
        }
    }
    expect(&witnesses, AHEAD.min(bursts) * case.burst);
    let passed = started.elapsed().as_secs_f64();
    let sent = (packets.len() * case.receivers) as f64;
    Measured { rate: sent / passed, cost: (spent(&plane) - before) / sent }
}

fn expect(witnesses: &[UdpSocket], packets: usize) {
    for witness in witnesses {
        for _ in 0..packets {
            while witness.recv(&mut [0; 2_048]).expect("a packet within ten seconds") < rig::PAYLOAD {}
        }
    }
}

/// Microseconds of all threads.
fn spent(plane: &Plane) -> f64 {
    let answers = plane.ask_all(|reply| Command::Statistics { reply }).expect("answers");
    answers.iter().map(|statistics| statistics.thread_cpu_ns as f64 / 1e3).sum()
}

/// Microseconds for each packet that came. Both workers are on this thread: each parcel has the system calls that would
/// wake the other.
fn run_hand_over(case: &Case, is_handed_over: bool, number: usize) -> f64 {
    let (_sockets, addresses) = sinks(case.receivers);
    let mut outlet = Sockets::bind(&[([127, 0, 0, 1], 0).into()], &[]).expect("a socket");
    let publisher: SocketAddr = ([127, 0, 0, 1], 1).into();
    let [mut owner, mut other] = [(); 2].map(|()| Forwarder::among(2, WallClock::new(0), "bench".into()));
    for command in set_up(case, publisher, &addresses) {
        owner.apply(command, 0, &mut outlet);
    }
    let path = Path { socket: 0, remote: publisher };
    other.apply(Command::Owner { path, worker: Some(0) }, 0, &mut outlet);
    let descriptor = eventfd(0, EventfdFlags::NONBLOCK).expect("an eventfd");
    let mut parcel = Parcel::default();
    let mut packets = packets(case, number);
    let cpu = || {
        let time = clock_gettime(ClockId::ThreadCPUTime);
        Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
    };
    let before = cpu();
    for packet in &mut packets {
        let range = 0..packet.len();
        if is_handed_over {
            other.receive(0, publisher, packet, range, 0, &mut outlet);
            std::mem::swap(&mut parcel, &mut other.outgoing()[0]);
            rustix::io::write(&descriptor, &1u64.to_ne_bytes()).expect("woken");
            rustix::io::read(&descriptor, &mut [0; 8]).expect("it was woken");
            owner.take_parcel(&mut parcel, 0, &mut outlet);
        } else {
            owner.receive(0, publisher, packet, range, 0, &mut outlet);
            owner.dispatch(packet, 0, &mut outlet);
        }
    }
    let passed = (cpu() - before).as_secs_f64() * 1e6;
    assert_eq!(owner.statistics().packets_out, (number * case.receivers) as u64);
    passed / number as f64
}

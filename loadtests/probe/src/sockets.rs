//! Datagrams in and out of sockets that Python connected: many per call in, as GSO runs out.

use std::io::{IoSlice, IoSliceMut};
use std::os::fd::{AsFd, AsRawFd};

use nix::errno::Errno;
use nix::sys::socket::{
    ControlMessage, ControlMessageOwned, MsgFlags, MultiHeaders, SockaddrIn, SockaddrStorage,
    recvmmsg, sendmsg, setsockopt, sockopt,
};
use nix::sys::time::TimeSpec;

use crate::clock::{Nanos, Offset, SECOND};

const BATCH: usize = 32;
const DATAGRAM: usize = 2048;
/// A viewer is looked at every few milliseconds: this must hold what arrives in between, keyframes included.
const RECEIVE_BUFFER: usize = 1 << 20;
/// The kernel's limit of segments of one GSO send is 128 and that of bytes 64 KiB.
const MAX_RUN_SEGMENTS: usize = 60;
const MAX_RUN_BYTES: usize = 60_000;

/// Have the kernel stamp arrivals, so that a late reader does not look like a slow server.
pub fn prepare(socket: &impl AsFd) -> nix::Result<()> {
    setsockopt(socket, sockopt::ReceiveTimestampns, &true)?;
    setsockopt(socket, sockopt::RcvBuf, &RECEIVE_BUFFER)
}

/// Buffers for receiving, shared by all sockets of a thread.
pub struct Inbox {
    buffers: Vec<[u8; DATAGRAM]>,
    headers: MultiHeaders<SockaddrStorage>,
    arrived: Vec<(usize, Option<Nanos>)>,
}

impl Default for Inbox {
    fn default() -> Self {
        Self {
            buffers: vec![[0; DATAGRAM]; BATCH],
            headers: MultiHeaders::preallocate(BATCH, Some(nix::cmsg_space!(TimeSpec))),
            arrived: Vec::with_capacity(BATCH),
        }
    }
}

impl Inbox {
    /// Give every waiting datagram of `socket` to `each`, with its arrival by the monotonic clock. Does not wait.
    pub fn drain(
        &mut self,
        socket: &impl AsFd,
        offset: Offset,
        now: Nanos,
        mut each: impl FnMut(&mut [u8], Nanos),
    ) {
        loop {
            let received = self.receive(socket, offset);
            for (buffer, (length, arrival)) in self.buffers.iter_mut().zip(&self.arrived) {
                each(&mut buffer[..*length], arrival.unwrap_or(now));
            }
            if received < BATCH {
                return;
            }
        }
    }

    /// An error of the socket (ICMP: nobody there) counts as nothing received: the counters will show it.
    fn receive(&mut self, socket: &impl AsFd, offset: Offset) -> usize {
        self.arrived.clear();
        let mut slices: Vec<_> = self
            .buffers
            .iter_mut()
            .map(|buffer| [IoSliceMut::new(buffer)])
            .collect();
        let fd = socket.as_fd().as_raw_fd();
        let Ok(messages) = recvmmsg(
            fd,
            &mut self.headers,
            slices.iter_mut(),
            MsgFlags::MSG_DONTWAIT,
            None,
        ) else {
            return 0;
        };
        for message in messages {
            let stamps = message.cmsgs().into_iter().flatten();
            let arrival = stamps
                .filter_map(real_time)
                .next()
                .map(|time| offset.to_monotonic(time));
            self.arrived.push((message.bytes.min(DATAGRAM), arrival));
        }
        self.arrived.len()
    }
}

fn real_time(message: ControlMessageOwned) -> Option<Nanos> {
    match message {
        ControlMessageOwned::ScmTimestampns(time) => {
            Some(time.tv_sec() as Nanos * SECOND + time.tv_nsec() as Nanos)
        }
        _ => None,
    }
}

/// Packets back to back in one buffer, and where each ends.
#[derive(Debug, Default)]
pub struct Burst {
    pub bytes: Vec<u8>,
    pub ends: Vec<usize>,
}

impl Burst {
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }

    /// Runs that the kernel can cut apart again: packets of one size, of which the last may be shorter.
    /// (bytes of the run, size of its segments)
    pub fn runs(&self) -> Vec<(&[u8], usize)> {
        let mut runs = Vec::new();
        let (mut start, mut end, mut segment, mut closed) = (0, 0, 0, true);
        for &next in &self.ends {
            let size = next - end;
            let full = next - start > MAX_RUN_BYTES || (end - start) >= segment * MAX_RUN_SEGMENTS;
            if closed || size > segment || full {
                if end > start {
                    runs.push((&self.bytes[start..end], segment));
                }
                (start, segment) = (end, size);
            }
            closed = size < segment;
            end = next;
        }
        if end > start {
            runs.push((&self.bytes[start..end], segment));
        }
        runs
    }
}

/// Send a burst to `remote`, one system call per run, or per packet without `gso`. Returns the packets that went out.
pub fn send_burst(socket: &impl AsFd, remote: &SockaddrIn, burst: &Burst, gso: bool) -> usize {
    let mut sent = 0;
    for (run, segment) in burst.runs() {
        if gso && run.len() > segment {
            sent += send_run(socket, remote, run, segment);
        } else {
            sent += run
                .chunks(segment)
                .map(|packet| send_run(socket, remote, packet, segment))
                .sum::<usize>();
        }
    }
    sent
}

fn send_run(socket: &impl AsFd, remote: &SockaddrIn, run: &[u8], segment: usize) -> usize {
    let size = segment as u16;
    let control = [ControlMessage::UdpGsoSegments(&size)];
    let control = if run.len() > segment {
        &control[..]
    } else {
        &[]
    };
    let fd = socket.as_fd().as_raw_fd();
    match sendmsg(
        fd,
        &[IoSlice::new(run)],
        control,
        MsgFlags::empty(),
        Some(remote),
    ) {
        Ok(_) => run.len().div_ceil(segment),
        Err(_) => 0,
    }
}

/// Send on a connected socket. A full buffer or a peer that is gone loses the packet, as a network would.
pub fn send(socket: &impl AsFd, packet: &[u8]) -> bool {
    let fd = socket.as_fd().as_raw_fd();
    loop {
        match nix::sys::socket::send(fd, packet, MsgFlags::MSG_DONTWAIT) {
            Ok(_) => return true,
            Err(Errno::EINTR) => {}
            Err(_) => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{MILLISECOND, monotonic};
    use std::net::UdpSocket;

    fn burst(sizes: &[usize]) -> Burst {
        let mut burst = Burst::default();
        for (at, size) in sizes.iter().enumerate() {
            burst.bytes.extend(std::iter::repeat_n(at as u8, *size));
            burst.ends.push(burst.bytes.len());
        }
        burst
    }

    fn shapes(sizes: &[usize]) -> Vec<(usize, usize)> {
        burst(sizes)
            .runs()
            .iter()
            .map(|(run, segment)| (run.len(), *segment))
            .collect()
    }

    #[test]
    fn a_run_ends_where_sizes_grow_or_after_a_short_packet() {
        assert_eq!(shapes(&[100, 100, 101, 101]), [(200, 100), (202, 101)]);
        assert_eq!(shapes(&[100, 100, 60, 60]), [(260, 100), (60, 60)]);
        assert_eq!(shapes(&[50]), [(50, 50)]);
        assert_eq!(shapes(&[]), []);
    }

    #[test]
    fn a_run_stays_within_the_kernels_limits() {
        assert_eq!(shapes(&[1000; 100]), [(60_000, 1000), (40_000, 1000)]);
        assert_eq!(shapes(&[10; 100]), [(600, 10), (400, 10)]);
    }

    fn pair() -> (UdpSocket, UdpSocket, SockaddrIn) {
        let [to, from] = [(); 2].map(|()| UdpSocket::bind("127.0.0.1:0").unwrap());
        let std::net::SocketAddr::V4(address) = to.local_addr().unwrap() else {
            unreachable!("bound to IPv4")
        };
        prepare(&to).unwrap();
        (to, from, SockaddrIn::from(address))
    }

    #[test]
    fn what_is_sent_in_runs_arrives_as_it_was_cut() {
        for gso in [true, false] {
            let (to, from, address) = pair();
            let sizes = [100, 100, 101, 101, 7];
            assert_eq!(send_burst(&from, &address, &burst(&sizes), gso), 5);
            let mut seen = Vec::new();
            Inbox::default().drain(&to, Offset::take(), 0, |datagram, _| {
                seen.push((datagram[0], datagram.len()))
            });
            assert_eq!(seen, [(0, 100), (1, 100), (2, 101), (3, 101), (4, 7)]);
        }
    }

    #[test]
    fn arrival_is_when_the_kernel_had_it_and_not_when_it_was_read() {
        let (to, from, address) = pair();
        let before = monotonic();
        send_burst(&from, &address, &burst(&[10; 40]), true);
        let after = monotonic();
        while monotonic() < after + 5 * MILLISECOND {
            std::hint::spin_loop();
        }
        let mut arrivals = Vec::new();
        Inbox::default().drain(&to, Offset::take(), 0, |_, arrival| arrivals.push(arrival));
        assert_eq!(arrivals.len(), 40);
        let slack = MILLISECOND;
        assert!(
            arrivals
                .iter()
                .all(|arrival| (before - slack..after + slack).contains(arrival))
        );
    }
}

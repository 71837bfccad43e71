//! The send buffer: packets for one receiver are written one behind the other and leave as few datagrams as possible.
//!
//! With UDP generic segmentation offload the kernel cuts one send into equal segments, of which only the last may be
//! shorter; so a run ends where the size changes. The buffer is reused: nothing is allocated per packet.

use std::io;
use std::net::SocketAddr;

use crate::drops::{DropCounters, DropReason};

/// Where datagrams go: the sockets, or whatever a test puts in their place.
pub trait Outlet {
    /// Send `bytes` as segments of `segment` bytes, the last of which may be shorter.
    fn send(&mut self, path: Path, bytes: &[u8], segment: usize) -> io::Result<()>;

    /// How many segments one send may have.
    fn max_segments(&self) -> usize;
}

/// A pair of candidates: one of our sockets, and the peer's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Path {
    pub socket: usize,
    pub remote: SocketAddr,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SentTotals {
    pub packets: u64,
    pub bytes: u64,
    /// Sends, each of which may have carried many packets
    pub datagrams: u64,
}

#[derive(Debug, Default)]
pub struct Egress {
    /// Packets are appended here. Everything from `run.start` on is not sent yet.
    pub buffer: Vec<u8>,
    run: Run,
    pub totals: SentTotals,
    pub drops: DropCounters,
}

#[derive(Debug, Default)]
struct Run {
    start: usize,
    end: usize,
    packets: usize,
    segment: usize,
}

/// One send may not be longer than a UDP datagram over IPv4.
const MAX_SEND: usize = 65_507;

impl Egress {
    /// `buffer[end of the last packet..]` is a whole packet now. May send the run before it.
    pub fn commit(&mut self, path: Path, outlet: &mut impl Outlet) {
        let length = self.buffer.len() - self.run.end;
        let run = &self.run;
        let joins = run.packets > 0
            && run.end - run.start == run.packets * run.segment
            && length <= run.segment
            && run.packets < outlet.max_segments()
            && run.end - run.start + length <= MAX_SEND;
        if !joins {
            self.send_run(path, outlet);
            self.run.segment = length;
        }
        self.run.packets += 1;
        self.run.end = self.buffer.len();
    }

    /// The packet that was begun is whole, or will never be: then it is counted as dropped.
    pub fn settle(
        &mut self,
        written: Result<(), DropReason>,
        path: Path,
        outlet: &mut impl Outlet,
    ) -> Result<(), DropReason> {
        match written {
            Ok(()) => self.commit(path, outlet),
            Err(reason) => {
                self.abandon();
                self.drops.count(reason);
            }
        }
        written
    }

    /// Forget the packet that was begun but not committed.
    pub fn abandon(&mut self) {
        self.buffer.truncate(self.run.end);
    }

    /// Send what is left; the next packet may be for somebody else.
    pub fn flush(&mut self, path: Path, outlet: &mut impl Outlet) {
        self.send_run(path, outlet);
        self.buffer.clear();
        self.run = Run::default();
    }

    fn send_run(&mut self, path: Path, outlet: &mut impl Outlet) {
        let Run { start, end, packets, segment } = self.run;
        if packets == 0 {
            return;
        }
        match outlet.send(path, &self.buffer[start..end], segment) {
            Ok(()) => {
                self.totals.packets += packets as u64;
                self.totals.bytes += (end - start) as u64;
                self.totals.datagrams += 1;
            }
            Err(error) => self.drops.add(drop_reason(&error), packets as u64),
        }
        self.run = Run { start: end, end, packets: 0, segment: 0 };
    }
}

fn drop_reason(error: &io::Error) -> DropReason {
    let no_buffers = rustix::io::Errno::NOBUFS.raw_os_error();
    if error.kind() == io::ErrorKind::WouldBlock || error.raw_os_error() == Some(no_buffers) {
        DropReason::SendBufferFull
    } else {
        DropReason::SendFailed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Sends {
        sends: Vec<(usize, usize)>,
        fail_with: Option<io::ErrorKind>,
    }

    impl Outlet for Sends {
        fn send(&mut self, _: Path, bytes: &[u8], segment: usize) -> io::Result<()> {
            self.sends.push((bytes.len(), segment));
            self.fail_with.map_or(Ok(()), |kind| Err(kind.into()))
        }

        fn max_segments(&self) -> usize {
            64
        }
    }

    fn path() -> Path {
        Path { socket: 0, remote: ([127, 0, 0, 1], 9).into() }
    }

    fn sends(lengths: &[usize]) -> Vec<(usize, usize)> {
        let mut egress = Egress::default();
        let mut outlet = Sends::default();
        for length in lengths {
            egress.buffer.resize(egress.buffer.len() + length, 0);
            egress.commit(path(), &mut outlet);
        }
        egress.flush(path(), &mut outlet);
        assert_eq!(egress.totals.packets, lengths.len() as u64);
        assert_eq!(egress.totals.bytes, lengths.iter().sum::<usize>() as u64);
        outlet.sends
    }

    #[test]
    fn equal_packets_leave_in_one_send_with_a_shorter_last() {
        assert_eq!(sends(&[1_200, 1_200, 1_200, 300]), [(3_900, 1_200)]);
    }

    #[test]
    fn a_run_ends_after_a_shorter_and_before_a_longer_packet() {
        assert_eq!(sends(&[1_000, 1_000, 300, 300, 1_000]), [(2_300, 1_000), (300, 300), (1_000, 1_000)]);
    }

    #[test]
    fn a_run_ends_at_the_segment_limit_and_at_the_datagram_limit() {
        assert_eq!(sends(&[100; 65]), [(6_400, 100), (100, 100)]);
        assert_eq!(sends(&[1_400; 48]), [(46 * 1_400, 1_400), (2_800, 1_400)]);
    }

    #[test]
    fn an_abandoned_packet_leaves_no_bytes() {
        let mut egress = Egress::default();
        let mut outlet = Sends::default();
        egress.buffer.resize(500, 0);
        egress.commit(path(), &mut outlet);
        egress.buffer.resize(900, 0);
        egress.abandon();
        egress.flush(path(), &mut outlet);
        assert_eq!(outlet.sends, [(500, 500)]);
    }

    #[test]
    fn a_packet_that_could_not_be_written_is_counted_and_leaves_no_bytes() {
        let mut egress = Egress::default();
        let mut outlet = Sends::default();
        for written in [Ok(()), Err(DropReason::NonceUsed), Ok(())] {
            egress.buffer.resize(egress.buffer.len() + 500, 0);
            assert_eq!(egress.settle(written, path(), &mut outlet), written);
        }
        egress.flush(path(), &mut outlet);
        assert_eq!(outlet.sends, [(1_000, 500)]);
        assert_eq!(egress.drops.get(DropReason::NonceUsed), 1);
    }

    #[test]
    fn packets_of_a_failed_send_are_counted_as_dropped() {
        let mut egress = Egress::default();
        for kind in [io::ErrorKind::WouldBlock, io::ErrorKind::PermissionDenied] {
            let mut outlet = Sends { fail_with: Some(kind), ..Sends::default() };
            for _ in 0..3 {
                egress.buffer.resize(egress.buffer.len() + 700, 0);
                egress.commit(path(), &mut outlet);
            }
            egress.flush(path(), &mut outlet);
        }
        assert_eq!(egress.drops.get(DropReason::SendBufferFull), 3);
        assert_eq!(egress.drops.get(DropReason::SendFailed), 3);
        assert_eq!(egress.totals, SentTotals::default());
    }
}

//! The UDP sockets: bound once, read in batches (recvmmsg, GRO), written with segmentation offload (GSO). A number beyond
//! theirs is a TCP connection. Of several workers each has sockets of its own on the same ports (SO_REUSEPORT).

use std::io::{self, IoSliceMut};
use std::net::{SocketAddr, UdpSocket};
use std::ops::Range;
use std::time::Duration;

use quinn_udp::{BATCH_SIZE, RecvMeta, Transmit, UdpSocketState};
use rustix::net::sockopt::set_socket_reuseport;
use socket2::{Domain, Protocol, SockRef, Socket, Type};

use crate::egress::{Outlet, Path};
use crate::tcp::TcpPaths;

/// Bytes that each socket asks the kernel to buffer in either direction.
pub const SOCKET_BUFFER: usize = 4 << 20;
/// What one receive may return: a whole run of coalesced datagrams.
const SLOT: usize = 1 << 16;

pub struct Sockets {
    sockets: Vec<BoundSocket>,
    pub tcp: TcpPaths,
    max_segments: usize,
}

struct BoundSocket {
    socket: UdpSocket,
    state: UdpSocketState,
}

impl Sockets {
    /// Bind one socket per address, and listen on those of `tcp`. Port 0: the kernel chooses.
    pub fn bind(addresses: &[SocketAddr], tcp: &[SocketAddr]) -> io::Result<Self> {
        let sockets = addresses.iter().map(|address| BoundSocket::bind(*address, false));
        Self::with(sockets.collect::<io::Result<Vec<_>>>()?, tcp)
    }

    /// More sockets for the addresses of this one, which has received nothing yet. From then on the kernel chooses one by
    /// the sender's address, always the same one. It does not listen.
    pub fn share(&self) -> io::Result<Self> {
        for bound in &self.sockets {
            // Only now: an address that somebody else has is never shared with them.
            set_socket_reuseport(&bound.socket, true)?;
        }
        let addresses = self.local_addresses()?;
        let sockets = addresses.into_iter().map(|address| BoundSocket::bind(address, true));
        Self::with(sockets.collect::<io::Result<Vec<_>>>()?, &[])
    }

    fn with(sockets: Vec<BoundSocket>, tcp: &[SocketAddr]) -> io::Result<Self> {
        let max_segments = sockets.iter().map(|socket| socket.state.max_gso_segments()).min().unwrap_or(1);
        let tcp = TcpPaths::listen(tcp, sockets.len())?;
        Ok(Self { sockets, tcp, max_segments })
    }

    pub fn local_addresses(&self) -> io::Result<Vec<SocketAddr>> {
        self.sockets.iter().map(|bound| bound.socket.local_addr()).collect()
    }

    pub fn iter(&self) -> impl Iterator<Item = &UdpSocket> {
        self.sockets.iter().map(|bound| &bound.socket)
    }

    /// Whether the kernel gives any socket smaller buffers than it was asked for.
    pub fn buffers_are_clamped(&self) -> bool {
        self.sockets.iter().any(|bound| {
            let socket = SockRef::from(&bound.socket);
            // Linux reports twice of what it grants, for its own bookkeeping.
            let short = |size: io::Result<usize>| size.is_ok_and(|size| size < 2 * SOCKET_BUFFER);
            short(socket.recv_buffer_size()) || short(socket.send_buffer_size())
        })
    }

    /// Receive what is there, up to the batch's size. WouldBlock: nothing is.
    pub fn receive(&self, socket: usize, batch: &mut Batch) -> io::Result<()> {
        let bound = &self.sockets[socket];
        let mut slots = batch.bytes.chunks_exact_mut(SLOT).map(IoSliceMut::new);
        let mut slots: [IoSliceMut; BATCH_SIZE] =
            std::array::from_fn(|_| slots.next().expect("a slot per message"));
        batch.messages = 0;
        batch.messages = bound.state.recv((&bound.socket).into(), &mut slots, &mut batch.meta)?;
        Ok(())
    }
}

impl BoundSocket {
    fn bind(address: SocketAddr, is_shared: bool) -> io::Result<Self> {
        let socket = Socket::new(Domain::for_address(address), Type::DGRAM, Some(Protocol::UDP))?;
        if address.is_ipv6() {
            socket.set_only_v6(true)?;
        }
        if is_shared {
            set_socket_reuseport(&socket, true)?;
        }
        socket.set_recv_buffer_size(SOCKET_BUFFER)?;
        socket.set_send_buffer_size(SOCKET_BUFFER)?;
        socket.bind(&address.into())?;
        let socket = UdpSocket::from(socket);
        let state = UdpSocketState::new((&socket).into())?;
        Ok(Self { socket, state })
    }
}

impl Outlet for Sockets {
    fn send(&mut self, path: Path, bytes: &[u8], segment: usize) -> io::Result<()> {
        let Some(bound) = self.sockets.get(path.socket) else {
            return self.tcp.send(path.socket, bytes, segment);
        };
        let transmit = Transmit {
            destination: path.remote,
            ecn: None,
            contents: bytes,
            segment_size: Some(segment),
            src_ip: None,
        };
        bound.state.try_send((&bound.socket).into(), &transmit)
    }

    fn max_segments(&self) -> usize {
        self.max_segments
    }
}

/// One receive's worth of datagrams. Allocated once.
pub struct Batch {
    pub bytes: Vec<u8>,
    meta: [RecvMeta; BATCH_SIZE],
    messages: usize,
}

impl Default for Batch {
    fn default() -> Self {
        Self { bytes: vec![0; SLOT * BATCH_SIZE], meta: [RecvMeta::default(); BATCH_SIZE], messages: 0 }
    }
}

impl Batch {
    pub fn is_full(&self) -> bool {
        self.messages == BATCH_SIZE
    }

    pub fn datagrams(&self) -> impl Iterator<Item = Datagram> + use<> {
        let messages = self.meta.into_iter().take(self.messages).enumerate();
        messages.flat_map(|(slot, meta)| {
            let start = slot * SLOT;
            (0..meta.len).step_by(meta.stride.max(1)).map(move |offset| {
                let end = (offset + meta.stride).min(meta.len);
                Datagram {
                    remote: meta.addr,
                    range: start + offset..start + end,
                    received_at: meta.timestamp,
                }
            })
        })
    }
}

/// One received datagram: where in `Batch::bytes` it is, and when the kernel got it, by the wall clock.
#[derive(Debug, Clone)]
pub struct Datagram {
    pub remote: SocketAddr,
    pub range: Range<usize>,
    pub received_at: Option<Duration>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair() -> (Sockets, SocketAddr, UdpSocket) {
        let sockets = Sockets::bind(&[([127, 0, 0, 1], 0).into()], &[]).unwrap();
        let address = sockets.local_addresses().unwrap()[0];
        let peer = UdpSocket::bind(("127.0.0.1", 0)).unwrap();
        peer.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        (sockets, address, peer)
    }

    #[test]
    fn a_run_of_segments_arrives_as_datagrams() {
        let (mut sockets, _, peer) = pair();
        let path = Path { socket: 0, remote: peer.local_addr().unwrap() };
        let bytes: Vec<u8> = (0..250).collect();
        sockets.send(path, &bytes, 100).unwrap();
        let mut buffer = [0; 200];
        for expected in bytes.chunks(100) {
            let length = peer.recv(&mut buffer).unwrap();
            assert_eq!(buffer[..length], *expected);
        }
    }

    #[test]
    fn shared_sockets_have_one_port_and_each_sender_always_the_same_of_them() {
        let (first, address, _) = pair();
        let all = [first.share().unwrap(), first.share().unwrap(), first];
        assert!(all.iter().all(|sockets| sockets.local_addresses().unwrap() == [address]));
        let mut batch = Batch::default();
        for _ in 0..8 {
            let peer = UdpSocket::bind(("127.0.0.1", 0)).unwrap();
            for _ in 0..3 {
                peer.send_to(b"one", address).unwrap();
            }
            let mut counts = Vec::new();
            while counts.iter().sum::<usize>() < 3 {
                let mut received = |sockets: &Sockets| {
                    sockets.receive(0, &mut batch).map_or(0, |()| batch.datagrams().count())
                };
                let more: Vec<usize> = all.iter().map(&mut received).collect();
                counts.resize(all.len(), 0);
                counts.iter_mut().zip(more).for_each(|(count, more)| *count += more);
            }
            assert!(counts.contains(&3), "{counts:?}");
        }
    }

    #[test]
    fn an_address_that_somebody_else_shares_is_taken() {
        let (first, address, _) = pair();
        let _second = first.share().unwrap();
        let taken = Sockets::bind(&[address], &[]).err().unwrap();
        assert_eq!(taken.kind(), io::ErrorKind::AddrInUse);
    }

    #[test]
    fn datagrams_are_received_with_their_sender() {
        let (sockets, address, peer) = pair();
        peer.send_to(b"one", address).unwrap();
        peer.send_to(b"three", address).unwrap();
        let mut batch = Batch::default();
        let mut received = Vec::new();
        while received.len() < 2 {
            match sockets.receive(0, &mut batch) {
                Ok(()) => {
                    for datagram in batch.datagrams() {
                        assert_eq!(datagram.remote, peer.local_addr().unwrap());
                        assert!(datagram.received_at.is_some());
                        received.push(batch.bytes[datagram.range].to_vec());
                    }
                }
                Err(error) => assert_eq!(error.kind(), io::ErrorKind::WouldBlock),
            }
        }
        assert_eq!(received, [b"one".to_vec(), b"three".to_vec()]);
    }
}

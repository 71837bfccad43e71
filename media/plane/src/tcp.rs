//! TCP connections as paths, for networks that let no UDP through: ICE-TCP, passive side (RFC 6544), one datagram per
//! frame of RFC 4571. Everything is bounded: who only connects, who sends nothing that fits and who does not read.
//!
//! One worker accepts them all, and gives those away whose transport is another's. What is to be sent on them before
//! their path is known goes through it.

mod connection;
mod seats;

use std::collections::HashMap;
use std::io;
use std::mem::MaybeUninit;
use std::net::{SocketAddr, TcpListener};
use std::ops::Range;
use std::os::fd::OwnedFd;
use std::sync::{Arc, Weak};

use rustix::event::{Timespec, epoll};
use socket2::{Domain, Protocol, Socket, Type};

use crate::clock::{Micros, SECOND};
use crate::egress::Path;
use crate::parcel::WorkerNumber;
pub use connection::Connection;
use seats::{Seat, Seats};

/// How long a connection may be needed by nobody, from its beginning or from when it last was.
const UNUSED: Micros = 10 * SECOND;
const EVENTS_PER_TURN: usize = 64;
const BACKLOG: i32 = 256;
/// `epoll` data of listeners; connections have their number.
const LISTENER: u64 = 1 << 63;
const WATCHED: epoll::EventFlags = epoll::EventFlags::IN;

pub struct TcpPaths {
    listeners: Vec<TcpListener>,
    connections: HashMap<usize, Connection>,
    seats: Arc<Seats>,
    /// Those that another worker has, while they last
    given: HashMap<usize, (WorkerNumber, Weak<Seat>)>,
    /// Never given twice: somebody may still speak of a connection that has ended.
    next: usize,
    epoll: OwnedFd,
    ended: Vec<usize>,
}

impl TcpPaths {
    /// Connections are numbered from `first` on.
    pub fn listen(addresses: &[SocketAddr], first: usize) -> io::Result<Self> {
        let epoll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
        let listeners = addresses.iter().map(listen).collect::<io::Result<Vec<_>>>()?;
        for (position, listener) in listeners.iter().enumerate() {
            let data = epoll::EventData::new_u64(LISTENER | position as u64);
            epoll::add(&epoll, listener, data, WATCHED)?;
        }
        Ok(Self {
            listeners,
            connections: HashMap::new(),
            seats: Arc::default(),
            given: HashMap::new(),
            next: first,
            epoll,
            ended: Vec::new(),
        })
    }

    pub fn local_addresses(&self) -> io::Result<Vec<SocketAddr>> {
        self.listeners.iter().map(TcpListener::local_addr).collect()
    }

    /// Readable while there is something to do.
    pub fn descriptor(&self) -> &OwnedFd {
        &self.epoll
    }

    /// Take who connects, write on where there is room again; `readable` are the connections to be read.
    pub fn poll(&mut self, now: Micros, readable: &mut Vec<usize>) {
        let mut ready = [const { MaybeUninit::<epoll::Event>::uninit() }; EVENTS_PER_TURN];
        let immediately = Timespec { tv_sec: 0, tv_nsec: 0 };
        // An interrupted look is made again at once: the descriptor stays readable.
        let Ok((ready, _)) = epoll::wait(&self.epoll, &mut ready, Some(&immediately)) else {
            return;
        };
        for event in ready {
            let data = event.data.u64();
            if data & LISTENER != 0 {
                self.accept((data & !LISTENER) as usize, now);
                continue;
            }
            let flags = event.flags;
            if flags.contains(epoll::EventFlags::OUT) {
                self.write_on(data as usize);
            }
            if flags.intersects(epoll::EventFlags::IN | epoll::EventFlags::HUP | epoll::EventFlags::ERR) {
                readable.push(data as usize);
            }
        }
    }

    /// Read what is there into `bytes`; `frames` are whole datagrams in it. None: the connection has ended.
    pub fn read(
        &mut self,
        number: usize,
        bytes: &mut [u8],
        frames: &mut Vec<Range<usize>>,
    ) -> Option<SocketAddr> {
        let connection = self.connections.get_mut(&number)?;
        let remote = connection.remote;
        connection.is_heard = true;
        if connection.read(bytes, frames).is_err() {
            self.end(number);
        }
        Some(remote)
    }

    /// As the sockets' own: `bytes` are datagrams of `segment` bytes. WouldBlock: the peer does not read, nothing of it is
    /// sent.
    pub fn send(&mut self, number: usize, bytes: &[u8], segment: usize) -> io::Result<()> {
        let connection = self.connections.get_mut(&number).ok_or(io::ErrorKind::NotConnected)?;
        let waited = connection.has_unsent();
        match connection.send(bytes, segment) {
            Err(error) if error.kind() != io::ErrorKind::WouldBlock => {
                self.end(number);
                Err(error)
            }
            sent => {
                if !waited && connection.has_unsent() {
                    watch(&self.epoll, number, connection, WATCHED | epoll::EventFlags::OUT);
                }
                sent
            }
        }
    }

    /// End what nobody needs for too long. `is_needed` is told whether anything came since the last sweep.
    pub fn sweep(&mut self, now: Micros, is_needed: impl Fn(&Path, bool) -> bool) {
        let mut unused = Vec::new();
        for (&number, connection) in &mut self.connections {
            let is_heard = std::mem::take(&mut connection.is_heard);
            if is_needed(&Path { socket: number, remote: connection.remote }, is_heard) {
                connection.used_at = now;
            } else if now >= connection.used_at + UNUSED {
                unused.push(number);
            }
        }
        for number in unused {
            self.end(number);
        }
    }

    /// When `sweep` is worth a call; None without connections.
    pub fn next_deadline(&self, swept: Micros) -> Option<Micros> {
        (!self.connections.is_empty()).then_some(swept + UNUSED / 4)
    }

    /// Connections that ended since the last call.
    pub fn take_ended(&mut self) -> Vec<usize> {
        std::mem::take(&mut self.ended)
    }

    fn accept(&mut self, listener: usize, now: Micros) {
        // One at a time: the listener stays readable while there are more.
        let Ok((stream, remote)) = self.listeners[listener].accept() else {
            return;
        };
        let Some(seat) = self.seats.take(remote.ip()) else {
            return; // dropped, and so closed
        };
        if let Ok(connection) = Connection::new(stream, remote, seat, now) {
            self.adopt(self.next, connection);
            self.next += 1;
        }
    }

    /// The connection is here from now on.
    pub fn adopt(&mut self, number: usize, connection: Connection) {
        let unsent = connection.has_unsent();
        let flags = if unsent { WATCHED | epoll::EventFlags::OUT } else { WATCHED };
        let data = epoll::EventData::new_u64(number as u64);
        if epoll::add(&self.epoll, connection.stream(), data, flags).is_ok() {
            self.connections.insert(number, connection);
        }
    }

    /// Let the worker `to` have the connection. None: it is not here any more.
    pub fn give(&mut self, number: usize, to: WorkerNumber) -> Option<Connection> {
        let connection = self.connections.remove(&number)?;
        // Fails only for a descriptor that was never added.
        let _ = epoll::delete(&self.epoll, connection.stream());
        self.given.retain(|_, (_, seat)| seat.strong_count() > 0);
        self.given.insert(number, (to, Arc::downgrade(&connection.seat)));
        Some(connection)
    }

    /// Who has a connection that was given away.
    pub fn given_to(&self, number: usize) -> Option<WorkerNumber> {
        self.given.get(&number).map(|(worker, _)| *worker)
    }

    fn write_on(&mut self, number: usize) {
        let Some(connection) = self.connections.get_mut(&number) else {
            return;
        };
        match connection.write_on() {
            Ok(()) if !connection.has_unsent() => watch(&self.epoll, number, connection, WATCHED),
            Ok(()) => {}
            Err(_) => self.end(number),
        }
    }

    fn end(&mut self, number: usize) {
        if self.connections.remove(&number).is_some() {
            self.ended.push(number);
        }
    }
}

fn watch(epoll: &OwnedFd, number: usize, connection: &Connection, flags: epoll::EventFlags) {
    // Fails only for a descriptor that was never added.
    let _ = epoll::modify(epoll, connection.stream(), epoll::EventData::new_u64(number as u64), flags);
}

fn listen(address: &SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(*address), Type::STREAM, Some(Protocol::TCP))?;
    if address.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    socket.set_reuse_address(true)?; // its successor must not wait for old connections to time out
    socket.bind(&(*address).into())?;
    socket.listen(BACKLOG)?;
    socket.set_nonblocking(true)?;
    Ok(socket.into())
}

#[cfg(test)]
mod tests;

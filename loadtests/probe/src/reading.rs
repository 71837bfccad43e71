//! The thread that reads for all chat clients of one server, and posts for some of them at a fixed pace.
//!
//! It sleeps between passes instead of waiting for bytes, so that the server is not charged with waking it; latencies
//! are late by such a pass at most.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout};

use crate::clock::{self, Nanos, SECOND};
use crate::mark::Mark;
use crate::reader::{Dialect, Reader, ReaderCounts};

const PASS: Duration = Duration::from_millis(1);
const EVENTS: usize = 256;
const SCRATCH: usize = 256 * 1024;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub members: u64,
    pub ready: u64,
    pub closed: u64,
    pub posted: u64,
    pub read: ReaderCounts,
}

struct Entry {
    socket: TcpStream,
    reader: Reader,
    outgoing: Vec<u8>,
    heartbeat_due: Nanos,
}

struct Posting {
    started: Nanos,
    per_second: f64,
    posters: usize,
    posted: u64,
}

struct State {
    dialect: Dialect,
    entries: Vec<Entry>,
    latencies: Vec<u32>,
    posting: Option<Posting>,
    posted: u32,
}

struct Shared {
    state: Mutex<State>,
    epoll: Epoll,
    stop: AtomicBool,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub struct Reading {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Reading {
    pub fn start(dialect: Dialect) -> std::io::Result<Self> {
        let shared = Arc::new(Shared {
            state: Mutex::new(State {
                dialect,
                entries: Vec::new(),
                latencies: Vec::new(),
                posting: None,
                posted: 0,
            }),
            epoll: Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC)?,
            stop: AtomicBool::new(false),
        });
        let theirs = Arc::clone(&shared);
        let thread = std::thread::Builder::new()
            .name("reading".into())
            .spawn(move || run(&theirs))?;
        Ok(Self {
            shared,
            thread: Some(thread),
        })
    }

    /// Connect, ask for the upgrade, then send the frames of `opening`. Without an upgrade frames come at once.
    pub fn add(
        &self,
        address: SocketAddr,
        upgrade: &[u8],
        opening: Vec<u8>,
    ) -> std::io::Result<()> {
        let mut socket = TcpStream::connect(address)?;
        socket.set_nodelay(true)?;
        socket.write_all(upgrade)?;
        socket.set_nonblocking(true)?;
        let mut state = self.shared.state();
        let number = state.entries.len();
        let event = EpollEvent::new(EpollFlags::EPOLLIN, number as u64);
        self.shared.epoll.add(&socket, event)?;
        let every = state
            .dialect
            .heartbeat
            .as_ref()
            .map_or(0, |beat| beat.every);
        state.entries.push(Entry {
            socket,
            reader: Reader::new(number as u32, opening, upgrade.is_empty()),
            outgoing: Vec::new(),
            heartbeat_due: clock::monotonic() + every,
        });
        Ok(())
    }

    /// From now on `per_second` messages by the first `posters` members in turn; none any more for 0.
    pub fn post(&self, per_second: f64, posters: usize) {
        let mut state = self.shared.state();
        let posters = posters.min(state.entries.len());
        state.posting = (per_second > 0.0 && posters > 0).then(|| Posting {
            started: clock::monotonic(),
            per_second,
            posters,
            posted: 0,
        });
    }

    /// Summed over all members at one moment.
    pub fn counts(&self) -> Counts {
        let state = self.shared.state();
        let mut sum = Counts {
            members: state.entries.len() as u64,
            posted: u64::from(state.posted),
            ..Counts::default()
        };
        for Entry { reader, .. } in &state.entries {
            sum.ready += u64::from(reader.is_ready);
            sum.closed += u64::from(reader.closed.is_some());
            sum.read.received += reader.counts.received;
            sum.read.twice += reader.counts.twice;
            sum.read.messages += reader.counts.messages;
            sum.read.bytes += reader.counts.bytes;
        }
        sum
    }

    /// The codes with which members were closed, one per member that was.
    pub fn close_codes(&self) -> Vec<u16> {
        let state = self.shared.state();
        state
            .entries
            .iter()
            .filter_map(|entry| entry.reader.closed)
            .collect()
    }

    /// Microseconds, of one delivery in eight since the last call.
    pub fn take_latencies(&self) -> Vec<u32> {
        std::mem::take(&mut self.shared.state().latencies)
    }

    /// Stop reading and let go of the sockets. Twice is fine.
    pub fn stop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        self.shared.state().entries.clear();
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.stop();
    }
}

fn run(shared: &Shared) {
    let mut events = vec![EpollEvent::empty(); EVENTS];
    let mut scratch = vec![0; SCRATCH];
    while !shared.stop.load(Ordering::Relaxed) {
        let ready = shared
            .epoll
            .wait(&mut events, EpollTimeout::ZERO)
            .unwrap_or(0);
        let mut state = shared.state();
        for event in &events[..ready] {
            state.read(event.data() as usize, &mut scratch, &shared.epoll);
            state.post_due();
        }
        state.post_due();
        state.beat(clock::monotonic());
        drop(state);
        if ready < EVENTS {
            std::thread::sleep(PASS);
        }
    }
}

impl State {
    /// Once: what is left is reported by the next wait again.
    fn read(&mut self, number: usize, scratch: &mut [u8], epoll: &Epoll) {
        let Self {
            dialect,
            entries,
            latencies,
            ..
        } = self;
        let entry = &mut entries[number];
        match entry.socket.read(scratch) {
            Ok(0) => entry.reader.end(1006),
            Ok(length) => {
                let (now, bytes) = (clock::monotonic(), &scratch[..length]);
                entry
                    .reader
                    .take(bytes, now, dialect, &mut entry.outgoing, latencies);
                entry.flush();
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(_) => entry.reader.end(1006),
        }
        if entry.reader.closed.is_some() {
            let _ = epoll.delete(&entry.socket);
        }
    }

    fn post_due(&mut self) {
        let Some(posting) = &mut self.posting else {
            return;
        };
        let now = clock::monotonic();
        let due = ((now - posting.started) as f64 / SECOND as f64 * posting.per_second) as u64;
        while posting.posted < due {
            let poster = posting.posted as usize % posting.posters;
            posting.posted += 1;
            let entry = &mut self.entries[poster];
            if entry.reader.is_ready {
                let number = self.posted;
                self.posted += 1;
                let sent = clock::monotonic();
                let frame = self.dialect.post.filled(Mark { sent, number });
                entry.outgoing.extend_from_slice(frame);
                entry.flush();
            }
        }
    }

    fn beat(&mut self, now: Nanos) {
        let heartbeat = self.dialect.heartbeat.as_ref();
        for entry in self
            .entries
            .iter_mut()
            .filter(|entry| entry.reader.is_ready)
        {
            if let Some(beat) = heartbeat.filter(|_| entry.heartbeat_due <= now) {
                entry.heartbeat_due += beat.every;
                entry.outgoing.extend_from_slice(&beat.frame);
            }
            entry.flush();
        }
    }
}

impl Entry {
    /// What the kernel does not take now is tried again in the next pass.
    fn flush(&mut self) {
        while !self.outgoing.is_empty() {
            match self.socket.write(&self.outgoing) {
                Ok(length) => drop(self.outgoing.drain(..length)),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                Err(_) => {
                    self.outgoing.clear();
                    self.reader.end(1006);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mark::Template;
    use crate::websocket::{BINARY, masked, unmasked};
    use std::net::TcpListener;

    fn until(mut condition: impl FnMut() -> bool) {
        let end = clock::monotonic() + 5 * SECOND;
        while !condition() {
            assert!(clock::monotonic() < end, "waited for five seconds");
            std::thread::yield_now();
        }
    }

    fn dialect() -> Dialect {
        Dialect {
            opcode: BINARY,
            post: Template::new(masked(BINARY, &Template::of_size(150))),
            ..Dialect::default()
        }
    }

    #[test]
    fn members_post_in_turn_and_everybody_counts_what_comes_back() {
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut reading = Reading::start(dialect()).unwrap();
        let mut accepted: Vec<TcpStream> = (0..3)
            .map(|_| {
                reading
                    .add(server.local_addr().unwrap(), b"", Vec::new())
                    .unwrap();
                server.accept().unwrap().0
            })
            .collect();
        reading.post(500.0, 2);
        until(|| reading.counts().posted >= 20);
        reading.post(0.0, 0);
        let posted = reading.counts().posted;
        let length = masked(BINARY, &[0; 150]).len();
        for turn in 0..posted {
            let mut frame = vec![0; length];
            accepted[turn as usize % 2].read_exact(&mut frame).unwrap();
            let told = unmasked(BINARY, &frame[length - 150..]);
            for socket in &mut accepted {
                socket.write_all(&told).unwrap();
            }
        }
        until(|| reading.counts().read.received == 3 * posted);
        assert_eq!(reading.counts().read.twice, 0);
        assert!(!reading.take_latencies().is_empty());
        drop(accepted);
        until(|| reading.counts().closed == 3);
        assert_eq!(reading.close_codes(), [1006; 3]);
        reading.stop();
    }
}

//! One thread of the plane: waits for datagrams, commands, deadlines and what other workers send, and lets the forwarder
//! decide.

use std::io;
use std::ops::Range;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use rustix::event::{EventfdFlags, Timespec, epoll, eventfd};

use crate::clock::{MILLISECOND, Micros};
use crate::command::Command;
use crate::drops::DropReason;
use crate::egress::Path;
use crate::event_queue::EventQueue;
use crate::forwarder::Forwarder;
use crate::links::{Delivery, Links};
use crate::parcel::WorkerNumber;
use crate::sockets::{Batch, Datagram, Sockets};

/// Batches taken from one socket before the others, and the commands, get their turn.
const BATCHES_PER_TURN: usize = 4;
/// While every packet goes to many receivers, wait so long for more of its picture to arrive: one send with four
/// packets costs little more than one with a single packet.
const GATHER: Duration = Duration::from_millis(1);
/// Sends per batch from which that is worth it.
const MANY_SENDS: u64 = 24;
/// Another worker may have taken by then what could not be sent to it.
const RETRY: Micros = MILLISECOND;
/// A receive timestamp further back than this was taken by a clock that somebody has set since.
const MAX_QUEUED: Micros = 100 * MILLISECOND;
/// `epoll` data of the wake-up descriptor; sockets have their position.
const WAKE: u64 = u64::MAX;
/// `epoll` data of everything that is TCP.
const TCP: u64 = WAKE - 1;

pub struct Worker {
    sockets: Sockets,
    commands: Receiver<Command>,
    wake: Arc<OwnedFd>,
    events: Arc<EventQueue>,
    epoll: OwnedFd,
    forwarder: Forwarder,
    links: Links,
    deliveries: Vec<(WorkerNumber, Delivery)>,
    batch: Batch,
    started: Instant,
    tcp: TcpTurn,
    is_stopped: bool,
    /// The last batch went to many receivers, and nothing was left in the sockets.
    gather: bool,
}

/// What one turn of the TCP connections needs. Allocated once.
#[derive(Default)]
struct TcpTurn {
    readable: Vec<usize>,
    frames: Vec<Range<usize>>,
    swept_at: Micros,
}

/// A descriptor that becomes readable when somebody writes to it.
pub fn wake_descriptor() -> io::Result<OwnedFd> {
    Ok(eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?)
}

/// Make the other side's poll return. A counter at its limit is readable too, so that an error changes nothing.
pub fn wake(descriptor: impl AsFd) {
    let _ = rustix::io::write(descriptor, &1u64.to_ne_bytes());
}

/// Make the descriptor unreadable until the next wake.
pub fn clear(descriptor: impl AsFd) {
    let _ = rustix::io::read(descriptor, &mut [0u8; 8]);
}

/// What connects a worker with everybody else.
pub struct Surroundings {
    pub commands: Receiver<Command>,
    /// To be woken for commands and for what other workers send
    pub wake: Arc<OwnedFd>,
    pub events: Arc<EventQueue>,
    pub links: Links,
    /// When every worker's time began
    pub started: Instant,
}

impl Worker {
    pub fn new(sockets: Sockets, forwarder: Forwarder, surroundings: Surroundings) -> io::Result<Self> {
        let Surroundings { commands, wake, events, links, started } = surroundings;
        let epoll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
        epoll::add(&epoll, &*wake, epoll::EventData::new_u64(WAKE), epoll::EventFlags::IN)?;
        for (position, socket) in sockets.iter().enumerate() {
            epoll::add(&epoll, socket, epoll::EventData::new_u64(position as u64), epoll::EventFlags::IN)?;
        }
        epoll::add(&epoll, sockets.tcp.descriptor(), epoll::EventData::new_u64(TCP), epoll::EventFlags::IN)?;
        Ok(Self {
            sockets,
            commands,
            wake,
            events,
            epoll,
            forwarder,
            links,
            deliveries: Vec::new(),
            batch: Batch::default(),
            started,
            tcp: TcpTurn::default(),
            is_stopped: false,
            gather: false,
        })
    }

    /// Until `Command::Stop`, or until nobody can send commands any more. However it ends, whoever waits for events
    /// hears of it.
    pub fn run(self) -> io::Result<()> {
        let _at_the_end = TellTheEnd(self.events.clone());
        self.work()
    }

    fn work(mut self) -> io::Result<()> {
        let mut ready = Vec::with_capacity(64);
        while !self.is_stopped {
            self.wait(&mut ready)?;
            if ready.iter().any(|event| event.data.u64() == WAKE) {
                clear(&*self.wake);
                self.take_deliveries();
            }
            let mut sockets =
                ready.drain(..).map(|event| event.data.u64()).filter(|data| *data != WAKE).peekable();
            if self.gather && sockets.peek().is_some() {
                std::thread::sleep(GATHER);
            }
            for socket in sockets {
                if socket == TCP {
                    self.take_frames();
                } else {
                    self.take_datagrams(socket as usize);
                }
            }
            let now = self.now();
            self.tidy_tcp(now);
            self.forwarder.tick(now, &mut self.sockets);
            self.links.send(self.forwarder.outgoing());
            self.tell_events();
        }
        Ok(())
    }

    fn now(&self) -> Micros {
        self.started.elapsed().as_micros() as Micros
    }

    fn wait(&self, ready: &mut Vec<epoll::Event>) -> io::Result<()> {
        let tcp = self.sockets.tcp.next_deadline(self.tcp.swept_at);
        let retry = self.links.has_unsent.then(|| self.now() + RETRY);
        let deadline = self.forwarder.next_deadline().into_iter().chain(tcp).chain(retry).min();
        let until = deadline.map(|at| at.saturating_sub(self.now()));
        let timeout = until.map(|micros| {
            let span = Duration::from_micros(micros);
            Timespec { tv_sec: span.as_secs() as i64, tv_nsec: span.subsec_nanos().into() }
        });
        match epoll::wait(&self.epoll, rustix::buffer::spare_capacity(ready), timeout.as_ref()) {
            Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Commands, and what other workers sent. All commands that were given before a parcel left are done before it is
    /// opened: it may be of a stream or of an address that they tell of.
    fn take_deliveries(&mut self) {
        let mut deliveries = std::mem::take(&mut self.deliveries);
        self.links.collect(&mut deliveries);
        self.take_commands();
        for (from, mut delivery) in deliveries.drain(..) {
            for (number, connection) in delivery.connections.drain(..) {
                self.sockets.tcp.adopt(number, connection);
            }
            let now = self.now();
            self.forwarder.take_parcel(&mut delivery.parcel, now, &mut self.sockets);
            self.links.give_back(from, delivery);
        }
        self.deliveries = deliveries;
    }

    fn take_commands(&mut self) {
        loop {
            match self.commands.try_recv() {
                Ok(Command::Stop) | Err(TryRecvError::Disconnected) => self.is_stopped = true,
                Ok(command) => self.take_command(command),
                Err(TryRecvError::Empty) => return,
            }
            if self.is_stopped {
                return;
            }
        }
    }

    fn take_command(&mut self, command: Command) {
        match command {
            Command::Statistics { reply } => {
                let mut statistics = self.forwarder.statistics();
                statistics.thread_cpu_ns = thread_cpu_ns();
                // Whoever asked may be gone.
                let _ = reply.try_send(statistics);
            }
            Command::GiveConnection { socket, to } => {
                if let Some(connection) = self.sockets.tcp.give(socket, to) {
                    self.links.give(to, socket, connection);
                }
            }
            Command::SendDatagram { socket, remote, data } => {
                let path = Path { socket, remote };
                match self.sockets.tcp.given_to(socket) {
                    Some(worker) => self.forwarder.send_elsewhere(worker, path, &data),
                    None => self.forwarder.send_plain(path, &data, &mut self.sockets),
                }
            }
            command => {
                let now = self.now();
                self.forwarder.apply(command, now, &mut self.sockets);
            }
        }
    }

    fn take_datagrams(&mut self, socket: usize) {
        for _ in 0..BATCHES_PER_TURN {
            // An error of the socket (ICMP unreachable, for example) is about one peer, whose consent will expire.
            if self.sockets.receive(socket, &mut self.batch).is_err() {
                return;
            }
            let sends = self.forwarder.sends();
            let (now, wall) = (self.now(), SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default());
            for Datagram { remote, range, received_at } in self.batch.datagrams() {
                let queued = wall.saturating_sub(received_at.unwrap_or(wall)).as_micros() as Micros;
                let arrived_at = now - queued.min(MAX_QUEUED).min(now);
                let bytes = &mut self.batch.bytes;
                self.forwarder.receive(socket, remote, bytes, range, arrived_at, &mut self.sockets);
            }
            let is_relayed = self.forward(now);
            let is_shown_often = is_relayed || self.forwarder.sends() - sends >= MANY_SENDS;
            self.gather = is_shown_often && !self.batch.is_full();
            if !self.batch.is_full() {
                return;
            }
        }
    }

    /// Send what was received on, to other workers first. True: they show some of it.
    fn forward(&mut self, now: Micros) -> bool {
        let bytes = &mut self.batch.bytes;
        let is_relayed = self.forwarder.relay(bytes);
        self.links.send(self.forwarder.outgoing());
        self.forwarder.dispatch(bytes, now, &mut self.sockets);
        if self.forwarder.has_strays() {
            self.take_commands();
            let bytes = &mut self.batch.bytes;
            self.forwarder.receive_strays(bytes, &mut self.sockets);
            self.forwarder.relay(bytes);
            self.forwarder.dispatch(bytes, now, &mut self.sockets);
        }
        is_relayed
    }

    /// One read of each TCP connection that has something.
    fn take_frames(&mut self) {
        let now = self.now();
        self.sockets.tcp.poll(now, &mut self.tcp.readable);
        let mut readable = std::mem::take(&mut self.tcp.readable);
        for number in readable.drain(..) {
            let bytes = &mut self.batch.bytes;
            let Some(remote) = self.sockets.tcp.read(number, bytes, &mut self.tcp.frames) else {
                continue;
            };
            for frame in self.tcp.frames.drain(..) {
                self.forwarder.receive(number, remote, bytes, frame, now, &mut self.sockets);
            }
            self.forward(now);
        }
        self.tcp.readable = readable;
    }

    fn tidy_tcp(&mut self, now: Micros) {
        if self.sockets.tcp.next_deadline(self.tcp.swept_at).is_some_and(|at| at <= now) {
            self.tcp.swept_at = now;
            let forwarder = &self.forwarder;
            self.sockets.tcp.sweep(now, |path, is_heard| forwarder.needs_path(path, is_heard));
        }
        for number in self.sockets.tcp.take_ended() {
            self.forwarder.lose_socket(number);
        }
    }

    fn tell_events(&mut self) {
        let refused = self.events.extend(self.forwarder.events());
        for _ in 0..refused {
            self.forwarder.count_drop(DropReason::EventQueueFull);
        }
    }
}

/// A panic unwinds through here too.
struct TellTheEnd(Arc<EventQueue>);

impl Drop for TellTheEnd {
    fn drop(&mut self) {
        self.0.end();
    }
}

fn thread_cpu_ns() -> u64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}

//! The plane's thread: waits for datagrams, commands and deadlines, and lets the forwarder decide.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError};
use std::time::{Duration, Instant};

use rustix::event::{EventfdFlags, Timespec, epoll, eventfd};

use crate::clock::Micros;
use crate::command::Command;
use crate::drops::DropReason;
use crate::event_queue::EventQueue;
use crate::forwarder::Forwarder;
use crate::sockets::{Batch, Sockets};

/// Batches taken from one socket before the others, and the commands, get their turn.
const BATCHES_PER_TURN: usize = 4;
/// `epoll` data of the wake-up descriptor; sockets have their position.
const WAKE: u64 = u64::MAX;

pub struct Worker {
    sockets: Sockets,
    commands: Receiver<Command>,
    wake: Arc<OwnedFd>,
    events: Arc<EventQueue>,
    epoll: OwnedFd,
    forwarder: Forwarder,
    batch: Batch,
    started: Instant,
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

impl Worker {
    pub fn new(
        sockets: Sockets,
        commands: Receiver<Command>,
        wake: Arc<OwnedFd>,
        events: Arc<EventQueue>,
        forwarder: Forwarder,
    ) -> io::Result<Self> {
        let epoll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
        epoll::add(&epoll, &*wake, epoll::EventData::new_u64(WAKE), epoll::EventFlags::IN)?;
        for (position, socket) in sockets.iter().enumerate() {
            epoll::add(&epoll, socket, epoll::EventData::new_u64(position as u64), epoll::EventFlags::IN)?;
        }
        Ok(Self {
            sockets,
            commands,
            wake,
            events,
            epoll,
            forwarder,
            batch: Batch::default(),
            started: Instant::now(),
        })
    }

    /// Until `Command::Stop`, or until nobody can send commands any more.
    pub fn run(mut self) -> io::Result<()> {
        let mut ready = Vec::with_capacity(64);
        loop {
            self.wait(&mut ready)?;
            for event in ready.drain(..) {
                match event.data.u64() {
                    WAKE => {
                        clear(&*self.wake);
                        if !self.take_commands() {
                            return Ok(());
                        }
                    }
                    socket => self.take_datagrams(socket as usize),
                }
            }
            let now = self.now();
            self.forwarder.tick(now, &mut self.sockets);
            self.tell_events();
        }
    }

    fn now(&self) -> Micros {
        self.started.elapsed().as_micros() as Micros
    }

    fn wait(&self, ready: &mut Vec<epoll::Event>) -> io::Result<()> {
        let until = self.forwarder.next_deadline().map(|at| at.saturating_sub(self.now()));
        let timeout = until.map(|micros| {
            let span = Duration::from_micros(micros);
            Timespec { tv_sec: span.as_secs() as i64, tv_nsec: span.subsec_nanos().into() }
        });
        match epoll::wait(&self.epoll, rustix::buffer::spare_capacity(ready), timeout.as_ref()) {
            Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// False: stop.
    fn take_commands(&mut self) -> bool {
        loop {
            match self.commands.try_recv() {
                Ok(Command::Stop) | Err(TryRecvError::Disconnected) => return false,
                Ok(Command::Statistics { reply }) => {
                    let mut statistics = self.forwarder.statistics();
                    statistics.thread_cpu_ns = thread_cpu_ns();
                    // Whoever asked may be gone.
                    let _ = reply.try_send(statistics);
                }
                Ok(command) => {
                    let now = self.now();
                    self.forwarder.apply(command, now, &mut self.sockets);
                }
                Err(TryRecvError::Empty) => return true,
            }
        }
    }

    fn take_datagrams(&mut self, socket: usize) {
        for _ in 0..BATCHES_PER_TURN {
            // An error of the socket (ICMP unreachable, for example) is about one peer, whose consent will expire.
            if self.sockets.receive(socket, &mut self.batch).is_err() {
                return;
            }
            let now = self.now();
            for (remote, range) in self.batch.datagrams() {
                self.forwarder.receive(socket, remote, &mut self.batch.bytes, range, now, &mut self.sockets);
            }
            self.forwarder.dispatch(&self.batch.bytes, now, &mut self.sockets);
            if !self.batch.is_full() {
                return;
            }
        }
    }

    fn tell_events(&mut self) {
        let refused = self.events.extend(self.forwarder.events());
        for _ in 0..refused {
            self.forwarder.count_drop(DropReason::EventQueueFull);
        }
    }
}

fn thread_cpu_ns() -> u64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}

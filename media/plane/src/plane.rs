//! The plane as its owner holds it: sockets and threads, each behind a queue of commands.

use std::io;
use std::net::SocketAddr;
use std::os::fd::OwnedFd;
use std::sync::mpsc::{Sender, channel, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use ring::rand::{SecureRandom, SystemRandom};

use crate::clock::WallClock;
use crate::command::{Command, Id, Reply, Start};
use crate::event_queue::EventQueue;
use crate::forwarder::Forwarder;
use crate::links::Links;
use crate::parcel::WorkerNumber;
use crate::placement::Placement;
use crate::registry::{Refusal, Registry};
use crate::sockets::Sockets;
use crate::worker::{Surroundings, Worker, wake, wake_descriptor};

#[derive(Debug, thiserror::Error)]
pub enum PlaneError {
    #[error("the plane is closed")]
    Closed,
    /// After a bug or an error of the operating system. Only a new plane helps.
    #[error("a thread of the plane has ended")]
    Ended,
    #[error(transparent)]
    Refused(#[from] Refusal),
}

pub struct Plane {
    /// None: closed
    running: Mutex<Option<Running>>,
    events: Arc<EventQueue>,
    buffers_are_clamped: bool,
}

struct Running {
    registry: Registry,
    placement: Placement,
    workers: Vec<Handle>,
}

/// One worker, from outside.
struct Handle {
    commands: Sender<Command>,
    wake: Arc<OwnedFd>,
    thread: JoinHandle<io::Result<()>>,
}

impl Plane {
    /// Bind one socket per address and thread, listen on the addresses of `tcp`, and start the threads.
    pub fn start(addresses: &[SocketAddr], tcp: &[SocketAddr], threads: usize) -> io::Result<Self> {
        let sockets = Sockets::bind(addresses, tcp)?;
        let registry = Registry::new(sockets.local_addresses()?, sockets.tcp.local_addresses()?);
        let placement = Placement::new(threads, addresses.len());
        let plane = Self {
            buffers_are_clamped: sockets.buffers_are_clamped(),
            running: Mutex::new(Some(Running { registry, placement, workers: Vec::with_capacity(threads) })),
            events: Arc::new(EventQueue::new()?),
        };
        // All are there before any thread runs: from then on the kernel never chooses differently among them.
        let shared = (1..threads).map(|_| sockets.share()).collect::<io::Result<Vec<_>>>()?;
        plane.run(std::iter::once(sockets).chain(shared).collect())?;
        Ok(plane)
    }

    /// A thread for each. On an error those that were started end with the plane.
    fn run(&self, sockets: Vec<Sockets>) -> io::Result<()> {
        let threads = sockets.len();
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let (clock, started) = (WallClock::new(since_1970.as_micros() as u64), Instant::now());
        let cname = format!("{:024x}", u128::from_be_bytes(random()) >> 32);
        let wakes = (0..threads).map(|_| wake_descriptor().map(Arc::new)).collect::<io::Result<Vec<_>>>()?;
        let links = Links::between(&wakes);
        for ((sockets, links), wake) in sockets.into_iter().zip(links).zip(wakes) {
            let (commands, receiver) = channel();
            let forwarder = Forwarder::among(threads, clock, cname.clone());
            let (events, descriptor) = (self.events.clone(), wake.clone());
            let surroundings = Surroundings { commands: receiver, wake: descriptor, events, links, started };
            let worker = Worker::new(sockets, forwarder, surroundings)?;
            let thread = std::thread::Builder::new().name("studyhall-plane".into()).spawn(|| worker.run())?;
            if let Some(running) = self.lock().as_mut() {
                running.workers.push(Handle { commands, wake, thread });
            }
        }
        Ok(())
    }

    pub fn events(&self) -> &EventQueue {
        &self.events
    }

    /// Whether the kernel gives less socket buffer than was asked for (net.core.rmem_max, net.core.wmem_max).
    pub fn buffers_are_clamped(&self) -> bool {
        self.buffers_are_clamped
    }

    pub fn local_addresses(&self) -> Result<Vec<SocketAddr>, PlaneError> {
        let running = self.lock();
        running.as_ref().map(|running| running.registry.sockets().to_vec()).ok_or(PlaneError::Closed)
    }

    pub fn tcp_addresses(&self) -> Result<Vec<SocketAddr>, PlaneError> {
        let running = self.lock();
        running.as_ref().map(|running| running.registry.listeners().to_vec()).ok_or(PlaneError::Closed)
    }

    /// Check `command` and hand it to the threads that it is about, each of which does commands in order.
    pub fn send(&self, command: Command) -> Result<(), PlaneError> {
        self.with_running(|running| running.send(command))
    }

    /// The work of `transport` is for the thread `worker` from now on.
    pub fn add_transport(&self, transport: Id, worker: WorkerNumber) -> Result<(), PlaneError> {
        self.with_running(|running| {
            if worker >= running.workers.len() {
                return Err(Refusal::Invalid("there is no such thread").into());
            }
            let command = Command::AddTransport { transport, ssrc: random_ssrc() };
            running.registry.check(&command)?;
            running.placement.pin(transport, worker);
            running.place(command)
        })
    }

    /// Ask the thread that the question is about, and wait for its answer.
    pub fn ask<T>(&self, question: impl FnOnce(Reply<T>) -> Command) -> Result<T, PlaneError> {
        let (reply, answer) = sync_channel(1);
        self.send(question(reply))?;
        answer.recv().map_err(|_| PlaneError::Ended)
    }

    /// Ask every thread, and wait for all answers, in the threads' order.
    pub fn ask_all<T>(&self, question: impl Fn(Reply<T>) -> Command) -> Result<Vec<T>, PlaneError> {
        let ask = |worker: &Handle| {
            let (reply, answer) = sync_channel(1);
            worker.tell(question(reply))?;
            wake(&*worker.wake);
            Ok(answer)
        };
        let answers: Result<Vec<_>, PlaneError> =
            self.with_running(|running| running.workers.iter().map(ask).collect());
        answers?.into_iter().map(|answer| answer.recv().map_err(|_| PlaneError::Ended)).collect()
    }

    /// Stop the threads and close the sockets. Twice is fine.
    pub fn close(&self) {
        let Some(Running { workers, .. }) = self.lock().take() else {
            return;
        };
        for worker in &workers {
            // Fails only where the thread is gone already.
            let _ = worker.tell(Command::Stop);
            wake(&*worker.wake);
        }
        for worker in workers {
            let _ = worker.thread.join();
        }
    }

    fn with_running<T>(
        &self,
        act: impl FnOnce(&mut Running) -> Result<T, PlaneError>,
    ) -> Result<T, PlaneError> {
        act(self.lock().as_mut().ok_or(PlaneError::Closed)?)
    }

    fn lock(&self) -> MutexGuard<'_, Option<Running>> {
        // The registry is changed only by checks, which do not panic half-way.
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Running {
    fn send(&mut self, command: Command) -> Result<(), PlaneError> {
        self.registry.check(&command)?;
        self.place(command)
    }

    fn place(&mut self, command: Command) -> Result<(), PlaneError> {
        let Self { placement, workers, .. } = self;
        let (mut told, mut sent) = (0u64, Ok(()));
        placement.place(command, &mut |worker, command| {
            told |= 1 << worker;
            if let Err(error) = workers[worker].tell(command) {
                sent = Err(error);
            }
        });
        for (number, worker) in workers.iter().enumerate() {
            if told & 1 << number != 0 {
                wake(&*worker.wake);
            }
        }
        sent
    }
}

impl Handle {
    /// Without waking it.
    fn tell(&self, command: Command) -> Result<(), PlaneError> {
        self.commands.send(command).map_err(|_| PlaneError::Ended)
    }
}

impl Drop for Plane {
    fn drop(&mut self) {
        self.close();
    }
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).expect("the kernel has random numbers");
    bytes
}

/// As many as a mask has bits, and more than any machine that this was tried on has cores.
pub const MAX_THREADS: usize = 64;

/// A new SSRC. 0 means "none" to some.
pub fn random_ssrc() -> u32 {
    u32::from_be_bytes(random()).max(1)
}

impl Start {
    pub fn random() -> Self {
        let [a, b, c, d, e, f, g, h] = random();
        Self {
            index: u16::from_be_bytes([a, b]) & 0x7fff,
            rtx_index: u16::from_be_bytes([c, d]) & 0x7fff,
            timestamp: u32::from_be_bytes([e, f, g, h]),
        }
    }
}

#[cfg(test)]
mod tests;

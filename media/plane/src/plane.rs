//! The plane as its owner holds it: sockets and a thread behind a queue of commands.

use std::io;
use std::net::SocketAddr;
use std::os::fd::OwnedFd;
use std::sync::mpsc::{Sender, channel, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{SystemTime, UNIX_EPOCH};

use ring::rand::{SecureRandom, SystemRandom};

use crate::clock::WallClock;
use crate::command::{Command, Reply, Start};
use crate::event_queue::EventQueue;
use crate::forwarder::Forwarder;
use crate::registry::{Refusal, Registry};
use crate::sockets::Sockets;
use crate::worker::{Worker, wake, wake_descriptor};

#[derive(Debug, thiserror::Error)]
pub enum PlaneError {
    #[error("the plane is closed")]
    Closed,
    /// After a bug or an error of the operating system. Only a new plane helps.
    #[error("the plane's thread has ended")]
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
    commands: Sender<Command>,
    wake: Arc<OwnedFd>,
    thread: JoinHandle<io::Result<()>>,
}

impl Plane {
    /// Bind one socket per address, listen on those of `tcp`, and start the thread.
    pub fn start(addresses: &[SocketAddr], tcp: &[SocketAddr]) -> io::Result<Self> {
        let sockets = Sockets::bind(addresses, tcp)?;
        let registry = Registry::new(sockets.local_addresses()?, sockets.tcp.local_addresses()?);
        let buffers_are_clamped = sockets.buffers_are_clamped();
        let (commands, receiver) = channel();
        let wake = Arc::new(wake_descriptor()?);
        let events = Arc::new(EventQueue::new()?);
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let clock = WallClock::new(since_1970.as_micros() as u64);
        let cname = format!("{:024x}", u128::from_be_bytes(random()) >> 32);
        let forwarder = Forwarder::new(clock, cname);
        let worker = Worker::new(sockets, receiver, wake.clone(), events.clone(), forwarder)?;
        let thread = std::thread::Builder::new().name("studyhall-plane".into()).spawn(|| worker.run())?;
        let running = Running { registry, commands, wake, thread };
        Ok(Self { running: Mutex::new(Some(running)), events, buffers_are_clamped })
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

    /// Check `command` and hand it to the thread, which does commands in order.
    pub fn send(&self, command: Command) -> Result<(), PlaneError> {
        let mut running = self.lock();
        let Running { registry, commands, wake: descriptor, .. } =
            running.as_mut().ok_or(PlaneError::Closed)?;
        registry.check(&command)?;
        commands.send(command).map_err(|_| PlaneError::Ended)?;
        wake(&**descriptor);
        Ok(())
    }

    /// Ask the thread, and wait for its answer.
    pub fn ask<T>(&self, question: impl FnOnce(Reply<T>) -> Command) -> Result<T, PlaneError> {
        let (reply, answer) = sync_channel(1);
        self.send(question(reply))?;
        answer.recv().map_err(|_| PlaneError::Ended)
    }

    /// Stop the thread and close the sockets. Twice is fine.
    pub fn close(&self) {
        let Some(Running { commands, wake: descriptor, thread, .. }) = self.lock().take() else {
            return;
        };
        // Both fail only where the thread is gone already.
        let _ = commands.send(Command::Stop);
        wake(&*descriptor);
        let _ = thread.join();
    }

    fn lock(&self) -> MutexGuard<'_, Option<Running>> {
        // The registry is changed only by checks, which do not panic half-way.
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
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
mod tests {
    use super::*;
    use crate::event_queue::Ended;
    use rustix::event::{PollFd, PollFlags, Timespec, poll};

    fn plane() -> Plane {
        Plane::start(&[([127, 0, 0, 1], 0).into()], &[]).unwrap()
    }

    #[test]
    fn a_question_is_answered_after_the_commands_before_it() {
        let plane = plane();
        plane.send(Command::AddTransport { transport: 1, ssrc: 1 }).unwrap();
        let peer = std::net::UdpSocket::bind(("127.0.0.1", 0)).unwrap();
        let remote = peer.local_addr().unwrap();
        plane.send(Command::SendDatagram { socket: 0, remote, data: vec![0; 20] }).unwrap();
        let statistics = plane.ask(|reply| Command::Statistics { reply }).unwrap();
        assert_eq!((statistics.packets_out, statistics.bytes_out), (1, 20));
        assert!(statistics.thread_cpu_ns > 0);
    }

    #[test]
    fn closing_twice_is_fine_and_nothing_works_afterwards() {
        let plane = plane();
        plane.close();
        plane.close();
        let sent = plane.send(Command::AddTransport { transport: 1, ssrc: 1 });
        assert!(matches!(sent, Err(PlaneError::Closed)));
        assert!(matches!(plane.ask(|reply| Command::AudioLevels { reply }), Err(PlaneError::Closed)));
    }

    #[test]
    fn the_end_of_the_thread_is_told_to_whoever_waits_for_events() {
        let plane = plane();
        plane.send(Command::Stop).unwrap(); // without `close`: as if it had ended by itself
        let mut descriptors = [PollFd::new(plane.events().descriptor(), PollFlags::IN)];
        assert_eq!(poll(&mut descriptors, Some(&Timespec { tv_sec: 5, tv_nsec: 0 })), Ok(1));
        assert_eq!(plane.events().take(), Err(Ended));
    }

    #[test]
    fn starts_are_below_the_first_rollover_by_half() {
        for _ in 0..100 {
            let start = Start::random();
            assert!(start.index < 0x8000 && start.rtx_index < 0x8000);
        }
    }
}

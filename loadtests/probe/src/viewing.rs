//! The thread that reads for all viewers: every few milliseconds, whatever waits in their sockets.
//!
//! It sleeps between passes instead of waiting for packets, so that the server is not charged with waking it. Arrival
//! times come from the kernel, so a late pass does not lengthen them.

use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout};

use crate::clock::{self, Nanos, Offset, SECOND};
use crate::sockets::{self, Inbox};
use crate::viewer::{Viewer, ViewerCounts};

const PASS: Duration = Duration::from_millis(4);
const EVENTS: usize = 512;
const REPORT_INTERVAL: Nanos = SECOND;

struct Entry {
    socket: OwnedFd,
    viewer: Viewer,
    report_due: Nanos,
}

struct Shared {
    entries: Mutex<Vec<Entry>>,
    epoll: Epoll,
    stop: AtomicBool,
}

impl Shared {
    fn entries(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub struct Viewing {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Viewing {
    pub fn start() -> std::io::Result<Self> {
        let epoll = Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC)?;
        let shared = Arc::new(Shared {
            entries: Mutex::default(),
            epoll,
            stop: AtomicBool::new(false),
        });
        let theirs = Arc::clone(&shared);
        let thread = std::thread::Builder::new()
            .name("viewing".into())
            .spawn(move || run(&theirs))?;
        Ok(Self {
            shared,
            thread: Some(thread),
        })
    }

    /// Returns the viewer's number, from 0.
    pub fn add(&self, socket: OwnedFd, viewer: Viewer) -> std::io::Result<usize> {
        sockets::prepare(&socket)?;
        let mut entries = self.shared.entries();
        let number = entries.len();
        self.shared
            .epoll
            .add(&socket, EpollEvent::new(EpollFlags::EPOLLIN, number as u64))?;
        entries.push(Entry {
            socket,
            viewer,
            report_due: clock::monotonic() + REPORT_INTERVAL,
        });
        Ok(number)
    }

    pub fn first_video(&self, number: usize) -> Option<Nanos> {
        self.shared
            .entries()
            .get(number)
            .and_then(|entry| entry.viewer.first_video())
    }

    /// Summed over all viewers at one moment.
    pub fn counts(&self) -> ViewerCounts {
        let mut sum = ViewerCounts::default();
        for entry in self.shared.entries().iter() {
            sum += entry.viewer.counts();
        }
        sum
    }

    /// How many packets each viewer received, in the order in which they were added.
    pub fn received(&self) -> Vec<u64> {
        self.shared
            .entries()
            .iter()
            .map(|entry| entry.viewer.counts().received)
            .collect()
    }

    pub fn take_latencies(&self) -> Vec<u32> {
        self.shared
            .entries()
            .iter_mut()
            .flat_map(|entry| entry.viewer.take_latencies())
            .collect()
    }

    /// Stop reading and let go of the sockets. Twice is fine.
    pub fn stop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        self.shared.entries().clear();
    }
}

impl Drop for Viewing {
    fn drop(&mut self) {
        self.stop();
    }
}

fn run(shared: &Shared) {
    let mut inbox = Inbox::default();
    let mut events = vec![EpollEvent::empty(); EVENTS];
    while !shared.stop.load(Ordering::Relaxed) {
        let ready = shared
            .epoll
            .wait(&mut events, EpollTimeout::ZERO)
            .unwrap_or(0);
        let (now, offset) = (clock::monotonic(), Offset::take());
        let mut entries = shared.entries();
        for event in &events[..ready] {
            if let Some(Entry { socket, viewer, .. }) = entries.get_mut(event.data() as usize) {
                inbox.drain(socket, offset, now, |datagram, arrival| {
                    viewer.take(datagram, arrival)
                });
            }
        }
        for entry in entries.iter_mut().filter(|entry| entry.report_due <= now) {
            entry.report_due += REPORT_INTERVAL;
            if let Some(report) = entry.viewer.report() {
                sockets::send(&entry.socket, &report);
            }
        }
        drop(entries);
        std::thread::sleep(PASS);
    }
}

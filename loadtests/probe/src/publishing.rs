//! The thread that keeps publishers on their schedule and hears what the server says back.

use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::clock::{self, MILLISECOND, Nanos, Offset};
use crate::publisher::{Publisher, PublisherCounts};
use crate::sockets::{self, Inbox};

/// With nothing to do, so often is looked whether there is.
const IDLE: Nanos = 10 * MILLISECOND;

type Entries = Vec<(OwnedFd, Publisher)>;

#[derive(Default)]
struct Shared {
    entries: Mutex<Entries>,
    stop: AtomicBool,
}

impl Shared {
    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub struct Publishing {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Publishing {
    pub fn start() -> std::io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let theirs = Arc::clone(&shared);
        let thread = std::thread::Builder::new()
            .name("publishing".into())
            .spawn(move || run(&theirs))?;
        Ok(Self {
            shared,
            thread: Some(thread),
        })
    }

    pub fn add(&self, socket: OwnedFd, publisher: Publisher) {
        self.shared.entries().push((socket, publisher));
    }

    /// In the order in which they were added.
    pub fn counts(&self) -> Vec<PublisherCounts> {
        self.shared
            .entries()
            .iter()
            .map(|(_, publisher)| publisher.counts())
            .collect()
    }

    /// Stop sending and let go of the sockets. Twice is fine.
    pub fn stop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        self.shared.entries().clear();
    }
}

impl Drop for Publishing {
    fn drop(&mut self) {
        self.stop();
    }
}

fn run(shared: &Shared) {
    let mut inbox = Inbox::default();
    let mut out = Vec::new();
    while !shared.stop.load(Ordering::Relaxed) {
        let mut next = clock::monotonic() + IDLE;
        for (socket, publisher) in shared.entries().iter_mut() {
            let now = clock::monotonic();
            inbox.drain(socket, Offset::take(), now, |datagram, _| {
                if matches!(datagram, [128..=191, 192..=223, ..]) {
                    publisher.take_rtcp(datagram);
                }
            });
            publisher.produce(now, clock::ntp(), &mut out);
            for packet in out.drain(..) {
                sockets::send(socket, &packet);
            }
            next = next.min(publisher.next_due());
        }
        std::thread::sleep(Duration::from_nanos(
            next.saturating_sub(clock::monotonic()),
        ));
    }
}

//! Events on their way from the plane's thread to Python. Bounded: strangers can send STUN faster than Python reads,
//! and must not take the memory, nor the place of DTLS from a known peer.

use std::collections::VecDeque;
use std::io;
use std::os::fd::OwnedFd;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::command::Event;
use crate::worker::{clear, wake, wake_descriptor};

const MAX_STUN: usize = 2_048;
const MAX_DATAGRAMS: usize = 4_096;

pub struct EventQueue {
    /// None: the plane's thread has ended.
    events: Mutex<Option<VecDeque<Event>>>,
    readable: OwnedFd,
}

/// The plane's thread is gone: nothing will come any more.
#[derive(Debug, PartialEq, Eq)]
pub struct Ended;

impl EventQueue {
    pub fn new() -> io::Result<Self> {
        Ok(Self { events: Mutex::new(Some(VecDeque::new())), readable: wake_descriptor()? })
    }

    /// Readable while there are events, and for ever after the end.
    pub fn descriptor(&self) -> &OwnedFd {
        &self.readable
    }

    /// Append what there is room for; returns how many were refused. Taken once per batch, never while packets move.
    pub fn extend(&self, new: impl ExactSizeIterator<Item = Event>) -> usize {
        if new.len() == 0 {
            return 0;
        }
        let mut events = self.lock();
        let Some(events) = events.as_mut() else {
            return new.len();
        };
        let mut refused = 0;
        for event in new {
            let room = match event {
                Event::Stun { .. } => MAX_STUN,
                Event::Dtls { .. } => MAX_DATAGRAMS,
                // There are no more of these than streams.
                Event::StreamActive { .. } => usize::MAX,
            };
            if events.len() < room {
                events.push_back(event);
            } else {
                refused += 1;
            }
        }
        wake(&self.readable);
        refused
    }

    /// What there is. Events from before the end are worth nothing after it.
    pub fn take(&self) -> Result<VecDeque<Event>, Ended> {
        let mut events = self.lock();
        let events = events.as_mut().ok_or(Ended)?;
        clear(&self.readable);
        Ok(std::mem::take(events))
    }

    /// Nobody will add anything any more.
    pub fn end(&self) {
        let mut events = self.lock();
        *events = None;
        wake(&self.readable);
    }

    fn lock(&self) -> MutexGuard<'_, Option<VecDeque<Event>>> {
        // Nobody panics while holding it; and whole events are in it even then.
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::event::{PollFd, PollFlags, Timespec, poll};

    fn is_readable(queue: &EventQueue) -> bool {
        let mut descriptors = [PollFd::new(queue.descriptor(), PollFlags::IN)];
        poll(&mut descriptors, Some(&Timespec { tv_sec: 0, tv_nsec: 0 })).unwrap() == 1
    }

    fn stun() -> Event {
        Event::Stun { socket: 0, remote: ([127, 0, 0, 1], 1).into(), data: vec![0, 1] }
    }

    #[test]
    fn the_descriptor_is_readable_while_there_are_events() {
        let queue = EventQueue::new().unwrap();
        assert!(!is_readable(&queue));
        queue.extend(vec![stun()].into_iter());
        queue.extend(vec![stun()].into_iter());
        assert!(is_readable(&queue));
        assert_eq!(queue.take().unwrap().len(), 2);
        assert!(!is_readable(&queue));
        queue.extend(vec![].into_iter());
        assert!(!is_readable(&queue));
    }

    #[test]
    fn after_the_end_the_descriptor_stays_readable_and_nothing_can_be_taken() {
        let queue = EventQueue::new().unwrap();
        queue.extend(vec![stun()].into_iter());
        queue.end();
        for _ in 0..2 {
            assert!(is_readable(&queue));
            assert_eq!(queue.take(), Err(Ended));
        }
    }

    #[test]
    fn a_flood_of_stun_leaves_room_for_others() {
        let queue = EventQueue::new().unwrap();
        let refused = queue.extend(vec![stun(); MAX_STUN + 7].into_iter());
        assert_eq!(refused, 7);
        let dtls = Event::Dtls { transport: 1, data: vec![22] };
        assert_eq!(queue.extend(vec![dtls, Event::StreamActive { stream: 1 }].into_iter()), 0);
        assert_eq!(queue.take().unwrap().len(), MAX_STUN + 2);
    }
}

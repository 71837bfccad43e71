//! How parcels go from worker to worker: one bounded queue for each pair, and the empty ones come back to be filled again.
//!
//! Nobody waits for anybody: who finds no empty parcel goes on filling the one that it has, until that is full. The
//! queues are std's, of an array that is allocated once, without a lock; whoever waits is woken through its descriptor.

use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use crate::parcel::{Parcel, WorkerNumber};
use crate::tcp::Connection;
use crate::worker::wake;

/// Parcels of one pair that are on their way, or not yet back
const PARCELS: usize = 4;

/// What goes at once.
#[derive(Default)]
pub struct Delivery {
    /// Connections whose paths the receiver has from now on, with their numbers: before the parcel, which may need them
    pub connections: Vec<(usize, Connection)>,
    pub parcel: Parcel,
}

/// One worker's ends of all its queues.
pub struct Links {
    /// By worker; none to oneself
    links: Vec<Option<Link>>,
    /// Somebody could not be sent everything.
    pub has_unsent: bool,
}

struct Link {
    full: SyncSender<Delivery>,
    /// Ours that come back
    returned: Receiver<Delivery>,
    empty: Vec<Delivery>,
    connections: Vec<(usize, Connection)>,
    incoming: Receiver<Delivery>,
    give_back: SyncSender<Delivery>,
    /// Of the other worker
    wake: Arc<OwnedFd>,
}

impl Links {
    /// The links of each worker to each other; `wakes` are their descriptors.
    pub fn between(wakes: &[Arc<OwnedFd>]) -> Vec<Self> {
        let workers = wakes.len();
        let mut table: Vec<Vec<Option<Link>>> =
            (0..workers).map(|_| (0..workers).map(|_| None).collect()).collect();
        for left in 0..workers {
            for right in left + 1..workers {
                let (ours, theirs) = Link::pair(&wakes[left], &wakes[right]);
                table[left][right] = Some(ours);
                table[right][left] = Some(theirs);
            }
        }
        table.into_iter().map(|links| Self { links, has_unsent: false }).collect()
    }

    /// Send what there is for the others, by worker, as far as they have given back what they were sent before.
    pub fn send(&mut self, outgoing: &mut [Parcel]) {
        self.has_unsent = false;
        for (link, parcel) in self.links.iter_mut().zip(outgoing) {
            if let Some(link) = link
                && !link.send(parcel)
            {
                self.has_unsent = true;
            }
        }
    }

    /// A connection that goes with what is sent to `to` next.
    pub fn give(&mut self, to: WorkerNumber, number: usize, connection: Connection) {
        if let Some(link) = &mut self.links[to] {
            link.connections.push((number, connection));
        }
    }

    /// Take what the others have sent, with the number of the sender.
    pub fn collect(&mut self, deliveries: &mut Vec<(WorkerNumber, Delivery)>) {
        for (from, link) in self.links.iter_mut().enumerate() {
            let incoming = link.iter_mut().flat_map(|link| link.incoming.try_iter());
            deliveries.extend(incoming.map(|delivery| (from, delivery)));
        }
    }

    /// The delivery is empty again.
    pub fn give_back(&mut self, from: WorkerNumber, delivery: Delivery) {
        if let Some(link) = &mut self.links[from] {
            // There is room for all that there are; and who has ended needs none.
            let _ = link.give_back.try_send(delivery);
        }
    }
}

impl Link {
    fn pair(left: &Arc<OwnedFd>, right: &Arc<OwnedFd>) -> (Self, Self) {
        let (to_right, from_left) = sync_channel(PARCELS);
        let (to_left, from_right) = sync_channel(PARCELS);
        let (back_to_left, left_returned) = sync_channel(PARCELS);
        let (back_to_right, right_returned) = sync_channel(PARCELS);
        let link = |full, returned, incoming, give_back, wake: &Arc<OwnedFd>| Self {
            full,
            returned,
            empty: (0..PARCELS).map(|_| Delivery::default()).collect(),
            connections: Vec::new(),
            incoming,
            give_back,
            wake: wake.clone(),
        };
        (
            link(to_right, left_returned, from_right, back_to_right, right),
            link(to_left, right_returned, from_left, back_to_left, left),
        )
    }

    /// False: there is something that has to wait.
    fn send(&mut self, parcel: &mut Parcel) -> bool {
        if parcel.is_empty() && self.connections.is_empty() {
            return true;
        }
        self.empty.extend(self.returned.try_iter());
        let Some(mut delivery) = self.empty.pop() else {
            return false;
        };
        std::mem::swap(&mut delivery.parcel, parcel);
        std::mem::swap(&mut delivery.connections, &mut self.connections);
        // Fails only where the other has ended, and then everything has.
        let _ = self.full.try_send(delivery);
        wake(&*self.wake);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::egress::Path;
    use crate::worker::wake_descriptor;
    use rustix::event::{PollFd, PollFlags, Timespec, poll};

    fn two() -> (Links, Links, Arc<OwnedFd>) {
        let wakes = [wake_descriptor().unwrap(), wake_descriptor().unwrap()].map(Arc::new);
        let mut links = Links::between(&wakes).into_iter();
        (links.next().unwrap(), links.next().unwrap(), wakes[1].clone())
    }

    /// One datagram of the bytes.
    fn push(outgoing: &mut [Parcel], bytes: &[u8]) {
        let path = Path { socket: 0, remote: ([127, 0, 0, 1], 9).into() };
        outgoing[1].push_datagram(path, bytes, 0).unwrap();
    }

    fn outgoing() -> [Parcel; 2] {
        [Parcel::default(), Parcel::default()]
    }

    #[test]
    fn what_is_sent_wakes_the_other_and_arrives_in_order() {
        let (mut left, mut right, descriptor) = two();
        let mut parcels = outgoing();
        left.send(&mut parcels);
        let mut descriptors = [PollFd::new(&*descriptor, PollFlags::IN)];
        let now = Timespec { tv_sec: 0, tv_nsec: 0 };
        assert_eq!(poll(&mut descriptors, Some(&now)), Ok(0), "there was nothing");
        for bytes in [b"one", b"two"] {
            push(&mut parcels, bytes);
            left.send(&mut parcels);
            assert!(parcels[1].is_empty());
        }
        assert_eq!(poll(&mut descriptors, Some(&now)), Ok(1));
        let mut deliveries = Vec::new();
        right.collect(&mut deliveries);
        let got: Vec<_> = deliveries.iter().map(|(from, it)| (*from, it.parcel.bytes.as_slice())).collect();
        assert_eq!(got, [(0, b"one".as_slice()), (0, b"two")]);
    }

    #[test]
    fn who_is_behind_gets_the_rest_at_once_and_what_comes_back_is_used_again() {
        let (mut left, mut right, _) = two();
        let mut parcels = outgoing();
        for number in 0..10 {
            push(&mut parcels, &[number]);
            left.send(&mut parcels);
        }
        assert!(left.has_unsent);
        assert_eq!(parcels[1].bytes.len(), 10 - PARCELS);
        let mut deliveries = Vec::new();
        right.collect(&mut deliveries);
        assert_eq!(deliveries.len(), PARCELS);
        for (from, mut delivery) in deliveries.drain(..) {
            let items = delivery.parcel.take_items();
            delivery.parcel.reset(items);
            right.give_back(from, delivery);
        }
        left.send(&mut parcels);
        assert!(!left.has_unsent && parcels[1].is_empty());
        right.collect(&mut deliveries);
        assert_eq!(deliveries[0].1.parcel.bytes, [4, 5, 6, 7, 8, 9]);
    }

    #[test]
    fn one_worker_has_nobody() {
        let wakes = [Arc::new(wake_descriptor().unwrap())];
        let mut alone = Links::between(&wakes).remove(0);
        alone.send(&mut []);
        let mut deliveries = Vec::new();
        alone.collect(&mut deliveries);
        assert!(!alone.has_unsent && deliveries.is_empty());
    }
}

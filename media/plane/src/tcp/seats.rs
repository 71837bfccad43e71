//! How many connections there may be, in all and from one address: of all workers together. Whoever ends a connection
//! gives its seat back, on whichever thread.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Twice a class behind one address: each page has two.
pub const MAX_PER_ADDRESS: usize = 256;
const MAX_CONNECTIONS: usize = 4_096;

#[derive(Debug, Default)]
pub struct Seats(Mutex<Taken>);

#[derive(Debug, Default)]
struct Taken {
    total: usize,
    by_address: HashMap<IpAddr, usize>,
}

/// Of one connection, while it lasts.
#[derive(Debug)]
pub struct Seat {
    address: IpAddr,
    seats: Arc<Seats>,
}

impl Seats {
    /// None: there are too many already.
    pub fn take(self: &Arc<Self>, address: IpAddr) -> Option<Seat> {
        let mut taken = self.lock();
        let of_address = taken.by_address.get(&address).copied().unwrap_or(0);
        if taken.total >= MAX_CONNECTIONS || of_address >= MAX_PER_ADDRESS {
            return None;
        }
        taken.total += 1;
        taken.by_address.insert(address, of_address + 1);
        Some(Seat { address, seats: self.clone() })
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        // Nobody panics while holding it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.seats.lock();
        taken.total -= 1;
        if let Some(count) = taken.by_address.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                taken.by_address.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_so_many_seats_and_gets_back_what_it_leaves() {
        let seats = Arc::new(Seats::default());
        let address = IpAddr::from([10, 0, 0, 1]);
        let mut taken: Vec<Seat> = (0..MAX_PER_ADDRESS).map(|_| seats.take(address).unwrap()).collect();
        assert!(seats.take(address).is_none());
        assert!(seats.take(IpAddr::from([10, 0, 0, 2])).is_some());
        taken.pop();
        taken.push(seats.take(address).unwrap());
        drop(taken);
        assert!(seats.lock().by_address.is_empty());
    }

    #[test]
    fn there_are_only_so_many_in_all() {
        let seats = Arc::new(Seats::default());
        let taken: Vec<Seat> = (0..MAX_CONNECTIONS as u32)
            .map(|number| seats.take(IpAddr::V4(number.into())).unwrap())
            .collect();
        assert!(seats.take(IpAddr::from([10, 0, 0, 1])).is_none());
        drop(taken);
        assert_eq!(seats.lock().total, 0);
    }
}

//! A link as a model: a rate, a queue that drops what it has no room for, a delay, and packets lost by chance from a
//! seed. Time is an argument, so that a minute takes milliseconds and goes the same way every time.

use std::collections::VecDeque;

use crate::clock::{MILLISECOND, Micros, SECOND};

pub const STEP: Micros = 500;
const STALL: Micros = 100 * MILLISECOND;

#[derive(Debug, Clone, Copy)]
pub struct Datagram {
    pub flow: usize,
    pub sequence: u16,
    pub bytes: usize,
}

pub struct Link {
    /// Bits per second
    pub rate: u64,
    /// How much the queue holds
    pub queue_bytes: usize,
    /// One way
    pub delay: Micros,
    /// The part of all packets that is lost after the queue
    pub loss: f64,
    /// How often nothing leaves for 100 ms, on average; 0: never
    pub stall_interval: Micros,
    stalled_until: Micros,
    chance: Chance,
    queue: VecDeque<Datagram>,
    queued_bytes: usize,
    /// Bits times 10^6 that may leave the queue
    credit: u64,
    travelling: VecDeque<(Micros, Datagram)>,
    pub delivered_bytes: u64,
}

impl Link {
    pub fn new(rate: u64, seed: u64) -> Self {
        Self {
            rate,
            queue_bytes: 64_000,
            delay: 25 * MILLISECOND,
            loss: 0.0,
            stall_interval: 0,
            stalled_until: 0,
            chance: Chance(seed),
            queue: VecDeque::new(),
            queued_bytes: 0,
            credit: 0,
            travelling: VecDeque::new(),
            delivered_bytes: 0,
        }
    }

    pub fn send(&mut self, datagram: Datagram) {
        if self.queued_bytes + datagram.bytes <= self.queue_bytes {
            self.queued_bytes += datagram.bytes;
            self.queue.push_back(datagram);
        }
    }

    /// One step of time. Gives what arrives.
    pub fn step(&mut self, now: Micros) -> impl Iterator<Item = Datagram> {
        if self.stall_interval > 0 && self.chance.next() < STEP as f64 / self.stall_interval as f64 {
            self.stalled_until = now + STALL;
        }
        if now >= self.stalled_until {
            self.credit += self.rate * STEP;
            self.empty_queue(now);
        }
        let arrived = self.travelling.iter().take_while(|(at, _)| *at <= now).count();
        self.travelling.drain(..arrived).map(|(_, datagram)| datagram).collect::<Vec<_>>().into_iter()
    }

    fn empty_queue(&mut self, now: Micros) {
        while let Some(front) = self.queue.front().copied() {
            let needed = front.bytes as u64 * 8 * SECOND;
            if self.credit < needed {
                break;
            }
            self.credit -= needed;
            self.queue.pop_front();
            self.queued_bytes -= front.bytes;
            if self.chance.next() >= self.loss {
                self.delivered_bytes += front.bytes as u64;
                self.travelling.push_back((now + self.delay, front));
            }
        }
        if self.queue.is_empty() {
            self.credit = self.credit.min(self.rate * STEP);
        }
    }

    /// How long a packet that comes now waits.
    pub fn queue_delay(&self) -> Micros {
        self.queued_bytes as u64 * 8 * SECOND / self.rate
    }
}

/// SplitMix64: numbers from 0 to 1 that a seed determines.
pub struct Chance(pub u64);

impl Chance {
    pub fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ mixed >> 31) >> 11) as f64 / (1u64 << 53) as f64
    }
}

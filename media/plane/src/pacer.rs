//! When packets to one receiver leave: at once while that stays within a short burst, otherwise spread over time.
//!
//! A large picture that left at once would stand in the queue of a slow link, and all audio behind it. The pacer only
//! spreads, it never drops: what waits too long leaves faster. Whoever has no time to wait (audio) does not ask, and
//! what it sends is taken off the budget. It never sees a packet's content.

use std::collections::VecDeque;

use crate::clock::{MILLISECOND, Micros, SECOND};

#[derive(Debug)]
pub struct Pacer<T> {
    /// Bits per second
    rate: u64,
    /// Bits times 10^6: what a rate gives in a microsecond is a whole number of these.
    budget: i64,
    refilled: Micros,
    resends: VecDeque<Waiting<T>>,
    media: VecDeque<Waiting<T>>,
    waiting_bytes: usize,
}

#[derive(Debug)]
struct Waiting<T> {
    item: T,
    bytes: usize,
}

/// What waits for a packet that was lost waits least.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    Resend,
    Media,
}

/// How often what waits is looked at: long enough for several packets to leave in one send.
pub const STEP: Micros = 5 * MILLISECOND;
/// Media is not sent evenly: a stream that stays within the estimate shall hardly ever wait.
const FACTOR: u64 = 5;
const DIVISOR: u64 = 2;
/// A burst may be so long, at the pacing rate.
const BURST: Micros = 10 * MILLISECOND;
const MIN_BURST_BITS: u64 = 1_500 * 8;
/// Beyond this what waits leaves faster than the pacing rate.
const MAX_WAIT: Micros = 200 * MILLISECOND;
/// In each lane, once `next` was asked; not all that is kept to be sent, so that it still is
pub const MAX_WAITING: usize = 384;
/// After a pause the budget is full anyway; this keeps the numbers small.
const MAX_REFILL: Micros = SECOND;
/// So does this, in bits per second.
const MAX_RATE: u64 = 1_000_000_000;

impl<T> Pacer<T> {
    /// `estimate`: bits per second that the receiver can take.
    pub fn new(estimate: u64, now: Micros) -> Self {
        let mut pacer = Self {
            rate: 0,
            budget: 0,
            refilled: now,
            resends: VecDeque::new(),
            media: VecDeque::new(),
            waiting_bytes: 0,
        };
        pacer.set_estimate(estimate);
        pacer.budget = pacer.burst();
        pacer
    }

    pub fn set_estimate(&mut self, estimate: u64) {
        self.rate = (estimate.min(MAX_RATE) * FACTOR / DIVISOR).min(MAX_RATE);
        self.budget = self.budget.min(self.burst());
    }

    /// Whether a packet may leave now without waiting.
    pub fn is_open(&mut self, now: Micros) -> bool {
        self.refill(now);
        self.is_empty() && self.budget > 0
    }

    /// A packet leaves, asked for or not.
    pub fn spend(&mut self, bytes: usize) {
        self.budget = (self.budget - bits(bytes)).max(-self.burst());
    }

    /// Let `item` wait.
    pub fn push(&mut self, lane: Lane, item: T, bytes: usize) {
        self.lane(lane).push_back(Waiting { item, bytes });
        self.waiting_bytes += bytes;
    }

    /// The next that may leave now, or must because too many wait. Call `spend` with what it comes to.
    pub fn next(&mut self, now: Micros) -> Option<T> {
        self.refill(now);
        let overflows = self.resends.len().max(self.media.len()) > MAX_WAITING;
        if self.budget <= 0 && !overflows {
            return None;
        }
        let next = self.resends.pop_front().or_else(|| self.media.pop_front())?;
        Some(self.release(next))
    }

    /// When `next` may give something again; None: nothing waits.
    pub fn next_at(&self) -> Option<Micros> {
        (!self.is_empty()).then_some(self.refilled + STEP)
    }

    fn is_empty(&self) -> bool {
        self.resends.is_empty() && self.media.is_empty()
    }

    pub fn waiting_bytes(&self) -> usize {
        self.waiting_bytes
    }

    /// Let go of what is no longer wanted.
    pub fn retain(&mut self, keep: impl Fn(&T) -> bool) {
        for queue in [&mut self.resends, &mut self.media] {
            queue.retain(|waiting| keep(&waiting.item));
        }
        self.waiting_bytes = self.resends.iter().chain(&self.media).map(|waiting| waiting.bytes).sum();
    }

    fn lane(&mut self, lane: Lane) -> &mut VecDeque<Waiting<T>> {
        match lane {
            Lane::Resend => &mut self.resends,
            Lane::Media => &mut self.media,
        }
    }

    fn release(&mut self, waiting: Waiting<T>) -> T {
        self.waiting_bytes -= waiting.bytes;
        waiting.item
    }

    fn refill(&mut self, now: Micros) {
        let passed = now.saturating_sub(self.refilled).min(MAX_REFILL);
        self.refilled = self.refilled.max(now);
        let needed = self.waiting_bytes as u64 * 8 * SECOND / MAX_WAIT;
        self.budget = (self.budget + (self.rate.max(needed) * passed) as i64).min(self.burst());
    }

    /// As large as the budget gets
    fn burst(&self) -> i64 {
        let at_rate = self.rate * BURST / SECOND;
        at_rate.max(MIN_BURST_BITS) as i64 * SECOND as i64
    }
}

fn bits(bytes: usize) -> i64 {
    bytes as i64 * 8 * SECOND as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ESTIMATE: u64 = 1_000_000;

    /// Let all that waits leave, by the clock. Gives when each left.
    fn drain(pacer: &mut Pacer<usize>, mut now: Micros) -> Vec<(Micros, usize)> {
        let mut left = Vec::new();
        while let Some(at) = pacer.next_at() {
            now = now.max(at);
            while let Some(item) = pacer.next(now) {
                pacer.spend(1_200);
                left.push((now, item));
            }
        }
        left
    }

    /// Send a picture as `dispatch` does: what may not leave waits.
    fn send_picture(pacer: &mut Pacer<usize>, packets: usize, now: Micros) -> usize {
        let mut at_once = 0;
        for packet in 0..packets {
            if pacer.is_open(now) {
                pacer.spend(1_200);
                at_once += 1;
            } else {
                pacer.push(Lane::Media, packet, 1_200);
            }
        }
        at_once
    }

    #[test]
    fn a_picture_that_fits_the_burst_leaves_at_once() {
        let mut pacer = Pacer::new(ESTIMATE, 0);
        for picture in 1..20 {
            assert_eq!(send_picture(&mut pacer, 3, picture * 33 * MILLISECOND), 3);
            assert_eq!(pacer.next_at(), None);
        }
    }

    #[test]
    fn a_large_picture_is_spread_at_two_and_a_half_times_the_estimate() {
        let mut pacer = Pacer::new(ESTIMATE, 0);
        let at_once = send_picture(&mut pacer, 30, 0);
        assert_eq!(at_once, 3);
        let left = drain(&mut pacer, 0);
        assert_eq!(left.iter().map(|(_, packet)| *packet).collect::<Vec<_>>(), (3..30).collect::<Vec<_>>());
        let last = left.last().unwrap().0;
        let expected = 27 * 1_200 * 8 * SECOND / (ESTIMATE * 5 / 2);
        assert!(last.abs_diff(expected) <= 10 * MILLISECOND, "{last} is not about {expected}");
    }

    #[test]
    fn what_waits_leaves_within_a_fifth_of_a_second_or_so_whatever_the_estimate() {
        let mut pacer = Pacer::new(30_000, 0);
        let (mut pushed, mut left) = (0, 0);
        for now in (0..10 * SECOND).step_by(STEP as usize) {
            for _ in 0..2 {
                pacer.push(Lane::Media, pushed, 1_200);
                pushed += 1;
            }
            while pacer.next(now).is_some() {
                pacer.spend(1_200);
                left += 1;
            }
        }
        let behind = (pushed - left) as u64 * STEP / 2;
        assert!(behind <= MAX_WAIT + 10 * MILLISECOND, "{behind}");
    }

    #[test]
    fn resends_leave_before_media_and_audio_before_both() {
        let mut pacer = Pacer::new(ESTIMATE, 0);
        pacer.spend(100_000);
        pacer.push(Lane::Media, 1, 1_200);
        pacer.push(Lane::Resend, 2, 1_200);
        assert!(!pacer.is_open(0), "whoever asks has to wait");
        assert_eq!(pacer.next(0), None);
        let left: Vec<usize> = drain(&mut pacer, 0).into_iter().map(|(_, item)| item).collect();
        assert_eq!(left, [2, 1]);
    }

    #[test]
    fn a_flood_of_audio_delays_the_rest_by_no_more_than_a_burst() {
        let mut pacer = Pacer::new(ESTIMATE, 0);
        for _ in 0..1_000 {
            pacer.spend(200);
        }
        pacer.push(Lane::Media, 0, 1_200);
        let left = drain(&mut pacer, 0);
        assert!(left[0].0 <= BURST + STEP, "{left:?}");
    }

    #[test]
    fn of_too_many_the_oldest_leave_at_once() {
        let mut pacer = Pacer::new(ESTIMATE, 0);
        pacer.spend(100_000);
        for item in 0..MAX_WAITING + 3 {
            pacer.push(Lane::Media, item, 10);
        }
        let left: Vec<usize> = std::iter::from_fn(|| pacer.next(0)).collect();
        assert_eq!(left, [0, 1, 2]);
        assert_eq!(pacer.waiting_bytes(), 10 * MAX_WAITING);
    }

    #[test]
    fn what_is_not_wanted_any_more_does_not_leave() {
        let mut pacer = Pacer::new(ESTIMATE, 0);
        for item in 0..10 {
            pacer.push(if item % 3 == 0 { Lane::Resend } else { Lane::Media }, item, 100);
        }
        pacer.retain(|item| item % 2 == 0);
        assert_eq!(pacer.waiting_bytes(), 500);
        let left: Vec<usize> = drain(&mut pacer, 0).into_iter().map(|(_, item)| item).collect();
        assert_eq!(left, [0, 6, 2, 4, 8]);
    }

    proptest! {
        #[test]
        fn any_order_of_calls_keeps_count_of_what_waits(
            steps in proptest::collection::vec((0u8..6, 0usize..70_000, 0..2 * SECOND), 0..300),
        ) {
            let mut pacer = Pacer::new(ESTIMATE, 0);
            let (mut now, mut waiting) = (0, VecDeque::new());
            for (step, bytes, after) in steps {
                now += after;
                match step {
                    0 | 1 => {
                        pacer.push(Lane::Media, bytes, bytes);
                        waiting.push_back(bytes);
                    }
                    2 => pacer.set_estimate(bytes as u64 * after),
                    3 => pacer.spend(bytes),
                    4 => prop_assert_eq!(pacer.is_open(now) && !waiting.is_empty(), false),
                    _ => {
                        if let Some(item) = pacer.next(now) {
                            prop_assert_eq!(Some(item), waiting.pop_front());
                        }
                    }
                }
                prop_assert_eq!(pacer.waiting_bytes(), waiting.iter().sum::<usize>());
            }
        }
    }
}

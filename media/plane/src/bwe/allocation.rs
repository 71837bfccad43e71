//! What each picture gets of an estimate: audio first, then every tile its least, then the tiles by priority.
//!
//! A camera gives up sharpness rather than most of its motion; a shared screen gives up motion first, so that text
//! stays legible. Whoever falls falls at once, whoever rises waits, so that layers do not flap. It never knows who is
//! shown, nor how a layer is switched to.

use std::cmp::{Ordering, Reverse};

use arrayvec::ArrayVec;

use crate::clock::{Micros, SECOND};

/// One way to send a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layer {
    /// Which encoding of several, or which spatial layer; 0 lowest
    pub sharpness: u8,
    /// The temporal layer; 0 lowest
    pub smoothness: u8,
    /// Bits per second, with everything below that it needs
    pub bitrate: u64,
}

/// Encodings or spatial layers, times temporal layers
pub const MAX_LAYERS: usize = 16;

/// What one output could be sent, and what it was granted. Kept from one allocation to the next.
#[derive(Debug, Clone, Default)]
pub struct Claim {
    pub priority: i32,
    pub is_screen: bool,
    /// The highest sharpness that is of use; None: nobody looks
    pub useful: Option<u8>,
    /// What flows now, in any order
    pub layers: ArrayVec<Layer, MAX_LAYERS>,
    granted: Option<Layer>,
    next: Option<Layer>,
    /// It was granted something before.
    known: bool,
    raised_at: Option<Micros>,
    fell_at: Option<Micros>,
}

/// Shares out the estimate of one receiver, again and again.
#[derive(Debug, Default)]
pub struct Allocator {
    over_since: Option<Micros>,
    /// Positions of the claims, by priority
    order: Vec<usize>,
}

/// Between two raises of one output
const RAISE_INTERVAL: Micros = 10 * SECOND;
/// With so much more room than a raise needs, it need not wait: 3 / 2.
const LARGE_MARGIN: (u64, u64) = (3, 2);
/// Of the estimate, what raises may fill: 9 / 10. The rest is for what varies.
const FILL: (u64, u64) = (9, 10);
/// So much more than the estimate is borne for a moment: 23 / 20. Estimates fall by this when they try for more.
const BORNE: (u64, u64) = (23, 20);
const MAX_BORNE: Micros = SECOND;
/// From so many temporal layers on, the lowest one alone has a quarter of the pictures or less.
const SPARSE: u8 = 2;

impl Allocator {
    /// Decide on what each claim is granted; `estimate` and `audio`, which comes first, in bits per second. Gives what
    /// all would take if there were no limit.
    pub fn allocate(&mut self, estimate: u64, audio: u64, claims: &mut [Claim], now: Micros) -> u64 {
        self.order.clear();
        self.order.extend(0..claims.len());
        self.order.sort_by_key(|position| Reverse(claims[*position].priority));
        let video = estimate.saturating_sub(audio);
        let mut left = self.bear(video, claims, now);
        let all = left;
        for position in &self.order {
            claims[*position].begin(&mut left, now);
        }
        self.climb(claims, &mut left, |claim, layer, _| {
            claim.granted.is_some_and(|at| layer.rank() <= at.rank())
        });
        let mut free = (video * FILL.0 / FILL.1).saturating_sub(all - left);
        self.climb(claims, &mut free, |claim, layer, free| claim.may_rise_to(layer, free, now));
        for claim in &mut *claims {
            claim.settle(now);
        }
        audio + claims.iter().map(Claim::wanted).sum::<u64>()
    }

    /// What may be shared out, where a little too much is borne for a moment.
    fn bear(&mut self, video: u64, claims: &[Claim], now: Micros) -> u64 {
        let granted: u64 = claims.iter().map(Claim::current_bitrate).sum();
        if granted <= video {
            self.over_since = None;
            return video;
        }
        let since = *self.over_since.get_or_insert(now);
        let bearable = granted <= video * BORNE.0 / BORNE.1 && now < since + MAX_BORNE;
        if bearable { granted } else { video }
    }

    /// Let claims rise step by step, all of one priority in turn, and those of a lower one after them.
    fn climb(&self, claims: &mut [Claim], left: &mut u64, may: impl Fn(&Claim, &Layer, u64) -> bool) {
        let mut rest = self.order.as_slice();
        while let Some(first) = rest.first() {
            let priority = claims[*first].priority;
            let equals = rest.iter().take_while(|position| claims[**position].priority == priority).count();
            let (equals, lower) = rest.split_at(equals);
            let mut rose = true;
            while rose {
                rose = false;
                for position in equals {
                    rose |= claims[*position].rise(left, &may);
                }
            }
            rest = lower;
        }
    }
}

impl Layer {
    /// Among what is of use, the higher the better.
    fn rank(&self) -> (u8, u8) {
        (self.sharpness, self.smoothness)
    }
}

impl Claim {
    /// None: nothing is sent.
    pub fn granted(&self) -> Option<Layer> {
        self.granted
    }

    /// What may be granted: nothing sharper than is of use, if there is anything else.
    fn candidates(&self) -> impl Iterator<Item = &Layer> {
        let lowest = self.layers.iter().map(|layer| layer.sharpness).min().unwrap_or(0);
        let top = self.useful.map(|useful| useful.max(lowest));
        self.layers.iter().filter(move |layer| {
            top.is_some_and(|top| layer.sharpness <= top)
                && (layer.sharpness == lowest || self.is_bearable(layer))
        })
    }

    /// A larger picture at a quarter of its frame rate is no gain, unless it stands still anyway.
    fn is_bearable(&self, layer: &Layer) -> bool {
        let smoothest = self.layers.iter().filter(|other| other.sharpness == layer.sharpness);
        let smoothest = smoothest.map(|other| other.smoothness).max().unwrap_or(0);
        self.is_screen || layer.smoothness > 0 || smoothest < SPARSE
    }

    fn wanted(&self) -> u64 {
        self.candidates().max_by_key(|layer| layer.rank()).map_or(0, |layer| layer.bitrate)
    }

    /// What is sent now, by its bitrate of now.
    fn current_bitrate(&self) -> u64 {
        let granted = self.granted.map(|granted| granted.rank());
        let same = self.layers.iter().find(|layer| Some(layer.rank()) == granted);
        same.map_or(0, |layer| layer.bitrate)
    }

    /// The least that is worth having, which nobody of a higher priority takes away. A screen begins sharp.
    fn begin(&mut self, left: &mut u64, now: Micros) {
        let highest = self.granted.map(|granted| granted.rank());
        let waits = self.granted.is_none() && self.known && !self.has_rested(now);
        let affordable = self.candidates().filter(|layer| {
            layer.bitrate <= *left && !waits && highest.is_none_or(|highest| layer.rank() <= highest)
        });
        let least = if self.is_screen {
            affordable.max_by_key(|layer| (layer.sharpness, Reverse(layer.smoothness)))
        } else {
            affordable.min_by_key(|layer| (layer.bitrate, layer.rank()))
        };
        self.next = least.copied();
        *left -= self.next.map_or(0, |layer| layer.bitrate);
    }

    /// One step up, if there is one that may be taken and paid.
    fn rise(&mut self, left: &mut u64, may: impl Fn(&Self, &Layer, u64) -> bool) -> bool {
        let (rank, paid) = self.next.map_or((None, 0), |next| (Some(next.rank()), next.bitrate));
        let steps = self.candidates().filter(|layer| {
            Some(layer.rank()) > rank && layer.bitrate <= paid + *left && may(self, layer, *left)
        });
        let Some(step) = steps.min_by_key(|layer| layer.rank()).copied() else {
            return false;
        };
        self.next = Some(step);
        *left = *left + paid - step.bitrate;
        true
    }

    fn has_rested(&self, now: Micros) -> bool {
        self.raised_at.is_none_or(|at| now >= at + RAISE_INTERVAL)
    }

    /// Whether it may be granted more than it has. A large margin means nothing just after there was none.
    fn may_rise_to(&self, layer: &Layer, free: u64, now: Micros) -> bool {
        let paid = self.next.map_or(0, |next| next.bitrate);
        let needed = layer.bitrate.saturating_sub(paid) * LARGE_MARGIN.0 / LARGE_MARGIN.1;
        let fell = self.fell_at.is_some_and(|at| now < at + RAISE_INTERVAL);
        self.has_rested(now) || (needed <= free && !fell)
    }

    fn settle(&mut self, now: Micros) {
        let rank = |layer: Option<Layer>| layer.map(|layer| layer.rank());
        match rank(self.next).cmp(&rank(self.granted)) {
            Ordering::Greater if self.known => self.raised_at = Some(now),
            Ordering::Less => self.fell_at = Some(now),
            Ordering::Greater | Ordering::Equal => {}
        }
        self.known |= self.next.is_some();
        self.granted = self.next;
    }
}

#[cfg(test)]
mod tests;

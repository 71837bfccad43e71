//! What went out before: the layers that were shown, by packet, so that a late packet is treated like its neighbours
//! were; and the frames, so that nothing is switched to that needs one which did not.

use arrayvec::ArrayVec;

use crate::codec::dependency_descriptor::{Frame, Indication, Targets};
use crate::codec::{Layers, Picture};

/// What is shown from a packet on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shown {
    pub since: u64,
    /// Timestamp of the picture that it holds for as a whole, so for packets before `since` too
    pub picture: Option<u32>,
    /// With a decode target: its layers
    pub layers: Layers,
    pub target: Option<Target>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Target {
    pub number: u8,
    pub generation: u8,
}

impl Shown {
    /// Whether the packet is part of it. One whose descriptor could not be read may be: its structure is on its way.
    pub(super) fn has(&self, picture: &Picture) -> bool {
        match (self.target, &picture.frame) {
            (Some(target), Some(frame)) => {
                frame.generation == target.generation
                    && frame.indications.of(target.number.into()) != Indication::NotPresent
            }
            (Some(_), None) => true,
            (None, _) => picture.layers.within(self.layers),
        }
    }

    /// Whether it is a decode target of this structure.
    pub(super) fn is_of(&self, targets: &Targets) -> bool {
        self.target.is_some_and(|target| target.generation == targets.generation)
    }

    /// Whether the target is still produced.
    pub(super) fn is_active(&self, targets: &Targets) -> bool {
        self.target.is_some_and(|target| targets.active >> target.number & 1 == 1)
    }

    /// Whether every frame of `target` was shown all along.
    pub(super) fn covers(&self, target: u8, targets: &Targets) -> bool {
        self.target.is_some_and(|shown| targets.structure.covered(shown.number) >> target & 1 == 1)
    }
}

/// More switches than one picture can bring, twice
const REMEMBERED: usize = 16;

/// Oldest first
#[derive(Debug, Default)]
pub(super) struct History(ArrayVec<Shown, REMEMBERED>);

impl History {
    pub(super) fn newest(&self) -> Option<Shown> {
        self.0.last().copied()
    }

    /// What was shown when this packet's neighbours were; None: nothing, or nobody remembers.
    pub(super) fn at(&self, index: u64, timestamp: u32) -> Option<Shown> {
        let holds = |shown: &&Shown| shown.since <= index || shown.picture == Some(timestamp);
        self.0.iter().rev().find(holds).copied()
    }

    pub(super) fn show(&mut self, shown: Shown) {
        if self.0.is_full() {
            self.0.remove(0);
        }
        self.0.push(shown);
    }
}

/// Which of the last frames went out, by frame number.
#[derive(Debug, Default)]
pub(super) struct SentFrames {
    newest: Option<u16>,
    /// Bit `n`: the one `n` before the newest
    sent: u64,
}

impl SentFrames {
    pub(super) fn insert(&mut self, number: u16) {
        let newest = *self.newest.get_or_insert(number);
        match number.wrapping_sub(newest) as i16 {
            ahead @ 1.. => {
                self.sent = shifted_left(self.sent, ahead as u32) | 1;
                self.newest = Some(number);
            }
            behind => self.sent |= shifted_left(1, behind.unsigned_abs().into()),
        }
    }

    /// Whether everything that the frame needs went out.
    pub(super) fn has_all(&self, frame: &Frame) -> bool {
        // As `Frame::references` counts: bit 0 is the frame before this one.
        let before = self.newest.map_or(0, |newest| match frame.number.wrapping_sub(newest) as i16 {
            ahead @ 1.. => shifted_left(self.sent, ahead as u32 - 1),
            behind => self.sent.checked_shr(1 + u32::from(behind.unsigned_abs())).unwrap_or(0),
        });
        frame.references & !before == 0 && !frame.refers_far
    }
}

fn shifted_left(bits: u64, by: u32) -> u64 {
    bits.checked_shl(by).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::dependency_descriptor::Indications;
    use proptest::prelude::*;
    use std::collections::HashSet;

    fn frame(number: u16, references: u64) -> Frame {
        Frame { number, references, refers_far: false, indications: Indications::default(), generation: 0 }
    }

    #[test]
    fn nothing_is_sent_at_first_and_a_frame_that_needs_nothing_has_it_all() {
        let sent = SentFrames::default();
        assert!(!sent.has_all(&frame(0, 1)) && !sent.has_all(&frame(40_000, 1)));
        assert!(sent.has_all(&frame(7, 0)));
        assert!(!sent.has_all(&Frame { refers_far: true, ..frame(7, 0) }));
    }

    #[test]
    fn late_packets_find_what_was_shown_then() {
        let shown = |since, temporal| Shown {
            since,
            picture: None,
            layers: Layers { spatial: 0, temporal },
            target: None,
        };
        let mut history = History::default();
        assert_eq!(history.at(5, 0), None);
        for n in 0..20 {
            history.show(shown(10 * u64::from(n), n));
        }
        assert_eq!(history.newest(), Some(shown(190, 19)));
        assert_eq!(history.at(189, 0), Some(shown(180, 18)));
        assert_eq!(history.at(39, 0), None, "forgotten");
    }

    #[test]
    fn what_a_picture_brought_holds_for_all_of_it() {
        let mut history = History::default();
        let before =
            Shown { since: 0, picture: None, layers: Layers { spatial: 0, temporal: 2 }, target: None };
        let lower = Shown { since: 12, picture: Some(3_000), layers: Layers::default(), target: None };
        history.show(before);
        history.show(lower);
        assert_eq!(history.at(11, 3_000), Some(lower));
        assert_eq!(history.at(11, 0), Some(before));
    }

    proptest! {
        /// Against a set that remembers everything, across the wrap.
        #[test]
        fn frames_agree_with_a_set_of_everything_sent(
            start in any::<u16>(), steps in proptest::collection::vec((1u16..9, any::<bool>()), 1..60), references in any::<u64>(),
        ) {
            let (mut sent, mut all) = (SentFrames::default(), HashSet::new());
            sent.insert(start);
            all.insert(start);
            let mut number = start;
            for (step, goes_out) in steps {
                number = number.wrapping_add(step);
                let asked = frame(number, references);
                let needed = (0..64u16).filter(|bit| references >> bit & 1 == 1).map(|bit| number.wrapping_sub(bit + 1));
                let near = |number: &u16| start.wrapping_sub(*number) as i16 <= 0;
                prop_assert_eq!(sent.has_all(&asked), needed.into_iter().all(|number| near(&number) && all.contains(&number)));
                if goes_out {
                    sent.insert(number);
                    all.insert(number);
                }
            }
        }
    }
}

//! What a receiver may never see, judged from what came out and from what truly went in. Written without looking at
//! how anything is rewritten; what payloads say is read here by itself.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::publisher::{FrameName, Kind, Packet};
use crate::slot::Emitted;

/// In ticks of 90 kHz: how long a packet may have been on its way, about which nobody who forwards knows.
const TIMESTAMP_TOLERANCE: u32 = 90_000;

#[derive(Default)]
pub struct Checker {
    emitted: BTreeMap<u64, Emitted>,
    /// Everything that was sent to the slot while its publisher was shown, by (source, ordinal)
    produced: BTreeMap<(usize, u64), Packet>,
    /// What reached the slot, and as the how manieth
    delivered: HashMap<(usize, u64), usize>,
    /// Pictures of which a packet came after a later one's
    disordered: HashSet<(usize, u64)>,
    newest: Option<(u64, u64)>,
}

impl Checker {
    pub fn produced(&mut self, packet: &Packet) {
        self.produced.insert((packet.source, packet.ordinal), packet.clone());
    }

    pub fn delivered(&mut self, packet: &Packet) {
        let order = self.delivered.len();
        self.delivered.insert((packet.source, packet.ordinal), order);
        let place = (packet.epoch, packet.ordinal);
        if self.newest.is_some_and(|newest| place < newest) {
            self.disordered.insert((packet.source, packet.frame.0));
        } else {
            self.newest = Some(place);
        }
    }

    pub fn emitted(&mut self, out: Emitted) {
        let before = self.emitted.insert(out.index, out);
        assert!(before.is_none(), "an index stands for two packets: {before:?}");
    }

    pub fn count(&self) -> usize {
        self.emitted.len()
    }

    /// Everything that can only be said once all late packets are in.
    pub fn finish(&self) {
        let shown: HashSet<_> = self.shown().map(|out| (out.packet.source, out.packet.frame)).collect();
        let mut outs = self.emitted.values();
        let mut previous = outs.next().expect("something was sent");
        for out in outs {
            self.check_sequence(previous, out, &shown);
            check_timestamps(previous, out);
            previous = out;
        }
        self.check_pictures();
        self.check_needs(&shown);
        self.check_markers();
    }

    fn between(&self, from: &Packet, to: &Packet) -> impl Iterator<Item = &Packet> {
        let range = (from.source, from.ordinal + 1)..(to.source, to.ordinal);
        self.produced.range(range).map(|(_, packet)| packet)
    }

    fn is_lost(&self, packet: &Packet) -> bool {
        !self.delivered.contains_key(&(packet.source, packet.ordinal))
    }

    /// What is not blank
    fn shown(&self) -> impl Iterator<Item = &Emitted> {
        self.emitted.values().filter(|out| !out.payload.is_empty())
    }

    /// No gap but for what was lost; and a gap for everything lost of which the receiver has a part.
    fn check_sequence(&self, previous: &Emitted, out: &Emitted, shown: &HashSet<(usize, FrameName)>) {
        let gap = out.index - previous.index - 1;
        let (from, to) = (&previous.packet, &out.packet);
        if from.epoch != to.epoch {
            assert!(from.epoch < to.epoch, "{from:?} after {to:?}");
            assert_eq!(gap, 0, "between {from:?} and {to:?}");
            return;
        }
        assert!(from.ordinal < to.ordinal, "order is lost: {from:?} and {to:?}");
        let lost: Vec<_> = self.between(from, to).filter(|packet| self.is_lost(packet)).collect();
        let of_shown = lost.iter().filter(|lost| shown.contains(&(lost.source, lost.frame))).count();
        let expected = of_shown as u64..=lost.len() as u64;
        assert!(
            expected.contains(&gap),
            "a gap of {gap}, where {expected:?} are lost, from {from:?} to {to:?}"
        );
    }

    /// Within one epoch every counter moves as its publisher's does, but for what was left out; to the next by one.
    fn check_pictures(&self) {
        let holes = self.holes();
        let mut last: HashMap<&str, Seen> = HashMap::new();
        for out in self.shown() {
            for seen in counters(out) {
                if let Some(before) = last.get(seen.name) {
                    check_counter(before, &seen, &holes);
                }
                last.insert(seen.name, seen);
            }
        }
    }

    /// (source, picture) of which nothing came before a later one: nobody could know that it was one to leave out.
    fn holes(&self) -> BTreeSet<(usize, u64)> {
        let mut earliest: BTreeMap<(usize, u64), usize> = BTreeMap::new();
        for (name, packet) in &self.produced {
            let order = self.delivered.get(name).copied().unwrap_or(usize::MAX);
            let earliest = earliest.entry((packet.source, packet.frame.0)).or_insert(order);
            *earliest = order.min(*earliest);
        }
        let mut later = (usize::MAX, usize::MAX);
        let mut holes = BTreeSet::new();
        for ((source, picture), earliest) in earliest.into_iter().rev() {
            if later.0 != source {
                later = (source, usize::MAX);
            }
            if earliest > later.1 {
                holes.insert((source, picture));
            }
            later.1 = later.1.min(earliest);
        }
        holes
    }

    /// Nothing is sent that needs something which was deliberately left out.
    fn check_needs(&self, shown: &HashSet<(usize, FrameName)>) {
        let mut whole: HashMap<(usize, FrameName), bool> = HashMap::new();
        for packet in self.produced.values() {
            *whole.entry((packet.source, packet.frame)).or_insert(true) &= !self.is_lost(packet);
        }
        for out in self.shown() {
            for need in &out.packet.needs {
                let name = (out.packet.source, *need);
                let left_out = whole.get(&name) == Some(&true) && !shown.contains(&name);
                assert!(!left_out, "{:?} needs {need:?}, which was left out", out.packet);
            }
        }
    }

    /// Where a picture and the one before it came whole, its last packet that is sent is marked, and no other.
    fn check_markers(&self) {
        let mut by_picture: BTreeMap<(u64, u64), Vec<&Emitted>> = BTreeMap::new();
        for out in self.shown() {
            by_picture.entry((out.packet.epoch, out.packet.frame.0)).or_default().push(out);
        }
        let mut lossy: HashSet<(usize, u64)> = HashSet::new();
        let lost = self.produced.values().filter(|packet| self.is_lost(packet));
        let lost = lost.map(|packet| (packet.source, packet.frame.0));
        for (source, picture) in lost.chain(self.disordered.iter().copied()) {
            lossy.extend([(source, picture), (source, picture + 1)]);
        }
        for ((_, picture), outs) in by_picture {
            if !lossy.contains(&(outs[0].packet.source, picture)) {
                let marked: Vec<_> = outs.iter().map(|out| out.marker).collect();
                let is_right =
                    marked.iter().rev().enumerate().all(|(position, marker)| *marker == (position == 0));
                assert!(is_right, "marked {marked:?}: {:?}", outs[0].packet);
            }
        }
    }
}

/// The publisher's clock within an epoch, and time that passes in between.
fn check_timestamps(previous: &Emitted, out: &Emitted) {
    let (from, to) = (&previous.packet, &out.packet);
    let step = out.timestamp.wrapping_sub(previous.timestamp) as i32;
    if from.epoch == to.epoch {
        assert_eq!(step, to.timestamp.wrapping_sub(from.timestamp) as i32, "from {from:?} to {to:?}");
        return;
    }
    let elapsed = ((to.captured_at - from.captured_at) * 9 / 100) as i32;
    assert!(
        step > 0 && step.abs_diff(elapsed) < TIMESTAMP_TOLERANCE,
        "{step} in {elapsed}: {from:?}, {to:?}"
    );
}

fn check_counter(before: &Seen, now: &Seen, holes: &BTreeSet<(usize, u64)>) {
    let (from, to) = (before.packet, now.packet);
    let step = now.sent.wrapping_sub(before.sent) & now.mask;
    let expected = if from.epoch != to.epoch {
        now.step
    } else if now.gapless && from.frame == to.frame {
        0
    } else if now.gapless {
        let between = (from.source, from.frame.0 + 1)..(to.source, to.frame.0);
        1 + holes.range(between).count() as u32
    } else {
        now.truth.wrapping_sub(before.truth) & now.mask
    };
    assert_eq!(step, expected, "{} of {to:?} after {from:?}", now.name);
}

/// A counter of one packet: as it was sent, and as its publisher counts.
struct Seen<'a> {
    name: &'static str,
    packet: &'a Packet,
    sent: u32,
    truth: u32,
    mask: u32,
    /// From one epoch to the next
    step: u32,
    gapless: bool,
}

fn counters(out: &Emitted) -> Vec<Seen<'_>> {
    let packet = &out.packet;
    let read = |name, mask, read: &dyn Fn(&[u8]) -> u32| {
        let (sent, truth) = (read(&out.payload) & mask, read(&packet.payload) & mask);
        Seen { name, packet, sent, truth, mask, step: 1, gapless: name == "VP8 picture id" }
    };
    let id = |bytes: &[u8]| u32::from(u16::from_be_bytes([bytes[0], bytes[1]]));
    match packet.kind {
        Kind::Vp8 => vec![
            read("VP8 picture id", 0x7fff, &|bytes| id(&bytes[2..])),
            read("TL0PICIDX", 0xff, &|bytes| bytes[4].into()),
            read("KEYIDX", 0x1f, &|bytes| bytes[5].into()),
        ],
        Kind::Vp9 => vec![read("VP9 picture id", 0x7fff, &|bytes| id(&bytes[1..]))],
        Kind::Described => {
            assert_eq!(out.payload, packet.payload, "nothing is counted in there");
            described_counters(out)
        }
    }
}

fn described_counters(out: &Emitted) -> Vec<Seen<'_>> {
    let packet = &out.packet;
    let [sent, truth] =
        [&out.descriptor, &packet.descriptor].map(|bytes| bytes.as_ref().expect("a descriptor"));
    let number = |bytes: &[u8]| u32::from(u16::from_be_bytes([bytes[1], bytes[2]]));
    let numbers = (number(sent), number(truth));
    // Templates have other ids in each epoch, after all of the one before.
    let shift = u32::from(sent[0].wrapping_sub(truth[0]) & 63);
    let seen =
        |name, (sent, truth), mask, step| Seen { name, packet, sent, truth, mask, step, gapless: false };
    vec![seen("frame number", numbers, 0xffff, 1), seen("template ids", (shift, 0), 63, 15)]
}

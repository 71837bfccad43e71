//! Packets through everything that renumbers them, with random layers, switches, pauses, jumps, loss, reordering and
//! duplicates: what comes out has no discontinuity, by a checker that knows nothing of how it is done.
//!
//! 50,000 packets; `STUDYHALL_SOAK_PACKETS` says how many more (`make soak-rewriter`).

#[path = "../chance/mod.rs"]
mod chance;
mod checker;
mod publisher;
mod slot;

use chance::Chance;
use checker::Checker;
use publisher::{Kind, Packet, Publisher};
use slot::{Emitted, Outcome, Slot, Stream};
use studyhall_plane::clock::{MILLISECOND, Micros};
use studyhall_plane::codec::Layers;
use studyhall_plane::rewriter::Rewriter;

/// A publisher's packets are to be found for so many more of them.
const REMEMBERED: u64 = 500;
const PACKETS_PER_RUN: usize = 10_000;

struct Run {
    chance: Chance,
    now: Micros,
    publishers: Vec<Publisher>,
    streams: Vec<Stream>,
    shown: usize,
    epochs: u64,
    /// Of what went out last, while there was no switch
    slot_epoch: Option<u64>,
    slot: Slot,
    /// On their way, and for how many more packets
    late: Vec<(u64, Packet)>,
    recent: Vec<Emitted>,
    checker: Checker,
}

impl Run {
    fn new(kind: Kind, seed: u64) -> Self {
        let mut chance = Chance::new(seed);
        let publishers: Vec<_> = (0..3).map(|source| Publisher::new(source, kind, &mut chance)).collect();
        let start = chance.next();
        let rewriter = Rewriter::new(90_000, 0x7f00 + start % 0x100, (start >> 32) as u32);
        Self {
            chance,
            now: 0,
            streams: publishers.iter().map(|_| Stream::default()).collect(),
            publishers,
            shown: 0,
            epochs: 3,
            slot_epoch: None,
            slot: Slot::new(rewriter),
            late: Vec::new(),
            recent: Vec::new(),
            checker: Checker::default(),
        }
    }

    fn new_epoch(&mut self, most_packets: u64) {
        self.epochs += 1;
        let packets = self.chance.of(most_packets);
        self.publishers[self.shown].jump(packets, self.epochs);
    }

    /// What people, publishers and networks do between two pictures.
    fn disturb(&mut self) {
        if self.chance.once_in(15) {
            let (spatial, temporal) = (self.chance.of(4) as u8, self.chance.of(4) as u8);
            let all = spatial == 3 && temporal == 3;
            self.slot.selector.want(if all { Layers::ALL } else { Layers { spatial, temporal } });
        }
        if self.chance.once_in(80) {
            self.shown = self.chance.of(3) as usize;
            self.slot.switch();
            self.slot_epoch = None;
            self.new_epoch(3_000);
        }
        if self.chance.once_in(300) {
            self.epochs += 1;
            let packets = 1_100 + self.chance.of(20_000);
            self.publishers[self.shown].jump(packets, self.epochs);
        }
        if self.chance.once_in(400) {
            self.now += 10_000 * MILLISECOND;
            self.late.clear(); // nothing is on its way for so long
        }
    }

    fn picture(&mut self) -> usize {
        self.now += 33 * MILLISECOND;
        self.disturb();
        let keyframe = self.chance.once_in(40) || self.slot.wants_keyframe() && self.chance.once_in(5);
        let packets = self.publishers[self.shown].produce(keyframe, self.now, &mut self.chance);
        let burst_lost = self.chance.once_in(60);
        let count = packets.len();
        for packet in packets {
            self.checker.produced(&packet);
            match self.chance.of(100) {
                _ if burst_lost => {}
                0 | 1 => {}
                2..=7 => self.late.push((1 + self.chance.of(30), packet)),
                8 => {
                    self.deliver(&packet);
                    self.deliver(&packet);
                }
                _ => self.deliver(&packet),
            }
            self.pass();
        }
        count
    }

    fn pass(&mut self) {
        self.late.iter_mut().for_each(|(left, _)| *left -= 1);
        for (_, packet) in self.late.extract_if(.., |(left, _)| *left == 0).collect::<Vec<_>>() {
            let epoch = Some(self.publishers[self.shown].epoch);
            let is_current = Some(packet.epoch) == self.slot_epoch || Some(packet.epoch) == epoch;
            if packet.source == self.shown && (is_current || self.slot_epoch == epoch) {
                self.deliver(&packet);
            }
        }
    }

    fn deliver(&mut self, packet: &Packet) {
        match self.slot.forward(&mut self.streams[packet.source], packet, self.now) {
            Outcome::Ignored => {}
            Outcome::LeftOut if Some(packet.epoch) != self.slot_epoch => {}
            Outcome::LeftOut => self.checker.delivered(packet),
            Outcome::Emitted(out) => {
                self.slot_epoch = Some(packet.epoch);
                self.checker.delivered(packet);
                self.checker.emitted(out.clone());
                self.recent.push(out);
                self.ask_again();
            }
        }
    }

    /// Somebody asks for a packet of the last ones again, and must get that one, or none where it was blank.
    fn ask_again(&mut self) {
        let back = 1 + self.chance.of(200) as usize;
        let Some(out) = self.recent.len().checked_sub(back).map(|at| &self.recent[at]) else {
            return;
        };
        let newest = self.publishers[self.shown].ordinal;
        if Some(out.packet.epoch) != self.slot_epoch || out.packet.ordinal + REMEMBERED < newest {
            return;
        }
        let found = self.slot.rewriter.original(out.index as u16);
        if out.payload.is_empty() {
            assert_eq!(found, None, "a blank was found: {:?}", out.packet);
        } else {
            let (original, sent) = found.expect("it went out a moment ago");
            assert_eq!((original as u16, sent), (out.packet.sequence, out.index));
            assert_eq!(self.slot.again(&out.packet), out.payload);
        }
    }
}

fn packets() -> usize {
    let wanted = std::env::var("STUDYHALL_SOAK_PACKETS").ok();
    wanted.map_or(50_000, |count| count.parse().expect("STUDYHALL_SOAK_PACKETS is a number"))
}

#[test]
fn nothing_that_a_receiver_counts_by_ever_jumps() {
    let (mut produced, mut sent, mut seed) = (0, 0, 0);
    while produced < packets() {
        let kind = [Kind::Vp8, Kind::Vp9, Kind::Described][seed as usize % 3];
        let mut run = Run::new(kind, seed);
        let mut of_run = 0;
        while of_run < PACKETS_PER_RUN {
            of_run += run.picture();
        }
        run.checker.finish();
        produced += of_run;
        sent += run.checker.count();
        seed += 1;
    }
    assert!(sent > produced / 4, "only {sent} of {produced} packets were sent");
}

//! Under one key no (SSRC, index) is ever encrypted twice: with AES-GCM it would give the authentication key away (RFC
//! 7714 section 8.1). Here through switches, pauses, slots that come back on their old SSRC, retransmissions, padding,
//! reports, new keys and new transports; and, for the numbers alone, a thousand times as often.
//!
//! `STUDYHALL_SOAK_PACKETS` says how many packets instead of 10,000 (`make soak-rewriter`).

#[path = "../chance/mod.rs"]
mod chance;
mod observer;
mod world;

use chance::Chance;
use studyhall_plane::clock::MILLISECOND;
use studyhall_plane::rewriter::Rewriter;
use studyhall_plane::rtp::sequence::IndexWindow;
use world::World;

fn packets() -> u64 {
    let wanted = std::env::var("STUDYHALL_SOAK_PACKETS").ok();
    wanted.map_or(10_000, |count| count.parse().expect("STUDYHALL_SOAK_PACKETS is a number"))
}

#[test]
fn nothing_is_encrypted_twice_under_one_nonce() {
    let mut world = World::new(Chance::new(1));
    for _ in 0..packets() {
        world.publish();
        world.disturb();
    }
    let counts = world.observer.counts();
    assert!(counts.media > packets() && counts.resent > 100 && counts.reports > 100, "{counts:?}");
    assert!(counts.rollovers > 0 && counts.keys > 3, "{counts:?}");
}

/// Which numbers were given out: a bit for each.
#[derive(Default)]
struct GivenOut(Vec<u64>);

impl GivenOut {
    fn insert(&mut self, index: u64) -> bool {
        let (word, bit) = ((index / 64) as usize, 1 << (index % 64));
        if word >= self.0.len() {
            self.0.resize(2 * word + 1_024, 0);
        }
        let fresh = self.0[word] & bit == 0;
        self.0[word] |= bit;
        fresh
    }
}

#[test]
fn no_index_is_given_out_twice() {
    let mut chance = Chance::new(2);
    let mut given_out = GivenOut::default();
    let mut rewriter = Rewriter::new(90_000, 0x7fff, 0);
    let (mut input, mut seen, mut late) = (1 << 16, IndexWindow::default(), 0);
    let (mut now, mut count, mut highest) = (0, 0, 0);
    while count < 100 * packets() {
        now += MILLISECOND;
        input += 1;
        match chance.of(2_000) {
            0 => rewriter.end_segment(),
            1 => input += chance.of(5_000),
            2 => rewriter = Rewriter::new(90_000, highest + 1, 0), // the keys came, or a slot came back
            3..=20 => input += chance.of(30),
            21..=200 => late = input - chance.of(60),
            _ => {}
        }
        for index in [input, std::mem::take(&mut late)] {
            if index == 0 || seen.check(index).is_err() {
                continue;
            }
            seen.insert(index);
            let timestamp = ((index / 3) as u32).wrapping_mul(3_000);
            let sent = match chance.of(3) {
                0 => rewriter.skip(index, timestamp, now),
                _ => rewriter.rewrite(index, timestamp, now).ok(),
            };
            if let Some(sent) = sent {
                assert!(given_out.insert(sent.index), "{} was given out before", sent.index);
                highest = highest.max(sent.index);
                count += 1;
            }
        }
    }
}

//! The last packets of one stream in plaintext, so that a receiver that missed one need not ask its publisher, and one
//! that joins can begin with them.
//!
//! Two rings, one of entries and one of bytes. They grow until they hold two seconds of the stream, or their most: most
//! streams are small, and there are many. After that nothing is allocated.

use crate::clock::{Micros, SECOND};
use crate::packet::{Content, PacketInfo};

const KEPT: Micros = 2 * SECOND;
const FIRST_ENTRIES: usize = 64;
/// Two seconds at 250 packets per second.
const MAX_ENTRIES: usize = 512;
/// A packet fits: no datagram is larger.
const FIRST_BYTES: usize = 64 << 10;
const MAX_BYTES: usize = 512 << 10;

pub struct PacketCache {
    entries: Box<[Option<Entry>]>,
    bytes: Box<[u8]>,
    /// Bytes written since the beginning, counting those skipped at the end of the ring
    written: u64,
    /// What was written before that is gone.
    oldest: u64,
    lap: Lap,
}

/// Once around the ring of bytes
#[derive(Debug, Default, Clone, Copy)]
struct Lap {
    /// Counted like `written`
    start: u64,
    began_at: Micros,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    info: PacketInfo,
    kept_at: Micros,
    /// Where it begins, counted like `written`: its dependency descriptor, then its payload
    start: u64,
    descriptor_length: u16,
    length: u16,
}

impl Default for PacketCache {
    fn default() -> Self {
        let entries = vec![None; FIRST_ENTRIES].into_boxed_slice();
        let bytes = vec![0; FIRST_BYTES].into_boxed_slice();
        Self { entries, bytes, written: 0, oldest: 0, lap: Lap::default() }
    }
}

impl PacketCache {
    pub fn insert(&mut self, info: &PacketInfo, descriptor: &[u8], payload: &[u8], now: Micros) {
        let length = descriptor.len() + payload.len();
        let Ok(entry_length) = u16::try_from(length) else {
            return; // larger than any datagram
        };
        if self.written == 0 {
            self.lap.began_at = now;
        }
        let left = self.bytes.len() - self.position(self.written);
        if length > left {
            self.written += left as u64; // a packet is never split
        }
        if self.position(self.written) == 0 && self.written > self.lap.start {
            self.begin_lap(now);
        }
        let at = self.position(self.written);
        let place = &mut self.bytes[at..at + length];
        place[..descriptor.len()].copy_from_slice(descriptor);
        place[descriptor.len()..].copy_from_slice(payload);
        let (start, descriptor_length) = (self.written, descriptor.len() as u16);
        self.keep(Entry { info: *info, kept_at: now, start, descriptor_length, length: entry_length }, now);
        self.written += length as u64;
    }

    /// The packet with this index, while neither its entry nor its bytes were needed for later ones.
    pub fn get(&self, index: u64) -> Option<(&PacketInfo, Content<'_>)> {
        let entry = self.entries[index as usize % self.entries.len()].as_ref()?;
        let is_overwritten = self.written - entry.start > self.bytes.len() as u64;
        if entry.info.index != index || entry.start < self.oldest || is_overwritten {
            return None;
        }
        let at = self.position(entry.start);
        let bytes = &self.bytes[at..at + usize::from(entry.length)];
        let (descriptor, payload) = bytes.split_at(usize::from(entry.descriptor_length));
        Some((&entry.info, Content { payload, descriptor, described: None }))
    }

    fn keep(&mut self, entry: Entry, now: Micros) {
        let place = &self.entries[entry.info.index as usize % self.entries.len()];
        let is_needed = |old: &Entry| old.info.index != entry.info.index && now < old.kept_at + KEPT;
        if self.entries.len() < MAX_ENTRIES && place.as_ref().is_some_and(is_needed) {
            let larger = vec![None; 2 * self.entries.len()].into_boxed_slice();
            for old in std::mem::replace(&mut self.entries, larger).into_iter().flatten() {
                let place = &mut self.entries[old.info.index as usize % self.entries.len()];
                if place.is_none_or(|other| other.info.index < old.info.index) {
                    *place = Some(old);
                }
            }
        }
        self.entries[entry.info.index as usize % self.entries.len()] = Some(entry);
    }

    /// Where the ring holds less time than packets are kept for, it becomes larger.
    fn begin_lap(&mut self, now: Micros) {
        let ended = std::mem::replace(&mut self.lap, Lap { start: self.written, began_at: now });
        let size = self.bytes.len();
        // The lap is only a part of the ring where the ring has just grown.
        let held = now.saturating_sub(ended.began_at) * size as u64 / (self.written - ended.start);
        if size == MAX_BYTES || held >= KEPT {
            return;
        }
        let mut larger = vec![0; 2 * size].into_boxed_slice();
        self.oldest = self.written - size as u64;
        // The place of the ended lap in the larger ring
        let at = (self.oldest % larger.len() as u64) as usize;
        larger[at..at + size].copy_from_slice(&self.bytes);
        self.bytes = larger;
    }

    fn position(&self, written: u64) -> usize {
        (written % self.bytes.len() as u64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::MILLISECOND;
    use crate::packet::Codec;

    fn info(index: u64) -> PacketInfo {
        PacketInfo {
            index,
            codec: Codec::Vp8,
            timestamp: index as u32,
            marker: false,
            audio_level: None,
            video_orientation: None,
            playout_delay: None,
            picture: None,
        }
    }

    fn payload(index: u64, length: usize) -> Vec<u8> {
        (0..length).map(|at| (index as usize * 31 + at) as u8).collect()
    }

    #[test]
    fn the_last_packets_are_there_and_older_ones_are_not() {
        let mut cache = PacketCache::default();
        for index in 100..100 + MAX_ENTRIES as u64 + 10 {
            cache.insert(&info(index), &[], &payload(index, 50), index);
        }
        assert!(cache.get(109).is_none());
        assert!(cache.get(99).is_none());
        assert!(cache.get(100 + MAX_ENTRIES as u64 + 10).is_none());
        let (found, bytes) = cache.get(110).unwrap();
        assert_eq!((found.index, found.timestamp), (110, 110));
        assert_eq!(bytes.payload, payload(110, 50));
    }

    #[test]
    fn bytes_that_were_overwritten_are_never_given_out() {
        let mut cache = PacketCache::default();
        let length = |index: u64| 1_100 + (index as usize * 37) % 360;
        for index in 0..1_500 {
            cache.insert(
                &info(index),
                &[index as u8; 5][..index as usize % 5],
                &payload(index, length(index)),
                index * 10 * MILLISECOND,
            );
            let oldest = index.saturating_sub(MAX_ENTRIES as u64 + 5);
            for old in (oldest..=index).step_by(67) {
                if let Some((found, bytes)) = cache.get(old) {
                    assert_eq!(found.index, old);
                    assert_eq!(bytes.payload, payload(old, length(old)));
                    assert_eq!(bytes.descriptor, &[old as u8; 5][..old as usize % 5]);
                }
            }
            assert!(cache.get(index.saturating_sub(200)).is_some());
        }
    }

    /// Packets of 1,000 bytes, so many per second, for a minute; long after the plane was started.
    fn steady(per_second: u64) -> PacketCache {
        let mut cache = PacketCache::default();
        for index in 0..60 * per_second {
            let now = 1_000 * SECOND + index * SECOND / per_second;
            cache.insert(&info(index), &[], &payload(index, 1_000), now);
        }
        cache
    }

    #[test]
    fn a_cache_is_as_large_as_two_seconds_of_its_stream() {
        for (per_second, entries, bytes) in [(10, 64, 64 << 10), (60, 128, 128 << 10), (200, 512, 512 << 10)]
        {
            let cache = steady(per_second);
            assert_eq!((cache.entries.len(), cache.bytes.len()), (entries, bytes), "{per_second} per second");
            let last = 60 * per_second - 1;
            assert!((last + 1 - 2 * per_second..=last).all(|index| cache.get(index).is_some()));
        }
    }

    #[test]
    fn a_cache_that_grows_keeps_what_it_has() {
        let mut cache = PacketCache::default();
        for index in 0..400 {
            cache.insert(&info(index), &[], &payload(index, 1_000), index);
            for old in 0..=index {
                assert_eq!(
                    cache.get(old).map(|(_, bytes)| bytes.payload.to_vec()),
                    Some(payload(old, 1_000))
                );
            }
        }
    }

    #[test]
    fn a_recovered_packet_fills_its_place() {
        let mut cache = PacketCache::default();
        cache.insert(&info(5), &[], b"five", 0);
        cache.insert(&info(7), &[], b"seven", 0);
        assert!(cache.get(6).is_none());
        cache.insert(&info(6), &[], b"six", 0);
        assert_eq!(cache.get(6).unwrap().1.payload, b"six");
        assert_eq!(cache.get(7).unwrap().1.payload, b"seven");
    }
}

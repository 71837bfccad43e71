//! The last packets of one stream in plaintext, so that a receiver that missed one need not ask its publisher.
//!
//! Two rings of fixed size, one of entries and one of bytes: after the first packet nothing is allocated.

use crate::packet::PacketInfo;

/// Two seconds at 250 packets per second.
const ENTRIES: usize = 512;
const BYTES: usize = 512 << 10;

pub struct PacketCache {
    entries: Box<[Option<Entry>]>,
    bytes: Box<[u8]>,
    /// Bytes written since the beginning, counting those skipped at the end of the ring
    written: u64,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    info: PacketInfo,
    /// Where it begins, counted like `written`
    start: u64,
    length: usize,
}

impl Default for PacketCache {
    fn default() -> Self {
        let entries = vec![None; ENTRIES].into_boxed_slice();
        Self { entries, bytes: vec![0; BYTES].into_boxed_slice(), written: 0 }
    }
}

impl PacketCache {
    pub fn insert(&mut self, info: &PacketInfo, payload: &[u8]) {
        let left = BYTES - self.position(self.written);
        if payload.len() > left {
            self.written += left as u64; // a packet is never split
        }
        let at = self.position(self.written);
        let Some(place) = self.bytes.get_mut(at..at + payload.len()) else {
            return; // larger than the ring; no datagram is
        };
        place.copy_from_slice(payload);
        let entry = Entry { info: *info, start: self.written, length: payload.len() };
        self.entries[info.index as usize % ENTRIES] = Some(entry);
        self.written += payload.len() as u64;
    }

    /// The packet with this index, while neither its entry nor its bytes were needed for later ones.
    pub fn get(&self, index: u64) -> Option<(&PacketInfo, &[u8])> {
        let entry = self.entries[index as usize % ENTRIES].as_ref()?;
        if entry.info.index != index || self.written - entry.start > BYTES as u64 {
            return None;
        }
        let at = self.position(entry.start);
        Some((&entry.info, &self.bytes[at..at + entry.length]))
    }

    fn position(&self, written: u64) -> usize {
        (written % BYTES as u64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
        for index in 100..100 + ENTRIES as u64 + 10 {
            cache.insert(&info(index), &payload(index, 50));
        }
        assert!(cache.get(109).is_none());
        assert!(cache.get(99).is_none());
        assert!(cache.get(100 + ENTRIES as u64 + 10).is_none());
        let (found, bytes) = cache.get(110).unwrap();
        assert_eq!((found.index, found.timestamp), (110, 110));
        assert_eq!(bytes, payload(110, 50));
    }

    #[test]
    fn bytes_that_were_overwritten_are_never_given_out() {
        let mut cache = PacketCache::default();
        let length = |index: u64| 1_100 + (index as usize * 37) % 360;
        for index in 0..1_500 {
            cache.insert(&info(index), &payload(index, length(index)));
            let oldest = index.saturating_sub(ENTRIES as u64 + 5);
            for old in (oldest..=index).step_by(67) {
                if let Some((found, bytes)) = cache.get(old) {
                    assert_eq!(found.index, old);
                    assert_eq!(bytes, payload(old, length(old)));
                }
            }
            assert!(cache.get(index.saturating_sub(300)).is_some());
        }
    }

    #[test]
    fn a_recovered_packet_fills_its_place() {
        let mut cache = PacketCache::default();
        cache.insert(&info(5), b"five");
        cache.insert(&info(7), b"seven");
        assert!(cache.get(6).is_none());
        cache.insert(&info(6), b"six");
        assert_eq!(cache.get(6).unwrap().1, b"six");
        assert_eq!(cache.get(7).unwrap().1, b"seven");
    }
}

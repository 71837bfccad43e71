//! The last packets of one stream in plaintext, so that a receiver that missed one need not ask its publisher.
//!
//! Two rings of fixed size, one of entries and one of bytes: after the first packet nothing is allocated.

use crate::packet::{Content, PacketInfo};

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
    /// Where it begins, counted like `written`: its dependency descriptor, then its payload
    start: u64,
    descriptor_length: u16,
    length: u16,
}

impl Default for PacketCache {
    fn default() -> Self {
        let entries = vec![None; ENTRIES].into_boxed_slice();
        Self { entries, bytes: vec![0; BYTES].into_boxed_slice(), written: 0 }
    }
}

impl PacketCache {
    pub fn insert(&mut self, info: &PacketInfo, descriptor: &[u8], payload: &[u8]) {
        let length = descriptor.len() + payload.len();
        let left = BYTES - self.position(self.written);
        if length > left {
            self.written += left as u64; // a packet is never split
        }
        let at = self.position(self.written);
        let (Some(place), Ok(entry_length)) = (self.bytes.get_mut(at..at + length), u16::try_from(length))
        else {
            return; // larger than any datagram
        };
        place[..descriptor.len()].copy_from_slice(descriptor);
        place[descriptor.len()..].copy_from_slice(payload);
        let (start, descriptor_length) = (self.written, descriptor.len() as u16);
        let entry = Entry { info: *info, start, descriptor_length, length: entry_length };
        self.entries[info.index as usize % ENTRIES] = Some(entry);
        self.written += length as u64;
    }

    /// The packet with this index, while neither its entry nor its bytes were needed for later ones.
    pub fn get(&self, index: u64) -> Option<(&PacketInfo, Content<'_>)> {
        let entry = self.entries[index as usize % ENTRIES].as_ref()?;
        if entry.info.index != index || self.written - entry.start > BYTES as u64 {
            return None;
        }
        let at = self.position(entry.start);
        let bytes = &self.bytes[at..at + usize::from(entry.length)];
        let (descriptor, payload) = bytes.split_at(usize::from(entry.descriptor_length));
        Some((&entry.info, Content { payload, descriptor, described: None }))
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
            cache.insert(&info(index), &[], &payload(index, 50));
        }
        assert!(cache.get(109).is_none());
        assert!(cache.get(99).is_none());
        assert!(cache.get(100 + ENTRIES as u64 + 10).is_none());
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
            );
            let oldest = index.saturating_sub(ENTRIES as u64 + 5);
            for old in (oldest..=index).step_by(67) {
                if let Some((found, bytes)) = cache.get(old) {
                    assert_eq!(found.index, old);
                    assert_eq!(bytes.payload, payload(old, length(old)));
                    assert_eq!(bytes.descriptor, &[old as u8; 5][..old as usize % 5]);
                }
            }
            assert!(cache.get(index.saturating_sub(300)).is_some());
        }
    }

    #[test]
    fn a_recovered_packet_fills_its_place() {
        let mut cache = PacketCache::default();
        cache.insert(&info(5), &[], b"five");
        cache.insert(&info(7), &[], b"seven");
        assert!(cache.get(6).is_none());
        cache.insert(&info(6), &[], b"six");
        assert_eq!(cache.get(6).unwrap().1.payload, b"six");
        assert_eq!(cache.get(7).unwrap().1.payload, b"seven");
    }
}

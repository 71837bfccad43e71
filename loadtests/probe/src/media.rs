//! What a publisher sends: VP8 frames of varying size in packets of about equal size, and Opus packets of 20 ms.
//!
//! The payload descriptors and frame headers are true (RFC 7741 sections 4.2 and 4.3, RFC 6386 section 9.1), the rest
//! is filler: nobody decodes it. Sizes follow a fixed pseudo-random walk, so two runs send the same.

use crate::stamp::Stamp;

/// As browsers: an IP packet of 1200 bytes with headers and tag.
const MAX_PAYLOAD: usize = 1130;
const OPUS_PAYLOAD: usize = 80;
const FILLER: u8 = 0xa5;
const DESCRIPTOR: usize = 4;

pub struct Vp8 {
    mean_frame: usize,
    picture_id: u16,
    random: u64,
}

impl Vp8 {
    pub fn new(bits_per_second: u32, frames_per_second: u32) -> Self {
        Self {
            mean_frame: (bits_per_second / 8 / frames_per_second) as usize,
            picture_id: 0,
            random: 1,
        }
    }

    /// The payloads of the next frame. Sizes are 80 to 120 % of the mean, three times as much for a keyframe.
    pub fn next_frame(&mut self, keyframe: bool) -> Vec<Vec<u8>> {
        self.random = self
            .random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let percent = 80 + (self.random >> 33) as usize % 41;
        let size = self.mean_frame * percent / 100 * if keyframe { 3 } else { 1 };
        self.picture_id = (self.picture_id + 1) & 0x7fff;
        let sizes = split_about_equally(size.max(Stamp::LEN + 10));
        sizes
            .iter()
            .enumerate()
            .map(|(at, size)| self.payload(at == 0, keyframe, *size))
            .collect()
    }

    fn payload(&self, first: bool, keyframe: bool, size: usize) -> Vec<u8> {
        let [high, low] = self.picture_id.to_be_bytes();
        let mut payload = Vec::with_capacity(DESCRIPTOR + size);
        // X; S on the first packet of the frame; I; 15 bits of picture id.
        payload.extend([0x80 | (u8::from(first) << 4), 0x80, 0x80 | high, low]);
        if first {
            // Frame tag: P clear for a keyframe, show_frame set.
            payload.extend([0x10 | u8::from(!keyframe), 0, 0]);
            if keyframe {
                payload.extend([0x9d, 0x01, 0x2a, 0x80, 0x02, 0x68, 0x01]); // 640 by 360
            }
        }
        payload.resize(DESCRIPTOR + size, FILLER);
        payload
    }
}

/// As libwebrtc's packetizer: as few parts as fit, sizes that differ by one at most, the larger ones last.
fn split_about_equally(size: usize) -> Vec<usize> {
    let parts = size.div_ceil(MAX_PAYLOAD - DESCRIPTOR);
    let larger = size % parts;
    (0..parts)
        .map(|part| size / parts + usize::from(part >= parts - larger))
        .collect()
}

/// One Opus packet of 20 ms.
pub fn opus_payload() -> Vec<u8> {
    vec![FILLER; OPUS_PAYLOAD]
}

#[cfg(test)]
mod tests {
    use super::*;
    use studyhall_plane::codec::{Picture, look_into};
    use studyhall_plane::packet::Codec;

    fn picture(payload: &[u8]) -> Picture {
        look_into(Codec::Vp8, payload, false, None).unwrap()
    }

    #[test]
    fn a_keyframe_is_seen_as_one_and_only_in_its_first_packet() {
        let mut video = Vp8::new(1_000_000, 30);
        let key = video.next_frame(true);
        let delta = video.next_frame(false);
        assert!(picture(&key[0]).starts_keyframe());
        assert!(!picture(&key[1]).starts_keyframe());
        assert!(!picture(&delta[0]).starts_keyframe());
    }

    #[test]
    fn picture_ids_count_frames() {
        let mut video = Vp8::new(1_000_000, 30);
        let ids = [video.next_frame(true), video.next_frame(false)]
            .map(|frame| picture(&frame[0]).numbers.picture_id.unwrap().value);
        assert_eq!(ids[1], ids[0] + 1);
    }

    #[test]
    fn a_second_has_about_the_asked_for_bits() {
        let mut video = Vp8::new(1_000_000, 30);
        let bytes: usize = (0..300)
            .flat_map(|_| video.next_frame(false))
            .map(|payload| payload.len())
            .sum();
        assert!(
            (1_180_000..1_320_000).contains(&bytes),
            "{bytes} bytes in ten seconds"
        );
    }

    #[test]
    fn parts_differ_by_one_byte_at_most_and_the_larger_come_last() {
        assert_eq!(split_about_equally(4502), [1125, 1125, 1126, 1126]);
        assert_eq!(split_about_equally(300), [300]);
    }
}

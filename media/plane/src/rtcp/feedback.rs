//! Feedback messages: NACK and picture loss (RFC 4585), full intra request (RFC 5104). What is said about bandwidth is
//! read in `transport_cc` and `remb`.

use super::transport_cc::TransportFeedback;
use super::{PAYLOAD_FEEDBACK, Packet, TRANSPORT_FEEDBACK, remb, write_packet};

const NACK: u8 = 1;
pub(super) const TRANSPORT_CC: u8 = 15;
const PICTURE_LOSS: u8 = 1;
const FULL_INTRA: u8 = 4;
const APPLICATION: u8 = 15;

pub(super) fn parse(packet_type: u8, format: u8, media_ssrc: u32, information: &[u8]) -> Option<Packet<'_>> {
    match (packet_type, format) {
        (TRANSPORT_FEEDBACK, NACK) => {
            let (entries, rest) = information.as_chunks();
            (rest.is_empty()).then_some(Packet::Nack { media_ssrc, sequences: NackSequences(entries) })
        }
        (TRANSPORT_FEEDBACK, TRANSPORT_CC) => {
            TransportFeedback::parse(information).map(Packet::TransportFeedback)
        }
        // Application layer feedback (RFC 4585 section 6.4) is whatever its sender likes.
        (PAYLOAD_FEEDBACK, APPLICATION) => {
            Some(remb::parse(information).map_or(Packet::Other, |bitrate| Packet::Remb { bitrate }))
        }
        (PAYLOAD_FEEDBACK, PICTURE_LOSS) => Some(Packet::PictureLoss { media_ssrc }),
        (PAYLOAD_FEEDBACK, FULL_INTRA) => {
            let (entries, rest) = information.as_chunks();
            (rest.is_empty()).then_some(Packet::FullIntra { entries: FirEntries(entries) })
        }
        _ => Some(Packet::Other),
    }
}

/// The sequence numbers of a NACK: pairs of a first one and a bitmask of the 16 that follow (RFC 4585 section 6.2.1).
#[derive(Debug, Clone, Copy)]
pub struct NackSequences<'a>(&'a [[u8; 4]]);

impl<'a> NackSequences<'a> {
    pub fn iter(&self) -> impl Iterator<Item = u16> + 'a {
        self.0.iter().flat_map(|&[first_high, first_low, mask_high, mask_low]| {
            let first = u16::from_be_bytes([first_high, first_low]);
            let mask = u16::from_be_bytes([mask_high, mask_low]);
            let following = (0..16).filter(move |bit| mask & (1 << bit) != 0);
            std::iter::once(first).chain(following.map(move |bit| first.wrapping_add(bit + 1)))
        })
    }
}

/// Full intra requests: one SSRC each (RFC 5104 section 4.3.1.1).
#[derive(Debug, Clone, Copy)]
pub struct FirEntries<'a>(&'a [[u8; 8]]);

impl<'a> FirEntries<'a> {
    /// The SSRCs that shall send a keyframe.
    pub fn iter(&self) -> impl Iterator<Item = u32> + 'a {
        self.0.iter().map(|entry| u32::from_be_bytes([entry[0], entry[1], entry[2], entry[3]]))
    }
}

/// Ask for packets again. `sequences` ascend, across the wrap too; empty: nothing is written.
pub fn write_nack(buffer: &mut Vec<u8>, sender_ssrc: u32, media_ssrc: u32, sequences: &[u16]) {
    let Some((&first, rest)) = sequences.split_first() else {
        return;
    };
    write_packet(buffer, NACK, TRANSPORT_FEEDBACK, |body| {
        body.extend_from_slice(&sender_ssrc.to_be_bytes());
        body.extend_from_slice(&media_ssrc.to_be_bytes());
        let (mut first, mut mask) = (first, 0u16);
        for &sequence in rest {
            match sequence.wrapping_sub(first) {
                0 => {}
                distance @ 1..=16 => mask |= 1 << (distance - 1),
                _ => {
                    write_nack_entry(body, first, mask);
                    (first, mask) = (sequence, 0);
                }
            }
        }
        write_nack_entry(body, first, mask);
    });
}

fn write_nack_entry(body: &mut Vec<u8>, first: u16, mask: u16) {
    body.extend_from_slice(&first.to_be_bytes());
    body.extend_from_slice(&mask.to_be_bytes());
}

pub fn write_picture_loss(buffer: &mut Vec<u8>, sender_ssrc: u32, media_ssrc: u32) {
    write_packet(buffer, PICTURE_LOSS, PAYLOAD_FEEDBACK, |body| {
        body.extend_from_slice(&sender_ssrc.to_be_bytes());
        body.extend_from_slice(&media_ssrc.to_be_bytes());
    });
}

#[cfg(test)]
mod tests {
    use super::super::packets;
    use super::*;

    fn read_nack(buffer: &[u8]) -> Vec<u16> {
        match packets(buffer).next() {
            Some(Ok(Packet::Nack { media_ssrc: 2, sequences })) => sequences.iter().collect(),
            other => panic!("no NACK but {other:?}"),
        }
    }

    #[test]
    fn a_nack_is_read_back_across_the_wrap() {
        let sequences = [0xfff0, 0xfff1, 0xfffe, 0xffff, 0, 1, 16, 17, 100];
        let mut buffer = Vec::new();
        write_nack(&mut buffer, 1, 2, &sequences);
        assert_eq!(read_nack(&buffer), sequences);
        assert_eq!(buffer.len(), 12 + 3 * 4, "17 sequence numbers fit one entry");
    }

    #[test]
    fn a_nack_for_nothing_is_not_written() {
        let mut buffer = Vec::new();
        write_nack(&mut buffer, 1, 2, &[]);
        assert!(buffer.is_empty());
    }

    #[test]
    fn a_full_intra_request_names_its_streams() {
        let mut buffer = Vec::new();
        write_packet(&mut buffer, FULL_INTRA, PAYLOAD_FEEDBACK, |body| {
            body.extend([0, 0, 0, 1, 0, 0, 0, 0]);
            body.extend([0, 0, 0, 7, 1, 0, 0, 0]);
            body.extend([0, 0, 0, 8, 2, 0, 0, 0]);
        });
        let Some(Ok(Packet::FullIntra { entries })) = packets(&buffer).next() else {
            panic!("no FIR");
        };
        assert_eq!(entries.iter().collect::<Vec<_>>(), [7, 8]);
    }

    #[test]
    fn bandwidth_is_read_from_remb_and_other_application_feedback_is_passed_over() {
        for (information, bitrate) in [(b"REMB\0\x0c\x01\0", Some(256 << 3)), (b"WHAT\0\0\0\0", None)] {
            let mut buffer = Vec::new();
            write_packet(&mut buffer, APPLICATION, PAYLOAD_FEEDBACK, |body| {
                body.extend([0; 8]);
                body.extend(information);
            });
            let read = match packets(&buffer).next() {
                Some(Ok(Packet::Remb { bitrate })) => Some(bitrate),
                Some(Ok(Packet::Other)) => None,
                other => panic!("neither REMB nor passed over but {other:?}"),
            };
            assert_eq!(read, bitrate);
        }
    }

    #[test]
    fn transport_feedback_that_contradicts_itself_is_malformed() {
        let mut buffer = Vec::new();
        write_packet(&mut buffer, TRANSPORT_CC, TRANSPORT_FEEDBACK, |body| body.extend([0xff; 24]));
        assert!(matches!(packets(&buffer).next(), Some(Err(_))));
    }
}

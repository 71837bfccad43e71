//! RTCP (RFC 3550 section 6, RFC 4585, RFC 5104): compound packets to values, and values to packets.
//!
//! Reduced-size RTCP (RFC 5506) is taken and sent. Packet types that the plane does nothing with are passed over.

pub mod feedback;
mod remb;
pub mod reports;
pub mod transport_cc;

use feedback::{FirEntries, NackSequences};
use reports::{ReportBlocks, SenderInfo};
use transport_cc::TransportFeedback;

#[derive(Debug, Clone, Copy)]
pub enum Packet<'a> {
    SenderReport {
        ssrc: u32,
        info: SenderInfo,
        blocks: ReportBlocks<'a>,
    },
    ReceiverReport {
        ssrc: u32,
        blocks: ReportBlocks<'a>,
    },
    Nack {
        media_ssrc: u32,
        sequences: NackSequences<'a>,
    },
    PictureLoss {
        media_ssrc: u32,
    },
    FullIntra {
        entries: FirEntries<'a>,
    },
    /// When what we sent arrived
    TransportFeedback(TransportFeedback<'a>),
    /// How much the receiver thinks it can take, in bits per second; as it was said, however absurd
    Remb {
        bitrate: u64,
    },
    /// SDES, BYE, APP, XR: taken, and nothing is done with them.
    Other,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Malformed;

const SENDER_REPORT: u8 = 200;
const RECEIVER_REPORT: u8 = 201;
const SOURCE_DESCRIPTION: u8 = 202;
const TRANSPORT_FEEDBACK: u8 = 205;
const PAYLOAD_FEEDBACK: u8 = 206;

/// The packets of a compound in order; ends after the first `Malformed`.
pub fn packets(compound: &[u8]) -> Packets<'_> {
    Packets { rest: compound }
}

pub struct Packets<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Packets<'a> {
    type Item = Result<Packet<'a>, Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let packet = self.split_off().and_then(|(header, body)| parse(header, body));
        if packet.is_none() {
            self.rest = &[];
        }
        Some(packet.ok_or(Malformed))
    }
}

/// Count or format, and packet type.
type PacketHeader = (u8, u8);

impl<'a> Packets<'a> {
    /// RFC 3550 section 6.4.1: the body comes without the first four bytes and without padding.
    fn split_off(&mut self) -> Option<(PacketHeader, &'a [u8])> {
        let [first, packet_type, high, low] = *self.rest.first_chunk()?;
        if first >> 6 != 2 {
            return None;
        }
        let length = 4 * (usize::from(u16::from_be_bytes([high, low])) + 1);
        let (packet, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        let mut body = &packet[4..];
        if first & 0x20 != 0 {
            let padding = usize::from(*body.last()?);
            body = body.get(..body.len().checked_sub(padding)?)?;
        }
        Some(((first & 0x1f, packet_type), body))
    }
}

fn parse((count, packet_type): PacketHeader, body: &[u8]) -> Option<Packet<'_>> {
    match packet_type {
        SENDER_REPORT => {
            let (ssrc, rest) = split_u32(body)?;
            let (info, rest) = SenderInfo::parse(rest)?;
            Some(Packet::SenderReport { ssrc, info, blocks: ReportBlocks::new(count, rest)? })
        }
        RECEIVER_REPORT => {
            let (ssrc, rest) = split_u32(body)?;
            Some(Packet::ReceiverReport { ssrc, blocks: ReportBlocks::new(count, rest)? })
        }
        TRANSPORT_FEEDBACK | PAYLOAD_FEEDBACK => {
            let (_sender_ssrc, rest) = split_u32(body)?;
            let (media_ssrc, information) = split_u32(rest)?;
            feedback::parse(packet_type, count, media_ssrc, information)
        }
        // RFC 3550 section 6.1: unknown types are ignored.
        _ => Some(Packet::Other),
    }
}

fn split_u32(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (first, rest) = bytes.split_first_chunk()?;
    Some((u32::from_be_bytes(*first), rest))
}

/// Write one packet: header, then what `body` appends, whose length must be a multiple of four.
fn write_packet(buffer: &mut Vec<u8>, count: u8, packet_type: u8, body: impl FnOnce(&mut Vec<u8>)) {
    let start = buffer.len();
    buffer.extend_from_slice(&[2 << 6 | count, packet_type, 0, 0]);
    body(buffer);
    let words = (buffer.len() - start) / 4 - 1;
    buffer[start + 2..start + 4].copy_from_slice(&(words as u16).to_be_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_compound_is_read_in_order_and_other_types_are_passed_over() {
        let mut compound = Vec::new();
        reports::write_receiver_report(&mut compound, 1, &[]);
        reports::write_cname(&mut compound, 1, b"name");
        write_packet(&mut compound, 1, 203, |body| body.extend(1u32.to_be_bytes()));
        feedback::write_picture_loss(&mut compound, 1, 2);
        let read: Vec<_> = packets(&compound).collect::<Result<_, _>>().unwrap();
        assert!(matches!(
            read[..],
            [
                Packet::ReceiverReport { ssrc: 1, .. },
                Packet::Other,
                Packet::Other,
                Packet::PictureLoss { media_ssrc: 2 }
            ]
        ));
    }

    #[test]
    fn a_compound_ends_at_the_first_malformed_packet() {
        let mut compound = Vec::new();
        feedback::write_picture_loss(&mut compound, 1, 2);
        compound.extend([0x81, RECEIVER_REPORT, 0, 9, 0, 0]);
        let mut read = packets(&compound);
        assert!(matches!(read.next(), Some(Ok(Packet::PictureLoss { .. }))));
        assert!(matches!(read.next(), Some(Err(Malformed))));
        assert!(read.next().is_none());
    }

    #[test]
    fn impossible_padding_is_malformed() {
        let mut compound = Vec::new();
        feedback::write_picture_loss(&mut compound, 1, 2);
        compound[0] |= 0x20;
        *compound.last_mut().unwrap() = 200;
        assert!(matches!(packets(&compound).next(), Some(Err(Malformed))));
    }

    fn read_everything(packet: Packet) -> usize {
        match packet {
            Packet::SenderReport { blocks, .. } | Packet::ReceiverReport { blocks, .. } => {
                blocks.iter().count()
            }
            Packet::Nack { sequences, .. } => sequences.iter().count(),
            Packet::FullIntra { entries } => entries.iter().count(),
            Packet::TransportFeedback(feedback) => feedback.statuses().count(),
            Packet::PictureLoss { .. } | Packet::Remb { .. } | Packet::Other => 0,
        }
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(
            kind in 198u8..210, count in 0u8..32, body in proptest::collection::vec(any::<u8>(), 0..64),
        ) {
            let mut compound = vec![2 << 6 | count, kind, 0, (body.len() / 4) as u8];
            compound.extend(body);
            for packet in packets(&compound) {
                let _ = packet.map(read_everything);
            }
        }
    }
}

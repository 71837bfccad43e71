//! Sender and receiver reports and the source description that goes with them (RFC 3550 sections 6.4 and 6.5).

use super::{RECEIVER_REPORT, SENDER_REPORT, SOURCE_DESCRIPTION, split_u32, write_packet};

/// One moment on two clocks, and how much was sent until then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SenderInfo {
    /// 32.32 bits of seconds since 1900
    pub ntp: u64,
    pub rtp_timestamp: u32,
    pub packets: u32,
    /// Payload bytes without headers and padding
    pub octets: u32,
}

impl SenderInfo {
    pub(super) fn parse(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (ntp, rest) = bytes.split_first_chunk()?;
        let (rtp_timestamp, rest) = split_u32(rest)?;
        let (packets, rest) = split_u32(rest)?;
        let (octets, rest) = split_u32(rest)?;
        Some((Self { ntp: u64::from_be_bytes(*ntp), rtp_timestamp, packets, octets }, rest))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportBlock {
    pub ssrc: u32,
    /// Of the packets expected since the last report, in 1/256
    pub fraction_lost: u8,
    /// Since the beginning; 24 bits on the wire; negative where duplicates came
    pub lost: i32,
    pub highest_sequence: u32,
    /// In clock units
    pub jitter: u32,
    /// Middle 32 bits of the NTP time of the last sender report; 0: none
    pub last_report: u32,
    /// Since then, in 1/65536 seconds
    pub delay: u32,
}

const BLOCK: usize = 24;
/// A report has a five-bit count.
pub const MAX_BLOCKS: usize = 31;

#[derive(Debug, Clone, Copy)]
pub struct ReportBlocks<'a>(&'a [u8]);

impl<'a> ReportBlocks<'a> {
    /// Profile-specific extensions after the blocks are passed over.
    pub(super) fn new(count: u8, bytes: &'a [u8]) -> Option<Self> {
        bytes.get(..usize::from(count) * BLOCK).map(Self)
    }

    pub fn iter(&self) -> impl Iterator<Item = ReportBlock> + 'a {
        self.0.as_chunks::<BLOCK>().0.iter().map(ReportBlock::parse)
    }
}

impl ReportBlock {
    fn parse(bytes: &[u8; BLOCK]) -> Self {
        let word = |at: usize| u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        Self {
            ssrc: word(0),
            fraction_lost: bytes[4],
            lost: (word(4) << 8) as i32 >> 8,
            highest_sequence: word(8),
            jitter: word(12),
            last_report: word(16),
            delay: word(20),
        }
    }

    fn write(&self, buffer: &mut Vec<u8>) {
        let lost = self.lost.clamp(-0x80_0000, 0x7f_ffff) as u32 & 0xff_ffff;
        let loss = u32::from(self.fraction_lost) << 24 | lost;
        let words = [self.ssrc, loss, self.highest_sequence, self.jitter, self.last_report, self.delay];
        buffer.extend(words.iter().flat_map(|word| word.to_be_bytes()));
    }
}

pub fn write_sender_report(buffer: &mut Vec<u8>, ssrc: u32, info: &SenderInfo) {
    write_packet(buffer, 0, SENDER_REPORT, |body| {
        body.extend_from_slice(&ssrc.to_be_bytes());
        body.extend_from_slice(&info.ntp.to_be_bytes());
        let words = [info.rtp_timestamp, info.packets, info.octets];
        body.extend(words.iter().flat_map(|word| word.to_be_bytes()));
    });
}

/// At most `MAX_BLOCKS` blocks.
pub fn write_receiver_report(buffer: &mut Vec<u8>, ssrc: u32, blocks: &[ReportBlock]) {
    let blocks = &blocks[..blocks.len().min(MAX_BLOCKS)];
    write_packet(buffer, blocks.len() as u8, RECEIVER_REPORT, |body| {
        body.extend_from_slice(&ssrc.to_be_bytes());
        blocks.iter().for_each(|block| block.write(body));
    });
}

/// A source description with the canonical name, which every compound of reports must have (RFC 3550 section 6.1).
/// `cname` has at most 255 bytes.
pub fn write_cname(buffer: &mut Vec<u8>, ssrc: u32, cname: &[u8]) {
    const CNAME: u8 = 1;
    write_packet(buffer, 1, SOURCE_DESCRIPTION, |body| {
        body.extend_from_slice(&ssrc.to_be_bytes());
        body.extend_from_slice(&[CNAME, cname.len() as u8]);
        body.extend_from_slice(cname);
        // One to four zeros end the list of items at a word boundary.
        body.extend_from_slice(&[0; 4][..4 - (cname.len() + 2) % 4]);
    });
}

#[cfg(test)]
mod tests {
    use super::super::{Packet, packets};
    use super::*;

    #[test]
    fn a_receiver_report_is_read_back() {
        let block = ReportBlock {
            ssrc: 7,
            fraction_lost: 64,
            lost: -3,
            highest_sequence: 0x0002_ffff,
            jitter: 90,
            last_report: 0x1234_5678,
            delay: 65_536,
        };
        let mut buffer = Vec::new();
        write_receiver_report(&mut buffer, 1, &[block, ReportBlock { ssrc: 8, lost: 0x12_3456, ..block }]);
        assert_eq!(buffer.len(), 8 + 2 * BLOCK);
        let Some(Ok(Packet::ReceiverReport { ssrc: 1, blocks })) = packets(&buffer).next() else {
            panic!("no receiver report");
        };
        let read: Vec<_> = blocks.iter().collect();
        assert_eq!(read[0], block);
        assert_eq!((read[1].ssrc, read[1].lost), (8, 0x12_3456));
    }

    #[test]
    fn a_sender_report_is_read_back() {
        let info = SenderInfo { ntp: 0x0102_0304_0506_0708, rtp_timestamp: 9, packets: 10, octets: 11 };
        let mut buffer = Vec::new();
        write_sender_report(&mut buffer, 5, &info);
        let Some(Ok(Packet::SenderReport { ssrc: 5, info: read, .. })) = packets(&buffer).next() else {
            panic!("no sender report");
        };
        assert_eq!(read, info);
    }

    #[test]
    fn a_source_description_ends_at_a_word_boundary() {
        for name in ["", "a", "ab", "abc", "abcd"] {
            let mut buffer = Vec::new();
            write_cname(&mut buffer, 1, name.as_bytes());
            assert_eq!(buffer.len() % 4, 0);
            assert_eq!(buffer.last(), Some(&0), "the list ends with a zero");
            assert_eq!(usize::from(buffer[3]) * 4 + 4, buffer.len());
        }
    }

    #[test]
    fn a_report_with_fewer_blocks_than_its_count_is_malformed() {
        let mut buffer = Vec::new();
        write_receiver_report(&mut buffer, 1, &[]);
        buffer[0] |= 1;
        assert!(packets(&buffer).next().unwrap().is_err());
    }
}

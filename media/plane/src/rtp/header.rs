//! The RTP header (RFC 3550 section 5.1), read from the clear part of an SRTP packet and written anew for each output.
//!
//! CSRCs and padding are read past. CSRCs are never written, because the plane mixes nothing, and padding only alone.

use super::extensions::{Block, Elements};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    pub marker: bool,
    pub payload_type: u8,
    pub sequence: u16,
    pub timestamp: u32,
    pub ssrc: u32,
}

/// A header as it was found in a packet.
#[derive(Debug, Clone, Copy)]
pub struct Parsed<'a> {
    pub header: Header,
    /// Bytes before the payload: fixed header, CSRCs and extensions.
    pub header_len: usize,
    pub extensions: Elements<'a>,
}

const FIXED: usize = 12;
const VERSION: u8 = 2 << 6;
const PADDING: u8 = 0x20;
const EXTENSION: u8 = 0x10;

/// None where `packet` is not RTP of version 2 or is cut off inside its header.
pub fn parse(packet: &[u8]) -> Option<Parsed<'_>> {
    let fixed: &[u8; FIXED] = packet.first_chunk()?;
    if fixed[0] & 0xc0 != VERSION {
        return None;
    }
    let header = Header {
        marker: fixed[1] & 0x80 != 0,
        payload_type: fixed[1] & 0x7f,
        sequence: u16::from_be_bytes([fixed[2], fixed[3]]),
        timestamp: u32::from_be_bytes([fixed[4], fixed[5], fixed[6], fixed[7]]),
        ssrc: u32::from_be_bytes([fixed[8], fixed[9], fixed[10], fixed[11]]),
    };
    let after_csrcs = FIXED + 4 * usize::from(fixed[0] & 0x0f);
    if fixed[0] & EXTENSION == 0 {
        let fits = packet.len() >= after_csrcs;
        return fits.then_some(Parsed { header, header_len: after_csrcs, extensions: Elements::none() });
    }
    let start: &[u8; 4] = packet.get(after_csrcs..)?.first_chunk()?;
    let profile = u16::from_be_bytes([start[0], start[1]]);
    let data_start = after_csrcs + 4;
    let header_len = data_start + 4 * usize::from(u16::from_be_bytes([start[2], start[3]]));
    let extensions = Elements::new(profile, packet.get(data_start..header_len)?);
    Some(Parsed { header, header_len, extensions })
}

/// The payload of a decrypted packet without its padding; None where the padding is longer than the payload.
pub fn payload(plaintext: &[u8], header_len: usize) -> Option<&[u8]> {
    let payload = plaintext.get(header_len..)?;
    if plaintext[0] & PADDING == 0 {
        return Some(payload);
    }
    match usize::from(*payload.last()?) {
        0 => None,
        padding => payload.len().checked_sub(padding).map(|end| &payload[..end]),
    }
}

impl Header {
    /// Append the header to `buffer`; the payload comes next. Returns the header's length.
    pub fn write(&self, buffer: &mut Vec<u8>, extensions: &Block) -> usize {
        let start = buffer.len();
        let extension_flag = if extensions.is_empty() { 0 } else { EXTENSION };
        let mut fixed = [0; FIXED];
        fixed[0] = VERSION | extension_flag;
        fixed[1] = u8::from(self.marker) << 7 | self.payload_type;
        fixed[2..4].copy_from_slice(&self.sequence.to_be_bytes());
        fixed[4..8].copy_from_slice(&self.timestamp.to_be_bytes());
        fixed[8..12].copy_from_slice(&self.ssrc.to_be_bytes());
        buffer.extend_from_slice(&fixed);
        extensions.write(buffer);
        buffer.len() - start
    }

    /// Append a packet of nothing but `padding` bytes, 1 to 255. Returns the header's length.
    pub fn write_padding(&self, buffer: &mut Vec<u8>, extensions: &Block, padding: u8) -> usize {
        let start = buffer.len();
        let header_len = self.write(buffer, extensions);
        buffer[start] |= PADDING;
        buffer.resize(start + header_len + usize::from(padding) - 1, 0);
        buffer.push(padding);
        header_len
    }
}

#[cfg(test)]
mod tests {
    use super::super::extensions::Form;
    use super::*;
    use proptest::prelude::*;

    const HEADER: Header = Header {
        marker: true,
        payload_type: 111,
        sequence: 0xfffe,
        timestamp: 0x0102_0304,
        ssrc: 0xdead_beef,
    };

    #[test]
    fn what_is_written_is_parsed_back() {
        for with_extension in [false, true] {
            let mut block = Block::new(Form::OneByte);
            if with_extension {
                block.push(3, b"ab");
            }
            let mut packet = Vec::new();
            let header_len = HEADER.write(&mut packet, &block);
            packet.extend(b"payload");
            let parsed = parse(&packet).unwrap();
            assert_eq!(parsed.header, HEADER);
            assert_eq!(parsed.header_len, header_len);
            assert_eq!(parsed.extensions.get(3), with_extension.then_some(b"ab".as_slice()));
            assert_eq!(payload(&packet, header_len), Some(b"payload".as_slice()));
        }
    }

    #[test]
    fn csrcs_are_passed_over() {
        let mut packet = Vec::new();
        HEADER.write(&mut packet, &Block::new(Form::OneByte));
        packet[0] |= 2;
        packet.extend([9; 8]);
        packet.extend(b"x");
        let parsed = parse(&packet).unwrap();
        assert_eq!(payload(&packet, parsed.header_len), Some(b"x".as_slice()));
        assert!(parse(&packet[..19]).is_none());
    }

    #[test]
    fn a_packet_of_padding_carries_nothing() {
        for padding in [1, 255] {
            let mut packet = Vec::new();
            let header_len = HEADER.write_padding(&mut packet, &Block::new(Form::OneByte), padding);
            assert_eq!(packet.len(), header_len + usize::from(padding));
            assert_eq!(parse(&packet).unwrap().header, HEADER);
            assert_eq!(payload(&packet, header_len), Some([].as_slice()));
        }
    }

    #[test]
    fn padding_is_taken_off_and_impossible_padding_refused() {
        let mut packet = Vec::new();
        let header_len = HEADER.write(&mut packet, &Block::new(Form::OneByte));
        packet[0] |= PADDING;
        packet.extend([1, 2, 0, 2]);
        assert_eq!(payload(&packet, header_len), Some([1, 2].as_slice()));
        packet[header_len + 3] = 4;
        assert_eq!(payload(&packet, header_len), Some([].as_slice()));
        packet[header_len + 3] = 5;
        assert_eq!(payload(&packet, header_len), None);
        packet[header_len + 3] = 0;
        assert_eq!(payload(&packet, header_len), None);
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..80), version_2 in any::<bool>()) {
            let mut bytes = bytes;
            if let (true, Some(first)) = (version_2, bytes.first_mut()) {
                *first = *first & 0x3f | VERSION;
            }
            if let Some(parsed) = parse(&bytes) {
                prop_assert!(parsed.header_len <= bytes.len());
                let _ = payload(&bytes, parsed.header_len);
                for id in 0..=255 {
                    let _ = parsed.extensions.get(id);
                }
            }
        }
    }
}

//! RTP header extensions (RFC 8285), one-byte and two-byte form: found by id, written anew with other ids.
//!
//! Ids are negotiated per media section and mean nothing elsewhere, so nothing is copied from packet to packet
//! without being looked up by what it is.

use arrayvec::ArrayVec;

/// Extension ids of one media section; None: not negotiated.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ExtensionIds {
    /// RFC 8843 section 15
    pub mid: Option<u8>,
    /// RFC 8852 section 3.1
    pub rid: Option<u8>,
    /// RFC 8852 section 3.2
    pub repaired_rid: Option<u8>,
    /// RFC 6464
    pub audio_level: Option<u8>,
    /// draft-holmer-rmcat-transport-wide-cc-extensions-01
    pub transport_cc: Option<u8>,
    /// http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
    pub abs_send_time: Option<u8>,
    /// 3GPP TS 26.114 section 7.4.5
    pub video_orientation: Option<u8>,
    /// http://www.webrtc.org/experiments/rtp-hdrext/playout-delay
    pub playout_delay: Option<u8>,
    /// https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension
    pub dependency_descriptor: Option<u8>,
}

/// The extension elements of one packet.
#[derive(Debug, Clone, Copy)]
pub struct Elements<'a> {
    form: Option<Form>,
    data: &'a [u8],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Ids 1-14, 1-16 bytes each
    OneByte,
    /// Ids 1-255, 0-255 bytes each
    TwoByte,
}

const ONE_BYTE: u16 = 0xbede;
/// The low four bits are "appbits".
const TWO_BYTE: u16 = 0x1000;

impl<'a> Elements<'a> {
    pub(super) fn none() -> Self {
        Self { form: None, data: &[] }
    }

    /// `profile` is the 16-bit "defined by profile" field. Other profiles have no elements for us.
    pub(super) fn new(profile: u16, data: &'a [u8]) -> Self {
        let form = match profile {
            ONE_BYTE => Some(Form::OneByte),
            _ if profile & 0xfff0 == TWO_BYTE => Some(Form::TwoByte),
            _ => None,
        };
        Self { form, data }
    }

    /// The data of the first element with this id.
    pub fn get(&self, id: u8) -> Option<&'a [u8]> {
        self.iter().find(|(found, _)| *found == id).map(|(_, data)| data)
    }

    /// (id, data) in order, until the end or the first element that is cut off.
    pub fn iter(&self) -> ElementIter<'a> {
        ElementIter { form: self.form, rest: self.data }
    }
}

pub struct ElementIter<'a> {
    form: Option<Form>,
    rest: &'a [u8],
}

impl<'a> Iterator for ElementIter<'a> {
    type Item = (u8, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let form = self.form?;
        loop {
            let (&first, rest) = self.rest.split_first()?;
            if first == 0 {
                self.rest = rest; // padding between elements
                continue;
            }
            let (id, length, data) = match form {
                // Id 15 ends the elements (RFC 8285 section 4.2).
                Form::OneByte if first >> 4 == 15 => return None,
                Form::OneByte => (first >> 4, usize::from(first & 0x0f) + 1, rest),
                Form::TwoByte => {
                    let (&length, data) = rest.split_first()?;
                    (first, usize::from(length), data)
                }
            };
            let (element, rest) = data.split_at_checked(length)?;
            self.rest = rest;
            return Some((id, element));
        }
    }
}

/// The extension part of a header, ready to be written.
#[derive(Debug, Clone)]
pub struct Block {
    form: Form,
    elements: ArrayVec<u8, MAX_BLOCK>,
}

/// A whole dependency descriptor, and everything else
const MAX_BLOCK: usize = 384;

impl Block {
    pub fn new(form: Form) -> Self {
        Self { form, elements: ArrayVec::new() }
    }

    pub fn is_empty(&self) -> bool {
        self.elements.is_empty()
    }

    /// Append an element. One that its form cannot say makes the block one of the other form (RFC 8285 section 4.1.2
    /// lets packets differ); one that does not fit any more is left out.
    pub fn push(&mut self, id: u8, data: &[u8]) {
        if self.form == Form::OneByte && !((1..15).contains(&id) && (1..=16).contains(&data.len())) {
            self.widen();
        }
        let sayable = id != 0 && data.len() <= 255;
        if !sayable || self.elements.remaining_capacity() < data.len() + 2 {
            return;
        }
        match self.form {
            Form::OneByte => self.elements.push(id << 4 | (data.len() - 1) as u8),
            Form::TwoByte => self.elements.extend([id, data.len() as u8]),
        }
        // There is room: see above.
        let _ = self.elements.try_extend_from_slice(data);
    }

    /// Write what is there in the two-byte form.
    fn widen(&mut self) {
        let narrow = std::mem::replace(self, Self::new(Form::TwoByte));
        let elements = Elements { form: Some(Form::OneByte), data: &narrow.elements };
        for (id, data) in elements.iter() {
            self.push(id, data);
        }
    }

    /// Append profile, length and elements, padded to a multiple of four bytes; nothing where there are none.
    pub(super) fn write(&self, buffer: &mut Vec<u8>) {
        if self.elements.is_empty() {
            return;
        }
        let profile = match self.form {
            Form::OneByte => ONE_BYTE,
            Form::TwoByte => TWO_BYTE,
        };
        let words = self.elements.len().div_ceil(4);
        buffer.extend_from_slice(&profile.to_be_bytes());
        buffer.extend_from_slice(&(words as u16).to_be_bytes());
        buffer.extend_from_slice(&self.elements);
        buffer.extend_from_slice(&[0; 3][..words * 4 - self.elements.len()]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elements(profile: u16, data: &[u8]) -> Vec<(u8, Vec<u8>)> {
        Elements::new(profile, data).iter().map(|(id, data)| (id, data.to_vec())).collect()
    }

    #[test]
    fn one_byte_elements_with_padding_between_and_id_15_at_the_end() {
        let data = [0x10, 0xaa, 0x00, 0x00, 0x31, 0xbb, 0xcc, 0xf0, 0x10, 0xdd];
        assert_eq!(elements(0xbede, &data), [(1, vec![0xaa]), (3, vec![0xbb, 0xcc])]);
    }

    #[test]
    fn two_byte_elements_may_be_empty_and_have_large_ids() {
        let data = [0x0f, 0x00, 0x00, 0xc8, 0x02, 0xbb, 0xcc, 0x00];
        assert_eq!(elements(0x1003, &data), [(15, vec![]), (200, vec![0xbb, 0xcc])]);
    }

    #[test]
    fn a_cut_off_element_ends_the_list() {
        assert_eq!(elements(0xbede, &[0x10, 0xaa, 0x37, 0xbb]), [(1, vec![0xaa])]);
        assert_eq!(elements(0x1000, &[0x01]), []);
    }

    #[test]
    fn an_unknown_profile_has_no_elements() {
        assert_eq!(elements(0x1234, &[0x10, 0xaa]), []);
    }

    #[test]
    fn blocks_are_read_back_and_padded_to_words() {
        for form in [Form::OneByte, Form::TwoByte] {
            let mut block = Block::new(form);
            block.push(4, b"mid");
            block.push(1, &[0x85]);
            let mut bytes = Vec::new();
            block.write(&mut bytes);
            assert_eq!(bytes.len() % 4, 0);
            assert_eq!(usize::from(bytes[3]) * 4 + 4, bytes.len());
            let profile = u16::from_be_bytes([bytes[0], bytes[1]]);
            assert_eq!(elements(profile, &bytes[4..]), [(4, b"mid".to_vec()), (1, vec![0x85])]);
        }
    }

    #[test]
    fn what_the_one_byte_form_cannot_say_is_said_in_the_other() {
        for (id, data) in [(15, &[1][..]), (3, &[]), (3, &[0; 17])] {
            let mut block = Block::new(Form::OneByte);
            block.push(4, b"mid");
            block.push(id, data);
            block.push(5, &[7]);
            let mut bytes = Vec::new();
            block.write(&mut bytes);
            let profile = u16::from_be_bytes([bytes[0], bytes[1]]);
            let expected = [(4, b"mid".to_vec()), (id, data.to_vec()), (5, vec![7])];
            assert_eq!((profile, elements(profile, &bytes[4..])), (TWO_BYTE, expected.to_vec()));
        }
    }

    #[test]
    fn a_block_leaves_out_what_no_form_can_say_and_what_does_not_fit() {
        let mut block = Block::new(Form::OneByte);
        block.push(0, &[1]);
        block.push(1, &[0; 256]);
        assert!(block.is_empty());
        let mut full = Block::new(Form::TwoByte);
        full.push(1, &[0; 255]);
        full.push(2, &[0; 126]);
        full.push(3, &[0; 125]);
        assert_eq!(full.elements.len(), MAX_BLOCK);
    }
}

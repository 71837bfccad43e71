//! Redundant audio (RFC 2198): what was sent before, once more beside what is sent now. A receiver that does not take
//! it is sent the primary block alone.

use arrayvec::ArrayVec;

/// Chromium sends one or two; nine would be as many as a packet of 20 ms can repeat within its loss window.
pub const MAX_BLOCKS: usize = 9;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redundant<'a> {
    pub primary: Block<'a>,
    /// Oldest first
    pub earlier: ArrayVec<Block<'a>, MAX_BLOCKS>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block<'a> {
    pub payload_type: u8,
    /// How much earlier than the packet's timestamp, in ticks of its clock
    pub timestamp_offset: u16,
    pub data: &'a [u8],
}

/// RFC 2198 section 3. None where a block is cut off, or there are more than anybody sends.
pub fn split(payload: &[u8]) -> Option<Redundant<'_>> {
    let mut headers: ArrayVec<(Block, usize), MAX_BLOCKS> = ArrayVec::new();
    let mut rest = payload;
    let primary_type = loop {
        let first = *rest.first()?;
        if first & 0x80 == 0 {
            rest = &rest[1..];
            break first;
        }
        let ([_, high, middle, low], after) = rest.split_first_chunk()?;
        let timestamp_offset = u16::from(*high) << 6 | u16::from(middle >> 2);
        let length = usize::from(middle & 3) << 8 | usize::from(*low);
        headers.try_push((Block { payload_type: first & 0x7f, timestamp_offset, data: &[] }, length)).ok()?;
        rest = after;
    };
    let mut earlier = ArrayVec::new();
    for (block, length) in headers {
        let data;
        (data, rest) = rest.split_at_checked(length)?;
        earlier.push(Block { data, ..block });
    }
    let primary = Block { payload_type: primary_type, timestamp_offset: 0, data: rest };
    Some(Redundant { primary, earlier })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// As Chromium sends: the packet of 20 ms before, then this one's.
    #[test]
    fn splits_what_chromium_sends() {
        let payload = [0xef, 0x0f, 0x00, 0x03, 0x6f, 0x78, 0x0b, 0xe4, 0x78, 0x07];
        let redundant = split(&payload).unwrap();
        let earlier = Block { payload_type: 111, timestamp_offset: 960, data: &[0x78, 0x0b, 0xe4] };
        assert_eq!(redundant.earlier[..], [earlier]);
        assert_eq!(redundant.primary, Block { payload_type: 111, timestamp_offset: 0, data: &[0x78, 0x07] });
    }

    #[test]
    fn the_first_packet_has_nothing_to_repeat() {
        let redundant = split(&[0x6f, 0x78, 0x0b]).unwrap();
        assert_eq!((redundant.earlier.len(), redundant.primary.data), (0, &[0x78, 0x0b][..]));
    }

    #[test]
    fn what_is_cut_off_is_refused() {
        let payload = [0xef, 0x0f, 0x00, 0x03, 0x6f, 0x78, 0x0b, 0xe4];
        assert!(split(&payload).unwrap().primary.data.is_empty(), "an empty primary block is silence");
        for length in 0..payload.len() {
            assert_eq!(split(&payload[..length]), None, "cut off after {length}");
        }
    }

    #[test]
    fn more_blocks_than_anybody_sends_are_refused() {
        let with_blocks = |count| [[0xef, 0, 0, 0].repeat(count), vec![0x6f, 1]].concat();
        assert_eq!(split(&with_blocks(MAX_BLOCKS)).unwrap().earlier.len(), MAX_BLOCKS);
        assert_eq!(split(&with_blocks(MAX_BLOCKS + 1)), None);
    }

    proptest! {
        #[test]
        fn what_was_put_together_is_split_again(
            earlier in proptest::collection::vec((0u16..1 << 14, proptest::collection::vec(any::<u8>(), 0..60)), 0..4),
            primary in proptest::collection::vec(any::<u8>(), 0..60),
        ) {
            let mut payload = Vec::new();
            for (offset, data) in &earlier {
                let word = 0x80 << 24 | 111 << 24 | u32::from(*offset) << 10 | data.len() as u32;
                payload.extend(word.to_be_bytes());
            }
            payload.push(111);
            earlier.iter().for_each(|(_, data)| payload.extend(data));
            payload.extend(&primary);
            let redundant = split(&payload).unwrap();
            let found: Vec<_> = redundant.earlier.iter().map(|block| (block.timestamp_offset, block.data.to_vec())).collect();
            prop_assert_eq!(found, earlier);
            prop_assert_eq!(redundant.primary.data, primary);
        }
    }
}

//! Counters that VP8 and VP9 write into their payloads, and how an output keeps them going when it shows one stream
//! after another: a receiver that sees one of them jump waits for pictures that never were.
//!
//! Each codec's parser says where its counters are. Nothing else of a payload is ever changed.

use crate::gapless::Gapless;
use crate::rtp::sequence::extend_bits;

/// The counters of one packet. Offsets count from the start of the payload.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PictureNumbers {
    pub picture_id: Option<PictureId>,
    /// TL0PICIDX: counts pictures of the lowest temporal layer
    pub base_index: Option<Counter>,
    /// KEYIDX of VP8: counts keyframes, in five bits
    pub key_index: Option<Counter>,
    /// A receiver takes a missing picture id for a picture that is missing (VP8). Otherwise pictures name those that
    /// they need by the distance of their ids (VP9), so that gaps have to stay.
    pub gapless: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PictureId {
    pub offset: u8,
    pub value: u16,
    /// 15 bits instead of 7
    pub wide: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counter {
    pub offset: u8,
    pub value: u8,
}

impl PictureNumbers {
    pub(super) const NONE: Self =
        Self { picture_id: None, base_index: None, key_index: None, gapless: false };
}

impl PictureId {
    pub(super) fn length(self) -> usize {
        if self.wide { 2 } else { 1 }
    }

    fn bits(self) -> u32 {
        if self.wide { 15 } else { 7 }
    }

    fn write(self, id: u64, payload: &mut [u8]) {
        let at = usize::from(self.offset);
        let [high, low] = (id as u16).to_be_bytes();
        if self.wide {
            payload[at] = 0x80 | high;
            payload[at + 1] = low;
        } else {
            payload[at] = low & 0x7f;
        }
    }
}

/// One bit that says how many follow, then 7 or 15 (RFC 7741 section 4.2, RFC 9628 section 4.2).
pub(super) fn read_picture_id(payload: &[u8], at: usize) -> Option<PictureId> {
    let high = *payload.get(at)?;
    let offset = at as u8;
    if high & 0x80 == 0 {
        return Some(PictureId { offset, value: u16::from(high), wide: false });
    }
    let value = u16::from_be_bytes([high & 0x7f, *payload.get(at + 1)?]);
    Some(PictureId { offset, value, wide: true })
}

/// The counters of one output.
#[derive(Debug)]
pub struct PictureCounters {
    /// Picture ids of the stream that is shown, and ours
    ids: Gapless,
    base_shift: u8,
    key_shift: u8,
    newest: Option<Newest>,
}

/// What the newest picture went out with.
#[derive(Debug, Clone, Copy)]
struct Newest {
    id: u64,
    base_index: u8,
    key_index: u8,
}

/// At least one packet belongs to each picture, so no packet that is remembered is of an older one.
const MEMORY: u64 = 512;
/// Ids that never wrap begin here: far from zero, so that late ones can be told too.
const FIRST_ID: u64 = 1 << 32;

impl Default for PictureCounters {
    fn default() -> Self {
        Self { ids: Gapless::new(MEMORY), base_shift: 0, key_shift: 0, newest: None }
    }
}

impl PictureCounters {
    /// A stream was switched to and begins with this packet: it gets the numbers after the newest.
    pub fn switch(&mut self, numbers: &PictureNumbers) {
        let input = FIRST_ID + numbers.picture_id.map_or(0, |id| u64::from(id.value));
        let newest = self.newest;
        self.ids.begin(input, newest.map_or(input, |newest| newest.id + 1));
        let shift = |newest: Option<u8>, value: Option<Counter>| {
            let value = value.map_or(0, |counter| counter.value);
            newest.map_or(0, |newest| newest.wrapping_add(1).wrapping_sub(value))
        };
        self.base_shift = shift(newest.map(|newest| newest.base_index), numbers.base_index);
        self.key_shift = shift(newest.map(|newest| newest.key_index), numbers.key_index);
    }

    /// The picture that this packet is of goes out.
    pub fn note(&mut self, numbers: &PictureNumbers) {
        let input = self.extended(numbers);
        self.ids.reach(input);
        let Some(id) = self.ids.output(input) else {
            return;
        };
        if self.newest.is_none_or(|newest| id >= newest.id) {
            let value = |counter: Option<Counter>| counter.map_or(0, |counter| counter.value);
            let base_index = value(numbers.base_index).wrapping_add(self.base_shift);
            let key_index = value(numbers.key_index).wrapping_add(self.key_shift);
            self.newest = Some(Newest { id, base_index, key_index });
        }
    }

    /// The picture that this packet is of does not go out.
    pub fn skip(&mut self, numbers: &PictureNumbers) {
        if numbers.gapless && numbers.picture_id.is_some() {
            let input = self.extended(numbers);
            self.ids.leave_out(input, input);
        }
    }

    /// Write our numbers into `payload`, in the widths that the stream's have.
    pub fn apply(&self, numbers: &PictureNumbers, payload: &mut [u8]) {
        if let Some(id) = numbers.picture_id
            && let Some(output) = self.ids.output(self.extended(numbers))
        {
            id.write(output, payload);
        }
        if let Some(Counter { offset, value }) = numbers.base_index {
            payload[usize::from(offset)] = value.wrapping_add(self.base_shift);
        }
        if let Some(Counter { offset, value }) = numbers.key_index {
            let byte = &mut payload[usize::from(offset)];
            *byte = *byte & 0xe0 | value.wrapping_add(self.key_shift) & 0x1f;
        }
    }

    /// The picture id as one that never wraps.
    fn extended(&self, numbers: &PictureNumbers) -> u64 {
        let reached = self.ids.reached();
        numbers
            .picture_id
            .and_then(|id| extend_bits(reached, u64::from(id.value), id.bits()))
            .unwrap_or(reached)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const WIDE: usize = 0;
    const BASE: usize = 2;
    const KEY: usize = 3;

    fn numbers(picture_id: u16, base_index: u8, key_index: u8) -> PictureNumbers {
        PictureNumbers {
            picture_id: Some(PictureId { offset: WIDE as u8, value: picture_id, wide: true }),
            base_index: Some(Counter { offset: BASE as u8, value: base_index }),
            key_index: Some(Counter { offset: KEY as u8, value: key_index }),
            gapless: true,
        }
    }

    /// What a packet with these numbers goes out with.
    fn applied(counters: &PictureCounters, numbers: &PictureNumbers) -> (u16, u8, u8) {
        let mut payload = [0, 0, 0, 0xe0];
        counters.apply(numbers, &mut payload);
        assert_eq!((payload[WIDE] & 0x80, payload[KEY] & 0xe0), (0x80, 0xe0), "the bits beside them stay");
        (u16::from_be_bytes([payload[0] & 0x7f, payload[1]]), payload[BASE], payload[KEY] & 0x1f)
    }

    fn sent(counters: &mut PictureCounters, numbers: PictureNumbers) -> (u16, u8, u8) {
        counters.note(&numbers);
        applied(counters, &numbers)
    }

    #[test]
    fn counters_go_on_across_a_switch_and_their_wraps() {
        let mut counters = PictureCounters::default();
        counters.switch(&numbers(0x7ffe, 255, 31));
        assert_eq!(sent(&mut counters, numbers(0x7ffe, 255, 31)), (0x7ffe, 255, 31));
        assert_eq!(sent(&mut counters, numbers(0x7fff, 0, 31)), (0x7fff, 0, 31));
        assert_eq!(sent(&mut counters, numbers(0x7ffe, 255, 31)), (0x7ffe, 255, 31), "reordered");
        counters.switch(&numbers(500, 40, 7));
        assert_eq!(sent(&mut counters, numbers(500, 40, 7)), (0, 1, 0));
        assert_eq!(sent(&mut counters, numbers(501, 41, 7)), (1, 2, 0));
    }

    #[test]
    fn skipped_pictures_leave_no_gap_where_receivers_wait_for_them() {
        for (gapless, expected) in [(true, 501), (false, 503)] {
            let with_gaps = |id| PictureNumbers { gapless, ..numbers(id, 40, 7) };
            let mut counters = PictureCounters::default();
            counters.switch(&with_gaps(500));
            sent(&mut counters, with_gaps(500));
            counters.skip(&with_gaps(501));
            counters.skip(&with_gaps(501));
            counters.skip(&with_gaps(502));
            assert_eq!(sent(&mut counters, with_gaps(503)).0, expected);
        }
    }

    #[test]
    fn a_lost_picture_keeps_its_id_and_finds_it_when_it_comes_late() {
        let mut counters = PictureCounters::default();
        counters.switch(&numbers(0x7ffe, 0, 0));
        sent(&mut counters, numbers(0x7ffe, 0, 0));
        counters.skip(&numbers(0, 0, 0));
        assert_eq!(sent(&mut counters, numbers(1, 1, 0)).0, 0);
        assert_eq!(sent(&mut counters, numbers(0x7fff, 0, 0)).0, 0x7fff);
        counters.switch(&numbers(90, 1, 0));
        assert_eq!(sent(&mut counters, numbers(90, 1, 0)).0, 1, "after the newest, not the last");
    }

    #[test]
    fn a_narrow_picture_id_stays_narrow() {
        let narrow = |value| PictureNumbers {
            picture_id: Some(PictureId { offset: 0, value, wide: false }),
            ..PictureNumbers::NONE
        };
        let mut counters = PictureCounters::default();
        counters.switch(&narrow(0x7f));
        counters.note(&narrow(0x7f));
        counters.switch(&narrow(5));
        counters.note(&narrow(5));
        let mut payload = [5, 9];
        counters.apply(&narrow(5), &mut payload);
        assert_eq!(payload, [0, 9]);
    }

    #[test]
    fn picture_ids_are_read_in_both_widths() {
        assert_eq!(
            read_picture_id(&[7, 0x91, 0x02], 1),
            Some(PictureId { offset: 1, value: 0x1102, wide: true })
        );
        assert_eq!(read_picture_id(&[7, 0x11], 1), Some(PictureId { offset: 1, value: 0x11, wide: false }));
        assert_eq!(read_picture_id(&[7, 0x91], 1), None);
    }

    proptest! {
        /// Whatever is skipped, what goes out in order counts by one.
        #[test]
        fn pictures_that_go_out_count_by_one(start in any::<u16>(), skips in proptest::collection::vec(any::<bool>(), 1..600)) {
            let mut counters = PictureCounters::default();
            counters.switch(&numbers(start & 0x7fff, 0, 0));
            let mut expected = sent(&mut counters, numbers(start & 0x7fff, 0, 0)).0;
            for (n, skip) in (1u16..).zip(skips) {
                let picture = numbers(start.wrapping_add(n) & 0x7fff, 0, 0);
                if skip {
                    counters.skip(&picture);
                } else {
                    expected = (expected + 1) & 0x7fff;
                    prop_assert_eq!(sent(&mut counters, picture).0, expected);
                }
            }
        }
    }
}

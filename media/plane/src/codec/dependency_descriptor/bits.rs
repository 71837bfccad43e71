//! Bits in the order of the wire, high to low (section A.8.2 of the AV1 RTP specification).

use arrayvec::ArrayVec;

/// What a header extension of the two-byte form can hold (RFC 8285 section 4.3).
pub const MAX_LENGTH: usize = 255;

#[derive(Debug, Clone)]
pub(super) struct BitReader<'a> {
    bytes: &'a [u8],
    consumed: usize,
}

impl<'a> BitReader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, consumed: 0 }
    }

    pub(super) fn consumed(&self) -> usize {
        self.consumed
    }

    /// f(n), of at most 32 bits; None beyond the end.
    pub(super) fn read(&mut self, bits: u32) -> Option<u32> {
        let mut value = 0;
        for _ in 0..bits {
            let byte = self.bytes.get(self.consumed / 8)?;
            value = value << 1 | u32::from(byte >> (7 - self.consumed % 8) & 1);
            self.consumed += 1;
        }
        Some(value)
    }

    pub(super) fn flag(&mut self) -> Option<bool> {
        self.read(1).map(|bit| bit == 1)
    }

    /// ns(n): one of `count` values, the lower of which take a bit less. `count` is at least 1.
    pub(super) fn read_non_symmetric(&mut self, count: u32) -> Option<u32> {
        let width = count.ilog2() + 1;
        let short = (1 << width) - count;
        let value = self.read(width - 1)?;
        if value < short {
            return Some(value);
        }
        Some((value << 1) - short + self.read(1)?)
    }

    /// The bits up to `end`, counted from the beginning, into `writer`.
    pub(super) fn copy(&mut self, end: usize, writer: &mut BitWriter) -> Option<()> {
        while self.consumed < end {
            let bits = (end - self.consumed).min(32) as u32;
            writer.write(self.read(bits)?, bits)?;
        }
        Some(())
    }
}

#[derive(Debug, Default)]
pub(super) struct BitWriter {
    bytes: ArrayVec<u8, MAX_LENGTH>,
    written: usize,
}

impl BitWriter {
    /// None where there is no more room.
    pub(super) fn write(&mut self, value: u32, bits: u32) -> Option<()> {
        for bit in (0..bits).rev() {
            if self.written.is_multiple_of(8) {
                self.bytes.try_push(0).ok()?;
            }
            let last = self.bytes.last_mut()?;
            *last |= ((value >> bit & 1) as u8) << (7 - self.written % 8);
            self.written += 1;
        }
        Some(())
    }

    /// What was written, with zeros up to the end of its last byte.
    pub(super) fn into_bytes(self) -> ArrayVec<u8, MAX_LENGTH> {
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The table of section A.8.2.
    #[test]
    fn five_values_take_two_or_three_bits() {
        let mut reader = BitReader::new(&[0b0001_1011, 0b0111_0000]);
        let values: Vec<_> = (0..5).map(|_| reader.read_non_symmetric(5).unwrap()).collect();
        assert_eq!((values, reader.consumed()), (vec![0, 1, 2, 3, 4], 12));
        assert_eq!(BitReader::new(&[]).read_non_symmetric(1), Some(0), "the only value takes no bit");
    }

    #[test]
    fn nothing_is_read_beyond_the_end() {
        let mut reader = BitReader::new(&[0xff]);
        assert_eq!((reader.read(7), reader.read(2)), (Some(0x7f), None));
    }

    #[test]
    fn nothing_is_written_beyond_what_an_extension_holds() {
        let mut writer = BitWriter::default();
        for _ in 0..MAX_LENGTH {
            assert_eq!(writer.write(0xab, 8), Some(()));
        }
        assert_eq!(writer.write(1, 1), None);
        assert_eq!(writer.into_bytes()[..], [0xab; MAX_LENGTH]);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_and_copied(values in proptest::collection::vec((any::<u32>(), 1u32..=32), 1..50)) {
            let mut writer = BitWriter::default();
            for (value, bits) in &values {
                writer.write(*value, *bits).unwrap();
            }
            let end = writer.written;
            let bytes = writer.into_bytes();
            let mut copy = BitWriter::default();
            BitReader::new(&bytes).copy(end, &mut copy).unwrap();
            prop_assert_eq!(&copy.into_bytes(), &bytes);
            let mut reader = BitReader::new(&bytes);
            for (value, bits) in values {
                prop_assert_eq!(reader.read(bits), Some(value & (u32::MAX >> (32 - bits))));
            }
        }
    }
}

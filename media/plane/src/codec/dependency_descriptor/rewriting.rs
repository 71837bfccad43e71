//! Descriptors as an output sends them: frames numbered on when it shows another stream, and the decode targets that
//! it leaves of a stream (section A.4: whoever changes what is forwarded must say what is left).

use arrayvec::ArrayVec;

use super::Descriptor;
use super::bits::{BitReader, BitWriter, MAX_LENGTH};

const MANDATORY_END: usize = 24;
/// Among the five flags after it
const ACTIVE_TARGETS: u32 = 0b0_1000;

/// Frame numbers and template ids of one output.
#[derive(Debug, Default)]
pub struct FrameCounters {
    frame_shift: u16,
    template_shift: u8,
    newest: Option<u16>,
    /// After the template ids of the structure that went out last
    templates_end: u8,
}

impl FrameCounters {
    /// A stream was switched to and begins with this packet. Its frames go on after the newest; its templates get other
    /// ids than those of the structure before, which may not be the same (section A.8.3, template_id_offset).
    pub fn switch(&mut self, descriptor: &Descriptor) {
        let Some(newest) = self.newest else {
            return;
        };
        self.frame_shift = newest.wrapping_add(1).wrapping_sub(descriptor.frame.number);
        if let Some((offset, _)) = descriptor.attached {
            self.template_shift = self.templates_end.wrapping_sub(offset) & 63;
        }
    }

    /// The packet goes out.
    pub fn note(&mut self, descriptor: &Descriptor) {
        let number = descriptor.frame.number.wrapping_add(self.frame_shift);
        if self.newest.is_none_or(|newest| number.wrapping_sub(newest) < 0x8000) {
            self.newest = Some(number);
            if let Some((offset, count)) = descriptor.attached {
                self.templates_end = offset.wrapping_add(self.template_shift).wrapping_add(count) & 63;
            }
        }
    }

    /// Write our numbers into a descriptor. It need not have been readable: they are always at the same place.
    pub fn apply(&self, bytes: &mut [u8]) {
        let [first, high, low, rest @ ..] = bytes else {
            return;
        };
        *first = *first & 0xc0 | self.template_id(*first & 63);
        let number = u16::from_be_bytes([*high, *low]).wrapping_add(self.frame_shift);
        [*high, *low] = number.to_be_bytes();
        // template_id_offset, in the three bits after the flags and the three of the next byte
        if let [flags, next, ..] = rest
            && *flags & 0x80 != 0
        {
            let offset = self.template_id((*flags & 7) << 3 | *next >> 5);
            *flags = *flags & 0xf8 | offset >> 3;
            *next = *next & 0x1f | offset << 5;
        }
    }

    fn template_id(&self, id: u8) -> u8 {
        id.wrapping_add(self.template_shift) & 63
    }
}

impl Descriptor {
    /// The descriptor that was read from `bytes`, saying that these decode targets are active and no others. None where
    /// it would be longer than an extension can be.
    pub fn with_active_targets(&self, bytes: &[u8], active: u32) -> Option<ArrayVec<u8, MAX_LENGTH>> {
        let layout = self.layout;
        let is_extended = bytes.len() > 3;
        let mut reader = BitReader::new(bytes);
        let mut writer = BitWriter::default();
        reader.copy(MANDATORY_END, &mut writer)?;
        let flags = if is_extended { reader.read(5)? } else { 0 };
        writer.write(flags | ACTIVE_TARGETS, 5)?;
        if is_extended {
            reader.copy(layout.targets_at, &mut writer)?;
            reader.read(layout.targets_length as u32)?;
        }
        writer.write(active, layout.target_count as u32)?;
        if is_extended {
            reader.copy(layout.end, &mut writer)?;
        }
        Some(writer.into_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::super::Reader;
    use super::*;

    /// One spatial layer with three temporal ones, from Chromium, and the frame after it.
    const L1T3: [u8; 20] = [
        0xc0, 0x00, 0x01, 0x80, 0x02, 0x14, 0xea, 0xa8, 0x60, 0x41, 0x4d, 0x14, 0x10, 0x20, 0x84, 0x27, 0x02,
        0x7f, 0x01, 0x67,
    ];
    const NEXT: [u8; 3] = [0xc3, 0x00, 0x02];

    fn applied(counters: &FrameCounters, descriptor: &[u8]) -> Vec<u8> {
        let mut bytes = descriptor.to_vec();
        counters.apply(&mut bytes);
        bytes
    }

    #[test]
    fn frames_go_on_and_templates_move_on_where_the_stream_changes() {
        let mut reader = Reader::default();
        let key = reader.read(&L1T3, 0).unwrap();
        let next = reader.read(&NEXT, 1).unwrap();
        let mut counters = FrameCounters::default();
        counters.switch(&key);
        counters.note(&key);
        counters.note(&next);
        assert_eq!(applied(&counters, &L1T3), L1T3, "the first stream goes out as it came");
        counters.switch(&key);
        counters.note(&key);
        let sent = applied(&counters, &L1T3);
        assert_eq!(sent[..3], [0xc5, 0x00, 0x03]);
        let again = Reader::default().read(&sent, 0).unwrap();
        assert_eq!((again.frame.number, again.attached), (3, Some((5, 5))));
        assert_eq!(applied(&counters, &NEXT), [0xc8, 0x00, 0x04]);
        assert_eq!(applied(&counters, &[0xc0, 0x01]), [0xc0, 0x01], "no descriptor at all");
    }

    #[test]
    fn a_late_frame_does_not_set_the_numbers_back() {
        let mut reader = Reader::default();
        let key = reader.read(&L1T3, 0).unwrap();
        let mut counters = FrameCounters::default();
        for number in [0xffff, 3, 1] {
            counters.note(&reader.read(&[0xc3, (number >> 8) as u8, number as u8], 1).unwrap());
        }
        counters.switch(&key);
        assert_eq!(applied(&counters, &L1T3)[1..3], [0, 4]);
    }

    #[test]
    fn what_is_left_of_a_stream_is_said_in_long_and_short_descriptors() {
        let mut reader = Reader::default();
        let key = reader.read(&L1T3, 0).unwrap();
        let next = reader.read(&NEXT, 1).unwrap();
        for (descriptor, bytes) in [(&key, &L1T3[..]), (&next, &NEXT[..])] {
            let written = descriptor.with_active_targets(bytes, 0b001).unwrap();
            let again = reader.read(&written, 2).unwrap();
            assert_eq!(again.active_targets, Some(0b001));
            assert_eq!(
                (again.frame, again.layers, &again.chains),
                (descriptor.frame, descriptor.layers, &descriptor.chains)
            );
            let twice = again.with_active_targets(&written, 0b011).unwrap();
            assert_eq!(twice.len(), written.len(), "it is said once");
            assert_eq!(reader.read(&twice, 3).unwrap().active_targets, Some(0b011));
        }
    }
}

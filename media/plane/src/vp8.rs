//! The VP8 payload descriptor (RFC 7741 section 4.2): where a keyframe starts, and the two counters that must go on
//! when an output switches streams. The picture itself is never looked at.

/// What a packet's descriptor says. Offsets count from the start of the payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Descriptor {
    /// The first packet of a keyframe (RFC 7741 section 4.3: P is 0 in a key frame).
    pub starts_keyframe: bool,
    pub picture_id: Option<PictureId>,
    /// (offset, value) of the base layer's running index.
    pub tl0_picture_index: Option<(u8, u8)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PictureId {
    pub offset: u8,
    pub value: u16,
    /// 15 bits instead of 7.
    pub wide: bool,
}

impl PictureId {
    fn mask(self) -> u16 {
        if self.wide { 0x7fff } else { 0x7f }
    }
}

/// None where the descriptor is cut off.
pub fn parse(payload: &[u8]) -> Option<Descriptor> {
    let first = *payload.first()?;
    let mut at = 1;
    let mut picture_id = None;
    let mut tl0_picture_index = None;
    if first & 0x80 != 0 {
        let extended = *payload.get(at)?;
        at += 1;
        if extended & 0x80 != 0 {
            let id = read_picture_id(payload, at)?;
            at += if id.wide { 2 } else { 1 };
            picture_id = Some(id);
        }
        if extended & 0x40 != 0 {
            tl0_picture_index = Some((at as u8, *payload.get(at)?));
            at += 1;
        }
        if extended & 0x30 != 0 {
            at += 1;
        }
    }
    let starts_frame = first & 0x17 == 0x10;
    let starts_keyframe = *payload.get(at)? & 1 == 0 && starts_frame;
    Some(Descriptor { starts_keyframe, picture_id, tl0_picture_index })
}

fn read_picture_id(payload: &[u8], at: usize) -> Option<PictureId> {
    let high = *payload.get(at)?;
    let offset = at as u8;
    if high & 0x80 == 0 {
        return Some(PictureId { offset, value: u16::from(high), wide: false });
    }
    let value = u16::from_be_bytes([high & 0x7f, *payload.get(at + 1)?]);
    Some(PictureId { offset, value, wide: true })
}

/// What is added to both counters of a stream so that they go on where the output was.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Shift {
    picture_id: u16,
    tl0_picture_index: u8,
}

impl Shift {
    /// Write the shifted counters into `payload`, in the widths that they have.
    pub fn apply(self, descriptor: &Descriptor, payload: &mut [u8]) {
        if let Some(id) = descriptor.picture_id {
            let [high, low] = (id.value.wrapping_add(self.picture_id) & id.mask()).to_be_bytes();
            let at = usize::from(id.offset);
            if id.wide {
                payload[at] = 0x80 | high;
                payload[at + 1] = low;
            } else {
                payload[at] = low;
            }
        }
        if let Some((at, value)) = descriptor.tl0_picture_index {
            payload[usize::from(at)] = value.wrapping_add(self.tl0_picture_index);
        }
    }
}

/// The counters of one output.
#[derive(Debug, Default)]
pub struct PictureCounters {
    shift: Shift,
    newest: Option<(u16, u8)>,
}

impl PictureCounters {
    /// A stream was switched to and begins with this packet: it gets the numbers after the newest.
    pub fn switch(&mut self, descriptor: &Descriptor) {
        let Some((picture_id, tl0_picture_index)) = self.newest else {
            return;
        };
        let (id, tl0) = Self::values(descriptor);
        self.shift = Shift {
            picture_id: picture_id.wrapping_add(1).wrapping_sub(id),
            tl0_picture_index: tl0_picture_index.wrapping_add(1).wrapping_sub(tl0),
        };
    }

    /// Remember the numbers that this packet goes out with.
    pub fn note(&mut self, descriptor: &Descriptor) {
        let (id, tl0) = Self::values(descriptor);
        let sent_id = id.wrapping_add(self.shift.picture_id) & 0x7fff;
        let newer = self.newest.is_none_or(|(newest, _)| sent_id.wrapping_sub(newest) & 0x7fff < 0x4000);
        if newer {
            self.newest = Some((sent_id, tl0.wrapping_add(self.shift.tl0_picture_index)));
        }
    }

    /// The shift of the stream that is shown now.
    pub fn shift(&self) -> Shift {
        self.shift
    }

    fn values(descriptor: &Descriptor) -> (u16, u8) {
        let id = descriptor.picture_id.map_or(0, |id| id.value);
        (id, descriptor.tl0_picture_index.map_or(0, |(_, value)| value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// As Chromium sends: X, I with 15 bits, L, T and K; then the first byte of the frame.
    fn payload(picture_id: u16, tl0: u8, frame: u8) -> Vec<u8> {
        let [high, low] = (picture_id | 0x8000).to_be_bytes();
        vec![0x90, 0xf0, high, low, tl0, 0x20, frame, 1, 2, 3]
    }

    #[test]
    fn reads_wide_picture_id_and_layer_index() {
        let descriptor = parse(&payload(0x1234, 9, 0)).unwrap();
        assert_eq!(descriptor.picture_id, Some(PictureId { offset: 2, value: 0x1234, wide: true }));
        assert_eq!(descriptor.tl0_picture_index, Some((4, 9)));
        assert!(descriptor.starts_keyframe);
    }

    #[test]
    fn reads_narrow_picture_id_and_no_extension() {
        let narrow = parse(&[0x90, 0x80, 0x55, 1]).unwrap();
        assert_eq!(narrow.picture_id, Some(PictureId { offset: 2, value: 0x55, wide: false }));
        let plain = parse(&[0x10, 0]).unwrap();
        assert_eq!(plain, Descriptor { starts_keyframe: true, picture_id: None, tl0_picture_index: None });
    }

    #[test]
    fn a_keyframe_starts_only_with_the_first_packet_of_its_first_partition() {
        assert!(!parse(&[0x10, 1]).unwrap().starts_keyframe, "P set: an interframe");
        assert!(!parse(&[0x00, 0]).unwrap().starts_keyframe, "S not set: a continuation");
        assert!(!parse(&[0x11, 0]).unwrap().starts_keyframe, "partition 1");
        assert!(parse(&[0x30, 0]).unwrap().starts_keyframe, "N does not matter");
    }

    #[test]
    fn cut_off_descriptors_are_refused() {
        let whole = payload(0x1234, 9, 0);
        for length in 0..7 {
            assert_eq!(parse(&whole[..length]), None);
        }
    }

    #[test]
    fn counters_go_on_across_a_switch_and_their_wraps() {
        let mut counters = PictureCounters::default();
        let mut send = |id: u16, tl0: u8, switch: bool| {
            let mut bytes = payload(id, tl0, 1);
            let descriptor = parse(&bytes).unwrap();
            if switch {
                counters.switch(&descriptor);
            }
            counters.note(&descriptor);
            counters.shift().apply(&descriptor, &mut bytes);
            let sent = parse(&bytes).unwrap();
            (sent.picture_id.unwrap().value, sent.tl0_picture_index.unwrap().1)
        };
        assert_eq!(send(0x7ffe, 255, true), (0x7ffe, 255));
        assert_eq!(send(0x7fff, 0, false), (0x7fff, 0));
        assert_eq!(send(0x7ffe, 255, false), (0x7ffe, 255), "reordered");
        assert_eq!(send(500, 40, true), (0, 1));
        assert_eq!(send(501, 41, false), (1, 2));
    }

    #[test]
    fn a_narrow_picture_id_stays_narrow() {
        let mut bytes = vec![0x90, 0x80, 0x7f, 1];
        let descriptor = parse(&bytes).unwrap();
        Shift { picture_id: 2, tl0_picture_index: 0 }.apply(&descriptor, &mut bytes);
        assert_eq!(bytes, [0x90, 0x80, 0x01, 1]);
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..16), by in any::<(u16, u8)>()) {
            let mut bytes = bytes;
            if let Some(descriptor) = parse(&bytes) {
                let shift = Shift { picture_id: by.0, tl0_picture_index: by.1 };
                shift.apply(&descriptor, &mut bytes);
                let again = parse(&bytes).unwrap();
                prop_assert_eq!(again.starts_keyframe, descriptor.starts_keyframe);
            }
        }
    }
}

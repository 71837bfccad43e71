//! The H.264 payload (RFC 6184): single NAL units, STAP-A and FU-A, which is all that packetization modes 0 and 1 may
//! send. It says nothing of layers; where there are some, a dependency descriptor does.

use super::Picture;
use super::picture_numbers::PictureNumbers;

const SLICE: u8 = 1;
const IDR_SLICE: u8 = 5;
const SEI: u8 = 6;
const SEQUENCE_PARAMETERS: u8 = 7;
const PICTURE_PARAMETERS: u8 = 8;
const ACCESS_UNIT_DELIMITER: u8 = 9;
const STAP_A: u8 = 24;
const FU_A: u8 = 28;

/// None where a unit is cut off.
pub(super) fn parse(payload: &[u8], marker: bool) -> Option<Picture> {
    let header = *payload.first()?;
    let unit = match header & 0x1f {
        STAP_A => aggregate(payload.get(1..)?)?,
        FU_A => fragment(header, *payload.get(1)?, payload.get(2..)?),
        _ => Unit::new(header, payload.get(1..)?),
    };
    Some(Picture {
        starts: unit.starts,
        ends: marker,
        keyframe: unit.keyframe,
        discardable: !unit.referenced,
        numbers: PictureNumbers::NONE,
        ..Picture::default()
    })
}

/// What a NAL unit, or several of one picture, tell (ITU-T H.264 sections 7.3.1 and 7.4.1.2.3).
#[derive(Clone, Copy, Default)]
struct Unit {
    starts: bool,
    /// A picture that needs no other, or the parameters that come before one
    keyframe: bool,
    referenced: bool,
}

impl Unit {
    fn new(header: u8, body: &[u8]) -> Self {
        let kind = header & 0x1f;
        let starts = match kind {
            SEI | SEQUENCE_PARAMETERS | PICTURE_PARAMETERS | ACCESS_UNIT_DELIMITER => true,
            // first_mb_in_slice, whose Exp-Golomb code for 0 is a one
            SLICE | IDR_SLICE => body.first().is_some_and(|byte| byte & 0x80 != 0),
            _ => false,
        };
        let keyframe = matches!(kind, IDR_SLICE | SEQUENCE_PARAMETERS);
        Self { starts, keyframe, referenced: header & 0x60 != 0 }
    }

    fn and(self, other: Self) -> Self {
        Self {
            starts: self.starts || other.starts,
            keyframe: self.keyframe || other.keyframe,
            referenced: self.referenced || other.referenced,
        }
    }
}

/// RFC 6184 section 5.7.1: units behind their lengths.
fn aggregate(mut rest: &[u8]) -> Option<Unit> {
    let mut all = Unit::default();
    while !rest.is_empty() {
        let (length, after) = rest.split_first_chunk()?;
        let (unit, after) = after.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        let (header, body) = unit.split_first()?;
        all = all.and(Unit::new(*header, body));
        rest = after;
    }
    Some(all)
}

/// RFC 6184 section 5.8. Only the first fragment can start anything.
fn fragment(indicator: u8, header: u8, body: &[u8]) -> Unit {
    let unit = Unit::new(indicator & 0x60 | header & 0x1f, body);
    let is_first = header & 0x80 != 0;
    Unit { starts: unit.starts && is_first, ..unit }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starts_keyframe(bytes: &[u8]) -> bool {
        parse(bytes, false).unwrap().starts_keyframe()
    }

    /// A STAP-A with parameters and an IDR slice in one packet, then slices.
    #[test]
    fn reads_what_chromium_sends() {
        let key = [
            0x78, 0x00, 0x13, 0x67, 0x42, 0xc0, 0x15, 0x8c, 0x8d, 0x40, 0xa0, 0xcb, 0xcf, 0x00, 0xf0, 0x88,
            0x46, 0xa0, 0, 0, 0, 0, 0x00, 0x04, 0x68, 0xce, 0x3c, 0x80, 0x00, 0x04, 0x65, 0xb8, 0x00, 0x04,
        ];
        assert!(starts_keyframe(&key));
        let slice = parse(&[0x61, 0xe0, 0x00, 0x40, 0x00, 0xbe], true).unwrap();
        assert!(slice.starts && slice.ends && !slice.keyframe && !slice.discardable);
        let unreferenced = parse(&[0x01, 0xe0, 0x00, 0x80], true).unwrap();
        assert!(unreferenced.discardable);
    }

    #[test]
    fn parameters_and_the_first_slice_start_a_keyframe() {
        assert!(starts_keyframe(&[0x67, 0x42, 0xc0]), "sequence parameters");
        assert!(starts_keyframe(&[0x65, 0x88, 0x80]), "the first slice of an IDR picture");
        assert!(!starts_keyframe(&[0x65, 0x40, 0x80]), "a later slice of it");
        assert!(!starts_keyframe(&[0x68, 0xce]), "picture parameters alone");
        assert!(!starts_keyframe(&[0x61, 0xe0]), "a slice that needs others");
    }

    #[test]
    fn only_the_first_fragment_starts_a_keyframe() {
        assert!(starts_keyframe(&[0x7c, 0x85, 0x88, 0x80]));
        assert!(!starts_keyframe(&[0x7c, 0x05, 0x88, 0x80]), "a middle one");
        assert!(!starts_keyframe(&[0x7c, 0x45, 0x88, 0x80]), "the last one");
        assert!(!starts_keyframe(&[0x7c, 0x81, 0x88, 0x80]), "of a slice that needs others");
    }

    #[test]
    fn units_that_are_cut_off_are_refused() {
        assert_eq!(parse(&[], false), None);
        assert_eq!(parse(&[0x7c], false), None);
        assert_eq!(parse(&[0x78, 0x00], false), None);
        assert_eq!(parse(&[0x78, 0x00, 0x03, 0x67, 0x42], false), None);
        assert_eq!(parse(&[0x78, 0x00, 0x00], false), None, "a unit without its header");
    }

    #[test]
    fn what_no_browser_sends_starts_nothing() {
        for kind in [0, 2, 10, 25, 26, 27, 29, 30, 31] {
            assert!(!parse(&[0x60 | kind, 0x80, 0x80], false).unwrap().starts, "type {kind}");
        }
    }
}

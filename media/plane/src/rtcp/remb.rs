//! Receiver Estimated Maximum Bitrate (draft-alvestrand-rmcat-remb-03): the receiver did the estimating itself.

/// The bitrate in bits per second, however absurd; None where the message is none of these or contradicts itself.
/// Which streams it names does not matter: it is about all that a transport sends.
pub(super) fn parse(information: &[u8]) -> Option<u64> {
    let ([b'R', b'E', b'M', b'B', ssrcs, high, middle, low], named) = information.split_first_chunk()? else {
        return None;
    };
    if named.len() != 4 * usize::from(*ssrcs) {
        return None;
    }
    // Section 2.2: six bits of exponent, eighteen of mantissa
    let mantissa = u128::from(u32::from_be_bytes([0, high & 3, *middle, *low]));
    Some(u64::try_from(mantissa << (high >> 2)).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(exponent: u8, mantissa: u32, ssrcs: u8) -> Vec<u8> {
        let [_, high, middle, low] = mantissa.to_be_bytes();
        let mut bytes = [b"REMB".as_slice(), &[ssrcs, exponent << 2 | high, middle, low]].concat();
        bytes.resize(8 + 4 * usize::from(ssrcs), 7);
        bytes
    }

    #[test]
    fn a_bitrate_is_a_mantissa_and_an_exponent() {
        assert_eq!(parse(&message(0, 0, 1)), Some(0));
        assert_eq!(parse(&message(0, 0x3_ffff, 1)), Some(262_143));
        assert_eq!(parse(&message(3, 250_000, 2)), Some(2_000_000));
    }

    #[test]
    fn an_absurd_bitrate_is_as_much_as_can_be_said() {
        assert_eq!(parse(&message(63, 0x3_ffff, 0)), Some(u64::MAX));
    }

    #[test]
    fn other_application_feedback_and_cut_off_messages_are_none() {
        assert_eq!(parse(b"XEMB\0\0\0\0"), None);
        assert_eq!(parse(b"REMB\0\0\0"), None);
        assert_eq!(parse(&message(0, 1, 2)[..12]), None);
        assert_eq!(parse(&[]), None);
    }
}

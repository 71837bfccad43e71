//! Which protocol a datagram is, by its first bytes (RFC 7983, RFC 5761 section 4). Nothing is parsed further here.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    Stun,
    Dtls,
    Rtp,
    Rtcp,
}

/// None: nothing that we speak.
pub fn protocol(datagram: &[u8]) -> Option<Protocol> {
    match *datagram {
        [0..=3, ..] => Some(Protocol::Stun),
        [20..=63, ..] => Some(Protocol::Dtls),
        // RTP payload types 64-95 are never used, so that RTCP types 192-223 can be told apart.
        [128..=191, 192..=223, ..] => Some(Protocol::Rtcp),
        [128..=191, _, ..] => Some(Protocol::Rtp),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_byte_tells_the_protocol() {
        for first in 0..=255 {
            let expected = match first {
                0..=3 => Some(Protocol::Stun),
                20..=63 => Some(Protocol::Dtls),
                128..=191 => Some(Protocol::Rtp),
                _ => None,
            };
            assert_eq!(protocol(&[first, 0]), expected, "first byte {first}");
        }
    }

    #[test]
    fn rtcp_is_told_from_rtp_by_the_packet_type() {
        assert_eq!(protocol(&[0x80, 200]), Some(Protocol::Rtcp));
        assert_eq!(protocol(&[0x8f, 205]), Some(Protocol::Rtcp));
        assert_eq!(protocol(&[0x80, 111]), Some(Protocol::Rtp));
        assert_eq!(protocol(&[0x80, 0x80 | 111]), Some(Protocol::Rtp));
    }

    #[test]
    fn datagrams_without_enough_bytes_are_nothing() {
        assert_eq!(protocol(&[]), None);
        assert_eq!(protocol(&[0x80]), None);
    }
}

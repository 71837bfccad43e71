//! The client's half of a WebSocket (RFC 6455), as little as a reader needs: the end of the upgrade, whole frames of any
//! size out of pieces of any size, and masked frames to send. Nothing here knows sockets or what a message means.

const HEAD_END: &[u8] = b"\r\n\r\n";
const SWITCHING: &[u8] = b"HTTP/1.1 101";
const LARGEST_HEAD: usize = 16 * 1024;

pub const TEXT: u8 = 1;
pub const BINARY: u8 = 2;
pub const CLOSE: u8 = 8;
pub const PING: u8 = 9;
pub const PONG: u8 = 10;

const FINAL: u8 = 0x80;
const MASKED: u8 = 0x80;
const SHORT: usize = 125;

#[derive(Debug, PartialEq, Eq)]
pub enum Arrived<'a> {
    Upgraded,
    /// The server answered the upgrade with something else.
    Refused,
    /// Of text or binary data; a fragment counts as one.
    Message(&'a [u8]),
    Ping(&'a [u8]),
    /// The code; 1005 where there is none.
    Closed(u16),
}

/// What one server sends, in the pieces in which it comes.
#[derive(Debug)]
pub struct Incoming {
    upgraded: bool,
    rest: Vec<u8>,
}

impl Incoming {
    /// `upgraded`: frames come from the first byte on.
    pub fn new(upgraded: bool) -> Self {
        Self {
            upgraded,
            rest: Vec::new(),
        }
    }

    pub fn take(&mut self, bytes: &[u8], mut each: impl FnMut(Arrived<'_>)) {
        if self.rest.is_empty() {
            let used = self.read(bytes, &mut each);
            self.rest.extend_from_slice(&bytes[used..]);
        } else {
            let mut all = std::mem::take(&mut self.rest);
            all.extend_from_slice(bytes);
            let used = self.read(&all, &mut each);
            all.drain(..used);
            self.rest = all;
        }
    }

    /// Returns how many bytes made something whole.
    fn read(&mut self, bytes: &[u8], each: &mut impl FnMut(Arrived<'_>)) -> usize {
        let mut used = 0;
        if !self.upgraded {
            let Some(end) = find(bytes, HEAD_END) else {
                if bytes.len() > LARGEST_HEAD {
                    each(Arrived::Refused);
                }
                return 0;
            };
            used = end + HEAD_END.len();
            self.upgraded = bytes.starts_with(SWITCHING);
            each(if self.upgraded {
                Arrived::Upgraded
            } else {
                Arrived::Refused
            });
        }
        while let Some((opcode, start, end)) = frame(&bytes[used..]) {
            let payload = &bytes[used + start..used + end];
            match opcode {
                0 | TEXT | BINARY => each(Arrived::Message(payload)),
                PING => each(Arrived::Ping(payload)),
                CLOSE => each(Arrived::Closed(code(payload))),
                _ => {}
            }
            used += end;
        }
        used
    }
}

/// Of the first frame, if it is whole: opcode, where its payload starts, and where it ends. Servers never mask.
fn frame(bytes: &[u8]) -> Option<(u8, usize, usize)> {
    let [first, length, ..] = *bytes else {
        return None;
    };
    let (start, length) = match length & !MASKED {
        126 => (
            4,
            usize::from(u16::from_be_bytes(*bytes[2..].first_chunk()?)),
        ),
        127 => (10, u64::from_be_bytes(*bytes[2..].first_chunk()?) as usize),
        short => (2, usize::from(short)),
    };
    let end = start + length;
    (bytes.len() >= end).then_some((first & 0x0f, start, end))
}

fn code(payload: &[u8]) -> u16 {
    payload
        .first_chunk()
        .map_or(1005, |code| u16::from_be_bytes(*code))
}

fn find(bytes: &[u8], pattern: &[u8]) -> Option<usize> {
    bytes
        .windows(pattern.len())
        .position(|window| window == pattern)
}

/// One final frame of a client. The mask is zero: it protects proxies from pages, and here is neither.
pub fn masked(opcode: u8, payload: &[u8]) -> Vec<u8> {
    framed(opcode, payload, MASKED, &[0; 4])
}

/// One final frame of a server.
pub fn unmasked(opcode: u8, payload: &[u8]) -> Vec<u8> {
    framed(opcode, payload, 0, &[])
}

fn framed(opcode: u8, payload: &[u8], flag: u8, mask: &[u8]) -> Vec<u8> {
    let mut frame = vec![FINAL | opcode];
    match payload.len() {
        length @ 0..=SHORT => frame.push(flag | length as u8),
        length @ 126..=0xffff => {
            frame.push(flag | 126);
            frame.extend((length as u16).to_be_bytes());
        }
        length => {
            frame.push(flag | 127);
            frame.extend((length as u64).to_be_bytes());
        }
    }
    frame.extend_from_slice(mask);
    frame.extend_from_slice(payload);
    frame
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &[u8] = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";

    fn told(incoming: &mut Incoming, pieces: &[&[u8]]) -> Vec<String> {
        let mut all = Vec::new();
        for piece in pieces {
            incoming.take(piece, |arrived| {
                all.push(match arrived {
                    Arrived::Message(payload) => format!("message of {}", payload.len()),
                    other => format!("{other:?}"),
                });
            });
        }
        all
    }

    #[test]
    fn frames_of_every_length_are_whole_however_they_are_cut() {
        let sizes = [0, 125, 126, 0xffff, 0x1_0000];
        let frames = sizes.map(|size| unmasked(BINARY, &vec![7; size])).concat();
        let stream = [HEAD, &frames[..]].concat();
        let expected = [
            "Upgraded",
            "message of 0",
            "message of 125",
            "message of 126",
        ];
        for piece in [1, 7, 1000, stream.len()] {
            let pieces: Vec<_> = stream.chunks(piece).collect();
            let all = told(&mut Incoming::new(false), &pieces);
            assert_eq!(all[..4], expected);
            assert_eq!(all[4..], ["message of 65535", "message of 65536"]);
        }
    }

    #[test]
    fn an_upgrade_that_is_refused_is_told() {
        let all = told(
            &mut Incoming::new(false),
            &[b"HTTP/1.1 403 Forbidden\r\n\r\n"],
        );
        assert_eq!(all, ["Refused"]);
    }

    #[test]
    fn a_server_that_closes_says_why_and_one_that_pings_is_heard() {
        let frames = [
            unmasked(PING, b"hi"),
            unmasked(CLOSE, &4008u16.to_be_bytes()),
            unmasked(CLOSE, b""),
        ];
        let all = told(&mut Incoming::new(true), &[&frames.concat()]);
        assert_eq!(all, ["Ping([104, 105])", "Closed(4008)", "Closed(1005)"]);
    }

    #[test]
    fn a_frame_of_a_client_has_a_mask_that_changes_nothing() {
        assert_eq!(masked(TEXT, b"40"), [0x81, 0x82, 0, 0, 0, 0, b'4', b'0']);
        assert_eq!(
            masked(BINARY, &[9; 200])[..8],
            [0x82, 0xfe, 0, 200, 0, 0, 0, 0]
        );
    }
}

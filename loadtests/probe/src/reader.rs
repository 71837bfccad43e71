//! One client of a chat, without its socket: it completes the upgrade, says what it was told to say, answers what must be
//! answered, and counts the marks in what it is given. It knows no server's protocol but by prefixes of messages.

use crate::clock::Nanos;
use crate::mark::{Template, marks_in};
use crate::tally::Tally;
use crate::websocket::{self, Arrived, Incoming};

/// One delivery in so many has its latency kept.
const SAMPLED: u32 = 8;

/// What all clients of one server have in common.
#[derive(Debug, Default)]
pub struct Dialect {
    pub opcode: u8,
    /// A message with these bytes in it says that the client is a member; empty: the upgrade does.
    pub ready: Vec<u8>,
    /// What is sent when a message begins with the first
    pub answers: Vec<(Vec<u8>, Vec<u8>)>,
    pub heartbeat: Option<Heartbeat>,
    /// A masked frame
    pub post: Template,
}

#[derive(Debug)]
pub struct Heartbeat {
    /// A masked frame
    pub frame: Vec<u8>,
    pub every: Nanos,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReaderCounts {
    /// Marks, each once
    pub received: u64,
    /// Marks that came before
    pub twice: u64,
    /// WebSocket messages
    pub messages: u64,
    pub bytes: u64,
}

#[derive(Debug)]
pub struct Reader {
    number: u32,
    incoming: Incoming,
    opening: Vec<u8>,
    tally: Tally,
    pub counts: ReaderCounts,
    pub is_ready: bool,
    /// The close code; 1006 where the socket just ended, or the upgrade was refused
    pub closed: Option<u16>,
}

impl Reader {
    /// `opening`: frames to be sent after the upgrade. `upgraded`: the other side sends frames at once.
    pub fn new(number: u32, opening: Vec<u8>, upgraded: bool) -> Self {
        Self {
            number,
            incoming: Incoming::new(upgraded),
            opening,
            tally: Tally::default(),
            counts: ReaderCounts::default(),
            is_ready: upgraded,
            closed: None,
        }
    }

    /// Take what the socket had at `now`. What must be sent is added to `outgoing`, latencies in µs to `latencies`.
    pub fn take(
        &mut self,
        bytes: &[u8],
        now: Nanos,
        dialect: &Dialect,
        outgoing: &mut Vec<u8>,
        latencies: &mut Vec<u32>,
    ) {
        self.counts.bytes += bytes.len() as u64;
        let mut incoming = std::mem::replace(&mut self.incoming, Incoming::new(true));
        incoming.take(bytes, |arrived| match arrived {
            Arrived::Upgraded => {
                outgoing.append(&mut self.opening);
                self.is_ready = dialect.ready.is_empty();
            }
            Arrived::Message(payload) => {
                self.answer(payload, dialect, outgoing);
                self.count(payload, now, latencies);
            }
            Arrived::Ping(payload) => outgoing.extend(websocket::masked(websocket::PONG, payload)),
            Arrived::Refused => self.end(1006),
            Arrived::Closed(code) => self.end(code),
        });
        self.incoming = incoming;
    }

    /// The first reason counts.
    pub fn end(&mut self, code: u16) {
        self.closed.get_or_insert(code);
        self.is_ready = false;
    }

    fn answer(&mut self, payload: &[u8], dialect: &Dialect, outgoing: &mut Vec<u8>) {
        self.counts.messages += 1;
        if !self.is_ready && self.closed.is_none() {
            self.is_ready = payload
                .windows(dialect.ready.len())
                .any(|part| part == dialect.ready);
        }
        for (prefix, answer) in &dialect.answers {
            if payload.starts_with(prefix) {
                outgoing.extend(websocket::masked(dialect.opcode, answer));
            }
        }
    }

    fn count(&mut self, payload: &[u8], now: Nanos, latencies: &mut Vec<u32>) {
        for mark in marks_in(payload) {
            self.tally.take(mark.number as u16);
            if mark.number % SAMPLED == self.number % SAMPLED {
                latencies.push((now.saturating_sub(mark.sent) / crate::clock::MICROSECOND) as u32);
            }
        }
        self.counts.received = self.tally.received;
        self.counts.twice = self.tally.duplicates;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mark::Mark;
    use crate::websocket::{BINARY, CLOSE, PING, TEXT, masked, unmasked};

    const HEAD: &[u8] = b"HTTP/1.1 101 Switching Protocols\r\n\r\n";

    struct Told {
        outgoing: Vec<u8>,
        latencies: Vec<u32>,
    }

    fn tell(reader: &mut Reader, dialect: &Dialect, bytes: &[u8], now: Nanos) -> Told {
        let (mut outgoing, mut latencies) = (Vec::new(), Vec::new());
        reader.take(bytes, now, dialect, &mut outgoing, &mut latencies);
        Told {
            outgoing,
            latencies,
        }
    }

    fn marked(number: u32) -> Vec<u8> {
        let mut template = Template::new(Template::of_size(150));
        let sent = 1_000_000;
        template.filled(Mark { sent, number }).to_vec()
    }

    #[test]
    fn it_speaks_after_the_upgrade_and_is_a_member_when_the_server_says_so() {
        let dialect = Dialect {
            ready: b"entered".to_vec(),
            ..Dialect::default()
        };
        let mut reader = Reader::new(0, b"hello".to_vec(), false);
        assert_eq!(tell(&mut reader, &dialect, HEAD, 0).outgoing, b"hello");
        assert!(!reader.is_ready);
        tell(
            &mut reader,
            &dialect,
            &unmasked(BINARY, b"you entered it"),
            0,
        );
        assert!(reader.is_ready);
    }

    #[test]
    fn joined_deliveries_count_one_by_one_and_a_repeated_one_once() {
        let mut reader = Reader::new(3, Vec::new(), true);
        let joined = [marked(1), marked(2), marked(3)].concat();
        let frames = [unmasked(BINARY, &joined), unmasked(TEXT, &marked(3))].concat();
        let told = tell(&mut reader, &Dialect::default(), &frames, 3_000_000);
        assert_eq!(
            (
                reader.counts.received,
                reader.counts.twice,
                reader.counts.messages
            ),
            (3, 1, 2)
        );
        assert_eq!(told.latencies, [2_000, 2_000]); // number 3, which is this reader's sample, twice
    }

    #[test]
    fn what_must_be_answered_is_answered() {
        let dialect = Dialect {
            opcode: TEXT,
            answers: vec![(b"2".to_vec(), b"3".to_vec())],
            ..Dialect::default()
        };
        let mut reader = Reader::new(0, Vec::new(), true);
        let frames = [
            unmasked(TEXT, b"2"),
            unmasked(PING, b"x"),
            unmasked(TEXT, b"42"),
        ]
        .concat();
        let told = tell(&mut reader, &dialect, &frames, 0);
        let expected = [masked(TEXT, b"3"), masked(websocket::PONG, b"x")].concat();
        assert_eq!(told.outgoing, expected);
    }

    #[test]
    fn who_was_closed_is_no_member() {
        let mut reader = Reader::new(0, Vec::new(), true);
        let frame = unmasked(CLOSE, &4008u16.to_be_bytes());
        tell(&mut reader, &Dialect::default(), &frame, 0);
        reader.end(1006);
        assert_eq!((reader.is_ready, reader.closed), (false, Some(4008)));
    }
}

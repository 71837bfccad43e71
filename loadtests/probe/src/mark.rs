//! What a posted message carries through a server that may store it, wrap it and join it with others: when it was sent,
//! and the how manieth it is. Plain ASCII without quotes, so every encoding leaves it as it is.

use crate::clock::Nanos;

const START: &[u8] = b"~bench:";
const TIME: &[u8] = b"TTTTTTTTTTTTTTTT";
const NUMBER: &[u8] = b"NNNNNNNN";
const TIME_AT: usize = START.len();
const NUMBER_AT: usize = TIME_AT + TIME.len() + 1;
const LEN: usize = NUMBER_AT + NUMBER.len();

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Monotonic clock
    pub sent: Nanos,
    pub number: u32,
}

/// Every mark in what was received, each once. One message of a WebSocket may hold many, or none.
pub fn marks_in(mut bytes: &[u8]) -> impl Iterator<Item = Mark> {
    std::iter::from_fn(move || {
        loop {
            let start = bytes.iter().position(|byte| *byte == START[0])?;
            let here = &bytes[start..];
            match read(here) {
                Some(mark) => {
                    bytes = &here[LEN..];
                    return Some(mark);
                }
                None => bytes = &here[1..],
            }
        }
    })
}

fn read(bytes: &[u8]) -> Option<Mark> {
    let mark = bytes.get(..LEN).filter(|mark| mark.starts_with(START))?;
    let number = |from: usize, length: usize| {
        let digits = std::str::from_utf8(&mark[from..from + length]).ok()?;
        u64::from_str_radix(digits, 16).ok()
    };
    Some(Mark {
        sent: number(TIME_AT, TIME.len())?,
        number: u32::try_from(number(NUMBER_AT, NUMBER.len())?).ok()?,
    })
}

/// Bytes in which every run of sixteen `T` is replaced by the time and every run of eight `N` by the number.
#[derive(Debug, Clone, Default)]
pub struct Template {
    bytes: Vec<u8>,
    times: Vec<usize>,
    numbers: Vec<usize>,
}

impl Template {
    pub fn new(bytes: Vec<u8>) -> Self {
        let found = |pattern: &[u8]| {
            let windows = bytes.windows(pattern.len()).enumerate();
            windows
                .filter_map(|(at, window)| (window == pattern).then_some(at))
                .collect()
        };
        let (times, numbers) = (found(TIME), found(NUMBER));
        Self {
            bytes,
            times,
            numbers,
        }
    }

    /// A mark and filler: `size` bytes, but never less than a mark.
    pub fn of_size(size: usize) -> Vec<u8> {
        let mut body = [START, TIME, b":", NUMBER].concat();
        body.resize(size.max(LEN), b'x');
        body
    }

    pub fn filled(&mut self, mark: Mark) -> &[u8] {
        let time = format!("{:016x}", mark.sent);
        for at in &self.times {
            self.bytes[*at..at + TIME.len()].copy_from_slice(time.as_bytes());
        }
        let number = format!("{:08x}", mark.number);
        for at in &self.numbers {
            self.bytes[*at..at + NUMBER.len()].copy_from_slice(number.as_bytes());
        }
        &self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARK: Mark = Mark {
        sent: 0x0123_4567_89ab_cdef,
        number: 0xfedc_ba98,
    };

    #[test]
    fn what_is_filled_in_is_found_wherever_it_stands() {
        let mut template = Template::new(Template::of_size(60));
        let body = template.filled(MARK).to_vec();
        let other = Mark { number: 7, ..MARK };
        let joined = [b"~~ben", &body[..], b"~bench:", template.filled(other)].concat();
        assert_eq!(marks_in(&joined).collect::<Vec<_>>(), [MARK, other]);
        assert_eq!(body.len(), 60);
    }

    #[test]
    fn every_place_of_a_template_is_filled() {
        let mut template =
            Template::new(b"id NNNNNNNN, body ~bench:TTTTTTTTTTTTTTTT:NNNNNNNN".to_vec());
        let filled = String::from_utf8(template.filled(MARK).to_vec()).unwrap();
        assert_eq!(filled, "id fedcba98, body ~bench:0123456789abcdef:fedcba98");
    }

    #[test]
    fn half_a_mark_and_what_only_looks_like_one_are_none() {
        for bytes in [
            &b"~bench:0123"[..],
            b"~bench:xxxxxxxxxxxxxxxx:00000000",
            b"",
            b"~",
        ] {
            assert_eq!(marks_in(bytes).count(), 0);
        }
    }
}

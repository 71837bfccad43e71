//! Everything that reads what others send, with real packets that were broken at random: nothing panics, and what can
//! still be read keeps its promises.
//!
//! Two seconds in all, always the same; `STUDYHALL_FUZZ_SECONDS` says how many instead, of chance that is never the
//! same (`make fuzz`). An input that fails is printed; it belongs into `corpus/`, to stay found.

#[path = "../chance/mod.rs"]
mod chance;
mod mutation;
mod receiver;
mod targets;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::{Duration, Instant, SystemTime};

use chance::Chance;
use studyhall_plane::packet::Codec;
use targets::Target;

struct Corpus {
    /// Who reads it
    reader: &'static str,
    name: &'static str,
    lines: &'static str,
    target: Target,
}

fn corpora() -> Vec<Corpus> {
    macro_rules! corpus {
        ($name:literal, $target:expr) => {
            corpus!($name, $target, "parser")
        };
        ($name:literal, $target:expr, $reader:literal) => {
            Corpus {
                reader: $reader,
                name: $name,
                lines: include_str!(concat!("corpus/", $name, ".txt")),
                target: Box::new($target),
            }
        };
    }
    vec![
        corpus!("datagrams", targets::datagram),
        corpus!("rtp", targets::rtp),
        corpus!("rtcp", targets::rtcp),
        corpus!("vp8", targets::payload(Codec::Vp8)),
        corpus!("vp9", targets::payload(Codec::Vp9)),
        corpus!("h264", targets::payload(Codec::H264)),
        corpus!("av1", targets::payload(Codec::Av1)),
        corpus!("red", targets::red),
        corpus!("dependency_descriptor", targets::descriptor()),
        corpus!("dependency_descriptor", receiver::of_descriptors(), "forwarder"),
        corpus!("vp8", receiver::of_payloads(Codec::Vp8), "forwarder"),
        corpus!("vp9", receiver::of_payloads(Codec::Vp9), "forwarder"),
    ]
}

impl Corpus {
    fn entries(&self) -> Vec<Vec<u8>> {
        let digit = |hex: &str, at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal");
        let entry = |hex: &str| (0..hex.len()).step_by(2).map(|at| digit(hex, at)).collect();
        self.lines.lines().filter(|line| !line.starts_with('#')).map(entry).collect()
    }

    /// Returns whether the input could be read.
    fn give(&mut self, input: &[u8], chance: &mut Chance) -> bool {
        catch_unwind(AssertUnwindSafe(|| (self.target)(input, chance))).unwrap_or_else(|panic| {
            let hex: String = input.iter().map(|byte| format!("{byte:02x}")).collect();
            eprintln!("the {} of {} failed with {hex}", self.reader, self.name);
            resume_unwind(panic)
        })
    }
}

#[test]
fn what_was_captured_can_be_read() {
    let mut chance = Chance::new(0);
    for mut corpus in corpora() {
        for entry in corpus.entries() {
            assert!(corpus.give(&entry, &mut chance), "{}: {entry:02x?}", corpus.name);
        }
    }
}

#[test]
fn what_was_broken_at_random_does_no_harm() {
    let asked = std::env::var("STUDYHALL_FUZZ_SECONDS").ok();
    let seconds =
        asked.as_ref().map_or(2.0, |seconds| seconds.parse().expect("STUDYHALL_FUZZ_SECONDS is a number"));
    let now = SystemTime::UNIX_EPOCH.elapsed().expect("it is after 1970").as_nanos() as u64;
    let mut chance = Chance::new(if asked.is_some() { now } else { 0 });
    let corpora = corpora();
    let each = Duration::from_secs_f64(seconds / corpora.len() as f64);
    for mut corpus in corpora {
        let entries = corpus.entries();
        let (began, mut inputs, mut read) = (Instant::now(), 0u64, 0u64);
        while began.elapsed() < each {
            for _ in 0..100 {
                let input = mutation::mutated(&entries, &mut chance);
                inputs += 1;
                read += u64::from(corpus.give(&input, &mut chance));
            }
        }
        println!("{} of {}: {inputs} inputs, {read} of them could be read", corpus.reader, corpus.name);
        assert!(read > inputs / 100, "{} was broken beyond use: {read} of {inputs}", corpus.name);
    }
}

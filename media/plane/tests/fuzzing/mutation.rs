//! An entry of a corpus with a few things changed.

use crate::chance::Chance;

/// No datagram is longer.
const MAX_LENGTH: usize = 1_500;
const TELLING: [u8; 9] = [0x00, 0x01, 0x7f, 0x80, 0xff, 0xfe, 0x40, 0x0f, 0xf0];

pub fn mutated(entries: &[Vec<u8>], chance: &mut Chance) -> Vec<u8> {
    let mut input = any(entries, chance).clone();
    for _ in 0..1 + chance.of(4) {
        mutate(&mut input, entries, chance);
    }
    input.truncate(MAX_LENGTH);
    input
}

fn any<'a>(entries: &'a [Vec<u8>], chance: &mut Chance) -> &'a Vec<u8> {
    &entries[chance.of(entries.len() as u64) as usize]
}

fn mutate(input: &mut Vec<u8>, entries: &[Vec<u8>], chance: &mut Chance) {
    let at = chance.of(input.len() as u64 + 1) as usize;
    let byte = chance.next() as u8;
    match (chance.of(9), input.get_mut(at)) {
        (0 | 1, Some(old)) => *old ^= 1 << (byte & 7),
        (2, Some(old)) => *old = byte,
        (3, Some(old)) => *old = TELLING[usize::from(byte) % TELLING.len()],
        (4, Some(old)) => *old = old.wrapping_add(byte % 5).wrapping_sub(2),
        (5, _) => input.insert(at, byte),
        (6, Some(_)) => drop(input.remove(at)),
        (7, _) => input.truncate(at),
        (8, _) => {
            let other = any(entries, chance);
            let from = chance.of(other.len() as u64 + 1) as usize;
            input.truncate(at);
            input.extend(&other[from..]);
        }
        _ => input.extend(std::iter::repeat_n(byte, usize::from(byte & 15))),
    }
}

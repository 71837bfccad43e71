//! Sequence numbers of 16 bits as indexes of 64 that never wrap, and which indexes were seen.
//!
//! An *index* is `rollover << 16 | sequence` (RFC 3711 section 3.3.1). Everything inside the plane counts in indexes;
//! only the wire has 16 bits.

/// The index nearest to `reference` whose low 16 bits are `sequence`; None where that would lie before zero.
///
/// RFC 3711 section 3.3.1 and appendix A.
pub fn extend(reference: u64, sequence: u16) -> Option<u64> {
    extend_bits(reference, u64::from(sequence), 16)
}

/// The same for a counter of `bits` bits, such as a picture id.
pub fn extend_bits(reference: u64, value: u64, bits: u32) -> Option<u64> {
    let span = 1 << bits;
    let ahead = value.wrapping_sub(reference) & (span - 1);
    if ahead < span / 2 { reference.checked_add(ahead) } else { reference.checked_sub(span - ahead) }
}

/// Why an index is not fresh.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stale {
    Seen,
    /// So far behind the highest that nobody remembers whether it was seen.
    TooOld,
}

/// The last `IndexWindow::SIZE` indexes and which of them were seen (RFC 3711 section 3.3.2, RFC 6479).
#[derive(Debug, Clone, Default)]
pub struct IndexWindow {
    highest: Option<u64>,
    seen: [u64; Self::WORDS],
}

impl IndexWindow {
    pub const SIZE: u64 = 1024;
    const WORDS: usize = (Self::SIZE / 64) as usize;

    pub fn highest(&self) -> Option<u64> {
        self.highest
    }

    /// The index that `sequence` most likely stands for.
    pub fn estimate(&self, sequence: u16) -> Option<u64> {
        match self.highest {
            None => Some(u64::from(sequence)),
            Some(highest) => extend(highest, sequence),
        }
    }

    pub fn check(&self, index: u64) -> Result<(), Stale> {
        let Some(highest) = self.highest else {
            return Ok(());
        };
        if index > highest {
            Ok(())
        } else if highest - index >= Self::SIZE {
            Err(Stale::TooOld)
        } else if self.seen[Self::word(index)] & Self::bit(index) != 0 {
            Err(Stale::Seen)
        } else {
            Ok(())
        }
    }

    /// Mark `index` as seen. Only for an index that `check` called fresh.
    pub fn insert(&mut self, index: u64) {
        match self.highest {
            Some(highest) if index <= highest => {}
            Some(highest) if index - highest < Self::SIZE => {
                for skipped in highest + 1..index {
                    self.seen[Self::word(skipped)] &= !Self::bit(skipped);
                }
                self.highest = Some(index);
            }
            _ => {
                self.seen = [0; Self::WORDS];
                self.highest = Some(index);
            }
        }
        self.seen[Self::word(index)] |= Self::bit(index);
    }

    fn word(index: u64) -> usize {
        (index % Self::SIZE / 64) as usize
    }

    fn bit(index: u64) -> u64 {
        1 << (index % 64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extend_follows_the_sequence_across_its_wrap() {
        assert_eq!(extend(0x1_fffe, 0x0001), Some(0x2_0001));
        assert_eq!(extend(0x2_0001, 0xfffe), Some(0x1_fffe));
        assert_eq!(extend(70_000, 4_464), Some(70_000));
    }

    #[test]
    fn extend_never_goes_before_the_first_index() {
        assert_eq!(extend(3, 0xffff), None);
    }

    #[test]
    fn counters_of_other_widths_are_extended_alike() {
        assert_eq!(extend_bits(0x1_7fff, 0x0001, 15), Some(0x1_8001));
        assert_eq!(extend_bits(0x1_8001, 0x7fff, 15), Some(0x1_7fff));
        assert_eq!(extend_bits(200, 0x7f, 7), Some(255));
        assert_eq!(extend_bits(3, 0x7f, 7), None);
    }

    #[test]
    fn window_refuses_what_it_has_seen_and_what_it_forgot() {
        let mut window = IndexWindow::default();
        for index in [5000, 5002, 4999] {
            assert_eq!(window.check(index), Ok(()));
            window.insert(index);
        }
        assert_eq!(window.check(5000), Err(Stale::Seen));
        assert_eq!(window.check(5001), Ok(()));
        assert_eq!(window.check(5002 - IndexWindow::SIZE), Err(Stale::TooOld));
        assert_eq!(window.check(5003 - IndexWindow::SIZE), Ok(()));
    }

    #[test]
    fn window_forgets_old_marks_when_it_moves() {
        let mut window = IndexWindow::default();
        for index in 0..IndexWindow::SIZE {
            window.insert(index);
        }
        window.insert(IndexWindow::SIZE + 9);
        assert_eq!(window.check(IndexWindow::SIZE + 8), Ok(()));
        assert_eq!(window.check(IndexWindow::SIZE - 1), Err(Stale::Seen));
        window.insert(10 * IndexWindow::SIZE);
        assert_eq!(window.check(10 * IndexWindow::SIZE - 5), Ok(()));
    }

    #[test]
    fn window_agrees_with_a_set_of_everything_inserted() {
        let mut window = IndexWindow::default();
        let mut inserted = std::collections::HashSet::new();
        let mut state = 7u64;
        let mut base = 0u64;
        for _ in 0..50_000 {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            base += (state >> 60) & 3;
            let index = base + (state >> 40) % 1500;
            let fresh = window.check(index) == Ok(());
            let highest = window.highest().unwrap_or(0);
            let remembered = index + IndexWindow::SIZE > highest;
            assert_eq!(fresh, remembered && !inserted.contains(&index));
            if fresh {
                window.insert(index);
                inserted.insert(index);
            }
        }
    }
}

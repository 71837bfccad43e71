//! Chance that can be repeated (splitmix64).

pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    /// One of 0..count
    pub fn of(&mut self, count: u64) -> u64 {
        self.next() % count
    }

    /// True once in `count` times
    pub fn once_in(&mut self, count: u64) -> bool {
        self.of(count) == 0
    }
}

//! Numbers that look random and are the same every time.

/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
pub(super) struct Random(u64);

impl Random {
    /// The stream of a name and a number.
    pub(super) fn new(name: &str, number: usize) -> Self {
        let seed = name.bytes().fold(0, |seed: u64, byte| seed.wrapping_mul(257).wrapping_add(byte.into()));
        let mut random = Self(seed);
        random.0 ^= random.next().wrapping_add(number as u64).wrapping_mul(0xD134_2543_DE82_EF95);
        random
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `limit - 1`.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        ((u128::from(self.next()) * limit as u128) >> 64) as usize
    }

    /// A number from 0 to 1, without 1.
    fn fraction(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Zipf's law: the item of rank `r` has the weight `1 / r^exponent`.
pub(super) struct Zipf(Vec<f64>);

impl Zipf {
    pub(super) fn new(items: usize, exponent: f64) -> Self {
        let weights = (1..=items).map(|rank| (rank as f64).powf(-exponent));
        Self(
            weights
                .scan(0.0, |sum, weight| {
                    *sum += weight;
                    Some(*sum)
                })
                .collect(),
        )
    }

    /// The index of an item, from 0 for the most frequent.
    pub(super) fn pick(&self, random: &mut Random) -> usize {
        let sum = self.0.last().copied().unwrap_or(0.0);
        let wanted = random.fraction() * sum;
        self.0.partition_point(|&up_to| up_to <= wanted)
    }
}

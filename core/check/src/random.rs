//! Pseudorandom numbers.

/// The generator `SplitMix64` (Steele, Lea and Flood 2014): sufficient for choosing operations and points, and free of
/// dependencies. The same seed gives the same numbers on every machine.
///
/// ```
/// use dualtape_check::SplitMix;
///
/// let (mut one, mut other) = (SplitMix::new(7), SplitMix::new(7));
/// assert_eq!(one.number(), other.number());
/// assert!(one.below(10) < 10);
/// ```
#[derive(Clone, Debug)]
pub struct SplitMix(u64);

impl SplitMix {
    /// Returns a generator with this seed.
    pub fn new(seed: u64) -> Self {
        SplitMix(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Returns a whole number below `n`.
    ///
    /// # Panics
    /// If `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n as u64).unwrap_or(0)
    }

    /// Returns a number in [-1, 1).
    pub fn number(&mut self) -> f64 {
        /// The weight of the lowest of 53 bits.
        const STEP: f64 = 1.0 / (1_u64 << 52) as f64;
        (self.next() >> 11) as f64 * STEP - 1.0
    }
}

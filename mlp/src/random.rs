//! Seeded random numbers: `ChaCha8` with distributions of our own.
//!
//! A seed gives the same bytes on every platform and with every version of the dependencies.

use dualtape_core::{Real, Scalar};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// The purpose of a random stream; streams of different purposes are independent.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Stream {
    /// The initial weights.
    Initialisation,
    /// The rows of the validation part.
    Split,
    /// The rows of a generated data set.
    Generated,
    /// The folds of a cross-validation.
    Folds,
    /// The rows of the test part.
    HoldOut,
    /// The order of the rows in one epoch, so that an epoch can be repeated without those before it.
    Epoch(usize),
    /// One permutation of a group of inputs, so that no group depends on the others.
    Permutation {
        /// The group.
        group: usize,
        /// The permutation of this group.
        repeat: usize,
    },
    /// The masks of dropout in one step, so that a step can be repeated without those before it.
    Dropout(u64),
    /// The direction of one forward gradient, so that a step can be repeated without those before it.
    Direction(u64),
}

impl Stream {
    /// Returns the stream number for the generator.
    fn number(self) -> u64 {
        match self {
            Self::Initialisation => 0,
            Self::Split => 1,
            Self::Generated => 2,
            Self::Folds => 3,
            Self::HoldOut => 4,
            Self::Epoch(epoch) => 0x1_0000 + epoch as u64,
            Self::Permutation { group, repeat } => 1 << 62 | (group as u64) << 16 | repeat as u64,
            Self::Dropout(step) => 1 << 61 | step,
            Self::Direction(draw) => 1 << 63 | draw,
        }
    }
}

/// A seeded random number generator.
#[derive(Debug)]
pub(crate) struct Random(ChaCha8Rng);

impl Random {
    /// Returns the generator of one stream.
    pub(crate) fn new(seed: u64, stream: Stream) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        let mut generator = ChaCha8Rng::from_seed(key);
        generator.set_stream(stream.number());
        Self(generator)
    }

    /// Draws from the uniform distribution on `[0, 1)`, a multiple of 2⁻⁵³.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
    }

    /// Draws from the standard normal distribution by Marsaglia's polar form of the Box-Muller method.
    ///
    /// The method needs no cosine, and its logarithm is core's, so results agree on every platform.
    pub(crate) fn normal(&mut self) -> f64 {
        self.normal_pair()[0]
    }

    /// Fills `numbers` from the standard normal distribution, two numbers per draw.
    pub(crate) fn fill_normal<R: Real>(&mut self, numbers: &mut [R]) {
        for pair in numbers.chunks_mut(2) {
            for (number, normal) in pair.iter_mut().zip(self.normal_pair()) {
                *number = R::from_f64(normal);
            }
        }
    }

    /// Fills `mask` with 0 with this probability and with `kept` else, two numbers per draw.
    pub(crate) fn fill_mask<R: Real>(&mut self, mask: &mut [R], probability: f64, kept: R) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in 0..=2³²")]
        let bound = (probability * (1_u64 << 32) as f64) as u64;
        for pair in mask.chunks_mut(2) {
            let draw = self.0.next_u64();
            for (number, draw) in pair.iter_mut().zip([draw & 0xFFFF_FFFF, draw >> 32]) {
                *number = if draw < bound { R::ZERO } else { kept };
            }
        }
    }

    /// Draws two independent numbers from the standard normal distribution.
    fn normal_pair(&mut self) -> [f64; 2] {
        loop {
            let (u, v) = (2.0 * self.unit() - 1.0, 2.0 * self.unit() - 1.0);
            let s = u * u + v * v;
            if s > 0.0 && s < 1.0 {
                let scale = (-2.0 * Scalar::ln(s) / s).sqrt();
                return [u * scale, v * scale];
            }
        }
    }

    /// Draws a whole number below `n`, without bias: draws beyond the last full multiple of `n` are repeated.
    fn below(&mut self, n: u64) -> u64 {
        let limit = u64::MAX - u64::MAX % n;
        loop {
            let draw = self.0.next_u64();
            if draw < limit {
                return draw % n;
            }
        }
    }

    /// Shuffles the items (Fisher and Yates).
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let chosen = self.below(last as u64 + 1);
            items.swap(last, usize::try_from(chosen).expect("an index of the slice"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Random, Stream};

    #[test]
    fn equal_seeds_and_streams_give_equal_numbers() {
        let mut a = Random::new(7, Stream::Split);
        let mut b = Random::new(7, Stream::Split);
        let mut other = Random::new(7, Stream::Epoch(1));
        let draws: Vec<f64> = (0..4).map(|_| a.unit()).collect();
        assert_eq!(draws, (0..4).map(|_| b.unit()).collect::<Vec<_>>());
        assert_ne!(draws, (0..4).map(|_| other.unit()).collect::<Vec<_>>());
    }

    #[test]
    fn normal_draws_have_mean_zero_and_variance_one() {
        let mut random = Random::new(1, Stream::Initialisation);
        let draws: Vec<f64> = (0..20_000).map(|_| random.normal()).collect();
        let mean = draws.iter().sum::<f64>() / 20_000.0;
        let variance = draws.iter().map(|x| x * x).sum::<f64>() / 20_000.0;
        assert!(mean.abs() < 0.03, "mean {mean}");
        assert!((variance - 1.0).abs() < 0.05, "variance {variance}");
    }

    #[test]
    fn filled_normal_draws_are_normal_and_independent() {
        let mut draws = vec![0.0_f64; 20_001];
        Random::new(1, Stream::Direction(0)).fill_normal(&mut draws);
        let mean_power = |power| draws.iter().map(|x: &f64| x.powi(power)).sum::<f64>() / 20_001.0;
        let neighbours = draws.windows(2).map(|pair| pair[0] * pair[1]).sum::<f64>() / 20_000.0;
        for (moment, found, expected) in
            [("mean", mean_power(1), 0.0), ("variance", mean_power(2), 1.0), ("covariance", neighbours, 0.0)]
        {
            assert!((found - expected).abs() < 0.05, "{moment} {found}");
        }
        assert!((mean_power(4) - 3.0).abs() < 0.2, "fourth moment {}", mean_power(4));
    }

    #[test]
    fn masks_drop_their_share_and_have_mean_one() {
        let mut mask = vec![f64::NAN; 20_001];
        Random::new(1, Stream::Dropout(0)).fill_mask(&mut mask, 0.2, 1.25);
        assert!(mask.iter().all(|&number| number == 0.0 || number == 1.25));
        let mean = mask.iter().sum::<f64>() / 20_001.0;
        assert!((mean - 1.0).abs() < 0.02, "mean {mean}");
        let mut other = mask.clone();
        Random::new(1, Stream::Dropout(1)).fill_mask(&mut other, 0.2, 1.25);
        assert_ne!(mask, other);
    }

    #[test]
    fn a_shuffle_keeps_every_item() {
        let mut items: Vec<u32> = (0..100).collect();
        Random::new(3, Stream::Epoch(2)).shuffle(&mut items);
        assert_ne!(items, (0..100).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..100).collect::<Vec<_>>());
    }
}

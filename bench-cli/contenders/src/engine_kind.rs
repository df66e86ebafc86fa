//! The names of the contenders.

use crate::named::named;

named! {
    /// One row of a comparison. The order is the one in which rows are shown.
    EngineKind {
        /// The function alone, without any derivative: the yardstick.
        Loss = "loss",
        /// dualtape's reverse mode, on a tape.
        Reverse = "reverse",
        /// dualtape's forward mode, on dual numbers, in chunks of directions.
        Forward = "forward",
        /// An estimate of the gradient: the exact derivative along one random direction (Baydin et al. 2022).
        ForwardGradient = "forward-gradient",
        /// The crate num-dual, driven by our rules.
        NumDual = "num-dual",
        /// Central finite differences.
        FiniteDifference = "finite-difference",
        /// Reverse mode with derivatives that are 1 % too large, to see it caught.
        FaultyRule = "liar-broken-rule",
        /// Answers zeros, to see it caught.
        FaultyZeros = "liar-zeros",
        /// Repeats its first gradient, to see it caught.
        FaultyStale = "liar-stale",
    }
}

impl EngineKind {
    /// The contenders of a comparison by default: all that are meant to be right.
    pub const DEFAULT: [Self; 6] = [
        Self::Loss,
        Self::Reverse,
        Self::Forward,
        Self::ForwardGradient,
        Self::NumDual,
        Self::FiniteDifference,
    ];

    /// Returns whether it is wrong on purpose.
    pub fn is_faulty(self) -> bool {
        !Self::DEFAULT.contains(&self)
    }
}

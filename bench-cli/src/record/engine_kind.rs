//! The engines that stand side by side, and how each is named.

use std::fmt;

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// One row of a comparison. The order is the one in which rows are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum EngineKind {
    /// The function alone, without any derivative: the yardstick.
    Loss,
    /// dualtape's reverse mode, on a tape.
    Reverse,
    /// dualtape's forward mode, on dual numbers, in chunks of directions.
    Forward,
    /// An estimate of the gradient: the exact derivative along one random direction (Baydin et al. 2022).
    ForwardGradient,
    /// The crate num-dual, driven by our rules.
    NumDual,
    /// Central finite differences.
    FiniteDifference,
    /// Reverse mode with a rule that is wrong by 1 %, to see it caught.
    #[value(hide = true)]
    LiarBrokenRule,
    /// Answers zeros, to see it caught.
    #[value(hide = true)]
    LiarZeros,
    /// Repeats its first gradient, to see it caught.
    #[value(hide = true)]
    LiarStale,
}

impl EngineKind {
    /// Those that `bench` compares unless told otherwise: all that mean to be right.
    pub(crate) const ALL: [Self; 6] = [
        Self::Loss,
        Self::Reverse,
        Self::Forward,
        Self::ForwardGradient,
        Self::NumDual,
        Self::FiniteDifference,
    ];

    /// The name on the command line, in tables and in JSON.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Loss => "loss",
            Self::Reverse => "reverse",
            Self::Forward => "forward",
            Self::ForwardGradient => "forward-gradient",
            Self::NumDual => "num-dual",
            Self::FiniteDifference => "finite-difference",
            Self::LiarBrokenRule => "liar-broken-rule",
            Self::LiarZeros => "liar-zeros",
            Self::LiarStale => "liar-stale",
        }
    }
}

impl fmt::Display for EngineKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_everywhere() {
        for engine in EngineKind::value_variants() {
            let flag = engine.to_possible_value().expect("every engine has a name");
            assert_eq!(flag.get_name(), engine.name());
            assert_eq!(serde_json::json!(engine), engine.name());
        }
    }
}

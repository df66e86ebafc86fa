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
    /// The crate num-dual, driven by our rules.
    NumDual,
    /// Central finite differences.
    FiniteDifference,
}

impl EngineKind {
    /// All of them, which is what `bench` compares unless told otherwise.
    pub(crate) const ALL: [Self; 5] =
        [Self::Loss, Self::Reverse, Self::Forward, Self::NumDual, Self::FiniteDifference];

    /// The name on the command line, in tables and in JSON.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Loss => "loss",
            Self::Reverse => "reverse",
            Self::Forward => "forward",
            Self::NumDual => "num-dual",
            Self::FiniteDifference => "finite-difference",
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
        for engine in EngineKind::ALL {
            let flag = engine.to_possible_value().expect("no engine is hidden");
            assert_eq!(flag.get_name(), engine.name());
            assert_eq!(serde_json::json!(engine), engine.name());
        }
    }
}

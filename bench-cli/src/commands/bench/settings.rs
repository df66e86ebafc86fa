//! The settings of one measurement.

use dualtape_contenders::{EngineKind, EngineOptions, NetworkOptions, WorkloadName, WorkloadOptions};

use crate::benchmark::timing::TimeLimits;
use crate::commands::bench::args::BenchArgs;
use crate::flags::shared::Precision;

/// Time for all samples of a default run. The checks before it cost two gradients of each cell, at the most
/// 270 s (three engines at the limit of a sixth of this time, and 35 % for the smaller networks), so the run
/// ends within ten minutes of processor time on any machine.
const DEFAULT_TIME_S: f64 = 200.0;

/// Time for all samples of a quick run; with the checks, by the same reckoning, below one minute.
const QUICK_TIME_S: f64 = 20.0;

/// The fewest samples with a middle: one disturbed sample of three does not move the median far.
const MIN_SAMPLES: u32 = 3;

/// Beyond this the interval of a median narrows too slowly to be worth the time (as 1/√n).
const MAX_SAMPLES: u32 = 25;

/// The settings of one measurement.
#[derive(Debug, Clone)]
pub(crate) struct BenchSettings {
    /// The family of functions.
    pub(crate) workload: WorkloadName,
    /// The functions of it.
    pub(crate) options: WorkloadOptions,
    /// The precision of the arithmetic.
    pub(crate) precision: Precision,
    /// The contenders.
    pub(crate) engines: Vec<EngineKind>,
    /// The settings of engines.
    pub(crate) engine_options: EngineOptions,
    /// The length of the run.
    pub(crate) length: Length,
}

/// The length of a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Length {
    /// The usual time.
    Usual,
    /// A minute, checks included.
    Quick,
    /// Seconds for all samples together.
    Seconds(f64),
    /// Samples of each cell.
    Rounds(u32),
}

impl Length {
    /// Returns the limits that keep a run to this length.
    pub(crate) fn limits(self) -> TimeLimits {
        let timed = |budget_s| TimeLimits { budget_s, min_samples: MIN_SAMPLES, max_samples: MAX_SAMPLES };
        match self {
            Self::Usual => timed(DEFAULT_TIME_S),
            Self::Quick => timed(QUICK_TIME_S),
            Self::Seconds(seconds) => timed(seconds),
            Self::Rounds(rounds) => {
                TimeLimits { min_samples: rounds, max_samples: rounds, ..timed(DEFAULT_TIME_S) }
            }
        }
    }

    /// Returns the flag that a longer `--time` would replace.
    pub(crate) fn flag_instead_of_time(self) -> Option<&'static str> {
        match self {
            Self::Usual | Self::Seconds(_) => None,
            Self::Quick => Some("--quick"),
            Self::Rounds(_) => Some("--rounds"),
        }
    }
}

impl BenchSettings {
    /// Returns the settings that the flags stand for.
    pub(crate) fn of(args: &BenchArgs, seed: u64) -> Self {
        let length = match (args.rounds, args.time, args.quick) {
            (Some(rounds), ..) => Length::Rounds(rounds),
            (_, Some(seconds), _) => Length::Seconds(seconds),
            (.., true) => Length::Quick,
            _ => Length::Usual,
        };
        let network = NetworkOptions {
            layers: args.network.layers.clone(),
            batch: args.network.batch,
            activation: args.network.activation,
            loss: args.network.loss,
        };
        Self {
            workload: args.workload,
            options: WorkloadOptions { sizes: args.sizes.clone(), styles: args.style.clone(), network, seed },
            precision: args.precision,
            engines: args.engines.clone(),
            engine_options: EngineOptions { lanes: args.lanes, threads: args.threads },
            length,
        }
    }

    /// Parses the settings of a command line.
    #[cfg(test)]
    pub(crate) fn parse(flags: &[&str]) -> Self {
        use clap::{Args, Command, FromArgMatches};
        let words = std::iter::once("bench").chain(flags.iter().copied());
        let matches = BenchArgs::augment_args(Command::new("bench")).get_matches_from(words);
        Self::of(&BenchArgs::from_arg_matches(&matches).expect("flags of `bench`"), 7)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_length_is_read() {
        for (flags, length) in [
            (&[][..], Length::Usual),
            (&["--quick"], Length::Quick),
            (&["--time", "2min"], Length::Seconds(120.0)),
            (&["--rounds", "9"], Length::Rounds(9)),
        ] {
            assert_eq!(BenchSettings::parse(flags).length, length);
        }
    }
}

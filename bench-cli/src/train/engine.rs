//! Who computes the gradients of a training, decided before its first step.

use dualtape_core::{Auto, Choice, Real};
use dualtape_forward::Forward;
use dualtape_mlp::{Error, Objective};
use dualtape_reverse::Reverse;

use super::Plan;
use crate::cli::TrainEngine;

/// The engine of a whole training.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decided {
    /// Sweeps over a tape.
    Reverse,
    /// Passes of dual numbers.
    Forward,
}

impl Decided {
    /// The name in the record and in `run.toml`, which `--engine` takes.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Reverse => "reverse",
            Self::Forward => "forward",
        }
    }
}

impl<R: Real> Plan<R> {
    /// The engine that was asked for; `auto` is measured on the first rows, as many as make a step.
    ///
    /// It is decided once: the engines may differ in the last bits, and a model comes from one of them.
    pub(super) fn decide(&self, asked: TrainEngine) -> Result<Decided, Error> {
        Ok(match asked {
            TrainEngine::Reverse => Decided::Reverse,
            TrainEngine::Forward => Decided::Forward,
            TrainEngine::Auto => match self.measured_choice()? {
                Choice::Reverse => Decided::Reverse,
                Choice::Forward => Decided::Forward,
            },
        })
    }

    fn measured_choice(&self) -> Result<Choice, Error> {
        let rows = self.settings.batch.rows(self.train.rows());
        let objective = Objective::new(self.network.clone(), self.loss, self.train.slice(0..rows))?;
        let start = self.network.initial_parameters::<R>(self.settings.seed);
        let mut auto = Auto::new(Forward::new(), Reverse::new());
        Ok(auto.explain(&objective, &start)?.choice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum;

    #[test]
    fn a_run_can_be_repeated_with_the_engine_that_its_record_names() {
        for engine in [Decided::Reverse, Decided::Forward] {
            assert!(TrainEngine::from_str(engine.name(), false).is_ok(), "{}", engine.name());
        }
    }
}

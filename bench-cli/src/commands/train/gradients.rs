//! Who computes the gradients of a training.

use clap::ValueEnum;
use dualtape_core::{Auto, Choice, Explanation, Real};
use dualtape_forward::Forward;
use dualtape_mlp::{BlockwiseGradient, ForwardGradient, GradientSource, Objective, Outcome, Training};
use dualtape_reverse::Reverse;

use crate::commands::train::input;
use crate::error::Failure;
use crate::units;

/// What `--engine` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TrainEngine {
    /// Whichever of reverse and forward is faster on the first batch; the choice is kept with the run.
    Auto,
    /// One sweep over a tape, whatever the number of parameters.
    Reverse,
    /// Dual numbers: exact too, in many passes.
    Forward,
    /// The exact derivative along one random direction per step: no backward pass, but noisy steps.
    ForwardGradient,
}

/// Where the gradients of a training come from, once that is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gradients {
    Reverse,
    Forward,
    ForwardGradient,
}

impl TrainEngine {
    /// What this means for a training that begins with this batch, and a note that says why.
    ///
    /// `auto` chooses once: engines differ in the last bits, and a training that changed over could not be repeated.
    pub(crate) fn settle<R: Real>(
        self,
        batch: &Objective<R>,
        seed: u64,
    ) -> Result<(Gradients, Option<String>), Failure> {
        match self {
            Self::Reverse => Ok((Gradients::Reverse, None)),
            Self::Forward => Ok((Gradients::Forward, None)),
            Self::ForwardGradient => Ok((Gradients::ForwardGradient, None)),
            Self::Auto => {
                let parameters = batch.network().initial_parameters::<R>(seed);
                let mut auto = Auto::new(Forward::<R>::new(), Reverse::<R>::new());
                let explanation = auto.explain(batch, &parameters).map_err(|error| input(error.into()))?;
                let chosen = match explanation.choice {
                    Choice::Reverse => Gradients::Reverse,
                    Choice::Forward => Gradients::Forward,
                };
                Ok((chosen, Some(why(&explanation))))
            }
        }
    }
}

impl From<Gradients> for TrainEngine {
    fn from(gradients: Gradients) -> Self {
        match gradients {
            Gradients::Reverse => Self::Reverse,
            Gradients::Forward => Self::Forward,
            Gradients::ForwardGradient => Self::ForwardGradient,
        }
    }
}

impl Gradients {
    const ALL: [Self; 3] = [Self::Reverse, Self::Forward, Self::ForwardGradient];

    /// The name in run folders and records.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Reverse => "reverse",
            Self::Forward => "forward",
            Self::ForwardGradient => "forward-gradient",
        }
    }

    /// The one of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|gradients| gradients.name() == name)
    }

    /// Trains to the end.
    pub(crate) fn drive<R: Real>(
        self,
        seed: u64,
        training: Training<R>,
        driver: impl Driver,
    ) -> Result<Outcome<R>, Failure> {
        match self {
            Self::Reverse => {
                driver.drive(training, &mut BlockwiseGradient::new(Reverse::<R>::new, BLOCK_ROWS))
            }
            Self::Forward => {
                driver.drive(training, &mut BlockwiseGradient::new(Forward::<R>::new, BLOCK_ROWS))
            }
            Self::ForwardGradient => {
                driver.drive(training, &mut ForwardGradient::new(Forward::<R>::new(), seed))
            }
        }
    }
}

/// Runs a training to its end, wherever its gradients come from.
pub(crate) trait Driver {
    /// Trains to the end.
    fn drive<R: Real, K, G: GradientSource<R, K>>(
        self,
        training: Training<R>,
        gradients: &mut G,
    ) -> Result<Outcome<R>, Failure>;
}

/// Rows that are differentiated at a time. Fixed, whatever the threads: the bits depend on it.
pub(crate) const BLOCK_ROWS: usize = BlockwiseGradient::<(), ()>::ROWS;

/// What the engines took, in a line: `--engine auto: reverse mode (forward 25.9, reverse 1.4 times the loss)`.
fn why(explanation: &Explanation) -> String {
    let times = explanation.engines.map(|engine| {
        let ratio = engine.time_ratio.map_or("not measured".to_owned(), units::significant);
        format!("{} {ratio}", engine.engine)
    });
    format!("--engine auto: {} mode ({} times the loss)", explanation.chosen().engine, times.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_can_be_repeated_with_the_engine_that_its_record_names() {
        for gradients in Gradients::ALL {
            let engine = TrainEngine::from_str(gradients.name(), false).expect("the same names");
            assert_eq!(engine, gradients.into());
            assert_eq!(Gradients::named(gradients.name()), Some(gradients));
        }
    }
}

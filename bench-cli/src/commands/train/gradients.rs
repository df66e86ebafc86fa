//! The computation of a training's gradients.

use dualtape_core::{Auto, Choice, Explanation, Real};
use dualtape_forward::Forward;
use dualtape_mlp::{BlockwiseGradient, Error, ForwardGradient, GradientSource, Objective, Outcome, Training};
use dualtape_reverse::Reverse;

use crate::error::Failure;
use crate::units;

/// The choice of `--engine`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EngineChoice {
    /// The faster of reverse and forward on the first batch.
    Auto,
    /// This method.
    Fixed(GradientMethod),
}

/// The method of differentiation in a training.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GradientMethod {
    /// Reverse mode.
    Reverse,
    /// Forward mode, in many passes.
    Forward,
    /// Forward mode along one random direction per step.
    ForwardGradient,
}

impl EngineChoice {
    /// All choices.
    pub(crate) const ALL: [Self; 4] = [
        Self::Auto,
        Self::Fixed(GradientMethod::Reverse),
        Self::Fixed(GradientMethod::Forward),
        Self::Fixed(GradientMethod::ForwardGradient),
    ];

    /// The name on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Fixed(method) => method.name(),
        }
    }

    /// The description in the help.
    pub(crate) fn about(self) -> &'static str {
        match self {
            Self::Auto => {
                "The faster of reverse and forward on the first batch; the choice is stored with the run"
            }
            Self::Fixed(GradientMethod::Reverse) => {
                "One sweep over a tape, whatever the number of parameters"
            }
            Self::Fixed(GradientMethod::Forward) => "Dual numbers: exact too, in many passes",
            Self::Fixed(GradientMethod::ForwardGradient) => {
                "The exact derivative along one random direction per step: no backward pass, but noisy steps"
            }
        }
    }

    /// Returns the method for a training with this first batch, and a note with the reason for an automatic choice.
    ///
    /// `auto` chooses once: engines differ in the last bits, so a training that switched could not be repeated.
    ///
    /// # Errors
    ///
    /// If the engines fail on the batch.
    pub(crate) fn resolve<R: Real>(
        self,
        batch: &Objective<R>,
        seed: u64,
    ) -> Result<(GradientMethod, Option<String>), Failure> {
        match self {
            Self::Fixed(method) => Ok((method, None)),
            Self::Auto => {
                let parameters = batch.network().initial_parameters::<R>(seed);
                let mut auto = Auto::new(Forward::<R>::new(), Reverse::<R>::new());
                let explanation = auto.explain(batch, &parameters).map_err(Error::from)?;
                let chosen = match explanation.choice {
                    Choice::Reverse => GradientMethod::Reverse,
                    Choice::Forward => GradientMethod::Forward,
                };
                Ok((chosen, Some(reason(&explanation))))
            }
        }
    }
}

impl GradientMethod {
    const ALL: [Self; 3] = [Self::Reverse, Self::Forward, Self::ForwardGradient];

    /// The name in run directories and records.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Reverse => "reverse",
            Self::Forward => "forward",
            Self::ForwardGradient => "forward-gradient",
        }
    }

    /// The method of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|gradients| gradients.name() == name)
    }

    /// Runs a training loop with gradients of this method.
    ///
    /// # Errors
    ///
    /// If the loop fails.
    pub(crate) fn train<R: Real>(
        self,
        seed: u64,
        training: Training<R>,
        training_loop: impl TrainingLoop,
    ) -> Result<Outcome<R>, Failure> {
        match self {
            Self::Reverse => {
                training_loop.run(training, &mut BlockwiseGradient::new(Reverse::<R>::new, BLOCK_ROWS))
            }
            Self::Forward => {
                training_loop.run(training, &mut BlockwiseGradient::new(Forward::<R>::new, BLOCK_ROWS))
            }
            Self::ForwardGradient => {
                training_loop.run(training, &mut ForwardGradient::new(Forward::<R>::new(), seed))
            }
        }
    }
}

/// A training loop, generic over the source of gradients.
pub(crate) trait TrainingLoop {
    /// Trains to the end or until interrupted.
    ///
    /// # Errors
    ///
    /// If a gradient fails, or if a file cannot be written.
    fn run<R: Real, K, G: GradientSource<R, K>>(
        self,
        training: Training<R>,
        gradients: &mut G,
    ) -> Result<Outcome<R>, Failure>;
}

/// The rows that are differentiated at a time. The rounding depends on it, so it is the same for all thread counts.
pub(crate) const BLOCK_ROWS: usize = BlockwiseGradient::<(), ()>::ROWS;

/// The note about an automatic choice: `--engine auto: reverse mode (forward 25.9, reverse 1.4 times the loss)`.
fn reason(explanation: &Explanation) -> String {
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
        for gradients in GradientMethod::ALL {
            let choices = EngineChoice::ALL.into_iter().filter(|choice| choice.name() == gradients.name());
            assert_eq!(choices.collect::<Vec<_>>(), [EngineChoice::Fixed(gradients)]);
            assert_eq!(GradientMethod::named(gradients.name()), Some(gradients));
        }
    }
}

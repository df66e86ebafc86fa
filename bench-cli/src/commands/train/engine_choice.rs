//! The choice of a training's engine.

use dualtape_contenders::GradientMethod;
use dualtape_core::Explanation;
use dualtape_mlp::Objective;

use crate::compiled::Compiled;
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
            Self::Fixed(method) => method.about(),
        }
    }

    /// Returns the method for a training with this first batch, and a note with the reason for an automatic choice.
    ///
    /// `auto` chooses once: engines differ in the last bits, so a training that switched could not be repeated.
    ///
    /// # Errors
    ///
    /// If the engines fail on the batch.
    pub(crate) fn resolve<R: Compiled>(
        self,
        batch: &Objective<R>,
        seed: u64,
    ) -> Result<(GradientMethod, Option<String>), Failure> {
        match self {
            Self::Fixed(method) => Ok((method, None)),
            Self::Auto => {
                let (method, explanation) = (R::CONTENDERS.fastest)(batch, seed)?;
                Ok((method, Some(reason(&explanation))))
            }
        }
    }
}

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
        for &method in GradientMethod::VALUES {
            let choices = EngineChoice::ALL.into_iter().filter(|choice| choice.name() == method.name());
            assert_eq!(choices.collect::<Vec<_>>(), [EngineChoice::Fixed(method)]);
            assert_eq!(GradientMethod::named(method.name()), Some(method));
        }
    }
}

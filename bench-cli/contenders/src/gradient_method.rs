//! The methods of differentiation in a training.

use dualtape_core::{Auto, Buf, Choice, Explanation, Real};
use dualtape_forward::Forward;
use dualtape_mlp::{BlockwiseGradient, Error, ForwardGradient, GradientSource, Objective};
use dualtape_reverse::Reverse;

use crate::named::named;

named! {
    /// The method of differentiation in a training.
    GradientMethod {
        /// One sweep over a tape, whatever the number of parameters.
        Reverse = "reverse",
        /// Dual numbers: exact too, in many passes.
        Forward = "forward",
        /// The exact derivative along one random direction per step: no backward pass, but noisy steps.
        ForwardGradient = "forward-gradient",
    }
}

/// A source of gradients behind a pointer, so that a training is compiled once for all methods.
pub type TrainingGradient<R> = Box<dyn FnMut(&Objective<R>, &Buf<R>, u64) -> Result<(R, Buf<R>), Error>>;

impl GradientMethod {
    /// The rows that are differentiated at a time. The rounding depends on it, so it is the same for all thread counts.
    pub const BLOCK_ROWS: usize = BlockwiseGradient::<(), ()>::ROWS;

    /// Returns the method of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::VALUES.iter().copied().find(|method| method.name() == name)
    }

    /// Returns the gradients of this method; `seed` is that of its random directions.
    pub fn gradients<R: Real>(self, seed: u64) -> TrainingGradient<R> {
        match self {
            Self::Reverse => boxed(BlockwiseGradient::new(Reverse::<R>::new, Self::BLOCK_ROWS)),
            Self::Forward => boxed(BlockwiseGradient::new(Forward::<R>::new, Self::BLOCK_ROWS)),
            Self::ForwardGradient => boxed(ForwardGradient::new(Forward::<R>::new(), seed)),
        }
    }

    /// Returns the faster of the exact methods on a loss with initial parameters of this seed, and the measurements.
    ///
    /// # Errors
    /// An engine fails.
    pub fn fastest<R: Real>(batch: &Objective<R>, seed: u64) -> Result<(Self, Explanation), Error> {
        let parameters = batch.network().initial_parameters::<R>(seed);
        let explanation = Auto::new(Forward::<R>::new(), Reverse::<R>::new()).explain(batch, &parameters)?;
        let method = match explanation.choice {
            Choice::Reverse => Self::Reverse,
            Choice::Forward => Self::Forward,
        };
        Ok((method, explanation))
    }
}

fn boxed<R: Real, K>(mut source: impl GradientSource<R, K> + 'static) -> TrainingGradient<R> {
    Box::new(move |objective, parameters, step| source.loss_and_gradient(objective, parameters, step))
}

//! The interface between a trainer and its gradients.

use crate::error::Error;
use crate::loss::{Loss, LossFunction};
use crate::network::{LayerFunction, Network};
use crate::objective::Objective;
use dualtape_core::{Buf, Engine, Real};

/// Markers of the implementations of [`GradientSource`]; inferred, never written.
pub mod marker {
    /// The marker of any [`dualtape_core::Engine`].
    #[derive(Debug)]
    pub enum ByEngine {}
    /// The marker of [`crate::ForwardGradient`].
    #[derive(Debug)]
    pub enum ByDirection {}
    /// The marker of [`crate::BlockwiseGradient`].
    #[derive(Debug)]
    pub enum ByBlock {}
    /// The marker of closures.
    #[derive(Debug)]
    pub enum ByClosure {}
}

/// A source of gradients for a [`Trainer`](crate::Trainer): every engine,
/// [`BlockwiseGradient`](crate::BlockwiseGradient), [`ForwardGradient`](crate::ForwardGradient), and every closure
/// `|objective, parameters, step| Ok((loss, gradient))`.
///
/// A source has no state that affects results: the same objective, parameters and step give the same bits. Therefore
/// an interrupted training can be resumed to the same result.
///
/// `N` and `L` are the types of the network and the loss, the standard ones unless others are given.
pub trait GradientSource<R: Real, Marker, N = Network, L = Loss> {
    /// Returns the loss at `parameters`, and its gradient or an estimate of it.
    ///
    /// `step` counts from 0; a random source draws by it.
    ///
    /// # Errors
    /// Returns [`Error::Engine`] if the engine fails.
    fn loss_and_gradient(
        &mut self,
        objective: &Objective<R, N, L>,
        parameters: &Buf<R>,
        step: u64,
    ) -> Result<(R, Buf<R>), Error>;
}

impl<R, E, N, L> GradientSource<R, marker::ByEngine, N, L> for E
where
    R: Real,
    E: Engine<R>,
    N: LayerFunction,
    L: LossFunction,
{
    fn loss_and_gradient(
        &mut self,
        objective: &Objective<R, N, L>,
        parameters: &Buf<R>,
        _: u64,
    ) -> Result<(R, Buf<R>), Error> {
        Ok(self.value_and_gradient_array(objective, parameters)?)
    }
}

impl<R, F, N, L> GradientSource<R, marker::ByClosure, N, L> for F
where
    R: Real,
    F: FnMut(&Objective<R, N, L>, &Buf<R>, u64) -> Result<(R, Buf<R>), Error>,
{
    fn loss_and_gradient(
        &mut self,
        objective: &Objective<R, N, L>,
        parameters: &Buf<R>,
        step: u64,
    ) -> Result<(R, Buf<R>), Error> {
        self(objective, parameters, step)
    }
}

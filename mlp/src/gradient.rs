//! Where a trainer's gradients come from: an engine, or an estimate.

mod blocks;
mod forward;

use crate::{Error, Objective};
pub use blocks::InBlocks;
use dualtape_core::{Buf, Engine, Real};
pub use forward::ForwardGradient;

/// Markers that tell the kinds of source apart; inferred, never written.
pub mod marker {
    /// Of any [`dualtape_core::Engine`].
    #[derive(Debug)]
    pub enum Exact {}
    /// Of [`crate::ForwardGradient`].
    #[derive(Debug)]
    pub enum Estimate {}
    /// Of [`crate::InBlocks`].
    #[derive(Debug)]
    pub enum Blocks {}
}

/// What gives a [`Trainer`](crate::Trainer) its gradients: every engine, [`InBlocks`] of one,
/// and [`ForwardGradient`].
///
/// Sources have no memory of their own that results depend on: the same objective, parameters and step give the
/// same bits, whatever came before. That is what lets an interrupted training go on as if it had not been.
pub trait GradientSource<R: Real, Marker> {
    /// The loss at `parameters`, and its gradient or an estimate of it; `step` counts from 0 and is what a source
    /// that draws lots draws them by.
    ///
    /// # Errors
    /// The engine fails.
    fn loss_and_gradient(
        &mut self,
        objective: &Objective<R>,
        parameters: &Buf<R>,
        step: u64,
    ) -> Result<(R, Buf<R>), Error>;
}

impl<R: Real, E: Engine<R>> GradientSource<R, marker::Exact> for E {
    fn loss_and_gradient(
        &mut self,
        objective: &Objective<R>,
        parameters: &Buf<R>,
        _: u64,
    ) -> Result<(R, Buf<R>), Error> {
        Ok(self.value_and_gradient_array(objective, parameters)?)
    }
}

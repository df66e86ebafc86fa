//! The ways to get a gradient, behind one trait: a new row of the comparison is a new implementation.

mod blocks;
mod engines;
mod faulty;
mod finite_difference;
mod forward_gradient;
mod jacobian;
mod loss;
mod num_dual;

use std::marker::PhantomData;
use std::rc::Rc;

use dualtape_core::function::Output;
use dualtape_core::{Buf, Differentiable, Error, Real};
use dualtape_forward::{Forward, Lanes};
use dualtape_reverse::Reverse;

pub(crate) use self::blocks::blocks;
pub use self::jacobian::output_weight;
pub use self::num_dual::NumDualReal;
use crate::engine_kind::EngineKind;

/// One way to get a gradient. The answer that is checked is the one that is timed: a single method computes.
pub trait Contender<R: Real> {
    /// Returns the function's value and gradient at `x`, or the Jacobian alone, row-major; empty for a contender that
    /// has none.
    ///
    /// # Errors
    /// As the engine.
    fn value_and_gradient(&mut self, x: &Buf<R>) -> Result<(Option<R>, Buf<R>), Error>;

    /// Returns the runs of the function that one gradient of `parameters` entries takes.
    fn passes(&self, parameters: usize) -> usize;

    /// Returns the only direction along which the last answer is exact, for a contender that differentiates along one:
    /// its answer is the slope times the direction.
    fn direction(&self) -> Option<&[R]> {
        None
    }

    /// Returns the size of the last recording, for a contender that records.
    fn tape(&self) -> Option<TapeSize> {
        None
    }
}

/// The size of one recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TapeSize {
    /// Nodes recorded.
    pub nodes: usize,
    /// Bytes held.
    pub bytes: usize,
}

/// The settings of engines.
#[derive(Debug, Clone, Copy)]
pub struct EngineOptions {
    /// Directions per forward pass.
    pub lanes: Lanes,
    /// Threads, for the engines that can use several.
    pub threads: usize,
}

/// Returns the contender of this kind on a function.
pub(crate) fn contender<R, F, K>(
    engine: EngineKind,
    function: &Rc<F>,
    options: EngineOptions,
) -> Box<dyn Contender<R>>
where
    R: NumDualReal,
    F: Differentiable<R, K> + Sync + 'static,
    K: 'static,
{
    let honest = || contender(EngineKind::Reverse, function, options);
    let EngineOptions { lanes, threads } = options;
    let function = SharedFunction::new(function);
    match engine {
        EngineKind::Loss => Box::new(loss::Loss { function }),
        EngineKind::Reverse => Box::new(engines::ReverseMode::new(function)),
        EngineKind::Forward if threads > 1 => Box::new(engines::ParallelForwardMode::new(function, lanes)),
        EngineKind::Forward => Box::new(engines::ForwardMode::new(function, lanes)),
        EngineKind::ForwardGradient => Box::new(forward_gradient::RandomDirection::new(function)),
        EngineKind::NumDual => Box::new(num_dual::NumDual { function, lanes }),
        EngineKind::FiniteDifference => Box::new(finite_difference::FiniteDifference { function }),
        EngineKind::FaultyRule => Box::new(faulty::Scaled(honest())),
        EngineKind::FaultyZeros => Box::new(faulty::Zeros(honest())),
        EngineKind::FaultyStale => Box::new(faulty::Stale::new(honest())),
    }
}

/// Returns the contender of this kind on the Jacobian of a function with several outputs, if there is one.
pub(crate) fn jacobian<R, F, K>(
    engine: EngineKind,
    function: &Rc<F>,
    options: EngineOptions,
) -> Option<Box<dyn Contender<R>>>
where
    R: NumDualReal,
    F: Differentiable<R, K> + 'static,
    K: 'static,
{
    let honest = || jacobian(EngineKind::Reverse, function, options);
    let lanes = options.lanes;
    let function = SharedFunction::new(function);
    Some(match engine {
        EngineKind::Loss => Box::new(jacobian::Outputs { function }),
        EngineKind::Reverse => Box::new(jacobian::ReverseRows { engine: Reverse::new(), function }),
        EngineKind::Forward => {
            Box::new(jacobian::ForwardColumns { engine: Forward::with_lanes(lanes), function })
        }
        // It estimates a gradient.
        EngineKind::ForwardGradient => return None,
        EngineKind::NumDual => Box::new(jacobian::NumDualColumns { function, lanes }),
        EngineKind::FiniteDifference => Box::new(jacobian::FiniteDifferenceColumns { function }),
        EngineKind::FaultyRule => Box::new(faulty::Scaled(honest()?)),
        EngineKind::FaultyZeros => Box::new(faulty::Zeros(honest()?)),
        EngineKind::FaultyStale => Box::new(faulty::Stale::new(honest()?)),
    })
}

/// A function that contenders share, of the kind `K`.
pub(crate) struct SharedFunction<F, K> {
    function: Rc<F>,
    kind: PhantomData<K>,
}

impl<F, K> SharedFunction<F, K> {
    fn new(function: &Rc<F>) -> Self {
        Self { function: Rc::clone(function), kind: PhantomData }
    }

    /// Returns the value of a function with one output, in the style it is written in and without a copy of the inputs.
    fn value<R>(&self, x: &Buf<R>) -> Result<R, Error>
    where
        R: Real,
        F: Differentiable<R, K>,
    {
        if const { !F::STYLE.is_block() } {
            let mut y = [R::ZERO];
            self.function.call_scalars(x, &mut y)?;
            return Ok(y[0]);
        }
        match self.function.call_block(x)? {
            Output::Scalar(value) => Ok(value),
            Output::Block(values) => {
                Err(Error::NotScalarValued { operation: "value", outputs: values.len() })
            }
        }
    }
}

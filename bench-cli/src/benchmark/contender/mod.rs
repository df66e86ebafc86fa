//! Those who compute a gradient, behind one trait: a new row of the comparison is a new implementation.

pub(crate) mod blocks;
pub(crate) mod engines;
pub(crate) mod faulty;
pub(crate) mod finite_difference;
pub(crate) mod forward_gradient;
pub(crate) mod jacobian;
pub(crate) mod loss;
pub(crate) mod num_dual;

use std::marker::PhantomData;
use std::rc::Rc;

use dualtape_core::function::Output;
use dualtape_core::{Buf, Differentiable, Error, Real, Style};
use dualtape_forward::{Forward, Lanes};
use dualtape_reverse::Reverse;

pub(crate) use crate::benchmark::contender::blocks::blocks;
pub(crate) use crate::benchmark::contender::jacobian::weight;
pub(crate) use crate::benchmark::contender::num_dual::Rival;

use crate::record::engine_kind::EngineKind;

/// One way to get a gradient. What is checked is what is timed: there is only one method that computes.
pub(crate) trait Contender<R: Real> {
    /// The function's value and gradient at `x`, or the Jacobian alone; empty for a contender that has none.
    fn value_and_gradient(&mut self, x: &Buf<R>) -> Result<(Option<R>, Buf<R>), Error>;

    /// Runs of the function that one gradient of this many entries takes.
    fn passes(&self, parameters: usize) -> usize;

    /// The one direction along which the last answer is exact, for a contender that looks along no more: the answer
    /// is the slope times the direction.
    fn direction(&self) -> Option<&[R]> {
        None
    }

    /// What the last recording held, for a contender that records.
    fn tape(&self) -> Option<Tape> {
        None
    }
}

/// The size of one recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tape {
    /// Nodes recorded.
    pub(crate) nodes: usize,
    /// Bytes held.
    pub(crate) bytes: usize,
}

/// What engines may use.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Means {
    /// Directions per forward pass.
    pub(crate) lanes: Lanes,
    /// Threads, for those that know what to do with several.
    pub(crate) threads: usize,
}

/// The contender for an engine on a function.
pub(crate) fn contender<R, F, K>(engine: EngineKind, function: &Rc<F>, means: Means) -> Box<dyn Contender<R>>
where
    R: Rival,
    F: Differentiable<R, K> + Sync + 'static,
    K: 'static,
{
    let honest = || contender(EngineKind::Reverse, function, means);
    let Means { lanes, threads } = means;
    let function = Shared::new(function);
    match engine {
        EngineKind::Loss => Box::new(loss::Loss { function }),
        EngineKind::Reverse => Box::new(engines::ByReverse::new(function)),
        EngineKind::Forward if threads > 1 => Box::new(engines::ByThreads::new(function, lanes)),
        EngineKind::Forward => Box::new(engines::ByForward::new(function, lanes)),
        EngineKind::ForwardGradient => Box::new(forward_gradient::ByOneDirection::new(function)),
        EngineKind::NumDual => Box::new(num_dual::NumDual { function, lanes }),
        EngineKind::FiniteDifference => Box::new(finite_difference::FiniteDifference { function }),
        EngineKind::LiarBrokenRule => Box::new(engines::ByReverse::new(function.misread())),
        EngineKind::LiarZeros => Box::new(faulty::Zeros(honest())),
        EngineKind::LiarStale => Box::new(faulty::Stale::new(honest())),
    }
}

/// The contender for an engine on the Jacobian of a function with several outputs, if there is one.
pub(crate) fn jacobian<R, F, K>(
    engine: EngineKind,
    function: &Rc<F>,
    means: Means,
) -> Option<Box<dyn Contender<R>>>
where
    R: Rival,
    F: Differentiable<R, K> + 'static,
    K: 'static,
{
    let honest = || jacobian(EngineKind::Reverse, function, means);
    let lanes = means.lanes;
    let function = Shared::new(function);
    Some(match engine {
        EngineKind::Loss => Box::new(jacobian::Map { function }),
        EngineKind::Reverse => Box::new(jacobian::Rows { engine: Reverse::new(), function }),
        EngineKind::Forward => Box::new(jacobian::Columns { engine: Forward::with_lanes(lanes), function }),
        // It estimates a gradient.
        EngineKind::ForwardGradient => return None,
        EngineKind::NumDual => Box::new(jacobian::NumDual { function, lanes }),
        EngineKind::FiniteDifference => Box::new(jacobian::Differences { function }),
        EngineKind::LiarBrokenRule => {
            Box::new(jacobian::Rows { engine: Reverse::new(), function: function.misread() })
        }
        EngineKind::LiarZeros => Box::new(faulty::Zeros(honest()?)),
        EngineKind::LiarStale => Box::new(faulty::Stale::new(honest()?)),
    })
}

/// A function that contenders share, of the kind `K`.
pub(crate) struct Shared<F, K> {
    function: Rc<F>,
    kind: PhantomData<K>,
}

impl<F, K> Shared<F, K> {
    fn new(function: &Rc<F>) -> Self {
        Self { function: Rc::clone(function), kind: PhantomData }
    }

    /// The same function through a broken rule.
    fn misread(self) -> Shared<faulty::Misread<F>, faulty::Misreading<K>> {
        Shared::new(&Rc::new(faulty::Misread(self.function)))
    }

    /// The value of a function with one output, in the style it is written in and without a copy of the inputs.
    fn value<R>(&self, x: &Buf<R>) -> Result<R, Error>
    where
        R: Real,
        F: Differentiable<R, K>,
    {
        match F::STYLE {
            Style::Scalars => {
                let mut y = [R::ZERO];
                self.function.call_scalars(x, &mut y)?;
                Ok(y[0])
            }
            Style::Block => match self.function.call_block(x) {
                Output::Scalar(value) => Ok(value),
                Output::Block(values) => {
                    Err(Error::NotScalarValued { operation: "value", outputs: values.len() })
                }
            },
        }
    }
}

//! Those who compute a gradient, behind one trait: a new row of the comparison is a new implementation.

mod by_engine;
mod finite_difference;
mod jacobian;
mod loss;
mod num_dual;

use std::marker::PhantomData;
use std::rc::Rc;

use dualtape_core::function::Output;
use dualtape_core::{Buf, Differentiable, Error, Real, Style};
use dualtape_forward::{Forward, Lanes};
use dualtape_reverse::Reverse;

pub(crate) use jacobian::weight;
pub(crate) use num_dual::Rival;

use crate::engine_kind::EngineKind;

/// One way to get a gradient. What is checked is what is timed: there is only one method that computes.
pub(crate) trait Contender<R: Real> {
    /// The function's value and gradient at `x`, or the Jacobian alone; empty for a contender that has none.
    fn value_and_gradient(&mut self, x: &Buf<R>) -> Result<(Option<R>, Buf<R>), Error>;

    /// Runs of the function that one gradient of this many entries takes.
    fn passes(&self, parameters: usize) -> usize;

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

/// The contender for an engine on a function.
pub(crate) fn contender<R, F, K>(engine: EngineKind, function: &Rc<F>, lanes: Lanes) -> Box<dyn Contender<R>>
where
    R: Rival,
    F: Differentiable<R, K> + 'static,
    K: 'static,
{
    let function = Shared { function: Rc::clone(function), kind: PhantomData };
    match engine {
        EngineKind::Loss => Box::new(loss::Loss { function }),
        EngineKind::Reverse => Box::new(by_engine::ByReverse::new(function)),
        EngineKind::Forward => Box::new(by_engine::ByForward::new(function, lanes)),
        EngineKind::NumDual => Box::new(num_dual::NumDual { function, lanes }),
        EngineKind::FiniteDifference => Box::new(finite_difference::FiniteDifference { function }),
    }
}

/// The contender for an engine on the Jacobian of a function with several outputs.
pub(crate) fn jacobian<R, F, K>(engine: EngineKind, function: &Rc<F>, lanes: Lanes) -> Box<dyn Contender<R>>
where
    R: Rival,
    F: Differentiable<R, K> + 'static,
    K: 'static,
{
    let function = Shared { function: Rc::clone(function), kind: PhantomData };
    match engine {
        EngineKind::Loss => Box::new(jacobian::Map { function }),
        EngineKind::Reverse => Box::new(jacobian::Rows { engine: Reverse::new(), function }),
        EngineKind::Forward => Box::new(jacobian::Columns { engine: Forward::with_lanes(lanes), function }),
        EngineKind::NumDual => Box::new(jacobian::NumDual { function, lanes }),
        EngineKind::FiniteDifference => Box::new(jacobian::Differences { function }),
    }
}

/// A function that contenders share, of the kind `K`.
struct Shared<F, K> {
    function: Rc<F>,
    kind: PhantomData<K>,
}

impl<F, K> Shared<F, K> {
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

//! One function at one size.

use std::ops::Range;
use std::rc::Rc;

use dualtape_core::{Buf, Differentiable, Real};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::code_style::CodeStyle;
use crate::contender::{Contender, EngineOptions, NumDualReal, contender, jacobian};
use crate::engine_kind::EngineKind;

/// One function at one size, with its contenders.
pub struct Problem<R: Real> {
    /// The style in which the function is written.
    pub style: CodeStyle,
    /// The widths of the network, if it is one.
    pub layers: Vec<usize>,
    /// Rows of data per loss.
    pub batch: usize,
    /// Inputs of the differentiated function.
    pub parameters: usize,
    /// Outputs of the differentiated function.
    pub outputs: usize,
    /// Flag for a problem that is not timed, and serves only to predict the time of larger ones.
    pub is_probe: bool,
    /// Flag for a function with kinks.
    pub kinks: bool,
    /// Two different points: one to time at, and a second one that exposes a repeated answer.
    pub points: [Buf<R>; 2],
    /// The maker of fresh contenders on this function.
    pub contender: ContenderFactory<R>,
}

/// A maker of contenders: `None` for an engine without this kind of derivative.
pub type ContenderFactory<R> = Box<dyn Fn(EngineKind, EngineOptions) -> Option<Box<dyn Contender<R>>>>;

impl<R: Real> Problem<R> {
    /// Returns a smooth function with one output that is no network and takes one row of data.
    pub(crate) fn new<F, K>(function: F, points: [Buf<R>; 2]) -> Self
    where
        R: NumDualReal,
        F: Differentiable<R, K> + Sync + 'static,
        K: 'static,
    {
        let function = Rc::new(function);
        let made: ContenderFactory<R> =
            Box::new(move |engine, options| Some(contender(engine, &function, options)));
        Self::made(F::STYLE.into(), 1, points, made)
    }

    /// Returns the Jacobian of a smooth map with several outputs.
    pub(crate) fn with_outputs<F, K>(function: F, points: [Buf<R>; 2]) -> Self
    where
        R: NumDualReal,
        F: Differentiable<R, K> + 'static,
        K: 'static,
    {
        let outputs = function.outputs(points[0].len());
        let function = Rc::new(function);
        let made: ContenderFactory<R> = Box::new(move |engine, options| jacobian(engine, &function, options));
        Self::made(F::STYLE.into(), outputs, points, made)
    }

    fn made(style: CodeStyle, outputs: usize, points: [Buf<R>; 2], contender: ContenderFactory<R>) -> Self {
        Self {
            style,
            layers: Vec::new(),
            batch: 1,
            parameters: points[0].len(),
            outputs,
            is_probe: false,
            kinks: false,
            points,
            contender,
        }
    }
}

/// Returns two uniformly distributed points.
pub(crate) fn two_points<R: Real>(inputs: usize, within: &Range<f64>, seed: u64) -> [Buf<R>; 2] {
    [seed, seed.wrapping_add(1)].map(|seed| uniform(inputs, within, seed))
}

/// Returns uniformly distributed numbers.
pub(crate) fn uniform<R: Real>(count: usize, within: &Range<f64>, seed: u64) -> Buf<R> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let numbers: Vec<R> = (0..count).map(|_| R::from_f64(random.random_range(within.clone()))).collect();
    Buf::from_slice(&numbers)
}

//! One function at one size, as the comparison takes it.

use std::ops::Range;
use std::rc::Rc;

use dualtape_core::{Buf, Differentiable, Real};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::benchmark::contender::{Contender, Means, Rival, contender, jacobian};
use crate::record::code_style::CodeStyle;
use crate::record::engine_kind::EngineKind;

/// One function at one size, and everyone who can differentiate it.
pub(crate) struct Problem<R: Real> {
    /// How the function is written.
    pub(crate) style: CodeStyle,
    /// The widths of the network, if it is one.
    pub(crate) layers: Vec<usize>,
    /// Rows of data per loss.
    pub(crate) batch: usize,
    /// Inputs of the differentiated function.
    pub(crate) parameters: usize,
    /// Outputs of the differentiated function.
    pub(crate) outputs: usize,
    /// Whether it is not to be timed but only tells how long larger ones would take.
    pub(crate) is_probe: bool,
    /// Whether the function has kinks.
    pub(crate) kinks: bool,
    /// Two different points: one to time at, and one more that shows who repeats an old answer.
    pub(crate) points: [Buf<R>; 2],
    /// Makes a fresh contender on this function.
    pub(crate) contender: MakeContender<R>,
}

/// Who can differentiate a function, with these means: any engine that has this kind of derivative.
pub(crate) type MakeContender<R> = Box<dyn Fn(EngineKind, Means) -> Option<Box<dyn Contender<R>>>>;

impl<R: Rival> Problem<R> {
    /// A smooth function with one output that is no network and is fed with one row of data.
    pub(crate) fn new<F, K>(function: F, points: [Buf<R>; 2]) -> Self
    where
        F: Differentiable<R, K> + Sync + 'static,
        K: 'static,
    {
        let function = Rc::new(function);
        let made: MakeContender<R> = Box::new(move |engine, means| Some(contender(engine, &function, means)));
        Self::made(F::STYLE.into(), 1, points, made)
    }

    /// The Jacobian of a smooth map with several outputs.
    pub(crate) fn with_outputs<F, K>(function: F, points: [Buf<R>; 2]) -> Self
    where
        F: Differentiable<R, K> + 'static,
        K: 'static,
    {
        let outputs = function.outputs(points[0].len());
        let function = Rc::new(function);
        let made: MakeContender<R> = Box::new(move |engine, means| jacobian(engine, &function, means));
        Self::made(F::STYLE.into(), outputs, points, made)
    }

    fn made(style: CodeStyle, outputs: usize, points: [Buf<R>; 2], contender: MakeContender<R>) -> Self {
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

/// Two points without a pattern.
pub(crate) fn two_points<R: Real>(inputs: usize, within: &Range<f64>, seed: u64) -> [Buf<R>; 2] {
    [seed, seed.wrapping_add(1)].map(|seed| uniform(inputs, within, seed))
}

/// Numbers without a pattern.
pub(crate) fn uniform<R: Real>(count: usize, within: &Range<f64>, seed: u64) -> Buf<R> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let numbers: Vec<R> = (0..count).map(|_| R::from_f64(random.random_range(within.clone()))).collect();
    Buf::from_slice(&numbers)
}

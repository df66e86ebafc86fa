//! What is differentiated while the engines are compared: a new workload is a new file here.

mod mlp;

use dualtape_core::{Buf, Real};
use dualtape_forward::Lanes;

pub(crate) use mlp::problems as mlp;

use crate::contender::Contender;
use crate::engine_kind::EngineKind;

/// One function at one size, and everyone who can differentiate it.
pub(crate) struct Problem<R: Real> {
    /// The widths of the network.
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

/// Who can differentiate a function: any engine, with so many lanes.
pub(crate) type MakeContender<R> = Box<dyn Fn(EngineKind, Lanes) -> Box<dyn Contender<R>>>;

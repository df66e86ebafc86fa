//! What is differentiated while the engines are compared: a new workload is a new file here.

mod mlp;

use dualtape_core::{Buf, Real};

pub(crate) use mlp::problems as mlp;

use crate::contender::Contender;
use crate::engine_kind::EngineKind;
use crate::lanes::Lanes;

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
    /// Whether the function has kinks.
    pub(crate) kinks: bool,
    /// Two different points: one to time at, and one more that shows who repeats an old answer.
    pub(crate) points: [Buf<R>; 2],
    contender: Box<dyn Fn(EngineKind, Lanes) -> Box<dyn Contender<R>>>,
}

impl<R: Real> Problem<R> {
    /// A fresh contender on this function.
    pub(crate) fn contender(&self, engine: EngineKind, lanes: Lanes) -> Box<dyn Contender<R>> {
        (self.contender)(engine, lanes)
    }
}

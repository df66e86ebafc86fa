//! The measured costs, by kind of function.

use std::any::type_name;

use crate::auto::cost::Cost;
use crate::function::Differentiable;
use crate::scalar::Scalar;

/// The number of inputs up to which sizes are distinguished one by one, because the last chunk of a forward gradient
/// counts.
const EXACT: usize = 64;

/// The kind of a function: its type, and about how many inputs and outputs it has.
///
/// Functions of one kind are assumed to cost either engine the same multiple of themselves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Kind {
    inputs: usize,
    outputs: u32,
    function: &'static str,
}

impl Kind {
    pub(super) fn of<T: Scalar, F: Differentiable<T::Real, K>, K>(f: &F, inputs: usize) -> Kind {
        let size = |n: usize| n.next_power_of_two().trailing_zeros();
        Kind {
            inputs: if inputs <= EXACT { inputs } else { EXACT + size(inputs) as usize },
            outputs: size(f.outputs(inputs)),
            function: type_name::<(T, F)>(),
        }
    }
}

/// The costs of a kind that are known so far, in seconds. An engine that did not fit was not measured.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Measured {
    pub(super) function: Option<f64>,
    pub(super) forward: Option<Cost>,
    pub(super) reverse: Option<Cost>,
}

/// The costs of each kind. A program differentiates a few kinds, and searching a short list is faster than hashing.
#[derive(Clone, Debug, Default)]
pub(super) struct Known(Vec<(Kind, Measured)>);

impl Known {
    pub(super) fn of(&mut self, kind: Kind) -> &mut Measured {
        let place = self.0.iter().position(|(known, _)| *known == kind).unwrap_or_else(|| {
            self.0.push((kind, Measured::default()));
            self.0.len() - 1
        });
        &mut self.0[place].1
    }
}

//! What was measured, by kind of function.

use std::any::type_name;

use super::Cost;
use crate::{Differentiable, Scalar};

/// Numbers of inputs up to here are told apart one by one: the last chunk of a forward gradient counts.
const EXACT: usize = 64;

/// Functions that are taken to cost either engine the same multiple of themselves: of one type, and of about as many
/// inputs and outputs.
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

/// What is known of a kind so far, in seconds: an engine that did not fit was not measured.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Measured {
    pub(super) function: Option<f64>,
    pub(super) forward: Option<Cost>,
    pub(super) reverse: Option<Cost>,
}

/// The costs of each kind. A program differentiates a few: a list is found through faster than a name is hashed.
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

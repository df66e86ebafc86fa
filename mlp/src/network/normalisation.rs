//! Normalisation of signals within each example.

use crate::text::names;
use dualtape_core::{Array, Buf, Real, Scalar, rules};
use std::ops::Range;

/// The normalisation of the products of hidden layers, before their activation.
///
/// It is that of each example on its own, so that the outputs of a row depend on the inputs of that row only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Normalisation {
    /// None.
    #[default]
    None,
    /// Layer normalisation (Ba et al. 2016): γ (z − mean) / √(variance + 10⁻⁵) + β over the units of a layer, with a gain
    /// γ and a shift β per unit.
    Layer,
}

names!(Normalisation ("normalisation"): None = "none", Layer = "layer");

impl Normalisation {
    /// Returns whether there is none.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    pub(super) fn is_none(&self) -> bool {
        *self == Self::None
    }
}

/// The number that is added to a variance, so that equal signals are no division by zero.
pub(crate) const EPSILON: f64 = 1e-5;

/// The layout of a normalised layer in the flat parameter vector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NormalisationLayout {
    /// The range of the gains, γ.
    pub gains: Range<usize>,
    /// The range of the shifts, β.
    pub shifts: Range<usize>,
}

impl NormalisationLayout {
    /// Returns γ (z − mean) / √(variance + ε) + β for each row of z.
    pub(super) fn apply<A: Array>(&self, parameters: &A, z: &A) -> A {
        let width = self.gains.len();
        let rows = z.len() / width;
        let share = A::Scalar::constant(A::Real::ONE / A::Real::from_usize(width));
        let mean = z.row_sums(width).into_scale(share);
        let centred = z.zip(rules::Sub, &mean.repeat_each(width));
        let variance = centred.zip(rules::Mul, &centred).row_sums(width).into_scale(share);
        let epsilon = A::constant(&Buf::filled(rows, A::Real::from_f64(EPSILON)));
        let inverse = variance.zip(rules::Add, &epsilon).map(rules::Sqrt).map(rules::Recip);
        centred
            .zip(rules::Mul, &inverse.repeat_each(width))
            .zip(rules::Mul, &parameters.slice(self.gains.clone()).repeat_rows(rows))
            .zip(rules::Add, &parameters.slice(self.shifts.clone()).repeat_rows(rows))
    }
}

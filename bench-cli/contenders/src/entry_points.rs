//! The functions that everything here is compiled for.

use dualtape_core::{Explanation, Real};
use dualtape_mlp::{Error, Objective};

use crate::contender::NumDualReal;
use crate::error::InvalidOption;
use crate::gradient_method::{GradientMethod, TrainingGradient};
use crate::options::WorkloadOptions;
use crate::problem::Problem;
use crate::workload::WorkloadName;

/// Pointers to the functions of a precision. A `static` of them has every engine on every function compiled in the crate
/// where it stands, and nowhere else.
///
/// A precision has a crate of its own, so that two cores compile side by side.
pub struct EntryPoints<R: Real> {
    /// [`WorkloadName::problems`].
    pub problems: fn(WorkloadName, &WorkloadOptions) -> Result<Vec<Problem<R>>, InvalidOption>,
    /// [`GradientMethod::gradients`].
    pub gradients: fn(GradientMethod, u64) -> TrainingGradient<R>,
    /// [`GradientMethod::fastest`].
    pub fastest: fn(&Objective<R>, u64) -> Result<(GradientMethod, Explanation), Error>,
}

impl<R: NumDualReal> EntryPoints<R> {
    /// Returns the pointers.
    #[allow(clippy::new_without_default, reason = "a default could not stand in a static")]
    pub const fn new() -> Self {
        Self {
            problems: WorkloadName::problems::<R>,
            gradients: GradientMethod::gradients::<R>,
            fastest: GradientMethod::fastest::<R>,
        }
    }
}

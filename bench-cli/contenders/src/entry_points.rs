//! The functions that everything here is compiled for.

use dualtape_core::{Explanation, Real};
use dualtape_mlp::{Error, Objective};

use crate::contender::NumDualReal;
use crate::error::InvalidOption;
use crate::gradient_method::{GradientMethod, TrainingGradient};
use crate::options::WorkloadOptions;
use crate::problem::Problem;
use crate::workload::WorkloadName;

/// The functions of a workload, or the setting that is wrong.
type Problems<R> = Result<Vec<Problem<R>>, InvalidOption>;

/// The faster method with the measurements, or the failure of an engine.
type Fastest = Result<(GradientMethod, Explanation), Error>;

/// Pointers to the functions of a precision. A `static` of them has every engine on every function compiled in the crate
/// where it stands, and nowhere else.
///
/// A precision has a crate of its own, so that two cores compile side by side.
pub struct EntryPoints<R: Real> {
    /// [`WorkloadName::problems`].
    pub problems: fn(WorkloadName, &WorkloadOptions) -> Problems<R>,
    /// [`GradientMethod::gradients`].
    pub gradients: fn(GradientMethod, u64) -> TrainingGradient<R>,
    /// [`GradientMethod::fastest`].
    pub fastest: fn(&Objective<R>, u64) -> Fastest,
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

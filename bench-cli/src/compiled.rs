//! The precisions that the contenders are compiled for.

use dualtape_contenders::{
    GradientMethod, InvalidOption, Problem, TrainingGradient, WorkloadName, WorkloadOptions,
};
use dualtape_core::{Explanation, Real};
use dualtape_mlp::{Error, Objective};

/// A precision that the contenders are compiled for; see [`dualtape_contenders::compile_for`].
pub(crate) trait Compiled: Real {
    /// Returns the functions of a workload with these settings.
    ///
    /// # Errors
    ///
    /// If a setting does not apply to this workload, or asks for more memory than a run may take.
    fn problems(
        workload: WorkloadName,
        options: &WorkloadOptions,
    ) -> Result<Vec<Problem<Self>>, InvalidOption>;

    /// Returns the gradients of a method; `seed` is that of its random directions.
    fn gradients(method: GradientMethod, seed: u64) -> TrainingGradient<Self>;

    /// Returns the faster of the exact methods on a loss with initial parameters of this seed, and the measurements.
    ///
    /// # Errors
    ///
    /// If an engine fails.
    fn faster_method(batch: &Objective<Self>, seed: u64) -> Result<(GradientMethod, Explanation), Error>;
}

macro_rules! compiled {
    ($($real:ty: $contenders:ident;)*) => {$(
        impl Compiled for $real {
            fn problems(
                workload: WorkloadName,
                options: &WorkloadOptions,
            ) -> Result<Vec<Problem<Self>>, InvalidOption> {
                $contenders::problems(workload, options)
            }

            fn gradients(method: GradientMethod, seed: u64) -> TrainingGradient<Self> {
                $contenders::gradients(method, seed)
            }

            fn faster_method(
                batch: &Objective<Self>,
                seed: u64,
            ) -> Result<(GradientMethod, Explanation), Error> {
                $contenders::faster_method(batch, seed)
            }
        }
    )*};
}

compiled! {
    f64: dualtape_contenders_f64;
    f32: dualtape_contenders_f32;
}

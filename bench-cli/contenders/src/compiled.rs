//! The entry points that everything here is compiled for.

use dualtape_core::{Auto, Choice, Explanation, Real};
use dualtape_forward::Forward;
use dualtape_mlp::{Error, Objective};
use dualtape_reverse::Reverse;

use crate::gradient_method::GradientMethod;

/// Defines the entry points for a precision. None is generic, so that every engine on every function is compiled where
/// this stands and nowhere else.
///
/// A precision has a crate of its own, so that two cores compile side by side.
#[macro_export]
macro_rules! compile_for {
    ($real:ty) => {
        /// Returns the functions of a workload with these settings.
        ///
        /// # Errors
        /// A setting does not apply to this workload, or asks for more memory than a run may take.
        pub fn problems(
            workload: $crate::WorkloadName,
            options: &$crate::WorkloadOptions,
        ) -> Result<Vec<$crate::Problem<$real>>, $crate::InvalidOption> {
            workload.problems(options)
        }

        /// Returns the gradients of a method; `seed` is that of its random directions.
        pub fn gradients(method: $crate::GradientMethod, seed: u64) -> $crate::TrainingGradient<$real> {
            method.gradients(seed)
        }

        /// Returns the faster of the exact methods on a loss with initial parameters of this seed, and the
        /// measurements.
        ///
        /// # Errors
        /// An engine fails.
        pub fn faster_method(
            batch: &$crate::mlp::Objective<$real>,
            seed: u64,
        ) -> Result<($crate::GradientMethod, $crate::core::Explanation), $crate::mlp::Error> {
            $crate::faster_method(batch, seed)
        }
    };
}

/// Returns the faster of the exact methods on a loss with initial parameters of this seed, and the measurements.
///
/// # Errors
/// An engine fails.
pub fn faster_method<R: Real>(
    batch: &Objective<R>,
    seed: u64,
) -> Result<(GradientMethod, Explanation), Error> {
    let parameters = batch.network().initial_parameters::<R>(seed);
    let explanation = Auto::new(Forward::<R>::new(), Reverse::<R>::new()).explain(batch, &parameters)?;
    let method = match explanation.choice {
        Choice::Reverse => GradientMethod::Reverse,
        Choice::Forward => GradientMethod::Forward,
    };
    Ok((method, explanation))
}

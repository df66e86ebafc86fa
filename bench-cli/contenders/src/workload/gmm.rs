//! The likelihood of a mixture of normal distributions in more and more dimensions, in scalar code: the problem
//! `gmm` of `ADBench` and `GradBench`.

use dualtape_check::GaussianMixture;

use crate::code_style::CodeStyle;
use crate::contender::NumDualReal;
use crate::error::InvalidOption;
use crate::memory::MemoryEstimate;
use crate::options::WorkloadOptions;
use crate::problem::{Problem, two_points};
use crate::workload::{Nouns, Workload, WorkloadName, sizes};

/// Distributions in a mixture, as in the smaller half of `ADBench`'s files.
const COMPONENTS: usize = 5;

/// Points that a likelihood is about.
const POINTS: usize = 50;

/// The workload.
pub(crate) struct Gmm;

impl Workload for Gmm {
    const NAME: WorkloadName = WorkloadName::Gmm;
    const NOUNS: Nouns = Nouns {
        inputs: "parameters",
        letter: 'p',
        function: "mixture",
        functions: "mixtures",
        derivative: "gradient",
        shape: None,
        reason: None,
    };
    const STYLES: &[CodeStyle] = &[CodeStyle::Scalar];
    const SIZES: &str = "15..5k";

    fn problems<R: NumDualReal>(
        options: &WorkloadOptions,
        _: CodeStyle,
    ) -> Result<Vec<Problem<R>>, InvalidOption> {
        let sizes = sizes::<Self>(options, 1)?;
        let mut dimensions: Vec<usize> = sizes.iter().map(|&count| dimensions_near(count)).collect();
        // Two sizes that are closer than one dimension are the same mixture.
        dimensions.dedup();
        let mut memory = MemoryEstimate::default();
        for &d in &dimensions {
            // As `GaussianMixture` documents its cost.
            let operations = (POINTS + 1) as u128 * COMPONENTS as u128 * (d as u128 + 2).pow(2);
            memory.add_scalar_code(inputs(d), operations);
        }
        memory.check("--sizes", &format!("{} parameters", sizes[sizes.len() - 1]))?;
        let problem = |&d| {
            let mixture = GaussianMixture::generated(options.seed, COMPONENTS, d, POINTS);
            let points = two_points(mixture.inputs(), &(0.0..1.0), options.seed);
            Problem { batch: POINTS, ..Problem::new(mixture, points) }
        };
        Ok(dimensions.iter().map(problem).collect())
    }
}

/// Weights, means, and triangular factors of the precisions.
fn inputs(dimensions: usize) -> usize {
    COMPONENTS * (1 + 2 * dimensions + dimensions * (dimensions - 1) / 2)
}

/// The dimensions whose inputs come nearest to a count; at least one.
fn dimensions_near(count: usize) -> usize {
    // Inputs grow faster than the square of the dimensions.
    let most = count.isqrt().max(1);
    let fits = (1..=most).rev().find(|&d| inputs(d) <= count).unwrap_or(1);
    if inputs(fits + 1).abs_diff(count) < inputs(fits).abs_diff(count) { fits + 1 } else { fits }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mixtures_come_near_to_the_counts_asked_for() {
        for (count, dimensions) in [(1, 1), (15, 1), (30, 2), (5000, 43)] {
            assert_eq!(dimensions_near(count), dimensions, "{count}");
        }
        let mixture = GaussianMixture::generated(7, COMPONENTS, 43, POINTS);
        assert_eq!((mixture.inputs(), inputs(43)), (4950, 4950));
    }
}

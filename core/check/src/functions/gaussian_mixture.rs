//! The likelihood of a mixture of normal distributions.

use std::f64::consts::{PI, SQRT_2};

use crate::random::SplitMix;
use dualtape_core::rules::LogSumExp;
use dualtape_core::{Function, Nary, Real, Scalar};

/// The log-likelihood of points under a mixture of `k` normal distributions in `d` dimensions, with a Wishart prior
/// on their precisions: the problem `gmm` of `ADBench` (F. Šrajer, Z. Kukelova and A. Fitzgibbon, *A benchmark of
/// selected algorithmic differentiation tools on some problems in computer vision and machine learning*,
/// Optimization Methods and Software 33, 2018) as its successor `GradBench` states it.
///
/// Inputs, in this order: log-weights `α` (k), means `μ` (k × d), logarithms `q` of the diagonals (k × d) and the
/// columns `l` below the diagonals (k × d (d - 1) / 2) of lower triangular factors `Q` of the precisions. With
/// `β_ij = α_j + Σ q_j - ‖Q_j (x_i - μ_j)‖² / 2` the value is, up to a constant in the inputs,
///
/// `Σ_i ln Σ_j exp β_ij - n ln Σ_j exp α_j - γ²/2 Σ_j ‖Q_j‖² + m Σ_j Σ q_j`.
///
/// The value includes the constant. Logarithms of sums are shifted by their largest term, so that they do not overflow.
///
/// # Cost
/// `(n + 1) k (d² + 3 d + 4) + 2 n + 5` operations for n points, `(n + 1) k + k d` of them exponentials.
///
/// # Panics
/// If there is another number of inputs than [`GaussianMixture::inputs`] says.
///
/// # Example
/// ```
/// use dualtape_check::GaussianMixture;
/// let mixture = GaussianMixture::generated(7, 10, 2, 100);
/// assert_eq!(mixture.inputs(), 60);
/// assert!(dualtape_core::value(&mixture, &mixture.start()).unwrap().is_finite());
/// ```
#[derive(Clone, Debug)]
pub struct GaussianMixture {
    components: usize,
    dimensions: usize,
    points: Vec<f64>,
    /// The scale of the precisions in the prior.
    gamma: f64,
    /// The degrees of freedom of the prior beyond `d + 1`.
    freedom: f64,
}

impl GaussianMixture {
    /// Returns a mixture for these points, one after the other, with the prior γ = 1, m = 0.
    ///
    /// # Panics
    /// If there are no components, dimensions or points, or half a point.
    pub fn new(components: usize, dimensions: usize, points: Vec<f64>) -> Self {
        assert!(
            components > 0 && dimensions > 0 && !points.is_empty() && points.len().is_multiple_of(dimensions),
            "a mixture of {components} in {dimensions} dimensions for {} numbers",
            points.len()
        );
        GaussianMixture { components, dimensions, points, gamma: 1.0, freedom: 0.0 }
    }

    /// Returns a mixture for this number of pseudorandom points.
    ///
    /// # Panics
    /// If there are no components, dimensions or points.
    pub fn generated(seed: u64, components: usize, dimensions: usize, points: usize) -> Self {
        let mut random = SplitMix::new(seed);
        Self::new(components, dimensions, (0..points * dimensions).map(|_| 2.0 * random.number()).collect())
    }

    /// Returns the same mixture with another prior.
    pub fn with_prior(self, gamma: f64, freedom: f64) -> Self {
        GaussianMixture { gamma, freedom, ..self }
    }

    /// Returns the number of inputs: `k (1 + 2 d + d (d - 1) / 2)`.
    pub fn inputs(&self) -> usize {
        self.components * (1 + 2 * self.dimensions + self.below_diagonal())
    }

    /// Returns pseudorandom components.
    pub fn start(&self) -> Vec<f64> {
        let mut random = SplitMix::new(0);
        (0..self.inputs()).map(|_| random.number()).collect()
    }

    /// Returns the number of entries of a factor below its diagonal.
    fn below_diagonal(&self) -> usize {
        self.dimensions * (self.dimensions - 1) / 2
    }

    /// Returns the part of the value that does not depend on the inputs.
    fn constant(&self) -> f64 {
        let (d, k) = (self.dimensions as f64, self.components as f64);
        let n = (self.points.len() / self.dimensions) as f64;
        let freedom = d + self.freedom + 1.0;
        let log_gamma = d * (d - 1.0) / 4.0 * PI.ln()
            + (0..self.dimensions).map(|j| libm::lgamma((freedom - j as f64) / 2.0)).sum::<f64>();
        k * (freedom * d * (self.gamma / SQRT_2).ln() - log_gamma) - n * d / 2.0 * (2.0 * PI).ln()
    }
}

/// Writes `Q v` for the lower triangular `Q` of this diagonal and these columns below it.
fn multiply<S: Scalar>(diagonal: &[S], lower: &[S], v: &[S], product: &mut Vec<S>) {
    product.clear();
    product.extend(diagonal.iter().zip(v).map(|(&q, &v)| q * v));
    let mut factors = lower.iter();
    for (column, &v) in v.iter().enumerate() {
        for (y, &factor) in product[column + 1..].iter_mut().zip(&mut factors) {
            *y += factor * v;
        }
    }
}

impl<R: Real> Function<R> for GaussianMixture {
    fn eval<S: Scalar<Real = R>>(&self, x: &[S]) -> S {
        let (k, d) = (self.components, self.dimensions);
        assert_eq!(x.len(), self.inputs(), "inputs of a mixture");
        let (weights, x) = x.split_at(k);
        let (means, x) = x.split_at(k * d);
        let (logs, lower) = x.split_at(k * d);

        let diagonals: Vec<S> = logs.iter().map(|q| q.exp()).collect();
        let log_determinants: Vec<S> = logs.chunks_exact(d).map(|q| q.iter().copied().sum()).collect();
        let offsets: Vec<S> = weights.iter().zip(&log_determinants).map(|(&w, &q)| w + q).collect();

        let mut scores = Vec::with_capacity(k);
        let (mut centred, mut image) = (Vec::with_capacity(d), Vec::with_capacity(d));
        let likelihoods = self.points.chunks_exact(d).map(|point| {
            scores.clear();
            for j in 0..k {
                let own = j * d..(j + 1) * d;
                centred.clear();
                centred.extend(means[own.clone()].iter().zip(point).map(|(&mean, &x)| mean - R::from_f64(x)));
                multiply(&diagonals[own], &lower[j * self.below_diagonal()..], &centred, &mut image);
                let distance: S = image.iter().map(|&y| y * y).sum();
                scores.push(offsets[j] - distance * R::HALF);
            }
            LogSumExp.eval(&scores, &[])
        });
        let likelihood: S = likelihoods.sum();

        let points = R::from_f64((self.points.len() / d) as f64);
        let squares: S = diagonals.iter().chain(lower).map(|&q| q * q).sum();
        let log_determinant: S = log_determinants.into_iter().sum();
        likelihood
            - LogSumExp.eval(weights, &[]) * points
            - squares * R::from_f64(self.gamma * self.gamma / 2.0)
            + log_determinant * R::from_f64(self.freedom)
            + R::from_f64(self.constant())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::count::operations;
    use dualtape_core::value;

    #[test]
    fn one_normal_distribution() {
        let mixture = GaussianMixture::new(1, 1, vec![0.5, -1.0]).with_prior(2.0, 3.0);
        let (mean, q) = (0.25_f64, 0.3_f64);
        let log_density = |x: f64| q - (q.exp() * (x - mean)).powi(2) / 2.0 - (2.0 * PI).ln() / 2.0;
        let prior = 5.0 * SQRT_2.ln() - libm::lgamma(2.5) - 2.0 * (2.0 * q).exp() + 3.0 * q;
        let found = value(&mixture, &[7.0, mean, q]).unwrap();
        assert!((found - (log_density(0.5) + log_density(-1.0) + prior)).abs() < 1e-13, "{found}");
    }

    #[test]
    fn weights_beyond_the_range_of_exp_do_not_overflow() {
        let mixture = GaussianMixture::generated(1, 2, 2, 5);
        let mut x = mixture.start();
        let expected = value(&mixture, &x).unwrap();
        x[..2].iter_mut().for_each(|weight| *weight += 2000.0);
        assert!((value(&mixture, &x).unwrap() - expected).abs() < 1e-9);
    }

    #[test]
    fn the_cost_is_as_documented() {
        for (k, d, n) in [(1, 1, 1), (2, 1, 3), (3, 4, 5)] {
            let mixture = GaussianMixture::generated(1, k, d, n);
            let expected = (n + 1) * k * (d * d + 3 * d + 4) + 2 * n + 5;
            assert_eq!(operations(&mixture, &mixture.start()), Ok(expected), "{k} {d} {n}");
        }
    }
}

//! Code of ndarray, unmodified.

#[macro_use]
mod foreign;

use ndarray::{Array1, Array2, Axis, LinalgScalar, ScalarOperand, arr1};
use num_traits::{Float, FromPrimitive};

/// A layer, its mean and its spread.
fn layer<T: Float + FromPrimitive + LinalgScalar + ScalarOperand>(x: &[T]) -> T {
    let c = |x: f64| T::from(x).unwrap();
    let weights =
        Array2::from_shape_fn((3, 4), |(i, j)| x[(i + 2 * j) % x.len()] * c(0.3 * i as f64 - 0.2 * j as f64));
    let input: Array1<T> = arr1(&[x[0], x[1], c(1.0), c(-0.5)]);
    let hidden = (weights.dot(&input) + arr1(&[x[2]; 3])).mapv(Float::tanh);
    let product = weights.t().dot(&weights);
    let rows = product.sum_axis(Axis(0)) * x[1];
    hidden.sum() + rows.dot(&rows) + weights.mean_axis(Axis(1)).unwrap().product() + (&weights * x[0]).sum()
}

#[test]
fn products_and_sums_have_both_derivatives() {
    agrees!(layer, [0.4, 0.7, -0.3]);
}

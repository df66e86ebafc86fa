//! The loops between the matrix products, inlined into a dispatching caller or dispatching themselves.

use dualtape_core::{Labels, Real, Unary, vectorise};
use dualtape_mlp::Adam;

/// The number of independent partial sums: two of the widest vectors.
const LANES: usize = 32;

/// Writes `row` to each row of `out`, by copies of growing length, as rows may be short.
#[inline(always)]
pub(super) fn repeat<T: Real>(row: &[T], out: &mut [T]) {
    let mut written = row.len();
    out[..written].copy_from_slice(row);
    while written < out.len() {
        let more = written.min(out.len() - written);
        out.copy_within(..more, written);
        written += more;
    }
}

/// Computes `z ← g(z)`.
#[inline(always)]
pub(super) fn activate<T: Real, R: Unary>(rule: R, z: &mut [T]) {
    for z in z {
        *z = rule.eval(*z);
    }
}

/// Computes `δ ← δ ⊙ g′`, from the outputs `z` of the activation.
#[inline(always)]
pub(super) fn pull_activation<T: Real, R: Unary>(rule: R, z: &[T], delta: &mut [T]) {
    for (delta, &z) in delta.iter_mut().zip(z) {
        *delta *= rule.block_partial(z, z);
    }
}

/// Writes the sum of the rows of `x`, which is overwritten: the lower half is added to the upper one until one row is
/// left, so that loops are long although rows may be short.
#[inline(always)]
pub(super) fn sum_rows<T: Real>(x: &mut [T], out: &mut [T]) {
    let mut rows = x.len() / out.len();
    while rows > 1 {
        let half = rows / 2;
        let (upper, lower) = x[..rows * out.len()].split_at_mut((rows - half) * out.len());
        for (upper, &lower) in upper.iter_mut().zip(&*lower) {
            *upper += lower;
        }
        rows -= half;
    }
    out.copy_from_slice(&x[..out.len()]);
}

/// Returns the mean cross-entropy of softmax outputs and writes its gradient to `delta`.
///
/// All exponentials are computed in one loop, as rows are shorter than vectors. Each row's sum is between 1 and its
/// length, so one logarithm serves the product of many.
#[inline(always)]
pub(super) fn softmax_cross_entropy<T: Real>(f: &[T], labels: &Labels, delta: &mut [T]) -> T {
    let cols = f.len() / labels.len();
    let weight = T::ONE / T::from_usize(labels.len());
    let large = T::from_f64(1e30);
    let mut total = T::ZERO;
    for ((row, delta), &label) in f.chunks_exact(cols).zip(delta.chunks_exact_mut(cols)).zip(labels.iter()) {
        let largest = row.iter().fold(row[0], |largest, &f| if f > largest { f } else { largest });
        for (delta, &f) in delta.iter_mut().zip(row) {
            *delta = f - largest;
        }
        total -= delta[label as usize];
    }
    for delta in &mut *delta {
        *delta = Real::exp(*delta);
    }
    let mut product = T::ONE;
    for (delta, &label) in delta.chunks_exact_mut(cols).zip(labels.iter()) {
        let sum = delta.iter().fold(T::ZERO, |sum, &e| sum + e);
        product *= sum;
        if product > large {
            total += Real::ln(product);
            product = T::ONE;
        }
        let scale = weight / sum;
        for delta in &mut *delta {
            *delta *= scale;
        }
        delta[label as usize] -= weight;
    }
    (total + Real::ln(product)) * weight
}

/// Returns the mean cross-entropy of logits `f`, softplus f − y f, and writes its gradient, sigmoid f − y, to `delta`.
#[inline(always)]
pub(super) fn binary_cross_entropy<T: Real>(f: &[T], y: &[T], delta: &mut [T]) -> T {
    let weight = T::ONE / T::from_usize(y.len());
    let mut total = T::ZERO;
    for ((delta, &f), &y) in delta.iter_mut().zip(f).zip(y) {
        let e = Real::exp(-Real::abs(f));
        let (softplus, sigmoid) = if f > T::ZERO { (f, T::ONE) } else { (T::ZERO, e) };
        total += softplus + Real::ln_1p(e) - y * f;
        *delta = (sigmoid / (T::ONE + e) - y) * weight;
    }
    total * weight
}

/// Returns the mean of (f − y)² and writes its gradient to `delta`.
#[inline(always)]
pub(super) fn squared_error<T: Real>(f: &[T], y: &[T], delta: &mut [T]) -> T {
    let weight = T::ONE / T::from_usize(y.len());
    let slope = weight + weight;
    let mut lanes = [T::ZERO; LANES];
    for ((f, y), delta) in f.chunks(LANES).zip(y.chunks(LANES)).zip(delta.chunks_mut(LANES)) {
        for (((lane, &f), &y), delta) in lanes.iter_mut().zip(f).zip(y).zip(delta) {
            let residual = f - y;
            *lane += residual * residual;
            *delta = residual * slope;
        }
    }
    lanes.into_iter().sum::<T>() * weight
}

/// Computes θ ← θ − η g.
pub(super) fn descend<T: Real>(parameters: &mut [T], gradient: &[T], learning_rate: T) {
    vectorise(
        #[inline(always)]
        || {
            for (parameter, &g) in parameters.iter_mut().zip(gradient) {
                *parameter -= learning_rate * g;
            }
        },
    );
}

/// Computes θ ← θ − η m̂ / (√v̂ + ε), as [`Adam`] does.
pub(super) fn descend_by_adam<T: Real>(
    adam: &mut Adam<T>,
    parameters: &mut [T],
    gradient: &[T],
    learning_rate: T,
) {
    adam.steps = adam.steps.saturating_add(1);
    let unbias = |decay: f64| 1.0 / (1.0 - decay.powi(adam.steps));
    let rate = learning_rate * T::from_f64(unbias(Adam::<T>::FIRST_DECAY));
    let unbias2 = T::from_f64(unbias(Adam::<T>::SECOND_DECAY));
    let [beta1, beta2, epsilon] =
        [Adam::<T>::FIRST_DECAY, Adam::<T>::SECOND_DECAY, Adam::<T>::EPSILON].map(T::from_f64);
    let (rest1, rest2) = (T::ONE - beta1, T::ONE - beta2);
    let moments = adam.first_moment.iter_mut().zip(&mut adam.second_moment);
    vectorise(
        #[inline(always)]
        || {
            for ((parameter, &g), (m, v)) in parameters.iter_mut().zip(gradient).zip(moments) {
                *m = beta1 * *m + rest1 * g;
                *v = beta2 * *v + rest2 * g * g;
                *parameter -= rate * *m / (Real::sqrt(*v * unbias2) + epsilon);
            }
        },
    );
}

//! A contiguous run of an engine's numbers, and the block operations on it.
//!
//! Every block operation has a scalar loop in [`loops`] that *defines* it; an engine overrides it with something
//! faster (a matrix product, a tape event for the whole block) that must agree with the loop. A number without
//! array code of its own has `type Array = Elements<Self>` and runs on the loops.

pub(crate) mod buf;
pub(crate) mod elements;
mod kernels;
pub(crate) mod labels;
pub mod loops;
mod plain;
pub(crate) mod pool;
pub(crate) mod shape;

use std::ops::Range;

pub use buf::Buf;
pub use elements::Elements;
pub use labels::Labels;
pub use shape::{Accumulate, Layout, MatMul};

use crate::op::{Binary, Needs, Operand, Side, Unary};
use crate::real::Real;
use crate::rules;
use crate::scalar::Scalar;

/// A contiguous run of numbers that an engine differentiates as a block.
///
/// Matrices are row-major. Cloning and slicing share the storage. There are three groups of operations: those that
/// users call; the pullbacks and their derivatives, which engines call on the arrays underneath, so that blocks stay
/// blocks at each level of nesting; and accumulation for a reverse sweep.
///
/// # Panics
/// All operations panic if the lengths of their operands do not fit the shape that is stated.
pub trait Array: Clone {
    /// The plain number underneath.
    type Real: Real;
    /// The type of its elements.
    type Scalar: Scalar<Real = Self::Real, Array = Self>;

    /// Returns the number of elements.
    fn len(&self) -> usize;
    /// Returns the number at `i`.
    fn get(&self, i: usize) -> Self::Scalar;
    /// Returns an array of these numbers.
    fn from_scalars(x: &[Self::Scalar]) -> Self;
    /// Returns `f(i)` for each index below `n`; `f` may be called with an index several times.
    fn from_fn(n: usize, f: impl Fn(usize) -> Self::Scalar) -> Self {
        loops::from_fn(n, f)
    }
    /// Returns plain numbers with derivative zero, sharing their storage.
    fn constant(x: &Buf<Self::Real>) -> Self;
    /// Returns the numbers in `range`, sharing the storage.
    fn slice(&self, range: Range<usize>) -> Self;

    /// Returns whether there are no numbers.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Returns the numbers of `columns` in each row of a rows × `cols` matrix, as a matrix of their own.
    fn columns(&self, cols: usize, columns: Range<usize>) -> Self {
        loops::columns(self, cols, columns)
    }
    /// Returns the numbers one by one.
    fn to_vec(&self) -> Vec<Self::Scalar> {
        (0..self.len()).map(|i| self.get(i)).collect()
    }
    /// Writes the numbers to `out`.
    fn copy_to(&self, out: &mut [Self::Scalar]) {
        assert_eq!(self.len(), out.len(), "room for as many numbers");
        for (i, out) in out.iter_mut().enumerate() {
            *out = self.get(i);
        }
    }
    /// Returns the plain values (the primals).
    fn values(&self) -> Buf<Self::Real> {
        loops::values(self)
    }

    /// `z_i = f(x_i)`.
    fn map<R: Unary>(&self, rule: R) -> Self {
        loops::map(rule, self)
    }
    /// `z_i = f(x_i, y_i)`.
    fn zip<R: Binary>(&self, rule: R, other: &Self) -> Self {
        loops::zip(rule, self, other)
    }
    /// `x Wᵀ + b`: `x` is rows × n, `w` is m × n (a row per output), `b` has m, the result is rows × m.
    fn affine(x: &Self, w: &Self, b: &Self) -> Self {
        loops::affine(x, w, b)
    }
    /// Returns the matrix product of `self` (m × k) and `other` (k × n).
    fn matmul(&self, other: &Self, shape: MatMul) -> Self {
        loops::matmul(self, other, shape)
    }
    /// Returns the sum over rows of a rows × `cols` matrix: `cols` numbers.
    fn sum_rows(&self, cols: usize) -> Self {
        loops::sum_rows(self, cols)
    }
    /// Returns the sum within each row of a rows × `cols` matrix: a number per row.
    fn row_sums(&self, cols: usize) -> Self {
        let shape = MatMul::new(rows_of(self, cols), cols, 1);
        self.matmul(&Self::constant(&Buf::filled(cols, Self::Real::ONE)), shape)
    }
    /// Returns each number repeated `cols` times: the transpose of [`Array::row_sums`].
    fn repeat_each(&self, cols: usize) -> Self {
        let shape = MatMul::new(self.len(), 1, cols);
        self.matmul(&Self::constant(&Buf::filled(cols, Self::Real::ONE)), shape)
    }
    /// Returns the whole run repeated `rows` times: the transpose of [`Array::sum_rows`].
    fn repeat_rows(&self, rows: usize) -> Self {
        let shape = MatMul::new(rows, 1, self.len());
        Self::constant(&Buf::filled(rows, Self::Real::ONE)).matmul(self, shape)
    }
    /// Returns each number times `s`.
    fn scale(&self, s: Self::Scalar) -> Self {
        loops::scale(self, s)
    }
    /// Returns the sum of all numbers; zero for an empty array.
    fn sum(&self) -> Self::Scalar {
        loops::sum(self)
    }
    /// `Σ x_i y_i`.
    fn dot(&self, other: &Self) -> Self::Scalar {
        loops::dot(self, other)
    }
    /// `ln Σ_j e^(x_rj)` for each row of a rows × `cols` matrix, shifted by the row's maximum: never overflows.
    fn log_sum_exp(&self, cols: usize) -> Self {
        loops::log_sum_exp(self, cols)
    }
    /// `e^(x_rj) / Σ_k e^(x_rk)` for each row of a rows × `cols` matrix.
    fn softmax(&self, cols: usize) -> Self {
        loops::softmax(self, cols)
    }
    /// Returns the mean over rows of `log_sum_exp(row) - row[label]`, the cross-entropy of softmax outputs in nats.
    fn softmax_cross_entropy(&self, labels: &Labels) -> Self::Scalar {
        loops::softmax_cross_entropy(self, labels)
    }

    // ---- pullbacks and their derivatives

    /// `∂f(x_i) · d_i`: tangent and pullback of [`Array::map`]. An operand that the rule does not need may be any
    /// array of the same length.
    fn map_pull<R: Unary>(rule: R, x: &Self, z: &Self, d: &Self) -> Self {
        loops::map_pull(rule, x, z, d)
    }
    /// Returns the derivative of `∂f(x_i, z_i) · d_i` with respect to one of `x_i` and `z_i`, times `t_i`.
    ///
    /// The other operand is held constant. With it [`Array::map_pull`] nests.
    fn map_curve<R: Unary>(rule: R, along: Operand, x: &Self, z: &Self, t: &Self, d: &Self) -> Self {
        loops::map_curve(rule, along, x, z, t, d)
    }
    /// `∂f(x_i, y_i) · d_i` with respect to one side: tangent and pullback of [`Array::zip`].
    fn zip_pull<R: Binary>(rule: R, side: Side, x: &Self, y: &Self, z: &Self, d: &Self) -> Self {
        loops::zip_pull(rule, side, x, y, z, d)
    }
    /// Returns the derivative of `∂f(x_i, y_i, z_i) · d_i`, the partial of one side, with respect to one of `x_i`,
    /// `y_i` and `z_i`, times `t_i`.
    #[allow(clippy::too_many_arguments, reason = "the operands of a second derivative")]
    fn zip_curve<R: Binary>(
        rule: R,
        side: Side,
        along: Operand,
        x: &Self,
        y: &Self,
        z: &Self,
        t: &Self,
        d: &Self,
    ) -> Self {
        loops::zip_curve(rule, side, along, x, y, z, t, d)
    }
    /// `z ⊙ (d - ⟨z, d⟩)` within each row: tangent and pullback of [`Array::softmax`] with output `z` (the
    /// Jacobian is symmetric).
    fn softmax_pull(z: &Self, d: &Self, cols: usize) -> Self {
        let inner = z.zip(rules::Mul, d).row_sums(cols);
        z.zip(rules::Mul, &d.zip(rules::Sub, &inner.repeat_each(cols)))
    }
    /// Returns the value and the gradient `(softmax(row) - onehot(label)) / rows` of [`Array::softmax_cross_entropy`].
    fn softmax_cross_entropy_with_gradient(&self, labels: &Labels) -> (Self::Scalar, Self) {
        (self.softmax_cross_entropy(labels), softmax_cross_entropy_gradient(self, labels))
    }
    // ---- the same for an operand that is consumed: in place if the storage is not shared

    /// Returns [`Array::map`] of an array that is consumed.
    fn into_map<R: Unary>(self, rule: R) -> Self {
        self.map(rule)
    }
    /// Returns [`Array::scale`] of an array that is consumed.
    fn into_scale(self, s: Self::Scalar) -> Self {
        self.scale(s)
    }
    /// Returns [`Array::map_pull`] of a direction that is consumed. An operand that the rule does not need may be any
    /// array.
    fn into_map_pull<R: Unary>(rule: R, x: &Self, z: &Self, d: Self) -> Self {
        match R::NEEDS {
            Needs::Neither => d.into_scale(rule.block_partial(Self::Scalar::zero(), Self::Scalar::zero())),
            _ => Self::map_pull(rule, x, z, &d),
        }
    }
    /// Returns [`Array::zip_pull`] of a direction that is consumed. An operand that the rule does not need may be any
    /// array.
    fn into_zip_pull<R: Binary>(rule: R, side: Side, x: &Self, y: &Self, z: &Self, d: Self) -> Self {
        match R::NEEDS {
            Needs::Neither => {
                let nothing = Self::Scalar::zero();
                d.into_scale(side.of(rule.partials(nothing, nothing, nothing)))
            }
            _ => Self::zip_pull(rule, side, x, y, z, &d),
        }
    }

    // ---- accumulation

    /// Returns whether this is known to be all zeros. Engines then skip work; `false` is always right.
    fn is_zero(&self) -> bool {
        false
    }
    /// Returns whether all numbers are finite, and all derivatives that they carry.
    fn all_finite(&self) -> bool {
        (0..self.len()).all(|i| self.get(i).all_finite())
    }
    /// Returns `n` times `s`.
    fn full(n: usize, s: Self::Scalar) -> Self {
        Self::constant(&Buf::filled(n, Self::Real::ONE)).into_scale(s)
    }
    /// Returns `n` zeros.
    fn zeros(n: usize) -> Self {
        Self::constant(&Buf::zeros(n))
    }
    /// Returns `n` numbers of unspecified content, to be written before they are read.
    fn scratch(n: usize) -> Self {
        Self::zeros(n)
    }
    /// Writes `v` to the numbers from `at` on, or adds it to them.
    fn put(&mut self, at: usize, accumulate: Accumulate, v: &Self) {
        loops::put(self, at, accumulate, v);
    }
    /// Writes the matrix `v` to the columns from `at` on of a rows × `cols` matrix, or adds it to them: the
    /// inverse of [`Array::columns`].
    fn put_columns(&mut self, cols: usize, at: usize, accumulate: Accumulate, v: &Self) {
        loops::put_columns(self, cols, at, accumulate, v);
    }
    /// Writes the product of `a` and `b` to the numbers from `at` on, or adds it to them.
    fn matmul_into(&mut self, at: usize, accumulate: Accumulate, a: &Self, b: &Self, shape: MatMul) {
        self.put(at, accumulate, &a.matmul(b, shape));
    }
    /// Writes the sums over the rows of a rows × `cols` matrix to the `cols` numbers from `at` on, or adds them.
    fn sum_rows_into(&mut self, at: usize, accumulate: Accumulate, x: &Self, cols: usize) {
        self.put(at, accumulate, &x.sum_rows(cols));
    }
}

/// Returns the gradient of [`Array::softmax_cross_entropy`] from block operations, for arrays of any number.
pub fn softmax_cross_entropy_gradient<A: Array>(x: &A, labels: &Labels) -> A {
    let cols = labels.cols_of(x.len());
    let onehot = Buf::fill(x.len(), |out| {
        out.fill(A::Real::ZERO);
        for (row, &label) in out.chunks_exact_mut(cols.max(1)).zip(labels.iter()) {
            row[label as usize] = A::Real::ONE;
        }
    });
    let rows = A::Real::from_usize(labels.len());
    x.softmax(cols).zip(rules::Sub, &A::constant(&onehot)).scale(A::Scalar::constant(A::Real::ONE / rows))
}

/// Returns the number of rows of a rows × `cols` matrix.
pub(crate) fn rows_of<A: Array>(x: &A, cols: usize) -> usize {
    if x.is_empty() {
        return 0;
    }
    assert!(cols > 0 && x.len().is_multiple_of(cols), "{} numbers are not rows of {cols}", x.len());
    x.len() / cols
}

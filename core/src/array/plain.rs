//! The block operations of plain numbers, vectorised.

use std::ops::Range;

use crate::array::buf::Buf;
use crate::array::labels::Labels;
use crate::array::shape::{Accumulate, MatMul};
use crate::array::{Array, kernels, loops, rows_of};
use crate::curve::{binary_curve_along, unary_curve_along};
use crate::op::{Binary, Needs, Operand, Side, Unary, carry};
use crate::real::Real;

impl<T: Real> Buf<T> {
    /// Replaces each number by `f` of it and of those at its place in `x`; in place unless the numbers are shared.
    #[inline(always)]
    fn update<const K: usize>(&mut self, x: [&Buf<T>; K], f: impl Fn(T, [T; K]) -> T) {
        let x = slices(x, self.len);
        kernels::update(x, self.make_mut(), f);
    }

    /// Writes a slice to the numbers from `at` on, or adds it to them.
    #[inline]
    pub fn put_slice(&mut self, at: usize, accumulate: Accumulate, v: &[T]) {
        let target = &mut self.make_mut()[at..at + v.len()];
        match accumulate {
            Accumulate::Replace => target.copy_from_slice(v),
            Accumulate::Add => kernels::add(target, v),
        }
    }
}

impl<T: Real> Array for Buf<T> {
    type Real = T;
    type Scalar = T;

    #[inline(always)]
    fn len(&self) -> usize {
        self.len
    }
    #[inline(always)]
    fn get(&self, i: usize) -> T {
        self[i]
    }
    fn from_scalars(x: &[T]) -> Self {
        Buf::from_slice(x)
    }
    fn from_fn(n: usize, f: impl Fn(usize) -> T) -> Self {
        Buf::fill(n, |out| out.iter_mut().enumerate().for_each(|(i, out)| *out = f(i)))
    }
    fn constant(x: &Buf<T>) -> Self {
        x.clone()
    }
    #[inline]
    fn slice(&self, range: Range<usize>) -> Self {
        self.part(range)
    }
    fn columns(&self, cols: usize, columns: Range<usize>) -> Self {
        let (rows, width) = (rows_of(self, cols), loops::width_within(&columns, cols));
        Buf::fill(rows * width, |out| kernels::columns(self, cols, columns, out))
    }
    fn to_vec(&self) -> Vec<T> {
        (**self).to_vec()
    }
    fn copy_to(&self, out: &mut [T]) {
        out.copy_from_slice(self);
    }
    fn values(&self) -> Buf<T> {
        self.clone()
    }

    fn map<R: Unary>(&self, rule: R) -> Self {
        elementwise(
            [self],
            #[inline(always)]
            move |[x]| rule.eval(x),
        )
    }
    fn zip<R: Binary>(&self, rule: R, other: &Self) -> Self {
        elementwise(
            [self, other],
            #[inline(always)]
            move |[x, y]| rule.eval(x, y),
        )
    }
    fn affine(x: &Self, w: &Self, b: &Self) -> Self {
        let (inputs, rows) = loops::affine_shape(x, w, b);
        Buf::fill(rows * b.len, |out| {
            kernels::repeat(b, out);
            T::gemm(MatMul::new(rows, inputs, b.len).right_transposed(), Accumulate::Add, x, w, out);
        })
    }
    fn matmul(&self, other: &Self, shape: MatMul) -> Self {
        shape.check(self.len, other.len);
        Buf::fill(shape.m * shape.n, |out| T::gemm(shape, Accumulate::Replace, self, other, out))
    }
    fn sum_rows(&self, cols: usize) -> Self {
        rows_of(self, cols);
        Buf::fill(cols, |out| kernels::sum_rows(self, Accumulate::Replace, out))
    }
    fn repeat_rows(&self, rows: usize) -> Self {
        Buf::fill(rows * self.len, |out| kernels::repeat(self, out))
    }
    fn repeat_each(&self, cols: usize) -> Self {
        Buf::fill(self.len * cols, |out| {
            for (row, &x) in out.chunks_exact_mut(cols.max(1)).zip(self.iter()) {
                row.fill(x);
            }
        })
    }
    fn scale(&self, s: T) -> Self {
        if s == T::ONE {
            return self.clone();
        }
        elementwise(
            [self],
            #[inline(always)]
            move |[x]| x * s,
        )
    }
    fn sum(&self) -> T {
        kernels::sum(self)
    }
    fn dot(&self, other: &Self) -> T {
        assert_eq!(self.len, other.len, "arrays of different lengths");
        kernels::dot(self, other)
    }
    fn softmax(&self, cols: usize) -> Self {
        rows_of(self, cols);
        Buf::fill(self.len, |out| kernels::softmax(self, cols, out))
    }
    fn softmax_cross_entropy(&self, labels: &Labels) -> T {
        self.softmax_cross_entropy_with_gradient(labels).0
    }

    fn map_pull<R: Unary>(rule: R, x: &Self, z: &Self, d: &Self) -> Self {
        elementwise(
            [x, z, d],
            #[inline(always)]
            move |[x, z, d]| carry(R::SELECTS, rule.block_partial(x, z), d),
        )
    }
    fn map_curve<R: Unary>(rule: R, along: Operand, x: &Self, z: &Self, t: &Self, d: &Self) -> Self {
        elementwise(
            [x, z, t, d],
            #[inline(always)]
            move |[x, z, t, d]| carry(R::SELECTS, unary_curve_along(rule, along, x, z, t), d),
        )
    }
    fn zip_pull<R: Binary>(rule: R, side: Side, x: &Self, y: &Self, z: &Self, d: &Self) -> Self {
        elementwise(
            [x, y, z, d],
            #[inline(always)]
            move |[x, y, z, d]| carry(R::SELECTS, side.of(rule.partials(x, y, z)), d),
        )
    }
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
        elementwise(
            [x, y, z, t, d],
            #[inline(always)]
            move |[x, y, z, t, d]| carry(R::SELECTS, side.of(binary_curve_along(rule, along, x, y, z, t)), d),
        )
    }
    fn into_map<R: Unary>(mut self, rule: R) -> Self {
        self.update(
            [],
            #[inline(always)]
            move |x, []| rule.eval(x),
        );
        self
    }
    fn into_scale(mut self, s: T) -> Self {
        if s != T::ONE {
            self.update(
                [],
                #[inline(always)]
                move |x, []| x * s,
            );
        }
        self
    }
    fn into_map_pull<R: Unary>(rule: R, x: &Self, z: &Self, mut d: Self) -> Self {
        match R::NEEDS {
            Needs::Neither => return d.into_scale(rule.block_partial(T::ZERO, T::ZERO)),
            Needs::Input => d.update(
                [x],
                #[inline(always)]
                move |d, [x]| carry(R::SELECTS, rule.block_partial(x, x), d),
            ),
            Needs::Output => d.update(
                [z],
                #[inline(always)]
                move |d, [z]| carry(R::SELECTS, rule.block_partial(z, z), d),
            ),
            Needs::Both => d.update(
                [x, z],
                #[inline(always)]
                move |d, [x, z]| carry(R::SELECTS, rule.block_partial(x, z), d),
            ),
        }
        d
    }
    fn into_zip_pull<R: Binary>(rule: R, side: Side, x: &Self, y: &Self, z: &Self, mut d: Self) -> Self {
        match R::NEEDS {
            Needs::Neither => return d.into_scale(side.of(rule.partials(T::ZERO, T::ZERO, T::ZERO))),
            Needs::Input => d.update(
                [x, y],
                #[inline(always)]
                move |d, [x, y]| carry(R::SELECTS, side.of(rule.partials(x, y, x)), d),
            ),
            Needs::Output => d.update(
                [z],
                #[inline(always)]
                move |d, [z]| carry(R::SELECTS, side.of(rule.partials(z, z, z)), d),
            ),
            Needs::Both => d.update(
                [x, y, z],
                #[inline(always)]
                move |d, [x, y, z]| carry(R::SELECTS, side.of(rule.partials(x, y, z)), d),
            ),
        }
        d
    }
    fn softmax_pull(z: &Self, d: &Self, cols: usize) -> Self {
        rows_of(z, cols);
        assert_eq!(z.len, d.len, "arrays of different lengths");
        Buf::fill(z.len, |out| kernels::softmax_pull(z, d, cols, out))
    }
    fn softmax_cross_entropy_with_gradient(&self, labels: &Labels) -> (T, Self) {
        let mut value = T::ZERO;
        let gradient = Buf::fill(self.len, |out| value = kernels::softmax_cross_entropy(self, labels, out));
        (value, gradient)
    }
    fn is_zero(&self) -> bool {
        self.iter().all(|&x| x == T::ZERO)
    }
    fn all_finite(&self) -> bool {
        kernels::all_finite(self)
    }

    fn full(n: usize, s: T) -> Self {
        Buf::filled(n, s)
    }
    fn scratch(n: usize) -> Self {
        Buf::fill(n, |_| {})
    }
    fn put(&mut self, at: usize, accumulate: Accumulate, v: &Self) {
        self.put_slice(at, accumulate, v);
    }
    fn put_columns(&mut self, cols: usize, at: usize, accumulate: Accumulate, v: &Self) {
        let width = loops::put_width(self, cols, at, v);
        kernels::put_columns(self.make_mut(), cols, at..at + width, accumulate, v);
    }
    fn matmul_into(&mut self, at: usize, accumulate: Accumulate, a: &Self, b: &Self, shape: MatMul) {
        shape.check(a.len, b.len);
        T::gemm(shape, accumulate, a, b, &mut self.make_mut()[at..at + shape.m * shape.n]);
    }
    fn sum_rows_into(&mut self, at: usize, accumulate: Accumulate, x: &Self, cols: usize) {
        rows_of(x, cols);
        kernels::sum_rows(x, accumulate, &mut self.make_mut()[at..at + cols]);
    }
}

/// Returns `f` of the numbers at each index.
#[inline(always)]
fn elementwise<T: Real, const K: usize>(x: [&Buf<T>; K], f: impl Fn([T; K]) -> T) -> Buf<T> {
    let x = slices(x, x[0].len);
    Buf::fill(x[0].len(), |out| kernels::map(x, out, f))
}

/// Returns the numbers of blocks of `n` each. Not generic over what is done with them: it is compiled once per `K`.
///
/// # Panics
/// If one has another length.
#[inline]
fn slices<T: Real, const K: usize>(x: [&Buf<T>; K], n: usize) -> [&[T]; K] {
    assert!(x.iter().all(|x| x.len == n), "arrays of different lengths");
    x.map(|x| &**x)
}

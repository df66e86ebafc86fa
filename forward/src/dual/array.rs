//! Arrays of dual numbers: an array of primals and `N` arrays of tangents, pushed forward block by block.

use std::array::from_fn;
use std::borrow::Cow;
use std::ops::Range;

use dualtape_core::{
    Accumulate, Array, Binary, Buf, Labels, MatMul, Operand, Real, Scalar, Side, Unary, rules,
};

use crate::dual::Dual;
use crate::dual::columns::ActiveColumns;
use crate::dual::products::{add_left, affine, push_left, push_right, repeat_rows};
use crate::dual::tangents::{Tangents, plus};

/// A run of [`Dual`] numbers, stored as an array of primals and an array of tangents per lane, so that each is a
/// block operation on the array underneath.
///
/// Only the active entries have stored tangents: neighbouring columns of the run in some view of it as a matrix.
/// One-hot seeds in a row of weights make one column of the layer's outputs active. A block without active entries
/// costs the same as without derivatives.
///
/// ```
/// use dualtape_core::{Array, Buf};
/// use dualtape_forward::DualArray;
///
/// let x = DualArray::active(Buf::from_slice(&[2.0, 3.0]), [Buf::from_slice(&[1.0, -1.0])]);
/// assert_eq!(x.dot(&x).tangents, [-2.0]);
/// ```
#[derive(Clone, Debug)]
pub struct DualArray<A, const N: usize> {
    /// The primals.
    pub primal: A,
    /// The tangents of the active entries; `None` if there are none.
    tangents: Option<Tangents<A, N>>,
}

impl<A: Array, const N: usize> DualArray<A, N> {
    /// Returns numbers whose tangents are zero.
    pub fn inactive(primal: A) -> Self {
        DualArray { primal, tangents: None }
    }

    /// Returns numbers with these tangents.
    ///
    /// # Panics
    /// If a direction has another length than the numbers.
    pub fn active(primal: A, tangents: [A; N]) -> Self {
        assert!(tangents.iter().all(|t| t.len() == primal.len()), "a tangent per number");
        DualArray { primal, tangents: Tangents::whole(tangents) }
    }

    /// Returns inputs with one-hot tangents, direction `k` for the `k`-th from `start` on: a chunk of a gradient.
    ///
    /// # Cost
    /// In proportion to `N`, not to the number of inputs.
    pub fn seeded(primal: A, start: usize) -> Self {
        let active = start..primal.len().min(start + N);
        if active.is_empty() {
            return Self::inactive(primal);
        }
        // One run of zeros about a one, of which each lane is another slice.
        let one = A::from_fn(2 * N, |i| if i == N { A::Scalar::one() } else { A::Scalar::zero() });
        let columns = ActiveColumns::span(primal.len(), active.clone());
        let tangents = Tangents::new(columns, &mut |k| one.slice(N - k..N - k + active.len()));
        DualArray { primal, tangents: Some(tangents) }
    }

    /// Returns the tangents of all numbers along `N` directions; `None` if they are structurally zero.
    pub fn tangents(&self) -> Option<[A; N]> {
        self.tangents.as_ref().map(|t| t.filled().into_owned().lanes)
    }

    /// Returns the tangents of a result of the same shape, `f` of each lane.
    fn push(&self, f: &dyn Fn(&A) -> A) -> Option<Tangents<A, N>> {
        self.tangents.as_ref().map(|t| t.map(f))
    }

    /// Returns the tangents as those of a matrix of `cols` columns.
    fn in_matrix(&self, cols: usize) -> Option<(Range<usize>, Cow<'_, Tangents<A, N>>)> {
        self.tangents.as_ref().map(|t| t.in_matrix(cols))
    }

    /// Writes the tangents of `v` to these by `put`, lane by lane.
    fn put_tangents(&mut self, accumulate: Accumulate, v: &Self, put: impl Fn(&mut A, &A)) {
        let zeros;
        let lanes = match (&v.tangents, accumulate) {
            (Some(t), _) => &t.filled().lanes,
            (None, Accumulate::Replace) if self.tangents.is_some() => {
                zeros = from_fn(|_| A::zeros(v.len()));
                &zeros
            }
            (None, _) => return,
        };
        for (own, lane) in self.lanes_mut().iter_mut().zip(lanes) {
            put(own, lane);
        }
    }

    /// Returns the lanes with an entry for every number, for writing.
    fn lanes_mut(&mut self) -> &mut [A; N] {
        let columns = ActiveColumns::all(self.primal.len());
        let tangents = match self.tangents.take() {
            Some(tangents) if tangents.columns.is_all() => tangents,
            Some(tangents) => tangents.spread(columns),
            None => Tangents::new(columns, &mut |_| A::zeros(self.primal.len())),
        };
        &mut self.tangents.insert(tangents).lanes
    }
}

/// Returns the dual number of a reduction: its primal, and the sum of the tangents from either operand.
fn reduced<T: Scalar, const N: usize>(primal: T, parts: [Option<[T; N]>; 2]) -> Dual<T, N> {
    let tangents = match parts {
        [Some(a), Some(b)] => from_fn(|k| a[k] + b[k]),
        [a, b] => a.or(b).unwrap_or([T::zero(); N]),
    };
    Dual { primal, tangents }
}

/// Returns the entries of the operand `x` that are active in `t` if the rule reads it, or else any array of that
/// length.
fn operand<A: Array, const N: usize>(read: bool, t: &Tangents<A, N>, x: &A) -> A {
    if read { t.active_part(x) } else { t.lanes[0].clone() }
}

/// Returns the tangents of `f(x)` with output `z` by those of `x`, or of its pullback along `d` by those of `d`.
fn pull<R: Unary, A: Array, const N: usize>(rule: R, [x, z]: [&A; 2], t: &Tangents<A, N>) -> Tangents<A, N> {
    let (x, z) = (operand(R::NEEDS.input(), t, x), operand(R::NEEDS.output(), t, z));
    t.map(&|t| A::map_pull(rule, &x, &z, t))
}

/// Returns the tangents of `f(x, y)` with output `z` by those of one operand, or of its pullback along `d` by those of
/// `d`.
fn pull_side<R: Binary, A: Array, const N: usize>(
    rule: R,
    side: Side,
    [x, y, z]: [&A; 3],
    t: &Tangents<A, N>,
) -> Tangents<A, N> {
    let [x, y] = [x, y].map(|x| operand(R::NEEDS.input(), t, x));
    let z = operand(R::NEEDS.output(), t, z);
    t.map(&|t| A::zip_pull(rule, side, &x, &y, &z, t))
}

impl<A: Array, const N: usize> Array for DualArray<A, N> {
    type Real = A::Real;
    type Scalar = Dual<A::Scalar, N>;

    fn len(&self) -> usize {
        self.primal.len()
    }
    fn get(&self, i: usize) -> Self::Scalar {
        reduced(self.primal.get(i), [self.tangents.as_ref().and_then(|t| t.get(i)), None])
    }
    fn from_scalars(x: &[Self::Scalar]) -> Self {
        Self::from_fn(x.len(), |i| x[i])
    }
    fn from_fn(n: usize, f: impl Fn(usize) -> Self::Scalar) -> Self {
        let primal = A::from_fn(n, |i| f(i).primal);
        if (0..n).all(|i| f(i).tangents.iter().all(|t| t.is_zero())) {
            return Self::inactive(primal);
        }
        Self::active(primal, from_fn(|k| A::from_fn(n, |i| f(i).tangents[k])))
    }
    fn constant(x: &Buf<A::Real>) -> Self {
        Self::inactive(A::constant(x))
    }
    fn slice(&self, range: Range<usize>) -> Self {
        let primal = self.primal.slice(range.clone());
        DualArray { primal, tangents: self.tangents.as_ref().and_then(|t| t.slice(range)) }
    }
    fn values(&self) -> Buf<A::Real> {
        self.primal.values()
    }

    fn map<R: Unary>(&self, rule: R) -> Self {
        let primal = self.primal.map(rule);
        let tangents = self.tangents.as_ref().map(|t| pull(rule, [&self.primal, &primal], t));
        DualArray { primal, tangents }
    }
    fn zip<R: Binary>(&self, rule: R, other: &Self) -> Self {
        let primal = self.primal.zip(rule, &other.primal);
        let operands = [&self.primal, &other.primal, &primal];
        let by = |side, x: &Self| x.tangents.as_ref().map(|t| pull_side(rule, side, operands, t));
        let tangents = plus(by(Side::Left, self), by(Side::Right, other));
        DualArray { primal, tangents }
    }
    fn affine(x: &Self, w: &Self, b: &Self) -> Self {
        let primal = A::affine(&x.primal, &w.primal, &b.primal);
        let (outputs, inputs) = (b.len(), w.len() / b.len().max(1));
        let shape = MatMul::new(primal.len() / outputs.max(1), inputs, outputs).right_transposed();
        let tangents = [x, w, b].map(|x| x.tangents.as_ref());
        let tangents = affine([&x.primal, &w.primal], tangents, shape);
        DualArray { primal, tangents }
    }
    fn matmul(&self, other: &Self, shape: MatMul) -> Self {
        let by_right = other.tangents.as_ref().map(|t| push_right(&self.primal, t, shape));
        let tangents = match (by_right, &self.tangents) {
            (Some(sum), Some(t)) => Some(add_left(sum, t, &other.primal, shape)),
            (None, Some(t)) => Some(push_left(t, &other.primal, shape)),
            (by_right, None) => by_right,
        };
        DualArray { primal: self.primal.matmul(&other.primal, shape), tangents }
    }
    fn sum_rows(&self, cols: usize) -> Self {
        let tangents = self.in_matrix(cols).map(|(columns, t)| {
            let width = columns.len();
            Tangents::new(ActiveColumns::span(cols, columns), &mut |k| t.lanes[k].sum_rows(width))
        });
        DualArray { primal: self.primal.sum_rows(cols), tangents }
    }
    fn row_sums(&self, cols: usize) -> Self {
        let primal = self.primal.row_sums(cols);
        let tangents = self.in_matrix(cols).map(|(columns, t)| {
            Tangents::new(ActiveColumns::all(primal.len()), &mut |k| t.lanes[k].row_sums(columns.len()))
        });
        DualArray { primal, tangents }
    }
    fn repeat_each(&self, cols: usize) -> Self {
        let tangents = self.in_matrix(self.len()).map(|(span, t)| {
            let columns = ActiveColumns::span(self.len() * cols, span.start * cols..span.end * cols);
            Tangents::new(columns, &mut |k| t.lanes[k].repeat_each(cols))
        });
        DualArray { primal: self.primal.repeat_each(cols), tangents }
    }
    fn repeat_rows(&self, rows: usize) -> Self {
        let tangents = self.tangents.as_ref().map(|t| repeat_rows(t, rows));
        DualArray { primal: self.primal.repeat_rows(rows), tangents }
    }
    fn scale(&self, s: Self::Scalar) -> Self {
        // Zero times finite numbers is zero without being computed.
        let factor_is_active = !s.tangents.iter().all(|t| t.is_zero()) || !self.primal.all_finite();
        let by_factor = factor_is_active.then(|| {
            Tangents::new(ActiveColumns::all(self.len()), &mut |k| self.primal.scale(s.tangents[k]))
        });
        let tangents = plus(by_factor, self.push(&|t| t.scale(s.primal)));
        DualArray { primal: self.primal.scale(s.primal), tangents }
    }
    fn sum(&self) -> Self::Scalar {
        reduced(self.primal.sum(), [self.tangents.as_ref().map(|t| t.reduce(&A::sum)), None])
    }
    fn dot(&self, other: &Self) -> Self::Scalar {
        let along = |x: &Self, other: &A| x.tangents.as_ref().map(|t| t.dot(other));
        let parts = [along(self, &other.primal), along(other, &self.primal)];
        reduced(self.primal.dot(&other.primal), parts)
    }
    fn log_sum_exp(&self, cols: usize) -> Self {
        let primal = self.primal.log_sum_exp(cols);
        let tangents = self.in_matrix(cols).map(|(columns, t)| {
            let weights = t.active_part(&self.primal.softmax(cols));
            Tangents::new(ActiveColumns::all(primal.len()), &mut |k| {
                weights.zip(rules::Mul, &t.lanes[k]).row_sums(columns.len())
            })
        });
        DualArray { primal, tangents }
    }
    fn softmax(&self, cols: usize) -> Self {
        let primal = self.primal.softmax(cols);
        let tangents = self.tangents.as_ref().map(|t| t.filled().map(&|t| A::softmax_pull(&primal, t, cols)));
        DualArray { primal, tangents }
    }
    fn softmax_cross_entropy(&self, labels: &Labels) -> Self::Scalar {
        match &self.tangents {
            None => reduced(self.primal.softmax_cross_entropy(labels), [None, None]),
            Some(t) => {
                let (value, gradient) = self.primal.softmax_cross_entropy_with_gradient(labels);
                reduced(value, [Some(t.dot(&gradient)), None])
            }
        }
    }

    fn map_pull<R: Unary>(rule: R, x: &Self, z: &Self, d: &Self) -> Self {
        let mut tangents = d.tangents.as_ref().map(|t| pull(rule, [&x.primal, &z.primal], t));
        // An operand that the rule does not read may be any array, so its tangents do not count.
        let (input, output) = (R::NEEDS.input(), R::NEEDS.output());
        for (along, operand_along, read) in [(Operand::X, x, input), (Operand::Z, z, output)] {
            if let (true, Some(t)) = (read, &operand_along.tangents) {
                let (px, pz) = (operand(input, t, &x.primal), operand(output, t, &z.primal));
                let pd = t.active_part(&d.primal);
                tangents = plus(tangents, Some(t.map(&|t| A::map_curve(rule, along, &px, &pz, t, &pd))));
            }
        }
        DualArray { primal: A::map_pull(rule, &x.primal, &z.primal, &d.primal), tangents }
    }
    fn into_map<R: Unary>(self, rule: R) -> Self {
        let Some(t) = self.tangents else {
            return Self::inactive(self.primal.into_map(rule));
        };
        let x = R::NEEDS.input().then(|| t.active_part(&self.primal));
        let primal = self.primal.into_map(rule);
        // An operand that is not read is replaced by the other; not by a lane, which is overwritten.
        let z = match &x {
            Some(x) if !R::NEEDS.output() => x.clone(),
            _ => t.active_part(&primal),
        };
        let x = x.as_ref().unwrap_or(&z);
        let tangents = t.into_map(&|lane| A::into_map_pull(rule, x, &z, lane));
        DualArray { primal, tangents: Some(tangents) }
    }
    fn zip_pull<R: Binary>(rule: R, side: Side, x: &Self, y: &Self, z: &Self, d: &Self) -> Self {
        let (px, py, pz) = (&x.primal, &y.primal, &z.primal);
        let mut tangents = d.tangents.as_ref().map(|t| pull_side(rule, side, [px, py, pz], t));
        let (input, output) = (R::NEEDS.input(), R::NEEDS.output());
        for (along, operand_along, read) in
            [(Operand::X, x, input), (Operand::Y, y, input), (Operand::Z, z, output)]
        {
            if let (true, Some(t)) = (read, &operand_along.tangents) {
                let [px, py] = [px, py].map(|x| operand(input, t, x));
                let (pz, pd) = (operand(output, t, pz), t.active_part(&d.primal));
                let curve = t.map(&|t| A::zip_curve(rule, side, along, &px, &py, &pz, t, &pd));
                tangents = plus(tangents, Some(curve));
            }
        }
        DualArray { primal: A::zip_pull(rule, side, px, py, pz, &d.primal), tangents }
    }
    fn softmax_cross_entropy_with_gradient(&self, labels: &Labels) -> (Self::Scalar, Self) {
        let (value, gradient) = self.primal.softmax_cross_entropy_with_gradient(labels);
        let Some(t) = &self.tangents else {
            return (reduced(value, [None, None]), Self::inactive(gradient));
        };
        let value = reduced(value, [Some(t.dot(&gradient)), None]);
        // The gradient is (softmax - onehot) / rows, of which only the softmax is active.
        let (rows, cols) = (labels.len(), self.len() / labels.len().max(1));
        let softmax = self.primal.softmax(cols);
        let weight = A::Scalar::one() / <A::Scalar as Scalar>::Real::from_usize(rows);
        let tangents = t.filled().map(&|t| A::softmax_pull(&softmax, t, cols).scale(weight));
        (value, DualArray { primal: gradient, tangents: Some(tangents) })
    }
    fn is_zero(&self) -> bool {
        self.primal.is_zero() && self.tangents.as_ref().is_none_or(|t| t.lanes.iter().all(A::is_zero))
    }

    fn zeros(n: usize) -> Self {
        Self::inactive(A::zeros(n))
    }
    fn scratch(n: usize) -> Self {
        Self::inactive(A::scratch(n))
    }
    fn columns(&self, cols: usize, columns: Range<usize>) -> Self {
        let primal = self.primal.columns(cols, columns.clone());
        let tangents = self.tangents.as_ref().and_then(|t| {
            Tangents::whole(t.filled().lanes.each_ref().map(|t| t.columns(cols, columns.clone())))
        });
        DualArray { primal, tangents }
    }
    fn put(&mut self, at: usize, accumulate: Accumulate, v: &Self) {
        self.primal.put(at, accumulate, &v.primal);
        self.put_tangents(accumulate, v, |own, v| own.put(at, accumulate, v));
    }
    fn put_columns(&mut self, cols: usize, at: usize, accumulate: Accumulate, v: &Self) {
        self.primal.put_columns(cols, at, accumulate, &v.primal);
        self.put_tangents(accumulate, v, |own, v| own.put_columns(cols, at, accumulate, v));
    }
    fn matmul_into(&mut self, at: usize, accumulate: Accumulate, a: &Self, b: &Self, shape: MatMul) {
        let is_whole = |x: &Self| x.tangents.as_ref().is_none_or(|t| t.columns.is_all());
        if !is_whole(a) || !is_whole(b) {
            return self.put(at, accumulate, &a.matmul(b, shape));
        }
        self.primal.matmul_into(at, accumulate, &a.primal, &b.primal, shape);
        if self.tangents.is_none() && a.tangents.is_none() && b.tangents.is_none() {
            return;
        }
        for (k, own) in self.lanes_mut().iter_mut().enumerate() {
            let mut accumulate = accumulate;
            if let Some(a) = &a.tangents {
                own.matmul_into(at, accumulate, &a.lanes[k], &b.primal, shape);
                accumulate = Accumulate::Add;
            }
            if let Some(b) = &b.tangents {
                own.matmul_into(at, accumulate, &a.primal, &b.lanes[k], shape);
                accumulate = Accumulate::Add;
            }
            if accumulate == Accumulate::Replace {
                own.put(at, Accumulate::Replace, &A::zeros(shape.m * shape.n));
            }
        }
    }
}

//! Arrays of dual numbers: an array of primals and `N` arrays of tangents, pushed forward block by block.

use std::array::from_fn;
use std::borrow::Cow;
use std::ops::Range;

use dualtape_core::{
    Accumulate, Array, Binary, Buf, Labels, MatMul, Operand, Real, Scalar, Side, Unary, rules,
};

use super::Dual;
use super::columns::Columns;
use super::products::{add_left, affine, push_left, push_right, repeat_rows};
use super::tangents::{Tangents, plus};

/// A run of [`Dual`] numbers, stored as an array of primals and an array of tangents per lane, so that each is a
/// block operation on the array underneath.
///
/// Of the tangents it keeps those of the columns that move, in some view of the run as a matrix: one-hot seeds in a
/// row of weights move one column of what the layer gives, and the block that nothing moves costs what it costs
/// without derivatives.
///
/// ```
/// use dualtape_core::{Array, Buf};
/// use dualtape_forward::DualArray;
///
/// let x = DualArray::moving(Buf::from_slice(&[2.0, 3.0]), [Buf::from_slice(&[1.0, -1.0])]);
/// assert_eq!(x.dot(&x).tangents, [-2.0]);
/// ```
#[derive(Clone, Debug)]
pub struct DualArray<A, const N: usize> {
    /// The values.
    pub primal: A,
    /// The derivatives of what moves; `None` if nothing does.
    tangents: Option<Tangents<A, N>>,
}

impl<A: Array, const N: usize> DualArray<A, N> {
    /// Numbers that move in none of the directions.
    pub fn still(primal: A) -> Self {
        DualArray { primal, tangents: None }
    }

    /// Numbers that move along `N` directions.
    ///
    /// # Panics
    /// If a direction has another length than the numbers.
    pub fn moving(primal: A, tangents: [A; N]) -> Self {
        assert!(tangents.iter().all(|t| t.len() == primal.len()), "a tangent per number");
        DualArray { primal, tangents: Tangents::whole(tangents) }
    }

    /// Inputs of which the `k`-th from `start` on moves along direction `k`: a chunk of a gradient.
    ///
    /// # Cost
    /// Follows what moves, not the number of inputs.
    pub fn seeded(primal: A, start: usize) -> Self {
        let moving = start..primal.len().min(start + N);
        if moving.is_empty() {
            return Self::still(primal);
        }
        // One run of zeros about a one, of which each lane is another slice.
        let one = A::from_fn(2 * N, |i| if i == N { A::Scalar::one() } else { A::Scalar::zero() });
        let columns = Columns::span(primal.len(), moving.clone());
        let tangents = Tangents::new(columns, |k| one.slice(N - k..N - k + moving.len()));
        DualArray { primal, tangents: Some(tangents) }
    }

    /// The derivatives along `N` directions, of all numbers; `None` if nothing moves.
    pub fn tangents(&self) -> Option<[A; N]> {
        self.tangents.as_ref().map(|t| t.filled().into_owned().lanes)
    }

    /// Tangents of which `f` makes those of a result of the same shape.
    fn push(&self, f: impl Fn(&A) -> A) -> Option<Tangents<A, N>> {
        self.tangents.as_ref().map(|t| t.map(f))
    }

    /// The tangents as those of a matrix of `cols` columns.
    fn in_matrix(&self, cols: usize) -> Option<(Range<usize>, Cow<'_, Tangents<A, N>>)> {
        self.tangents.as_ref().map(|t| t.in_matrix(cols))
    }

    /// Writes the tangents of `v` to these, lane by lane.
    fn put_tangents(&mut self, accumulate: Accumulate, v: &Self, put: impl Fn(&mut A, &A)) {
        let still;
        let lanes = match (&v.tangents, accumulate) {
            (Some(t), _) => &t.filled().lanes,
            (None, Accumulate::Replace) if self.tangents.is_some() => {
                still = from_fn(|_| A::zeros(v.len()));
                &still
            }
            (None, _) => return,
        };
        for (own, lane) in self.lanes_mut().iter_mut().zip(lanes) {
            put(own, lane);
        }
    }

    /// Lanes for all numbers, to be written to.
    fn lanes_mut(&mut self) -> &mut [A; N] {
        let columns = Columns::all(self.primal.len());
        let tangents = match self.tangents.take() {
            Some(tangents) if tangents.columns.is_all() => tangents,
            Some(tangents) => tangents.spread(columns),
            None => Tangents::new(columns, |_| A::zeros(self.primal.len())),
        };
        &mut self.tangents.insert(tangents).lanes
    }
}

/// The dual number of a reduction: its value and the tangents, from each contributing side.
fn reduced<T: Scalar, const N: usize>(primal: T, parts: [Option<[T; N]>; 2]) -> Dual<T, N> {
    let tangents = match parts {
        [Some(a), Some(b)] => from_fn(|k| a[k] + b[k]),
        [a, b] => a.or(b).unwrap_or([T::zero(); N]),
    };
    Dual { primal, tangents }
}

/// The operand `x` where `t` moves, if `read`; else a stand-in.
fn operand<A: Array, const N: usize>(read: bool, t: &Tangents<A, N>, x: &A) -> A {
    if read { t.moving_of(x) } else { t.lanes[0].clone() }
}

/// The tangents of `f(x)` with output `z`, or of its pullback along `d` as `d` moves.
fn pull<R: Unary, A: Array, const N: usize>(rule: R, [x, z]: [&A; 2], t: &Tangents<A, N>) -> Tangents<A, N> {
    let (x, z) = (operand(R::NEEDS.input(), t, x), operand(R::NEEDS.output(), t, z));
    t.map(|t| A::map_pull(rule, &x, &z, t))
}

/// The tangents of `f(x, y)` with output `z`, or of its pullback along `d` as `d` moves, by one side.
fn pull_side<R: Binary, A: Array, const N: usize>(
    rule: R,
    side: Side,
    [x, y, z]: [&A; 3],
    t: &Tangents<A, N>,
) -> Tangents<A, N> {
    let [x, y] = [x, y].map(|x| operand(R::NEEDS.input(), t, x));
    let z = operand(R::NEEDS.output(), t, z);
    t.map(|t| A::zip_pull(rule, side, &x, &y, &z, t))
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
            return Self::still(primal);
        }
        Self::moving(primal, from_fn(|k| A::from_fn(n, |i| f(i).tangents[k])))
    }
    fn constant(x: &Buf<A::Real>) -> Self {
        Self::still(A::constant(x))
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
        let moving = [x, w, b].map(|x| x.tangents.as_ref());
        let tangents = affine([&x.primal, &w.primal], moving, shape);
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
            Tangents::new(Columns::span(cols, columns), |k| t.lanes[k].sum_rows(width))
        });
        DualArray { primal: self.primal.sum_rows(cols), tangents }
    }
    fn row_sums(&self, cols: usize) -> Self {
        let primal = self.primal.row_sums(cols);
        let tangents = self.in_matrix(cols).map(|(columns, t)| {
            Tangents::new(Columns::all(primal.len()), |k| t.lanes[k].row_sums(columns.len()))
        });
        DualArray { primal, tangents }
    }
    fn repeat_each(&self, cols: usize) -> Self {
        let tangents = self.in_matrix(self.len()).map(|(span, t)| {
            let columns = Columns::span(self.len() * cols, span.start * cols..span.end * cols);
            Tangents::new(columns, |k| t.lanes[k].repeat_each(cols))
        });
        DualArray { primal: self.primal.repeat_each(cols), tangents }
    }
    fn repeat_rows(&self, rows: usize) -> Self {
        let tangents = self.tangents.as_ref().map(|t| repeat_rows(t, rows));
        DualArray { primal: self.primal.repeat_rows(rows), tangents }
    }
    fn scale(&self, s: Self::Scalar) -> Self {
        // A lane in which the factor is still stays so, whatever it multiplies.
        let lane = |t: A::Scalar| if t.is_zero() { A::zeros(self.len()) } else { self.primal.scale(t) };
        let factor_moves = !s.tangents.iter().all(|t| t.is_zero());
        let by_factor =
            factor_moves.then(|| Tangents::new(Columns::all(self.len()), |k| lane(s.tangents[k])));
        let tangents = plus(by_factor, self.push(|t| t.scale(s.primal)));
        DualArray { primal: self.primal.scale(s.primal), tangents }
    }
    fn sum(&self) -> Self::Scalar {
        reduced(self.primal.sum(), [self.tangents.as_ref().map(|t| t.reduce(A::sum)), None])
    }
    fn dot(&self, other: &Self) -> Self::Scalar {
        let along = |x: &Self, still: &A| x.tangents.as_ref().map(|t| t.dot(still));
        let parts = [along(self, &other.primal), along(other, &self.primal)];
        reduced(self.primal.dot(&other.primal), parts)
    }
    fn log_sum_exp(&self, cols: usize) -> Self {
        let primal = self.primal.log_sum_exp(cols);
        let tangents = self.in_matrix(cols).map(|(columns, t)| {
            let weights = t.moving_of(&self.primal.softmax(cols));
            Tangents::new(Columns::all(primal.len()), |k| {
                weights.zip(rules::Mul, &t.lanes[k]).row_sums(columns.len())
            })
        });
        DualArray { primal, tangents }
    }
    fn softmax(&self, cols: usize) -> Self {
        let primal = self.primal.softmax(cols);
        let tangents = self.tangents.as_ref().map(|t| t.filled().map(|t| A::softmax_pull(&primal, t, cols)));
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
        // What the rule does not read may be a stand-in, so only the operands that it reads may move.
        let (input, output) = (R::NEEDS.input(), R::NEEDS.output());
        for (along, moving, read) in [(Operand::X, x, input), (Operand::Z, z, output)] {
            if let (true, Some(t)) = (read, &moving.tangents) {
                let (px, pz) = (operand(input, t, &x.primal), operand(output, t, &z.primal));
                let pd = t.moving_of(&d.primal);
                tangents = plus(tangents, Some(t.map(|t| A::map_curve(rule, along, &px, &pz, t, &pd))));
            }
        }
        DualArray { primal: A::map_pull(rule, &x.primal, &z.primal, &d.primal), tangents }
    }
    fn into_map<R: Unary>(self, rule: R) -> Self {
        let Some(t) = self.tangents else {
            return Self::still(self.primal.into_map(rule));
        };
        let x = R::NEEDS.input().then(|| t.moving_of(&self.primal));
        let primal = self.primal.into_map(rule);
        // Each stands in for the other where that is not read; a lane cannot, since it is overwritten.
        let z = match &x {
            Some(x) if !R::NEEDS.output() => x.clone(),
            _ => t.moving_of(&primal),
        };
        let x = x.as_ref().unwrap_or(&z);
        let lanes = t.lanes.map(|lane| A::into_map_pull(rule, x, &z, lane));
        DualArray { primal, tangents: Some(Tangents { columns: t.columns, lanes }) }
    }
    fn zip_pull<R: Binary>(rule: R, side: Side, x: &Self, y: &Self, z: &Self, d: &Self) -> Self {
        let (px, py, pz) = (&x.primal, &y.primal, &z.primal);
        let mut tangents = d.tangents.as_ref().map(|t| pull_side(rule, side, [px, py, pz], t));
        let (input, output) = (R::NEEDS.input(), R::NEEDS.output());
        for (along, moving, read) in [(Operand::X, x, input), (Operand::Y, y, input), (Operand::Z, z, output)]
        {
            if let (true, Some(t)) = (read, &moving.tangents) {
                let [px, py] = [px, py].map(|x| operand(input, t, x));
                let (pz, pd) = (operand(output, t, pz), t.moving_of(&d.primal));
                let curve = t.map(|t| A::zip_curve(rule, side, along, &px, &py, &pz, t, &pd));
                tangents = plus(tangents, Some(curve));
            }
        }
        DualArray { primal: A::zip_pull(rule, side, px, py, pz, &d.primal), tangents }
    }
    fn softmax_cross_entropy_with_gradient(&self, labels: &Labels) -> (Self::Scalar, Self) {
        let (value, gradient) = self.primal.softmax_cross_entropy_with_gradient(labels);
        let Some(t) = &self.tangents else {
            return (reduced(value, [None, None]), Self::still(gradient));
        };
        let value = reduced(value, [Some(t.dot(&gradient)), None]);
        // The gradient is (softmax - onehot) / rows; only the softmax moves.
        let (rows, cols) = (labels.len(), self.len() / labels.len().max(1));
        let softmax = self.primal.softmax(cols);
        let weight = A::Scalar::one() / <A::Scalar as Scalar>::Real::from_usize(rows);
        let tangents = t.filled().map(|t| A::softmax_pull(&softmax, t, cols).scale(weight));
        (value, DualArray { primal: gradient, tangents: Some(tangents) })
    }
    fn is_zero(&self) -> bool {
        self.primal.is_zero() && self.tangents.as_ref().is_none_or(|t| t.lanes.iter().all(A::is_zero))
    }

    fn zeros(n: usize) -> Self {
        Self::still(A::zeros(n))
    }
    fn scratch(n: usize) -> Self {
        Self::still(A::scratch(n))
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

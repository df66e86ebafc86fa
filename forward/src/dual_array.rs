//! Arrays of dual numbers: an array of primals and `N` arrays of tangents, pushed forward block by block.

use std::array::from_fn;
use std::ops::Range;

use dualtape_core::{
    Accumulate, Array, Binary, Buf, Labels, MatMul, Operand, Real, Scalar, Side, Unary, rules,
};

use crate::Dual;

/// A run of [`Dual`] numbers, stored as one array per part, so that each tangent is a block operation on the
/// array underneath.
///
/// `tangents` is `None` where nothing moves: the block costs what it costs without derivatives. This is what
/// makes a chunk of seeds in the last layers of a network cheap.
#[derive(Clone, Debug)]
pub struct DualArray<A, const N: usize> {
    /// The values.
    pub primal: A,
    /// The derivatives along `N` directions; `None` if all are zero.
    pub tangents: Option<[A; N]>,
}

impl<A: Array, const N: usize> DualArray<A, N> {
    /// The tangents after a linear map.
    fn push(&self, f: impl Fn(&A) -> A) -> Option<[A; N]> {
        self.tangents.as_ref().map(|t| from_fn(|k| f(&t[k])))
    }

    /// Tangents of `len` numbers that are there, to be written to.
    fn tangents_mut(&mut self) -> &mut [A; N] {
        let len = self.primal.len();
        self.tangents.get_or_insert_with(|| from_fn(|_| A::zeros(len)))
    }
}

/// The sum of two contributions to the tangents of a block.
fn plus<A: Array, const N: usize>(x: Option<[A; N]>, y: Option<[A; N]>) -> Option<[A; N]> {
    match (x, y) {
        (Some(mut x), Some(y)) => {
            for (x, y) in x.iter_mut().zip(&y) {
                x.put(0, Accumulate::Add, y);
            }
            Some(x)
        }
        (x, y) => x.or(y),
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

impl<A: Array, const N: usize> Array for DualArray<A, N> {
    type Real = A::Real;
    type Scalar = Dual<A::Scalar, N>;

    fn len(&self) -> usize {
        self.primal.len()
    }
    fn get(&self, i: usize) -> Self::Scalar {
        let tangents = self.tangents.as_ref().map(|t| from_fn(|k| t[k].get(i)));
        reduced(self.primal.get(i), [tangents, None])
    }
    fn from_scalars(x: &[Self::Scalar]) -> Self {
        let primal = A::from_scalars(&x.iter().map(|x| x.primal).collect::<Vec<_>>());
        if x.iter().all(|x| x.tangents.iter().all(|t| t.is_zero())) {
            return DualArray { primal, tangents: None };
        }
        let lane = |k: usize| A::from_scalars(&x.iter().map(|x| x.tangents[k]).collect::<Vec<_>>());
        DualArray { primal, tangents: Some(from_fn(lane)) }
    }
    fn constant(x: &Buf<A::Real>) -> Self {
        DualArray { primal: A::constant(x), tangents: None }
    }
    fn slice(&self, range: Range<usize>) -> Self {
        let tangents = self.push(|t| t.slice(range.clone()));
        // One-hot seeds leave most slices of the parameters still: seeing it here saves the work behind.
        let tangents = tangents.filter(|t| !t.iter().all(A::is_zero));
        DualArray { primal: self.primal.slice(range), tangents }
    }
    fn values(&self) -> Buf<A::Real> {
        self.primal.values()
    }

    fn map<R: Unary>(&self, rule: R) -> Self {
        let primal = self.primal.map(rule);
        let tangents = self.push(|t| A::map_pull(rule, &self.primal, &primal, t));
        DualArray { primal, tangents }
    }
    fn zip<R: Binary>(&self, rule: R, other: &Self) -> Self {
        let primal = self.primal.zip(rule, &other.primal);
        let pull = |side, t: &A| A::zip_pull(rule, side, &self.primal, &other.primal, &primal, t);
        let tangents = plus(self.push(|t| pull(Side::Left, t)), other.push(|t| pull(Side::Right, t)));
        DualArray { primal, tangents }
    }
    fn affine(x: &Self, w: &Self, b: &Self) -> Self {
        let primal = A::affine(&x.primal, &w.primal, &b.primal);
        let (outputs, inputs) = (b.len(), w.len() / b.len().max(1));
        let rows = primal.len() / outputs.max(1);
        let shape = MatMul::new(rows, inputs, outputs).right_transposed();
        // x ẇᵀ + ḃ in one, then += ẋ wᵀ.
        let still = match (&w.tangents, &b.tangents) {
            (Some(w), Some(b)) => Some(from_fn(|k| A::affine(&x.primal, &w[k], &b[k]))),
            (Some(w), None) => Some(from_fn(|k| x.primal.matmul(&w[k], shape))),
            (None, Some(b)) => Some(from_fn(|k| b[k].repeat_rows(rows))),
            (None, None) => None,
        };
        let tangents = match (still, &x.tangents) {
            (Some(mut still), Some(x)) => {
                for (still, x) in still.iter_mut().zip(x) {
                    still.matmul_into(0, Accumulate::Add, x, &w.primal, shape);
                }
                Some(still)
            }
            (None, Some(x)) => Some(from_fn(|k| x[k].matmul(&w.primal, shape))),
            (still, None) => still,
        };
        DualArray { primal, tangents }
    }
    fn matmul(&self, other: &Self, shape: MatMul) -> Self {
        let left = self.push(|t| t.matmul(&other.primal, shape));
        let tangents = match (left, &other.tangents) {
            (Some(mut left), Some(right)) => {
                for (left, right) in left.iter_mut().zip(right) {
                    left.matmul_into(0, Accumulate::Add, &self.primal, right, shape);
                }
                Some(left)
            }
            (None, Some(_)) => other.push(|t| self.primal.matmul(t, shape)),
            (left, None) => left,
        };
        DualArray { primal: self.primal.matmul(&other.primal, shape), tangents }
    }
    fn sum_rows(&self, cols: usize) -> Self {
        DualArray { primal: self.primal.sum_rows(cols), tangents: self.push(|t| t.sum_rows(cols)) }
    }
    fn row_sums(&self, cols: usize) -> Self {
        DualArray { primal: self.primal.row_sums(cols), tangents: self.push(|t| t.row_sums(cols)) }
    }
    fn repeat_each(&self, cols: usize) -> Self {
        DualArray { primal: self.primal.repeat_each(cols), tangents: self.push(|t| t.repeat_each(cols)) }
    }
    fn repeat_rows(&self, rows: usize) -> Self {
        DualArray { primal: self.primal.repeat_rows(rows), tangents: self.push(|t| t.repeat_rows(rows)) }
    }
    fn scale(&self, s: Self::Scalar) -> Self {
        let moving =
            (!s.tangents.iter().all(|t| t.is_zero())).then(|| s.tangents.map(|t| self.primal.scale(t)));
        let tangents = plus(moving, self.push(|t| t.scale(s.primal)));
        DualArray { primal: self.primal.scale(s.primal), tangents }
    }
    fn sum(&self) -> Self::Scalar {
        reduced(self.primal.sum(), [self.tangents.as_ref().map(|t| from_fn(|k| t[k].sum())), None])
    }
    fn dot(&self, other: &Self) -> Self::Scalar {
        let along = |t: &Option<[A; N]>, still: &A| t.as_ref().map(|t| from_fn(|k| t[k].dot(still)));
        let parts = [along(&self.tangents, &other.primal), along(&other.tangents, &self.primal)];
        reduced(self.primal.dot(&other.primal), parts)
    }
    fn log_sum_exp(&self, cols: usize) -> Self {
        let primal = self.primal.log_sum_exp(cols);
        let tangents = self.tangents.as_ref().map(|t| {
            let weights = self.primal.softmax(cols);
            from_fn(|k| weights.zip(rules::Mul, &t[k]).row_sums(cols))
        });
        DualArray { primal, tangents }
    }
    fn softmax(&self, cols: usize) -> Self {
        let primal = self.primal.softmax(cols);
        let tangents = self.push(|t| A::softmax_pull(&primal, t, cols));
        DualArray { primal, tangents }
    }
    fn softmax_cross_entropy(&self, labels: &Labels) -> Self::Scalar {
        match &self.tangents {
            None => reduced(self.primal.softmax_cross_entropy(labels), [None, None]),
            Some(t) => {
                let (value, gradient) = self.primal.softmax_cross_entropy_with_gradient(labels);
                reduced(value, [Some(from_fn(|k| gradient.dot(&t[k]))), None])
            }
        }
    }

    fn map_pull<R: Unary>(rule: R, x: &Self, z: &Self, d: &Self) -> Self {
        let pull = |d: &A| A::map_pull(rule, &x.primal, &z.primal, d);
        let mut tangents = d.push(pull);
        // What the rule does not read may be a stand-in, so only the operands that it reads may move.
        for (operand, moving, read) in [(Operand::X, x, R::NEEDS.input()), (Operand::Z, z, R::NEEDS.output())]
        {
            if read {
                let curve = moving.push(|t| A::map_curve(rule, operand, &x.primal, &z.primal, t, &d.primal));
                tangents = plus(tangents, curve);
            }
        }
        DualArray { primal: pull(&d.primal), tangents }
    }
    fn zip_pull<R: Binary>(rule: R, side: Side, x: &Self, y: &Self, z: &Self, d: &Self) -> Self {
        let (px, py, pz) = (&x.primal, &y.primal, &z.primal);
        let pull = |d: &A| A::zip_pull(rule, side, px, py, pz, d);
        let mut tangents = d.push(pull);
        let (input, output) = (R::NEEDS.input(), R::NEEDS.output());
        for (operand, moving, read) in
            [(Operand::X, x, input), (Operand::Y, y, input), (Operand::Z, z, output)]
        {
            if read {
                let curve = moving.push(|t| A::zip_curve(rule, side, operand, px, py, pz, t, &d.primal));
                tangents = plus(tangents, curve);
            }
        }
        DualArray { primal: pull(&d.primal), tangents }
    }
    fn softmax_cross_entropy_with_gradient(&self, labels: &Labels) -> (Self::Scalar, Self) {
        let (value, gradient) = self.primal.softmax_cross_entropy_with_gradient(labels);
        let Some(t) = &self.tangents else {
            return (reduced(value, [None, None]), DualArray { primal: gradient, tangents: None });
        };
        let value = reduced(value, [Some(from_fn(|k| gradient.dot(&t[k]))), None]);
        // The gradient is (softmax - onehot) / rows; only the softmax moves.
        let (rows, cols) = (labels.len(), self.len() / labels.len().max(1));
        let softmax = self.primal.softmax(cols);
        let weight = A::Scalar::one() / <A::Scalar as Scalar>::Real::from_usize(rows);
        let tangents = Some(from_fn(|k| A::softmax_pull(&softmax, &t[k], cols).scale(weight)));
        (value, DualArray { primal: gradient, tangents })
    }
    fn is_zero(&self) -> bool {
        self.primal.is_zero() && self.tangents.as_ref().is_none_or(|t| t.iter().all(A::is_zero))
    }

    fn zeros(n: usize) -> Self {
        DualArray { primal: A::zeros(n), tangents: None }
    }
    fn scratch(n: usize) -> Self {
        DualArray { primal: A::scratch(n), tangents: None }
    }
    fn put(&mut self, at: usize, accumulate: Accumulate, v: &Self) {
        self.primal.put(at, accumulate, &v.primal);
        match (&v.tangents, accumulate) {
            (Some(v), _) => {
                for (own, v) in self.tangents_mut().iter_mut().zip(v) {
                    own.put(at, accumulate, v);
                }
            }
            (None, Accumulate::Replace) if self.tangents.is_some() => {
                let zeros = A::zeros(v.len());
                for own in self.tangents_mut() {
                    own.put(at, Accumulate::Replace, &zeros);
                }
            }
            (None, _) => {}
        }
    }
    fn matmul_into(&mut self, at: usize, accumulate: Accumulate, a: &Self, b: &Self, shape: MatMul) {
        self.primal.matmul_into(at, accumulate, &a.primal, &b.primal, shape);
        if self.tangents.is_none() && a.tangents.is_none() && b.tangents.is_none() {
            return;
        }
        for (k, own) in self.tangents_mut().iter_mut().enumerate() {
            let mut accumulate = accumulate;
            if let Some(a) = &a.tangents {
                own.matmul_into(at, accumulate, &a[k], &b.primal, shape);
                accumulate = Accumulate::Add;
            }
            if let Some(b) = &b.tangents {
                own.matmul_into(at, accumulate, &a.primal, &b[k], shape);
                accumulate = Accumulate::Add;
            }
            if accumulate == Accumulate::Replace {
                own.put(at, Accumulate::Replace, &A::zeros(shape.m * shape.n));
            }
        }
    }
}

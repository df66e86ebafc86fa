//! The array that records: each operation is one event on the tape and one operation on the array underneath.

use std::ops::Range;

use dualtape_core::{Accumulate, Array, Binary, Buf, Labels, MatMul, Scalar, Side, Unary};

use super::Var;
use crate::event::{ArrayOp, ArrayOperand, MapRule, Reduction, ZipRule};
use crate::ids::{ArrayId, ScalarId, View};
use crate::lists::Lists;
use crate::recording::Recording;

/// An array of [`Var`]iables that is recorded as a whole.
///
/// It holds the array of values underneath and the range of a recorded block that stores their adjoints. A constant
/// belongs to no recording.
#[derive(Clone)]
pub struct VarArray<'t, T: Scalar> {
    value: T::Array,
    view: View,
    recording: Option<&'t Recording<'t, T>>,
}

impl<'t, T: Scalar> VarArray<'t, T> {
    pub(crate) fn active(value: T::Array, view: View, recording: &'t Recording<'t, T>) -> Self {
        VarArray { value, view, recording: Some(recording) }
    }

    /// Returns a constant of any numbers.
    pub(crate) fn passive(value: T::Array) -> Self {
        VarArray { value, view: View::NONE, recording: None }
    }

    /// Returns the array underneath: the values, with any derivatives that the inner numbers carry.
    pub fn primal(&self) -> &T::Array {
        &self.value
    }

    pub(crate) fn view(&self) -> View {
        self.view
    }

    /// Returns this array as the operand of an event, and stores its values if they are `needed`.
    #[inline(always)]
    fn store(&self, lists: &mut Lists<T>, needed: bool) -> ArrayOperand {
        ArrayOperand { view: self.view, values: lists.store(&self.value, needed) }
    }

    /// Returns `value`, recorded as the result of `op` if there is a recording.
    #[inline(always)]
    fn recorded(
        recording: Option<&'t Recording<'t, T>>,
        value: T::Array,
        op: impl FnOnce(&mut Lists<T>, &T::Array) -> ArrayOp<T>,
    ) -> Self {
        match recording {
            None => Self::passive(value),
            Some(recording) => {
                let view = recording.push_array(&value, op);
                Self::active(value, view, recording)
            }
        }
    }

    /// Returns `value`, recorded as the scalar result of `op` if there is a recording.
    #[inline(always)]
    fn reduced(
        recording: Option<&'t Recording<'t, T>>,
        value: T,
        op: impl FnOnce(&mut Lists<T>) -> Reduction,
    ) -> Var<'t, T> {
        match recording {
            None => Var::passive(value),
            Some(recording) => Var::result(recording.push_reduction(value, op), recording),
        }
    }
}

impl<'t, T: Scalar> Array for VarArray<'t, T> {
    type Real = T::Real;
    type Scalar = Var<'t, T>;

    fn len(&self) -> usize {
        self.value.len()
    }
    fn get(&self, i: usize) -> Var<'t, T> {
        Self::reduced(self.recording, self.value.get(i), |_| Reduction::Get { x: self.view.part(i, 1) })
    }
    fn from_scalars(x: &[Var<'t, T>]) -> Self {
        let value = T::Array::from_scalars(&x.iter().map(|x| x.primal()).collect::<Vec<_>>());
        match x.iter().find_map(|x| x.recording()) {
            None => Self::passive(value),
            Some(recording) => Self::recorded(Some(recording), value, |lists, _| {
                ArrayOp::Gather(recording.store_ids(lists, x.iter().map(|x| x.id())))
            }),
        }
    }
    fn constant(x: &Buf<T::Real>) -> Self {
        Self::passive(T::Array::constant(x))
    }
    fn slice(&self, range: Range<usize>) -> Self {
        let view = self.view.part(range.start, range.len());
        VarArray { value: self.value.slice(range), view, recording: self.recording }
    }
    fn values(&self) -> Buf<T::Real> {
        self.value.values()
    }

    fn map<R: Unary>(&self, rule: R) -> Self {
        Self::recorded(self.recording, self.value.map(rule), |lists, z| ArrayOp::Map {
            rule: MapRule::new(rule),
            x: self.store(lists, R::NEEDS.input()),
            z: lists.store(z, R::NEEDS.output()),
        })
    }
    fn zip<R: Binary>(&self, rule: R, other: &Self) -> Self {
        let recording = self.recording.or(other.recording);
        Self::recorded(recording, self.value.zip(rule, &other.value), |lists, z| ArrayOp::Zip {
            rule: ZipRule::new(rule),
            x: self.store(lists, R::NEEDS.input()),
            y: other.store(lists, R::NEEDS.input()),
            z: lists.store(z, R::NEEDS.output()),
        })
    }
    fn affine(x: &Self, w: &Self, b: &Self) -> Self {
        let recording = x.recording.or(w.recording).or(b.recording);
        Self::recorded(recording, T::Array::affine(&x.value, &w.value, &b.value), |lists, z| {
            let (outputs, inputs) = (b.len(), w.len() / b.len().max(1));
            ArrayOp::Affine {
                x: x.store(lists, w.view.is_active()),
                w: w.store(lists, x.view.is_active()),
                b: b.view,
                shape: MatMul::new(z.len() / outputs.max(1), inputs, outputs).right_transposed(),
            }
        })
    }
    fn matmul(&self, other: &Self, shape: MatMul) -> Self {
        let recording = self.recording.or(other.recording);
        Self::recorded(recording, self.value.matmul(&other.value, shape), |lists, _| ArrayOp::MatMul {
            x: self.store(lists, other.view.is_active()),
            y: other.store(lists, self.view.is_active()),
            shape,
        })
    }
    fn sum_rows(&self, cols: usize) -> Self {
        Self::recorded(self.recording, self.value.sum_rows(cols), |_, _| ArrayOp::SumRows {
            x: self.view,
            cols,
        })
    }
    fn scale(&self, s: Var<'t, T>) -> Self {
        let recording = self.recording.or(s.recording());
        Self::recorded(recording, self.value.scale(s.primal()), |lists, _| ArrayOp::Scale {
            x: self.store(lists, s.id() != ScalarId::NONE),
            s: s.id(),
            factor: s.primal(),
        })
    }
    fn sum(&self) -> Var<'t, T> {
        Self::reduced(self.recording, self.value.sum(), |_| Reduction::Sum { x: self.view })
    }
    fn dot(&self, other: &Self) -> Var<'t, T> {
        let recording = self.recording.or(other.recording);
        Self::reduced(recording, self.value.dot(&other.value), |lists| Reduction::Dot {
            x: self.store(lists, other.view.is_active()),
            y: other.store(lists, self.view.is_active()),
        })
    }
    fn log_sum_exp(&self, cols: usize) -> Self {
        Self::recorded(self.recording, self.value.log_sum_exp(cols), |lists, _| ArrayOp::LogSumExp {
            x: self.view,
            softmax: lists.store(&self.value.softmax(cols), true),
            cols,
        })
    }
    fn softmax(&self, cols: usize) -> Self {
        Self::recorded(self.recording, self.value.softmax(cols), |lists, z| ArrayOp::Softmax {
            x: self.view,
            z: lists.store(z, true),
            cols,
        })
    }
    fn softmax_cross_entropy(&self, labels: &Labels) -> Var<'t, T> {
        match self.recording {
            None => Var::passive(self.value.softmax_cross_entropy(labels)),
            Some(recording) => {
                let (value, gradient) = self.value.softmax_cross_entropy_with_gradient(labels);
                Self::reduced(Some(recording), value, |lists| Reduction::WithGradient {
                    x: self.view,
                    gradient: lists.store(&gradient, true),
                })
            }
        }
    }

    fn map_pull<R: Unary>(rule: R, x: &Self, z: &Self, d: &Self) -> Self {
        let recording = x.recording.or(z.recording).or(d.recording);
        let (input, output) = (R::NEEDS.input(), R::NEEDS.output());
        Self::recorded(recording, T::Array::map_pull(rule, &x.value, &z.value, &d.value), |lists, _| {
            ArrayOp::MapPull {
                rule: MapRule::new(rule),
                x: x.store(lists, input),
                z: z.store(lists, output),
                d: d.store(lists, input || output),
            }
        })
    }
    fn zip_pull<R: Binary>(rule: R, side: Side, x: &Self, y: &Self, z: &Self, d: &Self) -> Self {
        let recording = x.recording.or(y.recording).or(z.recording).or(d.recording);
        let value = T::Array::zip_pull(rule, side, &x.value, &y.value, &z.value, &d.value);
        let (input, output) = (R::NEEDS.input(), R::NEEDS.output());
        Self::recorded(recording, value, |lists, _| ArrayOp::ZipPull {
            rule: ZipRule::new(rule),
            side,
            operands: [x.store(lists, input), y.store(lists, input), z.store(lists, output)],
            d: d.store(lists, input || output),
        })
    }
    fn into_map<R: Unary>(self, rule: R) -> Self {
        if R::NEEDS.input() {
            return self.map(rule);
        }
        Self::recorded(self.recording, self.value.into_map(rule), |lists, z| ArrayOp::Map {
            rule: MapRule::new(rule),
            x: ArrayOperand { view: self.view, values: ArrayId::NONE },
            z: lists.store(z, R::NEEDS.output()),
        })
    }
    fn is_zero(&self) -> bool {
        self.recording.is_none() && self.value.is_zero()
    }

    fn scratch(n: usize) -> Self {
        Self::passive(T::Array::scratch(n))
    }
    fn put(&mut self, at: usize, accumulate: Accumulate, v: &Self) {
        let recording = self.recording.or(v.recording);
        let old = self.view;
        self.value.put(at, accumulate, &v.value);
        *self = Self::recorded(recording, self.value.clone(), |_, _| ArrayOp::Put {
            old,
            at,
            accumulate,
            v: v.view,
        });
    }
    fn matmul_into(&mut self, at: usize, accumulate: Accumulate, a: &Self, b: &Self, shape: MatMul) {
        if accumulate == Accumulate::Replace || shape.m * shape.n < self.len() {
            return self.put(at, accumulate, &a.matmul(b, shape));
        }
        let recording = self.recording.or(a.recording).or(b.recording);
        let old = self.view;
        self.value.matmul_into(at, accumulate, &a.value, &b.value, shape);
        *self = Self::recorded(recording, self.value.clone(), |lists, _| ArrayOp::AddMatMul {
            old,
            x: a.store(lists, b.view.is_active()),
            y: b.store(lists, a.view.is_active()),
            shape,
        });
    }
}

impl<T: Scalar> std::fmt::Debug for VarArray<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = if self.view.is_active() { "recorded" } else { "constant" };
        write!(f, "{kind} {:?}", self.values())
    }
}

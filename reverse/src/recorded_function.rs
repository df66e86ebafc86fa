//! A recorded function, and the buffers that recording one needs beside the tape.

use std::cell::Cell;

use dualtape_core::{Array, Differentiable, Error, Output, Real, Scalar};

use crate::recording::Recording;
use crate::spare_vec::{LikeVar, SpareVec};
use crate::var::{Var, VarArray};

/// The buffers of a call beside the tape, reused by the next call.
#[derive(Debug)]
pub(crate) struct Buffers<T> {
    pub(crate) inputs: SpareVec<LikeVar<T>>,
    pub(crate) outputs: SpareVec<LikeVar<T>>,
    /// Inputs with a tangent.
    pub(crate) dual_inputs: SpareVec<[LikeVar<T>; 2]>,
    /// One number per input: a row of the Jacobian.
    pub(crate) row: Vec<T>,
}

impl<T> Default for Buffers<T> {
    fn default() -> Self {
        Buffers {
            inputs: SpareVec::default(),
            outputs: SpareVec::default(),
            dual_inputs: SpareVec::default(),
            row: Vec::new(),
        }
    }
}

/// The point to differentiate at, in the caller's form.
#[derive(Clone, Copy)]
pub(crate) enum InputValues<'a, T: Scalar> {
    Slice(&'a [T]),
    Array(&'a T::Array),
}

impl<T: Scalar> InputValues<'_, T> {
    fn into_array(self) -> T::Array {
        match self {
            InputValues::Slice(x) => T::Array::from_scalars(x),
            InputValues::Array(x) => x.clone(),
        }
    }
}

/// The cotangent of a function's outputs.
#[derive(Clone, Copy)]
pub(crate) enum Cotangent<'a, T> {
    /// One for this output, zero for the others.
    Unit(usize),
    /// One number for each output.
    Weights(&'a [T]),
}

/// The inputs or outputs of a recorded function: scalars, or one block.
pub(crate) enum Variables<'t, T: Scalar> {
    Scalars(Vec<Var<'t, T>>),
    Block(VarArray<'t, T>),
}

impl<T: Scalar> Variables<'_, T> {
    /// Writes the numbers underneath to `out`.
    pub(crate) fn primals_into(&self, out: &mut [T]) {
        match self {
            Variables::Scalars(x) => out.iter_mut().zip(x).for_each(|(out, x)| *out = x.primal()),
            Variables::Block(x) => x.primal().copy_to(out),
        }
    }

    /// Stores the allocation in `spare`.
    fn recycle(self, spare: &mut SpareVec<LikeVar<T>>) {
        if let Variables::Scalars(x) = self {
            spare.keep(x);
        }
    }
}

/// A recorded function: its inputs and its outputs.
pub(crate) struct RecordedFunction<'t, T: Scalar> {
    recording: &'t Recording<'t, T>,
    inputs: Variables<'t, T>,
    pub(crate) outputs: Variables<'t, T>,
    /// Flag for a cotangent of an output that is NaN: so are the adjoints.
    from_nan: Cell<bool>,
}

impl<'t, T: Scalar> RecordedFunction<'t, T> {
    /// Records `f` at `x`.
    pub(crate) fn record<F, K>(
        recording: &'t Recording<'t, T>,
        f: &F,
        x: InputValues<'_, T>,
        buffers: &mut Buffers<T>,
    ) -> Result<Self, Error>
    where
        F: Differentiable<T::Real, K>,
    {
        let mut y = buffers.outputs.take::<Var<'t, T>>();
        let (inputs, outputs) = if const { F::STYLE.is_block() } {
            let x = recording.input_array(x.into_array());
            let outputs = match f.call_block(&x)? {
                Output::Scalar(value) => {
                    y.push(value);
                    Variables::Scalars(y)
                }
                Output::Block(values) => {
                    Error::check_length("values of a function", f.outputs(x.len()), values.len())?;
                    Variables::Block(values)
                }
            };
            (Variables::Block(x), outputs)
        } else {
            let mut inputs = buffers.inputs.take();
            match x {
                InputValues::Slice(x) => inputs.extend(x.iter().map(|&x| recording.input(x))),
                InputValues::Array(x) => inputs.extend((0..x.len()).map(|i| recording.input(x.get(i)))),
            }
            y.resize(f.outputs(inputs.len()), Var::zero());
            f.call_scalars(&inputs, &mut y)?;
            (Variables::Scalars(inputs), Variables::Scalars(y))
        };
        Ok(RecordedFunction { recording, inputs, outputs, from_nan: Cell::new(false) })
    }

    /// Records a closure at `x`, which appends its outputs.
    pub(crate) fn record_closure<E>(
        recording: &'t Recording<'t, T>,
        f: impl FnOnce(&[Var<'t, T>], &mut Vec<Var<'t, T>>) -> Result<(), E>,
        x: &[T],
        buffers: &mut Buffers<T>,
    ) -> Result<Self, E> {
        let (mut inputs, mut outputs) = (buffers.inputs.take(), buffers.outputs.take());
        inputs.extend(x.iter().map(|&x| recording.input(x)));
        f(&inputs, &mut outputs)?;
        Ok(Self::of_scalars(recording, inputs, outputs))
    }

    /// Returns a function of scalars that was recorded.
    pub(crate) fn of_scalars(
        recording: &'t Recording<'t, T>,
        inputs: Vec<Var<'t, T>>,
        outputs: Vec<Var<'t, T>>,
    ) -> Self {
        let [inputs, outputs] = [inputs, outputs].map(Variables::Scalars);
        RecordedFunction { recording, inputs, outputs, from_nan: Cell::new(false) }
    }

    /// Returns the number of outputs.
    pub(crate) fn output_count(&self) -> usize {
        match &self.outputs {
            Variables::Scalars(y) => y.len(),
            Variables::Block(y) => y.len(),
        }
    }

    /// Returns whether output `j` is NaN.
    fn is_nan(&self, j: usize) -> bool {
        match &self.outputs {
            Variables::Scalars(y) => y[j].is_nan(),
            Variables::Block(y) => y.primal().get(j).is_nan(),
        }
    }

    /// Returns the allocations to the buffers.
    pub(crate) fn recycle(self, buffers: &mut Buffers<T>) {
        self.inputs.recycle(&mut buffers.inputs);
        self.outputs.recycle(&mut buffers.outputs);
    }

    /// Returns the value of a function with one output.
    pub(crate) fn value(&self) -> T {
        match &self.outputs {
            Variables::Scalars(y) => y[0].primal(),
            Variables::Block(y) => y.primal().get(0),
        }
    }

    /// Pulls a cotangent of the outputs back to the inputs.
    pub(crate) fn pull(&self, cotangent: Cotangent<'_, T>) {
        self.from_nan.set(match cotangent {
            Cotangent::Unit(j) => self.is_nan(j),
            // A weight of zero leaves the output out.
            Cotangent::Weights(w) => (0..w.len()).any(|j| !w[j].is_zero() && self.is_nan(j)),
        });
        match (&self.outputs, cotangent) {
            (Variables::Scalars(y), Cotangent::Unit(j)) => self.recording.pull([(y[j], T::one())]),
            (Variables::Scalars(y), Cotangent::Weights(w)) => {
                self.recording.pull(y.iter().copied().zip(w.iter().copied()));
            }
            (Variables::Block(y), Cotangent::Unit(j)) => {
                self.recording.pull_array(&y.slice(j..j + 1), &T::Array::full(1, T::one()));
            }
            (Variables::Block(y), Cotangent::Weights(w)) => {
                self.recording.pull_array(y, &T::Array::from_scalars(w));
            }
        }
    }

    /// Writes the adjoints of the inputs after a pull to `out`.
    pub(crate) fn adjoints_into(&self, out: &mut [T]) {
        match &self.inputs {
            Variables::Scalars(x) => {
                self.recording.scalar_adjoints_into(x.iter().map(|x| x.id()), out);
            }
            Variables::Block(x) => self.recording.take_adjoint_array(x).copy_to(out),
        }
        if self.from_nan.get() {
            out.iter_mut().for_each(|adjoint| *adjoint *= T::Real::NAN);
        }
    }

    /// Returns the adjoints of the inputs after a pull as a block; `row` is room for them.
    pub(crate) fn adjoints(&self, row: &mut Vec<T>) -> T::Array {
        match &self.inputs {
            Variables::Scalars(x) => {
                row.resize(x.len(), T::zero());
                self.adjoints_into(row);
                T::Array::from_scalars(row)
            }
            Variables::Block(x) => {
                let adjoints = self.recording.take_adjoint_array(x);
                if self.from_nan.get() { adjoints.into_scale(T::constant(T::Real::NAN)) } else { adjoints }
            }
        }
    }
}

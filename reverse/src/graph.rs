//! A recorded function, and what recording one needs beside the tape.

use dualtape_core::{Array, Differentiable, Error, Output, Scalar, Style};

use crate::event::ArrayOf;
use crate::spare::{LikeVar, Spare};
use crate::{Recording, Var, VarArray};

/// What a call needs beside the tape, kept for the next.
#[derive(Debug)]
pub(crate) struct Memory<T> {
    pub(crate) inputs: Spare<LikeVar<T>>,
    pub(crate) outputs: Spare<LikeVar<T>>,
    /// Inputs that move along a direction.
    pub(crate) moving: Spare<[LikeVar<T>; 2]>,
    /// A number per input.
    pub(crate) row: Vec<T>,
}

impl<T> Default for Memory<T> {
    fn default() -> Self {
        Memory {
            inputs: Spare::default(),
            outputs: Spare::default(),
            moving: Spare::default(),
            row: Vec::new(),
        }
    }
}

/// The point to differentiate at, as the caller has it.
#[derive(Clone, Copy)]
pub(crate) enum Point<'a, T: Scalar> {
    Slice(&'a [T]),
    Array(&'a ArrayOf<T>),
}

impl<T: Scalar> Point<'_, T> {
    fn to_array(self) -> ArrayOf<T> {
        match self {
            Point::Slice(x) => ArrayOf::<T>::from_scalars(x),
            Point::Array(x) => x.clone(),
        }
    }
}

/// The cotangent of a function's outputs.
#[derive(Clone, Copy)]
pub(crate) enum Cotangent<'a, T> {
    /// One for this output, zero for the others.
    Pick(usize),
    /// A number for each.
    Weights(&'a [T]),
}

/// Numbers one by one, or one block: inputs and outputs of a recorded function.
pub(crate) enum Numbers<'t, T: Scalar> {
    Scalars(Vec<Var<'t, T>>),
    Block(VarArray<'t, T>),
}

impl<T: Scalar> Numbers<'_, T> {
    /// The numbers underneath, written to `out`.
    pub(crate) fn primals_into(&self, out: &mut [T]) {
        match self {
            Numbers::Scalars(x) => out.iter_mut().zip(x).for_each(|(out, x)| *out = x.primal()),
            Numbers::Block(x) => x.primal().copy_to(out),
        }
    }

    /// Keeps the memory.
    fn forget(self, spare: &mut Spare<LikeVar<T>>) {
        if let Numbers::Scalars(x) = self {
            spare.keep(x);
        }
    }
}

/// A recorded function: its inputs and its outputs.
pub(crate) struct Graph<'t, T: Scalar> {
    recording: &'t Recording<'t, T>,
    inputs: Numbers<'t, T>,
    pub(crate) outputs: Numbers<'t, T>,
}

impl<'t, T: Scalar> Graph<'t, T> {
    /// Records `f` at `x`.
    pub(crate) fn record<F, K>(
        recording: &'t Recording<'t, T>,
        f: &F,
        x: Point<'_, T>,
        memory: &mut Memory<T>,
    ) -> Result<Self, Error>
    where
        F: Differentiable<T::Real, K>,
    {
        let mut y = memory.outputs.take::<Var<'t, T>>();
        let (inputs, outputs) = match F::STYLE {
            Style::Scalars => {
                let mut inputs = memory.inputs.take();
                match x {
                    Point::Slice(x) => inputs.extend(x.iter().map(|&x| recording.input(x))),
                    Point::Array(x) => inputs.extend((0..x.len()).map(|i| recording.input(x.get(i)))),
                }
                y.resize(f.outputs(inputs.len()), Var::zero());
                f.call_scalars(&inputs, &mut y)?;
                (Numbers::Scalars(inputs), Numbers::Scalars(y))
            }
            Style::Block => {
                let x = recording.input_array(x.to_array());
                let outputs = match f.call_block(&x) {
                    Output::Scalar(value) => {
                        y.push(value);
                        Numbers::Scalars(y)
                    }
                    Output::Block(values) => {
                        Error::check_length("values of a function", f.outputs(x.len()), values.len())?;
                        Numbers::Block(values)
                    }
                };
                (Numbers::Block(x), outputs)
            }
        };
        Ok(Graph { recording, inputs, outputs })
    }

    /// Keeps the memory.
    pub(crate) fn forget(self, memory: &mut Memory<T>) {
        self.inputs.forget(&mut memory.inputs);
        self.outputs.forget(&mut memory.outputs);
    }

    /// The value of a function with one output.
    pub(crate) fn value(&self) -> T {
        match &self.outputs {
            Numbers::Scalars(y) => y[0].primal(),
            Numbers::Block(y) => y.primal().get(0),
        }
    }

    /// Pulls back a cotangent of the outputs.
    pub(crate) fn pull(&self, cotangent: Cotangent<'_, T>) {
        match (&self.outputs, cotangent) {
            (Numbers::Scalars(y), Cotangent::Pick(j)) => self.recording.pull([(y[j], T::one())]),
            (Numbers::Scalars(y), Cotangent::Weights(w)) => {
                self.recording.pull(y.iter().copied().zip(w.iter().copied()));
            }
            (Numbers::Block(y), Cotangent::Pick(j)) => {
                self.recording.pull_array(&y.slice(j..j + 1), &ArrayOf::<T>::full(1, T::one()));
            }
            (Numbers::Block(y), Cotangent::Weights(w)) => {
                self.recording.pull_array(y, &ArrayOf::<T>::from_scalars(w));
            }
        }
    }

    /// The adjoints of the inputs after a pull, written to `out`.
    pub(crate) fn adjoints_into(&self, out: &mut [T]) {
        match &self.inputs {
            Numbers::Scalars(x) => {
                out.iter_mut().zip(x).for_each(|(out, &x)| *out = self.recording.adjoint(x));
            }
            Numbers::Block(x) => self.recording.adjoint_array(x).copy_to(out),
        }
    }

    /// The adjoints of the inputs after a pull, as a block.
    pub(crate) fn adjoints(&self, row: &mut Vec<T>) -> ArrayOf<T> {
        match &self.inputs {
            Numbers::Scalars(x) => {
                row.resize(x.len(), T::zero());
                self.adjoints_into(row);
                ArrayOf::<T>::from_scalars(row)
            }
            Numbers::Block(x) => self.recording.adjoint_array(x),
        }
    }
}

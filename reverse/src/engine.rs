//! The reverse engine: record once, sweep once per output.

use dualtape_core::function::require_scalar_valued;
use dualtape_core::{Array, Differentiable, Engine, Error, Output, Scalar, Style};
use smallvec::{SmallVec, smallvec};

use crate::event::ArrayOf;
use crate::{Limits, Recording, Tape, Usage, Var, VarArray};

/// Reverse mode: derivatives by recording the function once and sweeping back over the recording.
///
/// # Cost
/// A gradient or a vector-Jacobian product takes one recording and one sweep, whatever the number of inputs; a
/// Jacobian of m outputs takes m sweeps, and so does a Jacobian-vector product. A Hessian-vector product records
/// the gradient itself, on a second tape, and sweeps over that. Memory is in proportion to the operations; it is
/// kept from call to call.
///
/// ```
/// use dualtape_core::{Array, BlockFunction, Engine, rules};
/// use dualtape_reverse::Reverse;
///
/// /// `Σ tanh² x`
/// struct Energy;
/// impl BlockFunction for Energy {
///     fn eval<A: Array<Real = f64>>(&self, x: &A) -> A::Scalar {
///         let y = x.map(rules::Tanh);
///         y.dot(&y)
///     }
/// }
/// let (value, gradient) = Reverse::new().value_and_gradient(&Energy, &[0.0, 1.0])?;
/// assert_eq!(gradient[0], 0.0);
/// assert!((value - 1f64.tanh().powi(2)).abs() < 1e-15);
/// # Ok::<(), dualtape_core::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Reverse<T: Scalar = f64> {
    tape: Tape<T>,
    limits: Limits,
    usage: Usage,
}

impl<T: Scalar> Reverse<T> {
    /// An engine without limits of its own.
    pub fn new() -> Self {
        Self::with_limits(Limits::default())
    }

    /// An engine that refuses recordings beyond these limits.
    pub fn with_limits(limits: Limits) -> Self {
        Reverse { tape: Tape::with_limits(limits), limits, usage: Usage::default() }
    }

    /// What the last call recorded.
    pub fn usage(&self) -> Usage {
        self.usage
    }

    /// Records `f` at `x` and hands the graph to `then`, which pulls back and reads adjoints.
    fn with_graph<F, K, Out>(
        &mut self,
        f: &F,
        x: Point<'_, T>,
        then: impl for<'t> FnOnce(&Graph<'t, T>) -> Out,
    ) -> Result<Out, Error>
    where
        F: Differentiable<T::Real, K>,
    {
        let usage = &mut self.usage;
        self.tape.record(|recording| {
            let graph = Graph::record(recording, f, x)?;
            *usage = recording.usage();
            recording.check()?;
            Ok(then(&graph))
        })
    }
}

/// The point to differentiate at, as the caller has it.
#[derive(Clone, Copy)]
enum Point<'a, T: Scalar> {
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

/// Numbers one by one, or one block: inputs and outputs of a recorded function.
enum Numbers<'t, T: Scalar> {
    Scalars(SmallVec<[Var<'t, T>; 8]>),
    Block(VarArray<'t, T>),
}

impl<T: Scalar> Numbers<'_, T> {
    fn len(&self) -> usize {
        match self {
            Numbers::Scalars(x) => x.len(),
            Numbers::Block(x) => x.len(),
        }
    }

    /// The numbers underneath, written to `out`.
    fn primals_into(&self, out: &mut [T]) {
        match self {
            Numbers::Scalars(x) => out.iter_mut().zip(x).for_each(|(out, x)| *out = x.primal()),
            Numbers::Block(x) => write_array(x.primal(), out),
        }
    }
}

fn write_array<A: Array>(x: &A, out: &mut [A::Scalar]) {
    for (i, out) in out.iter_mut().enumerate() {
        *out = x.get(i);
    }
}

/// A recorded function: its inputs and its outputs.
struct Graph<'t, T: Scalar> {
    recording: &'t Recording<'t, T>,
    inputs: Numbers<'t, T>,
    outputs: Numbers<'t, T>,
}

impl<'t, T: Scalar> Graph<'t, T> {
    fn record<F, K>(recording: &'t Recording<'t, T>, f: &F, x: Point<'_, T>) -> Result<Self, Error>
    where
        F: Differentiable<T::Real, K>,
    {
        let (inputs, outputs) = match F::STYLE {
            Style::Scalars => {
                let x: SmallVec<[Var<'t, T>; 8]> = match x {
                    Point::Slice(x) => x.iter().map(|&x| recording.input(x)).collect(),
                    Point::Array(x) => (0..x.len()).map(|i| recording.input(x.get(i))).collect(),
                };
                let mut y: SmallVec<[Var<'t, T>; 8]> = smallvec![Var::zero(); f.outputs(x.len())];
                f.call_scalars(&x, &mut y)?;
                (Numbers::Scalars(x), Numbers::Scalars(y))
            }
            Style::Block => {
                let x = recording.input_array(x.to_array());
                let outputs = match f.call_block(&x) {
                    Output::Scalar(y) => Numbers::Scalars(smallvec![y]),
                    Output::Block(y) => Numbers::Block(y),
                };
                Error::check_length("values of a function", f.outputs(x.len()), outputs.len())?;
                (Numbers::Block(x), outputs)
            }
        };
        Ok(Graph { recording, inputs, outputs })
    }

    /// The value of a function with one output.
    fn value(&self) -> T {
        match &self.outputs {
            Numbers::Scalars(y) => y[0].primal(),
            Numbers::Block(y) => y.primal().get(0),
        }
    }

    /// Pulls back the cotangent that `w` gives for each output.
    fn pull(&self, w: impl Fn(usize) -> T) {
        match &self.outputs {
            Numbers::Scalars(y) => {
                let seeds: SmallVec<[(Var<'t, T>, T); 8]> =
                    y.iter().enumerate().map(|(j, &y)| (y, w(j))).collect();
                self.recording.pull(&seeds);
            }
            Numbers::Block(y) => {
                let w: SmallVec<[T; 8]> = (0..y.len()).map(w).collect();
                self.recording.pull_array(y, &ArrayOf::<T>::from_scalars(&w));
            }
        }
    }

    /// The adjoints of the inputs after a pull, written to `out`.
    fn adjoints_into(&self, out: &mut [T]) {
        match &self.inputs {
            Numbers::Scalars(x) => {
                out.iter_mut().zip(x).for_each(|(out, &x)| *out = self.recording.adjoint(x));
            }
            Numbers::Block(x) => write_array(&self.recording.adjoint_array(x), out),
        }
    }

    /// The adjoints of the inputs after a pull.
    fn adjoints(&self) -> ArrayOf<T> {
        match &self.inputs {
            Numbers::Scalars(x) => {
                let adjoints: Vec<T> = x.iter().map(|&x| self.recording.adjoint(x)).collect();
                ArrayOf::<T>::from_scalars(&adjoints)
            }
            Numbers::Block(x) => self.recording.adjoint_array(x),
        }
    }
}

/// The cotangent that picks one output.
fn pick<T: Scalar>(output: usize) -> impl Fn(usize) -> T {
    move |j| if j == output { T::one() } else { T::zero() }
}

impl<T: Scalar> Engine<T> for Reverse<T> {
    fn name(&self) -> &'static str {
        "reverse"
    }

    fn value_and_gradient_into<F, K>(&mut self, f: &F, x: &[T], gradient: &mut [T]) -> Result<T, Error>
    where
        F: Differentiable<T::Real, K>,
    {
        require_scalar_valued("gradient", f, x.len())?;
        Error::check_length("gradient", x.len(), gradient.len())?;
        self.with_graph(f, Point::Slice(x), |graph| {
            graph.pull(pick(0));
            graph.adjoints_into(gradient);
            graph.value()
        })
    }

    fn value_and_gradient_array<F, K>(&mut self, f: &F, x: &T::Array) -> Result<(T, T::Array), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        require_scalar_valued("gradient", f, x.len())?;
        self.with_graph(f, Point::Array(x), |graph| {
            graph.pull(pick(0));
            (graph.value(), graph.adjoints())
        })
    }

    /// One sweep per output: forward mode does it in one pass.
    fn jvp_into<F, K>(&mut self, f: &F, x: &[T], v: &[T], values: &mut [T], jv: &mut [T]) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        let outputs = f.outputs(x.len());
        Error::check_length("tangent", x.len(), v.len())?;
        Error::check_length("values", outputs, values.len())?;
        Error::check_length("jv", outputs, jv.len())?;
        let mut row = vec![T::zero(); x.len()];
        self.with_graph(f, Point::Slice(x), |graph| {
            graph.outputs.primals_into(values);
            for (j, jv) in jv.iter_mut().enumerate() {
                graph.pull(pick(j));
                graph.adjoints_into(&mut row);
                *jv = row.iter().zip(v).map(|(&partial, &v)| dualtape_core::weigh(partial, v)).sum();
            }
        })
    }

    fn vjp_into<F, K>(
        &mut self,
        f: &F,
        x: &[T],
        w: &[T],
        values: &mut [T],
        jtw: &mut [T],
    ) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        let outputs = f.outputs(x.len());
        Error::check_length("cotangent", outputs, w.len())?;
        Error::check_length("values", outputs, values.len())?;
        Error::check_length("jtw", x.len(), jtw.len())?;
        self.with_graph(f, Point::Slice(x), |graph| {
            graph.outputs.primals_into(values);
            graph.pull(|j| w[j]);
            graph.adjoints_into(jtw);
        })
    }

    fn jacobian_into<F, K>(&mut self, f: &F, x: &[T], jacobian: &mut [T]) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        let n = x.len();
        Error::check_length("jacobian", f.outputs(n) * n, jacobian.len())?;
        self.with_graph(f, Point::Slice(x), |graph| {
            for (j, row) in jacobian.chunks_exact_mut(n.max(1)).enumerate() {
                graph.pull(pick(j));
                graph.adjoints_into(row);
            }
        })
    }

    /// Reverse over reverse: the gradient is computed on an inner tape whose numbers are variables of this one,
    /// so that `⟨gradient, v⟩` can be pulled back in turn.
    fn hvp_into<F, K>(&mut self, f: &F, x: &[T], v: &[T], hv: &mut [T]) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        require_scalar_valued("Hessian-vector product", f, x.len())?;
        Error::check_length("tangent", x.len(), v.len())?;
        Error::check_length("hv", x.len(), hv.len())?;
        let (limits, usage) = (self.limits, &mut self.usage);
        self.tape.record(|outer| {
            let mut inner = Reverse::<Var<'_, T>>::with_limits(limits);
            match F::STYLE {
                Style::Scalars => {
                    let x: Vec<Var<'_, T>> = x.iter().map(|&x| outer.input(x)).collect();
                    let gradient = inner.gradient(f, &x)?;
                    let along_v = gradient.iter().zip(v).map(|(&g, &v)| g * Var::passive(v)).sum();
                    outer.pull(&[(along_v, T::one())]);
                    hv.iter_mut().zip(x).for_each(|(hv, x)| *hv = outer.adjoint(x));
                }
                Style::Block => {
                    let x = outer.input_array(ArrayOf::<T>::from_scalars(x));
                    let (_, gradient) = inner.value_and_gradient_array(f, &x)?;
                    let along_v = gradient.dot(&VarArray::passive(ArrayOf::<T>::from_scalars(v)));
                    outer.pull(&[(along_v, T::one())]);
                    write_array(&outer.adjoint_array(&x), hv);
                }
            }
            *usage = outer.usage();
            outer.check()
        })
    }
}

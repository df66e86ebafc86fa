//! The reverse engine: record once, sweep once per output.

use dualtape_core::function::require_scalar_valued;
use dualtape_core::{Array, Differentiable, Engine, Error, Output, Passes, Scalar, Style};
use dualtape_forward::{Dual, DualArray};

use crate::event::ArrayOf;
use crate::graph::{Cotangent, Graph, Memory, Point};
use crate::{Limits, Tape, Usage, Var, VarArray};

/// Reverse mode: derivatives by recording the function once and sweeping back over the recording.
///
/// # Cost
/// A gradient or a vector-Jacobian product takes one recording and one sweep, whatever the number of inputs; a
/// Jacobian of m outputs takes m sweeps, and so does a Jacobian-vector product. A Hessian-vector product records
/// the derivative along the vector, on dual numbers, and sweeps over that. Memory is in proportion to the operations; it is
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
#[derive(Debug)]
pub struct Reverse<T: Scalar = f64> {
    tape: Tape<T>,
    usage: Usage,
    memory: Memory<T>,
}

impl<T: Scalar> Default for Reverse<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Scalar> Reverse<T> {
    /// An engine without limits of its own.
    pub fn new() -> Self {
        Self::with_limits(Limits::default())
    }

    /// An engine that refuses recordings beyond these limits.
    pub fn with_limits(limits: Limits) -> Self {
        Reverse { tape: Tape::with_limits(limits), usage: Usage::default(), memory: Memory::default() }
    }

    /// What the last call recorded.
    pub fn usage(&self) -> Usage {
        self.usage
    }

    /// What a gradient of `f` at `x` would record.
    ///
    /// # Errors
    /// The function has another number of outputs than it says.
    ///
    /// # Cost
    /// That of the function; nothing is recorded, whatever the limits.
    ///
    /// ```
    /// use dualtape_core::{Engine, Function, Scalar};
    /// use dualtape_reverse::Reverse;
    ///
    /// struct Sum(usize);
    /// impl Function for Sum {
    ///     fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
    ///         (0..self.0).fold(x[0], |sum, _| sum + x[0])
    ///     }
    /// }
    /// let mut engine = Reverse::new();
    /// let forecast = engine.forecast(&Sum(1_000_000), &[1.0])?;
    /// assert_eq!((forecast.nodes, forecast.bytes), (1_000_000, 32_000_008));
    /// # Ok::<(), dualtape_core::Error>(())
    /// ```
    pub fn forecast<F, K>(&mut self, f: &F, x: &[T]) -> Result<Usage, Error>
    where
        F: Differentiable<T::Real, K>,
    {
        let memory = &mut self.memory;
        let mut outcome = Ok(());
        let usage = self.tape.count(|recording| {
            outcome = Graph::record(recording, f, Point::Slice(x), memory).map(|graph| graph.forget(memory));
        });
        outcome.map(|()| usage)
    }

    /// Records `f` at `x` and hands the graph to `then`, which pulls back and reads adjoints; it finds room for a
    /// number per input.
    fn with_graph<F, K, Out>(
        &mut self,
        f: &F,
        x: Point<'_, T>,
        then: impl for<'t> FnOnce(&Graph<'t, T>, &mut Vec<T>) -> Out,
    ) -> Result<Out, Error>
    where
        F: Differentiable<T::Real, K>,
    {
        let Reverse { tape, usage, memory } = self;
        tape.record(|recording| {
            let graph = Graph::record(recording, f, x, memory)?;
            *usage = recording.usage();
            let out = recording.check().map(|()| then(&graph, &mut memory.row));
            graph.forget(memory);
            out
        })
    }
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
        self.with_graph(f, Point::Slice(x), |graph, _| {
            graph.pull(Cotangent::Pick(0));
            graph.adjoints_into(gradient);
            graph.value()
        })
    }

    fn value_and_gradient_array<F, K>(&mut self, f: &F, x: &T::Array) -> Result<(T, T::Array), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        require_scalar_valued("gradient", f, x.len())?;
        self.with_graph(f, Point::Array(x), |graph, row| {
            graph.pull(Cotangent::Pick(0));
            (graph.value(), graph.adjoints(row))
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
        self.with_graph(f, Point::Slice(x), |graph, row| {
            row.resize(v.len(), T::zero());
            graph.outputs.primals_into(values);
            for (j, jv) in jv.iter_mut().enumerate() {
                graph.pull(Cotangent::Pick(j));
                graph.adjoints_into(row);
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
        self.with_graph(f, Point::Slice(x), |graph, _| {
            graph.outputs.primals_into(values);
            graph.pull(Cotangent::Weights(w));
            graph.adjoints_into(jtw);
        })
    }

    fn jacobian_into<F, K>(&mut self, f: &F, x: &[T], jacobian: &mut [T]) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        let n = x.len();
        Error::check_length("jacobian", f.outputs(n) * n, jacobian.len())?;
        self.with_graph(f, Point::Slice(x), |graph, _| {
            for (j, row) in jacobian.chunks_exact_mut(n.max(1)).enumerate() {
                graph.pull(Cotangent::Pick(j));
                graph.adjoints_into(row);
            }
        })
    }

    /// Reverse over forward: the derivative of `f` along `v`, recorded and swept back, is `H v`. What only the value
    /// depends on is never swept.
    fn hvp_into<F, K>(&mut self, f: &F, x: &[T], v: &[T], hv: &mut [T]) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        require_scalar_valued("Hessian-vector product", f, x.len())?;
        Error::check_length("tangent", x.len(), v.len())?;
        Error::check_length("hv", x.len(), hv.len())?;
        let Reverse { tape, usage, memory } = self;
        tape.record(|recording| match F::STYLE {
            Style::Scalars => {
                let mut inputs = memory.moving.take::<Dual<Var<'_, T>, 1>>();
                inputs.extend(
                    x.iter()
                        .zip(v)
                        .map(|(&x, &v)| Dual { primal: recording.input(x), tangents: [Var::passive(v)] }),
                );
                let mut y = [Dual::zero()];
                f.call_scalars(&inputs, &mut y)?;
                *usage = recording.usage();
                recording.check()?;
                recording.pull([(y[0].tangents[0], T::one())]);
                hv.iter_mut().zip(&inputs).for_each(|(hv, x)| *hv = recording.adjoint(x.primal));
                memory.moving.keep(inputs);
                Ok(())
            }
            Style::Block => {
                let x = recording.input_array(ArrayOf::<T>::from_scalars(x));
                let v = VarArray::passive(ArrayOf::<T>::from_scalars(v));
                let slope = match f.call_block(&DualArray::active(x.clone(), [v])) {
                    Output::Scalar(y) => y.tangents[0],
                    Output::Block(y) => y.get(0).tangents[0],
                };
                *usage = recording.usage();
                recording.check()?;
                recording.pull([(slope, T::one())]);
                recording.adjoint_array(&x).copy_to(hv);
                Ok(())
            }
        })
    }
}

impl<T: Scalar> Passes<T> for Reverse<T> {
    fn passes(&self, _: usize, outputs: usize) -> usize {
        outputs
    }

    fn run_passes<F, K>(&mut self, f: &F, x: &[T], passes: &[usize]) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        self.with_graph(f, Point::Slice(x), |graph, row| {
            row.resize(x.len(), T::zero());
            for &j in passes {
                graph.pull(Cotangent::Pick(j));
                graph.adjoints_into(row);
            }
        })
    }

    /// What a gradient would record; see [`Reverse::forecast`].
    fn memory_bytes<F, K>(&mut self, f: &F, x: &[T]) -> Result<usize, Error>
    where
        F: Differentiable<T::Real, K>,
    {
        self.forecast(f, x).map(|usage| usage.bytes)
    }
}

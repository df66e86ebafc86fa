//! The reverse engine: record once, sweep once per output.

use dualtape_core::arguments;
use dualtape_core::function::require_scalar_valued;
use dualtape_core::{Array, Differentiable, Engine, Error, Output, Passes, Scalar, Single, derivative_of};
use dualtape_forward::{Dual, DualArray, PathDual};

use crate::limits::{Limits, Usage};
use crate::recorded_function::{Buffers, Cotangent, InputValues, RecordedFunction};
use crate::tape::Tape;
use crate::var::{Var, VarArray};

/// The engine of reverse mode: records a function once and sweeps back over the recording.
///
/// # Cost
/// A gradient or a vector-Jacobian product takes one recording and one sweep, whatever the number of inputs; a
/// Jacobian of m outputs takes m sweeps, and so does a Jacobian-vector product. A Hessian-vector product records
/// the derivative along the vector, on dual numbers, and sweeps over that. Buffers is in proportion to the
/// operations; it is kept from call to call.
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
    pub(crate) tape: Tape<T>,
    pub(crate) usage: Usage,
    pub(crate) buffers: Buffers<T>,
}

impl<T: Scalar> Default for Reverse<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Scalar> Reverse<T> {
    /// Returns an engine without limits of its own.
    pub fn new() -> Self {
        Self::with_limits(Limits::default())
    }

    /// Returns an engine that refuses recordings beyond these limits.
    pub fn with_limits(limits: Limits) -> Self {
        Reverse { tape: Tape::with_limits(limits), usage: Usage::default(), buffers: Buffers::default() }
    }

    /// Returns the size of the last call's recording.
    pub fn usage(&self) -> Usage {
        self.usage
    }

    /// Returns the size of the recording that a gradient of `f` at `x` takes.
    ///
    /// # Errors
    /// [`Error::Length`] if the function has another number of outputs than it declares.
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
        let buffers = &mut self.buffers;
        let mut outcome = Ok(());
        let usage = self.tape.count(|recording| {
            outcome = RecordedFunction::record(recording, f, InputValues::Slice(x), buffers)
                .map(|recorded| recorded.recycle(buffers));
        });
        outcome.map(|()| usage)
    }

    /// Computes the rows of `matrix` that are not finite again, from cotangents of the outputs, by a sweep that tells no
    /// path from an adjoint of zero.
    ///
    /// A recording of scalars alone has done so itself; blocks are recorded number by number for it.
    fn decide<'w, F, K>(
        &self,
        f: &F,
        x: &[T],
        matrix: &mut [T],
        cotangent: impl Fn(usize) -> Cotangent<'w, T>,
    ) where
        T: 'w,
        F: Differentiable<T::Real, K>,
    {
        let is_finite = |row: &[T]| row.iter().all(|entry| entry.all_finite());
        if self.usage.events == 0 || is_finite(matrix) {
            return;
        }
        record_singles(f, x, |recorded| {
            let rows = matrix.chunks_exact_mut(x.len().max(1)).enumerate();
            for (j, row) in rows.filter(|(_, row)| !is_finite(row)) {
                recorded.pull(cotangent(j));
                recorded.adjoints_into(row);
            }
        });
    }

    /// Records `f` at `x` and calls `then`, which pulls back and reads adjoints. Its second argument is room for one
    /// number per input.
    fn with_recorded<F, K, Out>(
        &mut self,
        f: &F,
        x: InputValues<'_, T>,
        then: impl for<'t> FnOnce(&RecordedFunction<'t, T>, &mut Vec<T>) -> Out,
    ) -> Result<Out, Error>
    where
        F: Differentiable<T::Real, K>,
    {
        let Reverse { tape, usage, buffers } = self;
        tape.record(|recording| {
            let recorded = RecordedFunction::record(recording, f, x, buffers)?;
            *usage = recording.usage();
            let out = recording.check().map(|()| then(&recorded, &mut buffers.row));
            recorded.recycle(buffers);
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
        arguments::gradient(f, x, gradient)?;
        let value = self.with_recorded(f, InputValues::Slice(x), |recorded, _| {
            recorded.pull(Cotangent::Unit(0));
            recorded.adjoints_into(gradient);
            recorded.value()
        })?;
        if !value.is_nan() {
            self.decide(f, x, gradient, |_| Cotangent::Unit(0));
        }
        Ok(value)
    }

    fn value_and_gradient_array<F, K>(&mut self, f: &F, x: &T::Array) -> Result<(T, T::Array), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        require_scalar_valued("gradient", f, x.len())?;
        let (value, gradient) = self.with_recorded(f, InputValues::Array(x), |recorded, row| {
            recorded.pull(Cotangent::Unit(0));
            (recorded.value(), recorded.adjoints(row))
        })?;
        if !value.is_nan() && !gradient.all_finite() {
            let mut entries = gradient.to_vec();
            self.decide(f, &x.to_vec(), &mut entries, |_| Cotangent::Unit(0));
            return Ok((value, T::Array::from_scalars(&entries)));
        }
        Ok((value, gradient))
    }

    /// Takes one sweep per output; forward mode takes one pass in all.
    fn jvp_into<F, K>(&mut self, f: &F, x: &[T], v: &[T], values: &mut [T], jv: &mut [T]) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        arguments::jvp(f, x, v, values, jv)?;
        // A direction of zero leaves the input out.
        let along = |row: &mut [T]| {
            for (d, &v) in row.iter_mut().zip(v) {
                *d = if v.is_zero() { T::zero() } else { *d * v };
            }
            T::sum_of(row)
        };
        self.with_recorded(f, InputValues::Slice(x), |recorded, row| {
            row.resize(v.len(), T::zero());
            recorded.outputs.primals_into(values);
            for (j, jv) in jv.iter_mut().enumerate() {
                recorded.pull(Cotangent::Unit(j));
                recorded.adjoints_into(row);
                *jv = derivative_of(values[j].value(), along(row));
            }
        })?;
        if self.usage.events > 0 && !jv.iter().all(|jv: &T| jv.all_finite()) {
            let mut jacobian = self.jacobian(f, x)?;
            for ((jv, row), value) in jv.iter_mut().zip(jacobian.chunks_exact_mut(x.len().max(1))).zip(values)
            {
                *jv = derivative_of(value.value(), along(row));
            }
        }
        Ok(())
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
        arguments::vjp(f, x, w, values, jtw)?;
        self.with_recorded(f, InputValues::Slice(x), |recorded, _| {
            recorded.outputs.primals_into(values);
            recorded.pull(Cotangent::Weights(w));
            recorded.adjoints_into(jtw);
        })?;
        self.decide(f, x, jtw, |_| Cotangent::Weights(w));
        Ok(())
    }

    fn jacobian_into<F, K>(&mut self, f: &F, x: &[T], jacobian: &mut [T]) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        let n = x.len();
        arguments::jacobian(f, x, jacobian)?;
        self.with_recorded(f, InputValues::Slice(x), |recorded, _| {
            for (j, row) in jacobian.chunks_exact_mut(n.max(1)).enumerate() {
                recorded.pull(Cotangent::Unit(j));
                recorded.adjoints_into(row);
            }
        })?;
        self.decide(f, x, jacobian, Cotangent::Unit);
        Ok(())
    }

    /// Computes `H v` by reverse over forward: records the derivative of `f` along `v` and sweeps back over it. Nodes
    /// that feed only the primal value get no adjoint and are skipped.
    fn hvp_into<F, K>(&mut self, f: &F, x: &[T], v: &[T], hv: &mut [T]) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        arguments::hvp(f, x, v, hv)?;
        let Reverse { tape, usage, buffers } = self;
        let value = tape.record(|recording| {
            if const { F::STYLE.is_block() } {
                let x = recording.input_array(T::Array::from_scalars(x));
                let v = VarArray::passive(T::Array::from_scalars(v));
                let y = match f.call_block(&DualArray::active(x.clone(), [v]))? {
                    Output::Scalar(y) => y,
                    Output::Block(y) => y.get(0),
                };
                *usage = recording.usage();
                recording.check()?;
                recording.pull([(y.tangents[0], T::one())]);
                recording.take_adjoint_array(&x).copy_to(hv);
                Ok::<_, Error>(y.value())
            } else {
                let mut inputs = buffers.dual_inputs.take::<Dual<Var<'_, T>, 1>>();
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
                buffers.dual_inputs.keep(inputs);
                Ok(y[0].value())
            }
        })?;
        if !value.is_nan() && !hv.iter().all(|hv| hv.all_finite()) {
            hvp_by_paths(f, x, v, hv);
        }
        hv.iter_mut().for_each(|hv| *hv = derivative_of(value, *hv));
        Ok(())
    }
}

/// The memory that a recording to tell paths may take. Beyond it a NaN stays one: it then comes from a large function
/// in blocks, most likely from a training that diverges.
const PATH_LIMITS: Limits = Limits { scalars: usize::MAX, bytes: 1 << 28 };

/// Records a function number by number, without blocks, and calls `then` if that fits [`PATH_LIMITS`].
#[cold]
#[inline(never)]
fn record_singles<T: Scalar, F, K>(f: &F, x: &[T], then: impl FnOnce(&RecordedFunction<'_, T>))
where
    F: Differentiable<T::Real, K>,
{
    Tape::with_limits(PATH_LIMITS).record(|recording| {
        let inputs: Vec<Var<'_, T>> = x.iter().map(|&x| recording.input(x)).collect();
        let singles: Vec<_> = inputs.iter().map(|&x| Single(x)).collect();
        let mut y = vec![Single::zero(); f.outputs(x.len())];
        if f.call_scalars(&singles, &mut y).is_ok() && recording.check().is_ok() {
            let outputs = y.into_iter().map(|y| y.0).collect();
            then(&RecordedFunction::of_scalars(recording, inputs, outputs));
        }
    });
}

/// Computes `H v` as [`Reverse::hvp_into`](Engine::hvp_into) does, on numbers that tell no path from a zero.
#[cold]
#[inline(never)]
fn hvp_by_paths<T: Scalar, F, K>(f: &F, x: &[T], v: &[T], hv: &mut [T])
where
    F: Differentiable<T::Real, K>,
{
    Tape::with_limits(PATH_LIMITS).record(|recording| {
        let inputs: Vec<Var<'_, T>> = x.iter().map(|&x| recording.input(x)).collect();
        let along = |v: T| (!v.is_zero()).then(|| Single(Var::passive(v)));
        let duals: Vec<_> = inputs.iter().zip(v).map(|(&x, &v)| PathDual::new(Single(x), along(v))).collect();
        let mut y = [PathDual::zero()];
        if f.call_scalars(&duals, &mut y).is_ok() && recording.check().is_ok() {
            recording.pull(y[0].tangent().map(|tangent| (tangent.0, T::one())));
            hv.iter_mut().zip(inputs).for_each(|(hv, x)| *hv = recording.adjoint(x));
        }
    });
}

impl<T: Scalar> Passes<T> for Reverse<T> {
    fn passes(&self, _: usize, outputs: usize) -> usize {
        outputs
    }

    fn run_passes<F, K>(&mut self, f: &F, x: &[T], passes: &[usize]) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        self.with_recorded(f, InputValues::Slice(x), |recorded, row| {
            row.resize(x.len(), T::zero());
            for &j in passes {
                recorded.pull(Cotangent::Unit(j));
                recorded.adjoints_into(row);
            }
        })
    }

    /// Returns the bytes that a gradient would record; see [`Reverse::forecast`].
    fn memory_bytes<F, K>(&mut self, f: &F, x: &[T]) -> Result<usize, Error>
    where
        F: Differentiable<T::Real, K>,
    {
        self.forecast(f, x).map(|usage| usage.bytes)
    }
}

//! The forward engine.

use dualtape_core::arguments;
use dualtape_core::function::require_scalar_valued;
use dualtape_core::{Array, Differentiable, Engine, Error, Passes, Scalar, Style, derivative_of};

use crate::dual::Dual;
use crate::dual::array::DualArray;
use crate::dual::path::PathDual;
use crate::lanes::Lanes;
use crate::pass::{Inputs, Seeds, Wide, Widths, paths};

/// Forward mode: derivatives by pushing tangents through the function, several at a time.
///
/// # Cost
/// A gradient, a vector-Jacobian product or a Jacobian of n inputs takes `⌈n/N⌉` passes of `N` lanes; a
/// Jacobian-vector product takes one. Memory does not grow with the length of the computation.
///
/// ```
/// use dualtape_core::{Engine, Scalar, VectorFunction};
/// use dualtape_forward::Forward;
///
/// struct Polar;
/// impl VectorFunction for Polar {
///     fn outputs(&self, _: usize) -> usize { 2 }
///     fn eval<S: Scalar<Real = f64>>(&self, x: &[S], y: &mut [S]) {
///         y[0] = x[0] * x[1].cos();
///         y[1] = x[0] * x[1].sin();
///     }
/// }
/// let jacobian = Forward::new().jacobian(&Polar, &[2.0, 0.0])?;
/// assert_eq!(jacobian, [1.0, 0.0, 0.0, 2.0]);
/// # Ok::<(), dualtape_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Forward<T = f64> {
    lanes: Lanes,
    pub(crate) first: Widths<T>,
    pub(crate) second: Widths<Dual<T, 1>>,
    /// Inputs or a gradient, number by number.
    numbers: Vec<T>,
    /// Inputs with their tangents along a direction.
    pub(crate) directed: Vec<Dual<T, 1>>,
}

impl<T: Scalar> Forward<T> {
    /// Returns an engine with [`Lanes::Auto`].
    pub fn new() -> Self {
        Self::with_lanes(Lanes::Auto)
    }

    /// Returns an engine with this number of lanes.
    ///
    /// Second derivatives are taken one or eight directions at a time, because each width compiles every function once
    /// more.
    pub fn with_lanes(lanes: Lanes) -> Self {
        let (first, second) = (Widths::default(), Widths::default());
        Forward { lanes, first, second, numbers: Vec::new(), directed: Vec::new() }
    }

    /// Returns the number of passes of a gradient of this many inputs.
    pub fn passes(&self, inputs: usize) -> usize {
        inputs.div_ceil(self.lanes.count(inputs)).max(1)
    }

    /// Evaluates `f` chunk by chunk: `entry(j, i, ∂y_j/∂x_i)` for every entry of the Jacobian, and `value(j, y_j)`
    /// once for every output.
    fn entries<F, K>(
        &mut self,
        f: &F,
        x: &Inputs<'_, T>,
        mut value: impl FnMut(usize, T),
        mut entry: impl FnMut(usize, usize, T),
    ) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        let lanes = self.lanes;
        chunks(
            x.len(),
            |left| lanes.count(left),
            |start, count| self.chunk(f, x, start, count, &mut value, &mut entry),
        )
    }

    /// Evaluates `f` on one chunk of `count` lanes; see [`Forward::entries`].
    pub(crate) fn chunk<F, K>(
        &mut self,
        f: &F,
        x: &Inputs<'_, T>,
        start: usize,
        count: usize,
        value: impl FnMut(usize, T),
        entry: impl FnMut(usize, usize, T),
    ) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        crate::at_width!(count, N => Wide::<T, N>::pass(&mut self.first).chunk(f, x, start, value, entry))
    }
}

/// Calls `pass(start, count)` for each chunk, `lanes(left)` lanes wide when `left` inputs are left. Without inputs
/// there is one pass, for the value.
pub(crate) fn chunks<E>(
    inputs: usize,
    lanes: impl Fn(usize) -> usize,
    mut pass: impl FnMut(usize, usize) -> Result<(), E>,
) -> Result<(), E> {
    let mut start = 0;
    loop {
        let count = lanes(inputs - start);
        pass(start, count)?;
        start += count;
        if start >= inputs {
            return Ok(());
        }
    }
}

impl<T: Scalar> Default for Forward<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Scalar> Engine<T> for Forward<T> {
    fn name(&self) -> &'static str {
        "forward"
    }

    fn value_and_gradient_into<F, K>(&mut self, f: &F, x: &[T], gradient: &mut [T]) -> Result<T, Error>
    where
        F: Differentiable<T::Real, K>,
    {
        arguments::gradient(f, x, gradient)?;
        let mut value = T::zero();
        self.entries(f, &Inputs::new(F::STYLE, x), |_, y| value = y, |_, i, t| gradient[i] = t)?;
        Ok(value)
    }

    fn value_and_gradient_array<F, K>(&mut self, f: &F, x: &T::Array) -> Result<(T, T::Array), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        let n = x.len();
        require_scalar_valued("gradient", f, n)?;
        let mut numbers = std::mem::take(&mut self.numbers);
        numbers.clear();
        if F::STYLE == Style::Scalars {
            numbers.extend((0..n).map(|i| x.get(i)));
        }
        // The gradient comes after the inputs in one buffer.
        let inputs = numbers.len();
        numbers.resize(inputs + n, T::zero());
        let (inputs, gradient) = numbers.split_at_mut(inputs);
        let point = match F::STYLE {
            Style::Scalars => Inputs::Scalars(inputs),
            Style::Block => Inputs::Block(x.clone()),
        };
        let mut value = T::zero();
        self.entries(f, &point, |_, y| value = y, |_, i, t| gradient[i] = t)?;
        let gradient = T::Array::from_scalars(gradient);
        self.numbers = numbers;
        Ok((value, gradient))
    }

    fn jvp_into<F, K>(&mut self, f: &F, x: &[T], v: &[T], values: &mut [T], jv: &mut [T]) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        arguments::jvp(f, x, v, values, jv)?;
        Wide::<T, 1>::pass(&mut self.first).run(
            f,
            &Inputs::new(F::STYLE, x),
            Seeds::Direction(v),
            &mut |j, y| {
                values[j] = y.primal;
                jv[j] = y.tangents[0];
            },
        )
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
        jtw.fill(T::zero());
        let point = Inputs::new(F::STYLE, x);
        self.entries(
            f,
            &point,
            |j, y| values[j] = y,
            |j, i, t| {
                // A weight of zero leaves the output out.
                if !w[j].is_zero() {
                    jtw[i] += t * w[j];
                }
            },
        )
    }

    fn jacobian_into<F, K>(&mut self, f: &F, x: &[T], jacobian: &mut [T]) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        arguments::jacobian(f, x, jacobian)?;
        let n = x.len();
        self.entries(f, &Inputs::new(F::STYLE, x), |_, _| {}, |j, i, t| jacobian[j * n + i] = t)
    }

    /// Writes `H v` by forward over forward: the tangent of the gradient along `v`.
    fn hvp_into<F, K>(&mut self, f: &F, x: &[T], v: &[T], hv: &mut [T]) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        arguments::hvp(f, x, v, hv)?;
        let point = match F::STYLE {
            Style::Scalars => {
                self.directed.clear();
                self.directed.extend(x.iter().zip(v).map(|(&primal, &v)| Dual { primal, tangents: [v] }));
                Inputs::Scalars(&self.directed)
            }
            Style::Block => {
                let [x, v] = [x, v].map(T::Array::from_scalars);
                Inputs::Block(DualArray::active(x, [v]))
            }
        };
        let (lanes, second) = (self.lanes, &mut self.second);
        let mut entry = |_, i: usize, t: Dual<T, 1>| hv[i] = t.tangents[0];
        chunks(
            x.len(),
            |left| if lanes.count(left) == 1 { 1 } else { 8 },
            |start, count| match count {
                1 => Wide::<_, 1>::pass(second).chunk(f, &point, start, |_, _| {}, &mut entry),
                _ => Wide::<_, 8>::pass(second).chunk(f, &point, start, |_, _| {}, &mut entry),
            },
        )?;
        // The passes told paths from zeros in the gradient alone. The derivative along `v` is the outer one, as in reverse
        // mode, so that both join the same paths.
        for i in 0..hv.len() {
            if hv[i].all_finite() {
                continue;
            }
            let inner = |j: usize| PathDual::new(x[j], (i == j).then(T::one));
            let x: Vec<_> = (0..x.len()).map(inner).collect();
            let along = |j: usize| (!v[j].is_zero()).then(|| PathDual::new(v[j], None));
            let y = paths(f, &x, &along)?[0];
            if y.is_nan() {
                hv.iter_mut().for_each(|hv| *hv = derivative_of(y.value(), *hv));
                break;
            }
            hv[i] = y.tangent().and_then(PathDual::tangent).unwrap_or(T::zero());
        }
        Ok(())
    }
}

impl<T: Scalar> Passes<T> for Forward<T> {
    fn passes(&self, inputs: usize, _: usize) -> usize {
        Forward::passes(self, inputs)
    }

    fn run_passes<F, K>(&mut self, f: &F, x: &[T], passes: &[usize]) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        let (lanes, widest) = (self.lanes, self.lanes.count(x.len()));
        let point = Inputs::new(F::STYLE, x);
        let mut entries = std::mem::take(&mut self.numbers);
        entries.resize(f.outputs(x.len()) * widest, T::zero());
        for start in passes.iter().map(|pass| pass * widest) {
            let entry = |j, i, t| entries[j * widest + i - start] = t;
            self.chunk(f, &point, start, lanes.count(x.len() - start), |_, _| {}, entry)?;
        }
        self.numbers = entries;
        Ok(())
    }

    /// Returns the bytes of inputs and outputs with their tangents, without the function's own intermediate results.
    /// All tangents of a block of inputs are slices of one run.
    fn memory_bytes<F, K>(&mut self, f: &F, x: &[T]) -> Result<usize, Error>
    where
        F: Differentiable<T::Real, K>,
    {
        let (inputs, outputs, lanes) = (x.len(), f.outputs(x.len()), self.lanes.count(x.len()));
        let numbers = match F::STYLE {
            // A last chunk of another width has numbers of its own.
            Style::Scalars => {
                let last = Some(inputs % lanes)
                    .filter(|&left| left > 0)
                    .map_or(lanes, |left| self.lanes.count(left));
                let parts = if last == lanes { 1 + lanes } else { 1 + lanes + 1 + last };
                (inputs + outputs) * parts
            }
            Style::Block => inputs + 2 * lanes + outputs * (1 + lanes),
        };
        Ok(numbers * size_of::<T>())
    }
}

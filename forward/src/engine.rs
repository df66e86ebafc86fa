//! The forward engine: as many passes as it takes.

use std::fmt;

use dualtape_core::function::require_scalar_valued;
use dualtape_core::{Array, Differentiable, Engine, Error, Scalar};

use crate::Dual;
use crate::pass::{Pass, Seeds};

/// How many directions one pass carries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lanes {
    /// The smallest width that takes all inputs in one pass, or else the widest.
    #[default]
    Auto,
    /// One direction.
    One,
    /// Two directions.
    Two,
    /// Four directions.
    Four,
    /// Eight directions.
    Eight,
}

impl Lanes {
    /// Every fixed width, narrowest first.
    pub const FIXED: [Lanes; 4] = [Lanes::One, Lanes::Two, Lanes::Four, Lanes::Eight];

    /// The fixed width of `n` lanes, if there is one.
    pub fn from_count(n: usize) -> Option<Lanes> {
        Lanes::FIXED.into_iter().find(|lanes| lanes.count(0) == n)
    }

    /// The number of directions in a pass for this number of inputs.
    pub fn count(self, inputs: usize) -> usize {
        match self {
            Lanes::Auto => inputs.next_power_of_two().min(8),
            Lanes::One => 1,
            Lanes::Two => 2,
            Lanes::Four => 4,
            Lanes::Eight => 8,
        }
    }
}

impl fmt::Display for Lanes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Lanes::Auto => f.write_str("auto"),
            fixed => write!(f, "{}", fixed.count(0)),
        }
    }
}

/// The memory of one pass of each width over the number `T`.
#[derive(Debug)]
struct Widths<T> {
    one: Pass<T, 1>,
    two: Pass<T, 2>,
    four: Pass<T, 4>,
    eight: Pass<T, 8>,
}

impl<T> Default for Widths<T> {
    fn default() -> Self {
        Widths { one: Pass::default(), two: Pass::default(), four: Pass::default(), eight: Pass::default() }
    }
}

/// Runs `$body` with `$pass` bound to the pass of this width.
macro_rules! at_width {
    ($widths:expr, $count:expr, $pass:ident => $body:expr) => {
        match $count {
            1 => {
                let $pass = &mut $widths.one;
                $body
            }
            2 => {
                let $pass = &mut $widths.two;
                $body
            }
            4 => {
                let $pass = &mut $widths.four;
                $body
            }
            _ => {
                let $pass = &mut $widths.eight;
                $body
            }
        }
    };
}

impl<T: Scalar> Widths<T> {
    /// Evaluates `f` in chunks of `lanes` inputs: `entry(j, i, ∂y_j/∂x_i)` for every entry of the Jacobian, and
    /// `value(j, y_j)` once for every output.
    fn jacobian<F, K>(
        &mut self,
        lanes: usize,
        f: &F,
        x: &[T],
        mut value: impl FnMut(usize, T),
        mut entry: impl FnMut(usize, usize, T),
    ) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        at_width!(self, lanes, pass => chunks(x.len(), |seeds, start, inputs| {
            pass.run(f, x, seeds, |j, y| {
                if start == 0 {
                    value(j, y.primal);
                }
                for (lane, &t) in y.tangents.iter().take(inputs).enumerate() {
                    entry(j, start + lane, t);
                }
            })?;
            Ok(lanes)
        }))
    }
}

/// Calls `pass(seeds, first input, inputs left)` for each chunk; `pass` returns how many inputs it took. There is
/// one pass even without inputs, for the value.
fn chunks<'a, T: 'a>(
    inputs: usize,
    mut pass: impl FnMut(Seeds<'a, T>, usize, usize) -> Result<usize, Error>,
) -> Result<(), Error> {
    let mut start = 0;
    loop {
        start += pass(Seeds::OneHot { start }, start, inputs - start)?;
        if start >= inputs {
            return Ok(());
        }
    }
}

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
    first: Widths<T>,
    second: Widths<Dual<T, 1>>,
    moving: Vec<Dual<T, 1>>,
}

impl<T: Scalar> Forward<T> {
    /// An engine that chooses the number of lanes.
    pub fn new() -> Self {
        Self::with_lanes(Lanes::Auto)
    }

    /// An engine with this number of lanes.
    pub fn with_lanes(lanes: Lanes) -> Self {
        Forward { lanes, first: Widths::default(), second: Widths::default(), moving: Vec::new() }
    }

    /// How many passes a gradient of this many inputs takes.
    pub fn passes(&self, inputs: usize) -> usize {
        inputs.div_ceil(self.lanes.count(inputs)).max(1)
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
        require_scalar_valued("gradient", f, x.len())?;
        Error::check_length("gradient", x.len(), gradient.len())?;
        let mut value = T::zero();
        let lanes = self.lanes.count(x.len());
        self.first.jacobian(lanes, f, x, |_, y| value = y, |_, i, t| gradient[i] = t)?;
        Ok(value)
    }

    fn value_and_gradient_array<F, K>(&mut self, f: &F, x: &T::Array) -> Result<(T, T::Array), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        require_scalar_valued("gradient", f, x.len())?;
        let (mut value, mut gradient) = (T::zero(), vec![T::zero(); x.len()]);
        let lanes = self.lanes.count(x.len());
        at_width!(self.first, lanes, pass => chunks(x.len(), |seeds, start, _| {
            pass.run_block(f, x, seeds, |_, y| {
                value = y.primal;
                for (slot, &t) in gradient[start..].iter_mut().zip(&y.tangents) {
                    *slot = t;
                }
            })?;
            Ok(lanes)
        }))?;
        Ok((value, T::Array::from_scalars(&gradient)))
    }

    fn jvp_into<F, K>(&mut self, f: &F, x: &[T], v: &[T], values: &mut [T], jv: &mut [T]) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        let outputs = f.outputs(x.len());
        Error::check_length("tangent", x.len(), v.len())?;
        Error::check_length("values", outputs, values.len())?;
        Error::check_length("jv", outputs, jv.len())?;
        self.first.one.run(f, x, Seeds::Direction(v), |j, y| {
            values[j] = y.primal;
            jv[j] = y.tangents[0];
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
        jtw.fill(T::zero());
        let lanes = self.lanes.count(x.len());
        self.first.jacobian(
            lanes,
            f,
            x,
            |j, y| values[j] = y,
            |j, i, t| jtw[i] += dualtape_core::weigh(t, w[j]),
        )
    }

    fn jacobian_into<F, K>(&mut self, f: &F, x: &[T], jacobian: &mut [T]) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        let n = x.len();
        Error::check_length("jacobian", f.outputs(n) * n, jacobian.len())?;
        self.first.jacobian(self.lanes.count(n), f, x, |_, _| {}, |j, i, t| jacobian[j * n + i] = t)
    }

    /// Forward over forward: the gradient's tangent along `v`.
    fn hvp_into<F, K>(&mut self, f: &F, x: &[T], v: &[T], hv: &mut [T]) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        let n = x.len();
        require_scalar_valued("Hessian-vector product", f, n)?;
        Error::check_length("tangent", n, v.len())?;
        Error::check_length("hv", n, hv.len())?;
        self.moving.clear();
        self.moving.extend(x.iter().zip(v).map(|(&primal, &v)| Dual { primal, tangents: [v] }));
        self.second.jacobian(self.lanes.count(n), f, &self.moving, |_, _| {}, |_, i, t| hv[i] = t.tangents[0])
    }
}

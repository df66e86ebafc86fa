//! An engine over two engines, which measures and then chooses, call by call.

mod choosing;
pub(crate) mod cost;
mod engine;
pub(crate) mod explanation;
mod known;
mod measure;
pub(crate) mod passes;

use std::borrow::Cow;
use std::time::Duration;
#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
use std::{sync::OnceLock, time::Instant};

pub use cost::{Cost, Costs};
pub use explanation::{Choice, Explanation, Prediction};
pub use passes::Passes;

use crate::auto::known::{Kind, Known, Measured};
use crate::error::Error;
use crate::function::Differentiable;
use crate::scalar::Scalar;

/// Forward or reverse mode, whichever takes less time for the function, its inputs and its outputs.
///
/// At the first call with a function of some type and size, it is timed: alone, and in some passes of either engine,
/// with the recording and without (all passes of up to four; of more an eighth, but at least four and at most sixteen).
/// An engine that exceeds a limit of its own in that measurement is not chosen. Later calls multiply the times by the
/// number of passes: a Jacobian of n inputs and m outputs takes `⌈n/N⌉` chunks, or one recording and m sweeps. Sizes
/// are distinguished by the next power of two, and up to 64 inputs one by one. Derivatives of second order use the
/// choice for the gradient, because either engine needs about the same multiple of its own. A Jacobian-vector product
/// is one narrow pass of the forward engine and is not measured.
///
/// Results have the bits of the chosen engine, and so may differ in the last ones from run to run.
///
/// # Errors
/// Beside those of the engines, [`Error::MemoryLimit`] if neither fits.
///
/// # Cost
/// That of the chosen engine and some nanoseconds. The measurement repeats each task for some milliseconds, and at
/// least twice. With a memory limit, every call asks both engines for a forecast.
///
/// ```
/// use dualtape_core::{Auto, Engine, Passes, Scalar, VectorFunction};
///
/// struct Powers;
/// impl VectorFunction for Powers {
///     fn outputs(&self, _: usize) -> usize { 50 }
///     fn eval<S: Scalar<Real = f64>>(&self, x: &[S], y: &mut [S]) {
///         y[0] = x[0];
///         for i in 1..y.len() { y[i] = y[i - 1] * x[0]; }
///     }
/// }
/// # fn with(forward: impl Passes, reverse: impl Passes) -> Result<(), dualtape_core::Error> {
/// let mut auto = Auto::new(forward, reverse).with_memory_limit(1 << 30);
/// println!("{}", auto.explain(&Powers, &[0.9])?); // forward mode for 1 input and 50 outputs …
/// let slopes = auto.jacobian(&Powers, &[0.9])?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Auto<Forward, Reverse, Clock = fn() -> Duration> {
    forward: Forward,
    reverse: Reverse,
    clock: Clock,
    memory_limit: Option<usize>,
    known: Known,
}

#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
impl<Forward, Reverse> Auto<Forward, Reverse> {
    /// Returns an engine that chooses between these two by their time.
    ///
    /// On `wasm32-unknown-unknown`, which has no clock, there is [`Auto::with_clock`] alone.
    pub fn new(forward: Forward, reverse: Reverse) -> Self {
        Auto::with_clock(forward, reverse, since_first_reading)
    }
}

/// Returns the time since the first call.
#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
fn since_first_reading() -> Duration {
    static ORIGIN: OnceLock<Instant> = OnceLock::new();
    ORIGIN.get_or_init(Instant::now).elapsed()
}

impl<Forward, Reverse, Clock: FnMut() -> Duration> Auto<Forward, Reverse, Clock> {
    /// Returns an engine that chooses between these two by the time on this clock, since any fixed moment: one that a test
    /// sets, or that of a browser.
    ///
    /// ```
    /// use std::time::Duration;
    /// use dualtape_core::{Auto, Passes};
    /// # fn with(forward: impl Passes, reverse: impl Passes) {
    /// fn performance_now() -> f64 {
    ///     0.0 // milliseconds, imported from JavaScript
    /// }
    /// let auto = Auto::with_clock(forward, reverse, || Duration::from_secs_f64(performance_now() * 1e-3));
    /// # }
    /// ```
    pub fn with_clock(forward: Forward, reverse: Reverse, clock: Clock) -> Self {
        Auto { forward, reverse, clock, memory_limit: None, known: Known::default() }
    }

    /// Excludes an engine that needs more than `bytes`, by [`Passes::memory_bytes`].
    pub fn with_memory_limit(self, bytes: usize) -> Self {
        Auto { memory_limit: Some(bytes), ..self }
    }

    /// Measures a function like `f` at a point like `x` again; in seconds.
    ///
    /// # Errors
    /// An engine fails on the function, other than by exceeding a limit of its own.
    ///
    /// # Cost
    /// That of a first call, and the memory of both engines, whatever the limit.
    pub fn calibrate<T, F, K>(&mut self, f: &F, x: &[T]) -> Result<Costs, Error>
    where
        T: Scalar,
        F: Differentiable<T::Real, K>,
        Forward: Passes<T>,
        Reverse: Passes<T>,
    {
        *self.known.of(Kind::of::<T, F, K>(f, x.len())) = Measured::default();
        self.costs(f, x.len(), None, || Cow::Borrowed(x))
    }

    /// Returns the choice for the Jacobian of `f` at `x` (the gradient if there is one output), and its reasons.
    ///
    /// # Errors
    /// An engine fails on the function, or neither fits the memory limit.
    ///
    /// # Cost
    /// Forecasts of memory, and the measurement of the engines that fit, if it is not known.
    pub fn explain<T, F, K>(&mut self, f: &F, x: &[T]) -> Result<Explanation, Error>
    where
        T: Scalar,
        F: Differentiable<T::Real, K>,
        Forward: Passes<T>,
        Reverse: Passes<T>,
    {
        let bytes = self.bytes(f, x)?;
        let only = self.only_fit::<T>(bytes)?;
        let costs = self.costs(f, x.len(), only, || Cow::Borrowed(x))?;
        self.predict(x.len(), f.outputs(x.len()), bytes, |_| costs)
    }

    /// Returns the choice without a function, from the bytes that forward and reverse mode need and the costs at `n`
    /// inputs and this number of outputs, `costs(n)`; see [`Auto::explain`].
    ///
    /// # Errors
    /// Neither engine fits the memory limit.
    ///
    /// # Cost
    /// Nothing is run. The crossover is found by bisection, in 31 steps.
    ///
    /// ```
    /// use dualtape_core::{Auto, Choice, Cost, Costs, Error, Passes};
    ///
    /// /// A function whose recording takes five times as long as the function, and passes twice as long.
    /// fn choice(auto: &Auto<impl Passes, impl Passes>, inputs: usize, outputs: usize) -> Result<Choice, Error> {
    ///     let forward = Cost { prepare: 0.0, pass: 2.0 };
    ///     let costs = Costs { function: 1.0, forward, reverse: Cost { prepare: 5.0, pass: 2.0 } };
    ///     Ok(auto.predict::<f64>(inputs, outputs, [1000, 50_000], |_| costs)?.choice)
    /// }
    /// ```
    pub fn predict<T: Scalar>(
        &self,
        inputs: usize,
        outputs: usize,
        bytes: [usize; 2],
        costs: impl Fn(usize) -> Costs,
    ) -> Result<Explanation, Error>
    where
        Forward: Passes<T>,
        Reverse: Passes<T>,
    {
        let passes = self.passes::<T>(inputs, outputs);
        let here = costs(inputs);
        let times = here.of(passes);
        let names = [self.forward.name(), self.reverse.name()];
        let prediction = |i: usize| Prediction {
            engine: names[i],
            passes: passes[i],
            time_ratio: times[i].is_finite().then(|| times[i] / here.function),
            memory_bytes: bytes[i],
        };
        Ok(Explanation {
            inputs,
            outputs,
            choice: self.only_fit::<T>(bytes)?.unwrap_or_else(|| here.least(passes)),
            engines: [prediction(0), prediction(1)],
            crossover_inputs: self.crossover::<T>(outputs, costs),
            memory_limit: self.memory_limit,
        })
    }
}

//! An engine over two engines, which measures and then chooses, call by call.

mod cost;
mod engine;
mod explanation;
mod known;
mod passes;

use std::time::Instant;

pub use explanation::{Choice, Explanation, Prediction};
pub use passes::Passes;

use crate::{Differentiable, Error, Scalar};
use cost::{Cost, Costs, function_seconds};
use known::{Kind, Known};

/// No crossover is looked for beyond so many inputs.
const MOST_INPUTS: usize = 1 << 31;

/// Forward or reverse mode, whichever takes less time for the function, its inputs and its outputs.
///
/// The first time that a function of some type and size is met, it is timed: alone, and in some passes of either engine
/// (all of up to four, an eighth of more, at most sixteen), with the recording and without. From then on the times are multiplied by the number of passes: a
/// Jacobian of n inputs and m outputs takes `⌈n/N⌉` chunks or one recording and m sweeps. Sizes are told apart by the
/// power of two that holds them, and up to 64 inputs one by one. Derivatives of second order go with the gradient:
/// either engine needs about the same multiple of its own. A Jacobian-vector product is one narrow pass of the
/// forward engine and is not measured.
///
/// Results have the bits of the engine that is chosen, and so may differ in the last ones from run to run.
///
/// # Errors
/// Beside those of the engines, [`Error::MemoryLimit`] if neither fits.
///
/// # Cost
/// That of the engine chosen and some nanoseconds. The measurement repeats what it times for some milliseconds, and
/// at least twice. With a memory limit, every call asks both engines for a forecast.
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
pub struct Auto<Forward, Reverse, Clock = fn() -> Instant> {
    forward: Forward,
    reverse: Reverse,
    clock: Clock,
    memory_limit: Option<usize>,
    known: Known,
}

impl<Forward, Reverse> Auto<Forward, Reverse> {
    /// Chooses between these two by the time they take.
    pub fn new(forward: Forward, reverse: Reverse) -> Self {
        Auto::with_clock(forward, reverse, Instant::now)
    }
}

impl<Forward, Reverse, Clock: FnMut() -> Instant> Auto<Forward, Reverse, Clock> {
    /// Chooses between these two by the time on this clock, for instance one that a test sets.
    pub fn with_clock(forward: Forward, reverse: Reverse, clock: Clock) -> Self {
        Auto { forward, reverse, clock, memory_limit: None, known: Known::default() }
    }

    /// Chooses no engine that needs more than so many bytes, as [`Passes::memory_bytes`] has them.
    pub fn with_memory_limit(self, bytes: usize) -> Self {
        Auto { memory_limit: Some(bytes), ..self }
    }

    /// Measures a function like `f` at a point like `x`, whether that was done before or not.
    ///
    /// # Errors
    /// An engine fails on the function.
    ///
    /// # Cost
    /// As for the first call; and the memory of both engines, whatever the limit.
    pub fn calibrate<T, F, K>(&mut self, f: &F, x: &[T]) -> Result<(), Error>
    where
        T: Scalar,
        F: Differentiable<T::Real, K>,
        Forward: Passes<T>,
        Reverse: Passes<T>,
    {
        let costs = Costs::measured(&mut self.forward, &mut self.reverse, f, x, &mut self.clock)?;
        self.known.insert(Kind::of::<T, F, K>(f, x.len()), costs);
        Ok(())
    }

    /// Which engine takes the Jacobian of `f` at `x`, a gradient if there is one output, and why.
    ///
    /// # Errors
    /// An engine fails on the function, or neither fits the memory limit.
    ///
    /// # Cost
    /// Forecasts of memory, and measurements if they were not taken before.
    pub fn explain<T, F, K>(&mut self, f: &F, x: &[T]) -> Result<Explanation, Error>
    where
        T: Scalar,
        F: Differentiable<T::Real, K>,
        Forward: Passes<T>,
        Reverse: Passes<T>,
    {
        let (inputs, outputs) = (x.len(), f.outputs(x.len()));
        let bytes = [self.forward.memory_bytes(f, x)?, self.reverse.memory_bytes(f, x)?];
        let passes = [self.forward.passes(inputs, outputs), self.reverse.passes(inputs, outputs)];
        let (choice, ratios, crossover_inputs) = if let Some(choice) = self.only_fit::<T>(bytes)? {
            (choice, self.ratio_of_one(choice, f, x, passes)?, None)
        } else {
            let costs = self.costs(f, inputs, || x.to_vec())?;
            let times = [costs.forward.of(passes[0]), costs.reverse.of(passes[1])];
            let ratios = times.map(|time| Some(time / costs.function));
            (Choice::least(times), ratios, self.crossover::<T>(costs, outputs))
        };
        let names = [self.forward.name(), self.reverse.name()];
        let prediction = |i: usize| Prediction {
            engine: names[i],
            passes: passes[i],
            time_ratio: ratios[i],
            memory_bytes: bytes[i],
        };
        Ok(Explanation {
            inputs,
            outputs,
            choice,
            engines: [prediction(0), prediction(1)],
            crossover_inputs,
            memory_limit: self.memory_limit,
        })
    }

    /// The engine for so many `rows` of the Jacobian of `f`: all outputs, or one combination of them.
    fn choose<T, F, K>(
        &mut self,
        f: &F,
        inputs: usize,
        rows: usize,
        x: impl Fn() -> Vec<T>,
    ) -> Result<Choice, Error>
    where
        T: Scalar,
        F: Differentiable<T::Real, K>,
        Forward: Passes<T>,
        Reverse: Passes<T>,
    {
        if self.memory_limit.is_some() {
            let x = x();
            let bytes = [self.forward.memory_bytes(f, &x)?, self.reverse.memory_bytes(f, &x)?];
            if let Some(choice) = self.only_fit::<T>(bytes)? {
                return Ok(choice);
            }
        }
        let costs = self.costs(f, inputs, x)?;
        let passes = [self.forward.passes(inputs, rows), self.reverse.passes(inputs, rows)];
        Ok(Choice::least([costs.forward.of(passes[0]), costs.reverse.of(passes[1])]))
    }

    /// The engine for a Jacobian-vector product: forward, if it fits.
    fn choose_for_one_direction<T, F, K>(&mut self, f: &F, x: &[T]) -> Result<Choice, Error>
    where
        T: Scalar,
        F: Differentiable<T::Real, K>,
        Forward: Passes<T>,
        Reverse: Passes<T>,
    {
        if self.memory_limit.is_none() {
            return Ok(Choice::Forward);
        }
        let bytes = [self.forward.memory_bytes(f, x)?, self.reverse.memory_bytes(f, x)?];
        Ok(self.only_fit::<T>(bytes)?.unwrap_or(Choice::Forward))
    }

    /// The engine that fits the limit if the other does not.
    fn only_fit<T: Scalar>(&self, bytes: [usize; 2]) -> Result<Option<Choice>, Error>
    where
        Forward: Passes<T>,
        Reverse: Passes<T>,
    {
        let Some(limit) = self.memory_limit else { return Ok(None) };
        match bytes.map(|bytes| bytes <= limit) {
            [true, true] => Ok(None),
            [true, false] => Ok(Some(Choice::Forward)),
            [false, true] => Ok(Some(Choice::Reverse)),
            [false, false] => {
                let [forward, reverse] = bytes;
                let engine = if forward <= reverse { self.forward.name() } else { self.reverse.name() };
                Err(Error::MemoryLimit { engine, needed: forward.min(reverse), limit })
            }
        }
    }

    /// What functions like `f` cost, measured at `x` if that is not known.
    fn costs<T, F, K>(&mut self, f: &F, inputs: usize, x: impl FnOnce() -> Vec<T>) -> Result<Costs, Error>
    where
        T: Scalar,
        F: Differentiable<T::Real, K>,
        Forward: Passes<T>,
        Reverse: Passes<T>,
    {
        let kind = Kind::of::<T, F, K>(f, inputs);
        if let Some(costs) = self.known.get(kind) {
            return Ok(costs);
        }
        let costs = Costs::measured(&mut self.forward, &mut self.reverse, f, &x(), &mut self.clock)?;
        self.known.insert(kind, costs);
        Ok(costs)
    }

    /// The predicted time ÷ the function alone of the one engine that fits; the other is not run.
    fn ratio_of_one<T, F, K>(
        &mut self,
        choice: Choice,
        f: &F,
        x: &[T],
        passes: [usize; 2],
    ) -> Result<[Option<f64>; 2], Error>
    where
        T: Scalar,
        F: Differentiable<T::Real, K>,
        Forward: Passes<T>,
        Reverse: Passes<T>,
    {
        let clock = &mut self.clock;
        let function = function_seconds(f, x, clock)?;
        Ok(match choice {
            Choice::Forward => {
                let cost = Cost::measured(&mut self.forward, f, x, clock)?;
                [Some(cost.of(passes[0]) / function), None]
            }
            Choice::Reverse => {
                let cost = Cost::measured(&mut self.reverse, f, x, clock)?;
                [None, Some(cost.of(passes[1]) / function)]
            }
        })
    }

    /// The least number of inputs at which reverse mode takes less time.
    fn crossover<T: Scalar>(&self, costs: Costs, outputs: usize) -> Option<usize>
    where
        Forward: Passes<T>,
        Reverse: Passes<T>,
    {
        let reverse_wins = |inputs| {
            let passes = [self.forward.passes(inputs, outputs), self.reverse.passes(inputs, outputs)];
            Choice::least([costs.forward.of(passes[0]), costs.reverse.of(passes[1])]) == Choice::Reverse
        };
        if !reverse_wins(MOST_INPUTS) {
            return None;
        }
        let (mut low, mut high) = (0, MOST_INPUTS);
        while high - low > 1 {
            let middle = low.midpoint(high);
            if reverse_wins(middle) { high = middle } else { low = middle }
        }
        Some(high)
    }
}

//! The choice of an [`Auto`]: by memory first, then by known costs, which are measured once.

use std::borrow::Cow;
use std::time::Duration;

use crate::auto::Auto;
use crate::auto::cost::{Cost, Costs};
use crate::auto::explanation::Choice;
use crate::auto::known::Kind;
use crate::auto::measure::{function_seconds, known_or};
use crate::auto::passes::Passes;
use crate::error::Error;
use crate::function::Differentiable;
use crate::scalar::Scalar;

/// The largest number of inputs at which a crossover is looked for.
const MOST_INPUTS: usize = 1 << 31;

impl<Forward, Reverse, Clock: FnMut() -> Duration> Auto<Forward, Reverse, Clock> {
    /// Returns the engine for this many `rows` of the Jacobian of `f`: all outputs, or one combination of them.
    pub(super) fn choose<'x, T, F, K>(
        &mut self,
        f: &F,
        inputs: usize,
        rows: usize,
        x: impl Fn() -> Cow<'x, [T]>,
    ) -> Result<Choice, Error>
    where
        T: Scalar + 'x,
        F: Differentiable<T::Real, K>,
        Forward: Passes<T>,
        Reverse: Passes<T>,
    {
        if self.memory_limit.is_some() {
            let bytes = self.bytes(f, &x())?;
            if let Some(choice) = self.only_fit::<T>(bytes)? {
                return Ok(choice);
            }
        }
        let costs = self.costs(f, inputs, None, x)?;
        Ok(costs.least(self.passes::<T>(inputs, rows)))
    }

    /// Returns the engine for a Jacobian-vector product: forward, if it fits.
    pub(super) fn choose_for_one_direction<T, F, K>(&mut self, f: &F, x: &[T]) -> Result<Choice, Error>
    where
        T: Scalar,
        F: Differentiable<T::Real, K>,
        Forward: Passes<T>,
        Reverse: Passes<T>,
    {
        if self.memory_limit.is_none() {
            return Ok(Choice::Forward);
        }
        let bytes = self.bytes(f, x)?;
        Ok(self.only_fit::<T>(bytes)?.unwrap_or(Choice::Forward))
    }

    /// Returns the engine that fits the limit if the other does not.
    pub(super) fn only_fit<T: Scalar>(&self, bytes: [usize; 2]) -> Result<Option<Choice>, Error>
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

    /// Returns the bytes that either engine keeps.
    pub(super) fn bytes<T, F, K>(&mut self, f: &F, x: &[T]) -> Result<[usize; 2], Error>
    where
        T: Scalar,
        F: Differentiable<T::Real, K>,
        Forward: Passes<T>,
        Reverse: Passes<T>,
    {
        Ok([self.forward.memory_bytes(f, x)?, self.reverse.memory_bytes(f, x)?])
    }

    /// Returns the number of passes of a Jacobian in either engine.
    pub(super) fn passes<T: Scalar>(&self, inputs: usize, outputs: usize) -> [usize; 2]
    where
        Forward: Passes<T>,
        Reverse: Passes<T>,
    {
        [self.forward.passes(inputs, outputs), self.reverse.passes(inputs, outputs)]
    }

    /// Returns the costs of functions like `f` in both engines or the `only` one, and measures at `x` those that are
    /// not known.
    pub(super) fn costs<'x, T, F, K>(
        &mut self,
        f: &F,
        inputs: usize,
        only: Option<Choice>,
        x: impl Fn() -> Cow<'x, [T]>,
    ) -> Result<Costs, Error>
    where
        T: Scalar + 'x,
        F: Differentiable<T::Real, K>,
        Forward: Passes<T>,
        Reverse: Passes<T>,
    {
        let Auto { forward, reverse, clock, known, .. } = self;
        let known = known.of(Kind::of::<T, F, K>(f, inputs));
        let function = known_or(&mut known.function, || function_seconds(f, &x(), clock))?;
        let forward = match only {
            Some(Choice::Reverse) => Cost::NEVER,
            _ => known_or(&mut known.forward, || Cost::measured(forward, f, &x(), clock))?,
        };
        let reverse = match only {
            Some(Choice::Forward) => Cost::NEVER,
            _ => known_or(&mut known.reverse, || Cost::measured(reverse, f, &x(), clock))?,
        };
        Ok(Costs { function, forward, reverse })
    }

    /// Returns the least number of inputs at which reverse mode takes less time, if both can be run.
    pub(super) fn crossover<T: Scalar>(&self, outputs: usize, costs: impl Fn(usize) -> Costs) -> Option<usize>
    where
        Forward: Passes<T>,
        Reverse: Passes<T>,
    {
        let reverse_wins = |inputs| costs(inputs).least(self.passes::<T>(inputs, outputs)) == Choice::Reverse;
        let can_run = |costs: Costs| costs.of([1, 1]).iter().all(|time| time.is_finite());
        if !can_run(costs(MOST_INPUTS)) || !reverse_wins(MOST_INPUTS) {
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

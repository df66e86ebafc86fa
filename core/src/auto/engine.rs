//! The operations of [`Auto`]: each is one of an engine's.

use std::borrow::Cow;
use std::time::Duration;

use crate::array::Array;
use crate::auto::Auto;
use crate::auto::explanation::Choice;
use crate::auto::passes::Passes;
use crate::engine::Engine;
use crate::error::Error;
use crate::function::Differentiable;
use crate::function::require_scalar_valued;
use crate::scalar::Scalar;

/// Evaluates an expression with the engine that was chosen.
macro_rules! with_choice {
    ($auto:ident, $choice:expr, $engine:ident => $call:expr) => {
        match $choice {
            Choice::Forward => {
                let $engine = &mut $auto.forward;
                $call
            }
            Choice::Reverse => {
                let $engine = &mut $auto.reverse;
                $call
            }
        }
    };
}

impl<T, Forward, Reverse, Clock> Engine<T> for Auto<Forward, Reverse, Clock>
where
    T: Scalar,
    Forward: Passes<T>,
    Reverse: Passes<T>,
    Clock: FnMut() -> Duration,
{
    fn name(&self) -> &'static str {
        "auto"
    }

    fn value_and_gradient_into<F, K>(&mut self, f: &F, x: &[T], gradient: &mut [T]) -> Result<T, Error>
    where
        F: Differentiable<T::Real, K>,
    {
        require_scalar_valued("gradient", f, x.len())?;
        let choice = self.choose(f, x.len(), 1, || Cow::Borrowed(x))?;
        with_choice!(self, choice, engine => engine.value_and_gradient_into(f, x, gradient))
    }

    fn value_and_gradient_array<F, K>(&mut self, f: &F, x: &T::Array) -> Result<(T, T::Array), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        require_scalar_valued("gradient", f, x.len())?;
        let choice = self.choose(f, x.len(), 1, || Cow::Owned(x.to_vec()))?;
        with_choice!(self, choice, engine => engine.value_and_gradient_array(f, x))
    }

    fn jvp_into<F, K>(&mut self, f: &F, x: &[T], v: &[T], values: &mut [T], jv: &mut [T]) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        let choice = self.choose_for_one_direction(f, x)?;
        with_choice!(self, choice, engine => engine.jvp_into(f, x, v, values, jv))
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
        let choice = self.choose(f, x.len(), 1, || Cow::Borrowed(x))?;
        with_choice!(self, choice, engine => engine.vjp_into(f, x, w, values, jtw))
    }

    fn jacobian_into<F, K>(&mut self, f: &F, x: &[T], jacobian: &mut [T]) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        let choice = self.choose(f, x.len(), f.outputs(x.len()), || Cow::Borrowed(x))?;
        with_choice!(self, choice, engine => engine.jacobian_into(f, x, jacobian))
    }

    fn hvp_into<F, K>(&mut self, f: &F, x: &[T], v: &[T], hv: &mut [T]) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        require_scalar_valued("Hessian-vector product", f, x.len())?;
        let choice = self.choose(f, x.len(), 1, || Cow::Borrowed(x))?;
        with_choice!(self, choice, engine => engine.hvp_into(f, x, v, hv))
    }

    fn hessian_into<F, K>(&mut self, f: &F, x: &[T], hessian: &mut [T]) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        require_scalar_valued("Hessian", f, x.len())?;
        let choice = self.choose(f, x.len(), 1, || Cow::Borrowed(x))?;
        with_choice!(self, choice, engine => engine.hessian_into(f, x, hessian))
    }
}

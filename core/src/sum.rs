//! Sums over data, differentiated term by term on several threads, with the same bits on any number of them.

use std::sync::Mutex;

use rayon::prelude::*;

use crate::array::Array;
use crate::array::buf::Buf;
use crate::array::shape::Accumulate;
use crate::engine::Engine;
use crate::error::Error;
use crate::function::Differentiable;
use crate::function::require_scalar_valued;
use crate::real::Real;

/// A function that is a sum of terms, `f(x) = Σ_i f_i(x)`: a loss over blocks of examples, a likelihood over
/// observations.
///
/// `K` is the kind of the terms, as in [`Differentiable`].
pub trait SumFunction<R: Real, K>: Sync {
    /// One term: a function with one output.
    type Term<'a>: Differentiable<R, K>
    where
        Self: 'a;
    /// Returns the number of terms.
    fn terms(&self) -> usize;
    /// Returns the term `i`, for `i` below [`SumFunction::terms`].
    fn term(&self, i: usize) -> Self::Term<'_>;
}

/// The number of groups of terms that are added up separately.
///
/// It is fixed, because the order of additions decides the last bits, which must not depend on the number of threads.
/// It is small, because each group has a gradient of its own.
const GROUPS: usize = 16;

/// Differentiates sums term by term, one engine per thread.
///
/// The terms are cut into at most 16 groups of neighbours; within a group they are added in order, and then the
/// groups are, so the result has the same bits on any number of threads. A tape holds one term at a time: its
/// memory does not grow with the number of terms.
///
/// # Cost
/// One gradient per term, spread over the threads of the current rayon pool, and memory for up to 16 gradients.
///
/// ```
/// use dualtape_core::{Buf, Engine, Function, Scalar, SumFunction, TermByTerm, function::marker};
///
/// /// `Σ (x - dᵢ)²`
/// struct Spread(Vec<f64>);
/// struct Term(f64);
/// impl Function for Term {
///     fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S { (x[0] - self.0).powi(2) }
/// }
/// impl SumFunction<f64, marker::Scalars> for Spread {
///     type Term<'a> = Term;
///     fn terms(&self) -> usize { self.0.len() }
///     fn term(&self, i: usize) -> Term { Term(self.0[i]) }
/// }
/// # fn with<E: Engine<f64> + Send>(engine: impl Fn() -> E + Sync) -> Result<(), dualtape_core::Error> {
/// let (value, gradient) =
///     TermByTerm::new(engine).value_and_gradient(&Spread(vec![1.0, 2.0, 6.0]), &Buf::from_slice(&[0.0]))?;
/// assert_eq!((value, gradient[0]), (41.0, -18.0));
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct TermByTerm<E, New> {
    new: New,
    idle: Mutex<Vec<E>>,
}

/// The sum of a group of terms, or of groups.
struct Group<R: Real> {
    value: R,
    gradient: Buf<R>,
    /// The accumulation of the next contribution: the first one is written, which saves a pass over zeros.
    next: Accumulate,
}

impl<E, New: Fn() -> E + Sync> TermByTerm<E, New> {
    /// Returns a differentiator whose engines are made by `new`, one per thread, and kept from call to call.
    pub fn new(new: New) -> Self {
        TermByTerm { new, idle: Mutex::new(Vec::new()) }
    }

    /// Returns the value and the gradient of the sum at `x`.
    ///
    /// # Errors
    /// A term has several outputs, or its engine fails; the first such term of the first such group is reported.
    pub fn value_and_gradient<R, K, S>(&self, sum: &S, x: &Buf<R>) -> Result<(R, Buf<R>), Error>
    where
        R: Real,
        S: SumFunction<R, K>,
        E: Engine<R> + Send,
    {
        let (terms, groups) = (sum.terms(), GROUPS.min(sum.terms()));
        // The accumulators are made and dropped on this thread, so that its pool keeps them.
        let mut partial: Vec<Group<R>> = (0..groups).map(|_| Group::new(x.len())).collect();
        let results: Vec<Result<(), Error>> = partial
            .par_iter_mut()
            .enumerate()
            .map(|(g, group)| {
                let mut engine = self.engine();
                let outcome = (g * terms / groups..(g + 1) * terms / groups)
                    .try_for_each(|i| group.add_term(&mut engine, &sum.term(i), x));
                self.idle.lock().expect("nobody panics while holding the engines").push(engine);
                outcome
            })
            .collect();
        results.into_iter().collect::<Result<(), Error>>()?;
        let total = partial.into_iter().reduce(|mut total, group| {
            total.add(group.value, &group.gradient);
            total
        });
        let Some(mut total) = total else { return Ok((R::ZERO, Buf::zeros(x.len()))) };
        if total.value.is_nan() {
            // Of terms that are ∞ and -∞, with a finite gradient each.
            total.gradient.make_mut().fill(R::NAN);
        }
        Ok((total.value, total.gradient))
    }

    fn engine(&self) -> E {
        let idle = self.idle.lock().expect("nobody panics while holding the engines").pop();
        idle.unwrap_or_else(&self.new)
    }
}

impl<R: Real> Group<R> {
    /// Returns an empty sum.
    fn new(inputs: usize) -> Self {
        Group { value: R::ZERO, gradient: Buf::scratch(inputs), next: Accumulate::Replace }
    }

    fn add(&mut self, value: R, gradient: &Buf<R>) {
        self.value += value;
        self.gradient.put(0, self.next, gradient);
        self.next = Accumulate::Add;
    }

    fn add_term<K>(
        &mut self,
        engine: &mut impl Engine<R>,
        term: &impl Differentiable<R, K>,
        x: &Buf<R>,
    ) -> Result<(), Error> {
        require_scalar_valued("gradient of a sum", term, x.len())?;
        let (value, gradient) = engine.value_and_gradient_array(term, x)?;
        self.add(value, &gradient);
        Ok(())
    }
}

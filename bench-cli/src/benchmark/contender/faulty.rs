//! Those who are wrong on purpose, hidden from the help: anyone can see that a wrong gradient is not timed.

use std::rc::Rc;

use dualtape_core::function::Output;
use dualtape_core::{Array, Buf, Differentiable, Error, Needs, Real, RuleInfo, Scalar, Style, Unary};

use crate::benchmark::contender::{Contender, Tape};

/// Says that nothing matters.
pub(crate) struct Zeros<R: Real>(pub(super) Box<dyn Contender<R>>);

impl<R: Real> Contender<R> for Zeros<R> {
    fn value_and_gradient(&mut self, x: &Buf<R>) -> Result<(Option<R>, Buf<R>), Error> {
        let (value, mut gradient) = self.0.value_and_gradient(x)?;
        gradient.make_mut().fill(R::ZERO);
        Ok((value, gradient))
    }

    fn passes(&self, parameters: usize) -> usize {
        self.0.passes(parameters)
    }

    fn tape(&self) -> Option<Tape> {
        self.0.tape()
    }
}

/// Says what it said first, wherever it is asked.
pub(crate) struct Stale<R: Real> {
    honest: Box<dyn Contender<R>>,
    first: Option<Buf<R>>,
}

impl<R: Real> Stale<R> {
    pub(crate) fn new(honest: Box<dyn Contender<R>>) -> Self {
        Self { honest, first: None }
    }
}

impl<R: Real> Contender<R> for Stale<R> {
    fn value_and_gradient(&mut self, x: &Buf<R>) -> Result<(Option<R>, Buf<R>), Error> {
        let (value, gradient) = self.honest.value_and_gradient(x)?;
        Ok((value, self.first.get_or_insert(gradient).clone()))
    }

    fn passes(&self, parameters: usize) -> usize {
        self.honest.passes(parameters)
    }

    fn tape(&self) -> Option<Tape> {
        self.honest.tape()
    }
}

/// A function that reads its inputs through a rule with a wrong derivative.
pub(crate) struct Misread<F>(pub(super) Rc<F>);

/// The kind of such a function, by the kind of the one it is made from.
pub(crate) enum Misreading<K> {
    #[expect(dead_code, reason = "a marker has no values")]
    Of(K),
}

impl<R: Real, K, F: Differentiable<R, K>> Differentiable<R, Misreading<K>> for Misread<F> {
    const STYLE: Style = F::STYLE;

    fn outputs(&self, inputs: usize) -> usize {
        self.0.outputs(inputs)
    }

    fn call_scalars<S: Scalar<Real = R>>(&self, x: &[S], y: &mut [S]) -> Result<(), Error> {
        let misread: Vec<S> = x.iter().map(|x| x.unary(Bent)).collect();
        self.0.call_scalars(&misread, y)
    }

    fn call_block<A: Array<Real = R>>(&self, x: &A) -> Output<A> {
        self.0.call_block(&x.map(Bent))
    }
}

/// `x`, with the derivative 1.01: a row of the table with a mistake in it.
#[derive(Clone, Copy)]
struct Bent;

impl Unary for Bent {
    const INFO: RuleInfo = RuleInfo { name: "bent", formula: "x", derivative: "1.01", policy: "" };
    const NEEDS: Needs = Needs::Neither;

    fn with_parameter(_: f64) -> Self {
        Self
    }

    fn eval<T: Real>(self, x: T) -> T {
        x
    }

    fn partial<T: Scalar>(self, _: T, _: T) -> T {
        T::constant(T::Real::from_f64(1.01))
    }
}

//! Contenders that are wrong on purpose, hidden from the help: anyone can see that a wrong gradient is not timed.

use dualtape_core::{Buf, Error, Real};

use crate::contender::{Contender, TapeSize};

/// Answers derivatives that are 1 % too large, as a wrong rule on the inputs' paths makes them.
pub(crate) struct Scaled<R: Real>(pub(crate) Box<dyn Contender<R>>);

impl<R: Real> Contender<R> for Scaled<R> {
    fn value_and_gradient(&mut self, x: &Buf<R>) -> Result<(Option<R>, Buf<R>), Error> {
        let (value, mut gradient) = self.0.value_and_gradient(x)?;
        gradient.make_mut().iter_mut().for_each(|slope| *slope *= R::from_f64(1.01));
        Ok((value, gradient))
    }

    fn passes(&self, parameters: usize) -> usize {
        self.0.passes(parameters)
    }

    fn tape(&self) -> Option<TapeSize> {
        self.0.tape()
    }
}

/// Answers zeros.
pub(crate) struct Zeros<R: Real>(pub(crate) Box<dyn Contender<R>>);

impl<R: Real> Contender<R> for Zeros<R> {
    fn value_and_gradient(&mut self, x: &Buf<R>) -> Result<(Option<R>, Buf<R>), Error> {
        let (value, mut gradient) = self.0.value_and_gradient(x)?;
        gradient.make_mut().fill(R::ZERO);
        Ok((value, gradient))
    }

    fn passes(&self, parameters: usize) -> usize {
        self.0.passes(parameters)
    }

    fn tape(&self) -> Option<TapeSize> {
        self.0.tape()
    }
}

/// Repeats its first answer, at any point.
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

    fn tape(&self) -> Option<TapeSize> {
        self.honest.tape()
    }
}

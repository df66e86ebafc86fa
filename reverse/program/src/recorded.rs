//! An engine over programs.

use std::any::type_name;
use std::marker::PhantomData;

use dualtape_core::{Differentiable, Engine, Error as CoreError, Real, arguments};

use crate::error::Error;
use crate::program::Program;
use crate::runner::Runner;

/// The programs that are kept, one per outcome of the comparisons.
const KEPT: usize = 4;
/// The recordings from which on each must have served for [`SERVED`] calls on average, or no more are made.
const TRIALS: usize = 32;
/// See [`TRIALS`].
const SERVED: usize = 16;

/// An engine that records one function as programs, and asks another engine where they do not serve.
///
/// It keeps a few programs by the outcomes of their guards and records again at a miss. It asks the other engine about
/// any other function, where recording fails, where a result is not finite (only an engine tells a zero from no path:
/// see [`dualtape_core::semantics`]), and at further misses if programs are recorded too often. [`Recorded::usage`] counts that.
///
/// The function is borrowed, so what it captures cannot change while programs of it are kept. It must be `Sync`, which
/// leaves out `Cell`; that it reads no lock, atomic or global that changes is left to the caller.
///
/// ```
/// use dualtape_core::{Engine, Function, Scalar};
/// use dualtape_forward::Forward;
/// use dualtape_program::Recorded;
///
/// struct Scaled(f64);
/// impl Function for Scaled {
///     fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S { x[0] * x[0] * self.0 }
/// }
/// let f = Scaled(3.0);
/// let mut engine = Recorded::of(&f, Forward::new());
/// for x in [1.0, 2.0, 3.0] {
///     assert_eq!(engine.gradient(&f, &[x])?, [6.0 * x]);
/// }
/// assert_eq!((engine.usage().recordings, engine.usage().answers), (1, 3));
/// # Ok::<(), dualtape_core::Error>(())
/// ```
///
/// ```compile_fail,E0506
/// use dualtape_core::{Engine, Function, Scalar};
/// use dualtape_forward::Forward;
/// use dualtape_program::Recorded;
///
/// struct Scaled(f64);
/// impl Function for Scaled {
///     fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S { x[0] * x[0] * self.0 }
/// }
/// let mut f = Scaled(3.0);
/// let mut engine = Recorded::of(&f, Forward::new());
/// f.0 = 4.0; // the program would still say 3
/// engine.gradient(&f, &[1.0]);
/// ```
#[derive(Debug)]
pub struct Recorded<'f, R: Real, E> {
    subject: Subject<'f>,
    other: E,
    variants: Vec<Variant<R>>,
    refusal: Option<Error>,
    usage: Usage,
    inputs: Vec<R>,
    outputs: Vec<R>,
}

/// The calls of a [`Recorded`] by the way in which they were answered, and its recordings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Usage {
    /// Recordings.
    pub recordings: usize,
    /// Calls answered by a program.
    pub answers: usize,
    /// Calls passed on because the program's result was not finite.
    pub not_finite: usize,
    /// Calls passed on because programs were recorded too often, or because the derivative cannot be made of the program.
    pub missed: usize,
    /// Calls passed on because the function cannot be recorded.
    pub refused: usize,
    /// Calls passed on because they were about another function.
    pub others: usize,
}

/// A derivative that programs are made of.
#[derive(Clone, Copy, Debug)]
enum Derivative {
    Gradient,
    Jvp,
    Vjp,
    Jacobian,
    Hvp,
    Hessian,
}

impl Derivative {
    const COUNT: usize = 6;

    fn of<R: Real>(self, program: &Program<R>) -> Result<Program<R>, Error> {
        match self {
            Derivative::Gradient => program.value_and_gradient(),
            Derivative::Jvp => program.jvp(),
            Derivative::Vjp => program.vjp(),
            // With the values: where one is NaN, so is each derivative.
            Derivative::Jacobian => Ok(program.before(program.jacobian()?)),
            Derivative::Hvp => Ok(program.before(program.hvp()?)),
            Derivative::Hessian => Ok(program.before(program.hessian()?)),
        }
    }
}

/// A recording, with its derivatives that were asked for.
#[derive(Debug)]
struct Variant<R: Real> {
    program: Program<R>,
    runners: [Option<Runner<R>>; Derivative::COUNT],
}

impl<R: Real> Variant<R> {
    fn runner(&mut self, derivative: Derivative) -> Result<&mut Runner<R>, Error> {
        let slot = &mut self.runners[derivative as usize];
        match slot {
            Some(runner) => Ok(runner),
            None => Ok(slot.insert(derivative.of(&self.program)?.runner())),
        }
    }
}

/// The identity of a function: its place in memory, which a borrow holds, and its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Subject<'f> {
    /// None for a function without data, which is the same everywhere.
    address: Option<usize>,
    /// The place of the code that records it: two types may share a name, and a wrapper its content's address.
    code: usize,
    name: &'static str,
    borrow: PhantomData<&'f ()>,
}

impl Subject<'_> {
    fn of<R: Real, K, F: Differentiable<R, K>>(f: &F) -> Self {
        let record: fn(&F, &[R]) -> Result<Program<R>, Error> = Program::record::<F, K>;
        Subject {
            address: (size_of::<F>() > 0).then(|| std::ptr::from_ref(f).addr()),
            code: record as usize,
            name: type_name::<F>(),
            borrow: PhantomData,
        }
    }
}

impl<'f, R: Real, E> Recorded<'f, R, E> {
    /// Returns an engine that records `f`, and asks `other` where its programs do not serve.
    pub fn of<F, K>(f: &'f F, other: E) -> Self
    where
        F: Differentiable<R, K> + Sync,
    {
        Recorded {
            subject: Subject::of(f),
            other,
            variants: Vec::new(),
            refusal: None,
            usage: Usage::default(),
            inputs: Vec::new(),
            outputs: Vec::new(),
        }
    }

    /// Returns the calls by the way in which they were answered.
    pub fn usage(&self) -> Usage {
        self.usage
    }

    /// Returns the reason why the function is not recorded, if there is one.
    pub fn refusal(&self) -> Option<&Error> {
        self.refusal.as_ref()
    }

    /// Runs a program of a derivative, and returns whether `self.outputs` holds its finite outputs.
    fn answer<F, K>(&mut self, f: &F, derivative: Derivative, [x, more]: [&[R]; 2], outputs: usize) -> bool
    where
        F: Differentiable<R, K>,
    {
        if self.subject != Subject::of(f) {
            self.usage.others += 1;
            return false;
        }
        if self.refusal.is_some() {
            self.usage.refused += 1;
            return false;
        }
        self.inputs.clear();
        self.inputs.extend(x.iter().chain(more));
        self.outputs.clear();
        self.outputs.resize(outputs, R::ZERO);
        match self.run(f, x, derivative) {
            Ok(true) if self.outputs.iter().all(|v| v.is_finite()) => {
                self.usage.answers += 1;
                true
            }
            Ok(true) => {
                self.usage.not_finite += 1;
                false
            }
            Ok(false) => {
                self.usage.missed += 1;
                false
            }
            Err(error) => {
                self.refusal = Some(error);
                self.usage.refused += 1;
                false
            }
        }
    }

    /// Runs a kept program whose guards hold, or else a new one; returns false if there is none and none is recorded.
    fn run<F, K>(&mut self, f: &F, x: &[R], derivative: Derivative) -> Result<bool, Error>
    where
        F: Differentiable<R, K>,
    {
        for at in 0..self.variants.len() {
            let variant = &mut self.variants[at];
            if variant.program.inputs() != x.len() {
                continue;
            }
            // One derivative that cannot be made says nothing of the others.
            let Ok(runner) = variant.runner(derivative) else { return Ok(false) };
            match runner.run(&self.inputs, &mut self.outputs) {
                Ok(()) => {
                    self.variants[..=at].rotate_right(1); // the next call is likely to be for the same
                    return Ok(true);
                }
                Err(Error::Guard { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        if self.usage.recordings >= TRIALS && self.usage.answers < SERVED * self.usage.recordings {
            return Ok(false);
        }
        self.usage.recordings += 1;
        let program = match Program::record(f, x) {
            Ok(program) => program,
            Err(error @ Error::ValueRead { .. }) => return Err(error),
            // The function itself fails here; elsewhere it may not.
            Err(_) => return Ok(false),
        };
        self.variants.truncate(KEPT - 1);
        self.variants.insert(0, Variant { program, runners: Default::default() });
        let Ok(runner) = self.variants[0].runner(derivative) else { return Ok(false) };
        match runner.run(&self.inputs, &mut self.outputs) {
            Ok(()) => Ok(true),
            // A guard of a tangent or cotangent, which are recorded as ones.
            Err(Error::Guard { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

impl<R: Real, E: Engine<R>> Engine<R> for Recorded<'_, R, E> {
    fn name(&self) -> &'static str {
        "recorded"
    }

    fn value_and_gradient_into<F, K>(&mut self, f: &F, x: &[R], gradient: &mut [R]) -> Result<R, CoreError>
    where
        F: Differentiable<R, K>,
    {
        arguments::gradient(f, x, gradient)?;
        if !self.answer(f, Derivative::Gradient, [x, &[]], 1 + x.len()) {
            return self.other.value_and_gradient_into(f, x, gradient);
        }
        gradient.copy_from_slice(&self.outputs[1..]);
        Ok(self.outputs[0])
    }

    fn jvp_into<F, K>(
        &mut self,
        f: &F,
        x: &[R],
        v: &[R],
        values: &mut [R],
        jv: &mut [R],
    ) -> Result<(), CoreError>
    where
        F: Differentiable<R, K>,
    {
        arguments::jvp(f, x, v, values, jv)?;
        if !self.answer(f, Derivative::Jvp, [x, v], values.len() + jv.len()) {
            return self.other.jvp_into(f, x, v, values, jv);
        }
        copy_two(&self.outputs, values, jv);
        Ok(())
    }

    fn vjp_into<F, K>(
        &mut self,
        f: &F,
        x: &[R],
        w: &[R],
        values: &mut [R],
        jtw: &mut [R],
    ) -> Result<(), CoreError>
    where
        F: Differentiable<R, K>,
    {
        arguments::vjp(f, x, w, values, jtw)?;
        if !self.answer(f, Derivative::Vjp, [x, w], values.len() + jtw.len()) {
            return self.other.vjp_into(f, x, w, values, jtw);
        }
        copy_two(&self.outputs, values, jtw);
        Ok(())
    }

    fn jacobian_into<F, K>(&mut self, f: &F, x: &[R], jacobian: &mut [R]) -> Result<(), CoreError>
    where
        F: Differentiable<R, K>,
    {
        arguments::jacobian(f, x, jacobian)?;
        let values = f.outputs(x.len());
        if !self.answer(f, Derivative::Jacobian, [x, &[]], values + jacobian.len()) {
            return self.other.jacobian_into(f, x, jacobian);
        }
        jacobian.copy_from_slice(&self.outputs[values..]);
        Ok(())
    }

    fn hvp_into<F, K>(&mut self, f: &F, x: &[R], v: &[R], hv: &mut [R]) -> Result<(), CoreError>
    where
        F: Differentiable<R, K>,
    {
        arguments::hvp(f, x, v, hv)?;
        if !self.answer(f, Derivative::Hvp, [x, v], 1 + hv.len()) {
            return self.other.hvp_into(f, x, v, hv);
        }
        hv.copy_from_slice(&self.outputs[1..]);
        Ok(())
    }

    fn hessian_into<F, K>(&mut self, f: &F, x: &[R], hessian: &mut [R]) -> Result<(), CoreError>
    where
        F: Differentiable<R, K>,
    {
        dualtape_core::function::require_scalar_valued("Hessian", f, x.len())?;
        CoreError::check_length("hessian", x.len() * x.len(), hessian.len())?;
        if !self.answer(f, Derivative::Hessian, [x, &[]], 1 + hessian.len()) {
            return self.other.hessian_into(f, x, hessian);
        }
        hessian.copy_from_slice(&self.outputs[1..]);
        Ok(())
    }
}

/// Copies one run of numbers into two.
fn copy_two<R: Real>(all: &[R], first: &mut [R], second: &mut [R]) {
    let (a, b) = all.split_at(first.len());
    first.copy_from_slice(a);
    second.copy_from_slice(b);
}

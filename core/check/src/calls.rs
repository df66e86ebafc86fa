//! Every operation of an engine on functions of every kind.

use std::cell::RefCell;

use crate::functions::rosenbrock::Rosenbrock;
use dualtape_core::{
    Array, BlockFunction, BlockVectorFunction, Buf, Differentiable, Engine, Error, Labels, Real, Scalar,
    VectorFunction, rules,
};

/// Inputs: no power of two, and more than the lanes of any pass.
const INPUTS: usize = 37;

/// As many values as inputs, each of which depends on all of them.
struct Neighbours;
impl<R: Real> VectorFunction<R> for Neighbours {
    fn outputs(&self, inputs: usize) -> usize {
        inputs
    }
    fn eval<S: Scalar<Real = R>>(&self, x: &[S], y: &mut [S]) {
        for (i, y) in y.iter_mut().enumerate() {
            *y = x[i] * x[(i + 1) % x.len()].tanh() + S::norm(x);
        }
    }
}

/// A network 4-5-2 on three examples.
struct SmallNetwork<R: Real> {
    examples: Buf<R>,
    labels: Labels,
}

impl<R: Real> SmallNetwork<R> {
    fn new() -> Self {
        let examples = Buf::from_slice(&numbers::<R>(12));
        SmallNetwork { examples, labels: Labels::new(vec![0, 1, 1]) }
    }
    fn outputs<A: Array<Real = R>>(&self, x: &A) -> A {
        let hidden = A::affine(&A::constant(&self.examples), &x.slice(0..20), &x.slice(20..25));
        A::affine(&hidden.map(rules::Tanh), &x.slice(25..35), &x.slice(35..37))
    }
}

impl<R: Real> BlockFunction<R> for SmallNetwork<R> {
    fn eval<A: Array<Real = R>>(&self, x: &A) -> A::Scalar {
        self.outputs(x).softmax_cross_entropy(&self.labels)
    }
}

/// The outputs of a [`SmallNetwork`].
struct NetworkOutputs<R: Real>(SmallNetwork<R>);
impl<R: Real> BlockVectorFunction<R> for NetworkOutputs<R> {
    fn outputs(&self, _: usize) -> usize {
        6
    }
    fn eval<A: Array<Real = R>>(&self, x: &A) -> A {
        self.0.outputs(x)
    }
}

fn numbers<R: Real>(n: usize) -> Vec<R> {
    (0..n).map(|i| R::from_f64(((i * 7) % 11) as f64 * 0.1 - 0.4)).collect()
}

/// Hands `each` every operation of the engine on scalar and block code of one and of many outputs, as a name and a
/// closure to call, for tests that count allocations or the like.
///
/// # Errors
/// An operation failed; the error is the engine's own.
///
/// # Example
/// ```
/// use dualtape_core::Engine;
///
/// /// Returns the number of operations on functions of every kind, each of them called once.
/// fn calls(engine: &mut impl Engine) -> Result<usize, dualtape_core::Error> {
///     let mut calls = 0;
///     dualtape_check::each_call::<f64>(engine, |_name, call| {
///         call();
///         calls += 1;
///     })?;
///     Ok(calls)
/// }
/// ```
pub fn each_call<R: Real>(
    engine: &mut impl Engine<R>,
    mut each: impl FnMut(&str, &mut dyn FnMut()),
) -> Result<(), Error> {
    operations(engine, "scalar code", &Rosenbrock, &mut each)?;
    operations(engine, "scalar code of many outputs", &Neighbours, &mut each)?;
    operations(engine, "block code", &SmallNetwork::new(), &mut each)?;
    operations(engine, "block code of many outputs", &NetworkOutputs(SmallNetwork::new()), &mut each)
}

/// Hands `each` all operations on a function of any kind.
fn operations<R: Real, K>(
    engine: &mut impl Engine<R>,
    name: &str,
    f: &impl Differentiable<R, K>,
    each: &mut impl FnMut(&str, &mut dyn FnMut()),
) -> Result<(), Error> {
    let (x, v) = (numbers::<R>(INPUTS), numbers::<R>(INPUTS));
    let outputs = f.outputs(INPUTS);
    let (w, mut y, mut jv) = (numbers::<R>(outputs), vec![R::ZERO; outputs], vec![R::ZERO; outputs]);
    let (mut row, mut matrix) = (vec![R::ZERO; INPUTS], vec![R::ZERO; outputs * INPUTS]);
    let outcome = RefCell::new(Ok(()));
    let mut run = |operation: &str, call: &mut dyn FnMut() -> Result<(), Error>| {
        let what = format!("{operation} of {name} in {}", R::NAME);
        each(&what, &mut || {
            if let Err(error) = call() {
                *outcome.borrow_mut() = Err(error);
            }
        });
    };
    run("jvp", &mut || engine.jvp_into(f, &x, &v, &mut y, &mut jv));
    run("vjp", &mut || engine.vjp_into(f, &x, &w, &mut y, &mut row));
    run("jacobian", &mut || engine.jacobian_into(f, &x, &mut matrix));
    if outputs == 1 {
        let block = Buf::from_slice(&x);
        run("gradient", &mut || engine.gradient_into(f, &x, &mut row));
        run("gradient, block in and out,", &mut || engine.value_and_gradient_array(f, &block).map(drop));
        run("hvp", &mut || engine.hvp_into(f, &x, &v, &mut row));
    }
    outcome.into_inner()
}

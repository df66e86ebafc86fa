//! The laws of block operations: agreement with their defining loops.

use crate::agreement::direction;
use crate::compare::{all_close, close};
use crate::operation::Operation;
use crate::row::Evaluation;
use dualtape_core::array::loops;
use dualtape_core::{Array, BlockFunction, BlockVectorFunction, Buf, Engine, Error, Real};

/// Rounding, in units of `EPSILON`, by which a block operation may differ from its loop: sums in another order.
/// In f64 that is 9e-13.
const ROUNDING: f64 = 4096.0;

/// Checks the block operations of plain arrays against their loops: equal bits for elementwise operations, and within
/// 4096 · `EPSILON` of the largest number for those that reorder sums.
///
/// # Errors
/// The first disagreement, with the operation and its shape.
///
/// # Example
/// ```
/// dualtape_check::plain_laws::<f32>()?;
/// # Ok::<(), dualtape_core::Error>(())
/// ```
pub fn plain_laws<R: Real>() -> Result<(), Error> {
    for op in Operation::all() {
        let x = Buf::from_slice(&op.point::<R>());
        let (expected, found) = (op.apply(Evaluation::Loop, &x), op.apply(Evaluation::Method, &x));
        let tolerance = if op.is_elementwise() { 0.0 } else { ROUNDING * R::EPSILON.to_f64() };
        all_close(|| format!("{op:?} of plain numbers in {}", R::NAME), &expected, &found, tolerance)?;
    }
    Ok(())
}

/// Checks an engine's block operations against their loops, on the engine's own numbers and in the precision `R`.
///
/// For each operation in several shapes (with empty and one-element arrays), two functions: one written with the
/// methods of [`Array`], which the engine may override, one with [`loops`]. Compared: the value, the gradient
/// (written by number and handed out as a block) and `hvp` of `Σ weight · result`, and of the result itself the
/// Jacobian, `jvp` and `vjp`. ([`crate::laws`] checks the numbers of the loops against the rules.)
///
/// # Errors
/// The first disagreement, with the engine, the operation and its shape; or the engine's own error.
pub fn array_laws<R: Real>(engine: &mut impl Engine<R>) -> Result<(), Error> {
    for op in Operation::all() {
        check_operation(engine, op)?;
    }
    Ok(())
}

/// The result of an operation.
struct OperationResult(Operation, Evaluation);

impl<R: Real> BlockVectorFunction<R> for OperationResult {
    fn outputs(&self, inputs: usize) -> usize {
        self.0.apply(Evaluation::Loop, &Buf::<R>::filled(inputs, R::ONE)).len()
    }
    fn eval<A: Array<Real = R>>(&self, x: &A) -> A {
        self.0.apply(self.1, x)
    }
}

/// `Σ weight · result`.
struct WeightedSum<R: Real>(Operation, Evaluation, Buf<R>);

impl<R: Real> BlockFunction<R> for WeightedSum<R> {
    fn eval<A: Array<Real = R>>(&self, x: &A) -> A::Scalar {
        let (result, weights) = (self.0.apply(self.1, x), A::constant(&self.2));
        match self.1 {
            Evaluation::Method => result.dot(&weights),
            Evaluation::Loop => loops::dot(&result, &weights),
        }
    }
}

fn check_operation<R: Real>(engine: &mut impl Engine<R>, op: Operation) -> Result<(), Error> {
    let tolerance = ROUNDING * R::EPSILON.to_f64();
    let engine_name = engine.name();
    let what = |of: &str| format!("{engine_name}: {of} of {op:?} in {}", R::NAME);
    let x: Vec<R> = op.point();
    let outputs = BlockVectorFunction::<R>::outputs(&OperationResult(op, Evaluation::Loop), x.len());
    let (v, w) = (direction::<R>(x.len(), 1), direction::<R>(outputs, 2));

    let weights = Buf::from_slice(&w);
    let looped = WeightedSum(op, Evaluation::Loop, weights.clone());
    let blocked = WeightedSum(op, Evaluation::Method, weights);
    let (expected, slopes) = engine.value_and_gradient(&looped, &x)?;
    let (found, found_slopes) = engine.value_and_gradient(&blocked, &x)?;
    close(|| what("value"), expected.to_f64(), found.to_f64(), tolerance)?;
    all_close(|| what("gradient"), &slopes, &found_slopes, tolerance)?;
    let (found, found_slopes) = engine.value_and_gradient_array(&blocked, &Buf::from_slice(&x))?;
    close(|| what("value, block in and out,"), expected.to_f64(), found.to_f64(), tolerance)?;
    all_close(|| what("gradient, block in and out,"), &slopes, &found_slopes, tolerance)?;
    let (expected, found) = (engine.hvp(&looped, &x, &v)?, engine.hvp(&blocked, &x, &v)?);
    all_close(|| what("hvp"), &expected, &found, tolerance)?;

    let (looped, blocked) = (OperationResult(op, Evaluation::Loop), OperationResult(op, Evaluation::Method));
    let (expected, found) = (engine.jvp(&looped, &x, &v)?, engine.jvp(&blocked, &x, &v)?);
    all_close(|| what("values"), &expected.0, &found.0, tolerance)?;
    all_close(|| what("jvp"), &expected.1, &found.1, tolerance)?;
    let found = engine.vjp(&blocked, &x, &w)?.1;
    all_close(|| what("vjp"), &slopes, &found, tolerance)?;
    let (expected, found) = (engine.jacobian(&looped, &x)?, engine.jacobian(&blocked, &x)?);
    all_close(|| what("jacobian"), &expected, &found, tolerance)
}

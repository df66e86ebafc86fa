//! The forecast of memory is the memory that the engine keeps, in scalar and in block code.

use dualtape_core::{Array, BlockFunction, Differentiable, Engine, Error, Function, Passes, Scalar};
use dualtape_forward::Forward;

/// `Σ x_i`, number by number.
struct Sum;
impl Function for Sum {
    fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
        x[1..].iter().fold(x[0], |sum, &x| sum + x)
    }
}

/// `Σ x_i` of a block, which holds nothing beside it.
struct BlockSum;
impl BlockFunction for BlockSum {
    fn eval<A: Array<Real = f64>>(&self, x: &A) -> A::Scalar {
        x.sum()
    }
}

fn keeps_what_it_says<K>(name: &str, f: &impl Differentiable<f64, K>) -> Result<(), Error> {
    // The last chunk is narrower.
    let (x, mut gradient) = (vec![0.5; 4008], vec![0.0; 4008]);
    let said = Forward::new().memory_bytes(f, &x)?;
    let mut engine = Forward::new();
    let counted =
        allocation_counter::measure(|| engine.gradient_into(f, &x, &mut gradient).expect("a gradient"));
    let kept = counted.bytes_max as f64;
    // Allocators and pools round up.
    assert!((0.9..1.3).contains(&(kept / said as f64)), "{name}: kept {kept}, said {said}");
    Ok(())
}

#[test]
fn a_gradient_keeps_what_was_said() -> Result<(), Error> {
    keeps_what_it_says("scalar code", &Sum)?;
    keeps_what_it_says("block code", &BlockSum)
}

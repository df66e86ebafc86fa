//~ `f32` is no operand of a `S`
//~ note: operands are numbers of the same type and plain numbers of the same precision
use dualtape::prelude::*;

fn clip<S: Scalar<Real = f64>>(x: S, bound: f32) -> S {
    x.max(bound)
}

fn main() {
    let _ = clip(1.0, 2.0);
}

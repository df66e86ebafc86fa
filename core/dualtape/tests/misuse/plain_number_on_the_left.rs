//~ cannot multiply `{float}` by `S`
//~ no implementation for `{float} * S`
use dualtape::prelude::*;

fn double<S: Scalar<Real = f64>>(x: S) -> S {
    2.0 * x
}

fn main() {
    let _ = double(1.0);
}

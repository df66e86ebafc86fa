//~ cannot multiply `S` by `{float}`
//~ no implementation for `S * {float}`
use dualtape::prelude::*;

fn double<S: Scalar>(x: S) -> S {
    x * 2.0
}

fn main() {
    let _ = double(1.0);
}

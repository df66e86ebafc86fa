//~ no errors
use dualtape::prelude::*;

fn double<S: Scalar<Real = f64>>(x: S) -> S {
    x * 2.0
}

fn main() {
    let table = vec![1.0, 2.0];
    let f = function!(|x, ref table: Vec<f64>| double(x[0]).max(0.0) * table[1]);
    let _ = Reverse::<f64>::new().value_and_gradient_array(&f, &dualtape::Buf::from_slice(&[1.0, 2.0]));
    let _ = Reverse::new().gradient_of(|x| 2.0 * x[0], &[1.0]);
    let _ = Reverse::<f64>::new().gradient_of(|x| (1.0 - x[0]).powi(2), &[1.0]);
}

//~ is no function of every number, which an engine needs
//~ no `Function`, `VectorFunction`, `TryFunction`, `BlockFunction` or `BlockVectorFunction` of precision
//~ note: a closure runs on the number of one engine: `engine.value_and_gradient_of(|x| …, &x0)`
//~ note: `function!(|x, k: f64| …)` makes a function of every number, with captured values
use dualtape::prelude::*;

fn main() {
    let _ = Reverse::<f64>::new().gradient(&|x: &[f64]| x[0] * x[0], &[1.0]);
}

//~ is no `Function` of every number
//~ note: a closure runs on the number of one engine: `engine.value_and_gradient_of(|x| …, &x0)`
//~ note: `function!(|x, k: f64| …)` makes a function of every number, with captured values
use dualtape::prelude::*;

fn minimise(_: impl Function) {}

fn main() {
    minimise(|x: &[f64]| x[0] * x[0]);
}

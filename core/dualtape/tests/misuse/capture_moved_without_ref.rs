//~ cannot move out of a shared reference
//~ move occurs because value has type `Vec<f64>`, which does not implement the `Copy` trait
use dualtape::prelude::*;

fn main() {
    let table = vec![1.0, 2.0];
    let f = function!(|x, table: Vec<f64>| x[0] * table[1]);
    let _ = value(&f, &[1.0]);
}

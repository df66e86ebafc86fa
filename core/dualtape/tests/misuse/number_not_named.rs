//~ cannot infer type of the type parameter `T` declared on the struct `Reverse`
//~ help: consider specifying the generic argument
use dualtape::prelude::*;

fn main() {
    let f = function!(|x| x[0] * x[0]);
    let _ = Reverse::new().value_and_gradient_array(&f, &[1.0, 2.0][..]);
}

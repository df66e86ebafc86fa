//~ `Cube` is no rule of one operand
//~ note: the rules of the table are in `rules`: `x.unary(rules::Tanh)`
//~ note: a rule of one's own implements `Unary`, is `Copy`, and is held against differences by `dualtape_check::check_unary`
use dualtape::prelude::*;

#[derive(Clone, Copy)]
struct Cube;

fn main() {
    let _ = 2.0_f64.unary(Cube);
}

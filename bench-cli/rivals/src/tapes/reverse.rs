//! [reverse](https://docs.rs/reverse): a tape of pairs of partial derivatives, kept and cleared.

use dualtape_core::Function;
use reverse::{Gradient as _, Tape, Var};

use crate::comparison::Contender;
use crate::number::{Number, Rival, own_number};

own_number!(['t] Var<'t>, |x| x.val, f64::from, {});

pub(super) fn tape<'a>(f: &'a impl Function, x: &'a [f64]) -> Contender<'a> {
    let tape = Tape::new();
    Contender::new("reverse", "", move |gradient| {
        tape.clear();
        let inputs: Vec<_> = x.iter().map(|&x| Rival(tape.add_var(x))).collect();
        let adjoints = f.eval(&inputs).0.grad();
        for (derivative, input) in gradient.iter_mut().zip(&inputs) {
            *derivative = adjoints.wrt(&input.0);
        }
    })
}

//! [ad_trait](https://docs.rs/ad_trait): one tape per thread, kept, of nodes that know their operation.
//!
//! Its `FunctionEngine` does the same as this and copies the derivatives to a matrix.

use ad_trait::F64;
use ad_trait::nalgebra::ComplexField as _;
use ad_trait::reverse_ad::adr::adr;
use dualtape_core::Function;

use crate::comparison::Contender;
use crate::number::{Number, Rival, own_number};

own_number!([] adr, |x| x.value(), F64, {});

pub(super) fn tape<'a>(f: &'a impl Function, x: &'a [f64]) -> Contender<'a> {
    let mut inputs = Vec::with_capacity(x.len());
    Contender::new("ad_trait", "", move |gradient| {
        inputs.clear();
        // The first variable clears the tape.
        inputs.extend(x.iter().enumerate().map(|(i, &x)| Rival(adr::new_variable(x, i == 0))));
        let adjoints = f.eval(&inputs).0.get_backwards_mode_grad();
        for (derivative, input) in gradient.iter_mut().zip(&inputs) {
            *derivative = adjoints.wrt(&input.0);
        }
    })
}

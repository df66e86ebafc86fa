//! [echidna](https://docs.rs/echidna): a tape of partial derivatives after Adept, and one of operations.

use dualtape_core::Function;
use echidna::tape::{Tape, TapeGuard};
use echidna::{BReverse, Reverse, Scalar};
use num_traits::Float as _;

use crate::comparison::Contender;
use crate::number::{Number, Rival, own_number};

own_number!([] Reverse<f64>, |x| Scalar::value(&x), f64::from, {
    fn own_hypot(self, other: Self) -> Self {
        self.hypot(other)
    }
});
own_number!([] BReverse<f64>, |x| Scalar::value(&x), f64::from, {
    fn own_hypot(self, other: Self) -> Self {
        self.hypot(other)
    }
});

/// Does the same as its function `grad`, with a tape of our own and without a copy of the inputs.
pub(super) fn tape<'a>(f: &'a impl Function, x: &'a [f64]) -> Contender<'a> {
    let mut tape = Tape::new();
    let mut inputs = Vec::with_capacity(x.len());
    Contender::new("echidna", "", move |gradient| {
        tape.clear();
        inputs.clear();
        inputs.extend(x.iter().map(|&x| {
            let (index, value) = tape.new_variable(x);
            Rival(Reverse::from_tape(value, index))
        }));
        let recording = TapeGuard::new(&mut tape);
        let output = f.eval(&inputs).0;
        drop(recording);
        gradient.copy_from_slice(&tape.reverse(output.index())[..x.len()]);
    })
}

/// Its tape of operations is recorded once, before the race, and run again for each gradient: less than the others
/// do, and wrong for a function that branches.
pub(super) fn replayed<'a>(f: &'a impl Function, x: &'a [f64]) -> Contender<'a> {
    let record = |inputs: &[BReverse<f64>]| f.eval(&inputs.iter().map(|&x| Rival(x)).collect::<Vec<_>>()).0;
    let (mut tape, _) = echidna::record(record, x);
    let mut adjoints = Vec::new();
    Contender::new("echidna, replayed", "", move |gradient| {
        gradient.copy_from_slice(&tape.gradient_with_buf(x, &mut adjoints));
    })
}

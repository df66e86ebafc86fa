//! A function that was typed, put to the engine that chooses.

use dualtape_core::{Auto, Error, Explanation};
use dualtape_forward::Forward;
use dualtape_reverse::Reverse;

use crate::error::Failure;
use crate::functions::bound_expression::{Typed, chosen};
use crate::functions::examples;
use crate::functions::named_function::{Along, Subject};
use crate::functions::network_loss::NetworkLoss;

/// What the library says of a function at a point: an expression, an example, or a network with seeded weights.
pub(crate) fn ask(
    text: &str,
    at: &[(String, f64)],
    seed: u64,
    auto: &mut Auto<Forward, Reverse>,
) -> Result<Result<Explanation, Error>, Failure> {
    if let Some(mut loss) = NetworkLoss::described(text, seed)? {
        loss.replace(&at.to_vec())?;
        return asked(&loss, &loss.trained(), auto);
    }
    if let Some(lesson) = examples::example(text)? {
        let (subject, wrt) = lesson.first(at)?;
        return asked(&subject, &wrt, auto);
    }
    asked(&Typed::read(text, &at.to_vec())?, &[], auto)
}

fn asked(
    subject: &impl Subject,
    wrt: &[String],
    auto: &mut Auto<Forward, Reverse>,
) -> Result<Result<Explanation, Error>, Failure> {
    let wrt = chosen(subject, wrt)?;
    let function = Along::new(subject, &wrt);
    Ok(auto.explain(&function, &function.point()))
}

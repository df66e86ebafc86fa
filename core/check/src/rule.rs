//! A rule against itself: its partials and their derivatives are those of its value, and its text tells the truth.

use crate::compare::close;
use crate::difference::{DifferenceEstimate, finite_difference};
use dualtape_core::curve::{binary_curve, unary_curve};
use dualtape_core::{Binary, Error, Real, Side, Unary};

/// Relative error of an extrapolated finite difference that passes.
const DIFFERENCE: f64 = 1e-8;
/// Relative difference of a partial in f32 from the one in f64 that passes: 80 units in the last place.
const SINGLE: f64 = 1e-5;
/// Relative difference of a partial in blocks from the one of numbers that passes.
const BLOCK: f64 = 1e-12;

/// Checks a rule of one operand against the contract of [`Unary`].
///
/// - at each of `SAMPLES`: the partial is the derivative of the value, and the tangent of the partial (second order) is
///   the derivative of the partial, both by [`finite_difference`]; the partial in f32 is that in f64, rounded
/// - the partial in blocks agrees, and does not read the operands that `NEEDS` leaves out
/// - at each of `EDGES`, value and partial are the stated numbers exactly, in f64 and, if representable, in f32
/// - the value at NaN is NaN
/// - the rule comes back from its parameter
///
/// Give a rule with a parameter the one that its `EDGES` are stated for.
///
/// # Errors
/// The first disagreement, with the rule's name.
///
/// # Example
/// ```
/// use dualtape_check::check_unary;
/// use dualtape_core::rules;
/// check_unary(rules::Tanh)?;
/// check_unary(rules::LeakyRelu(0.1))?;
/// # Ok::<(), dualtape_core::Error>(())
/// ```
pub fn check_unary<U: Unary>(rule: U) -> Result<(), Error> {
    let name = U::INFO.name;
    some_samples(name, U::SAMPLES.len())?;
    let again = U::with_parameter(rule.parameter());
    exactly(|| format!("{name}: parameter after a round trip"), rule.parameter(), again.parameter())?;
    let partial = |x: f64| rule.partial(x, rule.eval(x));
    for &x in U::SAMPLES {
        let z = rule.eval(x);
        exactly(
            || format!("{name}: value after a round trip of the parameter at x = {x:?}"),
            z,
            again.eval(x),
        )?;
        matches_difference(|| format!("{name}: partial at x = {x:?}"), |x| rule.eval(x), x, partial(x))?;
        matches_difference(
            || format!("{name}: derivative of the partial at x = {x:?}"),
            partial,
            x,
            unary_curve(rule, x, z, 1.0),
        )?;

        let unread =
            (if U::NEEDS.input() { x } else { f64::NAN }, if U::NEEDS.output() { z } else { f64::NAN });
        exactly(
            || {
                format!(
                    "{name}: partial at x = {x:?} without the operands that NEEDS = {:?} leaves out",
                    U::NEEDS
                )
            },
            rule.block_partial(x, z),
            rule.block_partial(unread.0, unread.1),
        )?;
        close(
            || format!("{name}: partial in blocks at x = {x:?}"),
            partial(x),
            rule.block_partial(x, z),
            BLOCK,
        )?;
        let single = f32::from_f64(x);
        close(
            || format!("{name}: partial in f32 at x = {x:?}"),
            partial(single.to_f64()),
            rule.partial(single, rule.eval(single)).to_f64(),
            SINGLE,
        )?;
    }
    unary_edges::<f64, U>(rule)?;
    unary_edges::<f32, U>(rule)?;
    exactly(|| format!("{name}: value at NaN"), f64::NAN, rule.eval(f64::NAN))?;
    exactly(|| format!("{name}: value at NaN in f32"), f64::NAN, rule.eval(f32::NAN).to_f64())
}

/// Checks a rule of two operands against the contract of [`Binary`]; see [`check_unary`].
///
/// # Errors
/// The first disagreement, with the rule's name.
///
/// # Example
/// ```
/// use dualtape_check::check_binary;
/// use dualtape_core::rules;
/// check_binary(rules::Hypot)?;
/// # Ok::<(), dualtape_core::Error>(())
/// ```
pub fn check_binary<B: Binary>(rule: B) -> Result<(), Error> {
    let name = B::INFO.name;
    some_samples(name, B::SAMPLES.len())?;
    let again = B::with_parameter(rule.parameter());
    exactly(|| format!("{name}: parameter after a round trip"), rule.parameter(), again.parameter())?;
    for &(x, y) in B::SAMPLES {
        let at = format!("at (x, y) = ({x:?}, {y:?})");
        let z = rule.eval(x, y);
        exactly(|| format!("{name}: value after a round trip of the parameter {at}"), z, again.eval(x, y))?;
        for (along, here) in [(Side::Left, x), (Side::Right, y)] {
            let point = |moved| if along == Side::Left { (moved, y) } else { (x, moved) };
            let value = |moved| {
                let (x, y) = point(moved);
                rule.eval(x, y)
            };
            let partials = |moved| {
                let (x, y) = point(moved);
                rule.partials(x, y, rule.eval(x, y))
            };
            matches_difference(
                || format!("{name}: {along:?} partial {at}"),
                value,
                here,
                along.of(partials(here)),
            )?;
            let (tx, ty) = if along == Side::Left { (1.0, 0.0) } else { (0.0, 1.0) };
            let curves = binary_curve(rule, x, y, z, tx, ty);
            for side in [Side::Left, Side::Right] {
                let what = || format!("{name}: derivative of the {side:?} partial along {along:?} {at}");
                matches_difference(what, |moved| side.of(partials(moved)), here, side.of(curves))?;
            }
        }
        binary_needs(rule, (x, y), &at)?;
    }
    binary_edges::<f64, B>(rule)?;
    binary_edges::<f32, B>(rule)?;
    for &(x, y) in B::SAMPLES {
        let single = (f32::from_f64(x), f32::from_f64(y));
        for (value, in_single, place) in [
            (rule.eval(f64::NAN, y), rule.eval(f32::NAN, single.1), "x = NaN"),
            (rule.eval(x, f64::NAN), rule.eval(single.0, f32::NAN), "y = NaN"),
        ] {
            exactly(|| format!("{name}: value at {place}"), f64::NAN, value)?;
            exactly(|| format!("{name}: value at {place} in f32"), f64::NAN, in_single.to_f64())?;
        }
    }
    Ok(())
}

/// Checks that the partials do not read the operands that `NEEDS` leaves out, and are the same in f32 but for rounding.
fn binary_needs<B: Binary>(rule: B, (x, y): (f64, f64), at: &str) -> Result<(), Error> {
    let (name, z) = (B::INFO.name, rule.eval(x, y));
    let or_nan = |needed, v| if needed { v } else { f64::NAN };
    let (input, output) = (B::NEEDS.input(), B::NEEDS.output());
    let found = rule.partials(or_nan(input, x), or_nan(input, y), or_nan(output, z));
    let single = (f32::from_f64(x), f32::from_f64(y));
    let exact = (single.0.to_f64(), single.1.to_f64());
    let expected_in_single = rule.partials(exact.0, exact.1, rule.eval(exact.0, exact.1));
    let in_single = rule.partials(single.0, single.1, rule.eval(single.0, single.1));
    for side in [Side::Left, Side::Right] {
        exactly(
            || {
                format!(
                    "{name}: {side:?} partial {at} without the operands that NEEDS = {:?} leaves out",
                    B::NEEDS
                )
            },
            side.of(rule.partials(x, y, z)),
            side.of(found),
        )?;
        close(
            || format!("{name}: {side:?} partial in f32 {at}"),
            side.of(expected_in_single),
            side.of(in_single).to_f64(),
            SINGLE,
        )?;
    }
    Ok(())
}

fn unary_edges<R: Real, U: Unary>(rule: U) -> Result<(), Error> {
    for &(x, value, derivative) in U::EDGES {
        if ![x, value, derivative].into_iter().all(is_representable::<R>) {
            continue;
        }
        let at = R::from_f64(x);
        let z = rule.eval(at);
        let what = |of| format!("{}: {of} at the edge x = {x:?} in {}", U::INFO.name, R::NAME);
        exactly(|| what("value"), R::from_f64(value).to_f64(), z.to_f64())?;
        exactly(|| what("partial"), R::from_f64(derivative).to_f64(), rule.partial(at, z).to_f64())?;
    }
    Ok(())
}

fn binary_edges<R: Real, B: Binary>(rule: B) -> Result<(), Error> {
    for &((x, y), value, (p, q)) in B::EDGES {
        if ![x, y, value, p, q].into_iter().all(is_representable::<R>) {
            continue;
        }
        let at = (R::from_f64(x), R::from_f64(y));
        let z = rule.eval(at.0, at.1);
        let found = rule.partials(at.0, at.1, z);
        let what = |of| format!("{}: {of} at the edge (x, y) = ({x:?}, {y:?}) in {}", B::INFO.name, R::NAME);
        exactly(|| what("value"), R::from_f64(value).to_f64(), z.to_f64())?;
        exactly(|| what("Left partial"), R::from_f64(p).to_f64(), found.0.to_f64())?;
        exactly(|| what("Right partial"), R::from_f64(q).to_f64(), found.1.to_f64())?;
    }
    Ok(())
}

/// Returns whether `R` represents this number without overflow or underflow.
pub(super) fn is_representable<R: Real>(v: f64) -> bool {
    let held = R::from_f64(v).to_f64();
    held.is_finite() == v.is_finite() && (held == 0.0) == (v == 0.0)
}

fn some_samples(name: &str, samples: usize) -> Result<(), Error> {
    if samples > 0 {
        return Ok(());
    }
    let what = format!("{name}: number of SAMPLES, without which there is nothing to check");
    Err(Error::Disagreement { what, expected: 1.0, found: 0.0, relative: 1.0 })
}

fn exactly(what: impl FnOnce() -> String, expected: f64, found: f64) -> Result<(), Error> {
    close(what, expected, found, 0.0)
}

/// Checks `found` against the finite difference of `f` at `x`.
fn matches_difference(
    what: impl FnOnce() -> String,
    f: impl Fn(f64) -> f64,
    x: f64,
    found: f64,
) -> Result<(), Error> {
    // A kink or a pole may be near; the step whose extrapolation converges best decides.
    let steps = [0.1, 0.02, 0.004].map(|step| finite_difference(&f, x, step * x.abs().max(1.0)));
    let best = steps.into_iter().min_by(|a: &DifferenceEstimate, b| a.error.total_cmp(&b.error));
    let expected = best.map_or(f64::NAN, |estimate| estimate.derivative);
    if expected.is_nan() {
        // A sample off the domain would agree with anything that is NaN.
        return Err(Error::Disagreement { what: what(), expected, found, relative: f64::NAN });
    }
    close(what, expected, found, DIFFERENCE)
}

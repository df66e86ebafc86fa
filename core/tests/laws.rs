//! The laws themselves, on the plainest engine: they pass, and they catch an engine that is wrong.

mod common;

use common::{Plain, Tangent};
use dualtape_check::{array_laws, engines_agree, gradient_by_differences, laws};
use dualtape_core::{
    Array, BlockFunction, BlockVectorFunction, Differentiable, Engine, Error, Function, Real, Scalar,
    VectorFunction, rules,
};

#[test]
fn the_plain_engine_keeps_every_law() {
    laws::<f64>(&mut Plain).unwrap();
    laws::<f32>(&mut Plain).unwrap();
    array_laws::<f64>(&mut Plain).unwrap();
    array_laws::<f32>(&mut Plain).unwrap();
}

/// [`Plain`] with one operation off by a part in a million.
struct Off(&'static str);

impl Engine<f64> for Off {
    fn name(&self) -> &'static str {
        "off"
    }
    fn value_and_gradient_into<F, K>(&mut self, f: &F, x: &[f64], gradient: &mut [f64]) -> Result<f64, Error>
    where
        F: Differentiable<f64, K>,
    {
        let value = Plain.value_and_gradient_into(f, x, gradient)?;
        self.spoil("gradient", gradient);
        Ok(value)
    }
    fn jvp_into<F, K>(
        &mut self,
        f: &F,
        x: &[f64],
        v: &[f64],
        y: &mut [f64],
        jv: &mut [f64],
    ) -> Result<(), Error>
    where
        F: Differentiable<f64, K>,
    {
        Plain.jvp_into(f, x, v, y, jv)?;
        self.spoil("jvp", jv);
        Ok(())
    }
    fn vjp_into<F, K>(
        &mut self,
        f: &F,
        x: &[f64],
        w: &[f64],
        y: &mut [f64],
        jtw: &mut [f64],
    ) -> Result<(), Error>
    where
        F: Differentiable<f64, K>,
    {
        Plain.vjp_into(f, x, w, y, jtw)?;
        self.spoil("vjp", jtw);
        Ok(())
    }
    fn jacobian_into<F, K>(&mut self, f: &F, x: &[f64], jacobian: &mut [f64]) -> Result<(), Error>
    where
        F: Differentiable<f64, K>,
    {
        Plain.jacobian_into(f, x, jacobian)?;
        self.spoil("jacobian", jacobian);
        Ok(())
    }
    fn hvp_into<F, K>(&mut self, f: &F, x: &[f64], v: &[f64], hv: &mut [f64]) -> Result<(), Error>
    where
        F: Differentiable<f64, K>,
    {
        Plain.hvp_into(f, x, v, hv)?;
        self.spoil("hvp", hv);
        Ok(())
    }
}

impl Off {
    fn spoil(&self, operation: &str, result: &mut [f64]) {
        if operation == self.0
            && let Some(last) = result.last_mut()
        {
            *last *= 1.0 + 1e-6;
        }
    }
}

#[test]
fn an_engine_that_is_off_is_named_with_the_rule_and_the_operation() {
    for operation in ["gradient", "jvp", "vjp", "jacobian", "hvp"] {
        let error = laws(&mut Off(operation)).expect_err(operation).to_string();
        assert!(error.starts_with("off: ") && error.contains(operation), "{error}");
    }
    // The first row is -x, whose second derivative is zero whatever the engine; the first bent rule is named.
    let error = laws(&mut Off("hvp")).unwrap_err().to_string();
    assert!(error.starts_with("off: sqrt: hvp in scalar code at [0.3] in f64 [0]: expected "), "{error}");
}

struct Bowl;

impl<R: Real> Function<R> for Bowl {
    fn eval<S: Scalar<Real = R>>(&self, x: &[S]) -> S {
        x.iter().map(|&x| x.powi(2)).sum::<S>().ln_1p()
    }
}

struct BlockBowl;

impl<R: Real> BlockFunction<R> for BlockBowl {
    fn eval<A: Array<Real = R>>(&self, x: &A) -> A::Scalar {
        x.dot(x).ln_1p()
    }
}

struct Waves;

impl<R: Real> VectorFunction<R> for Waves {
    fn outputs(&self, inputs: usize) -> usize {
        inputs + 1
    }
    fn eval<S: Scalar<Real = R>>(&self, x: &[S], y: &mut [S]) {
        for (i, &x) in x.iter().enumerate() {
            y[i] += x.sin();
            y[i + 1] += x.cos();
        }
    }
}

struct BlockWaves;

impl<R: Real> BlockVectorFunction<R> for BlockWaves {
    fn outputs(&self, inputs: usize) -> usize {
        inputs
    }
    fn eval<A: Array<Real = R>>(&self, x: &A) -> A {
        x.map(rules::Sin)
    }
}

#[test]
fn engines_are_compared_on_functions_of_every_kind() {
    let x = [0.5, -0.25, 2.0];
    engines_agree(&mut Plain, &mut Plain, &Bowl, &x, 0.0).unwrap();
    engines_agree(&mut Plain, &mut Plain, &BlockBowl, &x, 0.0).unwrap();
    engines_agree(&mut Plain, &mut Plain, &Waves, &x, 0.0).unwrap();
    engines_agree(&mut Plain, &mut Plain, &BlockWaves, &x.map(f32::from_f64), 0.0).unwrap();
    for operation in ["jvp", "vjp", "gradient", "hvp"] {
        let error = engines_agree(&mut Plain, &mut Off(operation), &Bowl, &x, 1e-12).expect_err(operation);
        assert!(
            error.to_string().starts_with(&format!("{operation} of plain (expected) and off [")),
            "{error}"
        );
    }
    assert!(engines_agree(&mut Plain, &mut Off("jacobian"), &Waves, &x, 1e-12).is_err());
}

#[test]
fn differences_agree_with_the_engine() {
    let x = [0.5, -0.25, 2.0];
    let expected = gradient_by_differences(&Bowl, &x).unwrap();
    let found = Plain.gradient(&Bowl, &x).unwrap();
    dualtape_check::all_close(|| "gradient".into(), &expected, &found, 1e-9).unwrap();
}

#[test]
fn operators_take_plain_numbers_on_either_side() {
    let x = Tangent { v: 3.0, d: 1.0 };
    for (z, v, d) in [
        (x + 2.0, 5.0, 1.0),
        (2.0 + x, 5.0, 1.0),
        (x - 2.0, 1.0, 1.0),
        (2.0 - x, -1.0, -1.0),
        (x * 2.0, 6.0, 2.0),
        (2.0 * x, 6.0, 2.0),
        (x / 2.0, 1.5, 0.5),
        (6.0 / x, 2.0, -6.0 / 9.0),
        (-x, -3.0, -1.0),
        (x * x, 9.0, 6.0),
    ] {
        assert!((z.v - v).abs() < 1e-15 && (z.d - d).abs() < 1e-15, "{z:?}, expected {v} and {d}");
    }
    let mut y = x;
    y += x;
    y *= 2.0;
    y -= 1.0;
    y /= x;
    assert!((y.v - 11.0 / 3.0).abs() < 1e-15 && (y.d - 1.0 / 9.0).abs() < 1e-15, "{y:?}");
    let single = 2.0_f32 * Tangent { v: 3.0_f32, d: 1.0 };
    assert_eq!((single.v, single.d), (6.0, 2.0));
    // Comparisons look at the value only; a sum of nothing is zero.
    assert!(x == 3.0 && x < 4.0 && x > 2.0 && x == Tangent { v: 3.0, d: 9.0 });
    let nothing: Tangent<f64> = std::iter::empty::<Tangent<f64>>().sum();
    assert_eq!((nothing.v, nothing.d), (0.0, 0.0));
    // Two levels deep, on either side.
    let deep: Tangent<Tangent<f64>> = 2.0 * Tangent { v: x, d: x } - 1.0;
    assert_eq!((deep.v.v, deep.d.v, deep.v.d, deep.d.d), (5.0, 6.0, 2.0, 2.0));
}

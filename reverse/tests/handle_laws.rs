//! An engine on handles obeys the laws of engines.

use dualtape_check as check;
use dualtape_core::function::require_scalar_valued;
use dualtape_core::{Differentiable, Engine, Error, Real, Scalar, derivative_of, function};
use dualtape_forward::Dual;
use dualtape_reverse::Reverse;
use dualtape_reverse::handle::{self, Handle, Recordable};

/// The reverse engine on handles.
struct OnHandles;

impl<R: Real + Recordable> Engine<R> for OnHandles {
    fn name(&self) -> &'static str {
        "handles"
    }
    fn value_and_gradient_into<F, K>(&mut self, f: &F, x: &[R], gradient: &mut [R]) -> Result<R, Error>
    where
        F: Differentiable<R, K>,
    {
        require_scalar_valued("gradient", f, x.len())?;
        Error::check_length("gradient", x.len(), gradient.len())?;
        let (value, found) = handle::try_value_and_gradient(
            |x| {
                let mut y = [Handle::zero()];
                f.call_scalars(x, &mut y)?;
                Ok::<_, Error>(y[0])
            },
            x,
        )?;
        gradient.copy_from_slice(&found);
        Ok(value)
    }
    fn jvp_into<F, K>(&mut self, f: &F, x: &[R], v: &[R], values: &mut [R], jv: &mut [R]) -> Result<(), Error>
    where
        F: Differentiable<R, K>,
    {
        Error::check_length("tangent", x.len(), v.len())?;
        dualtape_core::function::values_into(f, x, values)?;
        Error::check_length("jv", values.len(), jv.len())?;
        let jacobian = self.jacobian(f, x)?;
        for ((jv, row), &y) in jv.iter_mut().zip(jacobian.chunks_exact(x.len().max(1))).zip(&*values) {
            let along: Vec<R> =
                row.iter().zip(v).map(|(&d, &v)| if v.is_zero() { R::ZERO } else { d * v }).collect();
            *jv = derivative_of(y, R::sum_of(&along));
        }
        Ok(())
    }
    fn vjp_into<F, K>(
        &mut self,
        f: &F,
        x: &[R],
        w: &[R],
        values: &mut [R],
        jtw: &mut [R],
    ) -> Result<(), Error>
    where
        F: Differentiable<R, K>,
    {
        dualtape_core::arguments::vjp(f, x, w, values, jtw)?;
        let call = |x: &[Handle<R>]| {
            let mut y = vec![Handle::zero(); f.outputs(x.len())];
            f.call_scalars(x, &mut y).map(|()| y).unwrap_or_default()
        };
        let (y, found) = handle::vjp(call, x, w)?;
        values.copy_from_slice(&y);
        jtw.copy_from_slice(&found);
        Ok(())
    }
    fn jacobian_into<F, K>(&mut self, f: &F, x: &[R], jacobian: &mut [R]) -> Result<(), Error>
    where
        F: Differentiable<R, K>,
    {
        dualtape_core::arguments::jacobian(f, x, jacobian)?;
        let mut outcome = Ok(());
        let found = handle::jacobian(
            |x| {
                let mut y = vec![Handle::zero(); f.outputs(x.len())];
                outcome = f.call_scalars(x, &mut y);
                y
            },
            x,
        )?;
        jacobian.copy_from_slice(&found);
        outcome
    }
    fn hvp_into<F, K>(&mut self, f: &F, x: &[R], v: &[R], hv: &mut [R]) -> Result<(), Error>
    where
        F: Differentiable<R, K>,
    {
        dualtape_core::arguments::hvp(f, x, v, hv)?;
        let found = handle::hvp(
            |x| {
                let mut y = [Dual::zero()];
                f.call_scalars(x, &mut y).map_or(Dual::zero(), |()| y[0])
            },
            x,
            v,
        )?;
        hv.copy_from_slice(&found);
        Ok(())
    }
}

#[test]
fn handles_obey_the_laws_of_rules() -> Result<(), Error> {
    check::laws::<f64>(&mut OnHandles)?;
    check::laws::<f32>(&mut OnHandles)
}

#[test]
fn handles_obey_the_laws_of_functions() -> Result<(), Error> {
    check::nary_laws::<f64>(&mut OnHandles)?;
    check::array_laws::<f64>(&mut OnHandles)?;
    check::function_laws(&mut OnHandles)?;
    (0..30).try_for_each(|seed| check::graph_laws(&mut OnHandles, seed, &[0.5, 1.5, -0.7]))
}

/// One tape serves both numbers: their derivatives have the same bits.
#[test]
fn handles_have_the_bits_of_variables() -> Result<(), Error> {
    let f =
        function!(|x| (x[0] * x[1]).sin() / x[0].hypot(x[1]) + x[0].max(x[1]).powf(1.5) - x[1].atan2(2.0));
    for x in [[0.3, 1.7], [4.0, -2.0], [0.0, 0.0], [1.0, 1.0]] {
        let (expected, found): (_, Vec<f64>) =
            (Reverse::new().gradient(&f, &x)?, OnHandles.gradient(&f, &x)?);
        assert_eq!(bits(&expected), bits(&found));
    }
    Ok(())
}

fn bits(x: &[f64]) -> Vec<u64> {
    x.iter().map(|x| x.to_bits()).collect()
}

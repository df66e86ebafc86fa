//! A minimal engine for testing the checks: one tangent, one pass per input, no array code.

use dualtape_core::function::require_scalar_valued;
use dualtape_core::{
    Binary, Differentiable, Elements, Engine, Error, Scalar, Unary, carry, derivative_of, impl_operators,
};

/// A value and one tangent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tangent<T> {
    pub(crate) v: T,
    pub(crate) d: T,
}

impl<T: Scalar> Scalar for Tangent<T> {
    type Real = T::Real;
    type Array = Elements<Self>;

    fn constant(value: T::Real) -> Self {
        Tangent { v: T::constant(value), d: T::zero() }
    }
    fn value(self) -> T::Real {
        self.v.value()
    }
    fn unary<R: Unary>(self, rule: R) -> Self {
        let v = self.v.unary(rule);
        Tangent { v, d: along(R::SELECTS, rule.partial(self.v, v), self.d) }
    }
    fn binary<R: Binary>(self, rule: R, other: Self) -> Self {
        let v = self.v.binary(rule, other.v);
        let (p, q) = rule.partials(self.v, other.v, v);
        Tangent { v, d: along(R::SELECTS, p, self.d) + along(R::SELECTS, q, other.d) }
    }
}

/// Returns the tangent along an edge. A tangent of zero stands for no path here, which is right at the points of the
/// table.
fn along<T: Scalar>(selects: bool, partial: T, d: T) -> T {
    if d.is_zero() { T::zero() } else { carry(selects, partial, d) }
}

impl_operators!([T: Scalar] Tangent<T>);

/// One pass per direction.
#[derive(Debug)]
pub(crate) struct Plain;

fn pass<T: Scalar, F: Differentiable<T::Real, K>, K>(
    f: &F,
    x: &[T],
    v: &[T],
) -> Result<Vec<Tangent<T>>, Error> {
    Error::check_length("direction", x.len(), v.len())?;
    let x: Vec<_> = x.iter().zip(v).map(|(&v, &d)| Tangent { v, d }).collect();
    let mut y = vec![Tangent::zero(); f.outputs(x.len())];
    f.call_scalars(&x, &mut y)?;
    y.iter_mut().for_each(|y| y.d = derivative_of(y.v.value(), y.d));
    Ok(y)
}

fn unit<T: Scalar>(n: usize, i: usize) -> Vec<T> {
    (0..n).map(|j| if i == j { T::one() } else { T::zero() }).collect()
}

impl<T: Scalar> Engine<T> for Plain {
    fn name(&self) -> &'static str {
        "plain"
    }
    fn value_and_gradient_into<F, K>(&mut self, f: &F, x: &[T], gradient: &mut [T]) -> Result<T, Error>
    where
        F: Differentiable<T::Real, K>,
    {
        require_scalar_valued("gradient", f, x.len())?;
        let mut value = pass(f, x, &vec![T::zero(); x.len()])?[0].v;
        for (i, slope) in gradient.iter_mut().enumerate() {
            let y = pass(f, x, &unit(x.len(), i))?[0];
            (value, *slope) = (y.v, y.d);
        }
        Ok(value)
    }
    fn jvp_into<F, K>(&mut self, f: &F, x: &[T], v: &[T], values: &mut [T], jv: &mut [T]) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        for (i, y) in pass(f, x, v)?.into_iter().enumerate() {
            (values[i], jv[i]) = (y.v, y.d);
        }
        Ok(())
    }
    fn vjp_into<F, K>(
        &mut self,
        f: &F,
        x: &[T],
        w: &[T],
        values: &mut [T],
        jtw: &mut [T],
    ) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        self.jvp_into(f, x, &vec![T::zero(); x.len()], values, &mut vec![T::zero(); w.len()])?;
        for (i, slope) in jtw.iter_mut().enumerate() {
            *slope = pass(f, x, &unit(x.len(), i))?.iter().zip(w).map(|(y, &w)| y.d * w).sum();
        }
        Ok(())
    }
    fn jacobian_into<F, K>(&mut self, f: &F, x: &[T], jacobian: &mut [T]) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        for j in 0..x.len() {
            for (i, y) in pass(f, x, &unit(x.len(), j))?.into_iter().enumerate() {
                jacobian[i * x.len() + j] = y.d;
            }
        }
        Ok(())
    }
    fn hvp_into<F, K>(&mut self, f: &F, x: &[T], v: &[T], hv: &mut [T]) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        let x: Vec<_> = x.iter().zip(v).map(|(&v, &d)| Tangent { v, d }).collect();
        let mut gradient = vec![Tangent::zero(); x.len()];
        self.value_and_gradient_into(f, &x, &mut gradient)?;
        for (hv, slope) in hv.iter_mut().zip(gradient) {
            *hv = slope.d;
        }
        Ok(())
    }
}

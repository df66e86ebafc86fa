//~ `Outer` is no operand of a `S`
//~ a number of an outer computation is lifted (`Var::lift`, `Dual::inactive`), or enters by its plain value
use dualtape::prelude::*;

struct Inner<T>(T);
impl<Outer: Scalar<Real = f64>> Function for Inner<Outer> {
    fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
        x[0].hypot(self.0)
    }
}

fn main() {}

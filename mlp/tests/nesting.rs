//! Engines over each other's numbers obey the same laws as engines over plain ones: forward over reverse, reverse
//! over forward, and each over itself, to second order; and to third order on one function.

use dualtape_check::{self as check, RandomGraph};
use dualtape_core::{
    Array, BlockFunction, Buf, Differentiable, Engine, Error, Function, Real, Scalar, Style, rules,
};
use dualtape_forward::{Dual, Forward};
use dualtape_reverse::{Reverse, Tape, Var};

/// Defines an engine with first derivatives by `$First` and Hessian-vector products by the given body.
macro_rules! composed {
    ($name:ident($label:literal, first $First:ident), $(#[$doc:meta])* |$f:ident, $x:ident, $v:ident, $hv:ident| $body:block) => {
        $(#[$doc])*
        struct $name<R: Real>($First<R>);

        impl<R: Real> Engine<R> for $name<R> {
            fn name(&self) -> &'static str {
                $label
            }
            fn value_and_gradient_into<F, K>(&mut self, f: &F, x: &[R], gradient: &mut [R]) -> Result<R, Error>
            where
                F: Differentiable<R, K>,
            {
                self.0.value_and_gradient_into(f, x, gradient)
            }
            fn jvp_into<F, K>(&mut self, f: &F, x: &[R], v: &[R], y: &mut [R], jv: &mut [R]) -> Result<(), Error>
            where
                F: Differentiable<R, K>,
            {
                self.0.jvp_into(f, x, v, y, jv)
            }
            fn vjp_into<F, K>(&mut self, f: &F, x: &[R], w: &[R], y: &mut [R], jtw: &mut [R]) -> Result<(), Error>
            where
                F: Differentiable<R, K>,
            {
                self.0.vjp_into(f, x, w, y, jtw)
            }
            fn jacobian_into<F, K>(&mut self, f: &F, x: &[R], jacobian: &mut [R]) -> Result<(), Error>
            where
                F: Differentiable<R, K>,
            {
                self.0.jacobian_into(f, x, jacobian)
            }
            fn hvp_into<F, K>(&mut self, $f: &F, $x: &[R], $v: &[R], $hv: &mut [R]) -> Result<(), Error>
            where
                F: Differentiable<R, K>,
            $body
        }
    };
}

composed!(ForwardOverReverse("forward over reverse", first Reverse),
/// The engine whose Hessian-vector product is the tangent of a gradient on a tape of dual numbers.
|f, x, v, hv| {
    let moving: Vec<_> = x.iter().zip(v).map(|(&primal, &v)| Dual { primal, tangents: [v] }).collect();
    for (hv, g) in hv.iter_mut().zip(Reverse::<Dual<R, 1>>::new().gradient(f, &moving)?) {
        *hv = g.tangents[0];
    }
    Ok(())
});

composed!(ReverseOverForward("reverse over forward", first Forward),
/// The engine whose Hessian-vector product is the gradient of a directional derivative by dual numbers of variables.
|f, x, v, hv| {
    Tape::<R>::new().record(|recording| {
        let along_v = match F::STYLE {
            Style::Scalars => {
                let inputs: Vec<_> = x.iter().map(|&x| recording.input(x)).collect();
                let v: Vec<_> = v.iter().map(|&v| Var::constant(v)).collect();
                let (_, jv) = Forward::<Var<'_, R>>::new().jvp(f, &inputs, &v)?;
                recording.pull([(jv[0], R::ONE)]);
                for (hv, x) in hv.iter_mut().zip(inputs) {
                    *hv = recording.adjoint(x);
                }
                return Ok(());
            }
            Style::Block => {
                let inputs = recording.input_array(Buf::from_slice(x));
                let along_v = Array::constant(&Buf::from_slice(v));
                let moving = dualtape_forward::DualArray::active(inputs.clone(), [along_v]);
                let dualtape_core::Output::Scalar(y) = f.call_block(&moving)? else {
                    return Err(Error::NotScalarValued { operation: "hvp", outputs: f.outputs(x.len()) });
                };
                recording.pull([(y.tangents[0], R::ONE)]);
                recording.adjoint_array(&inputs)
            }
        };
        hv.copy_from_slice(&along_v);
        Ok(())
    })
});

fn obeys_the_laws<R: Real>(engine: &mut impl Engine<R>) -> Result<(), Error> {
    check::laws(engine)?;
    check::array_laws(engine)
}

#[test]
fn forward_over_reverse() -> Result<(), Error> {
    obeys_the_laws(&mut ForwardOverReverse::<f64>(Reverse::new()))?;
    obeys_the_laws(&mut ForwardOverReverse::<f32>(Reverse::new()))
}

#[test]
fn reverse_over_forward() -> Result<(), Error> {
    obeys_the_laws(&mut ReverseOverForward::<f64>(Forward::new()))?;
    obeys_the_laws(&mut ReverseOverForward::<f32>(Forward::new()))
}

/// The function `Σ softplus(x) tanh(x) + x³`, whose Hessian is diagonal.
struct SeparableSum;

impl BlockFunction for SeparableSum {
    fn eval<A: Array<Real = f64>>(&self, x: &A) -> A::Scalar {
        x.map(rules::Softplus).dot(&x.map(rules::Tanh)) + x.map(rules::Powi(3)).sum()
    }
}

#[test]
fn third_order_in_three_nestings() -> Result<(), Error> {
    let x = [0.3, -0.7, 1.1];
    // d/dε of the Hessian-vector product with v at x + εv, by differences of the second order.
    let v = [1.0, -0.5, 2.0];
    let at = |s: f64| {
        let moved: Vec<f64> = x.iter().zip(v).map(|(x, v)| x + s * v).collect();
        Reverse::new().hvp(&SeparableSum, &moved, &v)
    };
    let h = 1e-4;
    let expected: Vec<f64> = at(h)?.iter().zip(at(-h)?).map(|(a, b)| (a - b) / (2.0 * h)).collect();

    let moving: Vec<_> =
        x.iter().zip(v).map(|(&primal, v)| Dual::<f64, 1> { primal, tangents: [v] }).collect();
    let still: Vec<_> = v.iter().map(|&v| Dual::<f64, 1>::constant(v)).collect();
    for (name, hvp) in [
        (
            "reverse over reverse over forward",
            Reverse::<Dual<f64, 1>>::new().hvp(&SeparableSum, &moving, &still)?,
        ),
        (
            "forward over forward over forward",
            Forward::<Dual<f64, 1>>::new().hvp(&SeparableSum, &moving, &still)?,
        ),
    ] {
        let found: Vec<f64> = hvp.iter().map(|hv| hv.tangents[0]).collect();
        check::all_close(|| name.into(), &expected, &found, 1e-6)?;
    }
    let twice: Vec<_> = moving
        .iter()
        .zip(v)
        .map(|(&primal, v)| Dual::<_, 1> { primal, tangents: [Dual::constant(v)] })
        .collect();
    let gradient = Reverse::<Dual<Dual<f64, 1>, 1>>::new().gradient(&SeparableSum, &twice)?;
    let found: Vec<f64> = gradient.iter().map(|g| g.tangents[0].tangents[0]).collect();
    check::all_close(|| "forward over forward over reverse".into(), &expected, &found, 1e-6)
}

#[test]
fn engines_agree_on_random_graphs() -> Result<(), Error> {
    for seed in 0..40 {
        let graph = RandomGraph::new(seed, 4, 60, 3);
        let x = check::direction::<f64>(4, 5);
        check::engines_agree(&mut Forward::new(), &mut Reverse::new(), &graph, &x, 1e-12)?;
        check::engines_agree(&mut Forward::new(), &mut Reverse::new(), &graph.sum(), &x, 1e-11)?;
    }
    Ok(())
}

/// The function `x ↦ x sin y` for an outer number y.
struct SineMultiple<T>(T);

impl<T: Scalar<Real = f64>> Function for SineMultiple<T>
where
    T: Scalar,
{
    fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
        // The outer number is of another type, so only its value can enter: perturbations cannot mix.
        x[0] * S::constant(self.0.value()).sin()
    }
}

#[test]
fn outer_numbers_are_constants_of_an_inner_derivative() {
    let y = Dual::<f64, 1>::seeded(0.5, 0);
    let slope = Forward::new().derivative(&SineMultiple(y), 2.0).unwrap();
    assert!((slope - 0.5f64.sin()).abs() < 1e-15);
}

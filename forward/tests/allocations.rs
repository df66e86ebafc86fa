//! A warm engine allocates nothing, in scalar and in block code, in either precision.

use dualtape_core::{
    Array, BlockFunction, BlockVectorFunction, Buf, Differentiable, Engine, Function, Labels, Real, Scalar,
    VectorFunction, rules,
};
use dualtape_forward::Forward;

/// Inputs: two whole chunks and a narrower one.
const INPUTS: usize = 37;

/// Rosenbrock's function of neighbours.
struct Valley;
impl<R: Real> Function<R> for Valley {
    fn eval<S: Scalar<Real = R>>(&self, x: &[S]) -> S {
        let term = |pair: &[S]| {
            let b = pair[1] - pair[0] * pair[0];
            (-pair[0] + R::ONE).powi(2) + b * b * R::from_f64(100.0)
        };
        x.windows(2).map(term).sum()
    }
}

/// As many values as inputs.
struct Neighbours;
impl<R: Real> VectorFunction<R> for Neighbours {
    fn outputs(&self, inputs: usize) -> usize {
        inputs
    }
    fn eval<S: Scalar<Real = R>>(&self, x: &[S], y: &mut [S]) {
        for (i, y) in y.iter_mut().enumerate() {
            *y = x[i] * x[(i + 1) % x.len()].tanh();
        }
    }
}

/// A network 4-5-2 on three examples.
struct Network<R: Real> {
    examples: Buf<R>,
    labels: Labels,
}

impl<R: Real> Network<R> {
    fn new() -> Self {
        let examples = Buf::from_slice(&numbers::<R>(12));
        Network { examples, labels: Labels::new(vec![0, 1, 1]) }
    }
    fn outputs<A: Array<Real = R>>(&self, x: &A) -> A {
        let hidden = A::affine(&A::constant(&self.examples), &x.slice(0..20), &x.slice(20..25));
        A::affine(&hidden.map(rules::Tanh), &x.slice(25..35), &x.slice(35..37))
    }
}

impl<R: Real> BlockFunction<R> for Network<R> {
    fn eval<A: Array<Real = R>>(&self, x: &A) -> A::Scalar {
        self.outputs(x).softmax_cross_entropy(&self.labels)
    }
}

/// The outputs of a [`Network`].
struct Outputs<R: Real>(Network<R>);
impl<R: Real> BlockVectorFunction<R> for Outputs<R> {
    fn outputs(&self, _: usize) -> usize {
        6
    }
    fn eval<A: Array<Real = R>>(&self, x: &A) -> A {
        self.0.outputs(x)
    }
}

fn numbers<R: Real>(n: usize) -> Vec<R> {
    (0..n).map(|i| R::from_f64(((i * 7) % 11) as f64 * 0.1 - 0.4)).collect()
}

/// Fails if `operation` allocates once it is warm.
fn allocates_nothing(what: &str, mut operation: impl FnMut()) {
    operation();
    let info = allocation_counter::measure(operation);
    assert_eq!((info.count_total, info.bytes_total), (0, 0), "allocations and bytes of {what}");
}

/// All operations on a function of any kind.
fn operations<R: Real, K>(name: &str, f: &impl Differentiable<R, K>) {
    let mut engine = Forward::<R>::new();
    let (x, v) = (numbers::<R>(INPUTS), numbers::<R>(INPUTS));
    let outputs = f.outputs(INPUTS);
    let (w, mut y, mut jv) = (numbers::<R>(outputs), vec![R::ZERO; outputs], vec![R::ZERO; outputs]);
    let (mut row, mut matrix) = (vec![R::ZERO; INPUTS], vec![R::ZERO; outputs * INPUTS]);
    let what = |operation: &str| format!("{operation} of {name} in {}", R::NAME);

    allocates_nothing(&what("jvp"), || engine.jvp_into(f, &x, &v, &mut y, &mut jv).unwrap());
    allocates_nothing(&what("vjp"), || engine.vjp_into(f, &x, &w, &mut y, &mut row).unwrap());
    allocates_nothing(&what("jacobian"), || engine.jacobian_into(f, &x, &mut matrix).unwrap());
    if outputs == 1 {
        allocates_nothing(&what("gradient"), || {
            engine.value_and_gradient_into(f, &x, &mut row).unwrap();
        });
        let block = Buf::from_slice(&x);
        allocates_nothing(&what("gradient, block in and out,"), || {
            engine.value_and_gradient_array(f, &block).unwrap();
        });
        allocates_nothing(&what("hvp"), || engine.hvp_into(f, &x, &v, &mut row).unwrap());
    }
}

fn functions<R: Real>() {
    operations::<R, _>("scalar code", &Valley);
    operations::<R, _>("scalar code of many outputs", &Neighbours);
    operations::<R, _>("block code", &Network::new());
    operations::<R, _>("block code of many outputs", &Outputs(Network::new()));
}

#[test]
fn a_warm_engine_allocates_nothing_in_double_precision() {
    functions::<f64>();
}

#[test]
fn a_warm_engine_allocates_nothing_in_single_precision() {
    functions::<f32>();
}

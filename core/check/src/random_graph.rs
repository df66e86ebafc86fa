//! Random expression graphs with shared subexpressions.

use crate::agreement::direction;
use crate::compare::{all_close, close, transposed};
use crate::difference::gradient_by_differences;
use crate::random::SplitMix;
use dualtape_core::{Engine, Error, Function, Real, Scalar, VectorFunction};

/// An operation on earlier values; each is smooth and its result is small.
#[derive(Clone, Copy, Debug)]
enum GraphOperation {
    Add(usize, usize),
    Sub(usize, usize),
    Mul(usize, usize),
    Div(usize, usize),
    Hypot(usize, usize),
    Sin(usize),
    Tanh(usize),
    Sigmoid(usize),
    Exp(usize),
    Sqrt(usize),
    Scale(usize, f64),
}

/// A random expression graph: each operation reads earlier values, some of them many times.
///
/// Its outputs are the last values; [`RandomGraph::sum`] adds them up. The same seed gives the same graph on every
/// machine.
///
/// # Example
/// ```
/// use dualtape_check::RandomGraph;
/// use dualtape_core::value;
/// let graph = RandomGraph::new(7, 3, 50, 2);
/// assert!(value(&graph.sum(), &[0.1_f64, 0.2, 0.3]).unwrap().is_finite());
/// ```
#[derive(Clone, Debug)]
pub struct RandomGraph {
    inputs: usize,
    outputs: usize,
    steps: Vec<GraphOperation>,
}

/// The sum of the outputs of a [`RandomGraph`]: a function with one value.
#[derive(Clone, Copy, Debug)]
pub struct GraphSum<'a>(&'a RandomGraph);

impl RandomGraph {
    /// Returns a graph of `operations` on `inputs` values with `outputs` outputs.
    ///
    /// # Panics
    /// If there are no inputs, or more outputs than values.
    pub fn new(seed: u64, inputs: usize, operations: usize, outputs: usize) -> RandomGraph {
        assert!(
            inputs > 0 && outputs <= inputs + operations,
            "a graph of {inputs} inputs and {outputs} outputs"
        );
        let mut random = SplitMix::new(seed);
        let mut steps = Vec::with_capacity(operations);
        for made in inputs..inputs + operations {
            // Half of the operands are recent, so that graphs grow deep and share.
            let mut pick = || {
                if random.below(2) == 0 { random.below(made) } else { made - 1 - random.below(made.min(4)) }
            };
            let (a, b) = (pick(), pick());
            steps.push(match random.below(11) {
                0 => GraphOperation::Add(a, b),
                1 => GraphOperation::Sub(a, b),
                2 => GraphOperation::Mul(a, b),
                3 => GraphOperation::Div(a, b),
                4 => GraphOperation::Hypot(a, b),
                5 => GraphOperation::Sin(a),
                6 => GraphOperation::Tanh(a),
                7 => GraphOperation::Sigmoid(a),
                8 => GraphOperation::Exp(a),
                9 => GraphOperation::Sqrt(a),
                _ => GraphOperation::Scale(a, random.below(7) as f64 * 0.25 - 0.7),
            });
        }
        RandomGraph { inputs, outputs, steps }
    }

    /// Returns the sum of the outputs.
    pub fn sum(&self) -> GraphSum<'_> {
        GraphSum(self)
    }

    /// Returns all values, inputs first.
    fn values<S: Scalar>(&self, x: &[S]) -> Vec<S> {
        let constant = |v: f64| S::Real::from_f64(v);
        let mut v = Vec::with_capacity(self.inputs + self.steps.len());
        v.extend_from_slice(&x[..self.inputs]);
        for &step in &self.steps {
            let z = match step {
                GraphOperation::Add(a, b) => (v[a] + v[b]) * constant(0.5),
                GraphOperation::Sub(a, b) => v[a] - v[b] * constant(0.5),
                GraphOperation::Mul(a, b) => (v[a] * v[b]).tanh(),
                GraphOperation::Div(a, b) => v[a] / (v[b] * v[b] + constant(1.0)),
                GraphOperation::Hypot(a, b) => (v[a] + constant(1.5)).hypot(v[b]) * constant(0.5),
                GraphOperation::Sin(a) => v[a].sin(),
                GraphOperation::Tanh(a) => v[a].tanh(),
                GraphOperation::Sigmoid(a) => v[a].sigmoid(),
                GraphOperation::Exp(a) => (v[a].tanh() * constant(-0.5)).exp(),
                GraphOperation::Sqrt(a) => (v[a] * v[a] + constant(0.25)).sqrt(),
                GraphOperation::Scale(a, s) => v[a] * constant(s),
            };
            v.push(z);
        }
        v
    }
}

impl<R: Real> VectorFunction<R> for RandomGraph {
    fn outputs(&self, _: usize) -> usize {
        self.outputs
    }
    fn eval<S: Scalar<Real = R>>(&self, x: &[S], y: &mut [S]) {
        let values = self.values(x);
        y.copy_from_slice(&values[values.len() - self.outputs..]);
    }
}

impl<R: Real> Function<R> for GraphSum<'_> {
    fn eval<S: Scalar<Real = R>>(&self, x: &[S]) -> S {
        let values = self.0.values(x);
        values[values.len() - self.0.outputs..].iter().copied().sum()
    }
}

/// Checks an engine on a random graph of `seed` at `x`: the gradient against finite differences, `jvp` against `vjp`
/// (`⟨w, J v⟩ = ⟨Jᵀ w, v⟩`), and the symmetry of the Hessian.
///
/// # Errors
/// The first disagreement, or the engine's own error.
pub fn graph_laws(engine: &mut impl Engine<f64>, seed: u64, x: &[f64]) -> Result<(), Error> {
    let (n, name) = (x.len(), engine.name());
    let text = |of: &str| format!("{name}: {of} of random graph {seed}");
    let graph = RandomGraph::new(seed, n, 50, 3);
    let expected = gradient_by_differences(&graph.sum(), x)?;
    all_close(|| text("gradient"), &expected, &engine.gradient(&graph.sum(), x)?, 1e-6)?;

    let (v, w) = (direction::<f64>(n, 1), direction::<f64>(3, 2));
    let (jv, jtw) = (engine.jvp(&graph, x, &v)?.1, engine.vjp(&graph, x, &w)?.1);
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    close(|| text("⟨Jᵀw, v⟩ against ⟨w, Jv⟩"), dot(&w, &jv), dot(&jtw, &v), 1e-12)?;

    let hessian: Vec<f64> = engine.hessian(&graph.sum(), x)?;
    all_close(|| text("transpose of the Hessian"), &hessian, &transposed(n, &hessian), 1e-10)
}

//! Functions that are evaluated many times, each with a point: the subjects of the bench and of the tests.

use dualtape_core::{Function, Scalar};

/// `Σ 100 (xᵢ₊₁ - xᵢ²)² + (1 - xᵢ)²`
pub(crate) struct Rosenbrock;

impl Function for Rosenbrock {
    #[inline(always)]
    fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
        let mut sum = S::zero();
        for w in x.windows(2) {
            let a = w[1] - w[0] * w[0];
            let b = -w[0] + 1.0;
            sum += a * a * 100.0 + b * b;
        }
        sum
    }
}

/// `ln Σ wₖ N(x; μₖ, Σₖ)` in two dimensions, ten components of constants.
pub(crate) struct Mixture {
    components: Vec<[f64; 6]>,
}

impl Default for Mixture {
    fn default() -> Self {
        let component = |k: i32| {
            let t = f64::from(k);
            let (weight, mean) = ((0.3 * t).sin() - 2.0, [(1.7 * t).sin() * 2.0, (0.9 * t).cos() * 2.0]);
            [weight, mean[0], mean[1], 1.0 + 0.05 * t, 0.3 * (t * 0.7).sin(), 1.2 - 0.04 * t]
        };
        Mixture { components: (0..10).map(component).collect() }
    }
}

impl Function for Mixture {
    #[inline(always)]
    fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
        let mut terms = [S::zero(); 10];
        for (term, &[weight, m, n, a, b, c]) in terms.iter_mut().zip(&self.components) {
            let (dx, dy) = (x[0] - m, x[1] - n);
            let u = dx * a;
            let v = dx * b + dy * c;
            *term = (u * u + v * v) * -0.5 + weight;
        }
        S::log_sum_exp(&terms)
    }
}

/// One step of Runge and Kutta, of the fourth order.
#[inline(always)]
fn step<S: Scalar<Real = f64>>([x, y]: [S; 2], h: f64, f: impl Fn(S, S) -> (S, S)) -> [S; 2] {
    let (a, b) = f(x, y);
    let (c, d) = f(x + a * (h / 2.0), y + b * (h / 2.0));
    let (e, g) = f(x + c * (h / 2.0), y + d * (h / 2.0));
    let (i, j) = f(x + e * h, y + g * h);
    [x + (a + (c + e) * 2.0 + i) * (h / 6.0), y + (b + (d + g) * 2.0 + j) * (h / 6.0)]
}

/// Predators and prey after a number of steps: the squared distance from a target, by four rates.
pub(crate) struct Volterra(pub(crate) usize);

impl Function for Volterra {
    #[inline(always)]
    fn eval<S: Scalar<Real = f64>>(&self, p: &[S]) -> S {
        let mut state = [S::constant(1.5), S::constant(1.0)];
        for _ in 0..self.0 {
            state = step(state, 0.05, |x, y| {
                let xy = x * y;
                (p[0] * x - p[1] * xy, p[2] * xy - p[3] * y)
            });
        }
        let (u, v) = (state[0] - 0.8, state[1] - 1.7);
        u * u + v * v
    }
}

/// A damped pendulum after a number of steps, by stiffness, damping, angle and speed.
pub(crate) struct Pendulum(pub(crate) usize);

impl Function for Pendulum {
    #[inline(always)]
    fn eval<S: Scalar<Real = f64>>(&self, p: &[S]) -> S {
        let mut state = [p[2], p[3]];
        for _ in 0..self.0 {
            state = step(state, 0.05, |q, v| (v, -(q.sin() * p[0]) - v * p[1]));
        }
        let (u, w) = (state[0] - 0.3, state[1] + 0.2);
        u * u + w * w
    }
}

/// A network 4-16-16-3 with tanh and softmax cross-entropy: inputs are the parameters, a sample and its one-hot label.
pub(crate) struct Network;

/// The parameters of [`Network`].
pub(crate) const PARAMETERS: usize = 16 * 5 + 16 * 17 + 3 * 17;

impl Function for Network {
    #[inline(always)]
    fn eval<S: Scalar<Real = f64>>(&self, p: &[S]) -> S {
        let (parameters, sample) = p.split_at(PARAMETERS);
        let (x, label) = sample.split_at(4);
        let affine = |weights: &[S], x: &[S]| {
            let (bias, weights) = weights.split_last().expect("a bias");
            weights.iter().zip(x).fold(*bias, |sum, (&w, &x)| sum + w * x)
        };
        let layer = |parameters: &[S], x: &[S]| {
            let mut out = [S::zero(); 16];
            for (out, row) in out.iter_mut().zip(parameters.chunks_exact(x.len() + 1)) {
                *out = affine(row, x).tanh();
            }
            out
        };
        let a = layer(&parameters[..80], x);
        let b = layer(&parameters[80..352], &a);
        let mut scores = [S::zero(); 3];
        for (score, row) in scores.iter_mut().zip(parameters[352..].chunks_exact(17)) {
            *score = affine(row, &b);
        }
        let total = S::log_sum_exp(&scores);
        label.iter().zip(scores).map(|(&t, score)| t * (total - score)).sum()
    }
}

/// Eight schools, not centred: mean, logarithm of the deviation, and eight standard normal effects.
pub(crate) struct Schools;

impl Function for Schools {
    #[inline(always)]
    fn eval<S: Scalar<Real = f64>>(&self, q: &[S]) -> S {
        const EFFECTS: [f64; 8] = [28.0, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0];
        const ERRORS: [f64; 8] = [15.0, 10.0, 16.0, 11.0, 9.0, 11.0, 10.0, 18.0];
        let (mean, log_deviation) = (q[0], q[1]);
        let deviation = log_deviation.exp();
        let (m, c) = (mean * 0.2, deviation * 0.2);
        let mut sum = m * m * -0.5 - (c * c + 1.0).ln() + log_deviation;
        for j in 0..8 {
            let e = q[2 + j];
            let r = (mean + deviation * e - EFFECTS[j]) * (1.0 / ERRORS[j]);
            sum += (e * e + r * r) * -0.5;
        }
        sum
    }
}

/// The determinant of a matrix of five rows, by expansion: minors are computed many times.
pub(crate) struct Determinant;

impl Function for Determinant {
    fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
        minor(x, 0, &[0, 1, 2, 3, 4])
    }
}

fn minor<S: Scalar<Real = f64>>(x: &[S], row: usize, columns: &[usize]) -> S {
    if let [column] = columns {
        return x[row * 5 + column];
    }
    let mut sum = S::zero();
    for (k, &column) in columns.iter().enumerate() {
        let rest: Vec<usize> = columns.iter().copied().filter(|&other| other != column).collect();
        let term = x[row * 5 + column] * minor(x, row + 1, &rest);
        sum = if k % 2 == 0 { sum + term } else { sum - term };
    }
    sum
}

/// Names and points of the functions, in the order in which [`for_each`] visits them.
pub(crate) trait Visitor {
    /// Called once per function, with a point.
    fn visit<F: Function + Sync>(&mut self, name: &'static str, f: &F, x: &[f64]);
}

/// Shows the functions to `visitor`.
pub(crate) fn for_each(visitor: &mut impl Visitor) {
    let waves = |n: i32, f: &dyn Fn(f64) -> f64| (0..n).map(|i| f(f64::from(i))).collect::<Vec<f64>>();
    visitor.visit("Rosenbrock", &Rosenbrock, &waves(100, &|i| 0.5 + 0.3 * (i * 0.77).sin()));
    visitor.visit("mixture", &Mixture::default(), &[0.4, -0.3]);
    visitor.visit("Volterra", &Volterra(50), &[1.1, 0.4, 0.3, 0.9]);
    visitor.visit("pendulum", &Pendulum(50), &[2.3, 0.1, 1.0, 0.2]);
    let mut network = waves(i32::try_from(PARAMETERS).expect("a small number"), &|i| 0.4 * (i * 1.37).sin());
    network.extend([0.5, -1.0, 0.25, 2.0, 0.0, 1.0, 0.0]);
    visitor.visit("network", &Network, &network);
    visitor.visit("schools", &Schools, &[4.0, 1.2, 0.3, -0.2, 0.8, -1.1, 0.05, 0.6, -0.4, 1.3]);
    let matrix = waves(25, &|i| (i * 1.9).sin() + if i % 6.0 == 0.0 { 2.0 } else { 0.0 });
    visitor.visit("determinant", &Determinant, &matrix);
}

//! The networks A to F, and two candidates that differentiate them: the reverse engine and hand-written code.

use crate::hand_written::HandWritten;
use dualtape_core::{BlockFunction, Buf, Engine, Labels, Real};
use dualtape_mlp::{
    Activation, Adam, Examples, Loss, Network, Objective, Optimizer, Sgd, Shape, Targets, Task,
};
use dualtape_reverse::Reverse;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use std::hint::black_box;

/// A learning rate so small that any number of steps leaves the parameters unchanged.
const LEARNING_RATE: f64 = 1e-9;

/// A network, its loss and its batch.
#[derive(Clone, Copy)]
pub(crate) struct NetworkCase {
    pub(crate) letter: char,
    /// The widths, each with its number of successive layers.
    widths: &'static [(usize, usize)],
    activation: Activation,
    loss: Loss,
    rows: usize,
}

/// The networks, from one of 33 parameters, where overhead dominates, to one where matrix products do.
#[rustfmt::skip]
pub(crate) const CASES: [NetworkCase; 6] = [
    NetworkCase { letter: 'A', widths: &[(2, 1), (8, 1), (1, 1)],              activation: Activation::Tanh, loss: Loss::BinaryCrossEntropy,  rows: 4 },
    NetworkCase { letter: 'B', widths: &[(4, 1), (16, 2), (3, 1)],             activation: Activation::Tanh, loss: Loss::SoftmaxCrossEntropy, rows: 32 },
    NetworkCase { letter: 'C', widths: &[(64, 2), (32, 1), (10, 1)],           activation: Activation::Relu, loss: Loss::SoftmaxCrossEntropy, rows: 64 },
    NetworkCase { letter: 'D', widths: &[(784, 1), (128, 1), (64, 1), (10, 1)], activation: Activation::Relu, loss: Loss::SoftmaxCrossEntropy, rows: 64 },
    NetworkCase { letter: 'E', widths: &[(784, 1), (512, 2), (10, 1)],         activation: Activation::Relu, loss: Loss::SoftmaxCrossEntropy, rows: 256 },
    NetworkCase { letter: 'F', widths: &[(64, 33)],                            activation: Activation::Tanh, loss: Loss::SquaredError,        rows: 32 },
];

/// Returns the networks whose letters are among the arguments of the process, or else in `default`.
#[allow(dead_code, reason = "one bench takes all networks")]
pub(crate) fn selected(default: &str) -> impl Iterator<Item = &'static NetworkCase> {
    // Cargo adds flags of its own.
    let letters: String = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let letters = if letters.is_empty() { default.to_owned() } else { letters.to_uppercase() };
    CASES.iter().filter(move |case| letters.contains(case.letter))
}

impl NetworkCase {
    /// Returns the same network on another batch size.
    #[allow(dead_code, reason = "for the benches that need more work")]
    pub(crate) fn with_rows(self, rows: usize) -> Self {
        Self { rows, ..self }
    }

    /// Returns the shape of the network.
    fn shape(&self) -> Shape {
        let widths = self.widths.iter().flat_map(|&(width, times)| std::iter::repeat_n(width, times));
        Shape::new(widths.collect::<Vec<_>>()).expect("the widths above make a network")
    }

    /// Returns the loss on inputs from the uniform distribution on the cube, with targets that suit it.
    pub(crate) fn objective<T: Real>(&self) -> Objective<T> {
        let network = Network::new(self.shape(), self.activation);
        let (inputs, outputs) = (network.shape().inputs(), network.shape().outputs());
        let mut random = ChaCha8Rng::seed_from_u64(1);
        let mut uniform = || f64::from(random.next_u32()) / 2f64.powi(31) - 1.0;
        let mut filled = |n, f: fn(f64) -> f64| {
            let numbers: Vec<T> = (0..n).map(|_| T::from_f64(f(uniform()))).collect();
            Buf::from_slice(&numbers)
        };
        let features = filled(self.rows * inputs, |x| x);
        let (task, targets) = match self.loss {
            Loss::SoftmaxCrossEntropy => {
                let classes = u32::try_from(outputs).expect("few classes");
                let labels = (0..classes).cycle().take(self.rows).collect();
                (Task::Classification, Targets::Classes(Labels::new(labels)))
            }
            Loss::BinaryCrossEntropy => {
                (Task::Regression, Targets::Values(filled(self.rows, |x| x.signum().max(0.0))))
            }
            _ => (Task::Regression, Targets::Values(filled(self.rows * outputs, |x| x))),
        };
        let examples = Examples::new(task, self.rows, features, targets).expect("lengths that fit");
        Objective::new(network, self.loss, examples).expect("targets that fit the loss")
    }
}

/// The timed computations; each returns a loss, so that the compiler cannot remove it.
pub(crate) trait Candidate<T: Real> {
    fn differentiate(&mut self) -> T;
    fn sgd_step(&mut self) -> T;
    fn adam_step(&mut self) -> T;
}

impl<T: Real> Candidate<T> for HandWritten<T> {
    fn differentiate(&mut self) -> T {
        self.loss_and_gradient()
    }
    fn sgd_step(&mut self) -> T {
        self.descend(T::from_f64(LEARNING_RATE))
    }
    fn adam_step(&mut self) -> T {
        self.descend_by_adam(T::from_f64(LEARNING_RATE))
    }
}

/// The reverse engine as [`dualtape_mlp::Trainer`] uses it.
pub(crate) struct ReverseCandidate<T: Real> {
    engine: Reverse<T>,
    objective: Objective<T>,
    parameters: Buf<T>,
    adam: Adam<T>,
}

impl<T: Real> ReverseCandidate<T> {
    /// Returns the loss alone, on plain numbers.
    pub(crate) fn loss(&self) -> T {
        self.objective.eval(&self.parameters)
    }

    fn loss_and_gradient(&mut self) -> (T, Buf<T>) {
        let result = self.engine.value_and_gradient_array(&self.objective, &self.parameters);
        result.expect("a scalar function within the limits of the tape")
    }
}

impl<T: Real> Candidate<T> for ReverseCandidate<T> {
    fn differentiate(&mut self) -> T {
        let (loss, gradient) = self.loss_and_gradient();
        black_box(&gradient);
        loss
    }
    fn sgd_step(&mut self) -> T {
        let (loss, gradient) = self.loss_and_gradient();
        Sgd.step(self.parameters.make_mut(), &gradient, T::from_f64(LEARNING_RATE));
        loss
    }
    fn adam_step(&mut self) -> T {
        let (loss, gradient) = self.loss_and_gradient();
        self.adam.step(self.parameters.make_mut(), &gradient, T::from_f64(LEARNING_RATE));
        loss
    }
}

/// Returns both candidates at the same point, after a comparison of their results.
///
/// # Panics
/// Panics if their losses or gradients differ by more than rounding.
pub(crate) fn candidates<T: Real>(case: &NetworkCase) -> (HandWritten<T>, ReverseCandidate<T>) {
    let objective = case.objective::<T>();
    let parameters = objective.network().initial_parameters(1);
    let mut hand = HandWritten::new(&objective, &parameters);
    let adam = Adam::new(parameters.len());
    let mut reverse = ReverseCandidate { engine: Reverse::new(), objective, parameters, adam };

    let tolerance = if T::EPSILON.to_f64() < 1e-10 { 1e-12 } else { 1e-4 };
    let (loss, gradient) = reverse.loss_and_gradient();
    let loss_error = distance(&[hand.loss_and_gradient()], &[loss]);
    let gradient_error = distance(hand.gradient(), &gradient);
    assert!(
        loss_error <= tolerance && gradient_error <= tolerance,
        "{} {}: loss off by {loss_error:e}, gradient by {gradient_error:e}",
        case.letter,
        T::NAME
    );
    (hand, reverse)
}

/// Returns ‖x − y‖ / ‖y‖.
fn distance<T: Real>(x: &[T], y: &[T]) -> f64 {
    assert_eq!(x.len(), y.len(), "gradients of the same parameters");
    let norm = |numbers: &mut dyn Iterator<Item = f64>| numbers.map(|x| x * x).sum::<f64>().sqrt();
    let difference = norm(&mut x.iter().zip(y).map(|(x, y)| x.to_f64() - y.to_f64()));
    difference / norm(&mut y.iter().map(|y| y.to_f64()))
}

//! The networks A to F, and the two that race on them: the reverse engine and the gradient written by hand.

use crate::hand::Hand;
use dualtape_core::{BlockFunction, Buf, Engine, Labels, Real};
use dualtape_mlp::{
    Activation, Adam, Examples, Loss, Network, Objective, Optimizer, Sgd, Shape, Targets, Task,
};
use dualtape_reverse::Reverse;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use std::hint::black_box;

/// So small that any number of steps leaves the network where it started.
const LEARNING_RATE: f64 = 1e-9;

/// A network, its loss and its batch.
#[derive(Clone, Copy)]
pub(crate) struct Setting {
    pub(crate) letter: char,
    /// The widths, each with how many layers in succession have it.
    widths: &'static [(usize, usize)],
    activation: Activation,
    loss: Loss,
    rows: usize,
}

/// From a toy, where every nanosecond of overhead shows, to one that is all matrix products.
#[rustfmt::skip]
pub(crate) const SETTINGS: [Setting; 6] = [
    Setting { letter: 'A', widths: &[(2, 1), (8, 1), (1, 1)],              activation: Activation::Tanh, loss: Loss::BinaryCrossEntropy,  rows: 4 },
    Setting { letter: 'B', widths: &[(4, 1), (16, 2), (3, 1)],             activation: Activation::Tanh, loss: Loss::SoftmaxCrossEntropy, rows: 32 },
    Setting { letter: 'C', widths: &[(64, 2), (32, 1), (10, 1)],           activation: Activation::Relu, loss: Loss::SoftmaxCrossEntropy, rows: 64 },
    Setting { letter: 'D', widths: &[(784, 1), (128, 1), (64, 1), (10, 1)], activation: Activation::Relu, loss: Loss::SoftmaxCrossEntropy, rows: 64 },
    Setting { letter: 'E', widths: &[(784, 1), (512, 2), (10, 1)],         activation: Activation::Relu, loss: Loss::SoftmaxCrossEntropy, rows: 256 },
    Setting { letter: 'F', widths: &[(64, 33)],                            activation: Activation::Tanh, loss: Loss::SquaredError,        rows: 32 },
];

impl Setting {
    /// The same network on another batch.
    #[allow(dead_code, reason = "for the benches that need more work")]
    pub(crate) fn with_rows(self, rows: usize) -> Self {
        Self { rows, ..self }
    }

    fn shape(&self) -> Shape {
        let widths = self.widths.iter().flat_map(|&(width, times)| std::iter::repeat_n(width, times));
        Shape::new(widths.collect::<Vec<_>>()).expect("the widths above make a network")
    }

    /// Numbers from the uniform distribution on the cube, and targets that the loss can judge.
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

/// What is timed; each returns a loss, so that nothing can be left out.
pub(crate) trait Contestant<T: Real> {
    fn differentiate(&mut self) -> T;
    fn sgd_step(&mut self) -> T;
    fn adam_step(&mut self) -> T;
}

impl<T: Real> Contestant<T> for Hand<T> {
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

/// The library as [`dualtape_mlp::Trainer`] uses it.
pub(crate) struct ByReverse<T: Real> {
    engine: Reverse<T>,
    objective: Objective<T>,
    parameters: Buf<T>,
    adam: Adam<T>,
}

impl<T: Real> ByReverse<T> {
    /// The loss alone, on plain numbers.
    pub(crate) fn loss(&self) -> T {
        self.objective.eval(&self.parameters)
    }

    fn loss_and_gradient(&mut self) -> (T, Buf<T>) {
        let result = self.engine.value_and_gradient_array(&self.objective, &self.parameters);
        result.expect("a scalar function within the limits of the tape")
    }
}

impl<T: Real> Contestant<T> for ByReverse<T> {
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

/// Both at the same point, after a check that they compute the same.
///
/// # Panics
/// Their losses or gradients differ by more than rounding.
pub(crate) fn contestants<T: Real>(setting: &Setting) -> (Hand<T>, ByReverse<T>) {
    let objective = setting.objective::<T>();
    let parameters = objective.network().initial_parameters(1);
    let mut hand = Hand::new(&objective, &parameters);
    let adam = Adam::new(parameters.len());
    let mut reverse = ByReverse { engine: Reverse::new(), objective, parameters, adam };

    let tolerance = if T::EPSILON.to_f64() < 1e-10 { 1e-12 } else { 1e-4 };
    let (loss, gradient) = reverse.loss_and_gradient();
    let loss_error = distance(&[hand.loss_and_gradient()], &[loss]);
    let gradient_error = distance(hand.gradient(), &gradient);
    assert!(
        loss_error <= tolerance && gradient_error <= tolerance,
        "{} {}: loss off by {loss_error:e}, gradient by {gradient_error:e}",
        setting.letter,
        T::NAME
    );
    (hand, reverse)
}

/// ‖x − y‖ / ‖y‖.
fn distance<T: Real>(x: &[T], y: &[T]) -> f64 {
    assert_eq!(x.len(), y.len(), "gradients of the same parameters");
    let norm = |numbers: &mut dyn Iterator<Item = f64>| numbers.map(|x| x * x).sum::<f64>().sqrt();
    let difference = norm(&mut x.iter().zip(y).map(|(x, y)| x.to_f64() - y.to_f64()));
    difference / norm(&mut y.iter().map(|y| y.to_f64()))
}

//! Forward gradients: exact along their direction, unbiased, and sufficient for training.

mod common;

use common::{assert_close, numbers};
use dualtape_core::{Buf, Differentiable, Engine, Real};
use dualtape_forward::Forward;
use dualtape_mlp::{
    Activation, Batch, Examples, ForwardGradient, GradientSource, Loss, Network, Objective, Settings,
    Targets, Task, Trainer,
};
use dualtape_reverse::Reverse;
use std::ops::ControlFlow;

fn xor<R: Real>() -> (Network, Examples<R>) {
    let block =
        |numbers: &[f64]| Buf::from_slice(&numbers.iter().map(|&x| R::from_f64(x)).collect::<Vec<R>>());
    let inputs = block(&[0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0]);
    let targets = Targets::Values(block(&[0.0, 1.0, 1.0, 0.0]));
    let network = Network::new("2-4-1".parse().unwrap(), Activation::Tanh);
    (network, Examples::new(Task::Classification, 4, inputs, targets).unwrap())
}

fn objective<R: Real>() -> (Objective<R>, Buf<R>) {
    let (network, examples) = xor();
    let parameters = network.initial_parameters(7);
    (Objective::new(network, Loss::BinaryCrossEntropy, examples).unwrap(), parameters)
}

fn dot(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(x, y)| x * y).sum()
}

/// Returns value, estimate and direction.
fn estimate<K>(
    engine: impl Engine<f64>,
    f: &impl Differentiable<f64, K>,
    x: &[f64],
    draw: u64,
) -> (f64, Vec<f64>, Vec<f64>) {
    let mut source = ForwardGradient::new(engine, 7);
    let mut gradient = vec![0.0; x.len()];
    let value = source.value_and_gradient_into(f, x, draw, &mut gradient).unwrap();
    (value, gradient, source.direction().to_vec())
}

#[test]
fn along_its_direction_an_estimate_is_exact() {
    let (objective, x) = objective::<f64>();
    let (expected, exact) = Reverse::new().value_and_gradient(&objective, &x).unwrap();
    for draw in 0..20 {
        let by_forward = estimate(Forward::new(), &objective, &x, draw);
        let by_reverse = estimate(Reverse::new(), &objective, &x, draw);
        for (engine, (value, found, v)) in [("forward", by_forward), ("reverse", by_reverse)] {
            let slope = dot(&exact, &v);
            assert_close(&format!("value by {engine}"), &[value], &[expected], 1e-12);
            assert_close(&format!("{engine}, along v"), &[dot(&found, &v)], &[slope * dot(&v, &v)], 1e-10);
            let multiple: Vec<f64> = v.iter().map(|v| slope * v).collect();
            assert_close(&format!("{engine}, a multiple of v"), &found, &multiple, 1e-10);
        }
    }
}

#[test]
fn the_mean_of_estimates_is_the_gradient() {
    let (objective, x) = objective::<f64>();
    let exact = Reverse::new().gradient(&objective, &x).unwrap();
    let mut source = ForwardGradient::new(Forward::new(), 3);
    let (mut sum, mut found) = (vec![0.0; x.len()], vec![0.0; x.len()]);
    let draws = 20_000_u32;
    for draw in 0..draws {
        source.value_and_gradient_into(&objective, &x, draw.into(), &mut found).unwrap();
        sum.iter_mut().zip(&found).for_each(|(sum, g)| *sum += g);
    }
    let norm = dot(&exact, &exact).sqrt();
    for (index, (sum, exact)) in sum.iter().zip(&exact).enumerate() {
        // The variance of a component is at most 2 ‖∇f‖²; this is five standard deviations of the mean.
        let allowed = 5.0 * (2.0 / f64::from(draws)).sqrt() * norm;
        let mean = sum / f64::from(draws);
        assert!((mean - exact).abs() < allowed, "component {index}: mean {mean}, gradient {exact}");
    }
}

#[test]
fn a_draw_determines_the_direction() {
    let (objective, x) = objective::<f64>();
    let [first, again, other] = [5, 5, 6].map(|draw| estimate(Forward::new(), &objective, &x, draw));
    assert_eq!(first, again);
    assert_ne!(first.2, other.2);
}

fn learns_xor<R: Real>() {
    let (network, examples) = xor::<R>();
    let settings = Settings { epochs: 1500, batch: Batch::Full, ..Settings::default() };
    let start = network.initial_parameters(settings.seed);
    let trainer = Trainer::new(network, Loss::BinaryCrossEntropy, settings).unwrap();
    let mut source = ForwardGradient::new(Forward::<R>::new(), 7);
    let go_on = |_| ControlFlow::Continue(());
    let outcome = trainer.fit(&mut source, start, &examples, None, go_on).unwrap();
    assert_eq!(outcome.train.accuracy, Some(1.0), "{} in {}", outcome.train.loss, R::NAME);
}

#[test]
fn xor_is_learnt_without_a_backward_pass() {
    learns_xor::<f64>();
    learns_xor::<f32>();
}

#[test]
fn a_regression_recovers_slope_and_intercept() {
    let x = numbers(30, 1);
    let y: Vec<f64> = x.iter().map(|x| 2.0 * x - 0.5).collect();
    let targets = Targets::Values(Buf::from_slice(&y));
    let examples = Examples::new(Task::Regression, 30, Buf::from_slice(&x), targets).unwrap();
    let network = Network::new("1-1".parse().unwrap(), Activation::Identity);
    let settings = Settings { epochs: 300, batch: Batch::Rows(10), ..Settings::default() };
    let trainer = Trainer::new(network, Loss::SquaredError, settings).unwrap();
    let mut source = ForwardGradient::new(Forward::<f64>::new(), 7);
    let go_on = |_| ControlFlow::Continue(());
    let outcome = trainer.fit(&mut source, Buf::zeros(2), &examples, None, go_on).unwrap();
    assert_close("slope and intercept", &outcome.parameters, &[2.0, -0.5], 0.02);
}

#[test]
fn a_warm_estimate_allocates_nothing() {
    let (objective, parameters) = objective::<f64>();
    let mut source = ForwardGradient::new(Forward::<f64>::new(), 7);
    let mut step = |step| source.loss_and_gradient(&objective, &parameters, step).unwrap();
    step(0);
    step(1);
    let counted = allocation_counter::measure(|| drop(step(2)));
    assert_eq!((counted.count_total, counted.bytes_total), (0, 0));
}

#[test]
fn mismatched_lengths_are_refused() {
    let (objective, x) = objective::<f64>();
    let mut source = ForwardGradient::new(Forward::new(), 7);
    let error = source.value_and_gradient_into(&objective, &x, 0, &mut [0.0; 2]).unwrap_err();
    assert_eq!(error.to_string(), "gradient has 2 elements, expected 17");
}

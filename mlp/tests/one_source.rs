//! Networks and losses on every kind of number: all derivatives agree.

mod common;

use common::{assert_close, assert_gradient, gradient, numbers};
use dualtape_core::{Array, BlockFunction, Buf, Engine, Labels, OneByOne, Real, Scalar, value};
use dualtape_forward::{Dual, Forward};
use dualtape_mlp::{Activation, Examples, Loss, Network, Objective, Targets, Task};
use dualtape_reverse::Reverse;
use num_dual::{Dual2_64, Dual64};

const ROWS: usize = 5;

/// Returns the loss of a network 3-4-3-2 on five examples.
fn objective<R: Real>(activation: Activation, loss: Loss) -> Objective<R> {
    let real = |numbers: &[f64]| -> Buf<R> {
        Buf::from_slice(&numbers.iter().map(|&x| R::from_f64(x)).collect::<Vec<_>>())
    };
    let targets = match loss {
        Loss::SoftmaxCrossEntropy => Targets::Classes(Labels::new(vec![0, 1, 1, 0, 1])),
        Loss::BinaryCrossEntropy | Loss::BinaryCrossEntropyProbabilities => {
            Targets::Values(real(&[0.0, 1.0, 1.0, 0.25, 0.0, 1.0, 0.5, 0.0, 1.0, 1.0]))
        }
        _ => Targets::Values(real(&numbers(2 * ROWS, 3))),
    };
    let output = match loss {
        Loss::BinaryCrossEntropyProbabilities => Activation::Sigmoid,
        _ => Activation::Identity,
    };
    let network = Network::new("3-4-3-2".parse().unwrap(), activation).with_output_activation(output);
    let examples = Examples::new(Task::Regression, ROWS, real(&numbers(3 * ROWS, 2)), targets).unwrap();
    Objective::new(network, loss, examples).unwrap()
}

/// Returns parameters and a direction.
fn point(objective: &Objective<f64>) -> (Vec<f64>, Vec<f64>) {
    let count = objective.network().shape().parameters();
    (numbers(count, 5), numbers(count, 6))
}

/// Runs a check for every activation and loss.
fn for_all(check: impl Fn(&str, Activation, Loss)) {
    for &activation in Activation::ALL {
        for &loss in Loss::ALL {
            check(&format!("{loss} of {activation}"), activation, loss);
        }
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Returns the loss at numbers of any kind.
fn loss_at<S: Scalar<Real = f64>>(f: &Objective<f64>, x: impl Iterator<Item = S>) -> S {
    f.eval(&S::Array::from_scalars(&x.collect::<Vec<_>>()))
}

#[test]
fn scalar_code_computes_the_same_function() {
    for_all(|case, activation, loss| {
        let f = objective::<f64>(activation, loss);
        let (x, _) = point(&f);
        let (value, expected) = gradient(&mut Reverse::<f64>::new(), &f, &x);
        assert_gradient(&format!("scalar code, {case}"), &OneByOne(f), &x, value, &expected);
    });
}

#[test]
fn forward_and_reverse_gradients_agree() {
    for_all(|case, activation, loss| {
        let f = objective::<f64>(activation, loss);
        let (x, _) = point(&f);
        let by_forward = gradient(&mut Forward::<f64>::new(), &f, &x);
        let by_reverse = gradient(&mut Reverse::<f64>::new(), &f, &x);
        let plain = value(&f, &x).unwrap();
        assert_close(&format!("values, {case}"), &[by_forward.0, plain], &[by_reverse.0; 2], 1e-12);
        assert_close(&format!("gradients, {case}"), &by_forward.1, &by_reverse.1, 1e-12);
    });
}

#[test]
fn a_reused_engine_returns_the_bits_of_a_new_one() {
    let (mut forward, mut reverse) = (Forward::<f64>::new(), Reverse::<f64>::new());
    for &activation in Activation::ALL {
        let f = objective::<f64>(activation, Loss::SoftmaxCrossEntropy);
        let (x, _) = point(&f);
        assert_eq!(gradient(&mut forward, &f, &x), gradient(&mut Forward::<f64>::new(), &f, &x));
        assert_eq!(gradient(&mut reverse, &f, &x), gradient(&mut Reverse::<f64>::new(), &f, &x));
    }
}

#[test]
fn arrays_and_slices_give_the_same_bits() {
    for_all(|case, activation, loss| {
        let f = objective::<f64>(activation, loss);
        let (x, _) = point(&f);
        let x_array = Buf::from_slice(&x);
        let mut reverse = Reverse::<f64>::new();
        let (value, by_array) = reverse.value_and_gradient_array(&f, &x_array).unwrap();
        assert_eq!((value, by_array.to_vec()), gradient(&mut reverse, &f, &x), "{case}");
        let mut forward = Forward::<f64>::new();
        let (value, by_array) = forward.value_and_gradient_array(&f, &x_array).unwrap();
        assert_eq!((value, by_array.to_vec()), gradient(&mut forward, &f, &x), "{case}");
    });
}

#[test]
fn dual_numbers_of_two_libraries_agree_with_the_tape() {
    for_all(|case, activation, loss| {
        let f = objective::<f64>(activation, loss);
        let (x, v) = point(&f);
        let (value, gradient) = gradient(&mut Reverse::<f64>::new(), &f, &x);
        let expected = [value, dot(&gradient, &v)];
        let both = || x.iter().zip(&v);

        let ours = loss_at(&f, both().map(|(&x, &v)| Dual { primal: x, tangents: [v, -2.0 * v] }));
        let [slope, other] = ours.tangents;
        assert_close(&format!("Dual, {case}"), &[ours.primal, slope], &expected, 1e-12);
        assert_close(&format!("Dual's second lane, {case}"), &[other], &[-2.0 * slope], 1e-12);

        let theirs = loss_at(&f, both().map(|(&x, &v)| Dual64::new(x, v)));
        assert_close(&format!("num-dual, {case}"), &[theirs.re, theirs.eps], &expected, 1e-12);
    });
}

#[test]
fn nested_numbers_agree_on_the_curvature() {
    for_all(|case, activation, loss| {
        let f = objective::<f64>(activation, loss);
        let (x, v) = point(&f);
        let both = || x.iter().zip(&v);
        let by_forward = Forward::<f64>::new().hvp(&f, &x, &v).unwrap();
        let by_reverse = Reverse::<f64>::new().hvp(&f, &x, &v).unwrap();
        assert_close(&format!("H v, {case}"), &by_forward, &by_reverse, 1e-11);

        // The tape over dual numbers: the tangents of its gradient are H v.
        let lifted: Vec<Dual<f64, 1>> = both().map(|(&x, &v)| Dual { primal: x, tangents: [v] }).collect();
        let over_duals = Reverse::<Dual<f64, 1>>::new().gradient(&f, &lifted).unwrap();
        let tangents: Vec<f64> = over_duals.iter().map(|g| g.tangents[0]).collect();
        assert_close(&format!("tape over duals, {case}"), &tangents, &by_reverse, 1e-11);

        let curvature = dot(&by_reverse, &v);
        let size = dot(
            &by_reverse.iter().map(|h| h.abs()).collect::<Vec<_>>(),
            &v.iter().map(|v| v.abs()).collect::<Vec<_>>(),
        );
        let assert_curvature = |number: &str, found: f64| {
            let difference = (found - curvature).abs();
            assert!(difference <= 1e-11 * size, "{number}, {case}: found {found:e}, expected {curvature:e}");
        };
        let ours = loss_at(
            &f,
            both().map(|(&x, &v)| Dual {
                primal: Dual { primal: x, tangents: [v] },
                tangents: [Dual::<f64, 1>::inactive(v)],
            }),
        );
        assert_curvature("Dual of Dual", ours.tangents[0].tangents[0]);
        let theirs = loss_at(&f, both().map(|(&x, &v)| Dual2_64::new(x, v, 0.0)));
        assert_curvature("num-dual's second order", theirs.v2);
    });
}

#[test]
fn single_precision_agrees_with_double_precision() {
    for_all(|case, activation, loss| {
        let (x, _) = point(&objective::<f64>(activation, loss));
        let (value, expected) = gradient(&mut Reverse::<f64>::new(), &objective::<f64>(activation, loss), &x);
        let f = objective::<f32>(activation, loss);
        let x: Vec<f32> = x.iter().map(|&x| f32::from_f64(x)).collect();
        let double = |numbers: &[f32]| numbers.iter().map(|&x| f64::from(x)).collect::<Vec<_>>();

        let by_reverse = Reverse::<f32>::new().value_and_gradient(&f, &x).unwrap();
        let by_forward = Forward::<f32>::new().value_and_gradient(&f, &x).unwrap();
        for (engine, (found_value, found)) in [("reverse", by_reverse), ("forward", by_forward)] {
            assert_close(&format!("f32 by {engine}, {case}"), &double(&[found_value]), &[value], 1e-5);
            // Derivatives of a thousandth of the largest have three digits less.
            assert_close(&format!("f32 gradient by {engine}, {case}"), &double(&found), &expected, 1e-3);
        }
    });
}

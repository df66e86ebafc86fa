//! Weighted examples, in every loss and by both engines.

use dualtape_core::{Buf, Engine, Labels, Real};
use dualtape_forward::Forward;
use dualtape_mlp::{
    Activation, ClassWeights, Dataset, Examples, Loss, Network, Objective, Scaling, Score, Targets, Task,
    TaskChoice,
};
use dualtape_reverse::Reverse;

const ROWS: usize = 4;

/// Returns a loss on rows that are repeated, or weighted.
fn objective(
    loss: Loss,
    outputs: usize,
    repeats: [usize; ROWS],
    weights: Option<[f64; ROWS]>,
) -> Objective<f64> {
    let rows: Vec<usize> = (0..ROWS).flat_map(|row| std::iter::repeat_n(row, repeats[row])).collect();
    let inputs: Vec<f64> =
        rows.iter().flat_map(|&row| [0.3 * row as f64 - 0.2, 1.0 - 0.7 * row as f64]).collect();
    let value = |row: usize, output: usize| [0.0, 1.0, 0.25, 1.0][(row + output) % ROWS];
    let values = rows.iter().flat_map(|&row| (0..outputs).map(move |output| value(row, output)));
    let targets = match loss {
        Loss::SoftmaxCrossEntropy => {
            Targets::Classes(Labels::new(rows.iter().map(|&row| [0, 2, 1, 2][row]).collect()))
        }
        _ => Targets::Values(Buf::from_slice(&values.collect::<Vec<f64>>())),
    };
    let examples =
        Examples::new(Task::Classification, rows.len(), Buf::from_slice(&inputs), targets).unwrap();
    let examples = match weights {
        Some(weights) => examples.with_weights(Buf::from_slice(&weights)).unwrap(),
        None => examples,
    };
    let network = Network::new(format!("2-3-{outputs}").parse().unwrap(), Activation::Tanh);
    let network = match loss {
        Loss::BinaryCrossEntropyProbabilities => network.with_output_activation(Activation::Sigmoid),
        _ => network,
    };
    Objective::new(network, loss, examples).unwrap()
}

fn parameters(objective: &Objective<f64>) -> Buf<f64> {
    objective.network().initial_parameters(7)
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-12 * a.abs().max(b.abs()).max(1e-3)
}

#[test]
fn a_weight_equals_a_number_of_copies_in_every_loss_and_gradient() {
    for &loss in Loss::ALL {
        let outputs = if loss == Loss::SoftmaxCrossEntropy || loss == Loss::SquaredError { 3 } else { 1 };
        let weighted = objective(loss, outputs, [1; ROWS], Some([2.0, 1.0, 3.0, 0.0]));
        let repeated = objective(loss, outputs, [2, 1, 3, 0], None);
        let point = parameters(&weighted);
        let (a, by_weight): (f64, Buf<f64>) =
            Reverse::new().value_and_gradient_array(&weighted, &point).unwrap();
        let (b, by_copy): (f64, Buf<f64>) =
            Reverse::new().value_and_gradient_array(&repeated, &point).unwrap();
        // A mean divides by the number of rows, 4 or 6; a sum does not.
        let ratio = if loss == Loss::HalfSumOfSquares { 1.0 } else { 6.0 / 4.0 };
        assert!(close(a, ratio * b), "{loss}: {a} and {b}");
        for (a, b) in by_weight.iter().zip(by_copy.iter()) {
            assert!(close(*a, ratio * b), "{loss}: {a} and {b}");
        }
        let (value, gradient): (f64, Buf<f64>) =
            Forward::new().value_and_gradient_array(&weighted, &point).unwrap();
        assert!(close(value, a), "{loss} forward: {value} and {a}");
        for (a, b) in by_weight.iter().zip(gradient.iter()) {
            assert!(close(*a, *b), "{loss} forward: {a} and {b}");
        }
        assert!(close(Score::of(&weighted, &point).unwrap().loss, a), "{loss}: the score is that loss");
    }
}

#[test]
fn minibatches_keep_the_weights_of_their_rows() {
    let whole = objective(Loss::SoftmaxCrossEntropy, 3, [1; ROWS], Some([2.0, 1.0, 3.0, 0.5]));
    let point = parameters(&whole);
    let score = |objective: &Objective<f64>| Score::of(objective, &point).unwrap().loss;
    let parts = [0..1, 1..4]
        .map(|rows| rows.len() as f64 * score(&whole.with_examples(whole.examples().slice(rows))));
    assert!(close(parts.iter().sum::<f64>() / ROWS as f64, score(&whole)));
}

#[test]
fn balanced_classes_have_equal_total_weight() {
    let text = "a,y\n1,p\n2,p\n3,p\n4,p\n5,p\n6,p\n7,q\n8,q\n";
    let data = Dataset::read(text.as_bytes(), "rare.csv", None, TaskChoice::Auto).unwrap();
    let rows: Vec<usize> = (0..8).collect();
    let plain = Scaling::fit(&data, &rows).unwrap();
    assert_eq!(plain.clone().with_class_weights(ClassWeights::None, &data, &rows).unwrap(), plain);
    let scaling = plain.clone().with_class_weights(ClassWeights::Balanced, &data, &rows).unwrap();
    assert_eq!(scaling.class_weights, Some(vec![8.0 / 12.0, 2.0]));
    let examples = data.examples::<f32>(&[0, 7], &scaling, Loss::BinaryCrossEntropy).unwrap();
    assert_eq!(examples.weights().unwrap()[..], [f32::from_f64(8.0 / 12.0), 2.0]);

    let refused = |rows: &[usize], data: &Dataset| {
        Scaling::fit(data, rows)
            .unwrap()
            .with_class_weights(ClassWeights::Balanced, data, rows)
            .unwrap_err()
            .to_string()
    };
    let absent = "balanced weights: found no row of the class q to train on, expected rows of every class";
    assert_eq!(refused(&[0, 1], &data), absent);
    let values =
        Dataset::read("a,y\n1,0.5\n2,0.7\n".as_bytes(), "values.csv", None, TaskChoice::Auto).unwrap();
    assert_eq!(refused(&[0, 1], &values), "balanced weights: found a regression, expected classes");
}

#[test]
fn invalid_weights_are_refused() {
    let plain = objective(Loss::SquaredError, 1, [1; ROWS], None);
    let refused = |weights: &[f64]| {
        plain.examples().clone().with_weights(Buf::from_slice(weights)).unwrap_err().to_string()
    };
    assert_eq!(refused(&[1.0]), "weights: found 1 numbers, expected 4");
    for odd in [-1.0, f64::NAN, f64::INFINITY] {
        let expected = format!("weights: found {odd}, expected finite numbers of at least 0");
        assert_eq!(refused(&[1.0, odd, 1.0, 1.0]), expected);
    }
}

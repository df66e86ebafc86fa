//! Importance of inputs: attributions that add up, by either engine, and permutations.

mod common;

use common::{assert_close, numbers};
use dualtape_core::Buf;
use dualtape_forward::Forward;
use dualtape_mlp::{
    Activation, Attribution, DataSchema, Loss, Model, Network, Permutations, RowGradients, RunManifest,
    Scaler, Scaling, Settings, Task, permutation_importance,
};
use dualtape_reverse::Reverse;

/// Returns a model of three inputs with invented parameters.
fn model(shape: &str, activation: Activation, loss: Loss, classes: usize) -> Model {
    let task = if classes == 0 { Task::Regression } else { Task::Classification };
    let network = Network::for_loss(shape.parse().unwrap(), activation, loss);
    let parameters = numbers(network.shape().parameters(), 5).iter().map(|x| 2.0 * x).collect::<Vec<_>>();
    let names = |count: usize| (0..count).map(|index| format!("n{index}")).collect::<Vec<_>>();
    let inputs = network.shape().inputs();
    let run = RunManifest {
        command: Vec::new(),
        version: "0.1.0".into(),
        engine: "reverse".into(),
        precision: "f64".into(),
        loss,
        validation: 0.2,
        test: None,
        refit: false,
        ensemble: None,
        temperature: None,
        network,
        settings: Settings::default(),
        data: DataSchema::of_numbers("invented.csv", task, names(inputs), ["y"], names(classes)),
        scaling: Scaling {
            inputs: Scaler { mean: vec![1.0; inputs], scale: vec![4.0; inputs], median: Vec::new() },
            target: (task == Task::Regression).then(|| Scaler {
                mean: vec![100.0],
                scale: vec![10.0],
                median: Vec::new(),
            }),
            class_weights: None,
        },
    };
    Model::new(run, Buf::from_slice(&parameters)).unwrap()
}

fn by_reverse(model: &Model, rows: &[f64]) -> Attribution {
    let mut engine = Reverse::<f64>::new();
    model.attribute(rows, |outputs, x| outputs.gradients(&mut engine, RowGradients::Reverse, x)).unwrap()
}

fn by_forward(model: &Model, rows: &[f64]) -> Attribution {
    let mut engine = Forward::<f64>::new();
    model.attribute(rows, |outputs, x| outputs.gradients(&mut engine, RowGradients::Forward, x)).unwrap()
}

/// The models of each kind of output.
fn models() -> Vec<Model> {
    let tanh = |outputs, loss, classes| model(&format!("3-5-{outputs}"), Activation::Tanh, loss, classes);
    let warm = |model: Model| model.with_temperature(Some(2.5)).unwrap();
    vec![
        tanh(1, Loss::SquaredError, 0),
        warm(tanh(3, Loss::SoftmaxCrossEntropy, 3)),
        warm(tanh(1, Loss::BinaryCrossEntropy, 2)),
        warm(tanh(1, Loss::BinaryCrossEntropyProbabilities, 2)),
        tanh(1, Loss::SquaredError, 2),
        tanh(3, Loss::SquaredError, 3),
        model("3-5-3", Activation::Relu, Loss::SoftmaxCrossEntropy, 3),
    ]
}

#[test]
fn a_linear_network_is_attributed_by_its_weights() {
    let model = model("3-1", Activation::Tanh, Loss::SquaredError, 0);
    let weights: Vec<f64> = model.parameters()[..3].iter().map(|weight| 10.0 * weight / 4.0).collect();
    let rows = [1.0, 3.0, -2.0, /* second */ 5.0, 1.0, 0.0];
    let expected: Vec<f64> =
        rows.iter().zip(weights.iter().cycle()).map(|(x, weight)| weight * (x - 1.0)).collect();
    for found in [by_forward(&model, &rows), by_reverse(&model, &rows)] {
        assert_close("gradients", &found.gradients, &weights.repeat(2), 1e-13);
        assert_close("attributions", &found.integrated, &expected, 1e-12);
        assert!(found.gap().unwrap() < 1e-11);
        let groups = [0..1, 1..3];
        let mean = |row: [usize; 2]| f64::midpoint(expected[row[0]].abs(), expected[row[1]].abs());
        let both = [1, 4].map(|at| (expected[at] + expected[at + 1]).abs());
        let expected = [mean([0, 3]), f64::midpoint(both[0], both[1])];
        let importance: Vec<f64> = found.importance(&groups).into_iter().map(Option::unwrap).collect();
        assert_close("importance", &importance, &expected, 1e-12);
    }
}

#[test]
fn attributions_add_up_and_both_engines_agree() {
    let rows: Vec<f64> = numbers(30, 9).iter().map(|x| 1.0 + 6.0 * x).collect();
    for model in models() {
        let name = format!("{} {}", model.run().loss, model.run().network.activation());
        let (forward, reverse) = (by_forward(&model, &rows), by_reverse(&model, &rows));
        assert_close(&name, &forward.integrated, &reverse.integrated, 1e-10);
        assert_close(&name, &forward.gradients, &reverse.gradients, 1e-10);
        let changes = reverse.outputs.iter().zip(&reverse.baseline).map(|(f, baseline)| (f - baseline).abs());
        let largest = changes.fold(0.0, f64::max);
        assert!(largest > 0.0 && reverse.gap().unwrap() <= 1e-3 * largest, "{name}: {:?}", reverse.gap());
    }
}

#[test]
fn outputs_are_the_predictions_and_gradients_their_slopes() {
    let rows: Vec<f64> = numbers(12, 3).iter().map(|x| 1.0 + 3.0 * x).collect();
    for model in models() {
        let name = model.run().loss.name();
        let found = by_reverse(&model, &rows);
        let classes = |inputs: &[f64]| match model.run().data.task {
            Task::Classification => model.predict(inputs).unwrap().classes(),
            Task::Regression => Vec::new(),
        };
        let predicted = classes(&rows);
        // The output of each row for the class that is predicted at `rows`.
        let outputs = |inputs: &[f64]| -> Vec<f64> {
            let predictions = model.predict(inputs).unwrap();
            let count = model.run().data.classes.len();
            match (predictions.probabilities(), model.run().data.task) {
                (Ok(all), _) => {
                    all.chunks(count).zip(&predicted).map(|(p, &class)| p[class as usize]).collect()
                }
                (_, Task::Regression) => predictions.values(),
                _ => {
                    let width = predictions.outputs().len() / 4;
                    let rows = predictions.outputs().chunks(width).zip(&predicted);
                    rows.map(|(f, &class)| if width == 1 { f[0] } else { f[class as usize] }).collect()
                }
            }
        };
        assert_close(name, &found.outputs, &outputs(&rows), 1e-13);
        let step = 1e-6;
        for input in 0..3 {
            let moved = |by: f64| {
                let mut rows = rows.clone();
                rows.iter_mut().skip(input).step_by(3).for_each(|x| *x += by);
                outputs(&rows)
            };
            let (up, down) = (moved(step), moved(-step));
            for row in 0..4 {
                let slope = (up[row] - down[row]) / (2.0 * step);
                let gradient = found.gradients[3 * row + input];
                assert!(
                    (slope - gradient).abs() < 1e-7 * (1.0 + slope.abs()),
                    "{name}: {slope} and {gradient}"
                );
            }
        }
    }
}

#[test]
fn an_input_without_weight_has_no_importance_and_the_only_one_has_all() {
    let model = model("3-1", Activation::Tanh, Loss::BinaryCrossEntropy, 2);
    // The class is the sign of the second input around its mean.
    let model = Model::new(model.run().clone(), Buf::from_slice(&[0.0, 1.0, 0.0, 0.0])).unwrap();
    let rows: Vec<f64> =
        (0..200_u32).flat_map(|row| [f64::from(row % 7), f64::from(row), f64::from(row % 3)]).collect();
    let rows: Vec<f64> = rows.chunks(3).flat_map(|row| [row[0], row[1] - 98.5, row[2]]).collect();
    let truth: Vec<f64> = (0..200_u32).map(|row| f64::from(row >= 100)).collect();
    let of = |groups: &[std::ops::Range<usize>], seed| {
        let settings = Permutations { seed, ..Permutations::default() };
        permutation_importance(&model, &rows, &truth, groups, settings).unwrap()
    };
    let found = of(&[0..1, 1..2, 2..3], 7);
    assert_eq!((found[0], found[2]), (Some(0.0), Some(0.0)));
    // Half of the rows get a value of the other class.
    assert!((found[1].unwrap() - 0.5).abs() < 0.06, "{found:?}");
    assert_eq!(found, of(&[0..1, 1..2, 2..3], 7));
    assert_ne!(found[1], of(&[0..1, 1..2, 2..3], 8)[1]);
    let grouped = of(&[0..1, 1..3], 7);
    assert_eq!(grouped[1], found[1], "the third input has no weight");
    let gradients = by_reverse(&model, &rows).importance(&[0..1, 1..2, 2..3]);
    assert_eq!((gradients[0], gradients[2]), (Some(0.0), Some(0.0)));
    assert!(gradients[1].unwrap() > 0.1);
}

#[test]
fn the_importance_for_r2_of_a_perfect_line_is_about_two() {
    let model = model("3-1", Activation::Tanh, Loss::SquaredError, 0);
    let model = Model::new(model.run().clone(), Buf::from_slice(&[0.0, 1.0, 0.0, 0.0])).unwrap();
    let rows: Vec<f64> = (0..300_u32).flat_map(|row| [0.0, f64::from(row), 1.0]).collect();
    let truth = model.predict(&rows).unwrap().values();
    let settings = Permutations { repeats: 20, seed: 1 };
    let found = permutation_importance(&model, &rows, &truth, &[0..1, 1..2], settings).unwrap();
    // The mean square of the difference of two independent draws is twice the variance.
    assert!(found[0] == Some(0.0) && (found[1].unwrap() - 2.0).abs() < 0.1, "{found:?}");
    let constant = permutation_importance(&model, &rows, &vec![7.0; 300], &[0..1, 1..2], settings).unwrap();
    assert_eq!(constant, [None, None], "r² of a constant target is undefined");
    assert!(
        permutation_importance(&model, &rows[1..], &truth, std::slice::from_ref(&(0..1)), settings).is_err()
    );
    assert!(permutation_importance(&model, &[], &[], std::slice::from_ref(&(0..1)), settings).is_err());
}

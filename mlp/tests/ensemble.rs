//! The mean of several trained networks is the network of the mean of their outputs.

use dualtape_core::Buf;
use dualtape_mlp::{
    Activation, DataSchema, Loss, Model, Network, RunManifest, Scaler, Scaling, Settings, Task,
};

/// Returns a model with initial parameters of this seed and a scaling of its own.
fn member(shape: &str, loss: Loss, task: Task, seed: u32) -> Model {
    let (classes, targets): (&[&str], _) = match task {
        Task::Classification => (&["a", "b", "c"], vec!["y"]),
        Task::Regression => (&[], vec!["y", "z"]),
    };
    let number = f64::from(seed);
    let scaler = |width: usize| Scaler {
        mean: (0..width).map(|i| number + i as f64 / 4.0).collect(),
        scale: (0..width).map(|i| 1.0 + number / (2.0 + i as f64)).collect(),
        median: Vec::new(),
    };
    let network = Network::for_loss(shape.parse().unwrap(), Activation::Tanh, loss);
    let network = if shape == "2-4-4-2" { network.with_residual_connections() } else { network };
    let run = RunManifest {
        command: Vec::new(),
        version: String::new(),
        engine: "reverse".into(),
        precision: "f64".into(),
        loss,
        validation: 0.0,
        test: None,
        refit: false,
        ensemble: None,
        temperature: (task == Task::Classification).then_some(0.5 + number),
        settings: Settings::default(),
        data: DataSchema::of_numbers(
            "invented.csv",
            task,
            ["p", "q"],
            targets,
            classes.iter().map(ToString::to_string).collect(),
        ),
        scaling: Scaling {
            inputs: scaler(2),
            target: (task == Task::Regression).then(|| scaler(2)),
            class_weights: None,
        },
        network,
    };
    let parameters = run.network.initial_parameters(u64::from(seed));
    Model::new(run, parameters).unwrap()
}

const ROWS: [f64; 8] = [0.3, -1.2, 2.0, 0.0, -3.5, 4.25, 1e3, -1e3];

fn assert_close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= 1e-12 * expected.abs().max(1.0), "{found} for {expected}");
    }
}

#[test]
fn values_are_the_means_of_the_values_in_their_units() {
    // Widths differ, and a network without hidden layers is one too.
    for shapes in [
        ["2-5-3-2", "2-4-6-2", "2-1-1-2"],
        ["2-4-4-2", "2-4-4-2", "2-4-4-2"],
        ["2-7-2", "2-3-2", "2-7-2"],
        ["2-2", "2-2", "2-2"],
    ] {
        let members: Vec<Model> = (1..)
            .zip(shapes)
            .map(|(seed, shape)| member(shape, Loss::SquaredError, Task::Regression, seed))
            .collect();
        let values: Vec<Vec<f64>> =
            members.iter().map(|member| member.predict(&ROWS).unwrap().values()).collect();
        let mean: Vec<f64> =
            (0..8).map(|i| values.iter().map(|values| values[i]).sum::<f64>() / 3.0).collect();
        let ensemble = Model::mean_of(&members).unwrap();
        assert_close(&ensemble.predict(&ROWS).unwrap().values(), &mean);
    }
}

#[test]
fn logarithms_of_probabilities_are_the_means_of_those_of_the_members() {
    for loss in [Loss::SoftmaxCrossEntropy, Loss::SquaredError] {
        let members: Vec<Model> = (1..)
            .zip(["2-5-3", "2-4-3"])
            .map(|(seed, shape)| {
                let model = member(shape, loss, Task::Classification, seed);
                let temperature = (loss == Loss::SoftmaxCrossEntropy).then_some(0.5 * f64::from(seed));
                model.with_temperature(temperature).unwrap()
            })
            .collect();
        let ensemble = Model::mean_of(&members).unwrap();
        if loss == Loss::SquaredError {
            let outputs: Vec<Buf<f64>> = members
                .iter()
                .map(|member| Buf::from_slice(member.predict(&ROWS).unwrap().outputs()))
                .collect();
            let mean: Vec<f64> = (0..12).map(|i| f64::midpoint(outputs[0][i], outputs[1][i])).collect();
            assert_close(ensemble.predict(&ROWS).unwrap().outputs(), &mean);
            continue;
        }
        let of = |model: &Model| model.predict(&ROWS).unwrap().probabilities().unwrap();
        let (first, second) = (of(&members[0]), of(&members[1]));
        let pooled: Vec<f64> = first
            .chunks(3)
            .zip(second.chunks(3))
            .flat_map(|(p, q)| {
                let products: Vec<f64> = p.iter().zip(q).map(|(p, q)| (p * q).sqrt()).collect();
                let sum: f64 = products.iter().sum();
                products.into_iter().map(move |product| product / sum)
            })
            .collect();
        assert_close(&of(&ensemble), &pooled);
        assert_eq!(ensemble.run().temperature, None, "those of the members are in the weights");
    }
}

#[test]
fn one_member_is_itself_and_others_must_be_alike() {
    let only = member("2-5-2", Loss::SquaredError, Task::Regression, 3);
    let same = Model::mean_of(std::slice::from_ref(&only)).unwrap();
    assert_eq!((same.parameters()[..].to_vec(), same.run()), (only.parameters()[..].to_vec(), only.run()));
    assert!(Model::mean_of(&[]).is_err());
    for other in [
        member("2-5-5-2", Loss::SquaredError, Task::Regression, 3),
        member("2-5-2", Loss::HalfSumOfSquares, Task::Regression, 3),
        member("2-5-3", Loss::SquaredError, Task::Classification, 3).with_temperature(None).unwrap(),
    ] {
        let message = Model::mean_of(&[only.clone(), other]).unwrap_err().to_string();
        assert!(message.contains("expected networks alike in"), "{message}");
    }
}

#[test]
fn a_missing_number_counts_as_the_median_of_the_first_member() {
    let with_medians = |seed: u32, median: f64| {
        let model = member("2-4-2", Loss::SquaredError, Task::Regression, seed);
        let mut run = model.run().clone();
        run.scaling.inputs.median = vec![median; 2];
        Model::new(run, model.parameters().clone()).unwrap()
    };
    let ensemble = Model::mean_of(&[with_medians(1, 5.0), with_medians(2, -5.0)]).unwrap();
    let values = |inputs: &[f64]| ensemble.predict(inputs).unwrap().values();
    assert_eq!(values(&[f64::NAN, 1.0]), values(&[5.0, 1.0]));
}

#[test]
fn a_mean_of_probabilities_that_a_sigmoid_makes_is_one_of_their_logits() {
    let loss = Loss::BinaryCrossEntropyProbabilities;
    let two = |seed: u32| {
        let three = member("2-4-3", Loss::SoftmaxCrossEntropy, Task::Classification, seed);
        let mut run = three.run().clone();
        run.loss = loss;
        run.network = Network::for_loss("2-4-1".parse().unwrap(), Activation::Tanh, loss);
        run.data.classes.truncate(2);
        let parameters = run.network.initial_parameters(u64::from(seed));
        Model::new(run, parameters).unwrap()
    };
    let logits = |model: &Model| -> Vec<f64> {
        let probabilities = model.predict(&ROWS[..6]).unwrap().probabilities().unwrap();
        probabilities.chunks(2).map(|pair| (pair[1] / pair[0]).ln()).collect()
    };
    let members = [two(1), two(2)];
    let (first, second) = (logits(&members[0]), logits(&members[1]));
    let mean: Vec<f64> = first.iter().zip(second).map(|(a, b)| f64::midpoint(*a, b)).collect();
    assert_close(&logits(&Model::mean_of(&members).unwrap()), &mean);
}

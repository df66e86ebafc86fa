//! Residual connections, layer normalisation, dropout and label smoothing: values by their formulas, gradients by
//! finite differences, the same bits on any number of threads and after an interruption.

mod common;

use common::{assert_close, assert_gradient, gradient, numbers};
use dualtape_check::gradient_by_differences;
use dualtape_core::{Array, Buf, Engine, Labels, OneByOne};
use dualtape_mlp::{
    Activation, Batch, BlockwiseGradient, Error, Examples, Loss, LossFunction, Network, Normalisation,
    Objective, OptimizerKind, RunFolder, Settings, Targets, Task, Trainer, TrainingEvent,
};
use dualtape_reverse::Reverse;
use std::fs;
use std::ops::ControlFlow;

const ROWS: usize = 6;

fn network() -> Network {
    Network::new("3-4-4-5-2".parse().unwrap(), Activation::Tanh)
}

fn both(network: Network) -> Network {
    network.with_residual_connections().with_normalisation(Normalisation::Layer)
}

fn examples(rows: usize) -> Examples<f64> {
    let labels = (0..rows).map(|row| u32::from(row % 3 == 1)).collect();
    let inputs = Buf::from_slice(&numbers(3 * rows, 1));
    Examples::new(Task::Classification, rows, inputs, Targets::Classes(Labels::new(labels))).unwrap()
}

/// Returns the outputs for one row, number by number.
fn outputs_by_hand(network: &Network, parameters: &[f64], row: &[f64]) -> Vec<f64> {
    let mut signal = row.to_vec();
    for (index, layer) in network.shape().layers().enumerate() {
        let weights = parameters[layer.weights].chunks(layer.inputs);
        let product = |(weights, bias): (&[f64], &f64)| {
            weights.iter().zip(&signal).map(|(weight, x)| weight * x).sum::<f64>() + bias
        };
        let mut z: Vec<f64> = weights.zip(&parameters[layer.biases]).map(product).collect();
        let is_hidden = index + 1 < network.shape().depth();
        if is_hidden && network.normalisation() == Normalisation::Layer {
            let width = z.len() as f64;
            let mean = z.iter().sum::<f64>() / width;
            let variance = z.iter().map(|z| (z - mean).powi(2)).sum::<f64>() / width;
            let layout = network.normalisation_layout(index).unwrap();
            let affine = parameters[layout.gains].iter().zip(&parameters[layout.shifts]);
            z = z
                .iter()
                .zip(affine)
                .map(|(z, (g, s))| g * (z - mean) / (variance + 1e-5).sqrt() + s)
                .collect();
        }
        if is_hidden {
            z.iter_mut().for_each(|z| *z = z.tanh());
        }
        if is_hidden && index > 0 && network.has_residual_connections() && z.len() == signal.len() {
            z.iter_mut().zip(&signal).for_each(|(z, x)| *z += x);
        }
        signal = z;
    }
    signal
}

fn networks() -> [(&'static str, Network); 4] {
    [
        ("plain", network()),
        ("residual", network().with_residual_connections()),
        ("normalised", network().with_normalisation(Normalisation::Layer)),
        ("both", both(network())),
    ]
}

#[test]
fn networks_compute_their_formulas() {
    for (name, network) in networks() {
        let parameters = numbers(network.parameters(), 5);
        let examples = examples(ROWS);
        let found = network.outputs(&Buf::from_slice(&parameters), examples.inputs());
        let rows = examples.inputs().chunks(3);
        let expected: Vec<f64> = rows.flat_map(|row| outputs_by_hand(&network, &parameters, row)).collect();
        assert_close(name, &found, &expected, 1e-12);
        let signals = network.signals(&Buf::from_slice(&parameters), examples.inputs());
        assert_eq!(signals.last().unwrap()[..], found[..], "{name}");
    }
    let residual: Vec<bool> =
        (0..4).map(|index| network().with_residual_connections().is_residual(index)).collect();
    assert_eq!(residual, [false, true, false, false], "the widths 4-4 are the only equal ones");
}

#[test]
fn gradients_of_all_engines_agree_with_finite_differences() {
    for (name, network) in networks() {
        let x = numbers(network.parameters(), 5);
        let objective = Objective::new(network, Loss::SoftmaxCrossEntropy, examples(ROWS)).unwrap();
        let by_differences = gradient_by_differences(&objective, &x).unwrap();
        let (value, by_reverse) = gradient(&mut Reverse::<f64>::new(), &objective, &x);
        assert_close(name, &by_differences, &by_reverse, 1e-6);
        assert_gradient(name, &objective, &x, value, &by_reverse);
        assert_gradient(&format!("{name} in scalar code"), &OneByOne(objective), &x, value, &by_reverse);
    }
}

#[test]
fn initial_gains_are_one_and_shifts_zero() {
    let (plain, normalised) = (network(), both(network()));
    let (first, all) = (plain.initial_parameters::<f64>(7), normalised.initial_parameters::<f64>(7));
    assert_eq!(all[..plain.parameters()], first[..]);
    assert_eq!(all.len(), normalised.parameters());
    for index in 0..3 {
        let layout = normalised.normalisation_layout(index).unwrap();
        assert!(all[layout.gains].iter().all(|&gain| gain == 1.0));
        assert!(all[layout.shifts].iter().all(|&shift| shift == 0.0));
    }
    assert_eq!(normalised.normalisation_layout(3), None);
}

#[test]
fn files_hold_the_network_and_refuse_another() {
    let home = tempfile::tempdir().unwrap();
    let folder = RunFolder::create(home.path()).unwrap();
    let network = both(network());
    let parameters = Buf::from_slice(&numbers(network.parameters(), 5));
    folder.write_model(&network, &parameters).unwrap();
    assert_eq!(folder.read_model::<f64>(&network).unwrap()[..], parameters[..]);
    let plain = Network::new(network.shape().clone(), Activation::Tanh);
    let message = folder.read_model::<f64>(&plain).unwrap_err().to_string();
    assert!(message.ends_with("found 14 tensors, expected 8 as the shape is 3-4-4-5-2"), "{message}");
    folder.write_model(&plain, &plain.initial_parameters::<f64>(7)).unwrap();
    let message = folder.read_model::<f64>(&network).unwrap_err().to_string();
    assert!(message.contains("found no tensor layer0.gain"), "{message}");
}

fn settings() -> Settings {
    let dropout = Settings { dropout: 0.3, label_smoothing: 0.1, ..Settings::default() };
    Settings { epochs: 4, batch: Batch::Rows(8), ..dropout }
}

#[test]
fn a_training_is_the_same_on_any_threads_and_after_an_interruption() {
    let home = tempfile::tempdir().unwrap();
    let folder = RunFolder::create(home.path()).unwrap();
    let (network, train) = (both(network()), examples(29));
    let trainer = Trainer::new(network.clone(), Loss::SoftmaxCrossEntropy, settings()).unwrap();
    let start = || trainer.start(network.initial_parameters(7), &train, None).unwrap();
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let (mut training, mut blocks) = (start(), BlockwiseGradient::new(Reverse::<f64>::new, 3));
            while training.advance(&mut blocks).unwrap().is_some() {}
            folder.write_checkpoint(&training.checkpoint()).unwrap();
            fs::read(folder.path().join("checkpoint.safetensors")).unwrap()
        })
    };
    let whole = run(1);
    assert!(run(3) == whole, "3 threads");

    let (mut training, mut blocks) = (start(), BlockwiseGradient::new(Reverse::<f64>::new, 3));
    for _ in 0..7 {
        training.advance(&mut blocks).unwrap();
    }
    folder.write_checkpoint(&training.checkpoint()).unwrap();
    let mut resumed = trainer.resume(folder.read_checkpoint().unwrap(), &train, None).unwrap();
    while resumed.advance(&mut blocks).unwrap().is_some() {}
    folder.write_checkpoint(&resumed.checkpoint()).unwrap();
    assert!(fs::read(folder.path().join("checkpoint.safetensors")).unwrap() == whole, "resumed");

    for (change, expected) in [
        ((|s| s.dropout = 0.2) as fn(&mut Settings), "dropout = 0.3, expected 0.2"),
        (|s| s.label_smoothing = 0.0, "label smoothing = 0.1, expected 0"),
    ] {
        let mut other = settings();
        change(&mut other);
        let other = Trainer::new(network.clone(), Loss::SoftmaxCrossEntropy, other).unwrap();
        let message = other.resume(folder.read_checkpoint::<f64>().unwrap(), &train, None).err();
        assert_eq!(message.unwrap().to_string(), format!("the checkpoint has {expected}"));
    }
    let plain = Trainer::new(self::network(), Loss::SoftmaxCrossEntropy, settings()).unwrap();
    let message = plain.resume(folder.read_checkpoint::<f64>().unwrap(), &train, None).err();
    assert_eq!(message.unwrap().to_string(), "parameters: found 99 numbers, expected 73");
}

/// Returns the loss and the gradient of the first step of a training on all rows at once.
fn first_step(network: &Network, settings: &Settings, rows: usize) -> (f64, Vec<f64>) {
    let settings = Settings { batch: Batch::Full, optimizer: OptimizerKind::Sgd, ..settings.clone() };
    let trainer = Trainer::new(network.clone(), Loss::SoftmaxCrossEntropy, settings).unwrap();
    let train = examples(rows);
    let mut training = trainer.start(network.initial_parameters(7), &train, None).unwrap();
    let mut found = None;
    let mut source = |objective: &Objective<f64>, parameters: &Buf<f64>, _: u64| -> Result<_, Error> {
        let (loss, gradient) = Reverse::<f64>::new().value_and_gradient_array(objective, parameters)?;
        let by_differences = gradient_by_differences(objective, parameters)?;
        assert_close("the gradient of the step", &by_differences, &gradient, 1e-6);
        found = Some((loss, gradient.to_vec()));
        Ok((loss, gradient))
    };
    training.advance(&mut source).unwrap();
    found.expect("a step")
}

#[test]
fn label_smoothing_is_a_cross_entropy_with_softer_targets() {
    let (network, rows) = (network(), 12);
    let smoothed = Settings { dropout: 0.0, label_smoothing: 0.2, ..settings() };
    let (loss, _) = first_step(&network, &smoothed, rows);
    let outputs = network.outputs(&network.initial_parameters::<f64>(7), examples(rows).inputs());
    let targets = examples(rows);
    let labels = targets.targets().classes();
    let of_row = |(logits, &label): (&[f64], &u32)| {
        let sum = logits.iter().map(|f| f.exp()).sum::<f64>().ln();
        let target = |class: usize| if class == label as usize { 0.9 } else { 0.1 };
        logits.iter().enumerate().map(|(class, f)| target(class) * (sum - f)).sum::<f64>()
    };
    let expected = outputs.chunks(2).zip(labels.iter()).map(of_row).sum::<f64>() / rows as f64;
    assert_close("softmax", &[loss], &[expected], 1e-12);

    // A single logit: the binary cross-entropy with the targets ε / 2 and 1 − ε / 2.
    let binary = Network::new("3-4-1".parse().unwrap(), Activation::Tanh);
    let y = |ones: f64, zeros: f64| {
        let values: Vec<f64> = (0..rows).map(|row| if row % 3 == 1 { ones } else { zeros }).collect();
        let targets = Targets::Values(Buf::from_slice(&values));
        let weights = Buf::from_slice(&numbers(rows, 9).iter().map(|x| x + 1.0).collect::<Vec<_>>());
        Examples::new(Task::Classification, rows, examples(rows).inputs().clone(), targets)
            .unwrap()
            .with_weights(weights)
            .unwrap()
    };
    let settings = Settings { dropout: 0.0, label_smoothing: 0.2, batch: Batch::Full, ..settings() };
    let trainer = Trainer::new(binary.clone(), Loss::BinaryCrossEntropy, settings).unwrap();
    let (hard, soft) = (y(1.0, 0.0), y(0.9, 0.1));
    let mut training = trainer.start(binary.initial_parameters(7), &hard, None).unwrap();
    let mut found = 0.0;
    let mut source = |objective: &Objective<f64>, parameters: &Buf<f64>, _: u64| -> Result<_, Error> {
        let (loss, gradient) = Reverse::<f64>::new().value_and_gradient_array(objective, parameters)?;
        found = loss;
        Ok((loss, gradient))
    };
    training.advance(&mut source).unwrap();
    let outputs = binary.outputs(&binary.initial_parameters::<f64>(7), hard.inputs());
    let expected = LossFunction::eval_weighted(
        &Loss::BinaryCrossEntropy,
        &outputs,
        soft.targets(),
        soft.weights().unwrap(),
    );
    assert_close("a single logit", &[found], &[expected], 1e-12);
}

#[test]
fn dropout_changes_the_step_but_not_the_score() {
    // Not normalised: a row whose units are all dropped has no variance, and there differences find no slope.
    let network = network().with_residual_connections();
    let of = |dropout| first_step(&network, &Settings { dropout, label_smoothing: 0.0, ..settings() }, 12);
    let ((plain, _), (dropped, _)) = (of(0.0), of(0.5));
    assert!((plain - dropped).abs() > 1e-3, "{plain} and {dropped}");
    let train = examples(12);
    let objective = Objective::new(network.clone(), Loss::SoftmaxCrossEntropy, train.clone()).unwrap();
    let start = network.initial_parameters(7);
    let trainer = Trainer::new(network, Loss::SoftmaxCrossEntropy, settings()).unwrap();
    let outcome = trainer.start(start.clone(), &train, None).unwrap().finish().unwrap();
    let (value, _) = gradient(&mut Reverse::<f64>::new(), &objective, &start);
    assert_close("the score", &[outcome.train.loss], &[value], 1e-14);
    assert_close("the loss without dropout", &[plain], &[value], 1e-14);
}

#[test]
fn what_cannot_be_regularised_is_refused() {
    let refused = |shape: &str, loss, settings| {
        let network = Network::new(shape.parse().unwrap(), Activation::Tanh);
        Trainer::new(network, loss, settings).unwrap_err().to_string()
    };
    let dropout = || Settings { dropout: 0.5, ..Settings::default() };
    let smoothing = || Settings { label_smoothing: 0.1, ..Settings::default() };
    let message = refused("3-2", Loss::SoftmaxCrossEntropy, dropout());
    assert_eq!(message, "dropout: found 0.5, expected 0, as the network has no hidden layer");
    for loss in [Loss::SquaredError, Loss::HalfSumOfSquares, Loss::BinaryCrossEntropyProbabilities] {
        let message = refused("3-4-2", loss, smoothing());
        assert_eq!(
            message,
            "label smoothing: found 0.1, expected 0, as the loss is no cross-entropy of logits"
        );
    }
    let network = (Network::new("3-4-2".parse().unwrap(), Activation::Tanh), self::network_of_two());
    let message = Trainer::new(network, Loss::SquaredError, dropout()).unwrap_err().to_string();
    assert_eq!(message, "dropout: found 0.5, expected 0, as a layer of the network is not a standard one");
}

fn network_of_two() -> Network {
    Network::new("2-2".parse().unwrap(), Activation::Tanh)
}

#[test]
fn each_step_and_each_seed_drops_other_units() {
    let (network, train) = (network(), examples(12));
    let losses = |seed| {
        let fixed = Settings { learning_rate: 1e-300, optimizer: OptimizerKind::Sgd, ..settings() };
        let settings = Settings { seed, batch: Batch::Full, ..fixed };
        let trainer = Trainer::new(network.clone(), Loss::SoftmaxCrossEntropy, settings).unwrap();
        let mut losses = Vec::new();
        let observe = |event| {
            if let TrainingEvent::Batch { loss, .. } = event {
                losses.push(loss);
            }
            ControlFlow::Continue(())
        };
        trainer.fit(&mut Reverse::new(), network.initial_parameters(7), &train, None, observe).unwrap();
        losses
    };
    let all = [losses(1), losses(2)].concat();
    assert_eq!(all.len(), 8);
    for (index, loss) in all.iter().enumerate() {
        assert!(!all[..index].contains(loss), "step {index} repeats another: {all:?}");
    }
    assert_eq!(losses(1), all[..4], "the same seed drops the same units");
}

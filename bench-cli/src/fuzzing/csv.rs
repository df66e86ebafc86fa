//! CSV files as data sets, and as rows to predict for.

use std::io;
use std::sync::LazyLock;

use dualtape_core::Buf;
use dualtape_mlp::columns::{Choices, DialectChoices, Plan, Table, TargetKind, input_names};
use dualtape_mlp::{
    Activation, DataSchema, Dataset, Loss, Model, Network, PredictionColumns, RunManifest, Scaler, Scaling,
    Settings, Task, TaskChoice,
};

/// The name of the file in messages.
const NAME: &str = "data.csv";

/// A classifier of rows with columns `a` and `b`.
static MODEL: LazyLock<Model> = LazyLock::new(|| {
    let strings = |names: [&str; 2]| names.map(str::to_owned).to_vec();
    let network = Network::new("2-2-1".parse().expect("a shape"), Activation::Tanh);
    let parameters: Buf<f64> = network.initial_parameters(7);
    let run = RunManifest {
        command: Vec::new(),
        version: String::new(),
        engine: String::new(),
        precision: "f64".to_owned(),
        loss: Loss::BinaryCrossEntropy,
        validation: 0.0,
        test: None,
        refit: false,
        ensemble: None,
        temperature: None,
        network,
        settings: Settings::default(),
        data: DataSchema::of_numbers(NAME, Task::Classification, ["a", "b"], ["y"], strings(["p", "q"])),
        scaling: Scaling {
            inputs: Scaler { mean: vec![0.5; 2], scale: vec![2.0; 2], median: vec![1.0; 2] },
            target: None,
            class_weights: None,
        },
    };
    Model::new(run, parameters).expect("a model")
});

/// Reads the bytes of a file under every kind of target, and returns whether they are a data set under one. Its parts
/// must fit together, and make examples of finite numbers.
///
/// # Panics
/// Panics if a law is broken.
pub fn csv(bytes: &[u8]) -> bool {
    let mut is_accepted = false;
    for (kind, task) in [
        (TargetKind::Auto, TaskChoice::Auto),
        (TargetKind::Classes, TaskChoice::Classification),
        (TargetKind::Values, TaskChoice::Regression),
    ] {
        let Ok(mut table) = Table::read(bytes, NAME, &DialectChoices::default()) else { continue };
        let Ok(plan) = Plan::new(&mut table, &Choices { kind, ..Choices::default() }) else { continue };
        let Ok(rows) = plan.read(&table) else { continue };
        is_accepted = true;
        let width = input_names(&plan.columns).len();
        assert_eq!(rows.inputs.len(), rows.targets.len() * width, "inputs of each row");
        assert_eq!(plan.rows, rows.targets.len() + rows.left_out, "each row is read or left out");
        assert!(rows.targets.iter().all(|target| target.is_finite()), "targets are there");
        let data = Dataset::read(bytes, NAME, None, task).expect("the same table");
        assert_eq!(data.targets(), rows.targets, "the same rows");
        check_examples(&data);
    }
    // An error of a row is no panic; the rows before it are written.
    let _ = MODEL.predict_csv(bytes, NAME, PredictionColumns::Probabilities, io::sink());
    is_accepted
}

/// Checks that the parts of a data set fit together and make examples.
pub(super) fn check(data: &Dataset) {
    let (features, classes) = (data.features().to_vec(), data.classes().to_vec());
    let (inputs, targets) = (data.inputs().to_vec(), data.targets().to_vec());
    let parts = Dataset::new(features, data.target(), classes, inputs, targets).expect("parts that fit");
    assert_eq!(parts, *data, "made of its parts");
    check_examples(data);
}

/// Checks that a data set makes examples of finite numbers.
fn check_examples(data: &Dataset) {
    let rows: Vec<usize> = (0..data.rows()).collect();
    if let Ok(scaling) = Scaling::fit(data, &rows) {
        let examples =
            data.examples::<f64>(&rows, &scaling, data.suitable_loss()).expect("the suitable loss");
        assert!(examples.inputs().iter().all(|x| x.is_finite()), "scaled to finite numbers");
    }
}

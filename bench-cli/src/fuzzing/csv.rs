//! CSV files as data sets, and as rows to predict for.

use std::io;
use std::sync::LazyLock;

use dualtape_core::Buf;
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
        network,
        settings: Settings::default(),
        data: DataSchema {
            file: NAME.to_owned(),
            task: Task::Classification,
            target: "y".to_owned(),
            features: strings(["a", "b"]),
            classes: strings(["p", "q"]),
        },
        scaling: Scaling {
            inputs: Scaler { mean: vec![0.5; 2], scale: vec![2.0; 2] },
            target: None,
            class_weights: None,
        },
    };
    Model::new(run, parameters).expect("a model")
});

/// Reads the bytes of a file under every task, and returns whether they are a data set under one. It must obey
/// [`check`], and be read again with its own columns and classes.
///
/// # Panics
/// Panics if a law is broken.
pub fn csv(bytes: &[u8]) -> bool {
    let mut is_accepted = false;
    for task in [TaskChoice::Auto, TaskChoice::Classification, TaskChoice::Regression] {
        let Ok(data) = Dataset::read(bytes, NAME, None, task) else { continue };
        is_accepted = true;
        check(&data);
        let schema = schema(&data);
        let again = Dataset::read_as(bytes, NAME, &schema).expect("its own columns and classes");
        assert_eq!(again, data, "read with its own columns and classes");
    }
    // An error of a row is no panic; the rows before it are written.
    let _ = MODEL.predict_csv(bytes, NAME, PredictionColumns::Probabilities, io::sink());
    is_accepted
}

/// Returns the columns and classes of a data set.
fn schema(data: &Dataset) -> DataSchema {
    DataSchema {
        file: NAME.to_owned(),
        task: data.task(),
        target: data.target().to_owned(),
        features: data.features().to_vec(),
        classes: data.classes().to_vec(),
    }
}

/// Checks that the parts of a data set fit together and make examples.
pub(super) fn check(data: &Dataset) {
    let (features, classes) = (data.features().to_vec(), data.classes().to_vec());
    let (inputs, targets) = (data.inputs().to_vec(), data.targets().to_vec());
    let parts = Dataset::new(features, data.target(), classes, inputs, targets).expect("parts that fit");
    assert_eq!(parts, *data, "made of its parts");
    let rows: Vec<usize> = (0..data.rows()).collect();
    if let Ok(scaling) = Scaling::fit(data, &rows) {
        let examples =
            data.examples::<f64>(&rows, &scaling, data.suitable_loss()).expect("the suitable loss");
        assert!(examples.inputs().iter().all(|x| x.is_finite()), "scaled to finite numbers");
    }
}

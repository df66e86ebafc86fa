//! A trained network predicts in the units and names of the data, and refuses mismatched input.

use dualtape_core::Buf;
use dualtape_mlp::columns::Column;
use dualtape_mlp::{
    Activation, DataSchema, Dataset, Error, Loss, Model, Network, PredictionColumns, RunFolder, RunManifest,
    Scaler, Scaling, Settings, Task,
};
use std::fs;

fn strings(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

/// Returns the manifest of a linear network on the features `a` and `b`.
fn manifest(loss: Loss, task: Task, classes: &[&str], outputs: usize) -> RunManifest {
    let target = match task {
        Task::Regression => Some(Scaler { mean: vec![100.0], scale: vec![10.0], median: Vec::new() }),
        Task::Classification => None,
    };
    RunManifest {
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
        network: Network::new(format!("2-{outputs}").parse().unwrap(), Activation::Tanh),
        settings: Settings::default(),
        data: DataSchema::of_numbers("train.csv", task, ["a", "b"], ["y"], strings(classes)),
        scaling: Scaling {
            inputs: Scaler { mean: vec![1.0, 0.0], scale: vec![2.0, 1.0], median: Vec::new() },
            target,
            class_weights: None,
        },
    }
}

/// Returns the model 100 + 10 (3 (a − 1) / 2 − b + 0.5).
fn regression() -> Model {
    let run = manifest(Loss::SquaredError, Task::Regression, &[], 1);
    Model::new(run, Buf::from_slice(&[3.0, -1.0, 0.5])).unwrap()
}

/// Returns a classification of three classes with the logits (a − 1) / 2, b and 0.
fn three_classes() -> Model {
    let run = manifest(Loss::SoftmaxCrossEntropy, Task::Classification, &["low", "mid, dle", "high"], 3);
    Model::new(run, Buf::from_slice(&[1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0])).unwrap()
}

/// Returns the CSV text with predictions.
fn predicted(model: &Model, csv: &str, added: PredictionColumns) -> Result<String, Error> {
    let mut out = Vec::new();
    model.predict_csv(csv.as_bytes(), "new.csv", added, &mut out)?;
    Ok(String::from_utf8(out).unwrap())
}

#[test]
fn values_are_in_the_units_of_the_data() {
    let model = regression();
    assert_eq!(model.predict(&[3.0, 1.0, 1.0, 0.0]).unwrap().values(), [125.0, 105.0]);
    let csv = "note,b,a\n\"x, y\",1,3\n,0,1\n";
    let expected = "note,b,a,prediction\n\"x, y\",1,3,125\n,0,1,105\n";
    assert_eq!(predicted(&model, csv, PredictionColumns::Prediction).unwrap(), expected);
    assert_eq!(
        predicted(&model, "a,b\n", PredictionColumns::Prediction).unwrap(),
        "a,b,prediction\n",
        "no rows"
    );
}

#[test]
fn classes_are_named_and_their_probabilities_sum_to_one() {
    let model = three_classes();
    let logits = [2.0_f64.ln(), 4.0_f64.ln()];
    let csv = format!("a,b,y\n{},{},?\n", 1.0 + 2.0 * logits[0], logits[1]);
    let text = predicted(&model, &csv, PredictionColumns::Probabilities).unwrap();
    let (header, row) = text.trim_end().split_once('\n').unwrap();
    assert_eq!(header, "a,b,y,prediction,probability_low,\"probability_mid, dle\",probability_high");
    let (_, cells) = row.split_once("?,\"mid, dle\",").expect(row);
    let probabilities: Vec<f64> = cells.split(',').map(|cell| cell.parse().unwrap()).collect();
    for (found, expected) in probabilities.iter().zip([2.0 / 7.0, 4.0 / 7.0, 1.0 / 7.0]) {
        assert!((found - expected).abs() < 1e-15, "{probabilities:?}");
    }
}

#[test]
fn two_classes_have_probabilities_from_one_output() {
    let of = |loss, output: f64| {
        let run = manifest(loss, Task::Classification, &["no", "yes"], 1);
        let model = Model::new(run, Buf::from_slice(&[0.0, 0.0, output])).unwrap();
        let predictions = model.predict(&[1.0, 1.0]).unwrap();
        (predictions.classes()[0], predictions.probabilities().map_err(|error| error.to_string()))
    };
    let (class, probabilities) = of(Loss::BinaryCrossEntropy, 3.0_f64.ln());
    let probabilities = probabilities.unwrap();
    assert!((probabilities[0] - 0.25).abs() < 1e-15 && (probabilities[1] - 0.75).abs() < 1e-15);
    assert_eq!(class, 1);
    let (_, tiny) = of(Loss::BinaryCrossEntropy, 50.0);
    assert!(tiny.unwrap()[0] > 1e-22, "not rounded to 0");
    assert_eq!(of(Loss::BinaryCrossEntropyProbabilities, 0.25), (0, Ok(vec![0.75, 0.25])));
    let expected = "the loss squared-error gives no probabilities, expected a network that was trained with a cross-entropy";
    assert_eq!(of(Loss::SquaredError, 0.75), (1, Err(expected.to_owned())));
}

#[test]
fn a_long_file_gets_a_prediction_per_row() {
    let rows: Vec<String> = (0..5000).map(|row| format!("{row},0\n")).collect();
    let rows = rows.concat();
    let text = predicted(&regression(), &format!("a,b\n{rows}"), PredictionColumns::Prediction).unwrap();
    let last = text.lines().last().unwrap();
    assert_eq!((text.lines().count(), last), (5001, "4999,0,75075"));
}

#[test]
fn valid_rows_before_an_invalid_one_get_predictions() {
    let mut out = Vec::new();
    let csv = "a,b\n1,0\n1,x\n";
    let error = regression()
        .predict_csv(csv.as_bytes(), "new.csv", PredictionColumns::Prediction, &mut out)
        .unwrap_err();
    assert_eq!(error.to_string(), "new.csv, line 3, column 2 (b): found `x`, expected a number");
    assert_eq!(String::from_utf8(out).unwrap(), "a,b,prediction\n1,0,105\n");
}

#[test]
fn mismatched_columns_are_named() {
    let message = |csv: &str, added| predicted(&regression(), csv, added).unwrap_err().to_string();
    let missing =
        "new.csv: found no column `b` among a, c, expected every column that the network was trained on";
    assert_eq!(message("a,c\n", PredictionColumns::Prediction), missing);
    let taken = predicted(&regression(), "a,b,prediction\n1,0,9\n", PredictionColumns::Prediction).unwrap();
    assert_eq!(taken, "a,b,prediction,prediction_2\n1,0,9,105\n", "a second column of that name");
    assert!(message("a,b\n", PredictionColumns::Probabilities).contains("no probabilities"));
    let found = regression().predict(&[1.0]).unwrap_err().to_string();
    assert_eq!(found, "inputs: found 1 numbers, expected 2");
}

#[test]
fn an_evaluation_matches_its_definition() {
    let data =
        |text: &str, model: &Model| Dataset::read_as(text.as_bytes(), "new.csv", &model.run().data).unwrap();
    let model = regression();
    // The predictions are 105 and 125: errors of 1 and 2 standard deviations.
    let found = model.evaluate(&data("a,b,y\n1,0,115\n3,1,105\n", &model)).unwrap();
    assert_eq!((found.score.loss, found.score.accuracy, found.confusion), (2.5, None, None));
    assert_eq!(found.score.r2, Some(1.0 - 500.0 / 50.0));

    let model = three_classes();
    let found = model.evaluate(&data("y,a,b\nlow,9,0\nlow,1,5\nhigh,-9,-5\n", &model)).unwrap();
    let confusion = found.confusion.unwrap();
    assert_eq!(
        (found.score.accuracy, confusion.row(0), confusion.row(2)),
        (Some(2.0 / 3.0), &[1, 1, 0][..], &[0, 0, 1][..])
    );

    let long: Vec<String> = (0..3000).map(|row| format!("{},{},low\n", row % 7, row % 5)).collect();
    let long = long.concat();
    let data = data(&format!("a,b,y\n{long}"), &model);
    let (whole, rows) = (model.evaluate(&data).unwrap(), 0..3000_usize);
    let examples =
        data.examples::<f64>(&rows.collect::<Vec<_>>(), &model.run().scaling, model.run().loss).unwrap();
    let outputs = model
        .run()
        .network
        .outputs(&Buf::from_slice(&[1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0]), examples.inputs());
    let loss = model.run().loss.eval(&outputs, examples.targets());
    assert!((whole.score.loss / loss - 1.0).abs() < 1e-12, "blocks add up: {} and {loss}", whole.score.loss);

    let other = Dataset::new(
        strings(&["b", "a"]),
        "y",
        strings(&["low", "mid, dle", "high"]),
        vec![1.0, 2.0],
        vec![0.0],
    );
    let message = model.evaluate(&other.unwrap()).unwrap_err().to_string();
    assert_eq!(
        message,
        "data: found the columns b, a, expected the columns and classes that the network was trained on"
    );
}

#[test]
fn an_inconsistent_manifest_is_refused() {
    let refused = |change: fn(&mut RunManifest)| {
        let mut run = manifest(Loss::SoftmaxCrossEntropy, Task::Classification, &["p", "q", "r"], 3);
        change(&mut run);
        Model::new(run, Buf::from_slice(&[0.0; 9])).unwrap_err().to_string()
    };
    for (message, expected) in [
        (refused(|run| drop(run.data.features.pop())), "the network's inputs: found 2 numbers, expected 1"),
        (refused(|run| drop(run.data.classes.pop())), "the network's outputs: found 3 numbers, expected 2"),
        (refused(|run| run.data.classes.truncate(1)), "classes: found 1 numbers, expected 2"),
        (
            refused(|run| run.data.task = Task::Regression),
            "classes of a regression: found 3 numbers, expected 0",
        ),
        (
            refused(|run| run.loss = Loss::BinaryCrossEntropy),
            "the loss binary-cross-entropy needs two classes, found 3",
        ),
        (refused(|run| run.scaling.inputs.mean.push(0.0)), "means: found 3 numbers, expected 2"),
        (
            refused(|run| run.scaling.inputs.scale[1] = 0.0),
            "scaling: found 0, expected finite means and finite scales above 0",
        ),
        (
            refused(|run| run.scaling.inputs.mean[0] = f64::NAN),
            "scaling: found NaN, expected finite means and finite scales above 0",
        ),
        (
            refused(|run| run.scaling.class_weights = Some(vec![1.0, 2.0])),
            "class weights: found 2 numbers, expected 3",
        ),
        (
            refused(|run| run.scaling.target = Some(run.scaling.inputs.clone())),
            "scaled targets: found 1 numbers, expected 0",
        ),
        (
            refused(|run| run.network = Network::new("2-4-3".parse().unwrap(), Activation::Tanh)),
            "parameters: found 9 numbers, expected 27",
        ),
    ] {
        assert_eq!(message, expected);
    }
}

#[test]
fn mismatched_files_are_named() {
    let home = tempfile::tempdir().unwrap();
    let folder = RunFolder::create(home.path().join("run")).unwrap();
    let good = manifest(Loss::SoftmaxCrossEntropy, Task::Classification, &["p", "q", "r"], 3);
    let write = |run: &RunManifest, parameters: &[f64]| {
        folder.write_run(run).unwrap();
        folder.write_model(&good.network, &Buf::from_slice(parameters)).unwrap();
    };
    let message = || Model::load(&folder).unwrap_err().to_string();
    write(&good, &[0.5; 9]);
    assert_eq!(Model::load(&folder).unwrap().run(), &good);

    let path = |name: &str| folder.path().join(name).display().to_string();
    write(&good, &[f64::INFINITY; 9]);
    assert_eq!(
        message(),
        format!("{}: parameters: found inf, expected finite numbers", path("model.safetensors"))
    );
    let mut other = good.clone();
    other.network = Network::new("2-4-3".parse().unwrap(), Activation::Tanh);
    write(&other, &[0.5; 9]);
    let expected = "found layer0.weight of [3, 2], expected [4, 2] as the shape is 2-4-3";
    assert_eq!(message(), format!("{}: {expected}", path("model.safetensors")));
    other.data.features.push(Column::number("c"));
    write(&other, &[0.5; 9]);
    assert_eq!(message(), format!("{}: the network's inputs: found 2 numbers, expected 3", path("run.toml")));
    fs::remove_file(folder.path().join("run.toml")).unwrap();
    assert!(message().starts_with(&format!("could not read {}", path("run.toml"))), "{}", message());
}

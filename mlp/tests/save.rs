//! A run folder is read as it was written; damage is an error.

use dualtape_core::{Buf, Real};
use dualtape_mlp::{
    Activation, DataSchema, EpochRecord, Error, Loss, Network, RunFolder, RunManifest, Scaler, Scaling,
    Score, Settings, Task,
};
use std::fs;
use tempfile::TempDir;

fn folder() -> (TempDir, RunFolder) {
    let home = tempfile::tempdir().expect("a temporary folder");
    let folder = RunFolder::create(home.path().join("runs/first")).unwrap();
    (home, folder)
}

fn network(activation: Activation) -> Network {
    Network::new("3-4-2".parse().unwrap(), activation)
}

fn round_trip<R: Real>() {
    let (_home, folder) = folder();
    let network = network(Activation::Relu);
    let parameters: Buf<R> = network.initial_parameters(7);
    folder.write_model(&network, &parameters).unwrap();
    let back: Buf<R> = folder.read_model(&network).unwrap();
    assert_eq!(back[..], parameters[..]);
}

#[test]
fn a_model_is_read_to_the_bit() {
    round_trip::<f64>();
    round_trip::<f32>();
}

#[test]
fn a_model_may_be_read_in_the_other_precision() {
    let (_home, folder) = folder();
    let parameters: Buf<f32> = network(Activation::Tanh).initial_parameters(7);
    folder.write_model(&network(Activation::Tanh), &parameters).unwrap();
    let back: Buf<f64> = folder.read_model(&network(Activation::Tanh)).unwrap();
    assert!(back.iter().zip(parameters.iter()).all(|(back, &parameter)| *back == f64::from(parameter)));
}

#[test]
fn the_tensors_are_named_and_shaped_by_layer() {
    let (_home, folder) = folder();
    let numbers: Vec<f64> = (0..26_u32).map(f64::from).collect();
    folder.write_model(&network(Activation::Tanh), &Buf::from_slice(&numbers)).unwrap();
    let bytes = fs::read(folder.path().join("model.safetensors")).unwrap();
    let header = str::from_utf8(&bytes[8..]).unwrap_or_else(|error| {
        str::from_utf8(&bytes[8..8 + error.valid_up_to()]).expect("text up to there")
    });
    for entry in [
        "layer0.weight\":{\"dtype\":\"F64\",\"shape\":[4,3]",
        "layer1.bias\":{\"dtype\":\"F64\",\"shape\":[2]",
    ] {
        assert!(header.contains(entry), "{entry} in {header}");
    }
}

#[test]
fn damaged_and_foreign_models_are_refused() {
    let (_home, folder) = folder();
    let message = |shape: &str| {
        let network = Network::new(shape.parse().unwrap(), Activation::Tanh);
        folder.read_model::<f64>(&network).unwrap_err().to_string()
    };
    assert!(message("3-4-2").starts_with("could not read "), "{}", message("3-4-2"));

    let parameters: Buf<f64> = network(Activation::Tanh).initial_parameters(7);
    folder.write_model(&network(Activation::Tanh), &parameters).unwrap();
    let path = folder.path().join("model.safetensors");
    let problem = |reason: &str| format!("{}: {reason}", path.display());
    assert_eq!(
        message("3-5-2"),
        problem("found layer0.weight of [4, 3], expected [5, 3] as the shape is 3-5-2")
    );
    assert_eq!(
        message("3-4-2-1"),
        problem("found no tensor layer2.weight, expected one as the shape is 3-4-2-1")
    );
    assert_eq!(message("3-4"), problem("found 4 tensors, expected 2 as the shape is 3-4"));

    let bytes = fs::read(&path).unwrap();
    for cut in [0, 4, 60, bytes.len() - 1] {
        fs::write(&path, &bytes[..cut]).unwrap();
        let message = message("3-4-2");
        assert!(message.starts_with(&problem("found no whole safetensors file (")), "{message}");
    }
}

#[test]
fn a_shape_that_claims_more_than_the_file_holds_takes_no_memory() {
    let (_home, folder) = folder();
    let parameters: Buf<f64> = network(Activation::Tanh).initial_parameters(7);
    folder.write_model(&network(Activation::Tanh), &parameters).unwrap();
    let claim = Network::new("1000000-1000000".parse().unwrap(), Activation::Tanh);
    let memory = allocation_counter::measure(|| {
        assert!(folder.read_model::<f64>(&claim).is_err());
    });
    assert!(memory.bytes_max < 1 << 16, "{} bytes", memory.bytes_max);
}

fn manifest() -> RunManifest {
    RunManifest {
        command: ["dualtape", "train", "data/a \"b\".csv"].map(String::from).to_vec(),
        version: "0.1.0".into(),
        engine: "reverse".into(),
        precision: "f64".into(),
        loss: Loss::SquaredError,
        validation: 0.2,
        test: None,
        refit: false,
        ensemble: None,
        temperature: None,
        network: network(Activation::LeakyRelu),
        settings: Settings { learning_rate: 0.1 + 0.2, patience: None, ..Settings::default() },
        data: DataSchema::of_numbers(
            "data/a \"b\".csv",
            Task::Regression,
            ["a", "b", "größe"],
            ["y"],
            Vec::new(),
        ),
        scaling: Scaling {
            inputs: Scaler {
                mean: vec![1.0 / 3.0, 0.0, -1e300],
                scale: vec![1.0, f64::MIN_POSITIVE, 1e300],
                median: Vec::new(),
            },
            target: Some(Scaler { mean: vec![2.0], scale: vec![0.1], median: Vec::new() }),
            class_weights: None,
        },
    }
}

#[test]
fn a_manifest_is_read_as_it_was_written() {
    let (_home, folder) = folder();
    for patience in [None, Some(3)] {
        let mut run = manifest();
        run.settings.patience = patience;
        run.scaling.target = run.scaling.target.filter(|_| patience.is_none());
        run.scaling.class_weights = patience.map(|_| vec![1.5, 0.5]);
        run.temperature = patience.map(|_| 1.25);
        folder.write_run(&run).unwrap();
        assert_eq!(folder.read_run().unwrap(), run);
        // The manifests of earlier versions have no temperature.
        let text = fs::read_to_string(folder.path().join("run.toml")).unwrap();
        assert_eq!(text.contains("temperature"), patience.is_some(), "{text}");
    }
    let text = fs::read_to_string(folder.path().join("run.toml")).unwrap();
    assert!(text.contains("shape = \"3-4-2\"") && text.contains("activation = \"leaky-relu\""), "{text}");
}

#[test]
fn a_truncated_or_altered_manifest_is_refused() {
    let (_home, folder) = folder();
    folder.write_run(&manifest()).unwrap();
    let path = folder.path().join("run.toml");
    let text = fs::read_to_string(&path).unwrap();
    for altered in [text[..text.len() / 2].to_owned(), text.replace("leaky-relu", "leaky-rleu")] {
        fs::write(&path, altered).unwrap();
        let message = folder.read_run().unwrap_err().to_string();
        assert!(message.starts_with(&format!("{}: ", path.display())), "{message}");
    }
}

#[test]
fn metrics_have_a_line_per_epoch() {
    let (_home, folder) = folder();
    let score = |loss, accuracy, r2| Score { loss, accuracy, r2 };
    let record = |epoch, train_loss, score| EpochRecord { epoch, train_loss, score };
    let text = |task, history: &[EpochRecord]| {
        folder.write_metrics(task, history).unwrap();
        fs::read_to_string(folder.path().join("metrics.csv")).unwrap()
    };
    let history =
        [record(1, 0.5, score(0.25, Some(0.75), None)), record(2, 0.1, score(0.2, Some(1.0), None))];
    assert_eq!(
        text(Task::Classification, &history),
        "epoch,train_loss,loss,accuracy\n1,0.5,0.25,0.75\n2,0.1,0.2,1\n"
    );
    let history = [record(1, 0.5, score(0.25, None, Some(0.5))), record(2, 0.1, score(0.2, None, None))];
    assert_eq!(text(Task::Regression, &history), "epoch,train_loss,loss,r2\n1,0.5,0.25,0.5\n2,0.1,0.2,\n");
}

#[test]
fn files_are_replaced_and_no_other_file_is_left() {
    let (_home, folder) = folder();
    folder.write_metrics(Task::Regression, &[]).unwrap();
    folder.write_run(&manifest()).unwrap();
    folder.write_run(&manifest()).unwrap();
    let mut names: Vec<String> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["metrics.csv", "run.toml"]);

    // A failed write leaves no file either: here a folder has the name of the file.
    fs::create_dir(folder.path().join("model.safetensors")).unwrap();
    let parameters: Buf<f64> = network(Activation::Tanh).initial_parameters(7);
    assert!(folder.write_model(&network(Activation::Tanh), &parameters).is_err());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
}

#[test]
fn an_invalid_path_is_detected_on_creation() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("file");
    fs::write(&file, "").unwrap();
    let message = RunFolder::create(file.join("run")).unwrap_err().to_string();
    assert!(message.starts_with(&format!("could not create {}: ", file.join("run").display())), "{message}");
}

#[test]
fn a_folder_is_locked_once_until_the_lock_is_dropped() {
    let (_home, folder) = folder();
    let file = folder.path().join(".lock");
    let lock = folder.lock().unwrap();
    assert!(matches!(folder.lock(), Err(Error::Locked { folder: path }) if path == folder.path()));
    folder.write_run(&manifest()).unwrap();
    assert_eq!(folder.read_run().unwrap(), manifest(), "readers need no lock");
    drop(lock);
    assert!(!file.exists());

    // A killed process leaves the file behind, not the lock.
    fs::write(&file, "").unwrap();
    drop(folder.lock().unwrap());
    assert!(!file.exists());
}

#[cfg(unix)]
#[test]
fn a_lock_removes_its_own_file_and_no_other() {
    let (_home, folder) = folder();
    let (removed, file) = (folder.lock().unwrap(), folder.path().join(".lock"));
    fs::remove_file(&file).unwrap();
    let lock = folder.lock().unwrap();
    drop(removed);
    assert!(file.exists() && matches!(folder.lock(), Err(Error::Locked { .. })));
    drop(lock);
    assert!(!file.exists());
}

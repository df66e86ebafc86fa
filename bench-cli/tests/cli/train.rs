//! `dualtape train` on real data, end to end.

use crate::sandbox::{Sandbox, data, interrupted, text};
use serde_json::Value;

/// Trains with JSON on stdout and gives the record.
fn trained(sandbox: &Sandbox, arguments: &[&str]) -> Value {
    let json = sandbox.succeeds(&[&["train"], arguments, &["--json", "-"]].concat());
    serde_json::from_str(&json).expect("JSON and nothing else")
}

fn number(record: &Value, pointer: &str) -> f64 {
    record.pointer(pointer).and_then(Value::as_f64).unwrap_or_else(|| panic!("{pointer} in {record}"))
}

#[test]
fn both_engines_end_with_the_same_losses_on_iris() {
    let sandbox = Sandbox::new();
    let iris = data("iris.csv");
    let train = |engine| trained(&sandbox, &[&iris, "--engine", engine, "--seed", "7"]);
    let (reverse, forward) = (train("reverse"), train("forward"));
    for pointer in ["/train/loss", "/validation/loss"] {
        let (a, b) = (number(&reverse, pointer), number(&forward, pointer));
        assert!((a - b).abs() <= 1e-9 * b.abs(), "{pointer}: {a} and {b}");
    }
    assert!(number(&reverse, "/validation/accuracy") >= 0.93, "{reverse}");
    assert_eq!((&reverse["engine"], &forward["engine"]), (&"reverse".into(), &"forward".into()));
}

#[test]
fn auto_measures_once_and_names_the_engine_that_repeats_the_run() {
    let sandbox = Sandbox::new();
    let iris = data("iris.csv");
    let chosen = trained(&sandbox, &[&iris, "--epochs", "2", "--out", "auto"]);
    let engine = chosen["engine"].as_str().expect("a name");
    assert!(["reverse", "forward"].contains(&engine), "{chosen}");
    trained(&sandbox, &[&iris, "--epochs", "2", "--out", "named", "--engine", engine]);
    let read = |file: &str| std::fs::read(sandbox.path().join(file)).expect("a file of the run");
    assert!(text(&read("auto/run.toml")).contains(&format!("engine = \"{engine}\"")));
    assert_eq!(read("auto/model.safetensors"), read("named/model.safetensors"));
}

#[test]
fn digits_are_learnt_in_reverse_mode() {
    let sandbox = Sandbox::new();
    let record = trained(&sandbox, &[&data("digits.csv"), "--hidden", "64,32", "--engine", "reverse"]);
    assert!(number(&record, "/validation/accuracy") >= 0.95, "{record}");
}

#[test]
fn diabetes_is_a_regression_with_r2() {
    let sandbox = Sandbox::new();
    let record = trained(
        &sandbox,
        &[&data("diabetes.csv"), "--epochs", "300", "--patience", "10", "--precision", "f32"],
    );
    assert!(number(&record, "/validation/r2") > 0.2, "{record}");
    // The targets are 25 to 346: standardised errors would be below 1.
    let (rmse, mae) = (number(&record, "/validation/rmse"), number(&record, "/validation/mae"));
    assert!(40.0 < mae && mae < rmse && rmse < 75.0, "{record}");
    assert_eq!((&record["train"]["accuracy"], record.get("calibration")), (&Value::Null, None));
    assert_eq!(record["stopped"], "patience");
}

#[test]
fn every_loss_over_two_classes_learns_them() {
    let sandbox = Sandbox::new();
    let rows: Vec<String> =
        (0..40).map(|i| format!("{i}.5,{}", if i < 20 { "low" } else { "high" })).collect();
    sandbox.file("two.csv", &format!("x,level\n{}\n", rows.join("\n")));
    for loss in ["auto", "softmax-cross-entropy", "binary-cross-entropy-probabilities", "squared-error"] {
        let record = trained(&sandbox, &["two.csv", "--loss", loss]);
        assert!(number(&record, "/train/accuracy") > 0.9, "{loss}: {record}");
    }
}

#[test]
fn the_record_has_the_fields_of_the_contract() {
    let sandbox = Sandbox::new();
    let record = trained(&sandbox, &[&data("iris.csv"), "--epochs", "2", "--hidden", "16,16"]);
    let fields =
        |value: &Value| value.as_object().expect("an object").keys().cloned().collect::<Vec<_>>().join(" ");
    let expected = "best_epoch calibration columns engine epochs_run parameters run schema seconds seconds_per_epoch stopped train validation";
    assert_eq!(fields(&record), expected);
    assert_eq!(fields(&record["train"]), "accuracy balanced_accuracy loss mae r2 rmse");
    assert_eq!(fields(&record["calibration"]), "log_loss log_loss_before temperature");
    assert_eq!(record["schema"], "dualtape.train/1");
    assert_eq!((&record["parameters"], &record["epochs_run"]), (&403.into(), &2.into()));
    assert_eq!((&record["stopped"], &record["run"]), (&"epochs".into(), &"runs/iris-1".into()));
}

#[test]
fn settings_that_no_flag_gives_are_told_and_stored() {
    let sandbox = Sandbox::new();
    let iris = data("iris.csv");
    let output = sandbox.run(&["train", &iris, "--activation", "relu", "--out", "run"]);
    let stderr = text(&output.stderr);
    let note =
        stderr.lines().find(|line| line.starts_with("defaults for 150 rows and 4 inputs: ")).expect("a note");
    assert!(note.contains("hidden 64,32, ") && !note.contains("activation"), "{note}");
    let toml = sandbox.read("run/run.toml");
    for stored in ["4-64-32-3", "relu", "adamw", "cosine"] {
        assert!(toml.contains(&format!("\"{stored}\"")), "{stored} in {toml}");
    }
}

#[test]
fn runs_are_numbered_and_the_same_seed_gives_the_same_bytes() {
    let sandbox = Sandbox::new();
    let train = |seed: &str| sandbox.succeeds(&["train", &data("iris.csv"), "--epochs", "3", "--seed", seed]);
    let page = train("7");
    assert!(page.contains("Saved in runs/iris-1."), "{page}");
    assert!(page.lines().last().is_some_and(|line| line.starts_with("Next: `dualtape ")), "{page}");
    train("7");
    train("8");
    let read = |run: &str, file: &str| {
        std::fs::read(sandbox.path().join("runs").join(run).join(file)).expect("a file of the run")
    };
    for file in ["model.safetensors", "metrics.csv"] {
        assert_eq!(read("iris-1", file), read("iris-2", file), "{file}");
        assert_ne!(read("iris-1", file), read("iris-3", file), "{file}");
    }
    assert_eq!(text(&read("iris-1", "metrics.csv")).lines().count(), 1 + 3);
    assert!(text(&read("iris-1", "run.toml")).contains("seed = 7"));
}

#[test]
fn a_training_that_diverges_says_where_and_keeps_the_best_model() {
    let sandbox = Sandbox::new();
    let arguments = [
        "train",
        &data("diabetes.csv"),
        "--activation",
        "relu",
        "--hidden",
        "16,16",
        "--validation",
        "20%",
        "--optimizer",
        "sgd",
        "--learning-rate",
        "1e6",
    ];
    let output = sandbox.run(&arguments);
    let stderr = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("training diverged in epoch 1, batch "), "{stderr}");
    assert!(stderr.contains(" of layer ") && stderr.contains(" in row "), "{stderr}");
    assert!(stderr.contains("try a smaller --learning-rate"), "{stderr}");
    assert!(sandbox.path().join("runs/diabetes-1/model.safetensors").exists());
}

#[test]
fn a_training_that_never_improved_keeps_the_initial_model() {
    let sandbox = Sandbox::new();
    let diabetes = data("diabetes.csv");
    let flags = ["--hidden", "none", "--optimizer", "sgd", "--learning-rate", "1e308", "--batch", "full"];
    let output = sandbox.run(&[&["train", &diabetes], &flags[..]].concat());
    let stderr = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("the initial model is in runs/diabetes-1"), "{stderr}");
}

#[test]
fn the_next_command_names_what_differs_from_the_defaults() {
    let sandbox = Sandbox::new();
    let iris = data("iris.csv");
    let begin = ["train", &iris, "--epochs", "1", "--hidden", "16,16", "--validation", "20%"];
    let page = sandbox.succeeds(&[&begin[..], &["--activation", "tanh", "--batch", "32"]].concat());
    let next = "`dualtape bench --layers 4-16-16-3 --loss softmax-cross-entropy --batch 32`";
    assert!(page.contains(next), "{page}");
    let flags = ["--activation", "relu", "--loss", "squared-error", "--batch", "full", "--precision", "f32"];
    let page = sandbox.succeeds(&[&begin, &flags[..]].concat());
    let next = "`dualtape bench --layers 4-16-16-3 --activation relu --batch 120 --precision f32`";
    assert!(page.contains(next), "{page}");
}

#[test]
fn too_few_rows_to_validate_are_warned_about() {
    let sandbox = Sandbox::new();
    sandbox.file("two.csv", "a,y\n1,p\n2,q\n");
    let warned = |share| {
        let output = sandbox.run(&["train", "two.csv", "--epochs", "1", "--validation", share]);
        assert!(output.status.success());
        text(&output.stderr).contains("warning: --validation: too few rows")
    };
    assert!(warned("20%") && !warned("0%"));
}

#[cfg(unix)]
#[test]
fn an_argument_that_is_not_utf8_is_no_panic() {
    use std::os::unix::ffi::OsStrExt;
    let sandbox = Sandbox::new();
    let mut command = sandbox.command(&["train", &data("iris.csv"), "--epochs", "1", "--out"]);
    let output = command.arg(std::ffi::OsStr::from_bytes(b"r\xffn")).output().expect("the binary starts");
    assert!(output.status.success(), "{}", text(&output.stderr));
}

#[cfg(unix)]
#[test]
fn ctrl_c_saves_what_was_reached() {
    use std::process::Stdio;
    use std::time::{Duration, Instant};

    let sandbox = Sandbox::new();
    let out = sandbox.path().join("run");
    let training = sandbox
        .command(&["train", &data("iris.csv"), "--epochs", "100000000", "--out", "run"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    // The handler stands before the folder is there.
    let patience = Instant::now();
    while !out.exists() && patience.elapsed() < Duration::from_mins(1) {
        std::thread::sleep(Duration::from_millis(20));
    }
    std::thread::sleep(Duration::from_millis(300));
    let output = interrupted(training);
    assert_eq!(output.status.code(), Some(130), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("interrupted after"));
    assert!(text(&output.stderr).contains("`dualtape train --resume run` goes on"));
    for file in ["checkpoint.safetensors", "model.safetensors", "run.toml", "metrics.csv"] {
        assert!(out.join(file).exists(), "{file}");
    }
}

#[test]
fn every_engine_and_optimizer_learns() {
    let sandbox = Sandbox::new();
    let iris = data("iris.csv");
    let flags = ["--epochs", "60", "--hidden", "8", "--schedule", "cosine", "--clip-norm", "5"];
    for optimizer in ["sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw"] {
        let record = trained(&sandbox, &[&[&iris, "--optimizer", optimizer], &flags[..]].concat());
        assert!(number(&record, "/validation/accuracy") >= 0.9, "{optimizer}: {record}");
    }
    let record = trained(&sandbox, &[&iris, "--optimizer", "lbfgs", "--weight-decay", "0.001"]);
    assert!(number(&record, "/validation/accuracy") >= 0.9, "{record}");
    for (engine, names) in
        [("auto", &["forward", "reverse"][..]), ("forward-gradient", &["forward-gradient"])]
    {
        let record = trained(
            &sandbox,
            &[&[&iris, "--engine", engine, "--learning-rate", "0.01"], &flags[..]].concat(),
        );
        assert!(number(&record, "/validation/accuracy") >= 0.8, "{engine}: {record}");
        assert!(names.iter().any(|&name| record["engine"] == name), "{engine}: {record}");
    }
}

#[test]
fn regularised_networks_learn_and_are_described() {
    let sandbox = Sandbox::new();
    let iris = data("iris.csv");
    let layers = ["--hidden", "16,16,16", "--residual", "--normalise", "layer"];
    let noise = ["--dropout", "0.1", "--label-smoothing", "10%", "--out", "run"];
    let record = trained(&sandbox, &[&[iris.as_str()][..], &layers, &noise].concat());
    assert!(number(&record, "/validation/accuracy") >= 0.9, "{record}");
    let parameters = 4 * 16 + 16 + 2 * (16 * 16 + 16) + 16 * 3 + 3 + 3 * 2 * 16;
    assert_eq!(number(&record, "/parameters"), f64::from(parameters));
    let run = sandbox.read("run/run.toml");
    for line in ["residual = true", "normalisation = \"layer\"", "dropout = 0.1", "label_smoothing = 0.1"] {
        assert!(run.contains(line), "no `{line}` in {run}");
    }
    let page = sandbox.read("run/report.html");
    for part in ["Connections", "residual", "Normalisation", "Dropout", "Label smoothing"] {
        assert!(page.contains(part), "no {part} on the page");
    }
    let judged = sandbox.succeeds(&["eval", "run", &iris]);
    assert!(judged.contains("accuracy"), "{judged}");

    // Layers are drawn with all that they do; by neuron they cannot be.
    let picture = sandbox.succeeds(&["explain", "run", "--detail", "simplified", "--as", "svg"]);
    assert!(picture.contains("a1 + ") && picture.contains("normal(z2)"), "{picture}");
    let picture = sandbox.succeeds(&["explain", "run", "--as", "svg"]);
    assert!(picture.contains("normalised, ") && picture.contains(", residual"), "{picture}");
    let output = sandbox.run(&["explain", "run", "--detail", "neuron", "--as", "svg"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("--detail: found neuron, expected op or layer"));

    // A plain run names none of it.
    sandbox.succeeds(&["train", &iris, "--epochs", "1", "--out", "plain"]);
    let run = sandbox.read("plain/run.toml");
    for name in ["residual", "normalisation", "dropout", "label_smoothing"] {
        assert!(!run.contains(name), "`{name}` in {run}");
    }
}

#[test]
fn memory_is_told_before_training() {
    let sandbox = Sandbox::new();
    let arguments =
        ["train", &data("iris.csv"), "--epochs", "1", "--hidden", "1000,1000", "--precision", "f32"];
    let output = sandbox.run(&arguments);
    assert!(output.status.success());
    let stderr = text(&output.stderr);
    let told = "1,009,003 parameters on 150 rows, 32 at a time: at most about ";
    assert!(stderr.contains(told) && stderr.contains(" MiB of memory"), "{stderr}");
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let sandbox = Sandbox::new();
    let mut training = sandbox
        .command(&["train", &data("iris.csv"), "--epochs", "1", "--quiet"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the binary starts");
    drop(training.stdout.take());
    let output = training.wait_with_output().expect("our child");
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()));
}

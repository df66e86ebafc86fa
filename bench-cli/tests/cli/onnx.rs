//! `dualtape export`: onnxruntime gives the answers of `dualtape predict`.

use std::fs;
use std::path::Path;

use crate::python::{ODD_ROWS, assert_agreement, has_python, mixed_table};
use crate::sandbox::{Sandbox, data, text};

/// Exports a run, and compares the outputs for the rows of a table with the cells that `predict` adds to it.
fn assert_export_agrees(sandbox: &Sandbox, table: &str) {
    sandbox.succeeds(&["export", "run", "model.onnx"]);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/run_onnx.py");
    assert_agreement(sandbox, &script, "model.onnx", table);
}

#[test]
fn onnxruntime_gives_the_answers_of_predict() {
    if !has_python() {
        return;
    }
    let table = mixed_table();
    let rows = format!("{table}{ODD_ROWS}");
    let mut runs = String::new();
    let mut check = |flags: &[&str]| {
        let sandbox = Sandbox::new();
        sandbox.file("train.csv", &table);
        sandbox.file("rows.csv", &rows);
        sandbox.succeeds(&[&["train", "train.csv", "--out", "run", "--epochs", "4"], flags].concat());
        assert_export_agrees(&sandbox, "rows.csv");
        runs += &sandbox.read("run/run.toml");
    };
    for activation in ["tanh", "relu", "leaky-relu", "sigmoid", "softplus", "gelu", "identity"] {
        check(&["--target", "level", "--activation", activation]);
    }
    for loss in ["binary-cross-entropy", "binary-cross-entropy-probabilities", "squared-error"] {
        check(&["--target", "member", "--loss", loss]);
    }
    check(&["--target", "level", "--loss", "squared-error"]);
    for activation in ["tanh", "relu"] {
        let layers = ["--hidden", "8,8,6", "--residual", "--normalise", "layer", "--dropout", "0.1"];
        check(&[&["--target", "level", "--activation", activation][..], &layers].concat());
    }
    for loss in ["squared-error", "half-sum-of-squares"] {
        check(&["--target", "price", "--loss", loss, "--precision", "f32"]);
    }
    check(&["--target", "age,price"]);
    for part in [
        "rare = [",
        "missing = true",
        "indicator = true",
        "\"month\"",
        "\"weekday\"",
        "\"hour\"",
        "temperature",
        "residual = true",
        "normalisation = \"layer\"",
    ] {
        assert!(runs.contains(part), "no run has {part}:\n{runs}");
    }
}

#[test]
fn a_graph_takes_any_name_of_a_column() {
    if !has_python() {
        return;
    }
    let sandbox = Sandbox::new();
    let rows: Vec<String> = (0..40).map(|i| format!("{i},{},{}", i % 7, i * i)).collect();
    sandbox.file("names.csv", &format!("prediction,gemm,y\n{}\n", rows.join("\n")));
    sandbox.succeeds(&["train", "names.csv", "--out", "run", "--epochs", "3", "--task", "regression"]);
    assert_export_agrees(&sandbox, "names.csv");
}

#[test]
fn a_network_of_generated_data_is_exported() {
    if !has_python() {
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.succeeds(&["train", "moons", "--out", "run", "--epochs", "3"]);
    sandbox.file("points.csv", "x1,x2\n0.5,0.25\n-1,1e3\n");
    assert_export_agrees(&sandbox, "points.csv");
}

#[test]
fn a_file_is_written_whole_or_not_at_all() {
    let sandbox = Sandbox::new();
    sandbox.succeeds(&["train", &data("iris.csv"), "--out", "run", "--epochs", "1"]);
    let told = text(&sandbox.run(&["export", "run", "a.onnx"]).stderr);
    assert_eq!(
        told,
        "a.onnx has 4 inputs, named as the columns, and gives `prediction` and `probabilities`.\n"
    );
    let whole = fs::read(sandbox.path().join("a.onnx")).expect("a file");
    assert_eq!(sandbox.run(&["export", "run", "-", "--quiet"]).stdout, whole);
    sandbox.file("run/run.toml", "");
    let before = sandbox.contents();
    for (arguments, sentence) in [
        (&["export", "run", "a.onnx"][..], "run/run.toml"),
        (&["export", "run", "new.onnx"], "run/run.toml"),
        (&["export", "run", "run"], "ONNX: found the folder run, expected a file name"),
        (&["export", "run", "nowhere/a.onnx"], "cannot write the ONNX file nowhere/a.onnx"),
        (&["export", "run", "a.onnx", "--json", "-"], "found --json, expected no such flag"),
    ] {
        let output = sandbox.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).contains(sentence), "{arguments:?}: {}", text(&output.stderr));
    }
    assert_eq!(sandbox.contents(), before);
    assert_eq!(fs::read(sandbox.path().join("a.onnx")).expect("a file"), whole);
}

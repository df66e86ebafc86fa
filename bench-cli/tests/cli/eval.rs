//! `dualtape eval` on runs that `train` made.

use crate::bad_input::refused;
use crate::sandbox::{Sandbox, data, text};
use serde_json::{Value, json};

/// A sandbox with the run `run` of this data set.
fn trained(data: &str, flags: &[&str]) -> (Sandbox, Value) {
    let sandbox = Sandbox::new();
    let arguments = [&["train", data, "--out", "run", "--epochs", "20", "--json", "-"], flags].concat();
    let record = serde_json::from_str(&sandbox.succeeds(&arguments)).expect("a record");
    (sandbox, record)
}

fn evaluated(sandbox: &Sandbox, arguments: &[&str]) -> Value {
    let text = sandbox.succeeds(&[&["eval", "run"], arguments, &["--json", "-"]].concat());
    serde_json::from_str(&text).expect("JSON and nothing else")
}

#[test]
fn a_run_is_judged_as_it_was_in_training() {
    let (sandbox, record) = trained(&data("iris.csv"), &["--validation", "0%"]);
    let found = evaluated(&sandbox, &[&data("iris.csv")]);
    assert_eq!(found["schema"], "dualtape.eval/1");
    assert_eq!(
        (&found["rows"], &found["task"], &found["run"]),
        (&json!(150), &json!("classification"), &json!("run"))
    );
    assert_eq!(found["score"]["accuracy"], record["train"]["accuracy"]);
    let loss = |value: &Value| value["loss"].as_f64().expect("a number");
    assert!((loss(&found["score"]) / loss(&record["train"]) - 1.0).abs() < 1e-12);
    assert_eq!(found["confusion"]["classes"], json!(["setosa", "versicolor", "virginica"]));
    let counts = found["confusion"]["counts"].as_array().expect("rows");
    for row in counts {
        let sum: u64 = row.as_array().expect("a row").iter().filter_map(Value::as_u64).sum();
        assert_eq!(sum, 50, "each class has 50 rows: {found}");
    }
    let page = sandbox.succeeds(&["eval", "run", &data("iris.csv")]);
    assert!(page.contains("accuracy ") && page.contains("versicolor"), "{page}");
    assert!(
        page.lines().last().is_some_and(|line| line.starts_with("Next: `dualtape predict run ")),
        "{page}"
    );
}

#[test]
fn a_regression_has_r2_and_no_matrix() {
    let (sandbox, record) = trained(&data("diabetes.csv"), &["--validation", "0%", "--precision", "f32"]);
    let found = evaluated(&sandbox, &[&data("diabetes.csv"), "--require", "r2=0.3"]);
    let r2 = |value: &Value| value["r2"].as_f64().expect("a number");
    assert!((r2(&found["score"]) - r2(&record["train"])).abs() < 1e-5, "f32 was trained: {found} {record}");
    assert_eq!((&found["confusion"], &found["score"]["accuracy"]), (&Value::Null, &Value::Null));
    assert_eq!(found["requirements"][0]["met"], true);
}

#[test]
fn a_requirement_that_is_missed_is_exit_code_1() {
    let (sandbox, _) = trained("moons", &[]);
    let met = ["accuracy=0.9,loss=0.5", "--json", "-"];
    let run = |require: &[&str]| {
        sandbox.run(&[&["eval", "run", "moons", "--seed", "8", "--require"], require].concat())
    };
    assert_eq!(run(&met).status.code(), Some(0), "{}", text(&run(&met).stderr));
    let missed = run(&["accuracy=1.01", "--require", "loss=0"]);
    let stderr = text(&missed.stderr);
    assert_eq!(missed.status.code(), Some(1), "{stderr}");
    assert!(
        stderr.starts_with("error: accuracy: found 0.9") || stderr.starts_with("error: accuracy: found 1,"),
        "{stderr}"
    );
    assert!(stderr.contains(", required at least 1.01; loss: found 0."), "{stderr}");
    assert!(text(&missed.stdout).contains("accuracy"), "the figures are shown all the same");
}

#[test]
fn columns_are_matched_by_name() {
    let (sandbox, _) = trained("moons", &[]);
    sandbox.file("new.csv", "id,class,x2,x1\n7,1,-0.5,1\n8,0,1,0\n");
    let found = evaluated(&sandbox, &["new.csv", "--require", "accuracy=1"]);
    assert_eq!(found["confusion"]["counts"], json!([[1, 0], [0, 1]]));
}

#[test]
fn data_and_requirements_that_do_not_fit_are_named() {
    let (sandbox, _) = trained("moons", &[]);
    let trained_on = "expected every column that the network was trained on";
    refused(&sandbox, &["eval", "run", &data("iris.csv")], &["iris.csv", "no column `x1`", trained_on]);
    refused(&sandbox, &["eval", "run", "sine"], &["sine: found no column `x1`"]);
    sandbox.file("new.csv", "x1,x2,class\n1,1,0\n1,1,2\n");
    refused(
        &sandbox,
        &["eval", "run", "new.csv"],
        &["new.csv, line 3, column 3 (class)", "`2`", "classes 0, 1"],
    );
    refused(
        &sandbox,
        &["eval", "run", "moons", "--require", "r2=0.5"],
        &["--require: found r2, expected accuracy or loss"],
    );
    refused(
        &sandbox,
        &["eval", "run", "moons", "--require", "f1=0.5"],
        &["--require", "`f1=0.5`", "accuracy=0.95"],
    );
    refused(&sandbox, &["eval", "nowhere", "moons"], &["nowhere/run.toml"]);
}

#[test]
fn a_model_that_is_cut_damaged_or_of_another_shape_is_named() {
    let (sandbox, _) = trained("moons", &[]);
    let model = sandbox.path().join("run/model.safetensors");
    let bytes = std::fs::read(&model).expect("the model");
    let toml = sandbox.path().join("run/run.toml");
    let run = std::fs::read_to_string(&toml).expect("the run");
    let eval = ["eval", "run", "moons"];
    for cut in [0, 7, 100, bytes.len() - 1] {
        std::fs::write(&model, &bytes[..cut]).expect("writable");
        refused(&sandbox, &eval, &["run/model.safetensors", "no whole safetensors file"]);
    }
    let mut damaged = bytes.clone();
    let last = damaged.len() - 8..;
    damaged[last].copy_from_slice(&f64::NAN.to_le_bytes());
    std::fs::write(&model, damaged).expect("writable");
    refused(&sandbox, &eval, &["run/model.safetensors", "found NaN", "finite"]);
    std::fs::write(&model, &bytes).expect("writable");
    std::fs::write(&toml, run.replace("2-16-16-1", "2-16-8-1")).expect("writable");
    refused(&sandbox, &eval, &["run/model.safetensors", "layer1.weight", "[16, 16]", "[8, 16]"]);
    std::fs::write(&toml, run.replace("2-16-16-1", "3-16-16-1")).expect("writable");
    refused(&sandbox, &eval, &["run/run.toml", "the network's inputs: found 3 numbers, expected 2"]);
    std::fs::write(&toml, &run[..run.len() / 2]).expect("writable");
    refused(&sandbox, &eval, &["run/run.toml: line "]);
    std::fs::remove_file(&model).expect("there");
    std::fs::remove_file(model.with_file_name("checkpoint.safetensors")).expect("there");
    std::fs::write(&toml, &run).expect("writable");
    refused(&sandbox, &eval, &["run/model.safetensors"]);
}

#[test]
fn images_train_and_are_judged() {
    let sandbox = Sandbox::new();
    let idx = |name: &str, header: &[u8], data: &[u8]| {
        std::fs::write(sandbox.path().join(name), [header, data].concat()).expect("writable");
    };
    // Bright images of 1 x 2 are of class 3, dark ones of class 8.
    let pixels: Vec<u8> =
        (0..40).flat_map(|item| if item % 2 == 0 { [200, 250 - item] } else { [10, item] }).collect();
    let labels: Vec<u8> = (0..40).map(|item| if item % 2 == 0 { 3 } else { 8 }).collect();
    idx("t10k-images-idx3-ubyte", &[0, 0, 8, 3, 0, 0, 0, 40, 0, 0, 0, 1, 0, 0, 0, 2], &pixels);
    idx("t10k-labels-idx1-ubyte", &[0, 0, 8, 1, 0, 0, 0, 40], &labels);
    sandbox.succeeds(&["train", "t10k-images-idx3-ubyte", "--out", "run"]);
    let pair = "t10k-images-idx3-ubyte,t10k-labels-idx1-ubyte";
    let found = evaluated(&sandbox, &[pair, "--require", "accuracy=1"]);
    assert_eq!(found["confusion"], json!({"classes": ["3", "8"], "counts": [[20, 0], [0, 20]]}));
    sandbox.file("new.csv", "pixel_0_1,pixel_0_0\n240,210\n");
    assert!(sandbox.succeeds(&["predict", "run", "new.csv"]).ends_with("240,210,3\n"));
}

//! `dualtape eval` on runs that `train` made.

use crate::bad_input::refused;
use crate::sandbox::{Sandbox, data, text};
use serde_json::{Value, json};

/// A sandbox with the run `run` of this data set.
fn trained(data: &str, flags: &[&str]) -> (Sandbox, Value) {
    let sandbox = Sandbox::new();
    let epochs = if flags.contains(&"--epochs") { &[][..] } else { &["--epochs", "20"] };
    let arguments = [&["train", data, "--out", "run", "--json", "-"], epochs, flags].concat();
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
        &[
            "--require: found r2, expected one of loss, accuracy, balanced_accuracy, ",
            "the run is a classification",
        ],
    );
    refused(
        &sandbox,
        &["eval", "run", "moons", "--require", "gini=0.5"],
        &[
            "--require",
            "`gini=0.5`",
            "accuracy=0.95",
            "loss, accuracy, balanced_accuracy, precision, recall, f1, auc",
        ],
    );
    refused(
        &sandbox,
        &["eval", "run", "moons", "--require", "recall:2=0.5"],
        &["--require: found the class `2`, expected one of 0, 1"],
    );
    refused(&sandbox, &["eval", "nowhere", "moons"], &["nowhere/run.toml"]);
}

#[test]
fn a_model_that_is_cut_damaged_or_of_another_shape_is_named() {
    let (sandbox, _) = trained("moons", &["--hidden", "16,16"]);
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

#[test]
fn every_metric_is_in_the_record_and_can_be_required() {
    let (sandbox, _) = trained(&data("iris.csv"), &[]);
    let required = "accuracy=0.9,balanced_accuracy=0.9,precision=0.9,recall=0.9,f1=0.9,auc=0.9,log_loss=1,loss=1,\
                    recall:setosa=0.99,precision:virginica=0.5";
    let found = evaluated(&sandbox, &[&data("iris.csv"), "--require", required]);
    let results = found["requirements"].as_array().expect("a list");
    assert!(results.len() == 10 && results.iter().all(|result| result["met"] == true), "{found}");
    for metric in ["balanced_accuracy", "auc", "log_loss"] {
        let result = results.iter().find(|result| result["metric"] == metric).expect(metric);
        assert_eq!(found[metric], result["found"], "{metric}");
    }
    assert_eq!((&found["rmse"], &found["mae"]), (&Value::Null, &Value::Null));
    let setosa = &found["classes"][0];
    assert_eq!((&setosa["name"], &setosa["rows"]), (&json!("setosa"), &json!(50)));
    assert_eq!(setosa["recall"], results[8]["found"]);
    let missed = sandbox.run(&["eval", "run", &data("iris.csv"), "--require", "recall:setosa=1.5"]);
    assert_eq!(missed.status.code(), Some(1));
    let stderr = text(&missed.stderr);
    assert!(stderr.contains("recall:setosa: found ") && stderr.contains("at least 1.5"), "{stderr}");
}

#[test]
fn errors_are_in_the_units_of_the_target() {
    let (sandbox, _) = trained(&data("diabetes.csv"), &[]);
    let found = evaluated(&sandbox, &[&data("diabetes.csv"), "--require", "rmse=70,mae=60"]);
    let number = |name: &str| found[name].as_f64().expect(name);
    assert!(30.0 < number("mae") && number("mae") < number("rmse"), "{found}");
    for null in ["balanced_accuracy", "auc", "log_loss", "classes"] {
        assert_eq!(found[null], Value::Null, "{null}");
    }
    // The predictions of `predict` have that error.
    let csv = sandbox.succeeds(&["predict", "run", &data("diabetes.csv")]);
    let rows: Vec<Vec<f64>> = csv
        .lines()
        .skip(1)
        .map(|line| line.rsplit(',').take(2).map(|cell| cell.parse().expect("a number")).collect())
        .collect();
    let mae = rows.iter().map(|row| (row[0] - row[1]).abs()).sum::<f64>() / rows.len() as f64;
    assert!((mae / number("mae") - 1.0).abs() < 1e-12, "{mae} and {found}");
    let page = sandbox.succeeds(&["eval", "run", &data("diabetes.csv")]);
    assert!(page.contains(", RMSE ") && page.contains(", MAE ") && page.contains("r² lost if"), "{page}");
    let missed = sandbox.run(&["eval", "run", &data("diabetes.csv"), "--require", "rmse=1"]);
    assert!(text(&missed.stderr).contains("required at most 1"), "{}", text(&missed.stderr));
}

#[test]
fn a_class_that_accuracy_hides_is_named() {
    let sandbox = Sandbox::new();
    let often = (0..200).map(|i| format!("{i},often"));
    let rare = (0..20).map(|i| format!("{}.5,rare", 150 + 5 * i / 2));
    sandbox.file("rare.csv", &format!("x,y\n{}\n", often.chain(rare).collect::<Vec<_>>().join("\n")));
    let warning = "The accuracy hides a class: of ";
    let advice = "`train --class-weights balanced` gives all classes the same weight";
    let train = |weights, out| {
        sandbox.succeeds(&["train", "rare.csv", "--hidden", "none", "--class-weights", weights, "--out", out])
    };
    let page = train("none", "plain");
    assert!(page.contains(warning) && page.contains(advice), "{page}");
    assert!(sandbox.read("plain/report.html").contains(warning));
    let page = sandbox.succeeds(&["eval", "plain", "rare.csv"]);
    assert!(page.contains("The accuracy hides a class: of 20 rows of `rare` none is found; "), "{page}");
    let balanced = train("balanced", "balanced");
    assert!(!balanced.contains("hides a class"), "{balanced}");
}

#[test]
fn columns_are_ranked_and_their_shares_add_up() {
    let sandbox = Sandbox::new();
    // The class is the sign of b; a and c say nothing.
    let rows =
        (0..300).map(|i| format!("{},{},{},{}", i % 7, i - 150, i % 3, if i < 150 { "no" } else { "yes" }));
    sandbox.file("sign.csv", &format!("a,b,c,y\n{}\n", rows.collect::<Vec<_>>().join("\n")));
    for (loss, noun) in [("auto", "probability"), ("squared-error", "output")] {
        sandbox.succeeds(&["train", "sign.csv", "--loss", loss, "--out", loss]);
        let arguments = ["eval", loss, "sign.csv", "--json", "-"];
        let (json, again) = (sandbox.succeeds(&arguments), sandbox.succeeds(&arguments));
        assert_eq!(json, again, "the permutations are seeded");
        let found: Value = serde_json::from_str(&json).expect("JSON");
        let of = |column: usize, by: &str| found["importance"][column][by].as_f64().expect("a number");
        assert_eq!(found["importance"][1]["column"], "b");
        for by in ["permutation", "gradient"] {
            assert!(of(1, by) > 0.2 && of(1, by) > 4.0 * of(0, by).max(of(2, by)), "{by}: {found}");
        }
        assert!(found["completeness_gap"].as_f64().is_some_and(|gap| gap < 1e-2), "{found}");
        let page = sandbox.succeeds(&["eval", loss, "sign.csv"]);
        assert!(page.contains(&format!("mean share in the {noun}")), "{page}");
    }
    let report = sandbox.read("auto/report.html");
    assert!(report.contains("The most important column is b") && report.contains("data-column=\"b\""));
    assert!(report.contains("Confidence and accuracy are "));
    let explained = sandbox.succeeds(&["explain", "auto", "--row", "3", "--as", "json"]);
    let explained: Value = serde_json::from_str(&explained).expect("JSON");
    let attribution = &explained["attribution"];
    let number = |value: &Value| value.as_f64().expect("a number");
    assert_eq!(
        (&attribution["of"], &attribution["inputs"][1]["value"]),
        (&json!("the probability of y = no"), &json!(-148.0))
    );
    let inputs = attribution["inputs"].as_array().expect("a list");
    let sum: f64 = inputs.iter().map(|input| number(&input["integrated"])).sum();
    let change = number(&attribution["output"]) - number(&attribution["baseline"]);
    assert!(
        (sum - change).abs() <= number(&attribution["gap"]) + 1e-12 && (sum - change).abs() < 1e-3,
        "{attribution}"
    );
    assert!(sandbox.succeeds(&["explain", "auto"]).contains("integrated gradients"));
    let moved = sandbox.succeeds(&["explain", "auto", "--at", "b=3", "--as", "json"]);
    assert!(!moved.contains("attribution"), "another point has no prediction of the model");
}

#[test]
fn a_temperature_is_kept_and_applied_and_older_runs_have_none() {
    let flags = [
        "--epochs",
        "3",
        "--hidden",
        "16,16",
        "--activation",
        "tanh",
        "--batch",
        "32",
        "--validation",
        "20%",
    ];
    let (sandbox, record) = trained("moons", &flags);
    let calibration = &record["calibration"];
    let number = |value: &Value| value.as_f64().expect("a number");
    assert!(number(&calibration["log_loss"]) < number(&calibration["log_loss_before"]), "{record}");
    let found = evaluated(&sandbox, &["moons"]);
    assert_eq!(found["temperature"], calibration["temperature"]);
    assert!(sandbox.succeeds(&["eval", "run", "moons"]).contains("(calibrated, temperature "));
    sandbox.file("rows.csv", "x1,x2\n0.3,0.4\n");
    let probability = || {
        let csv = sandbox.succeeds(&["predict", "run", "rows.csv", "--probabilities"]);
        csv.trim_end().rsplit(',').next().and_then(|cell| cell.parse::<f64>().ok()).expect("a probability")
    };
    let logit = |p: f64| (p / (1.0 - p)).ln();
    let calibrated = logit(probability());
    let toml = sandbox.read("run/run.toml");
    let older: Vec<&str> = toml.lines().filter(|line| !line.starts_with("temperature")).collect();
    assert_eq!(older.len() + 1, toml.lines().count());
    sandbox.file("run/run.toml", &older.join("\n"));
    let plain = logit(probability());
    assert!((plain / calibrated / number(&calibration["temperature"]) - 1.0).abs() < 1e-9);
    let found = evaluated(&sandbox, &["moons"]);
    let apart = number(&found["log_loss"]) - number(&found["score"]["loss"]);
    assert!(found.get("temperature").is_none() && apart.abs() < 1e-12, "{found}");
}

//! `dualtape train --folds` and `--class-weights`.

use crate::bad_input::refused;
use crate::sandbox::{Sandbox, data};
use serde_json::Value;

fn trained(sandbox: &Sandbox, arguments: &[&str]) -> Value {
    let text = sandbox.succeeds(&[&["train"], arguments, &["--json", "-"]].concat());
    serde_json::from_str(&text).expect("JSON and nothing else")
}

#[test]
fn folds_are_scored_and_leave_the_model_as_it_is() {
    let sandbox = Sandbox::new();
    let iris = data("iris.csv");
    let plain = trained(&sandbox, &[&iris, "--epochs", "30", "--out", "plain"]);
    let crossed = trained(&sandbox, &[&iris, "--epochs", "30", "--out", "crossed", "--folds", "5"]);
    assert_eq!(plain.get("folds"), None, "the field is there only if it was asked for");
    let folds = &crossed["folds"];
    let scores: Vec<f64> = folds["scores"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|score| score["accuracy"].as_f64())
        .collect();
    assert_eq!((&folds["count"], scores.len()), (&5.into(), 5));
    let mean = folds["mean"]["accuracy"].as_f64().expect("a number");
    assert!((mean - scores.iter().sum::<f64>() / 5.0).abs() < 1e-12, "{folds}");
    assert!(mean >= 0.93 && folds["sd"]["accuracy"].as_f64().is_some_and(|sd| sd < 0.1), "{folds}");
    let model =
        |run: &str| std::fs::read(sandbox.path().join(run).join("model.safetensors")).expect("a model");
    assert_eq!(model("plain"), model("crossed"));
    assert_eq!((&plain["train"], &plain["validation"]), (&crossed["train"], &crossed["validation"]));
}

#[test]
fn folds_of_a_regression_have_r2_and_repeat() {
    let sandbox = Sandbox::new();
    let train = |seed: &str| {
        trained(&sandbox, &["sine", "--epochs", "30", "--folds", "3", "--seed", seed])["folds"].clone()
    };
    let first = train("7");
    assert_eq!(first, train("7"));
    assert_ne!(first, train("8"));
    assert!(first["mean"]["r2"].as_f64().is_some_and(|r2| r2 > 0.8), "{first}");
    assert_eq!(first["mean"]["accuracy"], Value::Null);
    assert!(first["mean"]["rmse"].as_f64() > first["mean"]["mae"].as_f64(), "{first}");
    let page = sandbox.succeeds(&["train", "sine", "--epochs", "1", "--folds", "2"]);
    assert!(page.contains("2 folds held out: r² ") && page.contains("; RMSE "), "{page}");
}

#[test]
fn balanced_classes_find_more_of_the_rare_one() {
    let sandbox = Sandbox::new();
    // Two hundred of `often` from 0 to 200, twenty of `rare` among the last fifty.
    let often = (0..200).map(|i| format!("{i},often"));
    let rare = (0..20).map(|i| format!("{}.5,rare", 150 + 5 * i / 2));
    sandbox.file("rare.csv", &format!("x,y\n{}\n", often.chain(rare).collect::<Vec<_>>().join("\n")));
    let found = |weights: &str| {
        let flags = ["--class-weights", weights, "--hidden", "none", "--out", weights];
        trained(&sandbox, &[&["rare.csv"], &flags[..]].concat());
        let judged = sandbox.succeeds(&["eval", weights, "rare.csv", "--json", "-"]);
        let judged: Value = serde_json::from_str(&judged).expect("JSON");
        judged["confusion"]["counts"][1][1].as_u64().expect("a count")
    };
    let (plain, balanced) = (found("none"), found("balanced"));
    assert!(plain < 5 && balanced > 15, "{plain} and {balanced} of 20");
}

#[test]
fn folds_and_weights_that_make_no_sense_are_named() {
    let sandbox = Sandbox::new();
    let iris = data("iris.csv");
    refused(&sandbox, &["train", &iris, "--folds", "1"], &["--folds: expected a whole number of at least 2"]);
    refused(&sandbox, &["train", &iris, "--folds", "151"], &["--folds: found 151 folds of 150 rows"]);
    let weights = ["train", "sine", "--class-weights", "balanced"];
    refused(&sandbox, &weights, &["--class-weights: balanced weights: found a regression, expected classes"]);
    refused(&sandbox, &["train", &iris, "--class-weights", "heavy"], &["--class-weights", "none, balanced"]);
}

#[cfg(unix)]
#[test]
fn ctrl_c_in_a_fold_leaves_no_folder() {
    use std::process::{Command, Stdio};
    let sandbox = Sandbox::new();
    let mut training = sandbox
        .command(&["train", &data("iris.csv"), "--epochs", "100000000", "--folds", "3", "--out", "run"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    // The handler stands before the folder is there.
    while !sandbox.path().join("run").exists() && training.try_wait().expect("our child").is_none() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let sent = Command::new("kill").args(["-INT", &training.id().to_string()]).status();
    assert!(sent.is_ok_and(|status| status.success()), "kill is there on every Unix");
    let output = training.wait_with_output().expect("our child");
    let stderr = crate::sandbox::text(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{stderr}");
    assert!(stderr.contains("interrupted in fold 1 of 3, before the model itself was trained"), "{stderr}");
    assert!(!sandbox.path().join("run").exists(), "nothing half-made");
}

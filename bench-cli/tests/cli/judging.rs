//! `train --test` and `train --refit`: rows that decide nothing, and a last training on all the others.

use std::fs;

use serde_json::Value;

use crate::resume::refused;
use crate::sandbox::{Sandbox, text};

const FLOWERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../mlp/data/iris.csv");

fn trained(sandbox: &Sandbox, flags: &[&str]) -> Value {
    let train = ["train", FLOWERS, "--json", "-"];
    let printed = sandbox.succeeds(&[&train[..], flags].concat());
    serde_json::from_str(&printed).expect("JSON and nothing else")
}

#[test]
fn a_share_for_the_test_is_neither_trained_nor_validated_on() {
    let sandbox = Sandbox::new();
    let record = trained(&sandbox, &["--epochs", "3", "--test", "20%", "--out", "run"]);
    assert_eq!(record["test"]["rows"], 30);
    let page = sandbox.succeeds(&["train", FLOWERS, "--epochs", "3", "--test", "20%", "--out", "again"]);
    assert!(page.contains("\n test "), "{page}");
    let report = sandbox.read("again/report.html");
    assert!(report.contains("108 train, 12 validate, 30 test"), "of 150 rows");
    // A longer training of this run leaves the same rows out.
    let page = sandbox.succeeds(&["train", "--resume", "again", "--epochs", "4"]);
    assert!(page.contains("\n test "), "{page}");
    refused(&sandbox, &["train", "--resume", "again", "--test", "10%"], &["--test"]);
}

#[test]
fn no_target_of_the_test_is_seen_by_the_training() {
    let sandbox = Sandbox::new();
    let model = |folder: &str| fs::read(sandbox.path().join(folder).join("model.safetensors")).unwrap();
    let table = |shift: f64| {
        let rows = (0..40).map(|row| {
            // The rows that the same share and seed set aside have another target.
            let y = f64::from(row * row) + if HELD_OUT.contains(&row) { shift } else { 0.0 };
            format!("{row}.5,{},{y}\n", 1 + row % 3)
        });
        format!("x,w,y\n{}", rows.collect::<String>())
    };
    for (name, shift) in [("one", 0.0), ("two", 1000.0)] {
        sandbox.file(&format!("{name}.csv"), &table(shift));
        let train = ["train", &format!("{name}.csv"), "--weights", "w", "--epochs", "3", "--test", "10%"];
        sandbox.succeeds(&[&train[..], &["--out", name]].concat());
    }
    assert_eq!(model("one"), model("two"));
    assert_ne!(sandbox.read("one/report.html"), sandbox.read("two/report.html"), "the test itself differs");
}

/// The rows of 40 that `--test 10%` sets aside with the usual seed.
const HELD_OUT: [i32; 4] = [2, 9, 11, 22];

#[test]
fn a_share_of_weighted_rows_has_the_scores_of_a_file_of_them() {
    let sandbox = Sandbox::new();
    let row = |row: i32| format!("{row}.5,{},{}\n", 1 + row % 3, row * row);
    let file = |rows: &mut dyn Iterator<Item = i32>| format!("x,w,y\n{}", rows.map(row).collect::<String>());
    sandbox.file("all.csv", &file(&mut (0..40)));
    sandbox.file("held.csv", &file(&mut HELD_OUT.into_iter()));
    let train = [
        "train",
        "all.csv",
        "--weights",
        "w",
        "--epochs",
        "3",
        "--test",
        "10%",
        "--out",
        "run",
        "--json",
        "-",
    ];
    let record: Value = serde_json::from_str(&sandbox.succeeds(&train)).unwrap();
    let judged = sandbox.succeeds(&["eval", "run", "held.csv", "--json", "-"]);
    let judged: Value = serde_json::from_str(&judged).unwrap();
    assert_eq!(record["test"]["loss"], judged["score"]["loss"]);
    assert_eq!(record["test"]["rmse"], judged["rmse"]);
}

#[test]
fn a_run_with_groups_resumes_with_its_groups() {
    let sandbox = Sandbox::new();
    let rows = (0..60).map(|row| format!("{row},{},{}\n", row % 12, row * row % 50));
    sandbox.file("groups.csv", &format!("x,who,y\n{}", rows.collect::<String>()));
    let flags = ["train", "groups.csv", "--groups", "who", "--test", "20%", "--epochs"];
    sandbox.succeeds(&[&flags[..], &["6", "--out", "whole"]].concat());
    sandbox.succeeds(&[&flags[..], &["2", "--out", "part"]].concat());
    sandbox.succeeds(&["train", "--resume", "part", "--epochs", "6"]);
    let model = |folder: &str| fs::read(sandbox.path().join(folder).join("model.safetensors")).unwrap();
    assert_eq!(model("part"), model("whole"));
    // Other rows are judged without the column.
    sandbox.file("other.csv", "x,y\n1,2\n3,9\n");
    sandbox.succeeds(&["eval", "whole", "other.csv"]);
}

#[test]
fn a_file_for_the_test_gives_the_scores_of_eval() {
    let sandbox = Sandbox::new();
    let all = fs::read_to_string(FLOWERS).unwrap();
    let (header, rows) = all.split_once('\n').unwrap();
    let rows: Vec<&str> = rows.lines().step_by(4).collect();
    sandbox.file("new.csv", &format!("{header}\n{}\n", rows.join("\n")));
    for (index, steps) in [
        &[][..],
        &["--refit"],
        &["--folds", "2", "--ensemble"],
        &["--refit", "--folds", "2", "--ensemble", "--precision", "f32"],
    ]
    .into_iter()
    .enumerate()
    {
        let folder = format!("run{index}");
        let flags = [&["--epochs", "5", "--test", "new.csv", "--out", &folder], steps].concat();
        let record = trained(&sandbox, &flags);
        let judged = sandbox.succeeds(&["eval", &folder, "new.csv", "--json", "-"]);
        let judged: Value = serde_json::from_str(&judged).unwrap();
        let (test, score) = (&record["test"], &judged["score"]);
        assert_eq!((&test["loss"], &test["accuracy"]), (&score["loss"], &score["accuracy"]), "{steps:?}");
        assert_eq!(test["rows"], judged["rows"]);
    }
    for (test, words) in [
        ("0%", "expected a share above 0% and below 100%, or a file"),
        ("moons", "expected a file, or a share of the rows such as 20%"),
        ("none.csv", "none.csv"),
        (FLOWERS, "the data of the training, expected others"),
        (&FLOWERS.replace("/data/", "/./data/")[..], "the data of the training, expected others"),
    ] {
        let output = sandbox.run(&["train", FLOWERS, "--test", test, "--out", "refused"]);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("--test") && said.contains(words), "{said}");
        assert!(!sandbox.path().join("refused").exists(), "nothing is written");
    }
}

#[test]
fn a_refit_is_a_training_on_all_rows_for_the_epochs_that_validation_chose() {
    let sandbox = Sandbox::new();
    let model = |folder: &str| fs::read(sandbox.path().join(folder).join("model.safetensors")).unwrap();
    let plain = trained(&sandbox, &["--epochs", "12", "--out", "plain"]);
    let refit = trained(&sandbox, &["--epochs", "12", "--refit", "--out", "refit"]);
    assert_eq!(refit["refit"], plain["best_epoch"]);
    assert_eq!(refit["validation"], plain["validation"], "the scores are those before it");
    assert_ne!(model("refit"), model("plain"));
    let _ = trained(&sandbox, &["--epochs", "12", "--refit", "--threads", "1", "--out", "one"]);
    assert_eq!(model("one"), model("refit"), "whatever the number of threads");

    // A run that ended before its refit, and one that is trained longer, end like one that was never stopped.
    let _ = trained(&sandbox, &["--epochs", "7", "--refit", "--out", "resumed"]);
    sandbox.succeeds(&["train", "--resume", "resumed", "--epochs", "12"]);
    assert_eq!(model("resumed"), model("refit"));

    // One that was killed in the second training has no model, but what the first found.
    fs::remove_file(sandbox.path().join("refit/model.safetensors")).unwrap();
    let output = sandbox.run(&["eval", "refit", FLOWERS]);
    assert!(
        text(&output.stderr).contains("refit has no model: these are the best parameters of its checkpoint")
    );
    sandbox.succeeds(&["train", "--resume", "refit"]);
    assert_eq!(model("refit"), model("resumed"));

    // Without a validation part the first training was on all rows.
    let output =
        sandbox.run(&["train", FLOWERS, "--epochs", "2", "--validation", "0%", "--refit", "--out", "all"]);
    let said = text(&output.stderr);
    assert!(output.status.success() && said.contains("--refit: found no validation part"), "{said}");
}

#[test]
fn an_ensemble_is_one_network_of_all_folds() {
    let sandbox = Sandbox::new();
    let flags = ["--epochs", "40", "--hidden", "5", "--folds", "3", "--ensemble", "--test", "20%"];
    let record = trained(&sandbox, &[&flags[..], &["--out", "run"]].concat());
    assert_eq!(record["ensemble"], 3);
    let run = sandbox.read("run/run.toml");
    assert!(run.contains("shape = \"4-20-3\"") && run.contains("ensemble = 3"), "{run}");
    sandbox.succeeds(&["export", "run", "model.onnx"]);
    refused(
        &sandbox,
        &["train", "--resume", "run", "--epochs", "9"],
        &["--resume: found an ensemble in run"],
    );
    refused(&sandbox, &["train", FLOWERS, "--ensemble"], &["--folds"]);

    // A run that was killed before the last step has the files of a single network.
    let single: Vec<&str> = flags.into_iter().filter(|&flag| flag != "--ensemble").collect();
    let _ = trained(&sandbox, &[&single[..], &["--out", "killed"]].concat());
    let begun = sandbox.read("killed/run.toml").replace("\ntest = 0.2\n", "\ntest = 0.2\nensemble = 3\n");
    sandbox.file("killed/run.toml", &begun);
    sandbox.succeeds(&["train", "--resume", "killed"]);
    let model = |folder: &str| fs::read(sandbox.path().join(folder).join("model.safetensors")).unwrap();
    assert_eq!(model("killed"), model("run"), "the networks of the folds are made again");
    let _ = trained(&sandbox, &[&flags[..], &["--threads", "1", "--out", "one"]].concat());
    assert_eq!(model("one"), model("run"), "whatever the number of threads");
}

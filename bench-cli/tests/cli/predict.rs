//! `dualtape predict` on runs that `train` made.

use std::io::Write;
use std::process::{Output, Stdio};

use crate::bad_input::refused;
use crate::sandbox::{Sandbox, data, text};

fn trained(data: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.succeeds(&["train", data, "--out", "run", "--epochs", "30"]);
    sandbox
}

fn fed(sandbox: &Sandbox, arguments: &[&str], input: &str) -> Output {
    let mut command = sandbox.command(arguments);
    let mut running = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    running.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("it reads");
    running.wait_with_output().expect("our child")
}

#[test]
fn predictions_are_the_names_that_eval_counts() {
    let sandbox = trained(&data("iris.csv"));
    let csv = sandbox.succeeds(&["predict", "run", &data("iris.csv")]);
    let rows: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(rows[0][4..], ["species", "prediction"]);
    assert_eq!((rows.len(), &rows[1][..5]), (151, &["5.1", "3.5", "1.4", "0.2", "setosa"][..]));
    let hits = rows[1..].iter().filter(|row| row[4] == row[5]).count();
    let judged = sandbox.succeeds(&["eval", "run", &data("iris.csv"), "--json", "-"]);
    let judged: serde_json::Value = serde_json::from_str(&judged).expect("JSON");
    assert_eq!(judged["score"]["accuracy"].as_f64(), Some(hits as f64 / 150.0));
}

#[test]
fn stdin_goes_to_stdout_with_probabilities() {
    let sandbox = trained("moons");
    for arguments in [&["predict", "run", "--probabilities"][..], &["predict", "run", "-", "--probabilities"]]
    {
        let output = fed(&sandbox, arguments, "x2,name,x1\n1,top,0\n-0.5,\"low, end\",1\n");
        let stdout = text(&output.stdout);
        let mut lines = stdout.lines();
        assert_eq!(
            lines.next(),
            Some("x2,name,x1,prediction,probability_0,probability_1"),
            "{}",
            text(&output.stderr)
        );
        assert!(lines.next().is_some_and(|line| line.starts_with("1,top,0,0,0.")), "{stdout}");
        assert!(lines.next().is_some_and(|line| line.starts_with("-0.5,\"low, end\",1,1,0.")), "{stdout}");
        assert_eq!((lines.next(), text(&output.stderr)), (None, String::new()));
    }
}

#[test]
fn the_record_has_the_cells_of_the_table() {
    let sandbox = trained(&data("iris.csv"));
    let iris = data("iris.csv");
    let predict = ["predict", "run", &iris, "--probabilities"];
    let csv = sandbox.succeeds(&predict);
    assert_eq!(
        sandbox.succeeds(&[&predict[..], &["--json", "rows.json"]].concat()),
        csv,
        "the table as ever"
    );
    let record: serde_json::Value = serde_json::from_str(&sandbox.read("rows.json")).expect("JSON");
    assert_eq!((&record["schema"], &record["run"]), (&"dualtape.predict/1".into(), &"run".into()));
    let rows = record["rows"].as_array().expect("rows");
    assert_eq!(rows.len(), 150);
    for (row, line) in rows.iter().zip(csv.lines().skip(1)) {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(row["prediction"], cells[5]);
        let probability = row["probabilities"]["versicolor"].as_f64().expect("a number");
        assert_eq!(probability, cells[7].parse::<f64>().expect("a number"));
    }
    let printed = sandbox.succeeds(&[&predict[..3], &["--json", "-"]].concat());
    let record: serde_json::Value = serde_json::from_str(&printed).expect("JSON only");
    assert!(record["rows"][0]["probabilities"].is_null(), "not asked for");
}

#[test]
fn values_are_in_the_units_of_the_data() {
    let sandbox = trained("sine");
    let output = fed(&sandbox, &["predict", "run"], "x\n0.25\n0.75\n");
    let stdout = text(&output.stdout);
    let values: Vec<f64> = stdout
        .lines()
        .skip(1)
        .map(|line| line.split_once(',').expect("two cells").1.parse().expect("a number"))
        .collect();
    assert!((values[0] - 1.0).abs() < 0.25 && (values[1] + 1.0).abs() < 0.25, "{stdout}");
}

#[test]
fn bad_input_is_named_and_ends_with_exit_code_2() {
    let sandbox = trained("moons");
    sandbox.file("other.csv", "a,b\n1,2\n");
    refused(&sandbox, &["predict", "run", "other.csv"], &["other.csv: found no column `x1` among a, b"]);
    sandbox.file("again.csv", "x1,x2,prediction\n1,2,3\n");
    let again = sandbox.succeeds(&["predict", "run", "again.csv"]);
    assert!(again.starts_with("x1,x2,prediction,prediction_2\n1,2,3,"), "{again}");
    refused(&sandbox, &["predict", "run", "nowhere.csv"], &["cannot read nowhere.csv"]);
    refused(&sandbox, &["predict", "run", "other.csv", "--json", "x"], &["other.csv: found no column `x1`"]);
    assert!(!sandbox.path().join("x").exists(), "nothing is half-written");
    let output = fed(&sandbox, &["predict", "run"], "x1,x2\n1,2\n\n1,NA\n");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        text(&output.stderr).starts_with("error: stdin, line 4, column 2 (x2): found `NA`"),
        "{}",
        text(&output.stderr)
    );
    let sandbox = trained("sine");
    sandbox.file("x.csv", "x\n1\n");
    refused(
        &sandbox,
        &["predict", "run", "x.csv", "--probabilities"],
        &["squared-error gives no probabilities"],
    );
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let sandbox = trained("sine");
    sandbox.file("long.csv", &format!("x\n{}", "0.5\n".repeat(200_000)));
    let mut running = sandbox
        .command(&["predict", "run", "long.csv"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    drop(running.stdout.take());
    let output = running.wait_with_output().expect("our child");
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()));
}

//! `bench --save-baseline`, `--baseline` and `--fail-above`: nothing here depends on how fast the machine is.

use std::process::Output;

use crate::sandbox::{Sandbox, text};

/// A short run with the sandbox as the user's data folder.
fn bench(sandbox: &Sandbox, flags: &[&str]) -> Output {
    let short = ["bench", "--sizes", "37,80", "--engines", "loss,reverse", "--rounds", "3", "--quiet"];
    sandbox
        .command(&[&short[..], flags].concat())
        .env("XDG_DATA_HOME", sandbox.path())
        .output()
        .expect("it starts")
}

const MAIN: &str = "dualtape/baselines/main.json";

/// A baseline whose times and ratios are so many times those of a run just made.
fn with_baseline(factor: f64) -> Sandbox {
    let sandbox = Sandbox::new();
    assert!(bench(&sandbox, &["--save-baseline", "main"]).status.success());
    let file = sandbox.path().join(MAIN);
    let json = std::fs::read_to_string(&file).expect("it was saved");
    let mut record: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let scale =
        |number: &mut serde_json::Value| *number = (number.as_f64().expect("a number") * factor).into();
    for cell in record["cells"].as_array_mut().expect("a list") {
        let seconds = &mut cell["seconds"];
        scale(&mut seconds["median"]);
        seconds["samples"].as_array_mut().expect("a list").iter_mut().for_each(scale);
        let ratio = &mut cell["ratio_to_loss"];
        scale(&mut ratio["median"]);
        ratio["ci95"].as_array_mut().expect("a pair").iter_mut().for_each(scale);
    }
    sandbox.file(MAIN, &record.to_string());
    sandbox
}

#[test]
fn a_run_is_compared_with_its_baseline() {
    let sandbox = with_baseline(1.0);
    // A run may be hundreds of times slower than another on a busy machine, but not a million times.
    let output = bench(&sandbox, &["--baseline", "main", "--fail-above", "100000000%", "--html", "out.html"]);
    let page = text(&output.stdout);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(
        page.contains("A: main") && page.contains("after ÷ before") && page.contains("B against A: "),
        "{page}"
    );
    let html = std::fs::read_to_string(sandbox.path().join("out.html")).expect("it was written");
    assert!(html.contains("After ÷ before"));
}

#[test]
fn a_regression_fails_and_names_each_cell() {
    let sandbox = with_baseline(1e-6);
    let before = std::fs::read_to_string(sandbox.path().join(MAIN)).expect("a baseline");
    let flags = ["--baseline", "main", "--fail-above", "5%", "--save-baseline", "main", "--json", "out.json"];
    let output = bench(&sandbox, &flags);
    let stderr = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(
        stderr.contains("4 of 4 cells are slower than the baseline main by more than 5.00 %"),
        "{stderr}"
    );
    assert!(stderr.contains("reverse with 37 parameters"), "{stderr}");
    assert!(text(&output.stdout).contains("B against A: "), "the report comes first");
    let json = std::fs::read_to_string(sandbox.path().join("out.json")).expect("it was written");
    assert!(json.contains("\"dualtape.bench/1\""), "of this run alone");
    let after = std::fs::read_to_string(sandbox.path().join(MAIN)).expect("a baseline");
    assert_eq!(before, after, "a regression does not become the measure");
}

#[test]
fn what_cannot_be_compared_is_said() {
    let sandbox = with_baseline(1.0);
    let refused = |flags: &[&str], word: &str| {
        let output = bench(&sandbox, flags);
        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{flags:?}: {stderr}");
        assert!(stderr.contains(word) && stderr.lines().count() == 1, "{word} in: {stderr}");
    };
    refused(&["--baseline", "mian"], "--baseline: found no `mian`; there are main");
    refused(&["--baseline", "main", "--fail-above", "5%", "--batch", "3"], "no cell of this run in `main`");
    sandbox.file(MAIN, "{}");
    refused(&["--baseline", "main"], "main.json: found no field schema");
}

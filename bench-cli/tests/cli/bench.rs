//! `dualtape bench`, end to end on small networks.

use crate::sandbox::{Sandbox, interrupted, text};
use serde_json::Value;

/// Three sizes and three samples: a second or two, even on a busy machine.
const SHORT: [&str; 5] = ["bench", "--sizes", "37,80,160", "--rounds", "3"];

fn fields(value: &Value) -> String {
    value.as_object().expect("an object").keys().cloned().collect::<Vec<_>>().join(" ")
}

fn record(flags: &[&str]) -> Value {
    let json = Sandbox::new().succeeds(&[&SHORT[..], flags, &["--json", "-"]].concat());
    serde_json::from_str(&json).expect("JSON and nothing else")
}

#[test]
fn the_record_has_the_fields_of_the_contract() {
    let record = record(&[]);
    assert_eq!(fields(&record), "cells command crossover environment fits schema seed warnings");
    assert_eq!(record["schema"], "dualtape.bench/1");
    assert_eq!(record["command"][0], "dualtape");
    assert_eq!(record["seed"], 7);
    let environment =
        "clock commit cores cpu load os pinned profile rustc target_cpu timer_resolution_s version";
    assert_eq!(fields(&record["environment"]), environment);
    let cells = record["cells"].as_array().expect("a list");
    assert_eq!(cells.len(), 18, "six engines on three networks");
    let cell = "batch engine layers loss_seconds max_relative_difference outputs parameters passes precision \
                ratio_to_loss seconds style tape_bytes tape_nodes";
    for found in cells {
        assert_eq!(fields(found), cell);
        assert_eq!(fields(&found["seconds"]), "ci95 mad median samples");
        assert_eq!(fields(&found["loss_seconds"]), "ci95 mad median");
        assert_eq!(fields(&found["ratio_to_loss"]), "ci95 median");
        assert_eq!(found["seconds"]["samples"].as_array().map(Vec::len), Some(3));
    }
    assert_eq!(cells[0]["parameters"], 37);
    let fits = record["fits"].as_array().expect("a list");
    assert_eq!(fits.len(), 11, "two quantities of six engines, but no ratio of the loss to itself");
    assert_eq!(fields(&fits[0]), "ci95 engine exponent quantity style");
}

#[test]
fn engines_agree_in_both_precisions_and_on_every_loss() {
    for flags in [
        ["--precision", "f32", "--loss", "squared-error"],
        ["--activation", "relu", "--loss", "softmax-cross-entropy"],
        ["--activation", "sigmoid", "--loss", "binary-cross-entropy"],
        ["--batch", "1", "--loss", "half-sum-of-squares"],
    ] {
        let record = record(&flags);
        assert_eq!(record["cells"].as_array().map(Vec::len), Some(18), "nobody is rejected with {flags:?}");
    }
}

#[test]
fn engines_lanes_and_layers_are_respected() {
    let flags = [
        "bench",
        "--layers",
        "3-5-2",
        "--batch",
        "8",
        "--engines",
        "forward,reverse",
        "--lanes",
        "4",
        "--rounds",
        "3",
    ];
    let sandbox = Sandbox::new();
    let page = sandbox.succeeds(&[&flags[..], &["--json", "out.json"]].concat());
    assert!(page.contains("3-5-2") && !page.contains("num-dual"), "{page}");
    let json = std::fs::read_to_string(sandbox.path().join("out.json")).expect("the file was written");
    let record: Value = serde_json::from_str(&json).expect("JSON");
    let cells = record["cells"].as_array().expect("a list");
    let engines: Vec<&Value> = cells.iter().map(|cell| &cell["engine"]).collect();
    assert_eq!(engines, ["reverse", "forward"]);
    assert_eq!(
        (&cells[0]["passes"], &cells[1]["passes"]),
        (&1.into(), &8.into()),
        "32 parameters, 4 at a time"
    );
    assert_eq!(sandbox.contents().len(), 1, "no partial file stays");
}

#[test]
fn a_page_for_people_ends_with_the_finding() {
    let page = Sandbox::new().succeeds(&SHORT);
    assert!(!page.contains('\u{1b}'), "no colours into a pipe");
    assert!(page.contains("The time of one gradient over p parameters grows as p^"), "{page}");
    assert!(page.lines().last().is_some_and(|line| line.starts_with("Next: `dualtape train ")), "{page}");
    let colored = Sandbox::new().succeeds(&[&SHORT[..], &["--color", "always"]].concat());
    assert!(colored.contains('\u{1b}'));
}

#[test]
fn warnings_are_about_what_is_shown() {
    let flags = ["bench", "--sizes", "37,80,160", "--engines", "reverse", "--rounds", "3", "--json", "-"];
    let record: Value = serde_json::from_str(&Sandbox::new().succeeds(&flags)).expect("JSON");
    let warnings = record["warnings"].to_string();
    assert!(warnings.contains("3 of 3 cells have fewer than 6 samples: give more --rounds"), "{warnings}");
    assert!(!warnings.contains("samples became"), "three samples show no drift: {warnings}");
}

/// Ctrl-C during a measurement leaves nothing beside the JSON file that was to come.
#[cfg(unix)]
#[test]
fn no_partial_file_waits_for_the_end() {
    let sandbox = Sandbox::new();
    let mut bench = sandbox.command(&["bench", "--time", "1min", "--json", "out.json", "--quiet"]);
    let mut bench = bench.spawn().expect("the binary starts");
    std::thread::sleep(std::time::Duration::from_millis(500));
    bench.kill().expect("it still runs");
    bench.wait().expect("our child");
    assert!(sandbox.contents().is_empty(), "{:?}", sandbox.contents());
}

#[test]
fn quiet_means_the_result_only() {
    let output = Sandbox::new().run(&[&SHORT[..], &["--quiet"]].concat());
    assert!(output.status.success());
    assert_eq!(text(&output.stderr), "");
}

#[test]
fn what_takes_too_long_is_predicted() {
    // A gradient may take a sixth of the time: 1.7 ms, which finite differences outlast.
    let record: Value = {
        let flags =
            ["bench", "--sizes", "40,400,4k", "--engines", "loss,finite-difference", "--time", "0.01s"];
        let json = Sandbox::new().succeeds(&[&flags[..], &["--json", "-", "--quiet"]].concat());
        serde_json::from_str(&json).expect("JSON")
    };
    let warnings = record["warnings"].to_string();
    assert!(warnings.contains("was not run: one gradient would take about"), "{warnings}");
}

#[test]
fn liars_are_named_and_not_timed() {
    for liar in ["liar-broken-rule", "liar-zeros", "liar-stale"] {
        for workload in ["mlp", "rosenbrock", "vector"] {
            let engines = format!("loss,reverse,{liar}");
            let sandbox = Sandbox::new();
            let flags = ["--sizes", "5,10", "--rounds", "3", "--engines", &engines, "--json", "out.json"];
            let output = sandbox.run(&[&["bench", workload][..], &flags].concat());
            assert_eq!(output.status.code(), Some(1), "{liar} on {workload}");
            let said = text(&output.stderr);
            let verdict = format!("error: the engines disagree: {liar} gave a wrong gradient\n");
            assert!(said.ends_with(&verdict), "{said}");
            let json = std::fs::read_to_string(sandbox.path().join("out.json")).expect("a record");
            let record: Value = serde_json::from_str(&json).expect("JSON");
            assert_eq!(record["rejected"][0]["engine"], liar);
            let cells = record["cells"].as_array().expect("a list");
            assert!(
                !cells.is_empty() && cells.iter().all(|cell| cell["engine"] != liar),
                "{liar} on {workload}"
            );
        }
    }
    let help = Sandbox::new().succeeds(&["bench", "--help"]);
    assert!(!help.contains("liar"), "they are hidden");
}

#[test]
fn both_styles_stand_side_by_side() {
    let record = record(&["--style", "array,scalar", "--engines", "loss,reverse,forward"]);
    let cells = record["cells"].as_array().expect("a list");
    let count = |style: &str| cells.iter().filter(|cell| cell["style"] == style).count();
    assert_eq!((count("array"), count("scalar")), (9, 9), "nobody is rejected");
    assert_eq!(record["fits"].as_array().map(Vec::len), Some(10), "five of each style");
    let page = Sandbox::new().succeeds(&[&SHORT[..], &["--style", "scalar,array"]].concat());
    for words in ["reverse array", "reverse scalar", "In array code ", "In scalar code "] {
        assert!(page.contains(words), "{page}");
    }
}

#[test]
fn a_workload_in_scalar_code_has_no_blocks() {
    let output = Sandbox::new().run(&["bench", "rosenbrock", "--style", "array"]);
    assert_eq!(output.status.code(), Some(2));
    let expected = "error: --style: found array, expected scalar for the workload rosenbrock\n";
    assert_eq!(text(&output.stderr), expected);
}

#[test]
fn engines_agree_on_several_threads() {
    let record = record(&["--threads", "2", "--engines", "loss,reverse,forward"]);
    assert_eq!(record["cells"].as_array().map(Vec::len), Some(9), "nobody is rejected");
}

#[test]
fn ctrl_c_is_exit_code_130_and_nothing_is_half_written() {
    use std::process::Stdio;

    let sandbox = Sandbox::new();
    let flags = ["bench", "--sizes", "10,20,30", "--rounds", "1000000", "--json", "out.json"];
    let bench = sandbox.command(&flags).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let bench = bench.expect("the binary starts");
    std::thread::sleep(std::time::Duration::from_secs(2));
    let output = interrupted(bench);
    assert_eq!(output.status.code(), Some(130), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("error: interrupted"));
    // On a slow machine nothing may have been timed yet.
    if let Ok(json) = std::fs::read_to_string(sandbox.path().join("out.json")) {
        let record: Value = serde_json::from_str(&json).expect("a whole record");
        assert!(record["cells"].as_array().is_some_and(|cells| !cells.is_empty()));
        assert!(record["warnings"].to_string().contains("interrupted: "), "{}", record["warnings"]);
    }
}

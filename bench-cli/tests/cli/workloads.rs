//! The workloads of `dualtape bench` beside networks, each on a few tiny sizes. No time is asserted.

use crate::sandbox::{Sandbox, text};
use serde_json::Value;

/// A run of three samples of each cell, as JSON.
fn record(workload: &str, flags: &[&str]) -> Value {
    let arguments = [&["bench", workload, "--rounds", "3", "--quiet", "--json", "-"], flags].concat();
    serde_json::from_str(&Sandbox::new().succeeds(&arguments)).expect("JSON and nothing else")
}

/// The values of a field, cell by cell.
fn all<'a>(record: &'a Value, field: &str) -> Vec<&'a Value> {
    record["cells"].as_array().expect("a list").iter().map(|cell| &cell[field]).collect()
}

/// Asserts that every kind of report uses the nouns of a workload.
fn reports_say(workload: &str, sizes: &str, words: &[&str], terminal: &[&str]) {
    let sandbox = Sandbox::new();
    let formats = ["csv", "markdown", "svg", "html", "json"];
    let files: Vec<String> =
        formats.iter().flat_map(|format| [format!("--{format}"), format!("out.{format}")]).collect();
    let flags = ["bench", workload, "--sizes", sizes, "--rounds", "3", "--engines", "reverse,forward"];
    let arguments: Vec<&str> = flags.into_iter().chain(files.iter().map(String::as_str)).collect();
    let page = sandbox.succeeds(&arguments);
    for word in terminal {
        assert!(page.contains(word), "`{word}` is missing in: {page}");
    }
    let read = |format: &str| {
        let file = sandbox.path().join(format!("out.{format}"));
        std::fs::read_to_string(file).expect("it was written")
    };
    for format in ["markdown", "svg", "html"] {
        for word in words {
            assert!(read(format).contains(word), "`{word}` is missing in: {}", read(format));
        }
    }
    assert_eq!(read("csv").lines().count(), 1 + all(&record_of(&read("json")), "engine").len());
    let again = sandbox.succeeds(&["report", "out.json", "--html", "again.html"]);
    for word in terminal {
        assert!(again.contains(word), "`{word}` is missing in: {again}");
    }
    let drawn = std::fs::read_to_string(sandbox.path().join("again.html")).expect("it was written");
    assert_eq!(drawn, read("html"), "a report draws what the run drew");
}

fn record_of(json: &str) -> Value {
    serde_json::from_str(json).expect("JSON")
}

#[test]
fn scalar_functions_have_no_layers_and_engines_agree_on_them() {
    for (workload, sizes, inputs) in [("rosenbrock", "2,5,20", [2, 5, 20]), ("gmm", "15,30,50", [15, 30, 50])]
    {
        for precision in ["f64", "f32"] {
            let record = record(workload, &["--sizes", sizes, "--precision", precision]);
            assert_eq!(record["workload"], workload);
            assert!(all(&record, "style").iter().all(|style| *style == "scalar"));
            assert!(all(&record, "layers").iter().all(|layers| layers.as_array().is_some_and(Vec::is_empty)));
            let expected: Vec<u64> = inputs.iter().flat_map(|&n| [n; 6]).collect();
            assert_eq!(all(&record, "parameters"), expected, "six engines on each, nobody is rejected");
            let fits = record["fits"].as_array().expect("a list");
            assert_eq!(fits.len(), 11);
            assert!(fits.iter().all(|fit| fit["style"] == "scalar"));
        }
    }
}

#[test]
fn a_chain_has_square_layers_and_a_reason() {
    let record = record("chain", &["--sizes", "2,4,8"]);
    assert_eq!(record["workload"], "chain");
    assert_eq!(all(&record, "layers")[0], &serde_json::json!([2, 2, 2, 2, 2]));
    assert!(all(&record, "style").iter().all(|style| *style == "array"));
    assert_eq!(all(&record, "parameters").len(), 18);
    let reason = "which reverse mode takes from the right, a matrix times a vector at a time (n^2), \
                  and forward mode from the left, a matrix times a matrix (n^3)";
    reports_say("chain", "2,4,8", &["inputs"], &[reason, "over n inputs grows as n^", "8-8-8-8-8"]);
}

#[test]
fn a_vector_run_is_a_grid_of_whole_jacobians() {
    for precision in ["f64", "f32"] {
        let record = record("vector", &["--sizes", "1,3,20", "--precision", precision]);
        assert_eq!(record["workload"], "vector");
        let shapes: Vec<(u64, u64)> = all(&record, "parameters")
            .iter()
            .zip(all(&record, "outputs"))
            .map(|(n, m)| (n.as_u64().expect("a count"), m.as_u64().expect("a count")))
            .collect();
        let by_outputs = [1, 3, 20].into_iter().flat_map(|m| [1, 3, 20].map(|n| (n, m)));
        let expected: Vec<(u64, u64)> = by_outputs.flat_map(|shape| [shape; 5]).collect();
        assert_eq!(shapes, expected, "five engines on each map, nobody is rejected");
        assert_eq!(record["fits"].as_array().map(Vec::len), Some(0));
        assert!(record["crossover"].is_null());
    }
    let words = ["What a Jacobian costs from 1 to 3 inputs", "of 4 maps, reverse mode on"];
    reports_say("vector", "1,3", &words, &["One whole Jacobian", "3 → 1", "for the whole Jacobian "]);
}

#[test]
fn every_report_uses_the_words_of_the_workload() {
    reports_say(
        "rosenbrock",
        "2,5,20",
        &["inputs"],
        &["over n inputs grows as n^", "with 20 inputs: one gradient costs"],
    );
    reports_say("gmm", "15,30,50", &["parameters"], &["50 rows per loss", "with 50 parameters"]);
    let page = Sandbox::new().succeeds(&["bench", "rosenbrock", "--sizes", "2,5,20", "--rounds", "3"]);
    assert!(!page.contains("parameters") && !page.contains("network "), "{page}");
}

#[test]
fn flags_of_networks_are_refused_elsewhere() {
    for workload in ["rosenbrock", "gmm", "chain", "vector"] {
        for (flag, value) in
            [("--layers", "2-3-1"), ("--batch", "8"), ("--activation", "relu"), ("--loss", "squared-error")]
        {
            let sandbox = Sandbox::new();
            let output = sandbox.run(&["bench", workload, flag, value, "--json", "out.json"]);
            assert_eq!(output.status.code(), Some(2));
            let expected =
                format!("error: {flag}: found it with the workload {workload}, expected it with mlp only\n");
            assert_eq!(text(&output.stderr), expected);
            assert!(sandbox.contents().is_empty(), "nothing is half-written");
        }
    }
}

#[test]
fn sizes_that_make_no_sense_are_refused() {
    for (workload, sizes, sentence) in [
        ("rosenbrock", "1,10", "--sizes: found 1, expected at least 2 for the workload rosenbrock"),
        ("rosenbrock", "9000M", "--sizes: found 9000000000 inputs, which would take about "),
        ("gmm", "100M", "--sizes: found 100000000 parameters, which would take about "),
        (
            "vector",
            "8,1M",
            "--sizes: found maps of 1000000 inputs to 1000000 outputs, which would take about ",
        ),
        ("chain", "1M", "--sizes: found 4 layers of 1000000 inputs, which would take about "),
    ] {
        let output = Sandbox::new().run(&["bench", workload, "--sizes", sizes]);
        assert_eq!(output.status.code(), Some(2));
        let stderr = text(&output.stderr);
        assert!(stderr.starts_with(&format!("error: {sentence}")), "{stderr}");
        assert_eq!(stderr.lines().count(), 1);
    }
}

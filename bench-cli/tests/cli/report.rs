//! `dualtape report`: every renderer against a file that shows what it should give, and bad records.
//!
//! The records in `tests/records` are invented, and say so. After a change that is meant,
//! `SNAPSHOTS=overwrite cargo test -p dualtape-cli golden` writes the files in `tests/golden` anew: look at them.

use std::path::Path;

use snapbox::Data;

use crate::drawing::{charts, expected};
use crate::sandbox::{Sandbox, text};

/// A file of the tests.
pub(crate) fn test_file(name: &str) -> String {
    format!("{}/tests/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// An invented record by its name.
pub(crate) fn invented(name: &str) -> String {
    test_file(&format!("records/{name}.json"))
}

fn golden(name: &str, found: String) {
    let file = test_file(&format!("golden/{name}"));
    snapbox::assert_data_eq!(found, Data::read_from(Path::new(&file), None).raw());
}

/// The page and every format of a report.
fn draws(records: &[&str], name: &str) {
    let sandbox = Sandbox::new();
    let records: Vec<String> = records.iter().map(|record| invented(record)).collect();
    let formats = ["csv", "markdown", "svg", "html"];
    let flags: Vec<String> =
        formats.iter().flat_map(|format| [format!("--{format}"), format!("out.{format}")]).collect();
    let arguments: Vec<&str> =
        ["report"].into_iter().chain(records.iter().chain(&flags).map(String::as_str)).collect();
    let page = sandbox.succeeds(&arguments);
    golden(&format!("{name}.txt"), page);
    for (format, ending) in formats.into_iter().zip(["csv", "md", "svg", "html"]) {
        let file =
            std::fs::read_to_string(sandbox.path().join(format!("out.{format}"))).expect("it was written");
        golden(&format!("{name}.{ending}"), file);
    }
    assert_eq!(sandbox.contents().len(), formats.len(), "no partial file stays");
}

#[test]
fn golden_one_run() {
    draws(&["invented"], "one");
}

#[test]
fn golden_a_grid_of_maps() {
    draws(&["invented-grid"], "grid");
}

#[test]
fn golden_two_runs() {
    draws(&["invented", "invented-later"], "two");
}

#[test]
fn golden_colours_and_charts_in_a_terminal() {
    let sandbox = Sandbox::new();
    golden(
        "one.ansi",
        sandbox.succeeds(&["report", &invented("invented"), "--color", "always", "--html", "x"]),
    );
    golden(
        "grid.ansi",
        sandbox.succeeds(&["report", &invented("invented-grid"), "--color", "always", "--html", "x"]),
    );
}

#[test]
fn json_gives_back_the_record() {
    let read = |path: &str| -> serde_json::Value {
        serde_json::from_str(&std::fs::read_to_string(path).expect("a file")).expect("JSON")
    };
    let json = Sandbox::new().succeeds(&["report", &invented("invented"), "--json", "-"]);
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&json).expect("JSON only"),
        read(&invented("invented"))
    );
}

#[test]
fn a_record_may_come_through_a_pipe() {
    let sandbox = Sandbox::new();
    let record = std::fs::File::open(invented("invented")).expect("a file");
    let output =
        sandbox.command(&["report", "-", "--csv", "-"]).stdin(record).output().expect("the binary starts");
    let csv = text(&output.stdout);
    assert!(csv.starts_with("run,engine,") && csv.lines().count() == 25, "24 cells and a header: {csv}");
}

/// Every figure of the JSON is a point of the SVG, and stands where the logarithmic axes put it.
#[test]
fn every_point_of_the_json_is_in_the_picture() {
    for records in [&["invented"][..], &["invented", "invented-later"]] {
        let files: Vec<String> = records.iter().map(|record| invented(record)).collect();
        let arguments: Vec<&str> =
            ["report"].into_iter().chain(files.iter().map(String::as_str)).chain(["--svg", "-"]).collect();
        let svg = Sandbox::new().succeeds(&arguments);
        let [time, ratio] = &charts(&svg)[..] else { panic!("two charts") };
        assert_eq!(time.data(), expected(&files, "seconds"));
        assert_eq!(ratio.data(), expected(&files, "ratio_to_loss"));
        for chart in [time, ratio] {
            chart.assert_logarithmic();
        }
    }
}

#[test]
fn a_bad_record_is_named_by_file_and_place() {
    let sandbox = Sandbox::new();
    let good = std::fs::read_to_string(invented("invented")).expect("a file");
    sandbox.file("cut.json", &good[..good.len() / 2]);
    sandbox.file("other.json", "{\"schema\": \"dualtape.train/1\"}");
    sandbox.file("zero.json", &good.replacen("\"median\": ", "\"median\": -", 1));
    sandbox.file("name.json", &good.replacen("\"reverse\"", "\"backwards\"", 1));
    for (arguments, words) in [
        (&["report", "nowhere.json"][..], &["read nowhere.json"][..]),
        (&["report", "cut.json"], &["cut.json: line ", "expected JSON"]),
        (
            &["report", "other.json"],
            &["other.json", "found `dualtape.train/1`", "expected `dualtape.bench/1`"],
        ),
        (&["report", "zero.json"], &["zero.json", "cells[0].seconds.median", "above 0"]),
        (&["report", "name.json"], &["name.json: line ", "cells[1].engine", "`backwards`"]),
        (&["report", "a", "b", "c", "d", "e"], &["RUN: found 5 files, expected at most 4"]),
        (&["report", "a", "b", "a"], &["RUN: found a twice"]),
        (&["report"], &["found no RUN"]),
    ] {
        let before = sandbox.contents();
        let output = sandbox.run(&[arguments, &["--html", "out.html"]].concat());
        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {stderr}");
        assert!(stderr.lines().count() == 1 && stderr.starts_with("error: "), "{stderr}");
        assert!(words.iter().all(|word| stderr.contains(word)), "{words:?} in: {stderr}");
        assert_eq!(sandbox.contents(), before, "nothing is half-written");
    }
}

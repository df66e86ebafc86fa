//! `dualtape report`: every renderer against a file that shows what it should give, and bad records.
//!
//! After a change that is meant, `SNAPSHOTS=overwrite cargo test -p dualtape-cli golden` writes the files in
//! `tests/golden` anew: look at them.

use std::path::Path;

use serde_json::Value;
use snapbox::Data;

use crate::drawing::{charts, expected, wide_charts};
use crate::records::invented;
use crate::sandbox::{Sandbox, text};

/// A file of the tests.
pub(crate) fn test_file(name: &str) -> String {
    format!("{}/tests/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn golden(name: &str, found: String) {
    let file = test_file(&format!("golden/{name}"));
    snapbox::assert_data_eq!(found, Data::read_from(Path::new(&file), None).raw());
}

/// A page without the parts that stand elsewhere too: the style sheet, which the renderer's own tests hold; the charts
/// of the picture; the data, which are those of `--json`.
fn outline(page: &str, picture: &str, json: &Value) -> String {
    let (head, rest) = page.split_once("<style>").expect("a style sheet");
    let (_, rest) = rest.split_once("</style>").expect("its end");
    let start = "<script type=\"application/json\" id=\"data\">";
    let (body, rest) = rest.split_once(start).expect("the data");
    let (data, end) = rest.split_once("</script>").expect("their end");
    assert_eq!(&serde_json::from_str::<Value>(data).expect("JSON"), json);
    let mut body = body.to_owned();
    for (index, chart) in wide_charts(&body).iter().enumerate() {
        assert!(picture.contains(chart), "chart {index} of the page is that of the picture");
        body = body.replace(chart, "\n<svg/>");
    }
    format!("{head}<style></style>{body}{start}</script>{end}")
}

/// The text, the charts and the files of a report in every format.
fn draws(records: &[&str], name: &str) {
    let sandbox = Sandbox::new();
    let files: Vec<String> = records.iter().map(|record| sandbox.record(record).0).collect();
    let endings = ["csv", "md", "svg", "html", "json"];
    let flags = ["--csv", "--markdown", "--svg", "--html", "--json"];
    let outs = endings.map(|ending| format!("{name}.{ending}.out"));
    let exports = flags.iter().zip(&outs).flat_map(|(flag, out)| [*flag, out]);
    let arguments: Vec<&str> =
        ["report"].into_iter().chain(files.iter().map(String::as_str)).chain(exports).collect();
    let page = sandbox.succeeds(&arguments);
    golden(&format!("{name}.txt"), page);
    let read = |ending: &str| sandbox.read(&format!("{name}.{ending}.out"));
    for ending in ["csv", "md", "svg"] {
        golden(&format!("{name}.{ending}"), read(ending));
    }
    let json = serde_json::from_str(&read("json")).expect("JSON");
    golden(&format!("{name}.html"), outline(&read("html"), &read("svg"), &json));
    assert_eq!(sandbox.contents().len(), files.len() + outs.len(), "no partial file stays");
}

#[test]
fn golden_one_run() {
    draws(&["run"], "one");
}

#[test]
fn golden_a_grid_of_maps() {
    draws(&["grid"], "grid");
}

#[test]
fn golden_two_runs() {
    draws(&["earlier", "later"], "two");
}

/// Charts and colours; the tables are those of the files without colours.
#[test]
fn golden_colours_and_charts_in_a_terminal() {
    for (name, record) in [("one", "run"), ("grid", "grid")] {
        let sandbox = Sandbox::new();
        let file = sandbox.record(record).0;
        golden(
            &format!("{name}.ansi"),
            sandbox.succeeds(&["report", &file, "--color", "always", "--html", "x"]),
        );
    }
}

#[test]
fn json_gives_back_the_record() {
    let sandbox = Sandbox::new();
    let (file, record) = sandbox.record("run");
    let json = sandbox.succeeds(&["report", &file, "--json", "-"]);
    assert!(json.starts_with("{\n  \"schema\": \"dualtape.bench/1\",\n"), "{json:.60}");
    assert_eq!(serde_json::from_str::<Value>(&json).expect("JSON only"), record);
}

#[test]
fn a_record_may_come_through_a_pipe() {
    let sandbox = Sandbox::new();
    let (file, _) = sandbox.record("run");
    let record = std::fs::File::open(sandbox.path().join(file)).expect("a file");
    let output =
        sandbox.command(&["report", "-", "--csv", "-"]).stdin(record).output().expect("the binary starts");
    let csv = text(&output.stdout);
    assert!(csv.starts_with("run,engine,") && csv.lines().count() == 12, "11 cells and a header: {csv}");
}

/// Every figure of the JSON is a point of the SVG, and stands where the logarithmic axes put it.
#[test]
fn every_point_of_the_json_is_in_the_picture() {
    for names in [&["run"][..], &["earlier", "later"]] {
        let sandbox = Sandbox::new();
        let (files, records): (Vec<String>, Vec<Value>) =
            names.iter().map(|name| sandbox.record(name)).unzip();
        let arguments: Vec<&str> =
            ["report"].into_iter().chain(files.iter().map(String::as_str)).chain(["--svg", "-"]).collect();
        let svg = sandbox.succeeds(&arguments);
        let [time, ratio] = &charts(&svg)[..] else { panic!("two charts") };
        assert_eq!(time.data(), expected(&records, "seconds"));
        assert_eq!(ratio.data(), expected(&records, "ratio_to_loss"));
        for chart in [time, ratio] {
            chart.assert_logarithmic();
        }
    }
}

#[test]
fn a_bad_record_is_named_by_file_and_place() {
    let sandbox = Sandbox::new();
    let good = invented("run").to_string();
    sandbox.file("cut.json", &good[..good.len() / 2]);
    sandbox.file("other.json", "{\"schema\": \"dualtape.train/1\"}");
    let changed = |field: &str, value: Value| {
        let mut record = invented("run");
        *record.pointer_mut(field).expect("a field") = value;
        record.to_string()
    };
    sandbox.file("zero.json", &changed("/cells/0/seconds/median", 0.into()));
    sandbox.file("name.json", &changed("/cells/1/engine", "backwards".into()));
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

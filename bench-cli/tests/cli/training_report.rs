//! `report.html` of a training, in a browser and in awkward cases.

use std::path::PathBuf;

use roxmltree::Document;

use crate::browser::{browser, run, visit};
use crate::sandbox::{Sandbox, data, text};

/// A sandbox with a run in `run`.
fn trained(arguments: &[&str]) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.succeeds(&[&["train"], arguments, &["--out", "run"]].concat());
    sandbox
}

fn read(sandbox: &Sandbox, name: &str) -> String {
    std::fs::read_to_string(sandbox.path().join(name)).expect("a file of the run")
}

/// Returns the values of this attribute, in order.
fn attributes(page: &str, name: &str) -> Vec<String> {
    let start = format!(" {name}=\"");
    let values = page.split(&start).skip(1);
    values.map(|rest| rest.split('"').next().expect("a value").to_owned()).collect()
}

/// A column of metrics.csv.
fn column(metrics: &str, index: usize) -> Vec<f64> {
    let cell = |line: &str| line.split(',').nth(index).and_then(|cell| cell.parse().ok()).expect("a number");
    metrics.lines().skip(1).map(cell).collect()
}

fn numbers(words: &str) -> Vec<f64> {
    words.split(' ').map(|word| word.parse().expect("a number")).collect()
}

#[test]
fn the_page_loads_silently_and_its_curves_are_those_of_metrics_csv() {
    let sandbox = trained(&[&data("iris.csv"), "--epochs", "30"]);
    let metrics = read(&sandbox, "run/metrics.csv");
    let mut page = read(&sandbox, "run/report.html");
    if let Some(browser) = browser() {
        let visit = visit(browser, &sandbox, "run/report.html");
        assert!(visit.console.is_empty(), "{:?}", visit.console);
        page = visit.dom;
    }
    let (epochs, losses) = (attributes(&page, "data-epochs"), attributes(&page, "data-losses"));
    for (index, losses) in losses[..2].iter().enumerate() {
        assert_eq!(numbers(&epochs[index]), column(&metrics, 0));
        assert_eq!(numbers(losses), column(&metrics, index + 1));
    }
    let best = column(&metrics, 2).into_iter().fold(f64::INFINITY, f64::min);
    assert_eq!(numbers(&attributes(&page, "data-loss")[0]), [best]);
}

#[test]
fn the_matrix_counts_what_eval_counts() {
    let sandbox = trained(&[&data("iris.csv"), "--epochs", "30", "--validation", "0%"]);
    let page = read(&sandbox, "run/report.html");
    let (_, figure) = page.split_once("figure-confusion").expect("the matrix");
    // The drawing for wide screens; that for phones has the same cells.
    let (matrix, _) = figure.split_once("chart narrow").expect("a drawing for phones");
    let (truth, found) = (attributes(matrix, "data-true"), attributes(matrix, "data-found"));
    let counts: Vec<f64> = attributes(matrix, "data-count").iter().map(|text| numbers(text)[0]).collect();
    let right =
        (0..truth.len()).filter(|&cell| truth[cell] == found[cell]).map(|cell| counts[cell]).sum::<f64>();
    assert_eq!(counts.iter().sum::<f64>(), 150.0);
    let json = sandbox.succeeds(&["eval", "run", &data("iris.csv"), "--json", "-"]);
    let record: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let accuracy =
        record.pointer("/accuracy").or(record.pointer("/score/accuracy")).and_then(serde_json::Value::as_f64);
    assert_eq!(accuracy, Some(right / 150.0), "{record}");
    assert!(
        page.contains("after it"),
        "without a validation part the losses are those before and after the steps"
    );
}

/// The page in a frame as wide as a phone, with the axis switched by the state of its box, as a reader would.
#[test]
fn the_axis_turns_linear_without_a_script_and_nothing_is_wider_than_a_phone() {
    let Some(browser) = browser() else { return };
    let sandbox = trained(&["moons", "--epochs", "3"]);
    let page = read(&sandbox, "run/report.html");
    for (page, shown, hidden) in [
        (page.clone(), "logarithmic", "linear"),
        (page.replace("id=\"linear\"", "id=\"linear\" checked"), "linear", "logarithmic"),
    ] {
        let source = page.replace('&', "&amp;").replace('"', "&quot;");
        let frame = format!(
            "<!doctype html><body><iframe id=\"phone\" style=\"width:360px;height:800px;border:0\" srcdoc=\"{source}\"></iframe>\
             <script>document.getElementById('phone').onload = event => {{\
               const page = event.target.contentDocument;\
               const look = name => event.target.contentWindow.getComputedStyle(page.querySelector('.chart.narrow.' + name)).display;\
               const noted = document.body.dataset;\
               noted.width = page.documentElement.scrollWidth;\
               noted.linear = look('linear');\
               noted.logarithmic = look('logarithmic');\
             }}</script></body>"
        );
        sandbox.file("phone.html", &frame);
        let dom = visit(browser, &sandbox, "phone.html").dom;
        let noted = |name: &str| attributes(&dom, &format!("data-{name}")).pop();
        assert_eq!(noted("width").as_deref(), Some("360"), "the page itself does not scroll sideways");
        assert_eq!((noted(shown).as_deref(), noted(hidden).as_deref()), (Some("block"), Some("none")));
    }
}

#[test]
fn tables_say_what_the_record_says() {
    let sandbox = trained(&[&data("penguins.csv"), "--target", "species", "--epochs", "3"]);
    let page = read(&sandbox, "run/report.html");
    let table = |figure: &str| {
        let (_, rest) = page.split_once(&format!("figure-{figure} ")).expect("the figure");
        rest.split_once("</figure>").expect("its end").0.to_owned()
    };
    for cell in ["bill_length_mm", "one-hot of 3", "32.1 to 59.6", "target"] {
        assert!(table("columns").contains(cell), "{cell}");
    }
    let json = sandbox.succeeds(&["eval", "run", &data("penguins.csv"), "--json", "-"]);
    let record: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let classes = record["classes"].as_array().expect("classes");
    assert_eq!(table("classes").matches("<th scope=\"row\"").count(), classes.len());
    assert!(table("metrics").contains("balanced accuracy"));
    let values = trained(&[&data("diabetes.csv"), "--epochs", "3"]);
    let page = read(&values, "run/report.html");
    assert!(page.contains("RMSE") && !page.contains("figure-classes"));
    let several = trained(&[&data("diabetes.csv"), "--target", "progression,bmi", "--epochs", "3"]);
    let page = read(&several, "run/report.html");
    assert!(page.contains("bmi: RMSE") && page.contains("progression: MAE"), "each target has its units");
    let generated = trained(&["moons", "--epochs", "3"]);
    assert!(!read(&generated, "run/report.html").contains("figure-columns"), "moons are no table");
}

#[test]
fn of_many_classes_the_largest_confusions_are_listed_first() {
    let sandbox = Sandbox::new();
    let row = |i: u32| format!("{},{},class {}", i * i % 13, i * 7 % 11, i * i * i % 29);
    sandbox.file("many.csv", &format!("a,b,y\n{}\n", (0..600).map(row).collect::<Vec<_>>().join("\n")));
    sandbox.succeeds(&["train", "many.csv", "--epochs", "4", "--validation", "0%", "--out", "run"]);
    let page = read(&sandbox, "run/report.html");
    let (_, figure) = page.split_once("figure-confusion").expect("the list");
    let (list, _) = figure.split_once("chart narrow").expect("a drawing for phones");
    assert!(!list.contains("class=\"cell "), "no matrix of 29 classes");
    let [truth, found, counts] =
        ["true", "found", "count"].map(|name| attributes(list, &format!("data-{name}")));
    let json = sandbox.succeeds(&["eval", "run", "many.csv", "--json", "-"]);
    let record: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let confusion = &record["confusion"];
    let names: Vec<&str> =
        confusion["classes"].as_array().expect("classes").iter().filter_map(|name| name.as_str()).collect();
    let place = |name: &String| names.iter().position(|known| known == name).expect("a class");
    let count = |truth: usize, found: usize| confusion["counts"][truth][found].as_u64().expect("a count");
    let pairs = (0..names.len()).flat_map(|truth| (0..names.len()).map(move |found| (truth, found)));
    let mut all: Vec<u64> =
        pairs.filter(|(truth, found)| truth != found).map(|(truth, found)| count(truth, found)).collect();
    all.sort_unstable_by(|a, b| b.cmp(a));
    let listed: Vec<u64> = counts.iter().map(|text| text.parse().expect("a number")).collect();
    assert_eq!(listed, all[..25], "the largest of all, in order");
    for ((truth, found), listed) in truth.iter().zip(&found).zip(&listed) {
        assert_eq!(count(place(truth), place(found)), *listed, "{truth} taken for {found}");
    }
}

#[test]
fn the_pictures_come_as_files_too() {
    let sandbox = trained(&["sine", "--epochs", "2", "--svg", "charts.svg", "--html", "page.html"]);
    assert_eq!(read(&sandbox, "page.html"), read(&sandbox, "run/report.html"));
    let picture = read(&sandbox, "charts.svg");
    let picture = Document::parse(&picture).expect("XML");
    let titles = picture.descendants().filter(|node| node.attribute("class") == Some("line validation"));
    assert_eq!(titles.count(), 3, "predicted, residuals and the fitted curve");
}

#[test]
fn awkward_runs_have_a_page_of_bounded_size() {
    let limit = 400_000;
    let sandbox = Sandbox::new();
    let rows: Vec<String> = (0..300).map(|i| format!("{},{},class {}", i % 17, i % 23, i / 3)).collect();
    sandbox.file("hundred.csv", &format!("a,b,y\n{}\n", rows.join("\n")));
    let rows: Vec<String> =
        (0..40).map(|i| format!("{},{}", i % 2, if i < 39 { "yes" } else { "no" })).collect();
    sandbox.file("constant.csv", &format!("x,y\n{}\n", rows.join("\n")));
    for (out, arguments, expected) in [
        ("a", ["hundred.csv", "--epochs", "1"], "the 25 largest of 28 confusions"),
        ("b", ["constant.csv", "--epochs", "1"], "examples"),
        ("c", ["constant.csv", "--epochs", "2000"], "exponential mean over about 50 epochs"),
    ] {
        sandbox.succeeds(&[&["train"], &arguments[..], &["--out", out]].concat());
        let page = read(&sandbox, &format!("{out}/report.html"));
        assert!(page.contains(expected), "{arguments:?}");
        assert!(page.len() < limit, "{arguments:?}: {} bytes", page.len());
        assert!(!page.contains("NaN"), "{arguments:?}");
    }
}

#[test]
fn a_training_that_diverges_has_a_page_that_says_so() {
    let sandbox = Sandbox::new();
    let flags = ["--activation", "relu", "--optimizer", "sgd", "--learning-rate", "1e6", "--out", "run"];
    let output = sandbox.run(&[&["train", &data("diabetes.csv")], &flags[..]].concat());
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let page = read(&sandbox, "run/report.html");
    assert!(page.contains("Training diverged") || page.contains("No epoch improved"), "{page:.2000}");
}

/// The pictures that a person looks at.
#[test]
fn screenshots_are_taken() {
    let Some(browser) = browser() else { return };
    for (name, arguments) in [
        ("digits", &[&data("digits.csv")[..], "--epochs", "8", "--hidden", "32"][..]),
        ("moons", &["moons", "--epochs", "60"]),
        ("diabetes", &[&data("diabetes.csv"), "--epochs", "30"]),
    ] {
        let sandbox = trained(arguments);
        let picture = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("training-{name}.png"));
        let _ = std::fs::remove_file(&picture);
        let target = format!("--screenshot={}", picture.display());
        run(
            browser,
            &sandbox,
            &["--window-size=1100,2800", &target],
            &sandbox.path().join("run/report.html"),
        );
        let bytes = std::fs::read(&picture).expect("a picture");
        assert!(bytes.starts_with(b"\x89PNG") && bytes.len() > 50_000, "{name} shows something");
        println!("look at {}", picture.display());
    }
}

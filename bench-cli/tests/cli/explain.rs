//! `dualtape explain`, end to end; `cmd/explain.trycmd` has its pages.

use crate::sandbox::{Sandbox, data, text};
use serde_json::Value;

fn fields(value: &Value) -> String {
    value.as_object().expect("an object").keys().cloned().collect::<Vec<_>>().join(" ")
}

fn json(sandbox: &Sandbox, arguments: &[&str]) -> Value {
    let json = sandbox.succeeds(&[&["explain"], arguments, &["--as", "json"]].concat());
    serde_json::from_str(&json).expect("JSON and nothing else")
}

/// A sandbox with the run of a small network on iris.
fn trained() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.succeeds(&["train", &data("iris.csv"), "--hidden", "3", "--epochs", "3", "--out", "run"]);
    sandbox
}

#[test]
fn the_record_has_the_fields_of_the_contract() {
    let sandbox = Sandbox::new();
    let record = json(&sandbox, &["h = tanh(x*w); h^2", "--at", "x=2,w=0.25"]);
    assert_eq!(fields(&record), "check function gradient nodes passes paths schema value");
    assert_eq!(record["schema"], "dualtape.explain/1");
    assert_eq!(fields(&record["nodes"][0]), "adjoint id inputs name op partials tangents value");
    assert_eq!((&record["nodes"][2]["id"], &record["nodes"][2]["op"]), (&3.into(), &"mul".into()));
    assert_eq!(record["nodes"][3]["name"], "h");
    assert_eq!(fields(&record["passes"]), "forward reverse");
    assert!(record["check"]["max_relative_difference"].as_f64().expect("a number") < 1e-8);
    let slope = record["gradient"]["w"].as_f64().expect("a number");
    let h = 0.5_f64.tanh();
    assert!((slope - 2.0 * h * (1.0 - h * h) * 2.0).abs() < 1e-14);

    let reverse = json(&sandbox, &["x*w", "--at", "x=2,w=0.25", "--mode", "reverse"]);
    assert_eq!(fields(&reverse["nodes"][0]["tangents"]), "");
    let forward = json(&sandbox, &["x*w", "--at", "x=2,w=0.25", "--mode", "forward"]);
    assert_eq!(forward["nodes"][0]["adjoint"], Value::Null);
    assert_eq!(forward["gradient"], reverse["gradient"]);
}

#[test]
fn json_goes_to_a_file_beside_the_page() {
    let sandbox = Sandbox::new();
    let page = sandbox.succeeds(&["explain", "xor", "--json", "xor.json"]);
    assert!(page.lines().last().is_some_and(|line| line.starts_with("Next: `dualtape ")), "{page}");
    let text = std::fs::read_to_string(sandbox.path().join("xor.json")).expect("the file was written");
    let record: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(record["then"].as_array().map(Vec::len), Some(1), "after the step");
}

#[test]
fn an_example_takes_another_point_and_loses_its_figures() {
    let sandbox = Sandbox::new();
    assert!(sandbox.succeeds(&["explain", "logistic"]).contains("The worked example"));
    let page = sandbox.succeeds(&["explain", "logistic", "--at", "x=1"]);
    assert!(page.contains("at w = 3, x = 1") && !page.contains("The worked example"), "{page}");
}

#[test]
fn a_trained_model_says_which_weights_are_to_blame() {
    let sandbox = trained();
    let page = sandbox.succeeds(&["explain", "run", "--row", "71"]);
    assert!(page.contains("Row 71 is `versicolor`, the model says `"), "{page}");
    let start = page.find("what is to blame").expect("a list of derivatives");
    let blame: Vec<f64> = page[start..]
        .lines()
        .filter(|line| line.starts_with(" w") || line.starts_with(" b"))
        .map(|line| {
            line.split_whitespace().nth(2).and_then(|cell| cell.parse::<f64>().ok()).expect(line).abs()
        })
        .collect();
    assert!(blame.len() > 10 && blame.is_sorted_by(|a, b| a >= b), "{blame:?}");

    let record = json(&sandbox, &["run", "--row", "71"]);
    let names = fields(&record["gradient"]);
    assert_eq!(names.split(' ').count(), 3 * 5 + 3 * 4, "every weight and bias");
    assert_eq!(record["nodes"][0]["name"], "sepal_length_cm");
    let other = json(&sandbox, &["run", "--row", "72"]);
    assert_ne!(record["value"], other["value"], "each row has its own loss");
}

#[test]
fn a_regression_is_explained_in_the_units_of_the_data() {
    let sandbox = Sandbox::new();
    sandbox.succeeds(&[
        "train",
        &data("diabetes.csv"),
        "--hidden",
        "2",
        "--epochs",
        "2",
        "--out",
        "run",
        "--precision",
        "f32",
    ]);
    let page = sandbox.succeeds(&["explain", "run", "--mode", "reverse", "--detail", "layer"]);
    assert!(page.contains("Row 1 has `progression` = 151, the model says "), "{page}");
}

#[test]
fn pictures_are_of_the_graph_or_of_the_network_as_finely_as_fits() {
    let sandbox = trained();
    let titles = |arguments: &[&str]| -> Vec<String> {
        let svg = sandbox.succeeds(&[&["explain"], arguments, &["--as", "svg"]].concat());
        let document =
            roxmltree::Document::parse(&svg).unwrap_or_else(|error| panic!("{arguments:?}: {error}"));
        let texts = document.descendants().filter(|node| node.has_tag_name("text"));
        texts
            .map(|node| {
                node.descendants()
                    .filter(roxmltree::Node::is_text)
                    .filter_map(|part| part.text())
                    .collect::<String>()
            })
            .collect()
    };
    let has = |titles: &[String], title: &str| titles.iter().any(|found| found == title);
    let neuron = titles(&["tanh(x*w)", "--at", "x=2,w=0.25"]);
    assert!(has(&neuron, "x") && has(&neuron, "#4: tanh") && has(&neuron, "0.46212"), "{neuron:?}");
    assert!(has(&titles(&["xor"]), "xor: Before the step"));
    let run = titles(&["run"]);
    assert!(run.iter().any(|title| title.starts_with("The network 4-3-3")) && has(&run, "h1_3"), "{run:?}");
    assert!(!has(&run, "W1"), "as finely as fits");
    assert!(has(&titles(&["run", "--detail", "layer"]), "W1"));
    assert!(has(&titles(&["run", "--detail", "op"]), "w1_1_1"));
    let forms = ["blocks", "simplified", "full"].map(|form| titles(&["run", "--detail", form]));
    assert!(has(&forms[2], "W1") && !has(&forms[1], "W1"), "only the full form shows parameters");
    assert!(forms[0].len() < forms[1].len() && forms[1].len() < forms[2].len(), "{forms:?}");
}

#[test]
fn the_page_steps_through_both_passes() {
    let page = Sandbox::new().succeeds(&["explain", "xor", "--as", "html"]);
    assert!(page.starts_with("<!DOCTYPE html>"), "{}", &page[..80]);
    assert!(page.contains("f = sigmoid(f_in) = sigmoid(1.127) = 0.75529"), "forward");
    let (_, header) = page.split_once("<header>").expect("a header");
    let (header, _) = header.split_once("</header>").expect("its end");
    assert_eq!(header.matches("class=\"statement\"").count(), 7, "a statement per definition: {header}");
    assert!(header.contains("<mfrac>") && header.contains("<mn>0.029942</mn>"), "{header}");
    assert!(!header.contains("w11*x1"), "the formula is set and not written: {header}");
    assert!(page.contains("f × (f (1 - f)) = -0.24471 × 0.18483"), "back");
}

/// Runs what must be refused; the first line must hold all of these words.
#[track_caller]
fn refused(sandbox: &Sandbox, arguments: &[&str], words: &[&str]) {
    let output = sandbox.run(&[&["explain"], arguments].concat());
    let stderr = text(&output.stderr);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), String::new()), "{stderr}");
    let first = stderr.lines().next().expect("a sentence");
    assert!(first.starts_with("error: "), "{stderr}");
    for word in words {
        assert!(first.contains(word), "`{word}` is missing in: {first}");
    }
}

#[test]
fn a_run_that_does_not_fit_is_named() {
    let sandbox = trained();
    refused(&sandbox, &["run", "--row", "151"], &["--row", "151", "at most 150", "iris.csv"]);
    refused(&sandbox, &["run", "--row", "0"], &["--row", "at least 1"]);
    refused(&sandbox, &["run", "--data", &data("diabetes.csv")], &["diabetes.csv", "sepal_length_cm"]);
    refused(&sandbox, &["run", "--data", "nowhere.csv"], &["nowhere.csv"]);
    refused(&sandbox, &["run", "--wrt", "w9_1_1"], &["--wrt", "w9_1_1", "sepal_length_cm"]);
    refused(&sandbox, &["run", "--at", "w9_1_1=2"], &["--at", "w9_1_1"]);
    std::fs::create_dir(sandbox.path().join("empty")).expect("a fresh folder");
    refused(&sandbox, &["empty"], &["empty/run.toml"]);
    let other = "sepal_length_cm,sepal_width_cm,petal_length_cm,petal_width_cm,species\n1,2,3,4,setosa\n5,6,7,8,rosa\n";
    sandbox.file("other.csv", other);
    refused(&sandbox, &["run", "--data", "other.csv"], &["other.csv", "classes", "`rosa`", "virginica"]);
    sandbox.file("fewer.csv", "width,species\n1,setosa\n2,virginica\n");
    refused(&sandbox, &["run", "--data", "fewer.csv"], &["fewer.csv", "column", "width", "sepal_length_cm"]);
}

#[test]
fn no_expression_is_too_long_or_too_deep_to_be_refused() {
    let sandbox = Sandbox::new();
    let deep = format!("{}x{}", "(".repeat(10_000), ")".repeat(10_000));
    refused(&sandbox, &[&deep], &["found 20001 bytes, expected at most 20000"]);
    refused(&sandbox, &[&deep[1..20_000]], &["nested more than 200 deep"]);
    let signs = format!("x{}", "+x".repeat(9_000));
    let page = sandbox.succeeds(&["explain", &signs, "--at", "x=1", "--mode", "reverse"]);
    assert!(page.contains("= 9001 at x = 1"), "a long sum is no deep one");
}

#[test]
fn too_many_tangents_are_refused_before_they_are_made() {
    refused(
        &Sandbox::new(),
        &["mlp:300-300-1", "--mode", "forward"],
        &["--mode", "90601 names", "--mode reverse"],
    );
}

#[test]
fn a_slope_without_a_value_is_no_panic() {
    let sandbox = Sandbox::new();
    for (function, at) in
        [("ln(x)", "x=-1"), ("1/x", "x=0"), ("sqrt(x)", "x=0"), ("x^y", "x=0,y=0"), ("exp(x)", "x=1000")]
    {
        let output = sandbox.run(&["explain", function, "--at", at]);
        assert!(output.status.success(), "{function}: {}", text(&output.stderr));
    }
}

#[test]
fn infinities_and_nan_are_points() {
    let sandbox = Sandbox::new();
    for at in ["x=inf", "x=-inf", "x=nan", "x=-0", "x=Infinity", "x=NaN"] {
        let page = sandbox.succeeds(&["explain", "2*x", "--at", at]);
        assert!(page.contains("The gradient") && page.contains("2*x"), "{at}: {page}");
    }
    assert!(sandbox.succeeds(&["explain", "1/x", "--at", "x=-0"]).contains("= -∞ at x = -0"));
    assert_eq!(json(&sandbox, &["2*x", "--at", "x=inf"])["value"], Value::Null);
}

#[test]
fn a_slope_that_is_infinite_in_both_modes_is_marked_and_no_failed_check() {
    let sandbox = Sandbox::new();
    let page = sandbox.succeeds(&["explain", "h = 2*x; ln(h)", "--at", "x=0"]);
    let mark = "→ first ∞: #4 = ln(h) at h = 0: local derivative ∞ times adjoint 1 (reverse mode)";
    assert!(page.contains(mark) && page.contains(" → 4 ") && page.contains("not comparable"), "{page}");
    let record = json(&sandbox, &["h = 2*x; ln(h)", "--at", "x=0"]);
    assert_eq!(record["not_finite"][2], mark.trim_start_matches("→ "));
    assert_eq!(record["disagreement"], Value::Null);
}

#[test]
fn differences_across_a_kink_are_not_said_to_agree() {
    let sandbox = Sandbox::new();
    for function in ["relu(x)", "if(x > 0, x, 0)"] {
        let page = sandbox.succeeds(&["explain", function, "--at", "x=0"]);
        assert!(page.contains("apart: they may straddle a kink") && !page.contains("agree to"), "{page}");
    }
    assert!(
        sandbox.succeeds(&["explain", "relu(x)", "--at", "x=1"]).contains("Central differences agree to")
    );
}

#[test]
fn the_modes_agree_where_a_zero_meets_an_infinity() {
    let sandbox = Sandbox::new();
    for (function, at) in
        [("sqrt(x)*y", "x=0,y=0"), ("ln(x)*0", "x=0"), ("x*x^-1", "x=0"), ("x - x", "x=inf")]
    {
        let page = sandbox.succeeds(&["explain", function, "--at", at]);
        assert!(page.contains("Forward mode: values") && page.contains("→ first NaN: #"), "{page}");
    }
}

#[test]
fn what_a_rule_leaves_out_has_no_path() {
    let page = Sandbox::new().succeeds(&["explain", "max(sqrt(x), 1/2)", "--at", "x=0"]);
    assert!(page.contains("no path leads to the value") && !page.contains("0 × ∞"), "{page}");
}

#[test]
fn a_branch_that_is_not_taken_leaves_no_trace() {
    let record = json(&Sandbox::new(), &["if(x*y > 1, x^2, ln(-x)*y)", "--at", "x=2,y=3"]);
    let ops: Vec<&str> =
        record["nodes"].as_array().expect("nodes").iter().filter_map(|node| node["op"].as_str()).collect();
    assert_eq!(ops, ["input", "input", "powi"]);
    assert_eq!(record["gradient"]["x"], 4.0);
    assert_eq!(record["gradient"]["y"], 0.0);
}

/// Writes an IDX file of 8 × 8 images, each with a bright row or a bright column, and one of their labels.
fn idx_images(sandbox: &Sandbox) {
    let (mut pixels, mut labels) =
        (vec![0, 0, 8, 3, 0, 0, 0, 60, 0, 0, 0, 8, 0, 0, 0, 8], vec![0, 0, 8, 1, 0, 0, 0, 60]);
    for image in 0..60_u8 {
        let (is_row, place) = (image % 2 == 0, image / 2 % 8);
        for cell in 0..64_u8 {
            let (row, column) = (cell / 8, cell % 8);
            let is_bright = if is_row { row == place } else { column == place };
            pixels.push(if is_bright { 200 + cell % 5 } else { cell.wrapping_mul(image) % 7 });
        }
        labels.push(u8::from(is_row));
    }
    let write = |name: &str, bytes: &[u8]| std::fs::write(sandbox.path().join(name), bytes).expect("written");
    write("some-images-idx3-ubyte", &pixels);
    write("some-labels-idx1-ubyte", &labels);
}

#[test]
fn images_are_predicted_and_explained() {
    let sandbox = Sandbox::new();
    idx_images(&sandbox);
    sandbox.succeeds(&["train", "some-images-idx3-ubyte", "--epochs", "3", "--out", "run"]);
    let answers = sandbox.succeeds(&["predict", "run", "some-images-idx3-ubyte", "--probabilities"]);
    let lines: Vec<&str> = answers.lines().collect();
    assert_eq!((lines[0], lines.len()), ("image,label,prediction,probability_0,probability_1", 61));
    let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
    let right = lines[1..].iter().filter(|line| cells(line)[1] == cells(line)[2]).count();
    let json = sandbox.succeeds(&["eval", "run", "some-images-idx3-ubyte", "--json", "-"]);
    let record: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(record["score"]["accuracy"].as_f64(), Some(right as f64 / 60.0), "as eval counts");
    for line in &lines[1..] {
        let shares: f64 = cells(line)[3..].iter().map(|cell| cell.parse::<f64>().expect("a number")).sum();
        assert!((shares - 1.0).abs() < 1e-12, "{line}");
    }
    let pair = "some-images-idx3-ubyte,some-labels-idx1-ubyte";
    assert_eq!(sandbox.succeeds(&["predict", "run", pair, "--probabilities"]), answers);

    let page = sandbox.succeeds(&["explain", "run", "--row", "2"]);
    assert!(page.contains("at row 2 of some-images-idx3-ubyte") && page.contains("Row 2 is `0`"), "{page}");
    let page = sandbox.succeeds(&["explain", "run", "--as", "html"]);
    assert_eq!(page.matches("<svg class=\"image\"").count(), 2, "the image and the shares of its pixels");
}

#[test]
fn a_trained_model_is_shown_by_its_columns_and_its_largest_contributions() {
    let sandbox = Sandbox::new();
    sandbox.succeeds(&[
        "train",
        &data("penguins.csv"),
        "--target",
        "species",
        "--epochs",
        "5",
        "--out",
        "run",
    ]);
    let page = sandbox.succeeds(&["explain", "run", "--row", "5"]);
    let line =
        |start: &str| page.lines().find(|line| line.trim_start().starts_with(start)).unwrap_or_default();
    assert!(line("the loss of run").ends_with("at row 5 of penguins.csv"), "{page}");
    assert!(line("island").contains("Torgersen"), "a category by its name: {page}");
    assert!(line("bill_length_mm").contains("36.7"), "a number in its units: {page}");
    assert!(page.contains("f1: Adelie") && page.lines().count() < 90, "{page}");
    let record = json(&sandbox, &["run", "--row", "5"]);
    let shares = record["attribution"]["inputs"].as_array().expect("shares");
    let island = shares
        .iter()
        .filter(|share| share["column"].as_str().is_some_and(|name| name.starts_with("island=")));
    let island: f64 = island.map(|share| share["integrated"].as_f64().expect("a number")).sum();
    let listed: f64 =
        line("island").split_whitespace().last().and_then(|cell| cell.parse().ok()).expect("a share");
    assert!((listed - island).abs() < 1e-4 * island.abs(), "{listed} is the sum {island}");

    let picture = sandbox.succeeds(&["explain", "run", "--row", "5", "--as", "svg"]);
    let document = roxmltree::Document::parse(&picture).expect("XML");
    let count = |name: &str| document.descendants().filter(|node| node.attribute(name).is_some()).count();
    let is_edge =
        |node: &roxmltree::Node| node.attribute("class").is_some_and(|class| class.starts_with("edge "));
    let edges = document.descendants().filter(is_edge).count();
    assert!(
        count("data-box") <= 4 * 6 + 1 && edges <= 3 * 3 * 6 + 3,
        "{} boxes, {edges} edges",
        count("data-box")
    );
    assert!(picture.contains("row 5 of penguins.csv") && picture.contains("Adelie"));
}

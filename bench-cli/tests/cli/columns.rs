//! Tables as people have them: `inspect`, `train`, `eval` and `predict` read them by one recipe.

use serde_json::Value;

use crate::resume::refused;
use crate::sandbox::{Sandbox, text};

/// A table with an index, a category, a date, a boolean, missing cells and a target of which one is missing.
fn flats() -> String {
    let rows = (0..80).map(|row| {
        let size = if row % 9 == 4 { "NA".to_owned() } else { format!("{},5", 40 + row % 60) };
        let part = ["north", "south", "west"][row % 3];
        let lift = if row % 2 == 0 { "yes" } else { "no" };
        let dear = if row == 7 {
            ""
        } else if row % 60 > 25 {
            "dear"
        } else {
            "cheap"
        };
        format!("{row};{size};{part};{:02}.{:02}.2024;{lift};{dear}\n", 1 + row % 28, 1 + row % 12)
    });
    format!(";size;part;built;lift;price\n{}", rows.collect::<Vec<_>>().concat())
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON and nothing else")
}

#[test]
fn inspect_shows_roles_and_the_training_that_would_follow() {
    let sandbox = Sandbox::new();
    sandbox.file("flats.csv", &flats());
    let record = json(&sandbox.succeeds(&["inspect", "flats.csv", "--json", "-"]));
    assert_eq!((&record["schema"], &record["rows"]), (&"dualtape.inspect/1".into(), &80.into()));
    assert_eq!((&record["target"], &record["task"]), (&"price".into(), &"classification".into()));
    assert_eq!((&record["dialect"]["separator"], &record["dialect"]["decimal"]), (&";".into(), &",".into()));
    let roles: Vec<&str> =
        record["columns"].as_array().unwrap().iter().map(|column| column["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["index", "number", "category", "date", "boolean", "target"]);
    assert_eq!(
        (&record["columns"][1]["missing"], &record["columns"][2]["treatment"]),
        (&9.into(), &"one-hot of 3".into())
    );
    let page = sandbox.succeeds(&["inspect", "flats.csv"]);
    for words in [
        "separator ;, decimal comma",
        "one-hot of 3",
        "left out: the number or name of the row",
        "`dualtape train flats.csv`",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert_eq!(sandbox.contents().len(), 1, "nothing is written");
}

#[test]
fn a_table_trains_as_it_is_and_its_recipe_holds_for_new_rows() {
    let sandbox = Sandbox::new();
    sandbox.file("flats.csv", &flats());
    let output = sandbox.run(&["train", "flats.csv", "--out", "run", "--epochs", "40", "--json", "-"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(
        text(&output.stderr).contains("80 rows (separator ;, decimal comma), 1 of them left out"),
        "{}",
        text(&output.stderr)
    );
    assert!(
        text(&output.stderr).contains("\n   part       category   one-hot of 3 "),
        "a table: {}",
        text(&output.stderr)
    );
    assert_eq!(json(&text(&output.stdout))["columns"][2]["role"], "category");

    // Other order, other separator, no target, a category that is new, a cell that is missing, a column that is not used.
    sandbox
        .file("new.csv", "note,lift,built,part,size\nhi,no,24.03.2024,north,99.5\nho,yes,25.03.2024,east,\n");
    let output = sandbox.run(&["predict", "run", "new.csv"]);
    let (out, said) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{said}");
    assert!(
        out.starts_with("note,lift,built,part,size,prediction\nhi,no,24.03.2024,north,99.5,dear\n"),
        "{out}"
    );
    assert!(said.contains("column `size`: 1 missing cells"), "{said}");
    assert!(
        said.contains("column `part`: 1 cells with a category that the training did not see (`east`)"),
        "{said}"
    );

    let judged = json(&sandbox.succeeds(&["eval", "run", "flats.csv", "--json", "-"]));
    assert!(judged["score"]["accuracy"].as_f64().unwrap() > 0.8, "{judged}");
    let columns: Vec<&str> = judged["importance"]
        .as_array()
        .unwrap()
        .iter()
        .map(|column| column["column"].as_str().unwrap())
        .collect();
    assert_eq!(columns, ["size", "part", "built", "lift"], "by columns, not by inputs");
}

#[test]
fn a_table_resumes_to_the_same_bytes() {
    let sandbox = Sandbox::new();
    sandbox.file("flats.csv", &flats());
    sandbox.succeeds(&["train", "flats.csv", "--out", "whole", "--epochs", "6", "--ignore", "built"]);
    sandbox.succeeds(&["train", "flats.csv", "--out", "parts", "--epochs", "3", "--ignore", "built"]);
    sandbox.succeeds(&["train", "--resume", "parts", "--epochs", "6"]);
    let model = |run: &str| std::fs::read(sandbox.path().join(run).join("model.safetensors")).unwrap();
    assert!(model("whole") == model("parts"));
    refused(&sandbox, &["train", "--resume", "parts", "--epochs", "2"], &["--epochs: found 2", "6"]);
    std::fs::rename(sandbox.path().join("flats.csv"), sandbox.path().join("moved.csv")).unwrap();
    refused(
        &sandbox,
        &["train", "--resume", "parts", "--epochs", "7"],
        &["flats.csv", "train DATA --resume"],
    );
    sandbox.succeeds(&["train", "moved.csv", "--resume", "parts", "--epochs", "7"]);
}

#[test]
fn groups_of_rows_are_never_split_apart() {
    let sandbox = Sandbox::new();
    let rows: Vec<String> = (0..90).map(|row| format!("{}.5,g{},{}", row % 17, row / 9, row % 2)).collect();
    sandbox.file("groups.csv", &format!("x,who,y\n{}\n", rows.join("\n")));
    let flags = ["--groups", "who", "--epochs", "1", "--folds", "5", "--out", "run"];
    sandbox.succeeds(&[&["train", "groups.csv"], &flags[..]].concat());
    let run = sandbox.read("run/run.toml");
    assert!(run.contains("groups = \"who\"") && run.contains("features = [\"x\"]"), "{run}");
    let too_many = ["train", "groups.csv", "--groups", "who", "--epochs", "1", "--folds", "11"];
    refused(&sandbox, &too_many, &["--folds", "10 groups"]);
}

#[test]
fn questions_name_the_flag_that_answers_them() {
    let sandbox = Sandbox::new();
    sandbox.file("plain.csv", "1,2,3\n2,3,4\n3,4,6\n");
    refused(&sandbox, &["train", "plain.csv"], &["plain.csv", "--no-header"]);
    sandbox.succeeds(&["train", "plain.csv", "--no-header", "--epochs", "1"]);
    sandbox.file("thousands.csv", "a;y\n1,234;1,5\n2,345;2,5\n");
    sandbox.succeeds(&["train", "thousands.csv", "--epochs", "1"]);
    sandbox.file("unclear.csv", "a;y\n1,234;1\n2,345;2\n");
    refused(&sandbox, &["train", "unclear.csv"], &["`1,234`", "--decimal"]);
    sandbox.succeeds(&["train", "unclear.csv", "--decimal", ",", "--epochs", "1"]);
    refused(&sandbox, &["train", "moons", "--ignore", "x1"], &["moons", "fixed"]);
    refused(&sandbox, &["train", "plain.csv", "--as", "1=colour"], &["--as", "number, category"]);
}

#[test]
fn nothing_is_left_out_or_filled_in_without_a_word() {
    let sandbox = Sandbox::new();
    sandbox.file("flats.csv", &flats());
    sandbox.succeeds(&["train", "flats.csv", "--out", "run", "--epochs", "5"]);
    let said = |arguments: &[&str]| {
        let output = sandbox.run(arguments);
        assert!(output.status.success(), "{}", text(&output.stderr));
        (text(&output.stdout), text(&output.stderr))
    };
    let (_, notes) = said(&["eval", "run", "flats.csv"]);
    assert!(notes.contains("1 rows are left out: they have no target"), "{notes}");
    assert!(notes.contains("column `size`: 9 missing cells"), "{notes}");
    // Row 8 of the file has no target; the rows behind it keep their numbers.
    refused(&sandbox, &["explain", "run", "--row", "8"], &["--row: found 8", "with a target"]);
    refused(&sandbox, &["explain", "run", "--row", "81"], &["--row: found 81", "at most 80"]);
    let (page, _) = said(&["explain", "run", "--row", "35"]);
    assert!(page.contains("Row 35 is `dear`"), "{page}");
    let (page, _) = said(&["explain", "run", "--row", "26"]);
    assert!(page.contains("Row 26 is `cheap`"), "{page}");
    // Two decimals in one mark that the next file does not show: the run knows it.
    sandbox.file("next.csv", "size;part;built;lift\n1.234;west;01.01.2024;no\n");
    let (other, _) = said(&["predict", "run", "next.csv"]);
    sandbox.file("plain.csv", "size;part;built;lift\n1234,0;west;01.01.2024;no\n");
    let (plain, _) = said(&["predict", "run", "plain.csv"]);
    assert_eq!(
        other.lines().nth(1).unwrap().rsplit(',').next(),
        plain.lines().nth(1).unwrap().rsplit(',').next()
    );
}

#[test]
fn a_network_without_medians_refuses_missing_numbers() {
    let sandbox = Sandbox::new();
    sandbox.succeeds(&["train", "moons", "--out", "run", "--epochs", "1"]);
    sandbox.file("gaps.csv", "x1,x2,class\n0.5,1,0\n,0.5,1\n");
    for arguments in
        [&["eval", "run", "gaps.csv"][..], &["explain", "run", "--data", "gaps.csv", "--row", "2"]]
    {
        refused(&sandbox, arguments, &["missing numbers", "without medians"]);
    }
}

#[test]
fn several_targets_are_learnt_judged_and_predicted_together() {
    let sandbox = Sandbox::new();
    let rows = (0..60).map(|row| {
        let (x, half) = (row % 10, if row == 5 { "NA".to_owned() } else { format!("{}", row % 10 * 3) });
        format!("{x},{half},{}%,{}\n", 100 - 7 * (row % 10), ["red", "blue"][row / 10 % 2])
    });
    sandbox.file("two.csv", &format!("x,rise,fall,colour\n{}", rows.collect::<String>()));
    let train =
        ["train", "two.csv", "--target", "rise,fall", "--epochs", "80", "--test", "25%", "--out", "run"];
    let record = json(&sandbox.succeeds(&[&train[..], &["--json", "-"]].concat()));
    assert!(record["test"]["r2"].as_f64() > Some(0.9) && record["test"]["rmse"].is_null(), "{record}");
    let run = sandbox.read("run/run.toml");
    assert!(run.contains("target = [\"rise\", { name = \"fall\", percent = true }]"), "{run}");
    let report = sandbox.read("run/report.html");
    assert!(report.contains("rise, true") && report.contains("fall, true"), "a chart for each");

    let judged = json(&sandbox.succeeds(&["eval", "run", "two.csv", "--json", "-"]));
    assert_eq!(judged["rows"], 59, "the row without one of the targets is left out");
    let targets = judged["targets"].as_array().expect("several");
    for (target, name) in targets.iter().zip(["rise", "fall"]) {
        assert_eq!(target["name"], name);
        let requirement = format!("rmse:{name}={}", target["rmse"]);
        sandbox.succeeds(&["eval", "run", "two.csv", "--require", &requirement]);
    }
    let mean = f64::midpoint(targets[0]["r2"].as_f64().unwrap(), targets[1]["r2"].as_f64().unwrap());
    assert!((judged["score"]["r2"].as_f64().unwrap() - mean).abs() < 1e-12, "{judged}");

    let predicted = sandbox.succeeds(&["predict", "run", "two.csv"]);
    assert!(predicted.starts_with("x,rise,fall,colour,prediction_rise,prediction_fall\n"), "{predicted}");
    let last: Vec<f64> =
        predicted.lines().nth(4).unwrap().split(',').skip(4).map(|x| x.parse().unwrap()).collect();
    assert!((last[0] - 9.0).abs() < 4.0 && (last[1] - 79.0).abs() < 9.0, "each in its units: {last:?}");

    for (flags, words) in [
        (&["--target", "rise,colour"][..], "(colour): found `red`, expected a number"),
        (
            &["--target", "rise,fall", "--task", "classification"],
            "found 2 targets of a classification, expected one",
        ),
        (&["--target", "rise,rise"], "found the target `rise` twice, expected each once"),
    ] {
        refused(&sandbox, &[&["train", "two.csv", "--out", "refused"][..], flags].concat(), &[words]);
    }
}

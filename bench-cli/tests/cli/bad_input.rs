//! Bad input ends with exit code 2 and one sentence that names it, and leaves nothing half-written.

use crate::sandbox::{Sandbox, data, text};

/// Runs a command that must be refused; the sentence must hold all of these words.
pub(crate) fn refused(sandbox: &Sandbox, arguments: &[&str], words: &[&str]) {
    let before = sandbox.contents();
    let output = sandbox.run(arguments);
    let stderr = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {stderr}");
    assert_eq!(text(&output.stdout), "", "{arguments:?}");
    assert_eq!(stderr.lines().count(), 1, "one sentence: {stderr}");
    assert!(stderr.starts_with("error: "), "{stderr}");
    for word in words {
        assert!(stderr.contains(word), "`{word}` is missing in: {stderr}");
    }
    assert_eq!(sandbox.contents(), before, "nothing is half-written");
}

/// Trains on a CSV text that must be refused.
fn refused_csv(csv: &str, flags: &[&str], words: &[&str]) {
    let sandbox = Sandbox::new();
    sandbox.file("table.csv", csv);
    let arguments: Vec<&str> = ["train", "table.csv"].iter().chain(flags).copied().collect();
    refused(&sandbox, &arguments, words);
}

#[test]
fn a_ragged_row_is_named_by_its_line() {
    refused_csv("a,b,y\n1,2,p\n3,q\n", &[], &["table.csv", "line 3", "found 2", "expected 3"]);
}

#[test]
fn a_cell_that_is_no_number_is_named_by_line_and_column() {
    refused_csv(
        "a,b,y\n1,2,p\n3,four,q\n",
        &[],
        &["table.csv", "`four` in line 3", "column `b`", "--as b=number"],
    );
}

#[test]
fn a_missing_cell_is_named_by_line_and_column() {
    let words = ["table.csv", "line 2", "column 2 (b)", "`NaN`", "missing"];
    refused_csv("a,b,y\n1,NaN,p\n3,4,q\n5,6,p\n", &["--missing", "error"], &words);
}

#[test]
fn an_unknown_target_column_lists_the_columns() {
    refused_csv("a,b,y\n1,2,p\n3,4,q\n", &["--target", "z"], &["`z`", "a, b, y"]);
}

#[test]
fn one_class_only_is_nothing_to_learn() {
    refused_csv("a,y\n1,p\n2,p\n", &[], &["table.csv", "`p` in each row", "column `y`"]);
}

#[test]
fn zero_rows_are_nothing_to_learn() {
    refused_csv("a,y\n", &[], &["table.csv", "no rows", "at least one"]);
    refused_csv("", &[], &["table.csv", "header"]);
}

#[test]
fn a_loss_that_does_not_suit_the_target_is_named() {
    refused_csv(
        "a,y\n1,0.5\n2,0.7\n3,1.5\n",
        &["--loss", "softmax-cross-entropy"],
        &["softmax-cross-entropy", "`y`"],
    );
    refused_csv("a,y\n1,p\n2,q\n3,r\n", &["--loss", "binary-cross-entropy"], &["two classes", "3"]);
}

#[test]
fn a_missing_file_is_named() {
    refused(&Sandbox::new(), &["train", "nowhere.csv"], &["read nowhere.csv"]);
}

#[test]
fn a_shape_that_does_not_fit_is_named() {
    let sandbox = Sandbox::new();
    let iris = data("iris.csv");
    refused(&sandbox, &["train", &iris, "--hidden", "16,0"], &["--hidden", "16,0", "at least 1"]);
    refused(&sandbox, &["train", &iris, "--hidden", "9000000000,9000000000"], &["--hidden", "memory"]);
    refused(&sandbox, &["bench", "--layers", "4-0-3"], &["--layers", "4-0-3", "width 0"]);
    refused(&sandbox, &["bench", "--layers", "4"], &["--layers", "`4`", "4-16-3"]);
}

#[test]
fn what_no_memory_holds_is_refused_before_anything_is_made() {
    let sandbox = Sandbox::new();
    let iris = data("iris.csv");
    let limit = "at most 8 GiB";
    refused(&sandbox, &["train", &iris, "--hidden", "100000,100000000"], &["--hidden", "4-100000-", limit]);
    for batch in ["1000000000000", "18446744073709551615"] {
        refused(&sandbox, &["bench", "--batch", batch], &["--batch", batch, limit]);
    }
    refused(&sandbox, &["bench", "--sizes", "1e13", "--quick"], &["--sizes", "parameters", limit]);
    refused(&sandbox, &["bench", "--layers", "100000-100000-1"], &["--layers", "10000200001", limit]);
}

/// A file with a hole has a size and no content: a terabyte that is not there.
#[test]
fn data_that_no_memory_holds_are_refused_before_they_are_read() {
    let sandbox = Sandbox::new();
    sandbox.file("long.csv", &format!("a,b,y\n{}", "1.5,2.5,p\n1.25,3,q\n".repeat(5000)));
    let file = std::fs::OpenOptions::new().write(true).open(sandbox.path().join("long.csv"));
    file.expect("it is there").set_len(1 << 40).expect("a hole");
    let words = ["DATA: found long.csv of 1,024 GiB", "which would take about", "at most 8 GiB"];
    refused(&sandbox, &["train", "long.csv"], &words);
}

#[test]
fn files_of_images_are_named_with_what_is_wrong() {
    let sandbox = Sandbox::new();
    let write =
        |name: &str, bytes: &[u8]| std::fs::write(sandbox.path().join(name), bytes).expect("writable");
    write("a-images.idx3", &[0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 5, 7]);
    refused(&sandbox, &["train", "a-images.idx3"], &["a-images.idx3: found no labels in a-labels.idx1"]);
    write("a-labels.idx1", &[0, 0, 8, 1, 0, 0, 0, 3, 1, 2, 3]);
    refused(&sandbox, &["train", "a-images.idx3"], &["a-labels.idx1: found 3 labels, expected 2"]);
    write("b.gz", &[0x1F, 0x8B, 8, 0]);
    refused(&sandbox, &["train", "b.gz"], &["could not read b.gz"]);
    refused(&sandbox, &["train", "a-images.idx3,b.gz"], &["could not read b.gz"]);
}

#[test]
fn a_folder_with_a_model_is_not_written_over() {
    let sandbox = Sandbox::new();
    std::fs::create_dir(sandbox.path().join("run")).expect("a fresh folder");
    sandbox.file("run/model.safetensors", "old");
    let words = ["--out", "run", "model", "choose another"];
    refused(&sandbox, &["train", &data("iris.csv"), "--out", "run"], &words);
}

#[test]
fn settings_that_make_no_sense_are_named() {
    let sandbox = Sandbox::new();
    let iris = data("iris.csv");
    refused(&sandbox, &["train", &iris, "--validation", "100%"], &["--validation", "100%"]);
    refused(&sandbox, &["train", &iris, "--learning-rate", "-1"], &["--learning-rate"]);
    refused(&sandbox, &["train", &iris, "--batch", "0"], &["--batch", "`0`", "full"]);
    refused(&sandbox, &["train", &iris, "--activation", "rleu"], &["--activation", "rleu", "relu"]);
    refused(&sandbox, &["train", &iris, "--seed", "-3"], &["--seed", "-3"]);
    let lbfgs = ["train", &iris, "--optimizer", "lbfgs"];
    for (flag, value, expected) in [
        ("--batch", "16", "full"),
        ("--learning-rate", "0.5", "1, as a line search chooses the step"),
        ("--schedule", "cosine", "constant"),
        ("--clip-norm", "3", "none"),
        ("--dropout", "0.5", "0, as a line search compares losses"),
        ("--engine", "forward-gradient", "an exact one"),
    ] {
        let words = [flag, &format!("found {value}, expected {expected}")];
        refused(&sandbox, &[&lbfgs[..], &[flag, value]].concat(), &words);
    }
    refused(&sandbox, &["train", &iris, "--weight-decay", "-1"], &["--weight-decay", "at least 0"]);
    refused(&sandbox, &["train", &iris, "--clip-norm", "0"], &["--clip-norm", "above 0"]);
    for flag in ["--dropout", "--label-smoothing"] {
        for share in ["100%", "1", "-0.1", "half"] {
            refused(&sandbox, &["train", &iris, flag, share], &[flag, share, "below 100%"]);
        }
    }
    refused(&sandbox, &["train", &iris, "--normalise", "batch"], &["--normalise", "batch", "none", "layer"]);
    let diabetes = data("diabetes.csv");
    for (file, flags, words) in [
        (
            &iris,
            &["--hidden", "none", "--dropout", "0.2"][..],
            "--dropout: found 0.2, expected 0, as the network has no hidden",
        ),
        (
            &iris,
            &["--hidden", "none", "--normalise", "layer"],
            "--normalise: found no hidden layer, expected one",
        ),
        (
            &iris,
            &["--hidden", "8,4", "--residual"],
            "--residual: found --hidden 8,4, expected two successive hidden layers of the same width",
        ),
        (
            &diabetes,
            &["--label-smoothing", "0.1"],
            "--label-smoothing: found 0.1, expected 0, as the loss is no cross-entropy",
        ),
    ] {
        refused(&sandbox, &[&["train", file, "--out", "refused"][..], flags].concat(), &[words]);
    }
    assert!(!sandbox.path().join("refused").exists(), "no folder of a run that is refused");
    // The mean of networks is a network only without normalisation.
    let ensemble = ["train", &iris, "--folds", "3", "--ensemble", "--normalise", "layer"];
    refused(&sandbox, &ensemble, &["--normalise", "--ensemble"]);
    refused(&sandbox, &["train", &iris, "--schedule", "step:0:1"], &["--schedule", "`step:0:1`", "cosine"]);
}

#[test]
fn sizes_that_make_no_sense_are_named() {
    let sandbox = Sandbox::new();
    let choose = |inputs, outputs, flags: &[&'static str], words: &[&str]| {
        let sizes = ["choose", "--inputs", inputs, "--outputs", outputs];
        refused(&sandbox, &[&sizes, flags].concat(), words);
    };
    for wrong in ["0", "-3", "2.5", "many", "1001M", "1e300", ""] {
        choose(wrong, "1", &[], &["--inputs", "from 1 to 1000M", &format!("`{wrong}`")]);
        choose("1", wrong, &[], &["--outputs", "from 1 to 1000M", &format!("`{wrong}`")]);
    }
    for wrong in ["0", "-1", "two", "1 pound", "NaN", ""] {
        choose("1", "1", &["--memory", wrong], &["--memory", "2GiB", &format!("`{wrong}`")]);
    }
    choose("1M", "1M", &["--measure"], &["--measure", "1000000 inputs", "at most 8 GiB"]);
    refused(&sandbox, &["choose", "--inputs", "3"], &["--outputs"]);
    refused(&sandbox, &["choose", "--inputs", "3", "--outputs", "1", "--json", "no/folder/x"], &["--json"]);
}

/// A path below a regular file cannot be written by anybody, not even by root.
#[test]
fn a_place_that_cannot_be_written_is_found_before_the_work() {
    let sandbox = Sandbox::new();
    sandbox.file("file", "");
    let iris = data("iris.csv");
    // Were it found only afterwards, a million epochs would have to pass first.
    let long = ["--epochs", "1000000"];
    for out in ["file", "file/run"] {
        refused(&sandbox, &[&["train", &iris, "--out", out], &long[..]].concat(), &[out]);
    }
    refused(
        &sandbox,
        &[&["train", &iris, "--json", "file/x.json"], &long[..]].concat(),
        &["--json", "file/x.json"],
    );
    refused(&sandbox, &["bench", "--json", "no/such/folder.json"], &["--json", "no/such/folder.json"]);
    let stderr = text(&sandbox.run(&["bench", "--json", "file/x.json"]).stderr);
    assert!(!stderr.contains(".dualtape-"), "only names that the user gave: {stderr}");
    refused(&sandbox, &["bench", "--json", "."], &["--json", "folder"]);
    for flag in ["--csv", "--markdown", "--svg", "--html"] {
        refused(&sandbox, &["bench", flag, "no/such/folder/out"], &[flag, "no/such/folder/out"]);
    }
    let twice = ["bench", "--csv", "out", "--html", "out"];
    refused(&sandbox, &twice, &["--html: found out, which --csv has already"]);
}

//! `train --resume`: what may happen to a run in one process; `processes` has signals and several processes.

use std::fs;
use std::path::Path;

use crate::sandbox::{Sandbox, data, text};

/// The files of a run; the times of a run are in none of them.
const FILES: [&str; 4] = ["checkpoint.safetensors", "metrics.csv", "model.safetensors", "run.toml"];

/// Compares two run folders file by file.
#[track_caller]
pub(crate) fn assert_same_files(what: &str, found: &Path, expected: &Path) {
    for file in FILES {
        let read =
            |folder: &Path| fs::read(folder.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(read(found) == read(expected), "{what}: {file} differs");
    }
    let count = fs::read_dir(found).expect("a folder").count();
    assert_eq!(count, FILES.len() + 1, "{what}: those and report.html, which holds the time it took");
}

/// Runs the command, which must fail with exit code 2 and say all this.
#[track_caller]
pub(crate) fn refused(sandbox: &Sandbox, arguments: &[&str], words: &[&str]) {
    let output = sandbox.run(arguments);
    let stderr = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {stderr}");
    let said = stderr.lines().find(|line| line.starts_with("error: ")).unwrap_or_default();
    for word in words {
        assert!(said.contains(word), "{arguments:?}: `{word}` in {stderr}");
    }
}

#[test]
fn neither_threads_nor_a_pause_change_a_bit() {
    compare_runs(&[
        "--batch",
        "full",
        "--precision",
        "f32",
        "--optimizer",
        "nesterov",
        "--engine",
        "reverse",
    ]);
    let layers = ["--hidden", "16,16", "--normalise", "layer", "--residual"];
    let noise = ["--dropout", "20%", "--label-smoothing", "0.1", "--batch", "300", "--engine", "reverse"];
    compare_runs(&[&layers[..], &noise].concat());
}

/// Trains on digits with other numbers of threads and with a pause: the files are the same.
fn compare_runs(flags: &[&str]) {
    let digits = data("digits.csv");
    let begin = |threads: &str, epochs: &str| {
        let sandbox = Sandbox::new();
        let more = ["--threads", threads, "--epochs", epochs, "--out", "run"];
        sandbox.succeeds(&[&["train", &digits][..], flags, &more].concat());
        sandbox
    };
    let [one, three] = ["1", "3"].map(|threads| begin(threads, "6"));
    for file in ["model.safetensors", "metrics.csv"] {
        let read = |sandbox: &Sandbox| fs::read(sandbox.path().join("run").join(file)).expect("a file");
        assert!(read(&one) == read(&three), "{file} with 1 and 3 threads");
        let paused = begin("3", "2");
        paused.succeeds(&["train", "--resume", "run", "--epochs", "6", "--threads", "2"]);
        assert!(read(&one) == read(&paused), "{file} with a pause after two epochs");
    }
}

#[test]
fn what_cannot_go_on_says_why() {
    let sandbox = Sandbox::new();
    let rows: Vec<String> = (0..40).map(|i| format!("{},{}", i % 7, i % 5)).collect();
    sandbox.file("table.csv", &format!("x,y\n{}\n", rows.join("\n")));
    let begin = ["train", "table.csv", "--task", "regression", "--schedule", "cosine", "--epochs", "4"];
    sandbox.succeeds(&[&begin[..], &["--out", "run"]].concat());
    let resume = ["train", "--resume", "run"];

    refused(&sandbox, &["train", "--resume", "nowhere"], &["--resume", "read nowhere/run.toml"]);
    refused(&sandbox, &[&resume[..], &["--optimizer", "sgd"]].concat(), &["--resume", "--optimizer"]);
    for flag in [&["--seed", "8"][..], &["--dropout", "0.1"], &["--label-smoothing", "0.1"], &["--residual"]]
    {
        refused(&sandbox, &[&resume[..], flag].concat(), &["--resume", flag[0]]);
    }
    refused(&sandbox, &[&resume[..], &["--normalise", "layer"]].concat(), &["--resume", "--normalise"]);
    let words = ["the checkpoint has epochs = 4, expected 9"];
    refused(&sandbox, &[&resume[..], &["--epochs", "9"]].concat(), &words);

    let run = sandbox.path().join("run");
    let checkpoint = run.join("checkpoint.safetensors");
    let whole = fs::read(&checkpoint).expect("a checkpoint");
    fs::write(&checkpoint, &whole[..whole.len() / 2]).expect("writable");
    let words = ["--resume: run/checkpoint.safetensors: found no whole safetensors file"];
    refused(&sandbox, &resume, &words);
    let mut damaged = whole.clone();
    *damaged.last_mut().expect("bytes") ^= 1;
    fs::write(&checkpoint, damaged).expect("writable");
    refused(&sandbox, &resume, &["run/checkpoint.safetensors: found a damaged checkpoint"]);
    fs::copy(run.join("model.safetensors"), &checkpoint).expect("writable");
    refused(&sandbox, &resume, &["run/checkpoint.safetensors: found a safetensors file without"]);
    fs::remove_file(run.join("model.safetensors")).expect("a file");
    refused(&sandbox, &[&begin[..], &["--out", "run"]].concat(), &["--out", "unfinished", "--resume run"]);
    fs::write(&checkpoint, &whole).expect("writable");

    let moved = fs::read_to_string(sandbox.path().join("table.csv")).expect("a file");
    sandbox.file("table.csv", &moved.replacen("6,1", "6,2", 1));
    refused(&sandbox, &resume, &["the checkpoint has data with the checksum"]);
    sandbox.file("table.csv", "x,z\n1,2\n");
    refused(&sandbox, &resume, &["table.csv", "`y`"]);
    // The same data in another place are fine.
    sandbox.file("moved.csv", &moved);
    sandbox.succeeds(&["train", "moved.csv", "--resume", "run"]);
}

#[cfg(unix)]
#[test]
fn a_full_disk_keeps_the_checkpoint_and_leaves_nothing_half_written() {
    let sandbox = Sandbox::new();
    let iris = data("iris.csv");
    sandbox.succeeds(&["train", &iris, "--epochs", "5", "--out", "run"]);
    let run = sandbox.path().join("run");
    let before = fs::read(run.join("checkpoint.safetensors")).expect("a checkpoint");
    // No file longer than four or eight KiB, as the shell counts: run.toml fits, a checkpoint does not.
    let limited = |arguments: &str| {
        let script =
            format!("trap '' XFSZ; ulimit -f 8; exec '{}' {arguments}", env!("CARGO_BIN_EXE_dualtape"));
        let output = std::process::Command::new("sh")
            .args(["-c", &script])
            .current_dir(sandbox.path())
            .output()
            .expect("a shell");
        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains("error: could not write "), "{stderr}");
        assert!(stderr.contains("/checkpoint.safetensors: File too large"), "{stderr}");
    };
    limited("train --resume run --epochs 9");
    assert!(fs::read(run.join("checkpoint.safetensors")).expect("a checkpoint") == before);
    assert_eq!(fs::read_dir(&run).expect("a folder").count(), FILES.len() + 1, "report.html too");
    limited(&format!("train '{iris}' --out new"));
    assert!(!sandbox.path().join("new").exists(), "a run that never began leaves no folder");
    sandbox.succeeds(&["train", "--resume", "run", "--epochs", "9"]);
}

/// A folder in the place of a file is what no rename replaces.
#[test]
fn a_run_that_cannot_be_saved_can_be_resumed() {
    let sandbox = Sandbox::new();
    let obstacle = sandbox.path().join("run/metrics.csv");
    fs::create_dir_all(&obstacle).expect("a fresh folder");
    let begin = ["train", &data("iris.csv"), "--epochs", "2", "--engine", "reverse", "--out", "run"];
    refused(&sandbox, &begin, &["metrics.csv", "`dualtape train --resume run` goes on"]);
    assert!(!sandbox.path().join("run/model.safetensors").exists());
    fs::remove_dir(obstacle).expect("an empty folder");
    sandbox.succeeds(&["train", "--resume", "run"]);
    let whole = Sandbox::new();
    whole.succeeds(&begin);
    assert_same_files("saved at last", &sandbox.path().join("run"), &whole.path().join("run"));
}

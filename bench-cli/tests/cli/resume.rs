//! `train --resume`: whatever happens to a run, it ends with the bytes of one that nothing happened to.

use std::fs;
use std::path::Path;

use crate::sandbox::{Sandbox, data, text};

/// The files of a run; the times of a run are in none of them.
const FILES: [&str; 4] = ["checkpoint.safetensors", "metrics.csv", "model.safetensors", "run.toml"];

#[track_caller]
fn assert_same_files(what: &str, found: &Path, expected: &Path) {
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
fn refused(sandbox: &Sandbox, arguments: &[&str], words: &[&str]) {
    let output = sandbox.run(arguments);
    let stderr = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {stderr}");
    let said = stderr.lines().find(|line| line.starts_with("error: ")).unwrap_or_default();
    for word in words {
        assert!(said.contains(word), "{arguments:?}: `{word}` in {stderr}");
    }
}

#[cfg(unix)]
#[test]
fn a_run_that_is_killed_again_and_again_loses_nothing() {
    use std::process::Stdio;
    use std::time::Duration;

    let whole = Sandbox::new();
    let iris = data("iris.csv");
    let begin =
        ["train", &iris, "--epochs", "1500", "--hidden", "32,32", "--engine", "reverse", "--out", "run"];
    whole.succeeds(&begin);
    let killed = Sandbox::new();
    let run = killed.path().join("run");
    let mut state = 7_u64;
    let mut kills = 0;
    loop {
        // A killed run without a checkpoint has done nothing yet.
        let resumes = run.join("checkpoint.safetensors").exists();
        if !resumes {
            let _ = fs::remove_dir_all(&run);
        }
        let arguments: &[&str] = if resumes { &["train", "--resume", "run"] } else { &begin };
        let mut child = killed
            .command(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        // Knuth's generator: 20 to 420 ms, and after twelve kills as long as it takes.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        if kills < 12 {
            std::thread::sleep(Duration::from_millis(20 + (state >> 33) % 400));
            // SIGKILL, or nothing if it has ended already.
            child.kill().expect("our child");
        }
        let output = child.wait_with_output().expect("our child");
        match output.status.code() {
            Some(0) => break,
            None => kills += 1,
            Some(code) => panic!("exit code {code}: {}", text(&output.stderr)),
        }
    }
    assert!(kills > 0, "the training is long enough to be killed");
    // A leftover of the last kill is removed by the next resumption.
    assert_same_files("killed and resumed", &run, &whole.path().join("run"));
}

#[cfg(unix)]
#[test]
fn ctrl_c_and_a_resumption_change_nothing() {
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    let iris = data("iris.csv");
    let begin =
        ["train", &iris, "--epochs", "1500", "--hidden", "32,32", "--engine", "reverse", "--out", "run"];
    let (whole, stopped) = (Sandbox::new(), Sandbox::new());
    whole.succeeds(&begin);
    let run = stopped.path().join("run");
    let child = stopped.command(&begin).stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
    let child = child.expect("the binary starts");
    let patience = Instant::now();
    while !run.join("checkpoint.safetensors").exists() && patience.elapsed() < Duration::from_mins(1) {
        std::thread::sleep(Duration::from_millis(5));
    }
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(sent.is_ok_and(|status| status.success()), "kill is there on every Unix");
    let output = child.wait_with_output().expect("our child");
    assert_eq!(output.status.code(), Some(130), "{}", text(&output.stderr));
    stopped.succeeds(&["train", "--resume", "run"]);
    assert_same_files("interrupted and resumed", &run, &whole.path().join("run"));
}

#[test]
fn neither_threads_nor_a_pause_change_a_bit() {
    let digits = data("digits.csv");
    let flags = [
        "--batch",
        "full",
        "--precision",
        "f32",
        "--optimizer",
        "nesterov",
        "--engine",
        "reverse",
        "--out",
        "run",
    ];
    let begin = |threads: &str, epochs: &str| {
        let sandbox = Sandbox::new();
        let more = ["--threads", threads, "--epochs", epochs];
        sandbox.succeeds(&[&["train", &digits][..], &flags, &more].concat());
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
    refused(&sandbox, &[&resume[..], &["--seed", "8"]].concat(), &["--resume", "--seed"]);
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

//! A run and its folder among processes: signals, kills, and a second training.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;

use crate::resume::{assert_same_files, refused};
use crate::sandbox::{Sandbox, data, text};

/// Starts a program without a terminal.
fn spawned(mut command: Command) -> Child {
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary starts")
}

/// Sends a signal such as `TERM`.
fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([format!("-{name}"), child.id().to_string()]).status();
    assert!(sent.is_ok_and(|status| status.success()), "kill is there on every Unix");
}

/// Waits until the condition holds.
#[track_caller]
fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_mins(1), "{what}");
        thread::sleep(Duration::from_millis(2));
    }
}

/// Starts a training in `run` that does not end by itself, and waits for its second checkpoint.
fn endless(sandbox: &Sandbox, flags: &[&str]) -> Child {
    let iris = data("iris.csv");
    let begin = ["train", &iris, "--epochs", "100000000", "--engine", "reverse", "--out", "run"];
    let child = spawned(sandbox.command(&[&begin, flags].concat()));
    let checkpoint = sandbox.path().join("run/checkpoint.safetensors");
    wait_until("a checkpoint", || checkpoint.exists());
    let first = fs::read(&checkpoint).expect("a checkpoint");
    wait_until("a second checkpoint", || fs::read(&checkpoint).expect("a checkpoint") != first);
    child
}

/// Kills a program as `kill -9` does.
fn killed(mut child: Child) -> Output {
    child.kill().expect("our child");
    child.wait_with_output().expect("our child")
}

/// The names of the files in a folder.
fn names(folder: &Path) -> Vec<String> {
    let name = |entry: std::io::Result<fs::DirEntry>| {
        entry.expect("an entry").file_name().into_string().expect("a name in ASCII")
    };
    fs::read_dir(folder).map_or_else(|_| Vec::new(), |entries| entries.map(name).collect())
}

/// The names, sizes and times of the files in a folder.
fn sizes_in(folder: &Path) -> Vec<(String, u64, SystemTime)> {
    let size = |name: String| {
        let found = fs::metadata(folder.join(&name)).ok()?;
        Some((name, found.len(), found.modified().ok()?))
    };
    names(folder).into_iter().filter_map(size).collect()
}

#[test]
fn a_run_folder_has_one_writer_and_any_number_of_readers() {
    let sandbox = Sandbox::new();
    let iris = data("iris.csv");
    let mut first = endless(&sandbox, &[]);
    let run = sandbox.path().join("run");
    let manifest = fs::read(run.join("run.toml")).expect("a manifest");

    let words = ["run: found a training that is still running", "no other process"];
    refused(&sandbox, &["train", &iris, "--seed", "8", "--out", "run"], &[&["--out"], &words[..]].concat());
    refused(&sandbox, &["train", "--resume", "run", "--epochs", "5"], &[&["--resume"], &words[..]].concat());
    assert!(fs::read(run.join("run.toml")).expect("a manifest") == manifest, "the first one's");
    for reader in [&["eval", "run", &iris][..], &["predict", "run", &iris], &["explain", "run"]] {
        sandbox.succeeds(reader);
    }
    assert!(first.try_wait().expect("our child").is_none(), "the first one goes on");

    killed(first);
    assert!(names(&run).contains(&".lock".to_owned()), "the file stays, the lock does not");
    sandbox.succeeds(&["train", "--resume", "run", "--patience", "1"]);
    let mut files = names(&run);
    files.sort();
    assert_eq!(
        files,
        ["checkpoint.safetensors", "metrics.csv", "model.safetensors", "report.html", "run.toml"]
    );
}

#[test]
fn of_trainings_that_start_together_one_succeeds_and_is_kept() {
    let (sandbox, alone) = (Sandbox::new(), Sandbox::new());
    let seeds = ["1", "2", "3", "4"];
    let training = |sandbox: &Sandbox, seed| {
        let flags = ["--epochs", "40", "--engine", "reverse", "--out", "run", "--seed", seed];
        sandbox.command(&[&["train", "xor"][..], &flags].concat())
    };
    let children = seeds.map(|seed| spawned(training(&sandbox, seed)));
    let outputs = children.map(|child| child.wait_with_output().expect("our child"));
    let mut kept = None;
    for (seed, output) in seeds.iter().zip(&outputs) {
        let said = text(&output.stderr);
        match output.status.code() {
            Some(0) => assert!(kept.replace(*seed).is_none(), "two of them say that they are in the folder"),
            code => {
                assert_eq!(code, Some(2), "{said}");
                let reasons = ["a training that is still running", "a trained model", "an unfinished run"];
                assert!(reasons.iter().any(|reason| said.contains(reason)), "{said}");
            }
        }
    }
    let kept = kept.expect("one of them trains");
    assert!(training(&alone, kept).output().expect("the binary starts").status.success());
    assert_same_files("trained beside others", &sandbox.path().join("run"), &alone.path().join("run"));
}

#[test]
fn ctrl_c_or_sigterm_and_a_resumption_change_nothing() {
    let iris = data("iris.csv");
    let begin =
        ["train", &iris, "--epochs", "1500", "--hidden", "32,32", "--engine", "reverse", "--out", "run"];
    let whole = Sandbox::new();
    whole.succeeds(&begin);
    for name in ["INT", "TERM"] {
        let stopped = Sandbox::new();
        let run = stopped.path().join("run");
        let child = spawned(stopped.command(&begin));
        wait_until("a checkpoint", || run.join("checkpoint.safetensors").exists());
        signal(&child, name);
        let output = child.wait_with_output().expect("our child");
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(130), "{name}: {said}");
        assert!(said.contains("is in run, and `dualtape train --resume run` goes on"), "{name}: {said}");
        assert!(run.join("model.safetensors").exists(), "{name}: what was reached is saved");
        stopped.succeeds(&["train", "--resume", "run"]);
        assert_same_files(name, &run, &whole.path().join("run"));
    }
}

/// `nohup` starts a program with SIGHUP ignored.
#[test]
fn a_training_under_nohup_outlives_its_terminal() {
    let sandbox = Sandbox::new();
    let train = format!("train '{}' --epochs 100000000 --out run", data("iris.csv"));
    let script = format!("trap '' HUP; exec '{}' {train}", env!("CARGO_BIN_EXE_dualtape"));
    let mut shell = Command::new("sh");
    shell.args(["-c", &script]).current_dir(sandbox.path());
    let mut child = spawned(shell);
    wait_until("a checkpoint", || sandbox.path().join("run/checkpoint.safetensors").exists());
    signal(&child, "HUP");
    thread::sleep(Duration::from_millis(200));
    assert!(child.try_wait().expect("our child").is_none(), "it goes on");
    signal(&child, "TERM");
    let output = child.wait_with_output().expect("our child");
    assert_eq!(output.status.code(), Some(130), "{}", text(&output.stderr));
}

/// The epoch in the note tells what the loss must be: that of the epoch in a run that ends there.
#[test]
fn a_killed_run_is_judged_by_the_best_parameters_of_its_checkpoint() {
    let iris = data("iris.csv");
    for (precision, tolerance) in [("f64", 1e-12), ("f32", 1e-5)] {
        let flags = ["--precision", precision, "--validation", "0%"];
        let sandbox = Sandbox::new();
        killed(endless(&sandbox, &flags));
        assert!(!sandbox.path().join("run/model.safetensors").exists());

        let output = sandbox.run(&["eval", "run", &iris, "--json", "-"]);
        let note = text(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{note}");
        assert!(note.contains("`dualtape train --resume run` goes on"), "{note}");
        let (_, epoch) = note.split_once("those of epoch ").expect("a note with an epoch");
        let epoch = epoch.split('.').next().expect("a number");
        let judged: Value = serde_json::from_slice(&output.stdout).expect("a record");

        let reference = ["train", &iris, "--engine", "reverse", "--out", "reference", "--epochs", epoch];
        sandbox.succeeds(&[&reference, &flags[..]].concat());
        let metrics = sandbox.read("reference/metrics.csv");
        let row = metrics.lines().find(|line| line.starts_with(&format!("{epoch},"))).expect("the epoch");
        let loss: f64 = row.split(',').nth(2).and_then(|cell| cell.parse().ok()).expect("a loss");
        let found = judged["score"]["loss"].as_f64().expect("a number");
        assert!((found / loss - 1.0).abs() < tolerance, "{precision}: found {found}, expected {loss}");

        let predicted = sandbox.run(&["predict", "run", &iris]);
        assert!(predicted.status.success() && text(&predicted.stderr) == note);
        let expected = sandbox.succeeds(&["predict", "reference", &iris]);
        assert!(text(&predicted.stdout) == expected, "{precision}: the same classes");
        assert!(sandbox.succeeds(&["explain", "run"]).contains("run has no model"));
        assert_eq!(text(&sandbox.run(&["eval", "run", &iris, "--quiet"]).stderr), "");
    }
}

/// The moment of a kill.
#[derive(Clone, Copy)]
enum Moment {
    /// Any time of a training.
    Any,
    /// As soon as a file changes, after any time of a training.
    Writing,
    /// Soon after the first of the last files is written.
    Ending,
}

/// Ten kills; `DUALTAPE_KILLS=100` asks for more.
#[test]
fn a_run_that_is_killed_at_random_times_loses_nothing() {
    let kills: usize = std::env::var("DUALTAPE_KILLS").map_or(10, |count| count.parse().expect("a number"));
    let (whole, sandbox) = (Sandbox::new(), Sandbox::new());
    let begin =
        ["train", "xor", "--epochs", "60", "--hidden", "64,64", "--engine", "reverse", "--out", "run"];
    let start = Instant::now();
    whole.succeeds(&begin);
    let duration = start.elapsed();
    let (run, expected) = (sandbox.path().join("run"), whole.path().join("run"));
    let mut random = ChaCha8Rng::seed_from_u64(7);
    let (mut done, mut ends) = (0, 0);
    // The kills that left no checkpoint, a file that was being written, a model.
    let [mut early, mut amid, mut late] = [0; 3];
    loop {
        let resumes = run.join("checkpoint.safetensors").exists();
        let arguments: &[&str] = if resumes { &["train", "--resume", "run"] } else { &begin };
        let before = names(&run);
        let partial = || {
            names(&run).into_iter().any(|name| {
                Path::new(&name).extension().is_some_and(|end| end == "tmp") && !before.contains(&name)
            })
        };
        let mut child = spawned(sandbox.command(arguments));
        if done < kills {
            let moment = [Moment::Any, Moment::Writing, Moment::Ending][random.random_range(0..3)];
            // More of them early, before the first checkpoint.
            let (limit, pause) = (1.2 * random.random::<f64>().powi(2), random.random_range(0..20));
            let begun = Instant::now();
            let mut sizes = None;
            while child.try_wait().expect("our child").is_none() {
                let has_come = match moment {
                    Moment::Any | Moment::Writing if begun.elapsed() < duration.mul_f64(limit) => false,
                    Moment::Any => true,
                    Moment::Writing => {
                        let now = sizes_in(&run);
                        *sizes.get_or_insert_with(|| now.clone()) != now
                    }
                    Moment::Ending => run.join("metrics.csv").exists(),
                };
                if has_come {
                    break;
                }
                // No pause while a file is watched: it is written within microseconds.
                if sizes.is_none() {
                    thread::sleep(Duration::from_micros(100));
                }
            }
            if matches!(moment, Moment::Ending) {
                thread::sleep(Duration::from_millis(pause));
            }
            // SIGKILL, or nothing if it has ended already.
            child.kill().expect("our child");
        }
        let output = child.wait_with_output().expect("our child");
        match output.status.code() {
            None => {
                done += 1;
                early += usize::from(!run.join("checkpoint.safetensors").exists());
                amid += usize::from(partial());
                late += usize::from(run.join("model.safetensors").exists());
            }
            Some(0) => {
                ends += 1;
                assert_same_files("killed and resumed", &run, &expected);
                if done >= kills {
                    break;
                }
                fs::remove_dir_all(&run).expect("our folder");
            }
            Some(code) => panic!("after {done} kills exit code {code}: {}", text(&output.stderr)),
        }
    }
    println!(
        "{done} kills ({early} before a checkpoint, {amid} amid a file, {late} with a model), {ends} ends"
    );
}

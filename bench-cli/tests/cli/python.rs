//! Saved models in Python: `mlp/python/rebuild.py` opens them and gives the same answers.
//!
//! It needs the packages safetensors and numpy, which `.ci/run` puts into `target/python`; without them these tests
//! say that they are skipped.

use std::io::Write;
use std::path::PathBuf;
use std::process::Command;

use crate::sandbox::{Sandbox, data, text};

fn in_repository(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// Python with both packages, or a line that says what is skipped.
fn python() -> Option<PathBuf> {
    let python = in_repository("target/python/bin/python");
    let works = Command::new(&python)
        .args(["-c", "import numpy, safetensors, tomllib"])
        .output()
        .is_ok_and(|output| output.status.success());
    if !works {
        // Written past the test runner, which keeps what the macros print to itself.
        let _ = writeln!(
            std::io::stderr(),
            "skipped: no safetensors and numpy in target/python (`python3 -m venv target/python && \
             target/python/bin/pip install safetensors numpy`)"
        );
    }
    works.then_some(python)
}

fn numbers(line: &str) -> Vec<f64> {
    line.split(',').filter_map(|cell| cell.parse().ok()).collect()
}

/// Trains, and compares what Python makes of the run with what `predict` adds to the same rows.
fn agrees(python: &PathBuf, file: &str, flags: &[&str]) {
    let sandbox = Sandbox::new();
    sandbox.succeeds(&[&["train", file, "--out", "run", "--epochs", "3"], flags].concat());
    let script = in_repository("mlp/python/rebuild.py");
    let rebuilt = Command::new(python)
        .arg(script)
        .args(["run", file])
        .current_dir(sandbox.path())
        .output()
        .expect("Python starts");
    assert!(rebuilt.status.success(), "{flags:?}: {}", text(&rebuilt.stderr));
    let rebuilt = text(&rebuilt.stdout);
    // Only networks of classes have probabilities.
    let probabilities = sandbox.run(&["predict", "run", file, "--probabilities"]);
    let ours = match probabilities.status.code() {
        Some(0) => text(&probabilities.stdout),
        _ => sandbox.succeeds(&["predict", "run", file]),
    };
    assert_eq!(rebuilt.lines().count() + 1, ours.lines().count(), "{flags:?}: a line per row");
    for (line, ours) in rebuilt.lines().zip(ours.lines().skip(1)) {
        let (line, ours) = (numbers(line), numbers(ours));
        let ours = &ours[ours.len() - line.len()..];
        for (rebuilt, ours) in line.iter().zip(ours) {
            assert!((rebuilt - ours).abs() <= 1e-6 * ours.abs().max(1.0), "{flags:?}: {rebuilt} and {ours}");
        }
    }
}

#[test]
fn a_model_opens_in_python_and_gives_the_same_answers() {
    let Some(python) = python() else { return };
    for activation in ["tanh", "relu", "leaky-relu", "sigmoid", "softplus", "gelu", "identity"] {
        agrees(&python, &data("iris.csv"), &["--activation", activation]);
    }
    agrees(&python, &data("iris.csv"), &["--precision", "f32", "--hidden", "none"]);
    agrees(&python, &data("diabetes.csv"), &["--precision", "f32"]);
    let sandbox = Sandbox::new();
    let rows: Vec<String> = (0..40).map(|i| format!("{i},{}", if i < 20 { "low" } else { "high" })).collect();
    sandbox.file("two.csv", &format!("x,level\n{}\n", rows.join("\n")));
    let two = sandbox.path().join("two.csv").display().to_string();
    for loss in ["binary-cross-entropy", "binary-cross-entropy-probabilities"] {
        agrees(&python, &two, &["--loss", loss]);
    }
}

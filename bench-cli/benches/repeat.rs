//! Agreement of two runs of `dualtape bench` on a machine that does something else meanwhile.
//!
//! `cargo bench -p dualtape-cli --bench repeat [-- BENCH FLAGS]` keeps half of the cores busy in bursts, measures
//! twice, and compares every exponent (to 0.05) and every ratio to the loss (to 10 %). It prints what is off and
//! then ends with exit code 1.

use std::path::Path;
use std::process::{Command, ExitCode};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

/// Largest difference allowed between two exponents.
const EXPONENT: f64 = 0.05;

/// Largest relative difference allowed between two ratios.
const RATIO: f64 = 0.1;

/// A figure of both runs.
struct Pair {
    name: String,
    first: f64,
    second: f64,
}

fn main() -> ExitCode {
    // cargo adds a flag of its own.
    let flags: Vec<String> = std::env::args().skip(1).filter(|flag| flag != "--bench").collect();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let runs = ["first", "second"].map(|name| measured(&folder.path().join(name), &flags));
    let exponents =
        pairs(&runs, "fits", |fit| (named(fit, &["engine", "style", "quantity"]), fit["exponent"].as_f64()));
    let ratios = pairs(&runs, "cells", |cell| {
        (named(cell, &["engine", "style", "parameters", "outputs"]), cell["ratio_to_loss"]["median"].as_f64())
    });
    let far_exponents = report("exponents", &exponents, EXPONENT, |pair| (pair.first - pair.second).abs());
    let far_ratios = report("ratios to the loss", &ratios, RATIO, |pair| {
        (pair.first / pair.second).max(pair.second / pair.first) - 1.0
    });
    if far_exponents + far_ratios == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The record of one run beside other work.
fn measured(file: &Path, flags: &[String]) -> Value {
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, |cores| cores.get().div_ceil(2)) {
            scope.spawn(|| burn(&done));
        }
        let mut command = Command::new(env!("CARGO_BIN_EXE_dualtape"));
        let output = command.args(["bench", "--quiet"]).args(flags).arg("--json").arg(file).output();
        done.store(true, Ordering::Relaxed);
        let output = output.expect("the binary starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    });
    let text = std::fs::read_to_string(file).expect("the record was written");
    serde_json::from_str(&text).expect("JSON")
}

/// Works two thirds of the time.
fn burn(done: &AtomicBool) {
    while !done.load(Ordering::Relaxed) {
        let start = Instant::now();
        while start.elapsed() < Duration::from_millis(200) {
            std::hint::spin_loop();
        }
        thread::sleep(Duration::from_millis(100));
    }
}

/// The figures that both runs have, by name.
fn pairs(runs: &[Value; 2], list: &str, figure: impl Fn(&Value) -> (String, Option<f64>)) -> Vec<Pair> {
    let all = |run: &Value| -> Vec<(String, f64)> {
        let entries = run[list].as_array().expect("a list").iter().map(&figure);
        entries.filter_map(|(name, value)| Some((name, value?))).collect()
    };
    let second = all(&runs[1]);
    let in_both = all(&runs[0]).into_iter().filter_map(|(name, first)| {
        let (_, second) = second.iter().find(|(other, _)| *other == name)?;
        Some(Pair { name, first, second: *second })
    });
    in_both.collect()
}

fn named(entry: &Value, fields: &[&str]) -> String {
    let words: Vec<String> =
        fields.iter().map(|field| entry[field].to_string().trim_matches('"').to_owned()).collect();
    words.join(" ")
}

/// Says how far apart the figures are; gives how many are too far.
fn report(what: &str, pairs: &[Pair], most: f64, distance: impl Fn(&Pair) -> f64) -> usize {
    let largest = pairs.iter().map(&distance).fold(0.0, f64::max);
    let far: Vec<&Pair> = pairs.iter().filter(|pair| distance(pair) > most).collect();
    println!(
        "{} of {} {what} agree to {most}; the largest difference is {largest:.3}",
        pairs.len() - far.len(),
        pairs.len()
    );
    for pair in &far {
        println!("  {}: {:.4} and {:.4}", pair.name, pair.first, pair.second);
    }
    far.len()
}

//! Records for the tests: invented figures, by formulas, in the JSON that `bench --json` writes.

use serde_json::{Value, json};

/// An invented record by its name: `run`; `earlier` and `later`, of the same cells; `grid`, of Jacobians.
pub(crate) fn invented(name: &str) -> Value {
    match name {
        "run" => {
            let engines = ["loss", "reverse", "forward", "num-dual"];
            let mut record =
                of_networks(&[[2, 4, 4, 1], [2, 34, 34, 1], [2, 139, 139, 1]], &engines, |_| 1.0);
            // The last cell would have taken too long, and one engine was wrong.
            let last = record["cells"].as_array_mut().and_then(Vec::pop).expect("cells");
            let predicted_s = &last["seconds"]["median"];
            record["not_run"] = json!([{"engine": "num-dual", "style": "array", "parameters": 20017, "predicted_s": predicted_s}]);
            record["rejected"] = json!([{"engine": "finite-difference", "style": "array", "parameters": 1327, "difference": 0.25, "tolerance": 1e-6}]);
            record["warnings"] = json!([
                "3 of 55 samples are outliers; they are kept, medians ignore them",
                "num-dual with 20,017 parameters was not run: one gradient would take about 1.27 s; a longer --time would allow it",
            ]);
            record["fits"] = json!([
                fit("loss", "seconds", 0.5),
                fit("reverse", "seconds", 0.5),
                fit("reverse", "ratio_to_loss", -0.003),
                fit("forward", "seconds", 1.41),
                fit("forward", "ratio_to_loss", 0.92),
            ]);
            record["crossover"] = crossover(60.0);
            record
        }
        "earlier" => of_networks(&[[2, 5, 5, 1], [2, 30, 30, 1]], &["loss", "reverse", "forward"], |_| 1.0),
        "later" => {
            let change = |engine: &str| match engine {
                "reverse" => 1.25,
                "forward" => 0.7,
                _ => 1.0,
            };
            let mut record =
                of_networks(&[[2, 5, 5, 1], [2, 30, 30, 1]], &["loss", "reverse", "forward"], change);
            record["environment"]["target_cpu"] = "native".into();
            record["environment"]["commit"] = "fedcba987654".into();
            record["warnings"] = json!(["the machine is busy"]);
            record["crossover"] = crossover(134.2);
            record
        }
        "grid" => of_maps(&[16, 120, 1000], &[4, 64]),
        _ => panic!("there is no record {name}"),
    }
}

/// One gradient of each network by each engine, which takes so many times its usual time.
fn of_networks(networks: &[[usize; 4]], engines: &[&str], change: fn(&str) -> f64) -> Value {
    let of_network = |layers: &[usize; 4]| {
        let parameters: usize = layers.windows(2).map(|pair| (pair[0] + 1) * pair[1]).sum();
        let layers = layers.to_vec();
        let cell = |&engine: &&str| cell(engine, (parameters, 1), &layers, change(engine));
        engines.iter().map(cell).collect::<Vec<_>>()
    };
    record(&["dualtape", "bench", "--json", "invented run.json"], networks.iter().flat_map(of_network))
}

/// One Jacobian of each map of these inputs and outputs by both modes.
fn of_maps(inputs: &[usize], outputs: &[usize]) -> Value {
    let of_map = |size| ["loss", "reverse", "forward"].map(|engine| cell(engine, size, &[], 1.0));
    let sizes = outputs.iter().flat_map(|&m| inputs.iter().map(move |&n| (n, m)));
    let mut record = record(&["dualtape", "bench", "vector"], sizes.flat_map(of_map));
    record["workload"] = "vector".into();
    record["environment"]["os"] = "linux 6.2.0".into();
    record
}

fn record(command: &[&str], cells: impl Iterator<Item = Value>) -> Value {
    let cells: Vec<Value> = cells.collect();
    json!({
        "schema": "dualtape.bench/1",
        "command": command,
        "seed": 7,
        "environment": {
            "cpu": "INVENTED figures <for tests>",
            "cores": 2,
            "pinned": 1,
            "load": 0.1,
            "os": "linux 6.1.0",
            "rustc": "rustc 1.95.0 (invented 2026-01-01)",
            "target_cpu": "generic",
            "profile": "release",
            "version": "0.1.0",
            "commit": "0123456789ab",
            "timer_resolution_s": 2.1e-8,
        },
        "cells": cells,
        "fits": [],
        "crossover": null,
        "warnings": [],
    })
}

/// An engine on a function of n inputs and m outputs.
fn cell(engine: &str, (inputs, outputs): (usize, usize), layers: &[usize], change: f64) -> Value {
    let (n, m) = (inputs as f64, outputs as f64);
    let loss_s = 5e-7 * (n * m).sqrt();
    let losses = match engine {
        "loss" => 1.0,
        "reverse" => 1.8 + 0.4 * m,
        "forward" => 1.0 + 0.02 * n,
        _ => 1.0 + 0.9 * n,
    };
    let passes = match engine {
        "loss" => 1,
        "reverse" => outputs,
        _ => inputs.div_ceil(8),
    };
    let records = engine == "reverse";
    json!({
        "engine": engine,
        "style": "array",
        "precision": "f64",
        "layers": layers,
        "batch": if layers.is_empty() { 1 } else { 64 },
        "parameters": inputs,
        "outputs": outputs,
        "seconds": times(change * loss_s * losses, true),
        "loss_seconds": times(loss_s, false),
        "ratio_to_loss": {
            "median": short(change * losses),
            "ci95": if engine == "loss" { [1.0; 2] } else { [0.99, 1.012].map(|end| short(change * losses * end)) },
        },
        "passes": passes,
        "tape_nodes": records.then_some(9),
        "tape_bytes": records.then_some(256 * inputs),
        "max_relative_difference": if engine == "forward" { 3.4e-16 } else { 0.0 },
    })
}

/// Times around a median, with or without their samples.
fn times(median: f64, has_samples: bool) -> Value {
    let around = |factors: &[f64]| factors.iter().map(|factor| short(median * factor)).collect::<Vec<_>>();
    let mut times =
        json!({"median": short(median), "mad": short(0.004 * median), "ci95": around(&[0.99, 1.012])});
    if has_samples {
        times["samples"] = around(&[1.004, 0.99, 1.0, 1.012, 0.996]).into();
    }
    times
}

fn fit(engine: &str, quantity: &str, exponent: f64) -> Value {
    let ci95 = [exponent - 0.04, exponent + 0.04].map(short);
    json!({"engine": engine, "style": "array", "quantity": quantity, "exponent": exponent, "ci95": ci95})
}

fn crossover(parameters: f64) -> Value {
    let ci95 = [0.96, 1.05].map(|end| short(parameters * end));
    json!({"engine": "reverse", "over": "forward", "parameters": parameters, "ci95": ci95})
}

/// A number of six digits, so that records can be read and do not depend on the last bit.
fn short(x: f64) -> f64 {
    format!("{x:.5e}").parse().expect("a number")
}

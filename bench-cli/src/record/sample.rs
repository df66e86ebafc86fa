//! Records with known figures, for the tests of their readers.

use dualtape_contenders::{CodeStyle, EngineKind, WorkloadName};

use crate::record::environment::Environment;
use crate::record::{CellRecord, Ratio, Record, SCHEMA, Times};
use crate::stats::Summary;

/// The seconds of a gradient by the number of parameters.
type Seconds = fn(f64) -> f64;

/// Reverse and forward mode with these times over networks `(p − 1)-1` of these parameter counts, without exponents
/// and crossover. The loss takes 1 µs per parameter.
pub(crate) fn record(sizes: &[usize], reverse_s: Seconds, forward_s: Seconds) -> Record {
    let engines: [(EngineKind, Seconds); 3] =
        [(EngineKind::Loss, loss_s), (EngineKind::Reverse, reverse_s), (EngineKind::Forward, forward_s)];
    let of_size = |&parameters: &usize| engines.map(|(engine, seconds)| cell(engine, parameters, seconds));
    Record {
        schema: SCHEMA.to_owned(),
        workload: WorkloadName::Mlp,
        command: vec!["dualtape".to_owned(), "bench".to_owned()],
        seed: 7,
        environment: environment(),
        cells: sizes.iter().flat_map(of_size).collect(),
        fits: Vec::new(),
        crossover: None,
        warnings: Vec::new(),
        not_run: Vec::new(),
        rejected: Vec::new(),
    }
}

fn loss_s(parameters: f64) -> f64 {
    1e-6 * parameters
}

fn cell(engine: EngineKind, parameters: usize, seconds: Seconds) -> CellRecord {
    let p = parameters as f64;
    let samples = vec![seconds(p); 5];
    let ratio = seconds(p) / loss_s(p);
    CellRecord {
        engine,
        style: CodeStyle::Array,
        precision: "f64".to_owned(),
        layers: vec![parameters - 1, 1],
        batch: 64,
        parameters,
        outputs: 1,
        seconds: Times { summary: Summary::of(&samples, 7), samples },
        loss_seconds: Summary::of(&[loss_s(p)], 7),
        ratio_to_loss: Ratio { median: ratio, ci95: [ratio; 2] },
        passes: 1,
        tape_nodes: None,
        tape_bytes: None,
        max_relative_difference: 0.0,
    }
}

/// An invented machine.
pub(crate) fn environment() -> Environment {
    Environment {
        cpu: "invented".to_owned(),
        cores: 1,
        pinned: 1,
        load: 0.0,
        os: "none".to_owned(),
        rustc: "rustc of the test".to_owned(),
        target_cpu: "generic".to_owned(),
        profile: "test".to_owned(),
        version: "0.0.0".to_owned(),
        commit: "0000000".to_owned(),
        timer_resolution_s: 1e-9,
        clock: None,
    }
}

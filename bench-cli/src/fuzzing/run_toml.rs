//! The manifest of a run.

use dualtape_core::Buf;
use dualtape_mlp::{Model, RunFolder, RunManifest, Task};

use crate::fuzzing::files::{file, folder};

/// The most parameters of a network that is run.
const MOST_PARAMETERS: usize = 10_000;

/// Reads a manifest and writes it again; returns whether it describes a network, which then predicts.
///
/// # Panics
/// Panics if a manifest is not read as it is written, or if a network that fits it does not predict.
pub fn run_toml(bytes: &[u8]) -> bool {
    file("run.toml", bytes);
    let folder = RunFolder::open(folder());
    let Ok(run) = folder.read_run() else { return false };
    folder.write_run(&run).expect("what TOML held, it can hold");
    let again = folder.read_run().expect("a written manifest");
    assert_eq!(format!("{again:?}"), format!("{run:?}"), "read as it was written");
    predict(run)
}

/// Predicts for a row of zeros with parameters that are zero; returns whether the parts of the manifest fit together.
fn predict(run: RunManifest) -> bool {
    let parameters = run.network.parameters();
    if parameters > MOST_PARAMETERS {
        return false;
    }
    let (task, features) = (run.data.task, run.data.features.len());
    let Ok(model) = Model::new(run, Buf::zeros(parameters)) else { return false };
    let predictions = model.predict(&vec![0.0; features]).expect("a row");
    match task {
        Task::Classification => assert_eq!(predictions.classes().len(), 1),
        Task::Regression => assert_eq!(predictions.values().len(), 1),
    }
    // Not every loss gives some.
    let _ = predictions.probabilities();
    true
}

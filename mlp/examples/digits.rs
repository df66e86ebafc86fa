//! Trains a small network on handwritten digits by the library alone: a training step by step, and a checkpoint from
//! which it resumes to the same bytes.
//!
//! `cargo run --release -p dualtape-mlp --example digits`

use std::path::Path;

use dualtape_mlp::{
    Activation, Dataset, Error, Network, OptimizerKind, Scaling, Settings, Shape, TaskChoice, Trainer,
    TrainingEvent, split,
};
use dualtape_reverse::Reverse;

pub(crate) fn main() -> Result<(), Error> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/digits.csv");
    let data = Dataset::open(&file, None, TaskChoice::Auto)?;
    let loss = data.suitable_loss();
    let settings =
        Settings { epochs: 20, optimizer: OptimizerKind::Adam, patience: Some(5), ..Settings::default() };

    // Means and deviations are measured on the training part alone.
    let parts = split(&data, 0.2, settings.seed)?;
    let scaling = Scaling::fit(&data, &parts.train)?;
    let train = data.examples::<f32>(&parts.train, &scaling, loss)?;
    let validation = data.examples(&parts.validation, &scaling, loss)?;

    let shape = Shape::new(vec![data.features().len(), 64, 32, data.outputs(loss)?])?;
    let network = Network::new(shape, Activation::Relu);
    let start = network.initial_parameters::<f32>(settings.seed);
    let trainer = Trainer::new(network, loss, settings)?;

    // `Trainer::fit` runs this loop; driven by the caller, it can be left after any step.
    let mut engine = Reverse::new();
    let mut training = trainer.start(start, &train, Some(&validation))?;
    let mut checkpoint = training.checkpoint();
    while let Some(event) = training.advance(&mut engine)? {
        if let TrainingEvent::Epoch(epoch) = event {
            println!(
                "epoch {}: loss {:.4}, validation {:.4}",
                epoch.epoch, epoch.train_loss, epoch.score.loss
            );
            if epoch.epoch == 3 {
                checkpoint = training.checkpoint();
            }
        }
    }
    let outcome = training.finish()?;

    // The same training again, from the checkpoint on, ends with the same bytes.
    let mut resumed = trainer.resume(checkpoint, &train, Some(&validation))?;
    while resumed.advance(&mut engine)?.is_some() {}
    assert_eq!(resumed.finish()?.parameters[..], outcome.parameters[..]);

    let score = outcome.validation.expect("a validation part");
    println!(
        "validation accuracy {:.3} after epoch {}",
        score.accuracy.unwrap_or(f64::NAN),
        outcome.best_epoch
    );
    Ok(())
}

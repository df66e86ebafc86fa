//! A trained network with its manifest.

use super::check::check;
use crate::error::Error;
use crate::metrics::predicted_classes;
use crate::probabilities::{probabilities, tempered};
use crate::save::{CHECKPOINT, MODEL, RUN, RunFolder, RunManifest};
use dualtape_core::Buf;

/// A trained network with the columns, classes and scaling of its training data.
///
/// It computes in `f64`, whatever the precision of the training.
///
/// # Example
/// ```
/// use dualtape_mlp::{Error, Model, RunFolder};
///
/// fn species(folder: &str, sepal_and_petal: [f64; 4]) -> Result<String, Error> {
///     let model = Model::load(&RunFolder::open(folder))?;
///     let class = model.predict(&sepal_and_petal)?.classes()[0];
///     Ok(model.run().data.classes[class as usize].clone())
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Model {
    pub(super) run: RunManifest,
    pub(super) parameters: Buf<f64>,
}

impl Model {
    /// Reads `run.toml` and `model.safetensors` and checks that they fit together.
    ///
    /// # Errors
    /// Returns an error if a file cannot be read, is truncated or damaged, or contradicts the other.
    pub fn load(folder: &RunFolder) -> Result<Self, Error> {
        let run = checked_run(folder)?;
        let parameters = folder.read_model(&run.network)?;
        Self::new(run, parameters).map_err(|error| problem(folder, MODEL, &error))
    }

    /// Reads `run.toml` and the best parameters so far from `checkpoint.safetensors`: the model of a training that is
    /// still running or was killed. Also returns the epoch of these parameters, 0 for the initial ones.
    ///
    /// # Errors
    /// Returns an error if a file cannot be read, is truncated or damaged, or contradicts the other.
    pub fn load_checkpoint(folder: &RunFolder) -> Result<(Self, usize), Error> {
        let run = checked_run(folder)?;
        let (parameters, epoch) = folder.read_best_parameters(&run.network)?;
        let model = Self::new(run, parameters).map_err(|error| problem(folder, CHECKPOINT, &error))?;
        Ok((model, epoch))
    }

    /// Returns a trained network with this manifest and these parameters.
    ///
    /// # Errors
    /// Returns an error if parts of the manifest contradict each other, if the number of parameters is not the
    /// network's, or if one is not finite.
    pub fn new(run: RunManifest, parameters: Buf<f64>) -> Result<Self, Error> {
        check(&run)?;
        run.network.check_parameters(parameters.len())?;
        match parameters.iter().find(|parameter| !parameter.is_finite()) {
            Some(found) => {
                let found = found.to_string();
                Err(Error::Setting { name: "parameters", found, expected: "finite numbers" })
            }
            None => Ok(Self { run, parameters }),
        }
    }

    /// Returns the manifest: the network, its columns and the settings of its training.
    pub fn run(&self) -> &RunManifest {
        &self.run
    }

    /// Returns the parameters, layer by layer: the weights, outputs × inputs, then the biases.
    pub fn parameters(&self) -> &Buf<f64> {
        &self.parameters
    }

    /// Predicts for `inputs`: rows × inputs in the units of the data, row-major, in the order of
    /// [`DataSchema::inputs`](crate::DataSchema::inputs). NaN stands for a missing number if the network was trained on
    /// a table.
    ///
    /// # Errors
    /// Returns [`Error::Length`] if the numbers are no whole number of rows, and an error if one is missing and the network
    /// was trained without medians.
    ///
    /// # Cost
    /// One forward pass.
    pub fn predict(&self, inputs: &[f64]) -> Result<Predictions<'_>, Error> {
        let features = self.run.network.shape().inputs();
        if !inputs.len().is_multiple_of(features) {
            let expected = inputs.len().next_multiple_of(features);
            return Err(Error::Length { quantity: "inputs", found: inputs.len(), expected });
        }
        if inputs.is_empty() {
            return Ok(Predictions { model: self, outputs: Buf::from_slice(&[]) });
        }
        self.run.scaling.inputs.check_missing(inputs)?;
        let inputs: Vec<f64> = self.run.scaling.inputs.scale(inputs).collect();
        let outputs = self.run.network.outputs(&self.parameters, &Buf::from_slice(&inputs));
        Ok(Predictions { model: self, outputs })
    }

    /// Returns the same model with probabilities at this temperature; none for those of the network itself.
    ///
    /// # Errors
    /// Returns an error if the temperature is no finite number above 0.
    pub fn with_temperature(self, temperature: Option<f64>) -> Result<Self, Error> {
        Self::new(RunManifest { temperature, ..self.run }, self.parameters)
    }

    /// Returns outputs of the network at the temperature of the run.
    pub(super) fn tempered(&self, outputs: &Buf<f64>) -> Buf<f64> {
        let temperature = self.run.temperature;
        temperature
            .map_or_else(|| outputs.clone(), |temperature| tempered(self.run.loss, outputs, temperature))
    }
}

/// Reads `run.toml` and checks that its parts fit together.
fn checked_run(folder: &RunFolder) -> Result<RunManifest, Error> {
    let run = folder.read_run()?;
    check(&run).map_err(|error| problem(folder, RUN, &error))?;
    Ok(run)
}

/// Returns the error about a file of the folder.
fn problem(folder: &RunFolder, name: &str, error: &Error) -> Error {
    Error::RunFile { path: folder.path().join(name), reason: error.to_string() }
}

/// The predictions of a [`Model`] for some rows.
#[derive(Clone, Debug)]
pub struct Predictions<'a> {
    model: &'a Model,
    outputs: Buf<f64>,
}

impl Predictions<'_> {
    /// Returns the outputs of the network, rows × outputs, row-major.
    pub fn outputs(&self) -> &[f64] {
        &self.outputs
    }

    /// Returns the class of each row, as an index into [`DataSchema::classes`](crate::DataSchema::classes).
    ///
    /// # Panics
    /// Panics if the network is a regression.
    pub fn classes(&self) -> Vec<u32> {
        assert!(!self.model.run.data.classes.is_empty(), "a classification");
        predicted_classes(&self.model.run.network, self.model.run.loss, &self.outputs)
    }

    /// Returns the values of each row, rows × targets, row-major, in the units of the data.
    ///
    /// # Panics
    /// Panics if the network is a classification.
    pub fn values(&self) -> Vec<f64> {
        let scaler = self.model.run.scaling.target.as_ref().expect("a regression");
        scaler.unscale(&self.outputs).collect()
    }

    /// Returns the probability of each class, rows × classes, row-major.
    ///
    /// Several outputs f give eᶠ / Σ eᶠ. A single output is the logit or the probability of the second class. Logits are
    /// divided by the temperature of the run, if it has one.
    ///
    /// # Errors
    /// Returns [`Error::NoProbabilities`] if the loss is no cross-entropy.
    pub fn probabilities(&self) -> Result<Vec<f64>, Error> {
        let RunManifest { loss, data, .. } = &self.model.run;
        probabilities(*loss, &self.model.tempered(&self.outputs), data.classes.len())
    }
}

//! A trained network as a run folder keeps it, ready to be asked.

mod answers;
mod check;
mod evaluation;

use crate::save::{MODEL, RUN};
use crate::{Error, Loss, Run, RunFolder, decisions};
use dualtape_core::{Array, Buf, Scalar};

pub use answers::Answers;
pub use evaluation::Evaluation;

/// A trained network with the columns, classes and scaling that it was trained on.
///
/// It computes in `f64`, in whichever precision it was trained.
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
    run: Run,
    parameters: Buf<f64>,
}

impl Model {
    /// Reads `run.toml` and `model.safetensors` and checks that they fit together.
    ///
    /// # Errors
    /// A file cannot be read, is cut short or damaged, or says what the other contradicts.
    pub fn load(folder: &RunFolder) -> Result<Self, Error> {
        let run = folder.read_run()?;
        let problem =
            |name, error: Error| Error::RunFile { path: folder.path().join(name), reason: error.to_string() };
        check::check(&run).map_err(|error| problem(RUN, error))?;
        let parameters = folder.read_model(run.network.shape())?;
        Self::new(run, parameters).map_err(|error| problem(MODEL, error))
    }

    /// A network with these parameters.
    ///
    /// # Errors
    /// The parts of the run contradict each other, or the parameters are too many, too few or not finite.
    pub fn new(run: Run, parameters: Buf<f64>) -> Result<Self, Error> {
        check::check(&run)?;
        run.network.check_parameters(parameters.len())?;
        match parameters.iter().find(|parameter| !parameter.is_finite()) {
            Some(found) => {
                let found = found.to_string();
                Err(Error::Setting { name: "parameters", found, expected: "finite numbers" })
            }
            None => Ok(Self { run, parameters }),
        }
    }

    /// The network, its columns and how it was trained.
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// What the network says to these rows: rows × features in the units of the data, row-major, the features in
    /// the order of [`Columns::features`](crate::Columns::features).
    ///
    /// # Errors
    /// The numbers are no whole number of rows.
    ///
    /// # Cost
    /// One forward pass.
    pub fn predict(&self, inputs: &[f64]) -> Result<Predictions<'_>, Error> {
        let features = self.run.data.features.len();
        if !inputs.len().is_multiple_of(features) {
            let expected = inputs.len().next_multiple_of(features);
            return Err(Error::Length { what: "inputs", found: inputs.len(), expected });
        }
        if inputs.is_empty() {
            return Ok(Predictions { model: self, outputs: Buf::from_slice(&[]) });
        }
        let inputs: Vec<f64> = self.run.scaling.inputs.scale(inputs).collect();
        let outputs = self.run.network.outputs(&self.parameters, &Buf::from_slice(&inputs));
        Ok(Predictions { model: self, outputs })
    }
}

/// What a [`Model`] says to some rows.
#[derive(Clone, Debug)]
pub struct Predictions<'a> {
    model: &'a Model,
    outputs: Buf<f64>,
}

impl Predictions<'_> {
    /// The outputs of the network, rows × outputs, row-major.
    pub fn outputs(&self) -> &[f64] {
        &self.outputs
    }

    /// The class of each row, as an index of [`Columns::classes`](crate::Columns::classes).
    ///
    /// # Panics
    /// The network was trained on values.
    pub fn classes(&self) -> Vec<u32> {
        assert!(!self.model.run.data.classes.is_empty(), "a network of classes");
        decisions(&self.model.run.network, self.model.run.loss, &self.outputs)
    }

    /// The value of each row, in the units of the data.
    ///
    /// # Panics
    /// The network was trained on classes.
    pub fn values(&self) -> Vec<f64> {
        let scaler = self.model.run.scaling.target.as_ref().expect("a network of values");
        scaler.unscale(&self.outputs).collect()
    }

    /// The probability of each class, rows × classes, row-major: eᶠ / Σ eᶠ of several outputs f; of a single one,
    /// which is the second class's log-odds or its probability, that and the rest.
    ///
    /// # Errors
    /// The network was not trained to give probabilities: it knows no classes, or its loss is no cross-entropy.
    pub fn probabilities(&self) -> Result<Vec<f64>, Error> {
        match self.model.run.loss {
            Loss::SoftmaxCrossEntropy if self.outputs.is_empty() => Ok(Vec::new()),
            Loss::SoftmaxCrossEntropy => {
                Ok(self.outputs.softmax(self.model.run.network.shape().outputs()).to_vec())
            }
            // Each from its own side, so that none is rounded to 0 before it must be.
            Loss::BinaryCrossEntropy => {
                Ok(self.outputs.iter().flat_map(|&f| [Scalar::sigmoid(-f), Scalar::sigmoid(f)]).collect())
            }
            Loss::BinaryCrossEntropyProbabilities => {
                Ok(self.outputs.iter().flat_map(|&f| [1.0 - f, f]).collect())
            }
            loss => Err(Error::NoProbabilities { loss: loss.name() }),
        }
    }
}

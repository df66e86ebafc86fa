//! The prediction of a trained model for one row, shared out to its inputs.

use dualtape_contenders_f64::MODEL_ENTRY_POINTS;
use dualtape_mlp::{Attribution, Error, Model, Task};
use serde::Serialize;

/// The prediction for one row, shared out to its inputs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct RowAttribution {
    /// The output in words.
    pub(crate) of: String,
    /// The output for the row.
    pub(crate) output: f64,
    /// The output at the baseline, the mean of the training rows.
    pub(crate) baseline: f64,
    /// The share of each input.
    pub(crate) inputs: Vec<InputShare>,
    /// The distance of the sum of the shares from the difference of both outputs.
    pub(crate) gap: Option<f64>,
}

/// The share of one input.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct InputShare {
    /// The column, with the category if the input is of one.
    pub(crate) column: String,
    /// Its value in the row.
    pub(crate) value: f64,
    /// The gradient of the output by it, in the units of the data; its absolute value is the saliency.
    pub(crate) gradient: f64,
    /// Its integrated gradient.
    pub(crate) integrated: f64,
}

impl RowAttribution {
    /// Attributes the prediction of the model for a row of inputs in the units of the data.
    ///
    /// # Errors
    ///
    /// If the inputs do not fit the model, or if the engine fails.
    pub(crate) fn of(model: &Model, row: &[f64]) -> Result<Self, Error> {
        let run = model.run();
        let of = match run.data.task {
            Task::Regression => {
                let first = &run.data.targets[0].name;
                match run.data.targets.len() {
                    1 => format!("the predicted {first}"),
                    count => format!("the predicted {first}, the first of {count} targets"),
                }
            }
            Task::Classification => {
                let class = &run.data.classes[model.predict(row)?.classes()[0] as usize];
                let noun = if run.loss.gives_probabilities() { "probability" } else { "output" };
                format!("the {noun} of {} = {class}", run.data.target())
            }
        };
        let attribution = model.attribute(row, MODEL_ENTRY_POINTS.row_gradients)?;
        let gap = attribution.gap();
        let Attribution { outputs, baseline, gradients, integrated, .. } = attribution;
        let shares = gradients.into_iter().zip(integrated);
        let inputs = run.data.inputs().into_iter().zip(row).zip(shares);
        let inputs = inputs.map(|((column, &value), (gradient, integrated))| InputShare {
            column,
            value,
            gradient,
            integrated,
        });
        Ok(Self { of, output: outputs[0], baseline: baseline[0], inputs: inputs.collect(), gap })
    }
}

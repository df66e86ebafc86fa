//! The score of a network at the end of an epoch.

use super::confusion::accuracy;
use super::regression::mean_r_squared;
use crate::error::Error;
use crate::loss::{Loss, LossFunction, Targets};
use crate::network::{LayerFunction, Network};
use crate::objective::Objective;
use crate::task::Task;
use dualtape_core::{Buf, Real};
use serde::{Deserialize, Serialize};

/// The loss and the quality of a network on some examples.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// The loss.
    pub loss: f64,
    /// The share of correctly classified examples; classification only.
    pub accuracy: Option<f64>,
    /// The coefficient of determination, of several targets the mean; regression only, and only if the targets differ.
    pub r2: Option<f64>,
}

impl Score {
    /// Returns the score of a network with these parameters on the examples of `objective`.
    ///
    /// # Errors
    /// Returns [`Error::Length`] if the number of parameters is not the network's.
    ///
    /// # Cost
    /// One forward pass.
    pub fn of<R, N, L>(objective: &Objective<R, N, L>, parameters: &Buf<R>) -> Result<Self, Error>
    where
        R: Real,
        N: LayerFunction,
        L: LossFunction,
    {
        let (network, loss, examples) = (objective.network(), objective.loss(), objective.examples());
        network.check_parameters(parameters.len())?;
        let outputs = network.eval(parameters, examples.inputs());
        let value = examples.loss(loss, &outputs).to_f64();
        if let (Task::Regression, Targets::Values(truth)) = (examples.task(), examples.targets()) {
            return Ok(Self {
                loss: value,
                accuracy: None,
                // An own loss may have several outputs per target, of which none is the prediction.
                r2: (outputs.len() == truth.len())
                    .then(|| mean_r_squared(&outputs, truth, network.widths()[1]))
                    .flatten(),
            });
        }
        let rows = outputs.chunks(network.widths()[1]);
        let found: Vec<u32> = rows.map(|row| loss.predicted_class(row)).collect();
        Ok(Self { loss: value, accuracy: Some(accuracy(&found, &examples.classes(loss))), r2: None })
    }
}

/// Returns the class that each example's outputs indicate; see [`Loss::predicted_class`].
pub fn predicted_classes<R: Real>(network: &Network, loss: Loss, outputs: &[R]) -> Vec<u32> {
    outputs.chunks(network.shape().outputs()).map(|row| loss.predicted_class(row)).collect()
}

//! Models that were trained in memory, without a run folder.

use super::trained::Model;
use crate::data::{DataSchema, Dataset, Scaling};
use crate::error::Error;
use crate::save::RunManifest;
use crate::train::Trainer;
use dualtape_core::{Buf, Real};

impl Model {
    /// Returns the model of a training that wrote no run folder, with the parameters that it found.
    ///
    /// Its manifest has neither command line nor engine nor file. Written by
    /// [`RunFolder::write_all`](crate::RunFolder::write_all), it is read as any other, if
    /// the inputs are plain numbers: a table with categories or dates is known by the names of its inputs only.
    ///
    /// Only a standard network with a standard loss is a model: run folders and ONNX files can describe no other. A trainer
    /// of an own layer or loss has another type, so this does not compile:
    /// ```compile_fail,E0308
    /// use dualtape_mlp::{Dataset, Error, LayerFunction, Loss, Model, Network, Scaling, Trainer};
    ///
    /// fn with_own_layer<N: LayerFunction>(
    ///     trainer: &Trainer<(Network, N), Loss>, data: &Dataset, scaling: Scaling, parameters: &dualtape_core::Buf<f64>,
    /// ) -> Result<Model, Error> {
    ///     Model::in_memory(trainer, data, scaling, parameters)
    /// }
    /// ```
    ///
    /// # Errors
    /// Returns an error as [`Model::new`] does.
    ///
    /// # Example
    /// ```
    /// use dualtape_core::Engine;
    /// use dualtape_mlp::{Dataset, Error, Model, Network, Scaling, Settings, Trainer};
    /// use std::ops::ControlFlow;
    ///
    /// fn trained(engine: &mut impl Engine<f64>, data: &Dataset, network: Network) -> Result<Model, Error> {
    ///     let rows: Vec<usize> = (0..data.rows()).collect();
    ///     let scaling = Scaling::fit(data, &rows)?;
    ///     let train = data.examples(&rows, &scaling, data.suitable_loss())?;
    ///     let start = network.initial_parameters(7);
    ///     let trainer = Trainer::new(network, data.suitable_loss(), Settings::default())?;
    ///     let outcome = trainer.fit(engine, start, &train, None, |_| ControlFlow::Continue(()))?;
    ///     Model::in_memory(&trainer, data, scaling, &outcome.parameters)
    /// }
    /// ```
    pub fn in_memory<R: Real>(
        trainer: &Trainer,
        data: &Dataset,
        scaling: Scaling,
        parameters: &Buf<R>,
    ) -> Result<Self, Error> {
        let classes = data.classes().to_vec();
        let run = RunManifest {
            command: Vec::new(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            engine: String::new(),
            precision: R::NAME.to_owned(),
            loss: *trainer.loss(),
            validation: 0.0,
            test: None,
            refit: false,
            ensemble: None,
            temperature: None,
            network: trainer.network().clone(),
            settings: trainer.settings().clone(),
            data: DataSchema::of_numbers("", data.task(), data.features(), data.target_names(), classes),
            scaling,
        };
        let parameters: Vec<f64> = parameters.iter().map(|parameter| parameter.to_f64()).collect();
        Self::new(run, Buf::from_slice(&parameters))
    }
}

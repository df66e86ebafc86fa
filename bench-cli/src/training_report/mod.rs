//! The report of a training as plain data: computed once, drawn by [`draw`].
//!
//! Everything has a limit, so that the page has one too: lines are thinned to what a chart can show (extremes stay),
//! points, classes, layers and pictures are at most so many, and the subtitle says how many of how many they are.

mod calibration_curve;
pub(crate) mod columns;
mod curves;
mod decision_map;
pub(crate) mod draw;
mod figure;
pub(crate) mod hidden_class;
pub(crate) mod importance;
mod importance_chart;
mod pictures;
mod predictions;
pub(crate) mod record;
mod summary;
mod tables;
mod weights;

use dualtape_core::Real;
use dualtape_mlp::{Error, Examples, Model, Outcome, Task};

use crate::terminal::json::json;
use crate::training_report::figure::{DataPart, TrainingFigure};
use crate::training_report::predictions::Predictions;
use crate::training_report::record::{PartMetrics, TrainRecord};

/// The content of the page.
pub(crate) struct TrainingReport {
    /// The title.
    pub(crate) question: String,
    /// The answer, in figures.
    pub(crate) verdict: String,
    /// The settings, by name.
    pub(crate) settings: Vec<(&'static str, String)>,
    /// The command that repeats it, word by word.
    pub(crate) command: Vec<String>,
    /// The record as JSON.
    pub(crate) record: String,
    /// The charts in order.
    pub(crate) figures: Vec<TrainingFigure>,
}

impl TrainingReport {
    /// Evaluates the trained network on the part that judges it.
    ///
    /// # Errors
    /// The examples do not fit the model.
    pub(crate) fn new<R: Real>(
        model: &Model,
        outcome: &Outcome<R>,
        (record, metrics): (&TrainRecord, &PartMetrics),
        train: &Examples<R>,
        validation: Option<&Examples<R>>,
    ) -> Result<Self, Error> {
        let run = model.run();
        let histograms = weights::histograms(run.network.shape(), model.parameters());
        let predictions = Predictions::new(model, validation.unwrap_or(train))?;
        let judged = match validation {
            Some(_) => ("validation", DataPart::Validation),
            None => ("training", DataPart::Training),
        };
        let part = judged.0;
        let mut figures: Vec<TrainingFigure> = Vec::new();
        let history = &outcome.history;
        figures.extend(curves::figure(history, outcome.best_epoch, validation.is_some()));
        figures.extend(curves::quality_figure(history, outcome.best_epoch, judged));
        figures.push(tables::metrics(run, metrics));
        match run.data.task {
            Task::Classification => {
                figures.extend(predictions.confusion(run, part));
                figures.extend(calibration_curve::figure(run, &predictions, part));
                figures.extend(tables::classes(run, metrics.judging(), part));
                figures.extend(pictures::figure(run, &predictions, part));
            }
            Task::Regression => figures.extend(predictions.residuals(run, part)),
        }
        let parts = [Some((train, DataPart::Training)), validation.map(|part| (part, DataPart::Validation))];
        figures.extend(importance_chart::figure(model, &predictions, part)?);
        figures.extend(decision_map::figure(model, &parts)?);
        figures.push(weights::figure(histograms));
        figures.extend(tables::columns(run, record.columns.as_deref()));
        let rows = (train.rows(), validation.map(Examples::rows));
        Ok(Self {
            question: summary::question(run),
            verdict: summary::verdict(record, rows, hidden_class::sentence(run, metrics.judging())),
            settings: summary::settings(run, record, rows),
            command: run.command.clone(),
            record: json(record),
            figures,
        })
    }
}

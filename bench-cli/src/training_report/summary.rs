//! The sentences of the page.

use dualtape_mlp::{Normalisation, RunManifest};

use crate::training_report::record::{Calibration, PartScore, TrainRecord};
use crate::units;

/// Rows that train, and rows that validate if there are any.
type RowCounts = (usize, Option<usize>);

/// Returns the title.
pub(crate) fn question(run: &RunManifest) -> String {
    format!(
        "How well does a {} network learn {} of {}?",
        run.network.shape(),
        run.data.target(),
        run.data.file
    )
}

/// Returns the answer, with the warning about a class that the accuracy hides.
pub(crate) fn verdict(
    record: &TrainRecord,
    (rows, validation_rows): RowCounts,
    warning: Option<String>,
) -> String {
    let predictions = match (&record.validation, validation_rows) {
        (Some(score), Some(count)) => format!(
            "{} on {} validation rows, and {} on the {} that it learnt from",
            quality(score),
            units::count(count),
            quality(&record.train),
            units::count(rows)
        ),
        _ => format!("{} on the {} rows that it learnt from", quality(&record.train), units::count(rows)),
    };
    let test = record.test.as_ref().map_or_else(String::new, |test| {
        format!(
            " On {} rows of a test that decided nothing it reaches {}.",
            units::count(test.rows),
            quality(&test.score)
        )
    });
    let refit = record.refit.map_or_else(String::new, |epochs| {
        format!(
            " The network was then trained anew on all of these rows for {} epochs; the charts are of the one before it.",
            units::count(epochs)
        )
    });
    let ensemble = record.ensemble.map_or_else(String::new, |folds| {
        format!(" The saved model is the mean of {} networks, this one and those of the folds; the charts are of this one.", folds + 1)
    });
    let origin = match (record.best_epoch, record.stopped) {
        (0, _) => " No epoch improved on the initial network.".to_owned(),
        (epoch, "diverged") => {
            format!(" Training diverged; the model is that of epoch {}.", units::count(epoch))
        }
        (epoch, _) => format!(
            " The model is that of epoch {} of {}.",
            units::count(epoch),
            units::count(record.epochs_run)
        ),
    };
    let warning = warning.map_or_else(String::new, |warning| format!(" {warning}"));
    format!("It reaches {predictions}.{origin}{refit}{ensemble}{test}{warning}")
}

fn quality(score: &PartScore) -> String {
    match (score.accuracy, score.r2) {
        (Some(accuracy), _) => format!("an accuracy of {:.1}\u{a0}%", 100.0 * accuracy),
        (None, Some(r2)) => {
            let error = score.rmse.map_or_else(String::new, |rmse| {
                format!(" and a root mean square error of {}", units::short(rmse))
            });
            format!("an r² of {r2:.3}{error}")
        }
        (None, None) => format!("a loss of {}", units::short(score.loss)),
    }
}

impl Calibration {
    /// The temperature and what it changes.
    pub(crate) fn sentence(&self) -> String {
        format!(
            "temperature {}, found on the validation part, takes its log loss from {:.4} to {:.4}",
            units::significant(self.temperature),
            self.log_loss_before,
            self.log_loss
        )
    }
}

/// Returns the settings of the run and its results, by name.
pub(crate) fn settings(
    run: &RunManifest,
    record: &TrainRecord,
    (rows, validation_rows): RowCounts,
) -> Vec<(&'static str, String)> {
    let settings = &run.settings;
    let judging =
        validation_rows.map_or("none validate".to_owned(), |rows| format!("{} validate", units::count(rows)));
    let losses = match &record.validation {
        Some(validation) => format!(
            "{} training, {} validation",
            units::short(record.train.loss),
            units::short(validation.loss)
        ),
        None => units::short(record.train.loss),
    };
    let test =
        record.test.as_ref().map(|test| format!(", {} test", units::count(test.rows))).unwrap_or_default();
    let mut rows = vec![
        ("Data", format!("{}, {} of `{}`", run.data.file, run.data.task, run.data.target())),
        ("Rows", format!("{} train, {judging}{test}", units::count(rows))),
        (
            "Network",
            format!(
                "{}, {}, {} parameters",
                run.network.shape(),
                run.network.activation(),
                units::count(record.parameters)
            ),
        ),
        ("Loss", run.loss.to_string()),
        ("Losses reached", losses),
        (
            "Optimizer",
            format!(
                "{}, learning rate {}, {} schedule",
                settings.optimizer, settings.learning_rate, settings.schedule
            ),
        ),
        ("Batch", settings.batch.to_string()),
        (
            "Epochs",
            format!(
                "{} of at most {}, stopped: {}",
                units::count(record.epochs_run),
                units::count(settings.epochs),
                record.stopped
            ),
        ),
        ("Gradients", format!("{}, {}", record.engine, run.precision)),
        ("Seed", settings.seed.to_string()),
        ("Time", units::time(record.seconds)),
        ("dualtape", run.version.clone()),
    ];
    let network = &run.network;
    if network.has_residual_connections() {
        rows.push(("Connections", "residual".to_owned()));
    }
    if network.normalisation() != Normalisation::None {
        rows.push(("Normalisation", network.normalisation().to_string()));
    }
    for (name, share) in [("Dropout", settings.dropout), ("Label smoothing", settings.label_smoothing)] {
        if share > 0.0 {
            rows.push((name, share.to_string()));
        }
    }
    if let Some(calibration) = &record.calibration {
        rows.push(("Calibration", calibration.sentence()));
    }
    if settings.weight_decay > 0.0 {
        rows.insert(6, ("Weight decay", settings.weight_decay.to_string()));
    }
    if let Some(patience) = settings.patience {
        rows.push(("Patience", format!("{} epochs", units::count(patience))));
    }
    rows
}

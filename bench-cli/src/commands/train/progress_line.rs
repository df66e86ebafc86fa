//! The progress of a training: epoch, losses, quality, time left.

use dualtape_mlp::{Score, Settings, TrainingEvent};

use crate::terminal::progress::{Progress, ProgressDisplay};
use crate::units;

/// The progress of a training: a line on a terminal, or a line now and then in a log.
pub(crate) struct ProgressLine {
    progress: Progress,
    epochs: usize,
}

impl ProgressLine {
    /// The line of a training with these settings.
    pub(crate) fn new(display: ProgressDisplay, settings: &Settings, steps_per_epoch: usize) -> Self {
        let steps = (settings.epochs as u64).saturating_mul(steps_per_epoch as u64);
        Self { progress: Progress::steps(display, steps), epochs: settings.epochs }
    }

    /// Starts after `steps` earlier steps.
    pub(crate) fn start_at(&self, steps: u64) {
        self.progress.start_at(steps);
    }

    /// Shows an event.
    pub(crate) fn update(&self, event: &TrainingEvent) {
        match event {
            TrainingEvent::Batch { .. } => self.progress.step(),
            TrainingEvent::Epoch(record) => {
                let (epoch, epochs) = (units::count(record.epoch), units::count(self.epochs));
                let (train, loss) = (record.train_loss, record.score.loss);
                let quality = quality(&record.score);
                self.progress.say(format!(
                    "steps · epoch {epoch} of {epochs} · loss {train:.4}, judged {loss:.4}{quality} ·"
                ));
            }
            _ => {}
        }
    }
}

/// Accuracy or r², if the score has one.
fn quality(score: &Score) -> String {
    match (score.accuracy, score.r2) {
        (Some(accuracy), _) => format!(", accuracy {:.1} %", 100.0 * accuracy),
        (None, Some(r2)) => format!(", r² {r2:.3}"),
        (None, None) => String::new(),
    }
}

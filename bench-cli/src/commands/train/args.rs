//! The flags of `dualtape train`.

use std::path::PathBuf;

use clap::Args;
use clap::builder::TypedValueParser;
use dualtape_contenders::GradientMethod;
use dualtape_mlp::{Activation, Batch, ClassWeights, DataSource, OptimizerKind, Schedule, Settings};

use crate::commands::train::engine_choice::EngineChoice;
use crate::commands::train::setup::{NewTraining, ResumedTraining};
use crate::error::Failure;
use crate::flags::columns::ColumnFlags;
use crate::flags::exports::{ChartExports, Format};
use crate::flags::shared::Precision;
use crate::flags::values;
use crate::flags::values::{HiddenWidths, LossChoice, Share};

/// The flags of `dualtape train`, as clap parses them.
#[derive(Debug, Args)]
pub(crate) struct TrainArgs {
    /// A table, such as a CSV file, compressed or not; an IDX file of images, its labels beside it or after a comma; or one of xor, moons,
    /// circles, spirals and sine
    #[arg(value_name = "DATA", value_parser = values::source(), required_unless_present = "resume")]
    data: Option<DataSource>,
    /// Widths of the hidden layers, or none
    #[arg(long, default_value = "16,16", value_name = "WIDTHS")]
    hidden: HiddenWidths,
    /// Activation function of the hidden layers
    #[arg(long, default_value_t = Activation::Tanh, value_name = "NAME", value_parser = values::named(Activation::ALL, Activation::name))]
    activation: Activation,
    /// Loss to minimise; auto is cross-entropy for classes and squared error for numbers
    #[arg(long, default_value = "auto", value_name = "NAME", value_parser = values::loss_choice())]
    loss: LossChoice,
    /// Optimizer
    #[arg(long, default_value_t = Settings::default().optimizer, value_name = "NAME",
        value_parser = values::named(OptimizerKind::ALL, OptimizerKind::name))]
    optimizer: OptimizerKind,
    /// Learning rate; by default that of the optimizer
    #[arg(long, value_name = "X", value_parser = values::above_zero, allow_negative_numbers = true)]
    learning_rate: Option<f64>,
    /// Learning rate schedule by epoch: constant, cosine (down to almost zero), or step, such as step:30:0.1: times 0.1
    /// after every 30 epochs
    #[arg(long, default_value_t = Schedule::Constant, value_name = "NAME")]
    schedule: Schedule,
    /// Weight decay: decoupled with adamw, added to the gradient with the others
    /// [default: 0.01 for adamw, 0 for the others]
    #[arg(long, value_name = "X", value_parser = values::at_least_zero, allow_negative_numbers = true)]
    weight_decay: Option<f64>,
    /// Norm to which longer gradients are scaled down
    #[arg(long, value_name = "X", value_parser = values::above_zero, allow_negative_numbers = true)]
    clip_norm: Option<f64>,
    /// Passes over the data [default: 100]
    #[arg(long, value_name = "N", value_parser = values::at_least_one, allow_negative_numbers = true)]
    epochs: Option<usize>,
    /// Rows per step: a number, or full [default: 32, but full for lbfgs]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    batch: Option<Batch>,
    /// Share of the rows set aside for validation
    #[arg(long, default_value = "20%", value_name = "SHARE")]
    validation: Share,
    /// Weights of the classes in the loss: balanced gives all classes the same total weight
    #[arg(long, default_value_t = ClassWeights::None, value_name = "NAME",
        value_parser = values::named(ClassWeights::ALL, ClassWeights::name))]
    class_weights: ClassWeights,
    /// Cross-validate first: train N times more, each time without one of N parts of the rows, and evaluate on that
    /// part. The model itself is trained as without this flag
    #[arg(long, value_name = "N", value_parser = values::at_least_two, allow_negative_numbers = true)]
    folds: Option<usize>,
    /// Stop after N epochs without a better score
    #[arg(long, value_name = "N", value_parser = values::at_least_one, allow_negative_numbers = true)]
    patience: Option<usize>,
    /// Engine that computes the gradients
    #[arg(long, default_value = "auto", value_name = "NAME", value_parser = engine())]
    engine: EngineChoice,
    /// Precision of the arithmetic
    #[arg(long, value_enum, default_value = "f64", value_name = "NAME")]
    precision: Precision,
    /// Threads for batches of more than 128 rows; by default one per core. The results do not depend on them
    #[arg(long, value_name = "N", value_parser = values::at_least_one, allow_negative_numbers = true)]
    threads: Option<usize>,
    /// Run folder; by default the next free `runs/<dataset>-<n>`
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Resume the run in this folder, with the same result as if it had never stopped. Only --epochs, --patience,
    /// --threads and the path of DATA may change
    #[arg(long, value_name = "DIR", conflicts_with_all = FIXED_BY_A_RUN)]
    resume: Option<PathBuf>,
    #[command(flatten)]
    charts: ChartExports,
    #[command(flatten)]
    columns: ColumnFlags,
}

/// The training that the flags ask for.
#[derive(Debug, Clone)]
pub(crate) enum TrainRequest {
    /// A new training.
    New(Box<NewTraining>),
    /// The continuation of a stored run.
    Resume(ResumedTraining),
}

impl TrainArgs {
    /// The files of the charts, with their formats.
    pub(crate) fn files(&self) -> Vec<(Format, PathBuf)> {
        self.charts.files()
    }

    /// Converts the flags to the command's own settings.
    ///
    /// # Errors
    ///
    /// If the settings of the optimizer contradict one another, or if there is neither data nor `--resume`.
    pub(crate) fn request(self, seed: u64) -> Result<TrainRequest, Failure> {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        let threads = self.threads.unwrap_or_else(cores);
        if let Some(directory) = self.resume {
            let Self { data: source, epochs, patience, .. } = self;
            return Ok(TrainRequest::Resume(ResumedTraining {
                directory,
                source,
                epochs,
                patience,
                threads,
            }));
        }
        let settings = self.settings(seed)?;
        let Some(source) = self.data else {
            return Err(Failure::Input("found no DATA, expected one".to_owned()));
        };
        Ok(TrainRequest::New(Box::new(NewTraining {
            source,
            reading: self.columns.reading(),
            hidden: self.hidden.0,
            activation: self.activation,
            loss: self.loss,
            settings,
            validation: self.validation.0,
            class_weights: self.class_weights,
            folds: self.folds,
            engine: self.engine,
            precision: self.precision,
            threads,
            directory: self.out,
        })))
    }

    /// The settings of the optimizer, with the defaults that suit it.
    fn settings(&self, seed: u64) -> Result<Settings, Failure> {
        let optimizer = self.optimizer;
        if optimizer.uses_line_search() && self.engine == EngineChoice::Fixed(GradientMethod::ForwardGradient)
        {
            return Err(Failure::Input(format!(
                "--engine: found forward-gradient, expected an exact one, as {optimizer} compares losses along a line"
            )));
        }
        let batch = if optimizer.uses_line_search() { Batch::Full } else { Settings::default().batch };
        let settings = Settings {
            epochs: self.epochs.unwrap_or(Settings::default().epochs),
            batch: self.batch.unwrap_or(batch),
            optimizer,
            learning_rate: self.learning_rate.unwrap_or(optimizer.default_learning_rate()),
            schedule: self.schedule,
            weight_decay: self.weight_decay.unwrap_or(optimizer.default_weight_decay()),
            clip_norm: self.clip_norm,
            patience: self.patience,
            seed,
        };
        // The library names its settings like the flags.
        settings.check().map_err(|error| Failure::Input(with_flag(&error.to_string())))?;
        Ok(settings)
    }
}

/// Replaces the name of a setting by its flag: `clip norm: found …` becomes `--clip-norm: found …`.
fn with_flag(sentence: &str) -> String {
    match sentence.split_once(": ") {
        Some((name, rest)) => format!("--{}: {rest}", name.replace(' ', "-")),
        None => sentence.to_owned(),
    }
}

fn engine() -> impl TypedValueParser<Value = EngineChoice> {
    values::described(&EngineChoice::ALL, EngineChoice::name, EngineChoice::about, |_| false)
}

/// The flags that a stored run fixes.
const FIXED_BY_A_RUN: [&str; 28] = [
    "activation",
    "batch",
    "class_weights",
    "clip_norm",
    "decimal",
    "encoding",
    "engine",
    "features",
    "folds",
    "groups",
    "hidden",
    "ignore",
    "learning_rate",
    "loss",
    "missing",
    "no_header",
    "optimizer",
    "out",
    "precision",
    "roles",
    "schedule",
    "seed",
    "separator",
    "target",
    "task",
    "validation",
    "weight_decay",
    "weights",
];

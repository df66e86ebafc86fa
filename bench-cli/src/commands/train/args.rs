//! The flags of `dualtape train`.

use std::path::PathBuf;

use clap::Args;
use clap::builder::TypedValueParser;
use dualtape_contenders::GradientMethod;
use dualtape_mlp::{
    Activation, Batch, ClassWeights, DataSource, Normalisation, OptimizerKind, Schedule, TestData,
};

use crate::commands::train::choices::Choices;
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
    /// Widths of the hidden layers, or none [default: from the size of the data]
    #[arg(long, value_name = "WIDTHS")]
    hidden: Option<HiddenWidths>,
    /// Activation function of the hidden layers [default: from the size of the data]
    #[arg(long, value_name = "NAME", value_parser = values::named(Activation::ALL, Activation::name))]
    activation: Option<Activation>,
    /// Loss to minimise; auto is cross-entropy for classes and squared error for numbers
    #[arg(long, default_value = "auto", value_name = "NAME", value_parser = values::loss_choice())]
    loss: LossChoice,
    /// Optimizer [default: adamw]
    #[arg(long, value_name = "NAME", value_parser = values::named(OptimizerKind::ALL, OptimizerKind::name))]
    optimizer: Option<OptimizerKind>,
    /// Learning rate [default: from the size of the data for adam and adamw, else that of the optimizer]
    #[arg(long, value_name = "X", value_parser = values::above_zero, allow_negative_numbers = true)]
    learning_rate: Option<f64>,
    /// Learning rate schedule by epoch: constant, cosine (down to almost zero), or step, such as step:30:0.1: times 0.1
    /// after every 30 epochs [default: cosine, but constant with --epochs, so that the run can be resumed for more]
    #[arg(long, value_name = "NAME")]
    schedule: Option<Schedule>,
    /// Weight decay: decoupled with adamw, added to the gradient with the others
    /// [default: from the size of the data for adamw, 0 for the others]
    #[arg(long, value_name = "X", value_parser = values::at_least_zero, allow_negative_numbers = true)]
    weight_decay: Option<f64>,
    /// Norm to which longer gradients are scaled down
    #[arg(long, value_name = "X", value_parser = values::above_zero, allow_negative_numbers = true)]
    clip_norm: Option<f64>,
    /// Share of the units of the hidden layers that each step drops for each row, such as 0.2
    #[arg(long, value_name = "SHARE", allow_negative_numbers = true)]
    dropout: Option<Share>,
    /// Share of certainty that the targets of a classification give up to all classes, such as 0.1
    #[arg(long, value_name = "SHARE", allow_negative_numbers = true)]
    label_smoothing: Option<Share>,
    /// Residual connections: a hidden layer as wide as the hidden layer before it adds the signal of that one to its own
    #[arg(long)]
    residual: bool,
    /// Normalisation of the hidden layers before their activation
    #[arg(long, default_value_t = Normalisation::None, value_name = "NAME", conflicts_with = "ensemble",
        value_parser = values::named(Normalisation::ALL, Normalisation::name))]
    normalise: Normalisation,
    /// Passes over the data [default: from the size of the data]
    #[arg(long, value_name = "N", value_parser = values::at_least_one, allow_negative_numbers = true)]
    epochs: Option<usize>,
    /// Rows per step: a number, or full [default: from the size of the data, but full for lbfgs]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    batch: Option<Batch>,
    /// Share of the rows set aside for validation [default: 10%, below 100 rows 20%]
    #[arg(long, value_name = "SHARE")]
    validation: Option<Share>,
    /// Weights of the classes in the loss: balanced gives all classes the same total weight
    #[arg(long, default_value_t = ClassWeights::None, value_name = "NAME",
        value_parser = values::named(ClassWeights::ALL, ClassWeights::name))]
    class_weights: ClassWeights,
    /// Cross-validate first: train N times more, each time without one of N parts of the rows, and evaluate on that
    /// part. The model itself is trained as without this flag
    #[arg(long, value_name = "N", value_parser = values::at_least_two, allow_negative_numbers = true)]
    folds: Option<usize>,
    /// Data that judge the trained network once, at the end, and decide nothing: a file, or a share of the rows such as
    /// 20%, set aside before the split for validation
    #[arg(long, value_name = "FILE|SHARE", value_parser = values::test_data)]
    test: Option<TestData>,
    /// Train once more at the end on all rows but those of --test, for the number of epochs that the validation part
    /// chose
    #[arg(long)]
    refit: bool,
    /// Save the mean of the networks of all --folds and of the training itself, as one network. It cannot be resumed
    #[arg(long, requires = "folds")]
    ensemble: bool,
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
    /// --threads and the paths of DATA and --test may change
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
    /// If the engine does not suit the optimizer, or if there is neither data nor `--resume`.
    pub(crate) fn request(self, seed: u64) -> Result<TrainRequest, Failure> {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        let threads = self.threads.unwrap_or_else(cores);
        if let Some(directory) = self.resume {
            let Self { data: source, test, epochs, patience, .. } = self;
            return Ok(TrainRequest::Resume(ResumedTraining {
                directory,
                source,
                test,
                epochs,
                patience,
                threads,
            }));
        }
        self.check_engine()?;
        let choices = self.choices(seed);
        let Some(source) = self.data else {
            return Err(Failure::Input("found no DATA, expected one".to_owned()));
        };
        Ok(TrainRequest::New(Box::new(NewTraining {
            source,
            reading: self.columns.reading(),
            choices,
            loss: self.loss,
            class_weights: self.class_weights,
            folds: self.folds,
            test: self.test,
            refit: self.refit,
            ensemble: self.ensemble,
            engine: self.engine,
            precision: self.precision,
            threads,
            directory: self.out,
        })))
    }

    /// Refuses an estimated gradient where losses are compared.
    fn check_engine(&self) -> Result<(), Failure> {
        match self.optimizer {
            Some(optimizer)
                if optimizer.uses_line_search()
                    && self.engine == EngineChoice::Fixed(GradientMethod::ForwardGradient) =>
            {
                Err(Failure::Input(format!(
                    "--engine: found forward-gradient, expected an exact one, as {optimizer} compares losses along a line"
                )))
            }
            _ => Ok(()),
        }
    }

    /// The settings that the flags give.
    fn choices(&self, seed: u64) -> Choices {
        Choices {
            hidden: self.hidden.clone().map(|widths| widths.0),
            activation: self.activation,
            validation: self.validation.map(|share| share.0),
            optimizer: self.optimizer,
            learning_rate: self.learning_rate,
            schedule: self.schedule,
            weight_decay: self.weight_decay,
            epochs: self.epochs,
            batch: self.batch,
            clip_norm: self.clip_norm,
            dropout: share_or_none(self.dropout),
            label_smoothing: share_or_none(self.label_smoothing),
            residual: self.residual,
            normalise: self.normalise,
            patience: self.patience,
            seed,
        }
    }
}

/// Returns a given share, or else 0.
fn share_or_none(share: Option<Share>) -> f64 {
    share.map_or(0.0, |share| share.0)
}

fn engine() -> impl TypedValueParser<Value = EngineChoice> {
    values::described(&EngineChoice::ALL, EngineChoice::name, EngineChoice::about, |_| false)
}

/// The flags that a stored run fixes.
const FIXED_BY_A_RUN: [&str; 34] = [
    "activation",
    "batch",
    "class_weights",
    "clip_norm",
    "decimal",
    "dropout",
    "encoding",
    "engine",
    "ensemble",
    "features",
    "folds",
    "groups",
    "hidden",
    "ignore",
    "label_smoothing",
    "learning_rate",
    "loss",
    "missing",
    "no_header",
    "normalise",
    "optimizer",
    "out",
    "precision",
    "refit",
    "residual",
    "roles",
    "schedule",
    "seed",
    "separator",
    "targets",
    "task",
    "validation",
    "weight_decay",
    "weights",
];

//! The flags of `dualtape train`.

use std::path::PathBuf;

use clap::Args;
use dualtape_mlp::{
    Activation, Batch, ClassWeights, DataSource, OptimizerKind, Schedule, Settings, TaskChoice,
};

use crate::commands::train::TrainEngine;
use crate::flags::exports::Pictures;
use crate::flags::shared::Precision;
use crate::flags::values;
use crate::flags::values::{Hidden, LossChoice, Share};

/// `dualtape train`.
#[derive(Debug, Args)]
pub(crate) struct TrainArgs {
    /// A CSV file with a header; an IDX file of images, its labels beside it or after a comma; or one of xor, moons,
    /// circles, spirals and sine
    #[arg(value_name = "DATA", value_parser = values::source(), required_unless_present = "resume")]
    pub(crate) data: Option<DataSource>,
    /// The column to predict; by default the last
    #[arg(long, value_name = "COLUMN")]
    pub(crate) target: Option<String>,
    /// What there is to learn
    #[arg(long, default_value_t = TaskChoice::Auto, value_name = "NAME",
        value_parser = values::named(TaskChoice::ALL, TaskChoice::name))]
    pub(crate) task: TaskChoice,
    /// Widths of the hidden layers, or none
    #[arg(long, default_value = "16,16", value_name = "WIDTHS")]
    pub(crate) hidden: Hidden,
    /// The function between layers
    #[arg(long, default_value_t = Activation::Tanh, value_name = "NAME", value_parser = values::named(Activation::ALL, Activation::name))]
    pub(crate) activation: Activation,
    /// What to minimise; auto is cross-entropy for classes and squared error for numbers
    #[arg(long, default_value = "auto", value_name = "NAME", value_parser = values::loss_choice())]
    pub(crate) loss: LossChoice,
    /// How a gradient becomes a step
    #[arg(long, default_value_t = Settings::default().optimizer, value_name = "NAME",
        value_parser = values::named(OptimizerKind::ALL, OptimizerKind::name))]
    pub(crate) optimizer: OptimizerKind,
    /// The length of a step; by default what suits the optimizer
    #[arg(long, value_name = "X", value_parser = values::above_zero, allow_negative_numbers = true)]
    pub(crate) learning_rate: Option<f64>,
    /// How the step changes by epoch: constant, cosine (down to almost nothing), or step, which is step:30:0.1: times
    /// 0.1 after every 30 epochs
    #[arg(long, default_value_t = Schedule::Constant, value_name = "NAME")]
    pub(crate) schedule: Schedule,
    /// The rate at which parameters decay: by themselves with adamw, through the gradient with the others
    /// [default: 0.01 for adamw, 0 for the others]
    #[arg(long, value_name = "X", value_parser = values::at_least_zero, allow_negative_numbers = true)]
    pub(crate) weight_decay: Option<f64>,
    /// Scale longer gradients down to this norm
    #[arg(long, value_name = "X", value_parser = values::above_zero, allow_negative_numbers = true)]
    pub(crate) clip_norm: Option<f64>,
    /// Passes over the data [default: 100]
    #[arg(long, value_name = "N", value_parser = values::at_least_one, allow_negative_numbers = true)]
    pub(crate) epochs: Option<usize>,
    /// Rows per step: a number, or full [default: 32, but full for lbfgs]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(crate) batch: Option<Batch>,
    /// Rows set aside to judge by
    #[arg(long, default_value = "20%", value_name = "SHARE")]
    pub(crate) validation: Share,
    /// How much the rows of each class count in the loss: balanced lets all classes count the same
    #[arg(long, default_value_t = ClassWeights::None, value_name = "NAME",
        value_parser = values::named(ClassWeights::ALL, ClassWeights::name))]
    pub(crate) class_weights: ClassWeights,
    /// Cross-validate first: train N times more, each time without one of N parts of the rows, and judge by that part.
    /// The model itself is trained as without this flag
    #[arg(long, value_name = "N", value_parser = values::at_least_two, allow_negative_numbers = true)]
    pub(crate) folds: Option<usize>,
    /// Stop after so many epochs without a better score
    #[arg(long, value_name = "N", value_parser = values::at_least_one, allow_negative_numbers = true)]
    pub(crate) patience: Option<usize>,
    /// Who computes the gradients
    #[arg(long, value_enum, default_value = "auto", value_name = "NAME")]
    pub(crate) engine: TrainEngine,
    /// The precision of the arithmetic
    #[arg(long, value_enum, default_value = "f64", value_name = "NAME")]
    pub(crate) precision: Precision,
    /// Threads for batches of more than 128 rows; by default as many as there are cores. The results do not depend
    /// on them
    #[arg(long, value_name = "N", value_parser = values::at_least_one, allow_negative_numbers = true)]
    pub(crate) threads: Option<usize>,
    /// The run folder; by default the next free `runs/<dataset>-<n>`
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Go on with the run in this folder, to the same bytes as if it had never stopped. Only --epochs, --patience,
    /// --threads and the place of DATA may change
    #[arg(long, value_name = "DIR", conflicts_with_all = FIXED_BY_A_RUN)]
    pub(crate) resume: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) pictures: Pictures,
}

/// The flags of `train` that a run folder has the values of.
const FIXED_BY_A_RUN: [&str; 18] = [
    "activation",
    "batch",
    "class_weights",
    "clip_norm",
    "engine",
    "folds",
    "hidden",
    "learning_rate",
    "loss",
    "optimizer",
    "out",
    "precision",
    "schedule",
    "seed",
    "target",
    "task",
    "validation",
    "weight_decay",
];

//! The command line. A flag is one field: its name, its default, its check and its help stand together.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use dualtape_forward::Lanes;
use dualtape_mlp::{
    Activation, Batch, ClassWeights, Loss, OptimizerKind, Schedule, Settings, Shape, Source, TaskChoice,
};

use crate::baseline;
use crate::choices::{self, Hidden, LossChoice, Share};
use crate::choose::ChooseArgs;
use crate::code_style::CodeStyle;
use crate::engine_kind::EngineKind;
use crate::eval::EvalArgs;
use crate::explain::ExplainArgs;
use crate::export::{Exports, Pictures};
use crate::predict::PredictArgs;
use crate::sizes::Sizes;
use crate::train::TrainEngine;
use crate::workload::WorkloadName;

/// Two engines for automatic differentiation, side by side.
#[derive(Debug, Parser)]
#[command(name = "dualtape", version, about, max_term_width = 100)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Flags of every command.
    #[command(flatten)]
    pub(crate) shared: Shared,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Measure what a gradient costs in each engine as the number of parameters grows
    Bench(BenchArgs),
    /// Draw runs of `bench` again without measuring, and compare them
    Report(ReportArgs),
    /// Train a network on a CSV file or a generated data set
    Train(TrainArgs),
    /// Judge a trained network on data
    Eval(EvalArgs),
    /// Add a trained network's predictions to a CSV file
    Predict(PredictArgs),
    /// Show both passes over a function, with every number on the way
    #[command(visible_alias = "trace")]
    Explain(ExplainArgs),
    /// Say which engine suits a function of so many inputs and outputs, and what each would cost
    #[command(visible_alias = "advise")]
    Choose(ChooseArgs),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        #[arg(value_enum, value_name = "SHELL")]
        shell: Shell,
    },
    /// Print the manual page
    Man,
}

/// What every command takes.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Shared by all commands")]
pub(crate) struct Shared {
    /// Print the result only: no progress, no warnings
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// When to use colours; `auto` respects `NO_COLOR`
    #[arg(long, value_enum, default_value = "auto", global = true, value_name = "WHEN")]
    pub(crate) color: ColorChoice,
    /// Write the result as JSON to a file; `-` for stdout, then JSON only
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
    /// Where all chance comes from
    #[arg(long, default_value_t = 7, global = true, value_name = "N", value_parser = choices::seed, allow_negative_numbers = true)]
    pub(crate) seed: u64,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal.
    Auto,
    /// Even into a pipe.
    Always,
    /// Not at all.
    Never,
}

/// The precision of the arithmetic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Precision {
    /// Double.
    F64,
    /// Single.
    F32,
}

impl Precision {
    /// The one of this name in files.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::from_str(name, false).ok()
    }
}

/// `dualtape bench`.
#[derive(Debug, Args)]
pub(crate) struct BenchArgs {
    /// What to differentiate
    #[arg(value_enum, default_value = "mlp", value_name = "WORKLOAD")]
    pub(crate) workload: WorkloadName,
    /// Counts of parameters or inputs: a range such as 37..20k or a list such as 100,1k,10k; by default what suits
    /// the workload
    #[arg(long, conflicts_with = "layers", value_name = "SIZES")]
    pub(crate) sizes: Option<Sizes>,
    /// What networks there are.
    #[command(flatten)]
    pub(crate) network: NetworkFlags,
    /// Whom to compare
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = EngineKind::ALL, value_name = "LIST")]
    pub(crate) engines: Vec<EngineKind>,
    /// How the function is written: by default as suits the workload; `mlp` can be both
    #[arg(long, value_enum, value_delimiter = ',', value_name = "LIST")]
    pub(crate) style: Vec<CodeStyle>,
    /// The precision of the arithmetic
    #[arg(long, value_enum, default_value = "f64", value_name = "NAME")]
    pub(crate) precision: Precision,
    /// Directions that one forward pass carries: auto, 1, 2, 4, 8 or 16
    #[arg(long, default_value = "auto", value_name = "N", value_parser = choices::lanes, allow_negative_numbers = true)]
    pub(crate) lanes: Lanes,
    /// Threads: forward mode shares out its chunks, reverse mode on `mlp` the rows of data; everyone else takes one
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = choices::threads, allow_negative_numbers = true)]
    pub(crate) threads: usize,
    /// Take exactly N samples of each cell
    #[arg(long, group = "length", value_name = "N", value_parser = choices::samples, allow_negative_numbers = true)]
    pub(crate) rounds: Option<u32>,
    /// Time for all samples together, such as 30s or 2min
    #[arg(long, group = "length", value_name = "TIME", value_parser = choices::seconds, allow_negative_numbers = true)]
    pub(crate) time: Option<f64>,
    /// Finish within a minute; the largest and slowest cells are predicted instead of run
    #[arg(long, group = "length")]
    pub(crate) quick: bool,
    /// Keep the run under a name, to compare later ones with it
    #[arg(long, value_name = "NAME", value_parser = baseline::name)]
    pub(crate) save_baseline: Option<String>,
    /// Compare with the run that is kept under this name
    #[arg(long, value_name = "NAME", value_parser = baseline::name)]
    pub(crate) baseline: Option<String>,
    /// Fail if a cell is slower than the baseline by more than this, such as 5%, with its whole interval
    #[arg(long, requires = "baseline", value_name = "SHARE", value_parser = choices::margin, allow_negative_numbers = true)]
    pub(crate) fail_above: Option<f64>,
    /// Where reports go.
    #[command(flatten)]
    pub(crate) exports: Exports,
}

/// The flags of `dualtape bench mlp` alone. None has a default of clap's, so that one that was given shows.
#[derive(Debug, Args)]
pub(crate) struct NetworkFlags {
    /// One fixed network instead of growing ones, such as 784-128-64-10
    #[arg(long, value_name = "WIDTHS")]
    pub(crate) layers: Option<Shape>,
    /// Rows of data per loss [default: 64]
    #[arg(long, value_name = "N", value_parser = choices::at_least_one, allow_negative_numbers = true)]
    batch: Option<usize>,
    /// The function between layers [default: tanh]
    #[arg(long, value_name = "NAME", value_parser = choices::named(Activation::ALL, Activation::name))]
    activation: Option<Activation>,
    /// What the network is to minimise [default: squared-error]
    #[arg(long, value_name = "NAME", value_parser = choices::named(Loss::ALL, Loss::name))]
    loss: Option<Loss>,
}

impl NetworkFlags {
    /// Rows of data per loss.
    pub(crate) fn batch(&self) -> usize {
        self.batch.unwrap_or(64)
    }

    /// The function between layers.
    pub(crate) fn activation(&self) -> Activation {
        self.activation.unwrap_or(Activation::Tanh)
    }

    /// What the network is to minimise.
    pub(crate) fn loss(&self) -> Loss {
        self.loss.unwrap_or(Loss::SquaredError)
    }

    /// The first of them that was given.
    pub(crate) fn given(&self) -> Option<&'static str> {
        let given = [
            ("--layers", self.layers.is_some()),
            ("--batch", self.batch.is_some()),
            ("--activation", self.activation.is_some()),
            ("--loss", self.loss.is_some()),
        ];
        given.into_iter().find_map(|(flag, is_given)| is_given.then_some(flag))
    }
}

/// `dualtape report`.
#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    /// Files that `bench --json` wrote; `-` for stdin. Several are compared with the first
    #[arg(value_name = "RUN", required = true)]
    pub(crate) runs: Vec<PathBuf>,
    /// Where reports go.
    #[command(flatten)]
    pub(crate) exports: Exports,
}

/// `dualtape train`.
#[derive(Debug, Args)]
pub(crate) struct TrainArgs {
    /// A CSV file with a header; an IDX file of images, its labels beside it or after a comma; or one of xor, moons,
    /// circles, spirals and sine
    #[arg(value_name = "DATA", value_parser = choices::source(), required_unless_present = "resume")]
    pub(crate) data: Option<Source>,
    /// The column to predict; by default the last
    #[arg(long, value_name = "COLUMN")]
    pub(crate) target: Option<String>,
    /// What there is to learn
    #[arg(long, default_value_t = TaskChoice::Auto, value_name = "NAME",
        value_parser = choices::named(TaskChoice::ALL, TaskChoice::name))]
    pub(crate) task: TaskChoice,
    /// Widths of the hidden layers, or none
    #[arg(long, default_value = "16,16", value_name = "WIDTHS")]
    pub(crate) hidden: Hidden,
    /// The function between layers
    #[arg(long, default_value_t = Activation::Tanh, value_name = "NAME", value_parser = choices::named(Activation::ALL, Activation::name))]
    pub(crate) activation: Activation,
    /// What to minimise; auto is cross-entropy for classes and squared error for numbers
    #[arg(long, default_value = "auto", value_name = "NAME", value_parser = choices::loss_choice())]
    pub(crate) loss: LossChoice,
    /// How a gradient becomes a step
    #[arg(long, default_value_t = Settings::default().optimizer, value_name = "NAME",
        value_parser = choices::named(OptimizerKind::ALL, OptimizerKind::name))]
    pub(crate) optimizer: OptimizerKind,
    /// The length of a step; by default what suits the optimizer
    #[arg(long, value_name = "X", value_parser = choices::above_zero, allow_negative_numbers = true)]
    pub(crate) learning_rate: Option<f64>,
    /// How the step changes by epoch: constant, cosine (down to almost nothing), or step, which is step:30:0.1: times
    /// 0.1 after every 30 epochs
    #[arg(long, default_value_t = Schedule::Constant, value_name = "NAME")]
    pub(crate) schedule: Schedule,
    /// The rate at which parameters decay: by themselves with adamw, through the gradient with the others
    /// [default: 0.01 for adamw, 0 for the others]
    #[arg(long, value_name = "X", value_parser = choices::at_least_zero, allow_negative_numbers = true)]
    pub(crate) weight_decay: Option<f64>,
    /// Scale longer gradients down to this norm
    #[arg(long, value_name = "X", value_parser = choices::above_zero, allow_negative_numbers = true)]
    pub(crate) clip_norm: Option<f64>,
    /// Passes over the data [default: 100]
    #[arg(long, value_name = "N", value_parser = choices::at_least_one, allow_negative_numbers = true)]
    pub(crate) epochs: Option<usize>,
    /// Rows per step: a number, or full [default: 32, but full for lbfgs]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(crate) batch: Option<Batch>,
    /// Rows set aside to judge by
    #[arg(long, default_value = "20%", value_name = "SHARE")]
    pub(crate) validation: Share,
    /// How much the rows of each class count in the loss: balanced lets all classes count the same
    #[arg(long, default_value_t = ClassWeights::None, value_name = "NAME",
        value_parser = choices::named(ClassWeights::ALL, ClassWeights::name))]
    pub(crate) class_weights: ClassWeights,
    /// Cross-validate first: train N times more, each time without one of N parts of the rows, and judge by that part.
    /// The model itself is trained as without this flag
    #[arg(long, value_name = "N", value_parser = choices::at_least_two, allow_negative_numbers = true)]
    pub(crate) folds: Option<usize>,
    /// Stop after so many epochs without a better score
    #[arg(long, value_name = "N", value_parser = choices::at_least_one, allow_negative_numbers = true)]
    pub(crate) patience: Option<usize>,
    /// Who computes the gradients
    #[arg(long, value_enum, default_value = "auto", value_name = "NAME")]
    pub(crate) engine: TrainEngine,
    /// The precision of the arithmetic
    #[arg(long, value_enum, default_value = "f64", value_name = "NAME")]
    pub(crate) precision: Precision,
    /// Threads for batches of more than 128 rows; by default as many as there are cores. The results do not depend
    /// on them
    #[arg(long, value_name = "N", value_parser = choices::at_least_one, allow_negative_numbers = true)]
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

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_flags_are_consistent() {
        Cli::command().debug_assert();
    }
}

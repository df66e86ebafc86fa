//! The flags of `dualtape bench`.

use clap::Args;
use clap::builder::TypedValueParser;
use dualtape_contenders::{CodeStyle, EngineKind, Sizes, WorkloadName};
use dualtape_forward::Lanes;
use dualtape_mlp::{Activation, Loss, Shape};

use crate::commands::bench::baseline;
use crate::flags::exports::Exports;
use crate::flags::shared::Precision;
use crate::flags::values;

/// `dualtape bench`.
#[derive(Debug, Args)]
pub(crate) struct BenchArgs {
    /// Function to differentiate
    #[arg(default_value_t = WorkloadName::default(), value_name = "WORKLOAD", value_parser = workload())]
    pub(crate) workload: WorkloadName,
    /// Counts of parameters or inputs: a range such as 37..20k or a list such as 100,1k,10k; by default what suits
    /// the workload
    #[arg(long, conflicts_with = "layers", value_name = "SIZES")]
    pub(crate) sizes: Option<Sizes>,
    /// The flags of the networks.
    #[command(flatten)]
    pub(crate) network: NetworkFlags,
    /// Engines to compare
    #[arg(long, value_delimiter = ',', default_values_t = EngineKind::DEFAULT, value_name = "LIST", value_parser = engine())]
    pub(crate) engines: Vec<EngineKind>,
    /// Code style of the function; by default that of the workload, `mlp` has both
    #[arg(long, value_delimiter = ',', value_name = "LIST", value_parser = style())]
    pub(crate) style: Vec<CodeStyle>,
    /// Precision of the arithmetic
    #[arg(long, value_enum, default_value = "f64", value_name = "NAME")]
    pub(crate) precision: Precision,
    /// Lanes of a forward pass: auto, 1, 2, 4, 8 or 16
    #[arg(long, default_value = "auto", value_name = "N", value_parser = values::lanes, allow_negative_numbers = true)]
    pub(crate) lanes: Lanes,
    /// Threads: forward mode shares out its chunks, reverse mode on `mlp` the rows of data; all others take one
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = values::threads, allow_negative_numbers = true)]
    pub(crate) threads: usize,
    /// Take exactly N samples of each cell
    #[arg(long, group = "length", value_name = "N", value_parser = values::samples, allow_negative_numbers = true)]
    pub(crate) rounds: Option<u32>,
    /// Time for all samples together, such as 30s or 2min
    #[arg(long, group = "length", value_name = "TIME", value_parser = values::seconds, allow_negative_numbers = true)]
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
    #[arg(long, requires = "baseline", value_name = "SHARE", value_parser = values::margin, allow_negative_numbers = true)]
    pub(crate) fail_above: Option<f64>,
    /// The files to write.
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
    #[arg(long, value_name = "N", value_parser = values::at_least_one, allow_negative_numbers = true)]
    pub(crate) batch: Option<usize>,
    /// Activation function of the hidden layers [default: tanh]
    #[arg(long, value_name = "NAME", value_parser = values::named(Activation::ALL, Activation::name))]
    pub(crate) activation: Option<Activation>,
    /// Loss to minimise [default: squared-error]
    #[arg(long, value_name = "NAME", value_parser = values::named(Loss::ALL, Loss::name))]
    pub(crate) loss: Option<Loss>,
}

fn workload() -> impl TypedValueParser<Value = WorkloadName> {
    values::described(WorkloadName::VALUES, WorkloadName::name, WorkloadName::about, |_| false)
}

fn engine() -> impl TypedValueParser<Value = EngineKind> {
    values::described(EngineKind::VALUES, EngineKind::name, EngineKind::about, EngineKind::is_faulty)
}

fn style() -> impl TypedValueParser<Value = CodeStyle> {
    values::described(CodeStyle::VALUES, CodeStyle::name, CodeStyle::about, |_| false)
}

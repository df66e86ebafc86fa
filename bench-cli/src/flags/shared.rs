//! The flags of every command.

use std::path::PathBuf;

use clap::builder::TypedValueParser;
use clap::{Args, ValueEnum};

use crate::flags::exports::Format;
use crate::flags::values;

/// The flags of every command, as clap parses them.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Shared by all commands")]
pub(crate) struct Shared {
    /// Print the result only: no progress, no warnings
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// When to use colours; `auto` respects `NO_COLOR`
    #[arg(long, default_value = "auto", global = true, value_name = "WHEN", value_parser = color())]
    pub(crate) color: ColorChoice,
    /// Write the result as JSON to a file; `-` for stdout, then JSON only
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
    /// Seed of the random number generator
    #[arg(long, default_value_t = 7, global = true, value_name = "N", value_parser = values::seed, allow_negative_numbers = true)]
    pub(crate) seed: u64,
}

impl Shared {
    /// The settings of the output; `files` are those of other formats than JSON.
    pub(crate) fn output(&self, files: Vec<(Format, PathBuf)>) -> OutputSettings {
        let json = self.json.iter().map(|path| (Format::Json, path.clone()));
        OutputSettings { quiet: self.quiet, color: self.color, files: json.chain(files).collect() }
    }
}

/// The settings of the output of a command.
#[derive(Debug, Clone)]
pub(crate) struct OutputSettings {
    /// Switch that leaves out progress, notes and warnings.
    pub(crate) quiet: bool,
    /// The use of colours.
    pub(crate) color: ColorChoice,
    /// The files to write, each with its format. `-` is standard output.
    pub(crate) files: Vec<(Format, PathBuf)>,
}

/// The use of colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ColorChoice {
    /// Colours on a terminal only.
    Auto,
    /// Colours always.
    Always,
    /// No colours.
    Never,
}

impl ColorChoice {
    const ALL: [Self; 3] = [Self::Auto, Self::Always, Self::Never];

    /// The name on the command line.
    fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Always => "always",
            Self::Never => "never",
        }
    }

    /// The description in the help.
    fn about(self) -> &'static str {
        match self {
            Self::Auto => "On a terminal",
            Self::Always => "Even into a pipe",
            Self::Never => "Not at all",
        }
    }
}

fn color() -> impl TypedValueParser<Value = ColorChoice> {
    values::described(&ColorChoice::ALL, ColorChoice::name, ColorChoice::about, |_| false)
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
    /// The precision of this name in files.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::from_str(name, false).ok()
    }
}

//! The flags of every command.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::flags::values;

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
    #[arg(long, default_value_t = 7, global = true, value_name = "N", value_parser = values::seed, allow_negative_numbers = true)]
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

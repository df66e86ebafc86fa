//! The files of a report and their formats.

use std::path::PathBuf;

use clap::Args;

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// The record.
    Json,
    /// A line per cell, comma-separated.
    Csv,
    /// Tables for documents.
    Markdown,
    /// The charts as a picture.
    Svg,
    /// A page for the browser.
    Html,
}

impl Format {
    /// The flag that names the file.
    pub(crate) fn flag(self) -> &'static str {
        match self {
            Self::Json => "--json",
            Self::Csv => "--csv",
            Self::Markdown => "--markdown",
            Self::Svg => "--svg",
            Self::Html => "--html",
        }
    }
}

/// The flags of the files with the charts of a training, beside the run directory.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Reports")]
pub(crate) struct ChartExports {
    /// Write the charts as one picture; `-` for stdout
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Write the run folder's report.html here too; `-` for stdout
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

impl ChartExports {
    /// The files, each with its format.
    pub(crate) fn files(&self) -> Vec<(Format, PathBuf)> {
        named([(Format::Svg, &self.svg), (Format::Html, &self.html)])
    }
}

/// The flags of the files with a report, beside the terminal and `--json`.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Reports")]
pub(crate) struct Exports {
    /// Write a line per cell as CSV, in seconds and bytes; `-` for stdout
    #[arg(long, value_name = "FILE")]
    pub(crate) csv: Option<PathBuf>,
    /// Write the tables as Markdown; `-` for stdout
    #[arg(long, value_name = "FILE")]
    pub(crate) markdown: Option<PathBuf>,
    /// Write the charts as one picture; `-` for stdout
    #[arg(long, value_name = "FILE")]
    pub(crate) svg: Option<PathBuf>,
    /// Write everything as one page that opens offline; `-` for stdout
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
}

impl Exports {
    /// The files, each with its format.
    pub(crate) fn files(&self) -> Vec<(Format, PathBuf)> {
        named([
            (Format::Csv, &self.csv),
            (Format::Markdown, &self.markdown),
            (Format::Svg, &self.svg),
            (Format::Html, &self.html),
        ])
    }
}

/// The formats whose flag names a file.
fn named<const N: usize>(flags: [(Format, &Option<PathBuf>); N]) -> Vec<(Format, PathBuf)> {
    flags.into_iter().filter_map(|(format, path)| Some((format, path.clone()?))).collect()
}

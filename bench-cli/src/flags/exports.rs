//! The formats that a report can be written in.

use std::path::{Path, PathBuf};

use clap::Args;

/// A format that has a flag of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// All that was measured.
    Json,
    /// A line per cell.
    Csv,
    /// For issues and release notes.
    Markdown,
    /// The charts alone.
    Svg,
    /// Everything, for the browser.
    Html,
}

impl Format {
    /// The flag that asks for it.
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

/// Where the charts of a training are to be written, beside the run folder. `-` is standard output.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Reports")]
pub(crate) struct Pictures {
    /// Write the charts as one picture; `-` for stdout
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Write the run folder's report.html here too; `-` for stdout
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

impl Pictures {
    /// The same among all formats.
    pub(crate) fn exports(&self) -> Exports {
        Exports { svg: self.svg.clone(), html: self.html.clone(), ..Exports::default() }
    }
}

/// Where a report is to be written, beside the terminal and `--json`. `-` is standard output.
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
    /// The formats that are asked for, each with its place.
    pub(crate) fn asked(&self) -> impl Iterator<Item = (Format, &Path)> {
        let places = [
            (Format::Csv, &self.csv),
            (Format::Markdown, &self.markdown),
            (Format::Svg, &self.svg),
            (Format::Html, &self.html),
        ];
        places.into_iter().filter_map(|(format, place)| Some((format, place.as_deref()?)))
    }
}

//! The flags of `dualtape explain`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::flags::values;
use crate::functions::examples;
use crate::functions::expression::is_name;
use crate::graph::network::Detail;

/// `dualtape explain`.
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    #[arg(value_name = "FUNCTION", required_unless_present = "rules", help = function_help())]
    pub(crate) function: Option<String>,
    /// The point: a value for each name, such as x1=2,w1=-3
    #[arg(long, value_name = "POINT", value_delimiter = ',', value_parser = assignment)]
    pub(crate) at: Vec<(String, f64)>,
    /// The names to differentiate by; by default all, or what the example or the network trains
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub(crate) wrt: Vec<String>,
    /// Which passes to show; by default both, or reverse alone if there are more than 50 names
    #[arg(long, value_enum, value_name = "MODE")]
    pub(crate) mode: Option<Mode>,
    /// How to show them
    #[arg(long = "as", value_enum, default_value = "table", value_name = "FORM")]
    pub(crate) form: Form,
    /// How finely to show it; by default as finely as a table of 120 rows or a picture of 60 boxes allows
    #[arg(long, value_enum, value_name = "DETAIL")]
    pub(crate) detail: Option<Detail>,
    /// The row of the data that a trained model is shown at, from 1; by default the first
    #[arg(long, value_name = "N", value_parser = values::at_least_one, allow_negative_numbers = true)]
    pub(crate) row: Option<usize>,
    /// The data of a trained model; by default the file that it was trained on
    #[arg(long, value_name = "FILE")]
    pub(crate) data: Option<PathBuf>,
    /// Print the table of derivative rules instead
    #[arg(long, conflicts_with_all = ["function", "at", "wrt"])]
    pub(crate) rules: bool,
}

/// What FUNCTION can be.
fn function_help() -> String {
    format!(
        "An expression such as 'tanh(x1*w1 + b)', with definitions as in 'h = x*w; h*h' (what starts with a minus stands \
         after `--`); or a network with seeded weights such as mlp:2-2-1; or the folder of a training run; or an \
         example: {}",
        examples::names()
    )
}

/// Which passes there are to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Mode {
    /// Values and tangents.
    Forward,
    /// Values and adjoints.
    Reverse,
    /// All of them.
    Both,
}

impl Mode {
    /// Whether tangents are shown.
    pub(crate) fn has_forward(self) -> bool {
        self != Self::Reverse
    }

    /// Whether adjoints are shown.
    pub(crate) fn has_reverse(self) -> bool {
        self != Self::Forward
    }
}

/// How an explanation is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// A row per operation.
    Table,
    /// A sentence per operation and pass.
    Steps,
    /// The tables, for documents.
    Markdown,
    /// The graph, for graphviz.
    Dot,
    /// The graph as a picture.
    Svg,
    /// The graph as a page that steps through both passes.
    Html,
    /// All numbers, for programs.
    Json,
}

/// `name=number`.
pub(crate) fn assignment(text: &str) -> Result<(String, f64), String> {
    let wrong = || format!("expected a name and a finite number such as x1=2, found `{text}`");
    let (name, number) = text.split_once('=').ok_or_else(wrong)?;
    let (name, number) = (name.trim(), number.trim().parse::<f64>().map_err(|_| wrong())?);
    if is_name(name) && number.is_finite() { Ok((name.to_owned(), number)) } else { Err(wrong()) }
}

#[cfg(test)]
mod tests {
    use crate::commands::explain::args::assignment;

    #[test]
    fn a_point_is_names_and_numbers() {
        assert_eq!(assignment("x1 = -3e-1"), Ok(("x1".to_owned(), -0.3)));
        for text in ["x1", "x1=", "=2", "x1=two", "x1=inf", "2=2", "x 1=2"] {
            let error = assignment(text).unwrap_err();
            assert!(error.starts_with("expected ") && error.ends_with(&format!("found `{text}`")), "{error}");
        }
    }
}

//! The flags of `dualtape explain`.

use std::path::PathBuf;

use clap::Args;
use clap::builder::TypedValueParser;

use crate::commands::explain::document::FunctionSettings;
use crate::commands::explain::explanation::Mode;
use crate::error::Failure;
use crate::flags::values;
use crate::functions::assignment::Assignment;
use crate::functions::examples;
use crate::graph::network::Detail;

/// The flags of `dualtape explain`, as clap parses them.
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    #[arg(value_name = "FUNCTION", required_unless_present = "rules", help = function_help())]
    function: Option<String>,
    /// The point: a value for each name, such as x1=2,w1=-3; also inf, -inf, nan and -0
    #[arg(long, value_name = "POINT", value_delimiter = ',')]
    at: Vec<Assignment>,
    /// The names to differentiate by; by default all, or the parameters of the example or the network
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    wrt: Vec<String>,
    /// Passes to show; by default both, or reverse alone if there are more than 50 names
    #[arg(long, value_parser = mode(), value_name = "MODE")]
    mode: Option<Mode>,
    /// Output form
    #[arg(long = "as", value_parser = form(), default_value = "table", value_name = "FORM")]
    form: Form,
    /// Level of detail; by default the finest that fits a table of 120 rows or a picture of 60 boxes
    #[arg(long, value_enum, value_name = "DETAIL")]
    detail: Option<Detail>,
    /// The row of the data at which a trained model is shown, from 1; by default the first
    #[arg(long, value_name = "N", value_parser = values::at_least_one, allow_negative_numbers = true)]
    row: Option<usize>,
    /// The data of a trained model; by default the file that it was trained on
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// Print the table of derivative rules instead
    #[arg(long, conflicts_with_all = ["function", "at", "wrt"])]
    rules: bool,
}

/// The subject of `dualtape explain`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Request {
    /// The table of derivative rules.
    Rules(RulesForm),
    /// A function, in this form and detail.
    Function(FunctionSettings, Form, Option<Detail>),
}

impl ExplainArgs {
    /// Converts the flags to the command's own settings.
    ///
    /// # Errors
    ///
    /// If the table of rules has no such form, or if there is neither a function nor `--rules`.
    pub(crate) fn request(self, seed: u64) -> Result<Request, Failure> {
        if self.rules {
            return Ok(Request::Rules(RulesForm::new(self.form)?));
        }
        let Some(function) = self.function else {
            return Err(Failure::Input("found no FUNCTION, expected one".to_owned()));
        };
        let Self { at, wrt, mode, row, data, form, detail, .. } = self;
        Ok(Request::Function(FunctionSettings { function, at, wrt, mode, row, data, seed }, form, detail))
    }
}

/// The help of FUNCTION.
fn function_help() -> String {
    format!(
        "An expression such as 'tanh(x1*w1 + b)', with definitions as in 'h = x*w; h*h', powers (x^2, x**2, x²), |x|, \
         clamp(x, 0, 1), if(x > 0, x, y), and pi, tau and e unless --at has a value for them (what starts with a minus \
         stands after `--`); or a network with seeded weights such as mlp:2-2-1; or the folder of a training run; or an \
         example: {}",
        examples::names()
    )
}

fn mode() -> impl TypedValueParser<Value = Mode> {
    values::described(&Mode::ALL, Mode::name, Mode::about, |_| false)
}

fn form() -> impl TypedValueParser<Value = Form> {
    values::described(&Form::ALL, Form::name, Form::about, |_| false)
}

/// The form of an explanation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Tables for a terminal.
    Table,
    /// A sentence per operation and pass.
    Steps,
    /// Tables in Markdown.
    Markdown,
    /// The graph in the language of graphviz.
    Dot,
    /// The graph as a picture.
    Svg,
    /// The graph as a page that steps through both passes.
    Html,
    /// The record.
    Json,
}

impl Form {
    const ALL: [Self; 7] =
        [Self::Table, Self::Steps, Self::Markdown, Self::Dot, Self::Svg, Self::Html, Self::Json];

    /// The name on the command line.
    fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Steps => "steps",
            Self::Markdown => "markdown",
            Self::Dot => "dot",
            Self::Svg => "svg",
            Self::Html => "html",
            Self::Json => "json",
        }
    }

    /// The description in the help.
    fn about(self) -> &'static str {
        match self {
            Self::Table => "A row per operation",
            Self::Steps => "A sentence per operation and pass",
            Self::Markdown => "The tables, for documents",
            Self::Dot => "The graph, for graphviz",
            Self::Svg => "The graph as a picture",
            Self::Html => "The graph as a page that steps through both passes",
            Self::Json => "All numbers, for programs",
        }
    }
}

/// The form of the table of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RulesForm {
    /// A table for a terminal.
    Table,
    /// A table for documents.
    Markdown,
    /// All rows, for programs.
    Json,
}

impl RulesForm {
    /// The same form of an explanation.
    ///
    /// # Errors
    ///
    /// If the rules have no such form.
    fn new(form: Form) -> Result<Self, Failure> {
        match form {
            Form::Table => Ok(Self::Table),
            Form::Markdown => Ok(Self::Markdown),
            Form::Json => Ok(Self::Json),
            Form::Steps | Form::Dot | Form::Svg | Form::Html => Err(Failure::Input(format!(
                "--as: found {} together with --rules, expected one of table, markdown, json",
                form.name()
            ))),
        }
    }
}

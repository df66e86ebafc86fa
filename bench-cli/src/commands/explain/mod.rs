//! `dualtape explain`: both passes over a function, with every intermediate number.

mod args;
mod attribution;
mod contributions;
mod document;
mod explanation;
mod formula;
mod grid;
mod non_finite;
mod number;
mod page;
mod picture;
mod record;
mod rule_table;
mod steps;
mod summary;
mod tables;
mod trace;
mod worked_example;

use crate::commands::explain::args::{Form, Request, RulesForm};
use crate::commands::explain::document::Document;
use crate::commands::explain::page::{Markdown, PassLayout, Terminal, page};
use crate::commands::explain::picture::picture;
use crate::commands::explain::record::ExplainRecord;
use crate::draw::Paint;
use crate::error::Failure;
use crate::flags::shared::Shared;
use crate::graph;
use crate::graph::Diagram;
use crate::graph::network::Detail;
use crate::terminal::invocation::{command_line, shell_words};
use crate::terminal::json::json;
use crate::terminal::output::Output;

pub(crate) use crate::commands::explain::args::ExplainArgs;

/// Runs the command. Modes that disagree are a failed check, after the explanation is written.
pub(crate) fn run(args: ExplainArgs, shared: &Shared) -> Result<(), Failure> {
    let (settings, form, detail) = match args.request(shared.seed)? {
        Request::Rules(form) => return write_rules(form, shared),
        Request::Function(settings, form, detail) => (settings, form, detail),
    };
    let document = Document::new(&settings)?;
    let record = || json(&ExplainRecord::of(&document));
    let output = Output::open(&shared.output(Vec::new()))?;
    let draw = match form {
        Form::Table | Form::Steps | Form::Markdown | Form::Json => None,
        Form::Dot => Some(graph::dot as fn(&Diagram) -> String),
        Form::Svg => Some(graph::svg as _),
        Form::Html => Some(graph::html as _),
    };
    if let Some(draw) = draw {
        let picture = picture(&document, detail)?;
        output.finish(|_| record(), |_| draw(&picture))?;
    } else {
        output.finish(|_| record(), |paint| text(&document, form, detail, paint))?;
    }
    document.verdict()
}

/// The explanation in words and numbers.
fn text(document: &Document, form: Form, detail: Option<Detail>, paint: Paint) -> String {
    let tables = PassLayout::Tables(detail);
    match form {
        Form::Steps => {
            let next = "Next: `dualtape explain --rules` lists the rules behind it.\n";
            page(document, PassLayout::Steps, &Terminal(paint)) + next
        }
        Form::Markdown => page(document, tables, &Markdown),
        Form::Json => json(&ExplainRecord::of(document)),
        _ => page(document, tables, &Terminal(paint)) + &next_steps(),
    }
}

/// Writes the table of rules.
fn write_rules(form: RulesForm, shared: &Shared) -> Result<(), Failure> {
    Output::open(&shared.output(Vec::new()))?.finish(
        |_| json(&rule_table::record()),
        |paint| match form {
            RulesForm::Markdown => rule_table::page(&Markdown),
            RulesForm::Json => json(&rule_table::record()),
            RulesForm::Table => {
                rule_table::page(&Terminal(paint))
                    + "Next: `dualtape explain xor` applies them to a network.\n"
            }
        },
    )
}

/// The same command in sentences.
fn next_steps() -> String {
    format!("Next: `{} --as steps` says it in sentences.\n", shell_words(&command_line()))
}

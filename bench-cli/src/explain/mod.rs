//! `dualtape explain`: both passes over a function, with every number on the way.

mod args;
mod explanation;
mod expression;
mod figure;
mod formula;
mod given;
mod grid;
mod page;
mod record;
mod rules;
mod steps;
mod subject;
mod tables;
mod trace;

use crate::cli::Shared;
use crate::command_line::command_line;
use crate::export::{Exports, json};
use crate::failure::Failure;
use crate::output::Output;
use crate::render::shell_word;
pub(crate) use args::ExplainArgs;
use args::Form;
use explanation::Explanation;
use given::Typed;
use page::{Detail, Markdown, Style, Terminal};
use record::ExplainRecord;
use subject::Subject;

/// Runs the command.
pub(crate) fn run(args: &ExplainArgs, shared: &Shared) -> Result<(), Failure> {
    if args.rules {
        return show_rules(args.form, shared);
    }
    let text = args.function.as_deref().unwrap_or_default();
    let subject = Typed::read(text, &args.at)?;
    let wrt = chosen(&subject, &args.wrt)?;
    let explanations = [Explanation::of(&subject, subject.text(), &wrt, args.mode)?];
    let output = Output::open(shared, &Exports::default())?;
    let record = || json(&ExplainRecord::of(&explanations));
    output.finish(
        |_| record(),
        |paint| match args.form {
            Form::Table => page(&explanations, Detail::Tables, &Terminal(paint)) + &next_steps(),
            Form::Steps => {
                page(&explanations, Detail::Steps, &Terminal(paint))
                    + "Next: `dualtape explain --rules` lists the rules behind it.\n"
            }
            Form::Markdown => page(&explanations, Detail::Tables, &Markdown),
            Form::Json => record(),
        },
    )
}

/// Prints the table of rules.
fn show_rules(form: Form, shared: &Shared) -> Result<(), Failure> {
    if form == Form::Steps {
        let sentence = "--as: found steps together with --rules, expected one of table, markdown, json";
        return Err(Failure::Input(sentence.to_owned()));
    }
    Output::open(shared, &Exports::default())?.finish(
        |_| json(&rules::record()),
        |paint| match form {
            Form::Markdown => rules::page(&Markdown),
            Form::Json => json(&rules::record()),
            Form::Table | Form::Steps => {
                rules::page(&Terminal(paint)) + "Next: `dualtape explain xor` applies them to a network.\n"
            }
        },
    )
}

/// The variables that `--wrt` names, by places; all if it names none.
fn chosen(subject: &impl Subject, wrt: &[String]) -> Result<Vec<usize>, Failure> {
    let names: Vec<&str> = subject.variables().iter().map(|variable| variable.name.as_str()).collect();
    if wrt.is_empty() {
        return Ok((0..names.len()).collect());
    }
    let place = |name: &String| {
        let unknown = || format!("--wrt: found `{name}`, expected some of {}", names.join(", "));
        names.iter().position(|known| known == name).ok_or_else(|| Failure::Input(unknown()))
    };
    wrt.iter().map(place).collect()
}

/// The explanations one below the other.
fn page(explanations: &[Explanation], detail: Detail, style: &impl Style) -> String {
    let bodies = explanations.iter().map(|explanation| page::body(explanation, detail, style).join("\n"));
    bodies.collect::<Vec<_>>().join("\n\n") + "\n"
}

/// The same command, for sentences.
fn next_steps() -> String {
    let words: Vec<String> = command_line().iter().map(|word| shell_word(word)).collect();
    format!("Next: `{} --as steps` says it in sentences.\n", words.join(" "))
}

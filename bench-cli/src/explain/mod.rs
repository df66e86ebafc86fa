//! `dualtape explain`: both passes over a function, with every number on the way.

mod args;
mod examples;
mod explanation;
mod expression;
mod figure;
mod formula;
mod given;
mod grid;
mod network;
mod page;
#[cfg_attr(not(test), expect(dead_code, reason = "what `diagram` will draw"))]
mod picture;
mod record;
mod rules;
mod steps;
mod subject;
mod summary;
mod tables;
mod trace;
mod trained;

use std::path::Path;

use crate::cli::Shared;
use crate::command_line::command_line;
use crate::export::{Exports, json};
use crate::failure::Failure;
use crate::output::Output;
use crate::render::shell_word;
pub(crate) use args::ExplainArgs;
use args::Form;
use examples::{Order, Part};
use explanation::Explanation;
use given::{Typed, chosen};
use network::NetworkLoss;
use page::{Markdown, Passes, Terminal};
use record::ExplainRecord;

/// Runs the command.
pub(crate) fn run(args: &ExplainArgs, shared: &Shared) -> Result<(), Failure> {
    if args.rules {
        return show_rules(args.form, shared);
    }
    let answer = answer(args, shared.seed)?;
    let output = Output::open(shared, &Exports::default())?;
    let record = || json(&ExplainRecord::of(&answer.parts));
    output.finish(
        |_| record(),
        |paint| match args.form {
            Form::Table => page::page(&answer, Passes::Tables(args.detail), &Terminal(paint)) + &next_steps(),
            Form::Steps => {
                let next = "Next: `dualtape explain --rules` lists the rules behind it.\n";
                page::page(&answer, Passes::Steps, &Terminal(paint)) + next
            }
            Form::Markdown => page::page(&answer, Passes::Tables(args.detail), &Markdown),
            Form::Json => record(),
        },
    )
}

/// What was asked for, explained.
struct Answer {
    /// Its name and what there is to see, if it has a name.
    about: Option<(String, String)>,
    /// One function or several, in order.
    parts: Vec<Part>,
}

/// Finds out what FUNCTION is, and explains it.
fn answer(args: &ExplainArgs, seed: u64) -> Result<Answer, Failure> {
    let text = args.function.as_deref().unwrap_or_default();
    let folder = Path::new(text);
    if folder.is_dir() {
        let (loss, about) = trained::loss_of(folder, args.row.unwrap_or(1), args.data.as_deref())?;
        return of_network(loss, args, &format!("the loss of {text}"), &about);
    }
    for (flag, is_given) in [("--row", args.row.is_some()), ("--data", args.data.is_some())] {
        if is_given {
            let sentence =
                format!("{flag}: found it with `{text}`, expected it with the folder of a training run");
            return Err(Failure::Input(sentence));
        }
    }
    if let Some(loss) = NetworkLoss::described(text, seed)? {
        return of_network(loss, args, text, &format!("Weights by --seed {seed}."));
    }
    if let Some(lesson) = examples::example(text)? {
        let parts = lesson.explain(&args.at, &args.wrt, args.mode)?;
        return Ok(Answer { about: Some((lesson.title, lesson.about.to_owned())), parts });
    }
    let subject = Typed::read(text, &args.at)?;
    let wrt = chosen(&subject, &args.wrt)?;
    let explanation = Explanation::of(&subject, subject.text(), &wrt, args.mode)?;
    Ok(Answer { about: None, parts: vec![Part::alone(explanation, Order::AsGiven)] })
}

/// Explains the loss of a network by its parameters, or by what `--wrt` names.
fn of_network(mut loss: NetworkLoss, args: &ExplainArgs, name: &str, about: &str) -> Result<Answer, Failure> {
    loss.replace(&args.at)?;
    let trained = loss.trained();
    let wrt = chosen(&loss, if args.wrt.is_empty() { &trained } else { &args.wrt })?;
    let explanation = Explanation::of(&loss, name, &wrt, args.mode)?;
    let about = format!("{about} {}", loss.described_in_words());
    Ok(Answer {
        about: Some((name.to_owned(), about)),
        parts: vec![Part::alone(explanation, Order::LargestFirst)],
    })
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

/// The same command, for sentences.
fn next_steps() -> String {
    let words: Vec<String> = command_line().iter().map(|word| shell_word(word)).collect();
    format!("Next: `{} --as steps` says it in sentences.\n", words.join(" "))
}

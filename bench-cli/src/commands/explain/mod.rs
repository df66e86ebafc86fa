//! `dualtape explain`: both passes over a function, with every number on the way.

pub(crate) mod args;
pub(crate) mod explanation;
pub(crate) mod formula;
pub(crate) mod grid;
pub(crate) mod number;
pub(crate) mod page;
pub(crate) mod picture;
pub(crate) mod record;
pub(crate) mod rule_table;
pub(crate) mod steps;
pub(crate) mod summary;
pub(crate) mod tables;
pub(crate) mod trace;

use std::path::Path;

use clap::ValueEnum;

pub(crate) use crate::commands::choose::function::ask;
use crate::commands::explain::args::Form;
pub(crate) use crate::commands::explain::args::{ExplainArgs, assignment};
use crate::commands::explain::explanation::Explanation;
use crate::commands::explain::page::{Markdown, Passes, Terminal};
use crate::commands::explain::record::ExplainRecord;
use crate::draw::Paint;
use crate::error::Failure;
use crate::flags::exports::Exports;
use crate::flags::shared::Shared;
use crate::functions::bound_expression::{Typed, chosen};
use crate::functions::examples::{Order, Part};
use crate::functions::network_loss::NetworkLoss;
use crate::graph;
use crate::graph::Diagram;
use crate::terminal::invocation::{command_line, shell_word};
use crate::terminal::json::json;
use crate::terminal::output::Output;

/// Runs the command.
pub(crate) fn run(args: &ExplainArgs, shared: &Shared) -> Result<(), Failure> {
    if args.rules {
        return show_rules(args.form, shared);
    }
    let answer = answer(args, shared.seed)?;
    let record = || json(&ExplainRecord::of(&answer.parts));
    let output = Output::open(shared, &Exports::default())?;
    let draw = match args.form {
        Form::Table | Form::Steps | Form::Markdown | Form::Json => None,
        Form::Dot => Some(graph::dot as fn(&Diagram) -> String),
        Form::Svg => Some(graph::svg as _),
        Form::Html => Some(graph::html as _),
    };
    if let Some(draw) = draw {
        let picture = picture::picture(&answer, args.detail)?;
        return output.finish(|_| record(), |_| draw(&picture));
    }
    output.finish(|_| record(), |paint| text(&answer, args, paint))
}

/// The answer in words and numbers.
fn text(answer: &Answer, args: &ExplainArgs, paint: Paint) -> String {
    let tables = Passes::Tables(args.detail);
    match args.form {
        Form::Steps => {
            let next = "Next: `dualtape explain --rules` lists the rules behind it.\n";
            page::page(answer, Passes::Steps, &Terminal(paint)) + next
        }
        Form::Markdown => page::page(answer, tables, &Markdown),
        Form::Json => json(&ExplainRecord::of(&answer.parts)),
        _ => page::page(answer, tables, &Terminal(paint)) + &next_steps(),
    }
}

/// What was asked for, explained.
pub(crate) struct Answer {
    /// Its name and what there is to see, if it has a name.
    about: Option<(String, String)>,
    /// One function or several, in order.
    parts: Vec<Part>,
    /// The network whose loss it is, if it is one.
    network: Option<NetworkLoss>,
}

/// Finds out what FUNCTION is, and explains it.
fn answer(args: &ExplainArgs, seed: u64) -> Result<Answer, Failure> {
    let text = args.function.as_deref().unwrap_or_default();
    let folder = Path::new(text);
    if folder.is_dir() {
        let (loss, about) =
            crate::functions::trained_model::loss_of(folder, args.row.unwrap_or(1), args.data.as_deref())?;
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
    if let Some(lesson) = crate::functions::examples::example(text)? {
        let parts = lesson.explain(&args.at, &args.wrt, args.mode)?;
        return Ok(Answer { about: Some((lesson.title, lesson.about.to_owned())), parts, network: None });
    }
    let subject = Typed::read(text, &args.at)?;
    let wrt = chosen(&subject, &args.wrt)?;
    let explanation = Explanation::of(&subject, subject.text(), &wrt, args.mode)?;
    Ok(Answer { about: None, parts: vec![Part::alone(explanation, Order::AsGiven)], network: None })
}

/// Explains the loss of a network by its parameters, or by what `--wrt` names.
fn of_network(mut loss: NetworkLoss, args: &ExplainArgs, name: &str, about: &str) -> Result<Answer, Failure> {
    loss.replace(&args.at)?;
    let trained = loss.trained();
    let wrt = chosen(&loss, if args.wrt.is_empty() { &trained } else { &args.wrt })?;
    let explanation = Explanation::of(&loss, name, &wrt, args.mode)?;
    let about = format!("{about} {}", loss.described_in_words());
    let parts = vec![Part::alone(explanation, Order::LargestFirst)];
    Ok(Answer { about: Some((name.to_owned(), about)), parts, network: Some(loss) })
}

/// Prints the table of rules.
fn show_rules(form: Form, shared: &Shared) -> Result<(), Failure> {
    const FORMS: [Form; 3] = [Form::Table, Form::Markdown, Form::Json];
    let name =
        |form: Form| form.to_possible_value().map_or(String::new(), |value| value.get_name().to_owned());
    if !FORMS.contains(&form) {
        let known = FORMS.map(name).join(", ");
        let sentence = format!("--as: found {} together with --rules, expected one of {known}", name(form));
        return Err(Failure::Input(sentence));
    }
    Output::open(shared, &Exports::default())?.finish(
        |_| json(&rule_table::record()),
        |paint| match form {
            Form::Markdown => rule_table::page(&Markdown),
            Form::Json => json(&rule_table::record()),
            _ => {
                rule_table::page(&Terminal(paint))
                    + "Next: `dualtape explain xor` applies them to a network.\n"
            }
        },
    )
}

/// The same command, for sentences.
fn next_steps() -> String {
    let words: Vec<String> = command_line().iter().map(|word| shell_word(word)).collect();
    format!("Next: `{} --as steps` says it in sentences.\n", words.join(" "))
}

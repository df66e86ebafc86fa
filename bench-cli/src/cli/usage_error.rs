//! Usage errors: one sentence with the flag, the value found and the value expected.

use std::error::Error as _;

use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

use crate::cli::Cli;
use crate::error::Failure;

/// Flags of other tools, with those that do the same here.
const FLAGS_ELSEWHERE: [(&str, &str); 23] = [
    ("--alpha", "--weight-decay"),
    ("--batch-size", "--batch"),
    ("--categorical", "--as COLUMN=category"),
    ("--cv", "--folds"),
    ("--delimiter", "--separator"),
    ("--drop", "--ignore"),
    ("--early-stopping", "--patience"),
    ("--exclude", "--ignore"),
    ("--hidden-layers", "--hidden"),
    ("--iterations", "--epochs"),
    ("--l2", "--weight-decay"),
    ("--label", "--target"),
    ("--layer-norm", "--normalise layer"),
    ("--layers", "--hidden"),
    ("--learning_rate", "--learning-rate"),
    ("--lr", "--learning-rate"),
    ("--max-iter", "--epochs"),
    ("--na", "--missing"),
    ("--normalize", "--normalise"),
    ("--output", "--out"),
    ("--sep", "--separator"),
    ("--skip-connections", "--residual"),
    ("--y", "--target"),
];

/// Prints the help or the version, or returns the sentence about the error.
pub(crate) fn answer(error: &Error) -> Result<(), Failure> {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Ok(error.print()?),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            Err(Failure::Input("found no command, expected one: `dualtape --help` lists them".to_owned()))
        }
        _ => Err(Failure::Input(sentence(error))),
    }
}

/// The sentence about an error.
fn sentence(error: &Error) -> String {
    let context = |kind| error.get(kind).map(words);
    let flag = context(ContextKind::InvalidArg).map(|flag| bare(&flag));
    let value = context(ContextKind::InvalidValue);
    match (error.kind(), flag, value) {
        // The parsers of values name the value expected and the value found.
        (ErrorKind::ValueValidation, Some(flag), Some(value)) => match error.source() {
            Some(reason) if reason.to_string().contains("expected") => {
                let reason = reason.to_string();
                // The library names its settings like the flags.
                let name = format!("{}: ", flag.trim_start_matches('-'));
                format!("{flag}: {}", reason.strip_prefix(&name).unwrap_or(&reason))
            }
            Some(reason) => format!("{flag}: found `{value}`: {reason}"),
            None => format!("{flag}: found `{value}`, which is not valid"),
        },
        (ErrorKind::InvalidValue, Some(flag), Some(value)) => {
            let found = if value.is_empty() { "nothing".to_owned() } else { format!("`{value}`") };
            match context(ContextKind::ValidValue) {
                Some(valid) if !valid.is_empty() => format!("{flag}: found {found}, expected one of {valid}"),
                _ => format!("{flag}: found {found}, expected a value"),
            }
        }
        (ErrorKind::UnknownArgument, Some(flag), _) => {
            let known =
                FLAGS_ELSEWHERE.iter().find(|(other, _)| *other == flag).map(|&(_, ours)| ours.to_owned());
            let near = known.or_else(|| context(ContextKind::SuggestedArg));
            let hint = near.map_or(String::new(), |near| format!(" such as {near}"));
            format!("found `{flag}`, expected a flag that --help lists{hint}")
        }
        (ErrorKind::InvalidSubcommand, ..) => {
            let found = context(ContextKind::InvalidSubcommand).unwrap_or_default();
            let commands: Vec<String> =
                Cli::command().get_subcommands().map(|c| c.get_name().to_owned()).collect();
            format!("found the command `{found}`, expected one of {}", commands.join(", "))
        }
        (ErrorKind::MissingRequiredArgument, Some(missing), _) => format!("found no {missing}, expected one"),
        (ErrorKind::ArgumentConflict, Some(flag), _) => {
            let other = context(ContextKind::PriorArg).map_or_else(|| "it".to_owned(), |other| bare(&other));
            format!("found {flag} together with {other}, expected only one of them")
        }
        _ => first_sentence(&error.to_string()),
    }
}

/// Strips the value's name: `--seed <N>` becomes `--seed`.
fn bare(flag: &str) -> String {
    flag.split(' ').next().unwrap_or(flag).trim_matches(['<', '>', '[', ']', '.']).to_owned()
}

fn words(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(words) => words.join(", "),
        other => other.to_string(),
    }
}

/// The first sentence of clap, without hints.
fn first_sentence(text: &str) -> String {
    let line = text.lines().next().unwrap_or(text);
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    fn sentence_of(arguments: &str) -> String {
        let words = arguments.split(' ').filter(|word| !word.is_empty());
        let error = Cli::try_parse_from(std::iter::once("dualtape").chain(words)).expect_err(arguments);
        let failure = answer(&error).expect_err(arguments);
        assert_eq!(failure.exit_code(), 2);
        failure.to_string()
    }

    #[test]
    fn every_misuse_is_one_sentence() {
        let cases = [
            ("bench --sizes many", "--sizes: expected a parameter count such as 37 or 20k, found `many`"),
            ("bench --lanes 0", "--lanes: expected one of auto, 1, 2, 4, 8, 16, found `0`"),
            ("bench --batch 0", "--batch: expected a whole number of at least 1, found `0`"),
            ("bench --time 30", "--time: expected a time such as 30s or 2min, found `30`"),
            (
                "bench --engines tape",
                "--engines: found `tape`, expected one of loss, reverse, forward, forward-gradient, num-dual, finite-difference",
            ),
            (
                "bench --layers 4-0-1",
                "--layers: shape `4-0-1`: found a layer of width 0, expected layer widths such as 4-16-3",
            ),
            ("bench cube", "WORKLOAD: found `cube`, expected one of mlp, vector, chain, rosenbrock, gmm"),
            ("bench --quick --rounds 9", "found --quick together with --rounds, expected only one of them"),
            ("bench --chart x", "found `--chart`, expected a flag that --help lists"),
            ("bench --fail-above 5%", "found no --baseline, expected one"),
            (
                "bench --baseline a/b",
                "--baseline: expected a name of letters, digits and -_. such as main, found `a/b`",
            ),
            ("report", "found no RUN, expected one"),
            ("bench --seed", "--seed: found nothing, expected a value"),
            ("train", "found no DATA, expected one"),
            (
                "train x.csv --batch 0",
                "--batch: found `0`, expected `full` or a number of examples of at least 1",
            ),
            (
                "perdict",
                "found the command `perdict`, expected one of bench, report, train, inspect, eval, predict, export, explain, choose, completions, man",
            ),
            ("", "found no command, expected one: `dualtape --help` lists them"),
        ];
        for (arguments, sentence) in cases {
            assert_eq!(sentence_of(arguments), sentence);
        }
    }
}

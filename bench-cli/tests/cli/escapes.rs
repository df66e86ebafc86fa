//! No control character of the input reaches the terminal as one.

use crate::sandbox::{Sandbox, text};

/// Sequences that retitle a window, clear a screen, colour text, return the cursor or turn its direction.
const EVIL: &str = "\u{1b}]0;title\u{7}\u{1b}[2J\u{1b}[31m\r\u{8}\u{7f}\u{9b}1m\u{202e}";

/// Runs the command with and without colours; nothing that it prints may be obeyed by a terminal.
#[track_caller]
fn assert_tame(sandbox: &Sandbox, arguments: &[&str], code: i32) {
    for color in ["always", "never"] {
        let output = sandbox.run(&[arguments, &["--color", color]].concat());
        let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {stderr}");
        let wild = |c: char| {
            let turns = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            turns || c.is_control() && c != '\n' && c != '\t'
        };
        for said in [&stdout, &stderr] {
            let found: String = said.chars().filter(|&c| wild(c)).collect();
            assert_eq!(found, "", "{arguments:?} --color {color}: {said:?}");
        }
        assert!((stdout + &stderr).contains(r"\u{1b}"), "{arguments:?}: it is shown");
    }
}

/// A sandbox with data whose columns and classes have such names.
fn with_table() -> Sandbox {
    let sandbox = Sandbox::new();
    // The reader of CSV takes a carriage return for the end of a row, unless the cell is quoted.
    let rows: String = (0..40).map(|i| format!("{i},\"{}{EVIL}\"\n", ["p", "q"][i % 2])).collect();
    sandbox.file("table.csv", &format!("\"x{EVIL}\",\"y{EVIL}\"\n{rows}"));
    sandbox
}

#[test]
fn names_of_columns_and_classes_are_shown_and_not_obeyed() {
    let sandbox = with_table();
    let train = ["train", "table.csv", "--epochs", "2"];
    assert_tame(&sandbox, &train, 0);
    sandbox.succeeds(&[&train[..], &["--out", "run"]].concat());
    assert_tame(&sandbox, &["eval", "run", "table.csv"], 0);
    assert_tame(&sandbox, &["explain", "run"], 0);
    assert_tame(&sandbox, &["explain", "run", "--as", "markdown"], 0);
    sandbox.file("other.csv", &format!("\"z{EVIL}\"\n1\n"));
    assert_tame(&sandbox, &["eval", "run", "other.csv"], 2);
    assert_tame(&sandbox, &["train", "table.csv", "--target", EVIL], 2);
    sandbox.file("cell.csv", &format!("x,y\n1,p\n\"{EVIL}\",q\n"));
    assert_tame(&sandbox, &["train", "cell.csv"], 2);
}

#[test]
fn paths_expressions_and_flags_are_shown_and_not_obeyed() {
    let sandbox = with_table();
    let missing = format!("{EVIL}.csv");
    assert_tame(&sandbox, &["train", &missing], 2);
    assert_tame(&sandbox, &["explain", &format!("x + {EVIL}"), "--at", "x=1"], 2);
    assert_tame(&sandbox, &["explain", "x", "--at", &format!("x={EVIL}")], 2);
    assert_tame(&sandbox, &["bench", EVIL], 2);
    assert_tame(&sandbox, &[EVIL], 2);
    assert_tame(&sandbox, &["bench", &format!("--{EVIL}")], 2);
    let run = format!("run{EVIL}");
    sandbox.succeeds(&["train", "table.csv", "--epochs", "2", "--out", &run]);
    assert_tame(&sandbox, &["eval", &run, "table.csv"], 0);
    assert_tame(&sandbox, &["train", "table.csv", "--out", &run], 2);
}

#[test]
fn records_are_shown_and_not_obeyed() {
    let sandbox = Sandbox::new();
    let (file, mut record) = sandbox.record("run");
    record["environment"]["cpu"] = EVIL.into();
    sandbox.file(&file, &record.to_string());
    assert_tame(&sandbox, &["report", &file], 0);
    record["schema"] = EVIL.into();
    sandbox.file(&file, &record.to_string());
    assert_tame(&sandbox, &["report", &file], 2);
}

/// The message stays one line, so that a name cannot pretend to be a second message.
#[test]
fn a_newline_in_a_name_starts_no_message() {
    let sandbox = Sandbox::new();
    let output = sandbox.run(&["train", "a\nerror: b.csv"]);
    assert_eq!(text(&output.stderr).lines().count(), 1, "{}", text(&output.stderr));
}

#[test]
fn colours_of_the_program_are_colours() {
    let sandbox = Sandbox::new();
    let page = sandbox.succeeds(&["explain", "x*x", "--at", "x=2", "--color", "always"]);
    assert!(page.contains("\u{1b}["), "{page}");
}

#[test]
fn data_are_written_as_they_are() {
    let sandbox = with_table();
    sandbox.succeeds(&["train", "table.csv", "--epochs", "2", "--out", "run"]);
    let csv = sandbox.succeeds(&["predict", "run", "table.csv"]);
    assert!(csv.contains(EVIL), "a pipe is no terminal: {csv:?}");
}

//! Every command that the README prints, run as printed, but `bench` on fewer sizes.

use std::process::Command;

use crate::sandbox::{Sandbox, text};

const README: &str = include_str!("../../../README.md");

/// The lines of the README's shell blocks.
fn commands() -> Vec<&'static str> {
    let blocks = README.split("```sh\n").skip(1).filter_map(|block| block.split("```").next());
    blocks.flat_map(str::lines).collect()
}

/// The scores of trainings in the README are those that are reached, and no less than promised.
const PROMISES: [(&str, &str, f64); 7] = [
    ("train xor", "/validation/accuracy", 1.0),
    ("train moons", "/validation/accuracy", 0.98),
    ("train spirals", "/validation/accuracy", 0.97),
    ("train data/iris.csv --folds 5", "/folds/mean/accuracy", 0.95),
    ("train data/penguins.csv ", "/validation/accuracy", 0.95),
    ("train data/digits.csv", "/validation/accuracy", 0.97),
    ("train data/diabetes.csv", "/folds/mean/r2", 0.45),
];

/// A folder with the repository's data.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    std::fs::create_dir(sandbox.path().join("data")).expect("a fresh folder");
    for entry in std::fs::read_dir(crate::sandbox::data("")).expect("the data folder") {
        let file = entry.expect("a readable entry").path();
        std::fs::copy(&file, sandbox.path().join("data").join(file.file_name().expect("a file")))
            .expect("room");
    }
    sandbox
}

/// Runs a command line as a shell does.
fn printed(sandbox: &Sandbox, arguments: &str) -> String {
    let line = format!("'{}' {arguments}", env!("CARGO_BIN_EXE_dualtape"));
    let output = Command::new("sh").args(["-c", &line]).current_dir(sandbox.path()).output();
    let output = output.expect("a shell starts");
    assert!(output.status.success(), "{arguments}: {}", text(&output.stderr));
    text(&output.stdout)
}

#[test]
fn every_command_of_the_readme_does_what_it_says() {
    let sandbox = sandbox();
    let (mut run, mut kept) = (0, 0);
    for command in commands() {
        if command == "cargo test --workspace" {
            continue; // this is it
        }
        let mut arguments =
            command.strip_prefix("cargo run --release -- ").expect("the README runs dualtape").to_owned();
        if arguments == "bench" {
            arguments += " --sizes 37,100,300 --rounds 3";
        }
        let promise = PROMISES.iter().find(|(start, ..)| arguments.starts_with(start));
        if promise.is_some() {
            arguments += " --json record.json";
        }
        let page = printed(&sandbox, &arguments);
        assert!(page.contains("Next: "), "{command} names the next useful command:\n{page}");
        if let Some((_, field, least)) = promise {
            let json = std::fs::read_to_string(sandbox.path().join("record.json")).expect("a record");
            let record: serde_json::Value = serde_json::from_str(&json).expect("JSON");
            let found = record.pointer(field).and_then(serde_json::Value::as_f64).expect("a figure");
            assert!(found >= *least, "{command} reaches {found}, promised {least}");
            kept += 1;
        }
        run += 1;
    }
    assert_eq!((run, kept), (14, PROMISES.len()), "the README's commands, and those that promise something");
}

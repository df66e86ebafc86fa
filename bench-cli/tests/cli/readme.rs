//! Every command that the README prints, run as printed, but `bench` on fewer sizes.

use crate::sandbox::Sandbox;

const README: &str = include_str!("../../../README.md");

/// The lines of the README's shell blocks.
fn commands() -> Vec<&'static str> {
    let blocks = README.split("```sh\n").skip(1).filter_map(|block| block.split("```").next());
    blocks.flat_map(str::lines).collect()
}

#[test]
fn every_command_of_the_readme_does_what_it_says() {
    let sandbox = Sandbox::new();
    std::fs::create_dir(sandbox.path().join("data")).expect("a fresh folder");
    for entry in std::fs::read_dir(crate::sandbox::data("")).expect("the data folder") {
        let file = entry.expect("a readable entry").path();
        std::fs::copy(&file, sandbox.path().join("data").join(file.file_name().expect("a file")))
            .expect("room");
    }
    let mut run = 0;
    for command in commands() {
        if command == "cargo test --workspace" {
            continue; // this is it
        }
        let arguments = command.strip_prefix("cargo run --release -- ").expect("the README runs dualtape");
        let mut arguments: Vec<&str> = arguments.split(' ').collect();
        if arguments[0] == "bench" {
            arguments.extend(["--sizes", "37,100,300", "--rounds", "3"]);
        }
        let printed = sandbox.succeeds(&arguments);
        assert!(printed.contains("Next: "), "{command} names the next useful command:\n{printed}");
        run += 1;
    }
    assert_eq!(run, 4, "the README's commands");
}

/// What the README says of digits.
#[test]
fn digits_reach_what_the_readme_promises() {
    let sandbox = Sandbox::new();
    let digits = crate::sandbox::data("digits.csv");
    let json = sandbox.succeeds(&["train", &digits, "--hidden", "64,32", "--json", "-"]);
    let report: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let accuracy = report["validation"]["accuracy"].as_f64().expect("a number");
    assert!(accuracy >= 0.95, "{accuracy}");
}

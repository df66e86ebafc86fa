//! `dualtape choose`: laws of the choice, over a grid of sizes.

use crate::sandbox::{Sandbox, data, text};
use serde_json::Value;

/// The record for these flags.
fn chosen(sandbox: &Sandbox, inputs: u64, outputs: u64, flags: &[&str]) -> Value {
    let (inputs, outputs) = (inputs.to_string(), outputs.to_string());
    let sizes = ["choose", "--inputs", &inputs, "--outputs", &outputs, "--json", "-"];
    serde_json::from_str(&sandbox.succeeds(&[&sizes, flags].concat())).expect("JSON and nothing else")
}

/// Returns the costs of an engine.
fn cost<'a>(record: &'a Value, engine: &str) -> &'a Value {
    let engines = record["engines"].as_array().expect("a list");
    engines.iter().find(|cost| cost["engine"] == engine).unwrap_or_else(|| panic!("{engine} in {record}"))
}

fn ratio(record: &Value, engine: &str) -> f64 {
    cost(record, engine)["time_ratio"].as_f64().unwrap_or_else(|| panic!("{engine} in {record}"))
}

/// The engine that takes less time, by the record's own figures.
fn faster(record: &Value) -> &'static str {
    if ratio(record, "reverse") < ratio(record, "forward") { "reverse" } else { "forward" }
}

#[test]
fn the_choice_is_the_lesser_time() {
    let sandbox = Sandbox::new();
    for inputs in [1, 3, 50, 2000, 1_000_000_000] {
        for outputs in [1, 7, 300, 1_000_000_000] {
            let record = chosen(&sandbox, inputs, outputs, &[]);
            assert_eq!(record["choice"], faster(&record), "{record}");
            assert_eq!(cost(&record, "reverse")["passes"], outputs);
        }
    }
    assert_eq!(chosen(&sandbox, 10_000, 1, &[])["choice"], "reverse", "a large gradient");
    assert_eq!(chosen(&sandbox, 1, 10_000, &[])["choice"], "forward", "a long curve");
}

#[test]
fn the_crossover_is_where_the_times_meet() {
    let sandbox = Sandbox::new();
    for outputs in [4, 30, 1000] {
        let crossover = |inputs| chosen(&sandbox, inputs, outputs, &[])["crossover_inputs"].as_u64();
        let at = crossover(5).expect("reverse mode wins in the end");
        assert!(at > 1, "{outputs} outputs");
        assert_eq!(crossover(9 * at), Some(at), "it does not depend on the inputs that were asked about");
        for (inputs, choice) in [(at - 1, "forward"), (at, "reverse")] {
            assert_eq!(chosen(&sandbox, inputs, outputs, &[])["choice"], choice, "{inputs} × {outputs}");
        }
    }
}

#[test]
fn memory_turns_the_choice() {
    let sandbox = Sandbox::new();
    for (inputs, outputs, faster, smaller) in [(8, 2000, "forward", "reverse"), (4, 1, "reverse", "forward")]
    {
        let free = chosen(&sandbox, inputs, outputs, &[]);
        assert_eq!(free["choice"], faster);
        let bytes = |engine| cost(&free, engine)["memory_bytes"].as_u64().expect("a number");
        let (most, least) = (bytes(faster), bytes(smaller));
        for (limit, choice) in [(most, faster), (most - 1, smaller), (least, smaller)] {
            let record = chosen(&sandbox, inputs, outputs, &["--memory", &limit.to_string()]);
            assert_eq!(record["choice"], choice, "{limit} bytes: {record}");
        }
        let (inputs, outputs, limit) = (inputs.to_string(), outputs.to_string(), (least - 1).to_string());
        let none = sandbox.run(&["choose", "--inputs", &inputs, "--outputs", &outputs, "--memory", &limit]);
        assert_eq!((none.status.code(), text(&none.stdout)), (Some(1), String::new()));
        let sentence = text(&none.stderr);
        assert!(sentence.starts_with("error: --memory: found ") && sentence.contains(smaller), "{sentence}");
    }
}

#[test]
fn a_measurement_has_the_same_fields_and_says_where_it_was_made() {
    let sandbox = Sandbox::new();
    let (shipped, measured) = (chosen(&sandbox, 20, 3, &[]), chosen(&sandbox, 20, 3, &["--measure"]));
    let fields =
        |value: &Value| value.as_object().expect("an object").keys().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(fields(&shipped), "calibrated choice crossover_inputs engines inputs outputs schema");
    assert_eq!(fields(&shipped["engines"][0]), "engine memory_bytes passes time_ratio");
    assert_eq!(fields(&measured), fields(&shipped));
    assert_eq!(measured["choice"], faster(&measured), "{measured}");
    for engine in ["reverse", "forward"] {
        for exact in ["passes", "memory_bytes"] {
            assert_eq!(cost(&shipped, engine)[exact], cost(&measured, engine)[exact], "{exact} of {engine}");
        }
    }
    let says = |record: &Value, words: &str| record["calibrated"].as_str().is_some_and(|c| c.contains(words));
    assert!(says(&shipped, "shipped") && says(&measured, "measured now"), "{shipped} {measured}");
    // What is refused for memory is not run.
    let limited = chosen(&sandbox, 20, 3, &["--measure", "--memory", "1000"]);
    let unfit =
        limited["engines"].as_array().expect("a list").iter().filter(|cost| cost["time_ratio"].is_null());
    assert!(unfit.count() <= 1, "{limited}");
}

#[test]
fn a_function_that_is_typed_is_measured() {
    let sandbox = Sandbox::new();
    for (function, at, inputs) in
        [("tanh(x1*w1 + x2*w2)", "x1=1,w1=2,x2=3,w2=4", 4), ("mlp:2-3-1", "", 13), ("xor", "", 9)]
    {
        let flags = ["choose", function, "--at", at, "--json", "-"];
        let flags = if at.is_empty() { vec![flags[0], flags[1], flags[4], flags[5]] } else { flags.to_vec() };
        let record: serde_json::Value = serde_json::from_str(&sandbox.succeeds(&flags)).expect("JSON");
        assert_eq!((&record["inputs"], &record["outputs"]), (&inputs.into(), &1.into()), "{function}");
        assert!(record["calibrated"].as_str().is_some_and(|text| text.starts_with("measured now")));
        let ratios = record["engines"].as_array().expect("a list").iter().map(|engine| &engine["time_ratio"]);
        assert!(ratios.into_iter().all(|ratio| ratio.as_f64().is_some_and(|ratio| ratio > 0.0)), "{record}");
    }
    for (flags, word) in [
        (&["choose"][..], "FUNCTION"),
        (&["choose", "x*y"], "found no value for `x`, `y`"),
        (&["choose", "x*", "--at", "x=1"], "FUNCTION: "),
        (&["choose", "x*x", "--at", "x=1", "--inputs", "3", "--outputs", "2"], "--inputs"),
        (&["choose", "--inputs", "3"], "--outputs"),
    ] {
        let output = sandbox.run(flags);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{flags:?}: {said}");
        assert!(said.contains(word), "{word} in: {said}");
    }
}

#[test]
fn the_folder_of_a_training_run_is_a_function() {
    let sandbox = Sandbox::new();
    sandbox.succeeds(&["train", &data("iris.csv"), "--hidden", "3", "--epochs", "1", "--out", "run"]);
    let record: Value =
        serde_json::from_str(&sandbox.succeeds(&["choose", "run", "--json", "-"])).expect("JSON");
    let parameters = 3 * (4 + 1) + 3 * (3 + 1);
    assert_eq!((&record["inputs"], &record["outputs"]), (&parameters.into(), &1.into()));
}

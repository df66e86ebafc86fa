//! Reverse mode on the functions that engines are measured on.

use dualtape_check::{GaussianMixture, RandomGraph, all_close, close, function_laws, operations};
use dualtape_core::{Engine, Error};
use dualtape_reverse::Reverse;
use serde_json::Value;

#[test]
fn known_values_and_gradients() -> Result<(), Error> {
    function_laws(&mut Reverse::new())
}

#[test]
fn the_tape_records_the_operations_that_are_counted() {
    let (graph, x) = (RandomGraph::new(2, 5, 1000, 3), [0.1; 5]);
    let mut engine = Reverse::new();
    engine.gradient(&graph.sum(), &x).unwrap();
    assert_eq!(operations(&graph.sum(), &x), Ok(engine.usage().nodes));
}

/// All numbers of a JSON value in order, however they are nested.
fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(values) => values.iter().flat_map(numbers).collect(),
        number => number.as_f64().into_iter().collect(),
    }
}

#[test]
fn the_mixture_is_that_of_gradbench() -> Result<(), Error> {
    let parse = |text| serde_json::from_str::<Value>(text).expect("the case is JSON");
    let case = parse(include_str!("gradbench/gmm_d2_k5_n100.input.json"));
    let expected = parse(include_str!("gradbench/gmm_d2_k5_n100.expected.json"));

    let mixture = GaussianMixture::new(5, 2, numbers(&case["x"]))
        .with_prior(numbers(&case["gamma"])[0], numbers(&case["m"])[0]);
    let parameters = ["alpha", "mu", "q", "l"];
    let x = parameters.map(|name| numbers(&case[name])).concat();
    let (value, gradient) = Reverse::new().value_and_gradient(&mixture, &x)?;

    close(|| "objective".into(), numbers(&expected["objective"])[0], value, 1e-13)?;
    let jacobian = parameters.map(|name| numbers(&expected["jacobian"][name])).concat();
    all_close(|| "gradient".into(), &jacobian, &gradient, 1e-13)
}

//! A chain of layers of two rectified units each: 2 to the power of the depth paths over few numbers.

use std::fmt::Write;

use crate::error::Failure;
use crate::functions::assignment::Assignment;
use crate::functions::examples::worked_example::{CasePoint, ExampleCase, WorkedExample};

/// The description.
const ABOUT: &str = "Layers of two rectified units, each handing its δ down through the weights where the unit is on (Prince, \
                     chapter 7). Each layer doubles the paths and adds as many numbers as the one before.";

/// The most hidden layers: a deeper network would exceed the longest expression.
const DEEPEST: usize = 100;

/// Weights of each layer by unit and input; the second input of the first layer does not exist.
const WEIGHTS: [[f64; 2]; 2] = [[0.6, -0.4], [0.5, 0.7]];

/// The bias of each unit.
const BIAS: f64 = 0.1;

/// Returns a network of `depth` hidden layers under half the squared distance of its output from a target.
///
/// # Errors
///
/// If `depth` is no number from 1 to [`DEEPEST`].
pub(crate) fn deep_relu(depth: &str) -> Result<WorkedExample, Failure> {
    let depth = depth.parse().ok().filter(|depth| (1..=DEEPEST).contains(depth)).ok_or_else(|| {
        Failure::Input(format!(
            "FUNCTION: found `deep-relu:{depth}`, expected deep-relu:K with K from 1 to {DEEPEST}"
        ))
    })?;
    let at = ["x", "y"].map(|name| Assignment::new(name, 1.0)).to_vec();
    let mut network = DeepNetwork { text: String::new(), at, wrt: Vec::new() };
    let mut below = vec!["x".to_owned()];
    for layer in 1..=depth {
        let sums = [1, 2].map(|unit| network.weighted(&format!("{layer}_{unit}"), unit, &below));
        write!(network.text, "f{layer} = [{}]; h{layer} = relu(f{layer}); ", sums.join(", "))
            .expect("a String takes everything");
        below = [1, 2].map(|unit| format!("h{layer}[{unit}]")).to_vec();
    }
    let sum = network.weighted("", 1, &below);
    let DeepNetwork { text, at, wrt } = network;
    let case = ExampleCase {
        heading: "",
        text: format!("{text}f = {sum}; loss = (f - y)^2/2"),
        point: CasePoint::At(at),
        wrt,
        figures: Vec::new(),
    };
    Ok(WorkedExample { name: format!("deep-relu:{depth}"), about: ABOUT, cases: vec![case] })
}

/// A network under construction.
struct DeepNetwork {
    text: String,
    at: Vec<Assignment>,
    wrt: Vec<String>,
}

impl DeepNetwork {
    /// Returns `bias + weight*signal + …` with new parameters.
    fn weighted(&mut self, name: &str, unit: usize, signals: &[String]) -> String {
        let mut sum = self.parameter(format!("b{name}"), BIAS);
        for (signal, input) in signals.iter().zip(1..) {
            let weight = self.parameter(format!("w{name}_{input}"), WEIGHTS[unit - 1][input - 1]);
            write!(sum, " + {weight}*{signal}").expect("a String takes everything");
        }
        sum
    }

    /// Adds a parameter and returns its name.
    fn parameter(&mut self, name: String, value: f64) -> String {
        self.at.push(Assignment::new(name.clone(), value));
        self.wrt.push(name.clone());
        name
    }
}

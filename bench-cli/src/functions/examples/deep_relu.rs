//! A chain of layers of two rectified units each: as many paths as 2 to the power of the depth, and few numbers.

use std::fmt::Write;

use crate::error::Failure;
use crate::functions::examples::lesson::{At, Lesson, Scene};

/// What there is to see.
const ABOUT: &str = "Layers of two rectified units, each handing its δ down through the weights where the unit is on (Prince, \
                     chapter 7). Each layer doubles the paths and adds as many numbers as the one before.";

/// The deepest network: its text must not be longer than an expression may be.
const DEEPEST: usize = 100;

/// Weights of each layer by unit and input; the second input of the first layer does not exist.
const WEIGHTS: [[f64; 2]; 2] = [[0.6, -0.4], [0.5, 0.7]];

/// The bias of each unit.
const BIAS: f64 = 0.1;

/// A network with so many hidden layers, and half the squared distance of its output from a target.
pub(crate) fn deep_relu(depth: &str) -> Result<Lesson, Failure> {
    let depth = depth.parse().ok().filter(|depth| (1..=DEEPEST).contains(depth)).ok_or_else(|| {
        Failure::Input(format!(
            "FUNCTION: found `deep-relu:{depth}`, expected deep-relu:K with K from 1 to {DEEPEST}"
        ))
    })?;
    let mut lesson =
        Network { text: String::new(), at: vec![("x".into(), 1.0), ("y".into(), 1.0)], wrt: Vec::new() };
    let mut below = vec!["x".to_owned()];
    for layer in 1..=depth {
        let sums = [1, 2].map(|unit| lesson.weighted(&format!("{layer}_{unit}"), unit, &below));
        write!(lesson.text, "f{layer} = [{}]; h{layer} = relu(f{layer}); ", sums.join(", "))
            .expect("a String takes everything");
        below = [1, 2].map(|unit| format!("h{layer}[{unit}]")).to_vec();
    }
    let sum = lesson.weighted("", 1, &below);
    let Network { text, at, wrt } = lesson;
    let scene = Scene {
        head: String::new(),
        text: format!("{text}f = {sum}; loss = (f - y)^2/2"),
        at: At::Given(at),
        wrt,
        figures: &[],
    };
    Ok(Lesson { title: format!("deep-relu:{depth}"), about: ABOUT, scenes: vec![scene] })
}

struct Network {
    text: String,
    at: Vec<(String, f64)>,
    wrt: Vec<String>,
}

impl Network {
    /// `bias + weight*signal + …` with parameters of its own.
    fn weighted(&mut self, name: &str, unit: usize, signals: &[String]) -> String {
        let mut sum = self.parameter(format!("b{name}"), BIAS);
        for (signal, input) in signals.iter().zip(1..) {
            let weight = self.parameter(format!("w{name}_{input}"), WEIGHTS[unit - 1][input - 1]);
            write!(sum, " + {weight}*{signal}").expect("a String takes everything");
        }
        sum
    }

    fn parameter(&mut self, name: String, value: f64) -> String {
        self.at.push((name.clone(), value));
        self.wrt.push(name.clone());
        name
    }
}

//! The reasons for a choice of engine.

use std::fmt;

/// One of the two engines of an [`Auto`](crate::Auto).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Choice {
    /// The engine for few inputs.
    Forward,
    /// The engine for few outputs.
    Reverse,
}

/// The predicted cost of one engine.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Prediction {
    /// The engine's name.
    pub engine: &'static str,
    /// The number of passes of a Jacobian.
    pub passes: usize,
    /// The time ÷ that of the function alone; `None` for an engine that does not fit and was not run.
    pub time_ratio: Option<f64>,
    /// The bytes beside inputs and results.
    pub memory_bytes: usize,
}

/// The engine chosen for the Jacobian of a function, and the reasons; its `Display` is a few lines of text.
///
/// ```
/// use dualtape_core::{Auto, Differentiable, Error, Passes};
///
/// /// The engine that is chosen for a function, and its time as a multiple of the function alone.
/// fn verdict<K>(
///     auto: &mut Auto<impl Passes, impl Passes>,
///     f: &impl Differentiable<f64, K>,
///     x: &[f64],
/// ) -> Result<String, Error> {
///     let chosen = auto.explain(f, x)?.chosen();
///     let ratio = chosen.time_ratio.unwrap_or(f64::NAN);
///     Ok(format!("{} mode, {ratio:.1} × f", chosen.engine))
/// }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Explanation {
    /// The number of inputs.
    pub inputs: usize,
    /// The number of outputs.
    pub outputs: usize,
    /// The engine that is chosen.
    pub choice: Choice,
    /// The predictions for forward and reverse mode, in this order.
    pub engines: [Prediction; 2],
    /// The least number of inputs at which reverse mode takes less time, for the same number of outputs; `None` if
    /// there is none, or if an engine was not measured.
    ///
    /// Measured costs are assumed to remain the same multiple of the function.
    pub crossover_inputs: Option<usize>,
    /// The bytes that an engine may take, if that is limited.
    pub memory_limit: Option<usize>,
}

impl Explanation {
    /// Returns the predicted cost of the chosen engine.
    pub fn chosen(&self) -> Prediction {
        self.engines[self.choice as usize]
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Explanation { inputs, outputs, choice: _, engines, crossover_inputs, memory_limit } = self;
        let choice = self.chosen().engine;
        writeln!(out, "{choice} mode for {} and {}", count(*inputs, "input"), count(*outputs, "output"))?;
        for Prediction { engine, passes, time_ratio, memory_bytes } in engines {
            let time = time_ratio.map_or("not measured".into(), |ratio| format!("{ratio:.1} × f"));
            let fits = memory_limit.is_none_or(|limit| *memory_bytes <= limit);
            let passes = if *passes == 1 { "1 pass".into() } else { format!("{passes} passes") };
            write!(out, "  {engine:<8} {passes:>12}, {time:>14}, {memory_bytes} bytes")?;
            writeln!(out, "{}", if fits { "" } else { ", more than is allowed" })?;
        }
        match crossover_inputs {
            Some(n) => write!(out, "  {} takes less time from {} on", engines[1].engine, count(*n, "input")),
            None => {
                write!(out, "  no number of inputs is known at which {} takes less time", engines[1].engine)
            }
        }
    }
}

/// `3 inputs`, `1 input`.
fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

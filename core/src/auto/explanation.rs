//! Why one engine was chosen.

use std::fmt;

/// One of the two engines of an [`Auto`](crate::Auto).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Choice {
    /// The one for few inputs.
    Forward,
    /// The one for few outputs.
    Reverse,
}

/// What one engine is expected to take.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Prediction {
    /// The engine's name.
    pub engine: &'static str,
    /// Passes of a Jacobian.
    pub passes: usize,
    /// Time ÷ that of the function alone; `None` for an engine that does not fit and was not run.
    pub time_ratio: Option<f64>,
    /// Bytes beside inputs and results.
    pub memory_bytes: usize,
}

/// Which engine takes the Jacobian of a function, and why; printed, a few lines for people.
///
/// ```
/// use dualtape_core::{Auto, Differentiable, Error, Passes};
///
/// /// The engine that is chosen for a function, with how many times the function alone it takes.
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
    /// Numbers in.
    pub inputs: usize,
    /// Numbers out.
    pub outputs: usize,
    /// The engine that is chosen.
    pub choice: Choice,
    /// Forward, then reverse.
    pub engines: [Prediction; 2],
    /// From how many inputs on reverse mode takes less time, for as many outputs and at the costs that are known (what
    /// was measured is taken to remain the same multiple of the function); `None` if it never does, or if an engine
    /// was not measured.
    pub crossover_inputs: Option<usize>,
    /// The bytes that an engine may take, if that is limited.
    pub memory_limit: Option<usize>,
}

impl Explanation {
    /// What the chosen engine is expected to take.
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

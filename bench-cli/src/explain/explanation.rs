//! A function at a point, explained: both passes, the gradient, what each mode costs, and a check.

use dualtape_core::check::{FLOOR, all_close, gradient_by_differences};
use dualtape_core::{Engine, Error};
use dualtape_forward::Forward;
use dualtape_reverse::Reverse;

use super::args::Mode;
use super::subject::{Along, Subject, Variable};
use super::trace::Trace;
use crate::failure::Failure;

/// The most operations of all passes together: what takes a second or so.
const MOST_OPERATIONS: usize = 10_000_000;

/// How closely the engines must agree with each other and with the graph.
const TOLERANCE: f64 = 1e-9;

/// What there is to show.
#[derive(Debug, Clone)]
pub(crate) struct Explanation {
    /// The function as a text.
    pub(crate) function: String,
    /// Which passes are shown.
    pub(crate) mode: Mode,
    /// Its variables.
    pub(crate) variables: Vec<Variable>,
    /// Every number on the way.
    pub(crate) trace: Trace,
    /// The variables that it is differentiated by, in order, each with the derivative.
    pub(crate) gradient: Vec<Derivative>,
}

/// The derivative by one variable.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Derivative {
    /// The variable, by its place.
    pub(crate) variable: usize,
    /// The derivative.
    pub(crate) value: f64,
    /// The same by central differences.
    pub(crate) difference: f64,
}

impl Derivative {
    /// How far the difference is from the derivative, in relation to it.
    pub(crate) fn relative_difference(&self) -> f64 {
        (self.difference - self.value).abs() / (FLOOR + self.value.abs())
    }
}

impl Explanation {
    /// Runs both modes on the subject, by the variables at the places `wrt`.
    pub(crate) fn of(
        subject: &impl Subject,
        function: &str,
        wrt: &[usize],
        mode: Mode,
    ) -> Result<Self, Failure> {
        let seeds = if mode.has_forward() { wrt } else { &[] };
        let operations = subject.operations().saturating_mul(seeds.len() + wrt.len() + 1);
        if operations > MOST_OPERATIONS {
            return Err(Failure::Input(format!(
                "FUNCTION: found about {} operations by {} variables, expected at most {MOST_OPERATIONS} in all passes: \
                 --wrt with fewer names or --mode reverse need fewer",
                subject.operations(),
                wrt.len()
            )));
        }
        let trace = Trace::of(subject, seeds);
        let differences = agree(subject, &trace, wrt)?;
        let gradient = wrt.iter().zip(differences).map(|(&variable, difference)| Derivative {
            variable,
            value: trace.nodes[variable].adjoint,
            difference,
        });
        Ok(Self {
            function: function.to_owned(),
            mode,
            variables: subject.variables().to_vec(),
            gradient: gradient.collect(),
            trace,
        })
    }

    /// The function's value.
    pub(crate) fn value(&self) -> f64 {
        self.trace.nodes[self.trace.output].value
    }

    /// The name of a variable.
    pub(crate) fn name(&self, variable: usize) -> &str {
        &self.variables[variable].name
    }

    /// The largest distance from the finite differences; NaN where one of them is.
    pub(crate) fn max_relative_difference(&self) -> f64 {
        let differences = self.gradient.iter().map(Derivative::relative_difference);
        differences.fold(0.0, |largest, x| if x > largest || x.is_nan() { x } else { largest })
    }
}

/// Holds the engines and both passes against each other, and gives the gradient by differences.
fn agree(subject: &impl Subject, trace: &Trace, wrt: &[usize]) -> Result<Vec<f64>, Failure> {
    let function = Along::new(subject, wrt);
    let x = function.point();
    let forward = Forward::new().gradient(&function, &x).map_err(failed)?;
    let close = |what: &str, found: &[f64]| {
        let what = || format!("the gradient of forward mode (expected) and {what}");
        all_close(what, &forward, found, TOLERANCE).map_err(failed)
    };
    close("of reverse mode", &Reverse::new().gradient(&function, &x).map_err(failed)?)?;
    let adjoints: Vec<f64> = wrt.iter().map(|&variable| trace.nodes[variable].adjoint).collect();
    close("the adjoints", &adjoints)?;
    if !trace.seeds.is_empty() {
        close("the tangents", &trace.nodes[trace.output].tangents)?;
    }
    gradient_by_differences(&function, &x).map_err(failed)
}

/// Engines that disagree, or that could not run.
#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn failed(error: Error) -> Failure {
    Failure::Check(error.to_string())
}

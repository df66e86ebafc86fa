//! A function at a point, explained: both passes, the gradient, what each mode costs, and a check.

use dualtape_check::{FLOOR, all_close, gradient_by_differences};
use dualtape_core::{Engine, Error};
use dualtape_forward::Forward;
use dualtape_reverse::Reverse;

use super::args::Mode;
use super::subject::{Along, Subject, Variable};
use super::trace::Trace;
use crate::failure::Failure;

/// The most tangents of a recording: what takes a second or so, and fits on a screen in no way.
const MOST_TANGENTS: usize = 2_000_000;

/// The most derivatives that are held against the engines and against differences: the largest.
const MOST_CHECKED: usize = 100;

/// With more names than this, forward mode runs only if it is asked for.
const MANY: usize = 50;

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
    /// The same by central differences, if it was checked.
    pub(crate) difference: Option<f64>,
}

impl Derivative {
    /// How far the difference is from the derivative, in relation to it.
    pub(crate) fn relative_difference(&self) -> Option<f64> {
        self.difference.map(|difference| (difference - self.value).abs() / (FLOOR + self.value.abs()))
    }
}

impl Explanation {
    /// Runs both modes on the subject, by the variables at the places `wrt`; without a mode, forward mode stays away
    /// where it would take many passes.
    pub(crate) fn of(
        subject: &impl Subject,
        function: &str,
        wrt: &[usize],
        mode: Option<Mode>,
    ) -> Result<Self, Failure> {
        let mode = mode.unwrap_or(if wrt.len() > MANY { Mode::Reverse } else { Mode::Both });
        let seeds = if mode.has_forward() { wrt } else { &[] };
        let tangents = subject.operations().saturating_mul(seeds.len());
        if tangents > MOST_TANGENTS {
            return Err(Failure::Input(format!(
                "--mode: found {} names for about {} numbers, expected at most {MOST_TANGENTS} tangents together: \
                 --mode reverse needs none, --wrt fewer",
                wrt.len(),
                subject.operations(),
            )));
        }
        let trace = Trace::of(subject, seeds);
        let mut gradient: Vec<Derivative> = wrt
            .iter()
            .map(|&variable| Derivative { variable, value: trace.nodes[variable].adjoint, difference: None })
            .collect();
        check(subject, &trace, &mut gradient)?;
        Ok(Self {
            function: function.to_owned(),
            mode,
            variables: subject.variables().to_vec(),
            gradient,
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
        let differences = self.gradient.iter().filter_map(Derivative::relative_difference);
        differences.fold(0.0, |largest, x| if x > largest || x.is_nan() { x } else { largest })
    }
}

/// Holds the engines and both passes against each other on the largest derivatives, and these against differences.
fn check(subject: &impl Subject, trace: &Trace, gradient: &mut [Derivative]) -> Result<(), Failure> {
    let mut checked: Vec<usize> = (0..gradient.len()).collect();
    checked.sort_by(|&a, &b| gradient[b].value.abs().total_cmp(&gradient[a].value.abs()));
    checked.truncate(MOST_CHECKED);
    let variables: Vec<usize> = checked.iter().map(|&place| gradient[place].variable).collect();
    let function = Along::new(subject, &variables);
    let x = function.point();
    let forward = Forward::new().gradient(&function, &x).map_err(failed)?;
    let close = |what: &str, found: &[f64]| {
        let what = || format!("the gradient of forward mode (expected) and {what}");
        all_close(what, &forward, found, TOLERANCE).map_err(failed)
    };
    close("of reverse mode", &Reverse::new().gradient(&function, &x).map_err(failed)?)?;
    let pick = |all: &[f64]| checked.iter().map(|&place| all[place]).collect::<Vec<f64>>();
    close("the adjoints", &pick(&gradient.iter().map(|d| d.value).collect::<Vec<f64>>()))?;
    if !trace.seeds.is_empty() {
        close("the tangents", &pick(&trace.nodes[trace.output].tangents))?;
    }
    let differences = gradient_by_differences(&function, &x).map_err(failed)?;
    for (&place, difference) in checked.iter().zip(differences) {
        gradient[place].difference = Some(difference);
    }
    Ok(())
}

/// Engines that disagree, or that could not run.
#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn failed(error: Error) -> Failure {
    Failure::Check(error.to_string())
}

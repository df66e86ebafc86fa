//! A function at a point, explained: both passes, the gradient, what each mode costs, and a check.

use dualtape_check::{FLOOR, all_close, gradient_by_differences};
use dualtape_core::Engine;
use dualtape_forward::Forward;
use dualtape_reverse::Reverse;

use crate::commands::explain::trace::Trace;
use crate::error::Failure;
use crate::functions::named_function::{NamedFunction, Restriction, Variable};

/// The most tangents of a recording, which take about a second.
const MOST_TANGENTS: usize = 2_000_000;

/// The most derivatives that are checked against the engines and against differences, the largest first.
const MOST_CHECKED: usize = 100;

/// The most names for which forward mode runs without being asked for.
const MANY: usize = 50;

/// The relative tolerance between the engines, and between them and the graph.
const TOLERANCE: f64 = 1e-9;

/// The modes of differentiation to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Values and tangents.
    Forward,
    /// Values and adjoints.
    Reverse,
    /// Values, tangents and adjoints.
    Both,
}

impl Mode {
    /// All modes.
    pub(crate) const ALL: [Self; 3] = [Self::Forward, Self::Reverse, Self::Both];

    /// The name on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Forward => "forward",
            Self::Reverse => "reverse",
            Self::Both => "both",
        }
    }

    /// The description in the help.
    pub(crate) fn about(self) -> &'static str {
        match self {
            Self::Forward => "Values and tangents",
            Self::Reverse => "Values and adjoints",
            Self::Both => "All of them",
        }
    }

    /// Returns whether tangents are shown.
    pub(crate) fn has_forward(self) -> bool {
        self != Self::Reverse
    }

    /// Returns whether adjoints are shown.
    pub(crate) fn has_reverse(self) -> bool {
        self != Self::Forward
    }
}

/// A function at a point with both passes over its graph.
#[derive(Debug, Clone)]
pub(crate) struct FunctionExplanation {
    /// The function as a text.
    pub(crate) function: String,
    /// The modes that are shown.
    pub(crate) mode: Mode,
    /// The variables.
    pub(crate) variables: Vec<Variable>,
    /// The graph of the operations with both passes.
    pub(crate) trace: Trace,
    /// The derivatives in the order of the names.
    pub(crate) gradient: Vec<Derivative>,
}

/// The derivative by one variable.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Derivative {
    /// The index of the variable.
    pub(crate) variable: usize,
    /// The derivative.
    pub(crate) value: f64,
    /// The derivative by central differences, if it was checked.
    pub(crate) difference: Option<f64>,
}

impl Derivative {
    /// The distance of the difference from the derivative, relative to the derivative.
    pub(crate) fn relative_difference(&self) -> Option<f64> {
        self.difference.map(|difference| (difference - self.value).abs() / (FLOOR + self.value.abs()))
    }
}

impl FunctionExplanation {
    /// Runs both modes with respect to the variables at the indices `wrt`, and checks them against each other.
    ///
    /// Without a mode, forward mode is left out if it would take more than 50 passes.
    ///
    /// # Errors
    ///
    /// If there would be too many tangents, or if the engines fail or disagree.
    pub(crate) fn of(
        function: &impl NamedFunction,
        name: &str,
        wrt: &[usize],
        mode: Option<Mode>,
    ) -> Result<Self, Failure> {
        let mode = mode.unwrap_or(if wrt.len() > MANY { Mode::Reverse } else { Mode::Both });
        let seeds = if mode.has_forward() { wrt } else { &[] };
        let tangents = function.operations().saturating_mul(seeds.len());
        if tangents > MOST_TANGENTS {
            return Err(Failure::Input(format!(
                "--mode: found {} names for about {} numbers, expected at most {MOST_TANGENTS} tangents together: \
                 --mode reverse needs none, --wrt fewer",
                wrt.len(),
                function.operations(),
            )));
        }
        let trace = Trace::of(function, seeds);
        let mut gradient: Vec<Derivative> = wrt
            .iter()
            .map(|&variable| Derivative { variable, value: trace.nodes[variable].adjoint, difference: None })
            .collect();
        check(function, &trace, &mut gradient)?;
        Ok(Self {
            function: name.to_owned(),
            mode,
            variables: function.variables().to_vec(),
            gradient,
            trace,
        })
    }

    /// The value of the function.
    pub(crate) fn value(&self) -> f64 {
        self.trace.nodes[self.trace.output].value
    }

    /// The name of a variable.
    pub(crate) fn name(&self, variable: usize) -> &str {
        &self.variables[variable].name
    }

    /// The largest relative distance from the differences; NaN if one of them is NaN.
    pub(crate) fn max_relative_difference(&self) -> f64 {
        let differences = self.gradient.iter().filter_map(Derivative::relative_difference);
        differences.fold(0.0, |largest, x| if x > largest || x.is_nan() { x } else { largest })
    }
}

/// Checks the engines and both passes against each other on the largest derivatives, and adds the differences.
fn check(function: &impl NamedFunction, trace: &Trace, gradient: &mut [Derivative]) -> Result<(), Failure> {
    let mut checked: Vec<usize> = (0..gradient.len()).collect();
    checked.sort_by(|&a, &b| gradient[b].value.abs().total_cmp(&gradient[a].value.abs()));
    checked.truncate(MOST_CHECKED);
    let variables: Vec<usize> = checked.iter().map(|&place| gradient[place].variable).collect();
    let function = Restriction::new(function, &variables);
    let x = function.point();
    let forward = Forward::new().gradient(&function, &x)?;
    let close = |what: &str, found: &[f64]| {
        let what = || format!("the gradient of forward mode (expected) and {what}");
        all_close(what, &forward, found, TOLERANCE).map_err(Failure::from)
    };
    close("of reverse mode", &Reverse::new().gradient(&function, &x)?)?;
    let pick = |all: &[f64]| checked.iter().map(|&place| all[place]).collect::<Vec<f64>>();
    close("the adjoints", &pick(&gradient.iter().map(|d| d.value).collect::<Vec<f64>>()))?;
    if !trace.seeds.is_empty() {
        close("the tangents", &pick(&trace.nodes[trace.output].tangents))?;
    }
    let differences = gradient_by_differences(&function, &x)?;
    for (&place, difference) in checked.iter().zip(differences) {
        gradient[place].difference = Some(difference);
    }
    Ok(())
}

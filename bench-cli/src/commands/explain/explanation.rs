//! A function at a point, explained: both passes, the gradient, what each mode costs, and a check.

use dualtape_check::{FLOOR, all_close, gradient_by_differences};
use dualtape_core::{Engine, derivative_of};
use dualtape_forward::Forward;
use dualtape_reverse::Reverse;

use crate::commands::explain::non_finite::{Mark, marks};
use crate::commands::explain::number::five_digits;
use crate::commands::explain::trace::Trace;
use crate::error::Failure;
use crate::functions::named_function::{NamedFunction, Restriction, TakenBranch, Variable};

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
    /// The function as mathematics: statements in pieces between which a line may end; none if it cannot be set.
    pub(crate) mathematics: Vec<Vec<String>>,
    /// The modes that are shown.
    pub(crate) mode: Mode,
    /// The variables.
    pub(crate) variables: Vec<Variable>,
    /// The graph of the operations with both passes.
    pub(crate) trace: Trace,
    /// The derivatives in the order of the names.
    pub(crate) gradient: Vec<Derivative>,
    /// The branches that selections take at the point.
    pub(crate) branches: Vec<TakenBranch>,
    /// The operations that make the first numbers that are not finite.
    pub(crate) marks: Vec<Mark>,
    /// The sentence about modes that disagree, if they do.
    pub(crate) disagreement: Option<String>,
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
    /// The distance of the difference from the derivative, relative to the derivative; NaN if one of them is not
    /// finite, so that they are not comparable.
    pub(crate) fn relative_difference(&self) -> Option<f64> {
        self.difference.map(|difference| {
            let apart = (difference - self.value).abs() / (FLOOR + self.value.abs());
            if difference.is_finite() && self.value.is_finite() { apart } else { f64::NAN }
        })
    }
}

impl FunctionExplanation {
    /// Runs both modes with respect to the variables at the indices `wrt`, and checks them against each other.
    ///
    /// Without a mode, forward mode is left out if it would take more than 50 passes.
    ///
    /// # Errors
    ///
    /// If there would be too many tangents, or if an engine fails.
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
            .map(|&variable| {
                let value = derivative_of(trace.nodes[trace.output].value, trace.nodes[variable].adjoint);
                Derivative { variable, value, difference: None }
            })
            .collect();
        let disagreement = check(function, &trace, &mut gradient)?;
        Ok(Self {
            function: name.to_owned(),
            mathematics: function.mathematics(),
            mode,
            variables: function.variables().to_vec(),
            gradient,
            branches: function.taken_branches(),
            marks: marks(&trace, mode.has_reverse()),
            disagreement,
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

    /// The largest relative distance from the differences; NaN if one of them is not comparable.
    pub(crate) fn max_relative_difference(&self) -> f64 {
        let differences = self.gradient.iter().filter_map(Derivative::relative_difference);
        differences.fold(0.0, |largest, x| if x > largest || x.is_nan() { x } else { largest })
    }
}

/// Checks the engines and both passes against each other on the largest derivatives, and adds the differences. Returns
/// the sentence about modes that disagree, if they do.
fn check(
    function: &impl NamedFunction,
    trace: &Trace,
    gradient: &mut [Derivative],
) -> Result<Option<String>, Failure> {
    let mut checked: Vec<usize> = (0..gradient.len()).collect();
    checked.sort_by(|&a, &b| gradient[b].value.abs().total_cmp(&gradient[a].value.abs()));
    checked.truncate(MOST_CHECKED);
    let variables: Vec<usize> = checked.iter().map(|&place| gradient[place].variable).collect();
    let names: Vec<String> = variables.iter().map(|&variable| trace.label(variable)).collect();
    let function = Restriction::new(function, &variables);
    let x = function.point();
    let pick = |all: &[f64]| checked.iter().map(|&place| all[place]).collect::<Vec<f64>>();
    let forward = Forward::new().gradient(&function, &x)?;
    let mut others = vec![
        ("reverse mode", Reverse::new().gradient(&function, &x)?),
        ("the adjoints of the graph", pick(&gradient.iter().map(|d| d.value).collect::<Vec<f64>>())),
    ];
    if !trace.seeds.is_empty() {
        let output = &trace.nodes[trace.output];
        let tangents = output.tangents.iter().map(|&tangent| derivative_of(output.value, tangent));
        others.push(("the tangents of the graph", pick(&tangents.collect::<Vec<f64>>())));
    }
    let disagreement = others.iter().find_map(|(what, found)| disagreement(&names, &forward, what, found));
    let differences = gradient_by_differences(&function, &x)?;
    for (&place, difference) in checked.iter().zip(differences) {
        gradient[place].difference = Some(difference);
    }
    Ok(disagreement)
}

/// Returns the sentence about the derivative at which forward mode and `found` are furthest apart, if they disagree.
fn disagreement(names: &[String], forward: &[f64], what: &str, found: &[f64]) -> Option<String> {
    all_close(|| what.to_owned(), forward, found, TOLERANCE).err()?;
    let distance = |place: usize| {
        let (a, b) = (forward[place], found[place]);
        let is_same = a == b || (a.is_nan() && b.is_nan());
        // A NaN on one side is as far apart as can be.
        if is_same { 0.0 } else { Some((a - b).abs()).filter(|x| !x.is_nan()).unwrap_or(f64::INFINITY) }
    };
    // Of several that are as far apart, the first.
    let worst = (0..names.len()).rev().max_by(|&a, &b| distance(a).total_cmp(&distance(b)))?;
    let [forward, found] = [forward[worst], found[worst]].map(five_digits);
    Some(format!(
        "the modes disagree: the derivative by {} is {forward} in forward mode and {found} in {what}",
        names[worst]
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disagreement_names_the_derivative_that_is_furthest_apart() {
        let names = ["x", "y"].map(str::to_owned);
        let sentence = |found: &[f64]| disagreement(&names, &[1.0, f64::NAN], "reverse mode", found);
        assert_eq!(sentence(&[1.0, f64::NAN]), None, "alike in both modes");
        assert_eq!(
            sentence(&[2.0, 0.0]).as_deref(),
            Some("the modes disagree: the derivative by y is NaN in forward mode and 0 in reverse mode")
        );
        assert_eq!(
            sentence(&[2.0, f64::NAN]).as_deref(),
            Some("the modes disagree: the derivative by x is 1 in forward mode and 2 in reverse mode")
        );
    }

    #[test]
    fn of_several_disagreements_the_first_is_named() {
        let names = ["x", "y"].map(str::to_owned);
        let sentence = disagreement(&names, &[f64::NAN; 2], "reverse mode", &[0.0; 2]);
        assert!(sentence.is_some_and(|sentence| sentence.contains("the derivative by x")));
    }

    #[test]
    fn what_is_not_finite_is_not_comparable() {
        let apart = |value: f64, difference: f64| {
            let derivative = Derivative { variable: 0, value, difference: Some(difference) };
            derivative.relative_difference().expect("checked")
        };
        assert!(apart(f64::INFINITY, 1e9).is_nan() && apart(0.0, f64::NEG_INFINITY).is_nan());
        assert!(apart(f64::NAN, 0.0).is_nan() && apart(1.0, 1.0) == 0.0);
    }
}

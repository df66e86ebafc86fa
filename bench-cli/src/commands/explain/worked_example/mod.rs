//! Worked examples, explained: each case, with the printed figures beside the computed ones.

#[cfg(test)]
mod tests;

use crate::commands::explain::explanation::{FunctionExplanation, Mode};
use crate::error::Failure;
use crate::functions::assignment::{Assignment, override_values};
use crate::functions::bound_expression::BoundExpression;
use crate::functions::examples::worked_example::{CasePoint, PrintedFigure, PrintedQuantity, WorkedExample};
use crate::functions::named_function::NamedFunction;

/// An explained function with its heading.
#[derive(Debug, Clone)]
pub(crate) struct Section {
    /// The heading; empty if there is one section.
    pub(crate) heading: String,
    /// The explanation.
    pub(crate) explanation: FunctionExplanation,
    /// The printed figures of a worked example beside the computed ones.
    pub(crate) figures: Vec<FigureComparison>,
    /// The order of the gradient.
    pub(crate) order: GradientOrder,
}

impl Section {
    /// A section without heading and figures.
    pub(crate) fn new(explanation: FunctionExplanation, order: GradientOrder) -> Self {
        Self { heading: String::new(), explanation, figures: Vec::new(), order }
    }
}

/// The order in which derivatives are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GradientOrder {
    /// The order of the names.
    AsGiven,
    /// By absolute value, the largest first.
    LargestFirst,
}

impl GradientOrder {
    /// The heading of the list.
    pub(crate) fn heading(self) -> &'static str {
        match self {
            Self::AsGiven => "The gradient",
            Self::LargestFirst => "The gradient: what is to blame, the largest first",
        }
    }
}

/// A printed figure beside the computed one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FigureComparison {
    /// The quantity in mathematical notation.
    pub(crate) quantity: String,
    /// The number as printed.
    pub(crate) printed: &'static str,
    /// The computed number.
    pub(crate) computed: f64,
    /// The correction of a wrongly printed number.
    pub(crate) erratum: Option<&'static str>,
}

impl FigureComparison {
    fn new(figure: &PrintedFigure, explanation: &FunctionExplanation) -> Self {
        let (PrintedQuantity::Value(name) | PrintedQuantity::Derivative(name)) = figure.quantity;
        let mut nodes = explanation.trace.nodes.iter();
        let node = nodes.find(|node| node.name.as_deref() == Some(name)).expect("the example has the name");
        let (quantity, computed) = match figure.quantity {
            PrintedQuantity::Value(_) => (name.to_owned(), node.value),
            PrintedQuantity::Derivative(_) => (format!("∂/∂{name}"), node.adjoint),
        };
        Self { quantity, printed: figure.printed, computed, erratum: figure.erratum }
    }

    /// The computed number with as many decimals as the printed one has.
    pub(crate) fn rounded(&self) -> String {
        let decimals = self.printed.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        format!("{:.decimals$}", self.computed)
    }
}

/// Explains each case of an example.
///
/// Values of `at` override those of the example, and names of `wrt` its names. The figures belong to the example's
/// own point, so they are left out if `at` moves it.
///
/// # Errors
///
/// If a name is unknown, or if an explanation fails.
pub(crate) fn explain(
    example: &WorkedExample,
    at: &[Assignment],
    wrt: &[String],
    mode: Option<Mode>,
) -> Result<Vec<Section>, Failure> {
    let mut sections: Vec<Section> = Vec::new();
    for case in &example.cases {
        let point = match &case.point {
            CasePoint::At(point) => {
                let mut point = point.clone();
                override_values(&mut point, at);
                point
            }
            CasePoint::AfterStep { rate } => {
                let previous = sections.last().expect("the first case has a point of its own");
                descent_step(&previous.explanation, *rate)
            }
        };
        let function = BoundExpression::parse(&case.text, &point)?.with_parameters(&case.wrt);
        let wrt = function.indices_of(if wrt.is_empty() { &case.wrt } else { wrt })?;
        let explanation = FunctionExplanation::of(&function, function.text(), &wrt, mode)?;
        let figures = if at.is_empty() { &case.figures[..] } else { &[] };
        let figures = figures.iter().map(|figure| FigureComparison::new(figure, &explanation)).collect();
        let section = Section::new(explanation, GradientOrder::AsGiven);
        sections.push(Section { heading: case.heading.to_owned(), figures, ..section });
    }
    Ok(sections)
}

/// The point after one step of gradient descent.
fn descent_step(before: &FunctionExplanation, rate: f64) -> Vec<Assignment> {
    let variables = before.variables.iter();
    let mut point: Vec<Assignment> = variables.map(|v| Assignment::new(v.name.clone(), v.value)).collect();
    for derivative in &before.gradient {
        point[derivative.variable].value -= rate * derivative.value;
    }
    point
}

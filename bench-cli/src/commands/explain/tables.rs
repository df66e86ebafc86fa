//! Both passes as tables, a row per number.

use crate::commands::explain::explanation::FunctionExplanation;
use crate::commands::explain::formula::factor;
use crate::commands::explain::grid::{Alignment, Grid};
use crate::commands::explain::number::{five_digits, given};
use crate::commands::explain::trace;
use crate::commands::explain::trace::Op;
use crate::commands::explain::worked_example::{FigureComparison, GradientOrder};
use crate::units;

/// The most rows of a table; JSON has all of them.
pub(crate) const MOST_ROWS: usize = 120;

/// The most tangents of a row.
pub(crate) const MOST_TANGENTS: usize = 6;

/// The most terms that are written out of a list or of an adjoint's sum.
const MOST_PARTS: usize = 4;

/// The most derivatives of the table of the gradient.
const MOST_DERIVATIVES: usize = 24;

/// The mark of an operation that makes the first infinity or NaN of a pass.
pub(crate) const MARK: &str = "→";

/// A table of limited length.
pub(crate) struct LimitedTable {
    /// The table.
    pub(crate) grid: Grid,
    /// The sentence about the rows left out.
    pub(crate) note: Option<String>,
}

/// A column of the tables of the passes.
#[derive(Debug, Clone, Copy)]
enum Column {
    Number,
    Name,
    Op,
    Inputs,
    Value,
    Partials,
    /// The tangent along the seed of this index.
    Tangent(usize),
    Adjoint,
    /// The sum that the adjoint is.
    Contributions,
}

/// Returns the table of the forward pass: values, local derivatives and tangents.
pub(crate) fn forward(explanation: &FunctionExplanation) -> LimitedTable {
    use Column::{Inputs, Name, Number, Op, Partials, Tangent, Value};
    let seeds = explanation.trace.seeds.len();
    let mut columns = vec![Number, Name, Op, Inputs, Value, Partials];
    columns.extend((0..seeds.min(MOST_TANGENTS)).map(Tangent));
    let mut shown = rows(explanation, &columns, |count| (0..count).collect());
    if seeds > MOST_TANGENTS {
        let left = format!("{MOST_TANGENTS} of {seeds} tangents are shown: --wrt chooses others.");
        shown.note = Some(shown.note.map_or(left.clone(), |note| format!("{note} {left}")));
    }
    shown
}

/// Returns the table of the reverse pass, from the value back: adjoints and their contributions.
pub(crate) fn reverse(explanation: &FunctionExplanation) -> LimitedTable {
    use Column::{Adjoint, Contributions, Inputs, Name, Number, Op, Partials, Value};
    let columns: &[Column] = if explanation.mode.has_forward() {
        &[Number, Name, Op, Value, Adjoint, Contributions]
    } else {
        &[Number, Name, Op, Inputs, Value, Partials, Adjoint, Contributions]
    };
    // Nothing flows back to a constant.
    let is_shown = |&place: &usize| explanation.trace.nodes[place].op != trace::Op::Constant;
    rows(explanation, columns, |count| (0..count).rev().filter(is_shown).collect())
}

/// Returns the table of the derivatives beside those by differences; the largest first if that is the order or if
/// there are many.
pub(crate) fn gradient(explanation: &FunctionExplanation, order: GradientOrder) -> LimitedTable {
    let mut derivatives: Vec<_> = explanation.gradient.iter().collect();
    let count = derivatives.len();
    if order == GradientOrder::LargestFirst || count > MOST_DERIVATIVES {
        derivatives.sort_by(|a, b| b.value.abs().total_cmp(&a.value.abs()));
        derivatives.truncate(MOST_DERIVATIVES);
    }
    let header = ["name", "value", "derivative", "by differences", "apart"];
    let sides = [Alignment::Left, Alignment::Right, Alignment::Right, Alignment::Right, Alignment::Right];
    let mut grid = Grid::new(header.into_iter().zip(sides));
    for derivative in &derivatives {
        grid.push(vec![
            explanation.name(derivative.variable).to_owned(),
            given(explanation.variables[derivative.variable].value),
            five_digits(derivative.value),
            derivative.difference.map_or(String::new(), five_digits),
            derivative.relative_difference().map_or(String::new(), |apart| {
                if apart.is_nan() { "not comparable".to_owned() } else { distance(apart) }
            }),
        ]);
    }
    let note = (derivatives.len() < count).then(|| {
        format!(
            "The largest {} of {} derivatives: --as json has all.",
            derivatives.len(),
            units::count(count)
        )
    });
    LimitedTable { grid, note }
}

/// Returns the table of the printed figures of a worked example beside the computed ones.
pub(crate) fn figures(figures: &[FigureComparison]) -> LimitedTable {
    let header = [
        ("", Alignment::Left),
        ("worked example", Alignment::Right),
        ("here", Alignment::Right),
        ("", Alignment::Left),
    ];
    let mut grid = Grid::new(header);
    for figure in figures {
        let verdict = figure.erratum.unwrap_or("the same");
        let cells = [&figure.quantity, figure.printed, &figure.rounded(), verdict];
        grid.push(cells.map(str::to_owned).to_vec());
    }
    LimitedTable { grid, note: None }
}

fn rows(
    explanation: &FunctionExplanation,
    columns: &[Column],
    order: impl FnOnce(usize) -> Vec<usize>,
) -> LimitedTable {
    let header: Vec<(String, Alignment)> = columns.iter().map(|column| column.header(explanation)).collect();
    let mut grid = Grid::new(header.iter().map(|(text, side)| (text.as_str(), *side)));
    let texts = NodeTexts::of(explanation);
    let order = order(explanation.trace.nodes.len());
    for &place in order.iter().take(MOST_ROWS) {
        grid.push(columns.iter().map(|&column| texts.cell(column, place)).collect());
    }
    let note = (order.len() > MOST_ROWS)
        .then(|| format!("The first {MOST_ROWS} of {} rows: --as json has all.", units::count(order.len())));
    LimitedTable { grid, note }
}

impl Column {
    fn header(self, explanation: &FunctionExplanation) -> (String, Alignment) {
        let (text, side) = match self {
            Self::Number => ("#", Alignment::Right),
            Self::Name => ("name", Alignment::Left),
            Self::Op => ("op", Alignment::Left),
            Self::Inputs => ("inputs", Alignment::Left),
            Self::Value => ("value", Alignment::Right),
            Self::Partials => ("local partials", Alignment::Left),
            Self::Adjoint => ("adjoint", Alignment::Right),
            Self::Contributions => ("how it got there", Alignment::Left),
            Self::Tangent(seed) => {
                let name = explanation.name(explanation.trace.seeds[seed]);
                return (format!("∂/∂{name}"), Alignment::Right);
            }
        };
        (text.to_owned(), side)
    }
}

/// The texts of an explanation's nodes.
pub(crate) struct NodeTexts<'e> {
    explanation: &'e FunctionExplanation,
    users: Vec<Vec<(usize, usize)>>,
}

impl<'e> NodeTexts<'e> {
    /// The texts of this explanation.
    pub(crate) fn of(explanation: &'e FunctionExplanation) -> Self {
        Self { explanation, users: explanation.trace.users() }
    }

    fn cell(&self, column: Column, place: usize) -> String {
        let trace = &self.explanation.trace;
        let node = &trace.nodes[place];
        match column {
            Column::Number if self.explanation.marks.iter().any(|mark| mark.place == place) => {
                format!("{MARK} {}", place + 1)
            }
            Column::Number => (place + 1).to_string(),
            Column::Name => node.name.clone().unwrap_or_default(),
            Column::Op => node.op.symbol(),
            Column::Inputs => list(node.inputs.iter().map(|&input| trace.label(input))),
            Column::Value if matches!(node.op, Op::Variable(_)) => given(node.value),
            Column::Value => five_digits(node.value),
            Column::Partials => list(self.operands(place).map(|operand| self.partial(place, operand))),
            Column::Tangent(seed) => five_digits(node.tangents[seed]),
            Column::Adjoint => five_digits(node.adjoint),
            Column::Contributions => self.contributions(place),
        }
    }

    /// The operands that are no constants.
    pub(crate) fn operands(&self, place: usize) -> impl Iterator<Item = usize> {
        let nodes = &self.explanation.trace.nodes;
        let inputs = nodes[place].inputs.iter().enumerate();
        inputs.filter(|(_, input)| nodes[**input].op != Op::Constant).map(|(operand, _)| operand)
    }

    /// A local derivative as a text and as a number: `w1 = -3`.
    pub(crate) fn partial(&self, place: usize, operand: usize) -> String {
        let text = self.explanation.trace.partial(place, operand);
        let value = five_digits(self.explanation.trace.nodes[place].partials[operand]);
        if text == value { value } else { format!("{text} = {value}") }
    }

    /// The adjoint of a node as a sum over its users: `#6 × w1 = 0.5 × -3`.
    pub(crate) fn contributions(&self, place: usize) -> String {
        let trace = &self.explanation.trace;
        if place == trace.output {
            return "the value itself".to_owned();
        }
        if self.users[place].is_empty() {
            return "nothing uses it".to_owned();
        }
        // Off every path 0 · ∞ is no term.
        let is_term = |&(user, operand): &(usize, usize)| {
            let node = &trace.nodes[user];
            !trace.is_left_out(user, operand) || (node.adjoint * node.partials[operand]).is_finite()
        };
        let users: Vec<_> = self.users[place].iter().copied().filter(is_term).collect();
        if users.is_empty() {
            return "no path leads to the value".to_owned();
        }
        let (mut texts, mut numbers) = (Vec::new(), Vec::new());
        for &(user, operand) in users.iter().take(MOST_PARTS) {
            let partial = trace.partial(user, operand);
            texts.push(format!("{} × {}", trace.label(user), factor(&partial)));
            let node = &trace.nodes[user];
            numbers.push(format!("{} × {}", five_digits(node.adjoint), five_digits(node.partials[operand])));
        }
        if users.len() > MOST_PARTS {
            let rest = format!("… {} more", users.len() - MOST_PARTS);
            texts.push(rest.clone());
            numbers.push(rest);
        }
        format!("{} = {}", texts.join(" + "), numbers.join(" + "))
    }
}

/// The order of magnitude of a distance.
pub(crate) fn distance(x: f64) -> String {
    if x == 0.0 { "0".to_owned() } else { format!("{x:.0e}") }
}

/// The first texts, separated by commas.
fn list(mut items: impl Iterator<Item = String>) -> String {
    let mut texts: Vec<String> = items.by_ref().take(MOST_PARTS).collect();
    match items.count() {
        0 => {}
        rest => texts.push(format!("… {rest} more")),
    }
    texts.join(", ")
}

//! Both passes as tables, a row per number.

use crate::commands::explain::explanation::Explanation;
use crate::commands::explain::formula::factor;
use crate::commands::explain::grid::{Grid, Side};
use crate::commands::explain::number::figure;
use crate::commands::explain::trace::Op;
use crate::functions::examples::{Order, Worked};
use crate::units;

/// The most rows of a table; JSON has all of them.
pub(crate) const MOST_ROWS: usize = 120;

/// The most directions that stand side by side.
pub(crate) const MOST_TANGENTS: usize = 6;

/// The most ways in which an adjoint's parts are written out.
const MOST_PARTS: usize = 4;

/// The most derivatives that are listed.
const MOST_DERIVATIVES: usize = 24;

/// A table, and what it leaves out.
pub(crate) struct Shown {
    pub(crate) grid: Grid,
    pub(crate) note: Option<String>,
}

/// What a column shows of a node.
#[derive(Debug, Clone, Copy)]
enum Column {
    Number,
    Name,
    Op,
    Inputs,
    Value,
    Partials,
    /// Along the seed at this place.
    Tangent(usize),
    Adjoint,
    How,
}

/// The forward pass: values, local derivatives and tangents.
pub(crate) fn forward(explanation: &Explanation) -> Shown {
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

/// The reverse pass, from the value back: adjoints, and how they got there.
pub(crate) fn reverse(explanation: &Explanation) -> Shown {
    use Column::{Adjoint, How, Inputs, Name, Number, Op, Partials, Value};
    let columns: &[Column] = if explanation.mode.has_forward() {
        &[Number, Name, Op, Value, Adjoint, How]
    } else {
        &[Number, Name, Op, Inputs, Value, Partials, Adjoint, How]
    };
    // What a constant would hand on, nobody takes.
    let is_shown =
        |&place: &usize| explanation.trace.nodes[place].op != crate::commands::explain::tables::Op::Constant;
    rows(explanation, columns, |count| (0..count).rev().filter(is_shown).collect())
}

/// The derivatives beside those by differences; if they are many, or someone is to blame, the largest first.
pub(crate) fn gradient(explanation: &Explanation, order: Order) -> Shown {
    let mut derivatives: Vec<_> = explanation.gradient.iter().collect();
    let count = derivatives.len();
    if order == Order::LargestFirst || count > MOST_DERIVATIVES {
        derivatives.sort_by(|a, b| b.value.abs().total_cmp(&a.value.abs()));
        derivatives.truncate(MOST_DERIVATIVES);
    }
    let header = ["name", "value", "derivative", "by differences", "apart"];
    let sides = [Side::Left, Side::Right, Side::Right, Side::Right, Side::Right];
    let mut grid = Grid::new(header.into_iter().zip(sides));
    for derivative in &derivatives {
        grid.push(vec![
            explanation.name(derivative.variable).to_owned(),
            figure(explanation.variables[derivative.variable].value),
            figure(derivative.value),
            derivative.difference.map_or(String::new(), figure),
            derivative.relative_difference().map_or(String::new(), distance),
        ]);
    }
    let note = (derivatives.len() < count).then(|| {
        format!(
            "The largest {} of {} derivatives: --as json has all.",
            derivatives.len(),
            units::count(count)
        )
    });
    Shown { grid, note }
}

/// The figures of a worked example beside what was found.
pub(crate) fn worked(figures: &[Worked]) -> Shown {
    let header = [("", Side::Left), ("worked example", Side::Right), ("here", Side::Right), ("", Side::Left)];
    let mut grid = Grid::new(header);
    for figure in figures {
        let verdict = figure.slip.map_or("the same", |right| right);
        let cells = [&figure.what, figure.printed, &figure.rounded(), verdict];
        grid.push(cells.map(str::to_owned).to_vec());
    }
    Shown { grid, note: None }
}

fn rows(explanation: &Explanation, columns: &[Column], order: impl FnOnce(usize) -> Vec<usize>) -> Shown {
    let header: Vec<(String, Side)> = columns.iter().map(|column| column.header(explanation)).collect();
    let mut grid = Grid::new(header.iter().map(|(text, side)| (text.as_str(), *side)));
    let cells = Cells { explanation, users: explanation.trace.users() };
    let order = order(explanation.trace.nodes.len());
    for &place in order.iter().take(MOST_ROWS) {
        grid.push(columns.iter().map(|&column| cells.cell(column, place)).collect());
    }
    let note = (order.len() > MOST_ROWS)
        .then(|| format!("The first {MOST_ROWS} of {} rows: --as json has all.", units::count(order.len())));
    Shown { grid, note }
}

impl Column {
    fn header(self, explanation: &Explanation) -> (String, Side) {
        let (text, side) = match self {
            Self::Number => ("#", Side::Right),
            Self::Name => ("name", Side::Left),
            Self::Op => ("op", Side::Left),
            Self::Inputs => ("inputs", Side::Left),
            Self::Value => ("value", Side::Right),
            Self::Partials => ("local partials", Side::Left),
            Self::Adjoint => ("adjoint", Side::Right),
            Self::How => ("how it got there", Side::Left),
            Self::Tangent(seed) => {
                let name = explanation.name(explanation.trace.seeds[seed]);
                return (format!("∂/∂{name}"), Side::Right);
            }
        };
        (text.to_owned(), side)
    }
}

/// What fills the rows.
pub(crate) struct Cells<'e> {
    explanation: &'e Explanation,
    users: Vec<Vec<(usize, usize)>>,
}

impl<'e> Cells<'e> {
    /// The cells of this explanation.
    pub(crate) fn of(explanation: &'e Explanation) -> Self {
        Self { explanation, users: explanation.trace.users() }
    }

    fn cell(&self, column: Column, place: usize) -> String {
        let trace = &self.explanation.trace;
        let node = &trace.nodes[place];
        match column {
            Column::Number => (place + 1).to_string(),
            Column::Name => node.name.clone().unwrap_or_default(),
            Column::Op => node.op.symbol(),
            Column::Inputs => list(node.inputs.iter().map(|&input| trace.label(input))),
            Column::Value => figure(node.value),
            Column::Partials => list(self.operands(place).map(|operand| self.partial(place, operand))),
            Column::Tangent(seed) => figure(node.tangents[seed]),
            Column::Adjoint => figure(node.adjoint),
            Column::How => self.how(place),
        }
    }

    /// The operands that can change.
    pub(crate) fn operands(&self, place: usize) -> impl Iterator<Item = usize> {
        let nodes = &self.explanation.trace.nodes;
        let inputs = nodes[place].inputs.iter().enumerate();
        inputs.filter(|(_, input)| nodes[**input].op != Op::Constant).map(|(operand, _)| operand)
    }

    /// A local derivative as a text and as a number: `w1 = -3`.
    pub(crate) fn partial(&self, place: usize, operand: usize) -> String {
        let text = self.explanation.trace.partial(place, operand);
        let value = figure(self.explanation.trace.nodes[place].partials[operand]);
        if text == value { value } else { format!("{text} = {value}") }
    }

    /// What the users of a node hand back to it: `#6 × w1 = 0.5 × -3`.
    pub(crate) fn how(&self, place: usize) -> String {
        let trace = &self.explanation.trace;
        if place == trace.output {
            return "the value itself".to_owned();
        }
        let users = &self.users[place];
        if users.is_empty() {
            return "nothing uses it".to_owned();
        }
        let (mut texts, mut numbers) = (Vec::new(), Vec::new());
        for &(user, operand) in users.iter().take(MOST_PARTS) {
            let partial = trace.partial(user, operand);
            texts.push(format!("{} × {}", trace.label(user), factor(&partial)));
            let node = &trace.nodes[user];
            numbers.push(format!("{} × {}", figure(node.adjoint), figure(node.partials[operand])));
        }
        if users.len() > MOST_PARTS {
            let rest = format!("… {} more", users.len() - MOST_PARTS);
            texts.push(rest.clone());
            numbers.push(rest);
        }
        format!("{} = {}", texts.join(" + "), numbers.join(" + "))
    }
}

/// A distance that is about as large as this.
pub(crate) fn distance(x: f64) -> String {
    if x == 0.0 { "0".to_owned() } else { format!("{x:.0e}") }
}

/// Texts with commas between them, not more than one wants to read.
fn list(mut items: impl Iterator<Item = String>) -> String {
    let mut texts: Vec<String> = items.by_ref().take(MOST_PARTS).collect();
    match items.count() {
        0 => {}
        rest => texts.push(format!("… {rest} more")),
    }
    texts.join(", ")
}

//! An explanation as a page for a terminal or a document.

use crate::commands::explain::document::{Document, Heading};
use crate::commands::explain::explanation::{Derivative, FunctionExplanation};
use crate::commands::explain::grid::marked_down;
use crate::commands::explain::number::{five_digits, given};
use crate::commands::explain::steps::steps;
use crate::commands::explain::tables::LimitedTable;
use crate::commands::explain::worked_example::Section;
use crate::commands::explain::{attribution, contributions, summary, tables};
use crate::draw::Paint;
use crate::functions::named_function::TakenBranch;
use crate::graph::PassKind;
use crate::graph::network::Detail;
use crate::units;

/// The relative distance beyond which differences do not approximate a derivative.
const MOST_APART: f64 = 1e-2;

/// The markup of a page.
pub(crate) trait Markup {
    /// The title of the page.
    fn title(&self, text: &str) -> String;
    /// The heading of a section.
    fn heading(&self, text: &str) -> String;
    /// A paragraph of sentences.
    fn paragraph(&self, text: &str) -> String;
    /// A formula.
    fn code(&self, text: &str) -> String;
    /// A table.
    fn table(&self, table: &LimitedTable) -> String;
}

/// Markup for a terminal.
pub(crate) struct Terminal(pub(crate) Paint);

impl Markup for Terminal {
    fn title(&self, text: &str) -> String {
        self.0.bold(text)
    }

    fn heading(&self, text: &str) -> String {
        format!("\n{}", self.0.bold(text))
    }

    fn paragraph(&self, text: &str) -> String {
        text.to_owned()
    }

    fn code(&self, text: &str) -> String {
        text.to_owned()
    }

    fn table(&self, table: &LimitedTable) -> String {
        let note = table.note.iter().map(|note| format!("\n{note}"));
        table.grid.text(self.0) + &note.collect::<String>()
    }
}

/// Markup for a document.
pub(crate) struct Markdown;

impl Markup for Markdown {
    fn title(&self, text: &str) -> String {
        format!("# {}\n", marked_down(text))
    }

    fn heading(&self, text: &str) -> String {
        format!("## {}\n", marked_down(text))
    }

    fn paragraph(&self, text: &str) -> String {
        format!("{}\n", marked_down(text))
    }

    fn code(&self, text: &str) -> String {
        format!("`{text}`")
    }

    fn table(&self, table: &LimitedTable) -> String {
        let note = table.note.iter().map(|note| format!("\n\n{}", marked_down(note)));
        table.grid.markdown() + &note.collect::<String>() + "\n"
    }
}

/// The layout of the passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PassLayout {
    /// Tables, in this detail if one was asked for.
    Tables(Option<Detail>),
    /// A sentence per step.
    Steps,
}

/// Writes the whole page.
pub(crate) fn page(document: &Document, passes: PassLayout, markup: &impl Markup) -> String {
    let mut page = Vec::new();
    if let Some(Heading { title, about }) = &document.heading {
        page.extend([markup.title(title), markup.paragraph(about)]);
    }
    let passes = match passes {
        PassLayout::Tables(detail) => PassLayout::Tables(document.detail(detail)),
        PassLayout::Steps => PassLayout::Steps,
    };
    if let Some(attribution) = &document.attribution {
        page.push(markup.heading("Shares of the columns in the prediction: integrated gradients"));
        page.push(markup.table(&attribution::table(&document.columns)));
        page.push(markup.paragraph(&attribution::sentence(attribution)));
    }
    for section in &document.sections {
        let function = markup.code(&section.explanation.function);
        match (&document.heading, section.heading.as_str()) {
            (None, _) => page.push(markup.title(&function)),
            (Some(Heading { title, .. }), "") if *title == section.explanation.function => {}
            (Some(_), "") => page.push(markup.paragraph(&function)),
            (Some(_), heading) => page.extend([markup.heading(heading), markup.paragraph(&function)]),
        }
        body(document, section, passes, markup, &mut page);
    }
    page.join("\n").trim_end().to_owned() + "\n"
}

/// Writes the passes, the gradient and the costs of one function.
fn body(
    document: &Document,
    section: &Section,
    passes: PassLayout,
    markup: &impl Markup,
    page: &mut Vec<String>,
) {
    let explanation = &section.explanation;
    let contributing = match (passes, &document.network) {
        (PassLayout::Tables(Some(Detail::Contributions)), Some(loss)) => Some(loss),
        _ => None,
    };
    if contributing.is_none() {
        page.push(markup.paragraph(&point(explanation)));
    }
    page.extend(explanation.branches.iter().map(|branch| markup.paragraph(&taken(branch))));
    match passes {
        _ if let Some(loss) = contributing => {
            page.push(markup.heading("Layers: the numbers that contribute most to the loss"));
            page.push(markup.paragraph(&at_loss(explanation)));
            page.push(markup.table(&contributions::table(explanation, loss, document.row.as_ref())));
        }
        PassLayout::Tables(detail) => {
            passes_as_tables(
                explanation,
                detail.unwrap_or_else(|| explanation.finest(tables::MOST_ROWS)),
                markup,
                page,
            );
        }
        PassLayout::Steps => passes_as_steps(explanation, markup, page),
    }
    let marks = explanation.marks.iter().map(|mark| format!("{} {}", tables::MARK, mark.sentence));
    page.extend(marks.map(|sentence| markup.paragraph(&sentence)));
    page.push(markup.heading(section.order.heading()));
    page.push(markup.table(&tables::gradient(explanation, section.order)));
    if !section.figures.is_empty() {
        page.push(markup.heading("The worked example"));
        page.push(markup.table(&tables::figures(&section.figures)));
    }
    if let Some(disagreement) = &explanation.disagreement {
        page.push(markup.paragraph(&format!("Here {disagreement}.")));
    }
    page.push(markup.paragraph(&costs(explanation)));
}

fn passes_as_tables(
    explanation: &FunctionExplanation,
    detail: Detail,
    markup: &impl Markup,
    parts: &mut Vec<String>,
) {
    match detail {
        Detail::Contributions | Detail::Layer | Detail::Blocks | Detail::Simplified | Detail::Full => {
            parts.push(markup.heading("Layers: lengths of values and adjoints"));
            parts.push(markup.table(&summary::layers(explanation)));
        }
        Detail::Neuron => {
            parts.push(markup.heading("Numbers that have names"));
            parts.push(markup.table(&summary::units(explanation)));
        }
        Detail::Op => {
            if explanation.mode.has_forward() {
                parts.push(markup.heading("Forward mode: values, local derivatives, and a tangent per name"));
                parts.push(markup.table(&tables::forward(explanation)));
            }
            if explanation.mode.has_reverse() {
                parts.push(markup.heading("Reverse mode: adjoints, from the value back to the names"));
                parts.push(markup.table(&tables::reverse(explanation)));
            }
        }
    }
}

fn passes_as_steps(explanation: &FunctionExplanation, markup: &impl Markup, parts: &mut Vec<String>) {
    let steps = steps(explanation);
    for (pass, head) in [(PassKind::Forward, "Forward"), (PassKind::Reverse, "Back")] {
        let sentences: Vec<&str> =
            steps.iter().filter(|step| step.pass == pass).map(|step| step.sentence.as_str()).collect();
        if sentences.is_empty() {
            continue;
        }
        parts.push(markup.heading(head));
        let shown = sentences.iter().take(tables::MOST_ROWS).zip(1..);
        parts.extend(shown.map(|(sentence, number)| markup.paragraph(&format!("{number}. {sentence}"))));
        if sentences.len() > tables::MOST_ROWS {
            let note = format!("The first {} of {} steps.", tables::MOST_ROWS, units::count(sentences.len()));
            parts.push(markup.paragraph(&note));
        }
    }
}

/// The sentence about the value and the point.
fn point(explanation: &FunctionExplanation) -> String {
    let values = explanation.variables.iter().map(|v| format!("{} = {}", v.name, given(v.value)));
    let shown: Vec<String> = values.take(12).collect();
    let rest = explanation.variables.len() - shown.len();
    let rest = if rest == 0 { String::new() } else { format!(", … {} more", units::count(rest)) };
    format!("= {} at {}{rest}", five_digits(explanation.value()), shown.join(", "))
}

/// The sentence about the loss and the contributions.
fn at_loss(explanation: &FunctionExplanation) -> String {
    format!(
        "The loss is {}. An adjoint is its derivative by a number; value × adjoint is what the number contributes to first \
         order, with inputs in standard deviations from the mean.",
        five_digits(explanation.value())
    )
}

/// The sentence about the branch of a selection.
fn taken(branch: &TakenBranch) -> String {
    let TakenBranch { condition, left, comparison, right, is_first } = branch;
    let (holds, place) = if *is_first { ("holds", "first") } else { ("does not hold", "second") };
    format!(
        "`{condition}` {holds} ({} {comparison} {}): the {place} branch is taken.",
        given(*left),
        given(*right)
    )
}

/// The sentences about the passes of each mode, the paths and the check by differences.
fn costs(explanation: &FunctionExplanation) -> String {
    let names = explanation.gradient.len();
    let passes = if names == 1 { "1 pass".to_owned() } else { format!("{} passes", units::count(names)) };
    let paths = explanation.trace.paths();
    format!(
        "Forward mode needs {passes}, one per name; reverse mode needs 1 for all.\n\
         Paths from the names to the value: {paths}, over {} numbers; a pass visits each number once.\n\
         {}",
        units::count(explanation.trace.nodes.len()),
        checked_by_differences(explanation)
    )
}

/// The sentence about the distance of the derivatives from differences.
fn checked_by_differences(explanation: &FunctionExplanation) -> String {
    let names = explanation.gradient.len();
    let checked = explanation.gradient.iter().filter(|derivative| derivative.difference.is_some()).count();
    let on = if checked < names { format!(" on the {checked} largest") } else { String::new() };
    let apart = explanation.gradient.iter().filter_map(Derivative::relative_difference);
    let (comparable, others): (Vec<f64>, Vec<f64>) = apart.partition(|apart| !apart.is_nan());
    let largest = comparable.iter().copied().fold(0.0, f64::max);
    match (comparable.len(), others.len()) {
        (0, 1..) => format!("Central differences are not comparable here{on}: something is not finite."),
        (_, 0) if largest > MOST_APART => format!(
            "Central differences are {} apart{on}: they may straddle a kink, a jump or a pole.",
            tables::distance(largest)
        ),
        (_, 0) => format!("Central differences agree to {}{on}.", tables::distance(largest)),
        (_, others) => format!(
            "Central differences agree to {}{on}, except for {others} that are not comparable: something is not finite.",
            tables::distance(largest)
        ),
    }
}

//! What people read: an explanation as a page for a terminal or a document.

use crate::commands::explain::explanation::Explanation;
use crate::commands::explain::grid::marked_down;
use crate::commands::explain::number::figure;
use crate::commands::explain::steps::steps;
use crate::commands::explain::tables::Shown;
use crate::commands::explain::{Answer, summary, tables};
use crate::draw::Paint;
use crate::functions::examples::Part;
use crate::graph::Pass;
use crate::graph::network::Detail;
use crate::units;

/// How the parts of a page are written.
pub(crate) trait Style {
    /// What the page is about.
    fn title(&self, text: &str) -> String;
    /// The head of a part.
    fn head(&self, text: &str) -> String;
    /// A sentence or several.
    fn paragraph(&self, text: &str) -> String;
    /// A formula.
    fn code(&self, text: &str) -> String;
    /// A table.
    fn table(&self, shown: &Shown) -> String;
}

/// For a terminal.
pub(crate) struct Terminal(pub(super) Paint);

impl Style for Terminal {
    fn title(&self, text: &str) -> String {
        self.0.bold(text)
    }

    fn head(&self, text: &str) -> String {
        format!("\n{}", self.0.bold(text))
    }

    fn paragraph(&self, text: &str) -> String {
        text.to_owned()
    }

    fn code(&self, text: &str) -> String {
        text.to_owned()
    }

    fn table(&self, shown: &Shown) -> String {
        let note = shown.note.iter().map(|note| format!("\n{note}"));
        shown.grid.text(self.0) + &note.collect::<String>()
    }
}

/// For a document.
pub(crate) struct Markdown;

impl Style for Markdown {
    fn title(&self, text: &str) -> String {
        format!("# {}\n", marked_down(text))
    }

    fn head(&self, text: &str) -> String {
        format!("## {}\n", marked_down(text))
    }

    fn paragraph(&self, text: &str) -> String {
        format!("{}\n", marked_down(text))
    }

    fn code(&self, text: &str) -> String {
        format!("`{text}`")
    }

    fn table(&self, shown: &Shown) -> String {
        let note = shown.note.iter().map(|note| format!("\n\n{}", marked_down(note)));
        shown.grid.markdown() + &note.collect::<String>() + "\n"
    }
}

/// How the passes are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Passes {
    /// As tables, this finely if it was said how.
    Tables(Option<Detail>),
    /// A sentence per step.
    Steps,
}

/// The whole page.
pub(crate) fn page(answer: &Answer, passes: Passes, style: &impl Style) -> String {
    let mut page = Vec::new();
    if let Some((title, about)) = &answer.about {
        page.extend([style.title(title), style.paragraph(about)]);
    }
    for part in &answer.parts {
        let function = style.code(&part.explanation.function);
        match (&answer.about, part.head.as_str()) {
            (None, _) => page.push(style.title(&function)),
            (Some((title, _)), "") if *title == part.explanation.function => {}
            (Some(_), "") => page.push(style.paragraph(&function)),
            (Some(_), head) => page.extend([style.head(head), style.paragraph(&function)]),
        }
        body(part, passes, style, &mut page);
    }
    page.join("\n").trim_end().to_owned() + "\n"
}

/// What there is to say of one function.
fn body(part: &Part, passes: Passes, style: &impl Style, page: &mut Vec<String>) {
    let explanation = &part.explanation;
    page.push(style.paragraph(&point(explanation)));
    match passes {
        Passes::Tables(detail) => {
            passes_as_tables(
                explanation,
                detail.unwrap_or_else(|| explanation.finest(tables::MOST_ROWS)),
                style,
                page,
            );
        }
        Passes::Steps => passes_as_steps(explanation, style, page),
    }
    page.push(style.head(part.order.head()));
    page.push(style.table(&tables::gradient(explanation, part.order)));
    if !part.worked.is_empty() {
        page.push(style.head("The worked example"));
        page.push(style.table(&tables::worked(&part.worked)));
    }
    page.push(style.paragraph(&costs(explanation)));
}

fn passes_as_tables(explanation: &Explanation, detail: Detail, style: &impl Style, parts: &mut Vec<String>) {
    match detail {
        Detail::Layer | Detail::Blocks | Detail::Simplified | Detail::Full => {
            parts.push(style.head("Layers: lengths of values and adjoints"));
            parts.push(style.table(&summary::layers(explanation)));
        }
        Detail::Neuron => {
            parts.push(style.head("Numbers that have names"));
            parts.push(style.table(&summary::units(explanation)));
        }
        Detail::Op => {
            if explanation.mode.has_forward() {
                parts.push(style.head("Forward mode: values, local derivatives, and a tangent per name"));
                parts.push(style.table(&tables::forward(explanation)));
            }
            if explanation.mode.has_reverse() {
                parts.push(style.head("Reverse mode: adjoints, from the value back to the names"));
                parts.push(style.table(&tables::reverse(explanation)));
            }
        }
    }
}

fn passes_as_steps(explanation: &Explanation, style: &impl Style, parts: &mut Vec<String>) {
    let steps = steps(explanation);
    for (pass, head) in [(Pass::Forward, "Forward"), (Pass::Reverse, "Back")] {
        let sentences: Vec<&str> =
            steps.iter().filter(|step| step.pass == pass).map(|step| step.sentence.as_str()).collect();
        if sentences.is_empty() {
            continue;
        }
        parts.push(style.head(head));
        let shown = sentences.iter().take(tables::MOST_ROWS).zip(1..);
        parts.extend(shown.map(|(sentence, number)| style.paragraph(&format!("{number}. {sentence}"))));
        if sentences.len() > tables::MOST_ROWS {
            let note = format!("The first {} of {} steps.", tables::MOST_ROWS, units::count(sentences.len()));
            parts.push(style.paragraph(&note));
        }
    }
}

/// Where the function is looked at.
fn point(explanation: &Explanation) -> String {
    let values = explanation.variables.iter().map(|v| format!("{} = {}", v.name, figure(v.value)));
    let shown: Vec<String> = values.take(12).collect();
    let rest = explanation.variables.len() - shown.len();
    let rest = if rest == 0 { String::new() } else { format!(", … {} more", units::count(rest)) };
    format!("= {} at {}{rest}", figure(explanation.value()), shown.join(", "))
}

/// What each mode costs, and how far to trust all this.
fn costs(explanation: &Explanation) -> String {
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

/// How far the derivatives are from differences, and how many were looked at.
fn checked_by_differences(explanation: &Explanation) -> String {
    let names = explanation.gradient.len();
    let checked = explanation.gradient.iter().filter(|derivative| derivative.difference.is_some()).count();
    let on = if checked < names { format!(" on the {checked} largest") } else { String::new() };
    match explanation.max_relative_difference() {
        apart if apart.is_nan() => format!("Central differences have no value here{on}."),
        apart => format!("Central differences agree to {}{on}.", tables::distance(apart)),
    }
}

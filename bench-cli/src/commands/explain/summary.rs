//! Tables of a computation by labelled number, and by layer.

use crate::commands::explain::explanation::FunctionExplanation;
use crate::commands::explain::grid::{Alignment, Grid};
use crate::commands::explain::number::five_digits;
use crate::commands::explain::tables::{LimitedTable, MOST_ROWS, MOST_TANGENTS};
use crate::commands::explain::trace::TraceNode;
use crate::graph::network::Detail;
use crate::units::count;

impl FunctionExplanation {
    /// The finest detail with at most `rows` rows.
    pub(crate) fn finest(&self, rows: usize) -> Detail {
        if self.trace.nodes.len() <= rows {
            Detail::Op
        } else if self.units().count() <= rows {
            Detail::Neuron
        } else {
            Detail::Layer
        }
    }

    /// The labelled nodes and the value, each with its index.
    fn units(&self) -> impl Iterator<Item = (usize, &TraceNode)> {
        let nodes = self.trace.nodes.iter().enumerate();
        nodes.filter(|(place, node)| node.group.is_some() || *place == self.trace.output)
    }
}

/// The name of an unlabelled value.
const VALUE: &str = "value";

/// Returns the table with a row per labelled number.
pub(crate) fn units(explanation: &FunctionExplanation) -> LimitedTable {
    let seeds: &[usize] = &explanation.trace.seeds[..explanation.trace.seeds.len().min(MOST_TANGENTS)];
    let tangents: Vec<String> = seeds.iter().map(|&seed| format!("∂/∂{}", explanation.name(seed))).collect();
    let mut header = vec![("#", Alignment::Right), ("name", Alignment::Left), ("value", Alignment::Right)];
    header.extend(tangents.iter().map(|tangent| (tangent.as_str(), Alignment::Right)));
    header.extend(explanation.mode.has_reverse().then_some(("adjoint", Alignment::Right)));
    let mut grid = Grid::new(header);
    let mut left = explanation.units();
    for (place, node) in left.by_ref().take(MOST_ROWS) {
        let name = node.name.as_deref().unwrap_or(VALUE);
        let mut row = vec![(place + 1).to_string(), name.to_owned(), five_digits(node.value)];
        row.extend(node.tangents.iter().take(seeds.len()).map(|&tangent| five_digits(tangent)));
        row.extend(explanation.mode.has_reverse().then(|| five_digits(node.adjoint)));
        grid.push(row);
    }
    let note = match left.count() {
        0 => None,
        more => Some(format!("{} more: --as json has all.", count(more))),
    };
    LimitedTable { grid, note }
}

/// Returns the table with a row per layer: the Euclidean norms of its values and of its adjoints.
pub(crate) fn layers(explanation: &FunctionExplanation) -> LimitedTable {
    let mut header =
        vec![("name", Alignment::Left), ("numbers", Alignment::Right), ("‖value‖", Alignment::Right)];
    header.extend(explanation.mode.has_reverse().then_some(("‖adjoint‖", Alignment::Right)));
    let mut grid = Grid::new(header);
    let mut groups: Vec<(&str, Vec<&TraceNode>)> = Vec::new();
    for (_, node) in explanation.units() {
        let group = node.group.as_deref().unwrap_or(VALUE);
        // The parts of a group follow each other.
        match groups.last_mut().filter(|(name, _)| *name == group) {
            Some((_, nodes)) => nodes.push(node),
            None => groups.push((group, vec![node])),
        }
    }
    for (name, nodes) in groups.iter().take(MOST_ROWS) {
        let length = |of: fn(&TraceNode) -> f64| {
            five_digits(nodes.iter().map(|node| of(node).powi(2)).sum::<f64>().sqrt())
        };
        let mut row = vec![(*name).to_owned(), count(nodes.len()), length(|node| node.value)];
        row.extend(explanation.mode.has_reverse().then(|| length(|node| node.adjoint)));
        grid.push(row);
    }
    let note = (groups.len() > MOST_ROWS)
        .then(|| format!("The first {MOST_ROWS} of {} layers.", count(groups.len())));
    LimitedTable { grid, note }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::explain::explanation::Mode;
    use crate::draw::Paint;
    use crate::functions::assignment::Assignment;
    use crate::functions::bound_expression::BoundExpression;
    use crate::functions::named_function::NamedFunction;

    fn explanation(text: &str) -> FunctionExplanation {
        let function = BoundExpression::parse(text, &[Assignment::new("x", 2.0)]).expect("an expression");
        let wrt = function.indices_of(&[]).expect("all");
        FunctionExplanation::of(&function, text, &wrt, Some(Mode::Both)).expect("engines that agree")
    }

    #[test]
    fn a_vector_is_one_layer_and_as_many_units() {
        let explanation = explanation("h = [3*x, 4*x]; sum(h)");
        let cells = |table: LimitedTable| -> Vec<String> {
            let text = table.grid.text(Paint::PLAIN);
            text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
        };
        let layers = cells(layers(&explanation));
        assert!(layers.contains(&"h 2 10 1.4142".to_owned()), "{layers:?}");
        assert!(layers.contains(&"value 1 14 1".to_owned()), "{layers:?}");
        let units = cells(units(&explanation));
        assert!(units.contains(&"3 h[1] 6 3 1".to_owned()), "{units:?}");
    }

    #[test]
    fn what_has_too_many_rows_is_shown_more_coarsely() {
        let explanation = explanation("h = [3*x, 4*x]; sum(h)");
        assert_eq!(
            [6, 3, 2].map(|rows| explanation.finest(rows)),
            [Detail::Op, Detail::Neuron, Detail::Layer]
        );
    }
}

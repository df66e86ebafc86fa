//! A computation by its units, and by its layers.

use crate::commands::explain::explanation::Explanation;
use crate::commands::explain::grid::{Grid, Side};
use crate::commands::explain::number::figure;
use crate::commands::explain::tables::{MOST_ROWS, MOST_TANGENTS, Shown};
use crate::commands::explain::trace::Node;
use crate::graph::network::Detail;
use crate::units::count;

impl Explanation {
    /// The finest detail that needs no more rows than this.
    pub(crate) fn finest(&self, rows: usize) -> Detail {
        if self.trace.nodes.len() <= rows {
            Detail::Op
        } else if self.units().count() <= rows {
            Detail::Neuron
        } else {
            Detail::Layer
        }
    }

    /// The computed numbers that have names, and the value.
    fn units(&self) -> impl Iterator<Item = (usize, &Node)> {
        let nodes = self.trace.nodes.iter().enumerate();
        nodes.filter(|(place, node)| node.group.is_some() || *place == self.trace.output)
    }
}

/// What the value is called where it has no name.
const VALUE: &str = "value";

/// A row per unit.
pub(crate) fn units(explanation: &Explanation) -> Shown {
    let seeds: &[usize] = &explanation.trace.seeds[..explanation.trace.seeds.len().min(MOST_TANGENTS)];
    let tangents: Vec<String> = seeds.iter().map(|&seed| format!("∂/∂{}", explanation.name(seed))).collect();
    let mut header = vec![("#", Side::Right), ("name", Side::Left), ("value", Side::Right)];
    header.extend(tangents.iter().map(|tangent| (tangent.as_str(), Side::Right)));
    header.extend(explanation.mode.has_reverse().then_some(("adjoint", Side::Right)));
    let mut grid = Grid::new(header);
    let mut left = explanation.units();
    for (place, node) in left.by_ref().take(MOST_ROWS) {
        let name = node.name.as_deref().unwrap_or(VALUE);
        let mut row = vec![(place + 1).to_string(), name.to_owned(), figure(node.value)];
        row.extend(node.tangents.iter().take(seeds.len()).map(|&tangent| figure(tangent)));
        row.extend(explanation.mode.has_reverse().then(|| figure(node.adjoint)));
        grid.push(row);
    }
    let note = match left.count() {
        0 => None,
        more => Some(format!("{} more: --as json has all.", count(more))),
    };
    Shown { grid, note }
}

/// A row per layer: the Euclidean lengths of its values and of its adjoints.
pub(crate) fn layers(explanation: &Explanation) -> Shown {
    let mut header = vec![("name", Side::Left), ("numbers", Side::Right), ("‖value‖", Side::Right)];
    header.extend(explanation.mode.has_reverse().then_some(("‖adjoint‖", Side::Right)));
    let mut grid = Grid::new(header);
    let mut groups: Vec<(&str, Vec<&Node>)> = Vec::new();
    for (_, node) in explanation.units() {
        let group = node.group.as_deref().unwrap_or(VALUE);
        // The parts of a group follow each other.
        match groups.last_mut().filter(|(name, _)| *name == group) {
            Some((_, nodes)) => nodes.push(node),
            None => groups.push((group, vec![node])),
        }
    }
    for (name, nodes) in groups.iter().take(MOST_ROWS) {
        let length =
            |of: fn(&Node) -> f64| figure(nodes.iter().map(|node| of(node).powi(2)).sum::<f64>().sqrt());
        let mut row = vec![(*name).to_owned(), count(nodes.len()), length(|node| node.value)];
        row.extend(explanation.mode.has_reverse().then(|| length(|node| node.adjoint)));
        grid.push(row);
    }
    let note = (groups.len() > MOST_ROWS)
        .then(|| format!("The first {MOST_ROWS} of {} layers.", count(groups.len())));
    Shown { grid, note }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::explain::args::Mode;
    use crate::draw::Paint;
    use crate::functions::bound_expression::{Typed, chosen};

    fn explanation(text: &str) -> Explanation {
        let subject = Typed::read(text, &vec![("x".to_owned(), 2.0)]).expect("an expression");
        let wrt = chosen(&subject, &[]).expect("all");
        Explanation::of(&subject, text, &wrt, Some(Mode::Both)).expect("engines that agree")
    }

    #[test]
    fn a_vector_is_one_layer_and_as_many_units() {
        let explanation = explanation("h = [3*x, 4*x]; sum(h)");
        let cells = |shown: Shown| -> Vec<String> {
            let text = shown.grid.text(Paint::PLAIN);
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

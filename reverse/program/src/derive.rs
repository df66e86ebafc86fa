//! Derivatives as further operations: adjoints and tangents by the rules' partials on the number that records.
//!
//! There is no derivative here. A derivative is a computation like any other, so it can be derived again.

use dualtape_core::{Real, Scalar};

use crate::graph::{Computation, Graph, Id, Node};
use crate::rule::Partials;
use crate::traced::Traced;

/// Returns the nodes that depend on inputs that `is_active` names, by a path that no rule detaches.
fn active_nodes<R: Real>(computation: &Computation<R>, is_active: impl Fn(u32) -> bool) -> Vec<bool> {
    let mut active: Vec<bool> = Vec::with_capacity(computation.nodes.len());
    for node in &computation.nodes {
        let here = match *node {
            Node::Input(place) => is_active(place),
            Node::Constant(_) => false,
            Node::Unary(rule, a) => active[a as usize] && !computation.rules[rule as usize].detaches,
            Node::Binary(_, a, b) => active[a as usize] || active[b as usize],
        };
        active.push(here);
    }
    active
}

/// An operand and the partial by it.
type Edge<'g, R> = (Id, Traced<'g, R>);

/// Returns the operands of a node with the partials by them, and whether its rule leaves an operand out by a zero.
fn edges<R: Real>(graph: &Graph<R>, id: Id) -> ([Option<Edge<'_, R>>; 2], bool) {
    let (node, parameter, selects, partials) = {
        let computation = graph.0.borrow();
        let node = computation.nodes[id as usize];
        let (Node::Unary(rule, ..) | Node::Binary(rule, ..)) = node else { return ([None, None], false) };
        let rule = &computation.rules[rule as usize];
        (node, rule.parameter, rule.selects, rule.partials)
    };
    let z = graph.number(id);
    let edges = match (node, partials) {
        (Node::Unary(_, a), Partials::Unary(partial)) => {
            [Some((a, partial(parameter, graph.number(a), z))), None]
        }
        (Node::Binary(_, a, b), Partials::Binary(partials)) => {
            let (p, q) = partials(parameter, [graph.number(a), graph.number(b), z]);
            // What cancels for one number on both sides (x/x) does so before anything larger is added.
            if a == b { [Some((a, p + q)), None] } else { [Some((a, p)), Some((b, q))] }
        }
        _ => unreachable!("a rule of as many operands as its node has"),
    };
    (edges, selects)
}

/// A run of adjoints or tangents, none where there is no path.
pub(crate) type Derivatives<'g, R> = Vec<Option<Traced<'g, R>>>;

/// The inputs that count as variables, and the nodes that depend on them.
pub(crate) struct Activity {
    active: Vec<bool>,
}

impl Activity {
    /// Returns the activity of a computation as it is now.
    pub(crate) fn of<R: Real>(graph: &Graph<R>, is_active: impl Fn(u32) -> bool) -> Self {
        Activity { active: active_nodes(&graph.0.borrow(), is_active) }
    }

    /// Appends the adjoints of the nodes, from those of some, and returns them.
    pub(crate) fn pull<'g, R: Real>(
        &self,
        graph: &'g Graph<R>,
        seeds: &[(Id, Traced<'g, R>)],
    ) -> Derivatives<'g, R> {
        let mut adjoints: Derivatives<'g, R> = vec![None; self.active.len()];
        let mut last = 0;
        for &(id, seed) in seeds {
            join(&mut adjoints[id as usize], seed);
            last = last.max(id as usize + 1);
        }
        for id in (0..last).rev() {
            let Some(adjoint) = adjoints[id] else { continue };
            if !self.active[id] {
                continue;
            }
            let (edges, selects) = edges(graph, u32::try_from(id).expect("nodes fit an id"));
            for (operand, partial) in edges.into_iter().flatten() {
                if self.active[operand as usize] && !(selects && partial.is_zero()) {
                    join(&mut adjoints[operand as usize], partial * adjoint);
                }
            }
        }
        adjoints
    }

    /// Appends the tangents of the nodes, from those of the inputs, and returns them.
    pub(crate) fn push<'g, R: Real>(
        &self,
        graph: &'g Graph<R>,
        seed: impl Fn(u32) -> Option<Traced<'g, R>>,
    ) -> Derivatives<'g, R> {
        let mut tangents: Derivatives<'g, R> = vec![None; self.active.len()];
        for id in 0..self.active.len() {
            if !self.active[id] {
                continue;
            }
            let node = graph.0.borrow().nodes[id];
            if let Node::Input(place) = node {
                tangents[id] = seed(place);
                continue;
            }
            if node.operands().all(|operand| tangents[operand as usize].is_none()) {
                continue;
            }
            let (edges, selects) = edges(graph, u32::try_from(id).expect("nodes fit an id"));
            let mut tangent = None;
            for (operand, partial) in edges.into_iter().flatten() {
                let Some(along) = tangents[operand as usize] else { continue };
                if !(selects && partial.is_zero()) {
                    join(&mut tangent, partial * along);
                }
            }
            tangents[id] = tangent;
        }
        tangents
    }
}

/// Adds a contribution.
fn join<'g, R: Real>(sum: &mut Option<Traced<'g, R>>, contribution: Traced<'g, R>) {
    *sum = Some(sum.map_or(contribution, |sum| sum + contribution));
}

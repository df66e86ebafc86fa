//! The backward pass: adjoints from the outputs to the inputs, newest operation first. No rules, no recursion.

use dualtape_core::Scalar;

use crate::adjoint::Workspace;
use crate::event::Event;
use crate::lists::Lists;
use crate::pullback::{pull_array_op, pull_nary, pull_reduction};
use crate::scalar_tape::Nodes;

/// Pulls the seeded adjoints in `workspace` back to all inputs.
pub(crate) fn sweep<T: Scalar>(nodes: &Nodes<'_, T>, lists: &Lists<T>, workspace: &mut Workspace<T>) {
    let Workspace { scalars, blocks } = workspace;
    let mut top = scalars.len();
    for event in lists.events.iter().rev() {
        let before = event.scalars_before();
        if before < top {
            nodes.sweep(before, top, scalars);
            top = before;
        }
        match event {
            Event::Input { .. } => {}
            Event::Array { out, op, .. } => {
                if let Some(g) = blocks.take(*out) {
                    pull_array_op(op, g, lists, scalars, blocks);
                }
            }
            Event::Reduction { out, op, .. } => {
                let d = scalars[out.index()];
                if !d.is_zero() {
                    pull_reduction(op, d, lists, blocks);
                }
            }
            Event::Nary { out, op, .. } => {
                let d = scalars[out.index()];
                if !d.is_zero() {
                    pull_nary(op, d, lists, scalars);
                }
            }
        }
    }
    if top > nodes.inputs() {
        nodes.sweep(0, top, scalars);
    }
}

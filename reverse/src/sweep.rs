//! The backward pass: adjoints from the outputs to the inputs, newest operation first. No rules, no recursion.

use dualtape_core::Scalar;

use crate::adjoint::Workspace;
use crate::event::Op;
use crate::lists::Lists;
use crate::pullback::{pull_array_op, pull_nary, pull_reduction};
use crate::scalar_tape::Nodes;

/// Pulls the seeded adjoints in `workspace` back to all inputs.
pub(crate) fn sweep<T: Scalar>(nodes: &Nodes<'_, T>, lists: &Lists<T>, workspace: &mut Workspace<T>) {
    let Workspace { scalars, blocks } = workspace;
    let mut top = scalars.len();
    for event in lists.events.iter().rev() {
        let below = event.scalars as usize;
        if below < top {
            nodes.sweep(below, top, scalars);
            top = below;
        }
        match &event.op {
            Op::Input => {}
            Op::Array(op) => {
                if let Some(g) = blocks.take(event.block_result()) {
                    pull_array_op(op, g, lists, scalars, blocks);
                }
            }
            Op::Reduction(op) => {
                let d = scalars[event.scalar_result().index()];
                if !d.is_zero() {
                    pull_reduction(op, d, lists, blocks);
                }
            }
            Op::Nary(op) => {
                let d = scalars[event.scalar_result().index()];
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

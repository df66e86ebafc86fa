//! The backward pass: adjoints from the outputs to the inputs, newest operation first. No rules, no recursion.

use dualtape_core::{PathSum, Scalar};

use crate::adjoint::Workspace;
use crate::event::Op;
use crate::lists::Lists;
use crate::pullback::{each_weight, pull_array_op, pull_nary, pull_reduction};
use crate::scalar_tape::Nodes;

/// Pulls the adjoints that `seed` sets back to all inputs; adjoints of an earlier pull are discarded.
pub(crate) fn pull_back<T: Scalar>(
    nodes: &Nodes<'_, T>,
    lists: &Lists<T>,
    workspace: &mut Workspace<T>,
    seed: impl FnOnce(&mut Workspace<T>),
) {
    workspace.begin(nodes.scalars(), &lists.lens);
    seed(workspace);
    sweep(nodes, lists, workspace);
    let inputs = &workspace.scalars[..nodes.inputs()];
    if lists.lens.is_empty() && !inputs.iter().all(|adjoint| adjoint.all_finite()) {
        sweep_paths(nodes, lists, workspace);
    }
}

/// Pulls the seeded adjoints in `workspace` back to all inputs.
///
/// An adjoint of zero is pulled back like any other, as an infinite slope may follow, unless it is known that none does.
fn sweep<T: Scalar>(nodes: &Nodes<'_, T>, lists: &Lists<T>, workspace: &mut Workspace<T>) {
    let Workspace { scalars, blocks, .. } = workspace;
    let can_skip = || T::RECORDS || lists.is_finite(nodes);
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
                if !(d.is_zero() && can_skip()) {
                    pull_reduction(op, d, lists, blocks);
                }
            }
            Op::Nary(op) => {
                let d = scalars[event.scalar_result().index()];
                if !(d.is_zero() && can_skip()) {
                    pull_nary(op, d, lists, scalars);
                }
            }
        }
    }
    if top > nodes.inputs() {
        nodes.sweep(0, top, scalars);
    }
}

/// Pulls the seeds back over the paths that lead from them; see [`PathSum`].
///
/// A sweep cannot tell an adjoint that nothing was added to from one that is zero, and says NaN for both where they
/// meet an infinite slope. There must be no blocks.
#[cold]
#[inline(never)]
fn sweep_paths<T: Scalar>(nodes: &Nodes<'_, T>, lists: &Lists<T>, workspace: &mut Workspace<T>) {
    let Workspace { scalars, seeds, paths, .. } = workspace;
    paths.clear();
    paths.resize(scalars.len(), PathSum::NONE);
    for &(id, w) in seeds.iter().filter(|(_, w)| !w.is_zero()) {
        paths[id.index()] = paths[id.index()].join(PathSum::of(w));
    }
    let mut top = scalars.len();
    for event in lists.events.iter().rev() {
        nodes.sweep_paths(event.scalars as usize, top, paths);
        top = top.min(event.scalars as usize);
        if let Op::Nary(op) = &event.op {
            let d = paths[event.scalar_result().index()];
            each_weight(op, lists, |id, weight| paths[id] = paths[id].join(d.along(weight)));
        }
    }
    nodes.sweep_paths(0, top, paths);
    for (adjoint, paths) in scalars.iter_mut().zip(paths) {
        *adjoint = paths.total().unwrap_or(T::zero());
    }
}

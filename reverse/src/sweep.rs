//! The backward pass: adjoints from the outputs to the inputs, newest operation first. No rules, no recursion.

use std::cell::Cell;

use dualtape_core::Scalar;

use crate::adjoint::Workspace;
use crate::event::Op;
use crate::lists::Lists;
use crate::pullback::{pull_block, pull_nary, pull_reduction};
use crate::tape::{BLOCK, Block, Node};

/// The scalar nodes of a recording; ids below `inputs` have none.
pub(crate) struct Nodes<'a, T> {
    pub(crate) inputs: usize,
    pub(crate) blocks: &'a [Block<T>],
    pub(crate) grown: &'a [&'a Block<T>],
}

impl<T: Scalar> Nodes<'_, T> {
    fn block(&self, i: usize) -> &[Node<T>] {
        match self.blocks.get(i) {
            Some(block) => &block[..],
            None => &self.grown[i - self.blocks.len()][..],
        }
    }

    /// Carries adjoints back over the nodes with ids in `from..to`.
    ///
    /// What a node gives to the one just before it is carried in a register: in a chain of operations each step
    /// would otherwise wait for the last one's sum to come back from memory. The order of additions is the same.
    fn sweep(&self, from: usize, mut to: usize, adjoints: &mut [T]) {
        let from = from.max(self.inputs);
        let mut carried = T::zero();
        while to > from {
            let block = (to - 1) / BLOCK;
            let start = from.max(block * BLOCK);
            let nodes = &self.block(block - self.inputs / BLOCK)[start % BLOCK..][..to - start];
            for (i, node) in (start..to).zip(nodes).rev() {
                let mut d = adjoints[i];
                if T::IS_PLAIN || !carried.is_zero() {
                    d += carried;
                }
                carried = T::zero();
                // Nothing flows from a zero, even over an infinite partial.
                if d.is_zero() {
                    continue;
                }
                let [p, q] = node.parents.each_ref().map(|parent| parent.get() as usize);
                let [v, w] = node.weights.each_ref().map(Cell::get);
                // On a number that records, a product with zero would cost an operation.
                if T::IS_PLAIN || !v.is_zero() {
                    if p + 1 == i {
                        carried = v * d;
                    } else {
                        adjoints[p] += v * d;
                    }
                }
                if T::IS_PLAIN || !w.is_zero() {
                    if q + 1 == i {
                        carried += w * d;
                    } else {
                        adjoints[q] += w * d;
                    }
                }
            }
            to = start;
        }
        if !carried.is_zero() {
            adjoints[to - 1] += carried;
        }
    }
}

/// Carries the seeded adjoints in `work` back to all inputs.
pub(crate) fn sweep<T: Scalar>(nodes: &Nodes<'_, T>, lists: &Lists<T>, work: &mut Workspace<T>) {
    let Workspace { scalars, blocks } = work;
    let mut top = scalars.len();
    for event in lists.events.iter().rev() {
        let before = event.scalars_before as usize;
        if before < top {
            nodes.sweep(before, top, scalars);
            top = before;
        }
        match &event.op {
            Op::Input => {}
            Op::Nary { runs, first_weight } => {
                let d = scalars[event.out as usize];
                if !d.is_zero() {
                    pull_nary(runs, &lists.weights[*first_weight..], d, &lists.edges, scalars);
                }
            }
            Op::Get { .. } | Op::Sum { .. } | Op::Dot { .. } | Op::WithGradient { .. } => {
                let d = scalars[event.out as usize];
                if !d.is_zero() {
                    pull_reduction(&event.op, d, lists, blocks);
                }
            }
            op => {
                if let Some(g) = blocks.take(event.out) {
                    pull_block(op, g, lists, scalars, blocks);
                }
            }
        }
    }
    if top > nodes.inputs {
        nodes.sweep(0, top, scalars);
    }
}

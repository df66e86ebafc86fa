//! The pullback of each block operation: from the adjoint of its result to those of its operands. No rules.

use dualtape_core::{Accumulate, Array, Layout, MatMul, Needs, Operand, Scalar, Side, rules};

use crate::adjoint::BlockAdjoints;
use crate::event::{ArrayOf, MapRule, Op, PASSIVE, View, ZipRule};
use crate::lists::{Kept, Lists, Run, Source};

/// The pullback of a scalar operation with any number of operands: to each its weight times `d`.
pub(crate) fn pull_nary<T: Scalar>(runs: &[Run; 2], weights: &[T], d: T, edges: &[u32], scalars: &mut [T]) {
    let (first, second) = weights.split_at(runs[0].len());
    for (run, weights) in runs.iter().zip([first, second]) {
        run.for_each(edges, |i, id| {
            if T::IS_PLAIN || !weights[i].is_zero() {
                scalars[id] += weights[i] * d;
            }
        });
    }
}

/// The pullback of an operation whose result is a scalar with adjoint `d`.
pub(crate) fn pull_reduction<T: Scalar>(
    op: &Op<T>,
    d: T,
    lists: &Lists<T>,
    blocks: &mut BlockAdjoints<ArrayOf<T>>,
) {
    match op {
        Op::Get { x } => blocks.add(*x, &ArrayOf::<T>::full(1, d)),
        Op::Sum { x } => blocks.give(*x, ArrayOf::<T>::full(x.len as usize, d)),
        Op::Dot { x, y } => {
            if x.view.is_active() {
                blocks.give(x.view, lists.kept(y.values).scale(d));
            }
            if y.view.is_active() {
                blocks.give(y.view, lists.kept(x.values).scale(d));
            }
        }
        Op::WithGradient { x, gradient } => blocks.give(*x, lists.kept(*gradient).scale(d)),
        _ => unreachable!("not a reduction"),
    }
}

/// The pullback of an operation whose result is a block with adjoint `g`.
pub(crate) fn pull_block<T: Scalar>(
    op: &Op<T>,
    g: ArrayOf<T>,
    lists: &Lists<T>,
    scalars: &mut [T],
    blocks: &mut BlockAdjoints<ArrayOf<T>>,
) {
    match op {
        Op::Gather(run) => run.for_each(&lists.edges, |i, id| scalars[id] += g.get(i)),
        Op::Map { rule, x, z } => blocks.give(x.view, pull_map(rule, *x, *z, g, lists)),
        Op::Zip { rule, x, y, z } => {
            let pull = |side, g| pull_zip(rule, side, [x.values, y.values, *z], g, lists);
            match (x.view.is_active(), y.view.is_active()) {
                (true, true) => {
                    blocks.give(x.view, pull(Side::Left, g.clone()));
                    blocks.give(y.view, pull(Side::Right, g));
                }
                (true, false) => blocks.give(x.view, pull(Side::Left, g)),
                (false, _) => blocks.give(y.view, pull(Side::Right, g)),
            }
        }
        Op::MapPull { rule, x, z, d } => {
            let [xv, zv, dv] = [x, z, d].map(|operand| lists.kept_or(operand.values, &g));
            for (along, operand, read) in
                [(Operand::X, x, rule.needs.input()), (Operand::Z, z, rule.needs.output())]
            {
                if read && operand.view.is_active() {
                    blocks.give(operand.view, (rule.curve)(rule.parameter, along, xv, zv, dv, &g));
                }
            }
            if d.view.is_active() {
                blocks.give(d.view, pull_map(rule, *x, z.values, g, lists));
            }
        }
        Op::ZipPull { rule, side, operands: [x, y, z], d } => {
            let [xv, yv, zv, dv] = [x, y, z, d].map(|operand| lists.kept_or(operand.values, &g));
            let (input, output) = (rule.needs.input(), rule.needs.output());
            for (along, operand, read) in
                [(Operand::X, x, input), (Operand::Y, y, input), (Operand::Z, z, output)]
            {
                if read && operand.view.is_active() {
                    blocks.give(operand.view, (rule.curve)(rule.parameter, *side, along, xv, yv, zv, dv, &g));
                }
            }
            if d.view.is_active() {
                blocks.give(d.view, pull_zip(rule, *side, [x.values, y.values, z.values], g, lists));
            }
        }
        Op::Affine { x, w, b, shape } => {
            if b.is_active() {
                blocks.add_sum_rows(*b, &g, shape.n);
            }
            pull_matmul(*x, *w, *shape, &g, lists, blocks);
        }
        Op::MatMul { x, y, shape } => pull_matmul(*x, *y, *shape, &g, lists, blocks),
        Op::AddMatMul { old, x, y, shape } => {
            pull_matmul(*x, *y, *shape, &g, lists, blocks);
            if old.is_active() {
                blocks.give(*old, g);
            }
        }
        Op::SumRows { x, cols } => blocks.give(*x, g.repeat_rows(x.len as usize / cols)),
        Op::Scale { x, s, factor } => {
            if *s != PASSIVE {
                scalars[*s as usize] += g.dot(lists.kept(x.values));
            }
            if x.view.is_active() {
                blocks.give(x.view, g.into_scale(*factor));
            }
        }
        Op::LogSumExp { x, softmax, cols } => {
            blocks.give(*x, lists.kept(*softmax).zip(rules::Mul, &g.repeat_each(*cols)));
        }
        Op::Softmax { x, z, cols } => blocks.give(*x, ArrayOf::<T>::softmax_pull(lists.kept(*z), &g, *cols)),
        Op::Put { old, at, accumulate, v } => pull_put(*old, *at, *accumulate, *v, g, blocks),
        Op::Input
        | Op::Nary { .. }
        | Op::Get { .. }
        | Op::Sum { .. }
        | Op::Dot { .. }
        | Op::WithGradient { .. } => unreachable!("handled by the sweep"),
    }
}

/// `∂f(x, z) · g`, in place of `g` if it can be: what the rule does not read is stood in for by what it does.
fn pull_map<T: Scalar>(
    rule: &MapRule<ArrayOf<T>>,
    x: Source,
    z: Kept,
    g: ArrayOf<T>,
    lists: &Lists<T>,
) -> ArrayOf<T> {
    let pull = |x: &_, z: &_| (rule.pull)(rule.parameter, x, z, g);
    match rule.needs {
        Needs::Neither => {
            let nothing = ArrayOf::<T>::scratch(0);
            pull(&nothing, &nothing)
        }
        Needs::Input => pull(lists.kept(x.values), lists.kept(x.values)),
        Needs::Output => pull(lists.kept(z), lists.kept(z)),
        Needs::Both => pull(lists.kept(x.values), lists.kept(z)),
    }
}

/// One side's `∂f(x, y, z) · g`; see [`pull_map`].
fn pull_zip<T: Scalar>(
    rule: &ZipRule<ArrayOf<T>>,
    side: Side,
    [x, y, z]: [Kept; 3],
    g: ArrayOf<T>,
    lists: &Lists<T>,
) -> ArrayOf<T> {
    let pull = |x: &_, y: &_, z: &_| (rule.pull)(rule.parameter, side, x, y, z, g);
    match rule.needs {
        Needs::Neither => {
            let nothing = ArrayOf::<T>::scratch(0);
            pull(&nothing, &nothing, &nothing)
        }
        Needs::Input => pull(lists.kept(x), lists.kept(y), lists.kept(x)),
        Needs::Output => pull(lists.kept(z), lists.kept(z), lists.kept(z)),
        Needs::Both => pull(lists.kept(x), lists.kept(y), lists.kept(z)),
    }
}

/// The pullback of a matrix product: two products, each only if its adjoint goes somewhere.
fn pull_matmul<T: Scalar>(
    x: Source,
    y: Source,
    shape: MatMul,
    g: &ArrayOf<T>,
    lists: &Lists<T>,
    blocks: &mut BlockAdjoints<ArrayOf<T>>,
) {
    if x.view.is_active() {
        let y = lists.kept(y.values);
        let (a, b) = match shape.left {
            Layout::AsStored => (g, y),
            Layout::Transposed => (y, g),
        };
        blocks.add_matmul(x.view, a, b, shape.pull_left());
    }
    if y.view.is_active() {
        let x = lists.kept(x.values);
        let (a, b) = match shape.right {
            Layout::AsStored => (x, g),
            Layout::Transposed => (g, x),
        };
        blocks.add_matmul(y.view, a, b, shape.pull_right());
    }
}

/// The pullback of writing `v` into a block, or adding it.
fn pull_put<A: Array>(
    old: View,
    at: usize,
    accumulate: Accumulate,
    v: View,
    g: A,
    blocks: &mut BlockAdjoints<A>,
) {
    let (len, end) = (g.len(), at + v.len as usize);
    if v.is_active() {
        blocks.add(v, &g.slice(at..end));
    }
    if !old.is_active() {
        return;
    }
    match accumulate {
        Accumulate::Add => blocks.give(old, g),
        Accumulate::Replace => {
            for (start, end) in [(0, at), (end, len)] {
                if start < end {
                    blocks.add(old.part(start, end - start), &g.slice(start..end));
                }
            }
        }
    }
}

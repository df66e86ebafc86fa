//! The pullback of each event: from the adjoint of its result to the adjoints of its operands. No rules.

use dualtape_core::{Accumulate, Array, Layout, MatMul, Needs, Operand, Scalar, Side, rules};

use crate::adjoint::BlockAdjoints;
use crate::event::{ArrayOp, ArrayOperand, MapRule, NaryOp, Reduction, ZipRule};
use crate::ids::{ArrayId, ScalarId, View};
use crate::lists::Lists;

/// Pulls `d`, the adjoint of its result, back over a scalar operation with any number of operands.
pub(crate) fn pull_nary<T: Scalar>(op: &NaryOp, d: T, lists: &Lists<T>, scalars: &mut [T]) {
    each_weight(op, lists, |id, weight| {
        if !T::RECORDS || !weight.is_zero() {
            scalars[id] += weight * d;
        }
    });
}

/// Calls `each` with the index of every operand that is no constant, and its weight.
#[inline(always)]
pub(crate) fn each_weight<T: Scalar>(op: &NaryOp, lists: &Lists<T>, mut each: impl FnMut(usize, T)) {
    let [first, second] = op.operands;
    let (first_weights, second_weights) = lists.weights[op.first_weight..].split_at(first.len());
    for (operands, weights) in [(first, first_weights), (second, second_weights)] {
        operands.for_each(&lists.scalar_ids, |i, id| each(id, weights[i]));
    }
}

/// Pulls `d`, the adjoint of its result, back over an operation on arrays whose result is a scalar.
pub(crate) fn pull_reduction<T: Scalar>(
    op: &Reduction,
    d: T,
    lists: &Lists<T>,
    blocks: &mut BlockAdjoints<T::Array>,
) {
    match op {
        Reduction::Get { x } => blocks.add(*x, &T::Array::full(1, d)),
        Reduction::Sum { x } => blocks.give(*x, T::Array::full(x.len as usize, d)),
        Reduction::Dot { x, y } => {
            if x.view.is_active() {
                blocks.give(x.view, lists.array(y.values).scale(d));
            }
            if y.view.is_active() {
                blocks.give(y.view, lists.array(x.values).scale(d));
            }
        }
        Reduction::WithGradient { x, gradient } => blocks.give(*x, lists.array(*gradient).scale(d)),
    }
}

/// Pulls `g`, the adjoint of its result, back over an operation whose result is a block.
pub(crate) fn pull_array_op<T: Scalar>(
    op: &ArrayOp<T>,
    g: T::Array,
    lists: &Lists<T>,
    scalars: &mut [T],
    blocks: &mut BlockAdjoints<T::Array>,
) {
    match op {
        ArrayOp::Gather(x) => x.for_each(&lists.scalar_ids, |i, id| scalars[id] += g.get(i)),
        ArrayOp::Map { rule, x, z } => blocks.give(x.view, pull_map(rule, *x, *z, g, lists)),
        ArrayOp::Zip { rule, x, y, z } => {
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
        ArrayOp::MapPull { rule, x, z, d } => {
            let [xv, zv, dv] = [x, z, d].map(|operand| lists.array_or(operand.values, &g));
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
        ArrayOp::ZipPull { rule, side, operands: [x, y, z], d } => {
            let [xv, yv, zv, dv] = [x, y, z, d].map(|operand| lists.array_or(operand.values, &g));
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
        ArrayOp::Affine { x, w, b, shape } => {
            if b.is_active() {
                blocks.add_sum_rows(*b, &g, shape.n);
            }
            pull_matmul(*x, *w, *shape, &g, lists, blocks);
        }
        ArrayOp::MatMul { x, y, shape } => pull_matmul(*x, *y, *shape, &g, lists, blocks),
        ArrayOp::AddMatMul { old, x, y, shape } => {
            pull_matmul(*x, *y, *shape, &g, lists, blocks);
            if old.is_active() {
                blocks.give(*old, g);
            }
        }
        ArrayOp::SumRows { x, cols } => blocks.give(*x, g.repeat_rows(x.len as usize / cols)),
        ArrayOp::Scale { x, s, factor } => {
            if *s != ScalarId::NONE {
                scalars[s.index()] += g.dot(lists.array(x.values));
            }
            if x.view.is_active() {
                blocks.give(x.view, g.into_scale(*factor));
            }
        }
        ArrayOp::LogSumExp { x, softmax, cols } => {
            blocks.give(*x, lists.array(*softmax).zip(rules::Mul, &g.repeat_each(*cols)));
        }
        ArrayOp::Softmax { x, z, cols } => {
            blocks.give(*x, T::Array::softmax_pull(lists.array(*z), &g, *cols));
        }
        ArrayOp::Put { old, at, accumulate, v } => pull_put(*old, *at, *accumulate, *v, g, blocks),
    }
}

/// Returns `∂f(x, z) · g`, in the memory of `g` if that is not shared.
///
/// An operand that the rule does not read is not stored; one that it does read is passed in its place.
fn pull_map<T: Scalar>(
    rule: &MapRule<T::Array>,
    x: ArrayOperand,
    z: ArrayId,
    g: T::Array,
    lists: &Lists<T>,
) -> T::Array {
    let pull = |x: &_, z: &_| (rule.pull)(rule.parameter, x, z, g);
    match rule.needs {
        Needs::Neither => {
            let nothing = T::Array::scratch(0);
            pull(&nothing, &nothing)
        }
        Needs::Input => pull(lists.array(x.values), lists.array(x.values)),
        Needs::Output => pull(lists.array(z), lists.array(z)),
        Needs::Both => pull(lists.array(x.values), lists.array(z)),
    }
}

/// Returns one side's `∂f(x, y, z) · g`; see [`pull_map`].
fn pull_zip<T: Scalar>(
    rule: &ZipRule<T::Array>,
    side: Side,
    [x, y, z]: [ArrayId; 3],
    g: T::Array,
    lists: &Lists<T>,
) -> T::Array {
    let pull = |x: &_, y: &_, z: &_| (rule.pull)(rule.parameter, side, x, y, z, g);
    match rule.needs {
        Needs::Neither => {
            let nothing = T::Array::scratch(0);
            pull(&nothing, &nothing, &nothing)
        }
        Needs::Input => pull(lists.array(x), lists.array(y), lists.array(x)),
        Needs::Output => pull(lists.array(z), lists.array(z), lists.array(z)),
        Needs::Both => pull(lists.array(x), lists.array(y), lists.array(z)),
    }
}

/// Pulls `g` back over a matrix product: one product for each operand that is active.
fn pull_matmul<T: Scalar>(
    x: ArrayOperand,
    y: ArrayOperand,
    shape: MatMul,
    g: &T::Array,
    lists: &Lists<T>,
    blocks: &mut BlockAdjoints<T::Array>,
) {
    if x.view.is_active() {
        let y = lists.array(y.values);
        let (a, b) = match shape.left {
            Layout::AsStored => (g, y),
            Layout::Transposed => (y, g),
        };
        blocks.add_matmul(x.view, a, b, shape.pull_left());
    }
    if y.view.is_active() {
        let x = lists.array(x.values);
        let (a, b) = match shape.right {
            Layout::AsStored => (x, g),
            Layout::Transposed => (g, x),
        };
        blocks.add_matmul(y.view, a, b, shape.pull_right());
    }
}

/// Pulls `g` back over writing `v` into a block or adding it there.
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

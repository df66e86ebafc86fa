//! The events of a recording: one variant per operation on arrays or on many scalars, none per rule.

use dualtape_core::{Accumulate, Array, Binary, MatMul, Needs, Operand, Scalar, Side, Unary};

use crate::ids::{ArrayId, BlockId, ScalarId, View};

type MapPull<A> = fn(f64, &A, &A, A) -> A;
type ZipPull<A> = fn(f64, Side, &A, &A, &A, A) -> A;
type MapCurve<A> = fn(f64, Operand, &A, &A, &A, &A) -> A;
type ZipCurve<A> = fn(f64, Side, Operand, &A, &A, &A, &A, &A) -> A;

/// A unary rule as an event stores it: its functions on arrays, and its parameter.
pub(crate) struct MapRule<A> {
    pub(crate) pull: MapPull<A>,
    pub(crate) curve: MapCurve<A>,
    pub(crate) needs: Needs,
    pub(crate) parameter: f64,
}

impl<A: Array> MapRule<A> {
    pub(crate) fn new<R: Unary>(rule: R) -> Self {
        MapRule {
            pull: |parameter, x, z, d| A::into_map_pull(R::with_parameter(parameter), x, z, d),
            curve: |parameter, along, x, z, t, d| {
                A::map_curve(R::with_parameter(parameter), along, x, z, t, d)
            },
            needs: R::NEEDS,
            parameter: rule.parameter(),
        }
    }
}

/// A binary rule as an event stores it.
pub(crate) struct ZipRule<A> {
    pub(crate) pull: ZipPull<A>,
    pub(crate) curve: ZipCurve<A>,
    pub(crate) needs: Needs,
    pub(crate) parameter: f64,
}

impl<A: Array> ZipRule<A> {
    pub(crate) fn new<R: Binary>(rule: R) -> Self {
        ZipRule {
            pull: |parameter, side, x, y, z, d| {
                A::into_zip_pull(R::with_parameter(parameter), side, x, y, z, d)
            },
            curve: |parameter, side, along, x, y, z, t, d| {
                A::zip_curve(R::with_parameter(parameter), side, along, x, y, z, t, d)
            },
            needs: R::NEEDS,
            parameter: rule.parameter(),
        }
    }
}

/// An operand of an event: the view that its adjoint is added to, and its values if the pullback reads them.
#[derive(Clone, Copy)]
pub(crate) struct ArrayOperand {
    pub(crate) view: View,
    pub(crate) values: ArrayId,
}

/// Ids of scalars in the order of an operation's operands.
#[derive(Clone, Copy)]
pub(crate) enum ScalarIds {
    /// Ids that follow each other; none is that of a constant.
    Consecutive { first: ScalarId, len: u32 },
    /// A range of the list of ids.
    Listed { first: u32, len: u32 },
}

impl ScalarIds {
    /// Calls `each` with the position and the index of every id that is not [`ScalarId::NONE`].
    #[inline(always)]
    pub(crate) fn for_each(self, list: &[ScalarId], mut each: impl FnMut(usize, usize)) {
        match self {
            ScalarIds::Consecutive { first, len } => {
                (0..len as usize).for_each(|i| each(i, first.index() + i));
            }
            ScalarIds::Listed { first, len } => {
                for (i, &id) in list[first as usize..][..len as usize].iter().enumerate() {
                    if id != ScalarId::NONE {
                        each(i, id.index());
                    }
                }
            }
        }
    }

    pub(crate) fn len(self) -> usize {
        match self {
            ScalarIds::Consecutive { len, .. } | ScalarIds::Listed { len, .. } => len as usize,
        }
    }
}

/// An operation whose result is a block, with everything its pullback reads.
pub(crate) enum ArrayOp<T: Scalar> {
    /// Scalars gathered into a block.
    Gather(ScalarIds),
    Map {
        rule: MapRule<T::Array>,
        x: ArrayOperand,
        z: ArrayId,
    },
    /// `∂f(x, z) · d`, recorded when a sweep is itself differentiated.
    MapPull {
        rule: MapRule<T::Array>,
        x: ArrayOperand,
        z: ArrayOperand,
        d: ArrayOperand,
    },
    Zip {
        rule: ZipRule<T::Array>,
        x: ArrayOperand,
        y: ArrayOperand,
        z: ArrayId,
    },
    /// One side's `∂f(x, y, z) · d`.
    ZipPull {
        rule: ZipRule<T::Array>,
        side: Side,
        operands: [ArrayOperand; 3],
        d: ArrayOperand,
    },
    /// The weights `w` are needed only for the adjoint of `x`, and the inputs only for that of `w`.
    Affine {
        x: ArrayOperand,
        w: ArrayOperand,
        b: View,
        shape: MatMul,
    },
    MatMul {
        x: ArrayOperand,
        y: ArrayOperand,
        shape: MatMul,
    },
    /// A product added to a whole block.
    AddMatMul {
        old: View,
        x: ArrayOperand,
        y: ArrayOperand,
        shape: MatMul,
    },
    SumRows {
        x: View,
        cols: usize,
    },
    Scale {
        x: ArrayOperand,
        s: ScalarId,
        factor: T,
    },
    LogSumExp {
        x: View,
        softmax: ArrayId,
        cols: usize,
    },
    Softmax {
        x: View,
        z: ArrayId,
        cols: usize,
    },
    Put {
        old: View,
        at: usize,
        accumulate: Accumulate,
        v: View,
    },
}

/// An operation on arrays whose result is a scalar.
pub(crate) enum Reduction {
    Get {
        x: View,
    },
    Sum {
        x: View,
    },
    Dot {
        x: ArrayOperand,
        y: ArrayOperand,
    },
    /// A reduction whose gradient was computed with its value.
    WithGradient {
        x: View,
        gradient: ArrayId,
    },
}

/// A scalar operation with any number of operands, in two runs.
pub(crate) struct NaryOp {
    pub(crate) operands: [ScalarIds; 2],
    /// The position of the first operand's weight in the list of weights; the others follow.
    pub(crate) first_weight: usize,
}

/// An operation that is not a scalar node, by the kind of its result.
pub(crate) enum Op<T: Scalar> {
    /// An input block.
    Input,
    Array(ArrayOp<T>),
    Reduction(Reduction),
    Nary(NaryOp),
}

/// A recorded operation at its place among the scalar nodes.
///
/// The result is the newest block or the newest scalar, so two counts say which.
pub(crate) struct Event<T: Scalar> {
    /// The number of scalars on the recording; a sweep handles the nodes above them first.
    pub(crate) scalars: u32,
    /// The number of blocks on the recording.
    pub(crate) blocks: u32,
    pub(crate) op: Op<T>,
}

impl<T: Scalar> Event<T> {
    /// Returns the result of a reduction or of an operation of many operands.
    #[inline(always)]
    pub(crate) fn scalar_result(&self) -> ScalarId {
        ScalarId::unchecked(self.scalars as usize - 1)
    }

    /// Returns the result of an array operation.
    #[inline(always)]
    pub(crate) fn block_result(&self) -> BlockId {
        BlockId::new(self.blocks as usize - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The kind of an operation costs no room beside the operation itself.
    #[test]
    fn an_event_is_its_largest_operation_and_two_counts() {
        assert_eq!(size_of::<Event<f64>>(), size_of::<ArrayOp<f64>>() + 8);
        assert_eq!(size_of::<Event<f32>>(), size_of::<ArrayOp<f32>>() + 8);
    }
}

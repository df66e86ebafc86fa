//! What a block event remembers for the sweep. One variant per block operation, none per rule.

use dualtape_core::{Accumulate, Array, Binary, MatMul, Needs, Operand, Scalar, Side, Unary};

use crate::lists::{Kept, Run, Source};

pub(crate) type ArrayOf<T> = <T as Scalar>::Array;

/// The block id of a constant.
pub(crate) const PASSIVE: u32 = u32::MAX;

/// A range of a recorded block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View {
    pub(crate) block: u32,
    pub(crate) start: u32,
    pub(crate) len: u32,
}

impl View {
    /// No block: the adjoint of a constant goes nowhere.
    pub(crate) const CONSTANT: View = View { block: PASSIVE, start: 0, len: 0 };

    pub(crate) fn is_active(self) -> bool {
        self.block != PASSIVE
    }

    /// The part `range` of this view.
    pub(crate) fn part(self, start: usize, len: usize) -> View {
        if self.is_active() {
            View { block: self.block, start: self.start + id(start), len: id(len) }
        } else {
            self
        }
    }
}

/// A count as it is stored; the limits of the tape keep it below 2³².
pub(crate) fn id(n: usize) -> u32 {
    u32::try_from(n).expect("a block has fewer than 2³² numbers")
}

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

/// A block operation, with what its pullback reads.
pub(crate) enum Op<T: Scalar> {
    /// An input block.
    Input,
    /// Scalars gathered into a block.
    Gather(Run),
    Map {
        rule: MapRule<ArrayOf<T>>,
        x: Source,
        z: Kept,
    },
    /// `∂f(x, z) · d`, recorded when a sweep is itself differentiated.
    MapPull {
        rule: MapRule<ArrayOf<T>>,
        x: Source,
        z: Source,
        d: Source,
    },
    Zip {
        rule: ZipRule<ArrayOf<T>>,
        x: Source,
        y: Source,
        z: Kept,
    },
    /// One side's `∂f(x, y, z) · d`.
    ZipPull {
        rule: ZipRule<ArrayOf<T>>,
        side: Side,
        operands: [Source; 3],
        d: Source,
    },
    /// The weights `w` are needed only for the adjoint of `x`, and the inputs only for that of `w`.
    Affine {
        x: Source,
        w: Source,
        b: View,
        shape: MatMul,
    },
    MatMul {
        x: Source,
        y: Source,
        shape: MatMul,
    },
    /// A product added to a whole block.
    AddMatMul {
        old: View,
        x: Source,
        y: Source,
        shape: MatMul,
    },
    SumRows {
        x: View,
        cols: usize,
    },
    Scale {
        x: Source,
        s: u32,
        factor: T,
    },
    LogSumExp {
        x: View,
        softmax: Kept,
        cols: usize,
    },
    Softmax {
        x: View,
        z: Kept,
        cols: usize,
    },
    Put {
        old: View,
        at: usize,
        accumulate: Accumulate,
        v: View,
    },
    /// A scalar operation with any number of operands, whose weights stand in their list from here on.
    Nary {
        runs: [Run; 2],
        first_weight: usize,
    },
    // Reductions: the output is a scalar.
    Get {
        x: View,
    },
    Sum {
        x: View,
    },
    Dot {
        x: Source,
        y: Source,
    },
    /// A reduction whose gradient was computed with its value.
    WithGradient {
        x: View,
        gradient: Kept,
    },
}

/// A block operation at its place between the scalar nodes.
pub(crate) struct Event<T: Scalar> {
    /// The scalar ids given out before: the sweep handles those above first.
    pub(crate) scalars_before: u32,
    /// The block, or for a reduction the scalar, that was the result.
    pub(crate) out: u32,
    pub(crate) op: Op<T>,
}

//! Every block operation, by the method that an engine may override and by the loop that defines it.

use crate::row::BinaryRow;
use dualtape_core::{Accumulate, MatMul, Operand, Side};

/// Representative rules of one operand: with a derivative by output, by input, by neither; piecewise; parametrised.
/// ([`crate::laws`] runs `map` over every rule.)
#[derive(Clone, Copy, Debug)]
pub(super) enum SampleRule {
    Tanh,
    Sin,
    Neg,
    LeakyRelu,
    Powi,
}

macro_rules! with_rule {
    ($mapped:expr, |$rule:ident| $body:expr) => {
        match $mapped {
            SampleRule::Tanh => with_rule!(@ rules::Tanh, $rule, $body),
            SampleRule::Sin => with_rule!(@ rules::Sin, $rule, $body),
            SampleRule::Neg => with_rule!(@ rules::Neg, $rule, $body),
            SampleRule::LeakyRelu => with_rule!(@ rules::LeakyRelu(0.25), $rule, $body),
            SampleRule::Powi => with_rule!(@ rules::Powi(4), $rule, $body),
        }
    };
    (@ $value:expr, $rule:ident, $body:expr) => {{
        let $rule = $value;
        $body
    }};
}

mod apply;

/// A block operation with its shape, as a function of one block that contains all operands one after the other.
#[derive(Clone, Copy, Debug)]
pub(super) enum Operation {
    Map {
        rule: SampleRule,
        n: usize,
    },
    MapPull {
        rule: SampleRule,
        n: usize,
    },
    MapCurve {
        rule: SampleRule,
        along: Operand,
        n: usize,
    },
    Zip {
        rule: BinaryRow,
        n: usize,
    },
    ZipWithConstant {
        rule: BinaryRow,
        constant: Side,
        n: usize,
    },
    ZipWithItself {
        rule: BinaryRow,
        n: usize,
    },
    ZipPull {
        rule: BinaryRow,
        side: Side,
        n: usize,
    },
    ZipCurve {
        rule: BinaryRow,
        side: Side,
        along: Operand,
        n: usize,
    },
    Affine {
        rows: usize,
        inputs: usize,
        outputs: usize,
    },
    /// The same weights in two layers.
    AffineTied {
        rows: usize,
        size: usize,
    },
    /// Inputs are data, as in a first layer.
    AffineOfConstant {
        rows: usize,
        inputs: usize,
        outputs: usize,
    },
    MatMul(MatMul),
    MatMulByConstant {
        shape: MatMul,
        constant: Side,
    },
    /// `X X`, one operand on both sides.
    MatMulWithItself {
        n: usize,
    },
    MatMulInto {
        shape: MatMul,
        accumulate: Accumulate,
    },
    SumRows {
        rows: usize,
        cols: usize,
    },
    RowSums {
        rows: usize,
        cols: usize,
    },
    RepeatEach {
        n: usize,
        cols: usize,
    },
    RepeatRows {
        n: usize,
        rows: usize,
    },
    Scale {
        n: usize,
    },
    ScaleByConstant {
        n: usize,
    },
    Sum {
        n: usize,
    },
    Dot {
        n: usize,
    },
    DotWithItself {
        n: usize,
    },
    LogSumExp {
        rows: usize,
        cols: usize,
    },
    Softmax {
        rows: usize,
        cols: usize,
    },
    SoftmaxPull {
        rows: usize,
        cols: usize,
    },
    SoftmaxCrossEntropy {
        rows: usize,
        cols: usize,
    },
    SoftmaxCrossEntropyWithGradient {
        rows: usize,
        cols: usize,
    },
    /// A slice of a slice.
    Slice {
        n: usize,
    },
    /// Neighbours: two slices that share all but one element.
    OverlappingSlices {
        n: usize,
    },
    /// The same slice taken twice, and a clone.
    TiedSlices {
        n: usize,
    },
    /// Scalar code in the midst of block code.
    Elements {
        n: usize,
    },
    /// By index, from another block.
    FromFn {
        n: usize,
    },
    /// Neighbouring columns of a matrix with two more on either side.
    Columns {
        rows: usize,
        width: usize,
    },
    /// Columns written into a copy of a matrix with two more on either side.
    PutColumns {
        rows: usize,
        width: usize,
        accumulate: Accumulate,
    },
    /// A write into a copy, which must leave the original alone.
    Put {
        n: usize,
        accumulate: Accumulate,
    },
}

use Operation as Op;

impl Operation {
    /// Returns all operations in all shapes, with empty and one-element arrays.
    pub(super) fn all() -> Vec<Operation> {
        let mut all = Vec::new();
        for n in [0, 1, 7] {
            for rule in
                [SampleRule::Tanh, SampleRule::Sin, SampleRule::Neg, SampleRule::LeakyRelu, SampleRule::Powi]
            {
                all.extend([Op::Map { rule, n }, Op::MapPull { rule, n }]);
                all.extend([Operand::X, Operand::Z].map(|along| Op::MapCurve { rule, along, n }));
            }
            all.extend([Op::Scale { n }, Op::ScaleByConstant { n }, Op::Sum { n }, Op::Dot { n }]);
            all.extend([Op::DotWithItself { n }, Op::TiedSlices { n }]);
            all.push(Op::FromFn { n });
            all.extend([2, 3].map(|cols| Op::RepeatEach { n, cols }));
            all.extend([0, 1, 3].map(|rows| Op::RepeatRows { n, rows }));
            for accumulate in [Accumulate::Replace, Accumulate::Add] {
                all.push(Op::Put { n: n + 1, accumulate });
            }
            all.extend([
                Op::Slice { n: n + 4 },
                Op::OverlappingSlices { n: n + 1 },
                Op::Elements { n: n + 1 },
            ]);
        }
        for &rule in BinaryRow::ALL {
            all.extend([0, 1, 5].map(|n| Op::Zip { rule, n }));
            all.push(Op::ZipWithItself { rule, n: 3 });
            for side in [Side::Left, Side::Right] {
                all.extend([
                    Op::ZipWithConstant { rule, constant: side, n: 3 },
                    Op::ZipPull { rule, side, n: 3 },
                ]);
                let along = [Operand::X, Operand::Y, Operand::Z];
                all.extend(along.map(|along| Op::ZipCurve { rule, side, along, n: 2 }));
            }
        }
        for (rows, inputs, outputs) in [(3, 2, 4), (1, 1, 1), (0, 2, 3), (5, 3, 1), (2, 0, 3)] {
            // Without inputs per row, the rows of an empty matrix cannot be told: there are none.
            all.push(Op::Affine { rows, inputs, outputs });
            all.push(Op::AffineOfConstant { rows, inputs, outputs });
        }
        all.push(Op::AffineTied { rows: 2, size: 3 });
        for (m, k, n) in [(2, 3, 4), (1, 1, 1), (4, 1, 3), (0, 2, 3), (2, 0, 3), (2, 3, 0)] {
            let shape = MatMul::new(m, k, n);
            let left = shape.left_transposed();
            for shape in [shape, left, shape.right_transposed(), left.right_transposed()] {
                all.push(Op::MatMul(shape));
                all.extend(
                    [Side::Left, Side::Right].map(|constant| Op::MatMulByConstant { shape, constant }),
                );
                for accumulate in [Accumulate::Replace, Accumulate::Add] {
                    all.push(Op::MatMulInto { shape, accumulate });
                }
            }
        }
        all.push(Op::MatMulWithItself { n: 3 });
        for (rows, width) in [(3, 2), (1, 1), (4, 1), (1, 3), (0, 2), (2, 0)] {
            all.push(Op::Columns { rows, width });
            for accumulate in [Accumulate::Replace, Accumulate::Add] {
                all.push(Op::PutColumns { rows, width, accumulate });
            }
        }
        for (rows, cols) in [(3, 4), (1, 1), (4, 1), (1, 5), (0, 3)] {
            all.extend([
                Op::SumRows { rows, cols },
                Op::RowSums { rows, cols },
                Op::LogSumExp { rows, cols },
            ]);
            all.extend([Op::Softmax { rows, cols }, Op::SoftmaxPull { rows, cols }]);
            if rows > 0 {
                all.push(Op::SoftmaxCrossEntropy { rows, cols });
                all.push(Op::SoftmaxCrossEntropyWithGradient { rows, cols });
            }
        }
        all
    }

    /// Returns whether the method must give the bits of the loop on plain numbers.
    pub(super) fn is_elementwise(self) -> bool {
        matches!(
            self,
            Op::Map { .. }
                | Op::MapPull { .. }
                | Op::MapCurve { .. }
                | Op::Zip { .. }
                | Op::ZipWithConstant { .. }
                | Op::ZipWithItself { .. }
                | Op::ZipPull { .. }
                | Op::ZipCurve { .. }
                | Op::Scale { .. }
                | Op::ScaleByConstant { .. }
                | Op::Slice { .. }
                | Op::OverlappingSlices { .. }
                | Op::TiedSlices { .. }
                | Op::Elements { .. }
                | Op::Put { .. }
                | Op::FromFn { .. }
                | Op::Columns { .. }
                | Op::PutColumns { .. }
                | Op::RepeatEach { .. }
                | Op::RepeatRows { .. }
        )
    }

    /// Returns the size of the block of all operands.
    pub(super) fn inputs(self) -> usize {
        match self {
            Op::MapPull { n, .. } | Op::Zip { n, .. } | Op::Dot { n } => 2 * n,
            Op::MapCurve { n, .. } | Op::ZipPull { n, .. } => 3 * n,
            Op::ZipCurve { n, .. } => 4 * n,
            Op::Map { n, .. }
            | Op::ZipWithConstant { n, .. }
            | Op::ZipWithItself { n, .. }
            | Op::RepeatEach { n, .. }
            | Op::RepeatRows { n, .. }
            | Op::ScaleByConstant { n }
            | Op::Sum { n }
            | Op::DotWithItself { n }
            | Op::Slice { n }
            | Op::OverlappingSlices { n }
            | Op::TiedSlices { n }
            | Op::Elements { n }
            | Op::FromFn { n }
            | Op::Put { n, .. } => n,
            Op::Columns { rows, width } => rows * (width + 4),
            Op::PutColumns { rows, width, .. } => rows * (2 * width + 4),
            Op::Scale { n } => n + 1,
            Op::Affine { rows, inputs, outputs } => (rows + outputs) * inputs + outputs,
            Op::AffineTied { rows, size } => (rows + size + 1) * size,
            Op::AffineOfConstant { inputs, outputs, .. } => (inputs + 1) * outputs,
            Op::MatMul(s) => s.m * s.k + s.k * s.n,
            Op::MatMulByConstant { shape: s, constant: Side::Left } => s.k * s.n,
            Op::MatMulByConstant { shape: s, constant: Side::Right } => s.m * s.k,
            Op::MatMulWithItself { n } => n * n,
            Op::MatMulInto { shape: s, .. } => s.m * s.k + s.k * s.n + s.m * s.n + 3,
            Op::SumRows { rows, cols }
            | Op::RowSums { rows, cols }
            | Op::LogSumExp { rows, cols }
            | Op::Softmax { rows, cols }
            | Op::SoftmaxCrossEntropy { rows, cols }
            | Op::SoftmaxCrossEntropyWithGradient { rows, cols } => rows * cols,
            Op::SoftmaxPull { rows, cols } => 2 * rows * cols,
        }
    }
}

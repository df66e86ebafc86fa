//! The evaluation of each operation, by its method and by its loop.

use crate::agreement::direction;
use crate::operation::{Op, Operation, SampleRule};
use crate::row::{BinaryRow, Evaluation, RuleLike};
use dualtape_core::array::loops;
use dualtape_core::{Array, Buf, Labels, MatMul, Real, Scalar, Side, rules};

impl Operation {
    /// Returns the result as one block.
    #[allow(clippy::too_many_lines, reason = "one line per operation and evaluation, side by side")]
    pub(crate) fn apply<A: Array>(self, evaluation: Evaluation, x: &A) -> A {
        let blocked = evaluation == Evaluation::Method;
        let mut rest = 0;
        let mut next = |n: usize| {
            rest += n;
            x.slice(rest - n..rest)
        };
        match self {
            Op::Map { rule, .. } => with_rule!(rule, |r| if blocked { x.map(r) } else { loops::map(r, x) }),
            Op::MapPull { rule, n } => {
                let (x, d) = (next(n), next(n));
                with_rule!(rule, |r| if blocked {
                    A::map_pull(r, &x, &x.map(r), &d)
                } else {
                    loops::map_pull(r, &x, &loops::map(r, &x), &d)
                })
            }
            Op::MapCurve { rule, along, n } => {
                let (x, t, d) = (next(n), next(n), next(n));
                with_rule!(rule, |r| if blocked {
                    A::map_curve(r, along, &x, &x.map(r), &t, &d)
                } else {
                    loops::map_curve(r, along, &x, &loops::map(r, &x), &t, &d)
                })
            }
            Op::Zip { rule, n } => zip(evaluation, rule, &next(n), &next(n)),
            Op::ZipWithConstant { rule, constant, n } => {
                let data = A::constant(&numbers(n, 5, rule));
                match constant {
                    Side::Left => zip(evaluation, rule, &data, x),
                    Side::Right => zip(evaluation, rule, x, &data),
                }
            }
            Op::ZipWithItself { rule, .. } => zip(evaluation, rule, x, x),
            Op::ZipPull { rule, side, n } => {
                let (x, y, d) = (next(n), next(n), next(n));
                let z = zip(evaluation, rule, &x, &y);
                rule.pull(evaluation, side, [&x, &y, &z, &d])
            }
            Op::ZipCurve { rule, side, along, n } => {
                let (x, y, t, d) = (next(n), next(n), next(n), next(n));
                let z = zip(evaluation, rule, &x, &y);
                rule.curve(evaluation, side, along, [&x, &y, &z, &t, &d])
            }
            Op::Affine { rows, inputs, outputs } => {
                affine(evaluation, &next(rows * inputs), &next(outputs * inputs), &next(outputs))
            }
            Op::AffineTied { rows, size } => {
                let (x, w, b) = (next(rows * size), next(size * size), next(size));
                affine(evaluation, &affine(evaluation, &x, &w, &b), &w, &b)
            }
            Op::AffineOfConstant { rows, inputs, outputs } => affine(
                evaluation,
                &A::constant(&data(rows * inputs)),
                &next(outputs * inputs),
                &next(outputs),
            ),
            Op::MatMul(s) => matmul(evaluation, &next(s.m * s.k), &next(s.k * s.n), s),
            Op::MatMulByConstant { shape: s, constant: Side::Left } => {
                matmul(evaluation, &A::constant(&data(s.m * s.k)), x, s)
            }
            Op::MatMulByConstant { shape: s, constant: Side::Right } => {
                matmul(evaluation, x, &A::constant(&data(s.k * s.n)), s)
            }
            Op::MatMulWithItself { n } => matmul(evaluation, x, x, MatMul::new(n, n, n)),
            Op::MatMulInto { shape: s, accumulate } => {
                let (a, b, mut to) = (next(s.m * s.k), next(s.k * s.n), next(s.m * s.n + 3));
                if blocked {
                    to.matmul_into(2, accumulate, &a, &b, s);
                } else {
                    loops::put(&mut to, 2, accumulate, &loops::matmul(&a, &b, s));
                }
                to
            }
            Op::SumRows { cols, .. } => {
                if blocked {
                    x.sum_rows(cols)
                } else {
                    loops::sum_rows(x, cols)
                }
            }
            Op::RowSums { cols, .. } if blocked => x.row_sums(cols),
            Op::RowSums { rows, cols } => build(rows, |row| (0..cols).map(|j| x.get(row * cols + j)).sum()),
            Op::RepeatEach { cols, .. } if blocked => x.repeat_each(cols),
            Op::RepeatEach { n, cols } => build(n * cols, |i| x.get(i / cols)),
            Op::RepeatRows { rows, .. } if blocked => x.repeat_rows(rows),
            Op::RepeatRows { n, rows } => build(n * rows, |i| x.get(i % n)),
            Op::Scale { n } => {
                let (x, s) = (next(n), x.get(n));
                if blocked { x.scale(s) } else { loops::scale(&x, s) }
            }
            Op::ScaleByConstant { .. } => {
                let s = A::Scalar::constant(A::Real::from_f64(-1.75));
                if blocked { x.scale(s) } else { loops::scale(x, s) }
            }
            Op::Sum { .. } => one(if blocked { x.sum() } else { loops::sum(x) }),
            Op::Dot { n } => one(dot(evaluation, &next(n), &next(n))),
            Op::DotWithItself { .. } => one(dot(evaluation, x, x)),
            Op::LogSumExp { cols, .. } => {
                if blocked {
                    x.log_sum_exp(cols)
                } else {
                    loops::log_sum_exp(x, cols)
                }
            }
            Op::Softmax { cols, .. } => softmax(evaluation, x, cols),
            Op::SoftmaxPull { rows, cols } => {
                let (x, d) = (next(rows * cols), next(rows * cols));
                let z = softmax(evaluation, &x, cols);
                if blocked {
                    return A::softmax_pull(&z, &d, cols);
                }
                let inner = |row: usize| {
                    (row * cols..(row + 1) * cols).map(|i| z.get(i) * d.get(i)).sum::<A::Scalar>()
                };
                build(rows * cols, |i| z.get(i) * (d.get(i) - inner(i / cols)))
            }
            Op::SoftmaxCrossEntropy { rows, cols } => {
                let labels = labels(rows, cols);
                one(if blocked {
                    x.softmax_cross_entropy(&labels)
                } else {
                    loops::softmax_cross_entropy(x, &labels)
                })
            }
            Op::SoftmaxCrossEntropyWithGradient { rows, cols } => {
                let labels = labels(rows, cols);
                if blocked {
                    let (value, gradient) = x.softmax_cross_entropy_with_gradient(&labels);
                    return gradient.scale(value);
                }
                let (value, z) = (loops::softmax_cross_entropy(x, &labels), loops::softmax(x, cols));
                let rows = A::Real::from_usize(rows);
                build(x.len(), |i| {
                    let hot = labels[i / cols] as usize == i % cols;
                    (if hot { z.get(i) - A::Real::ONE } else { z.get(i) }) / rows * value
                })
            }
            Op::Slice { n } if blocked => x.slice(1..n).slice(1..n - 2),
            Op::Slice { n } => build(n - 3, |i| x.get(i + 2)),
            Op::OverlappingSlices { n } => {
                let (left, right) = (x.slice(0..n - 1), x.slice(1..n));
                zip(evaluation, BinaryRow::Mul, &left, &zip(evaluation, BinaryRow::Sub, &right, &left))
            }
            Op::TiedSlices { n } => {
                let (once, again, clone) = (x.slice(0..n), x.slice(0..n), x.clone());
                zip(evaluation, BinaryRow::Mul, &once, &zip(evaluation, BinaryRow::Mul, &again, &clone))
            }
            Op::Elements { n } => {
                let products: Vec<_> = (0..n).map(|i| x.get(i) * x.get((i + 1) % n)).collect();
                let y = A::from_scalars(&products);
                if blocked { y.zip(rules::Sub, x) } else { loops::zip(rules::Sub, &y, x) }
            }
            Op::FromFn { n } if blocked => A::from_fn(n, |i| x.get(n - 1 - i) * x.get(i)),
            Op::FromFn { n } => build(n, |i| x.get(n - 1 - i) * x.get(i)),
            Op::Columns { width, .. } => {
                if blocked {
                    x.columns(width + 4, 2..width + 2)
                } else {
                    loops::columns(x, width + 4, 2..width + 2)
                }
            }
            Op::PutColumns { rows, width, accumulate } => {
                let (all, part) = (next(rows * (width + 4)), next(rows * width));
                let mut to = all.clone();
                if blocked {
                    to.put_columns(width + 4, 2, accumulate, &part);
                } else {
                    loops::put_columns(&mut to, width + 4, 2, accumulate, &part);
                }
                zip(evaluation, BinaryRow::Mul, &to, &all)
            }
            Op::Put { n, accumulate } => {
                let (mut to, part) = (x.clone(), x.slice(0..n - 1));
                if blocked {
                    to.put(1, accumulate, &part);
                } else {
                    loops::put(&mut to, 1, accumulate, &part);
                }
                zip(evaluation, BinaryRow::Mul, &to, x)
            }
        }
    }

    /// Returns a point in the domain of the operation, off its kinks.
    pub(crate) fn point<R: Real>(self) -> Vec<R> {
        match self {
            Op::Zip { rule, .. }
            | Op::ZipWithConstant { rule, .. }
            | Op::ZipWithItself { rule, .. }
            | Op::ZipPull { rule, .. }
            | Op::ZipCurve { rule, .. } => numbers(self.inputs(), 3, rule).to_vec(),
            _ => direction(self.inputs(), 3),
        }
    }
}

/// Returns numbers in the domain of `rule`: bases of a power are positive, denominators are not small.
fn numbers<R: Real>(n: usize, seed: usize, rule: BinaryRow) -> Buf<R> {
    let mixed = direction::<R>(n, seed);
    let positive = matches!(rule, BinaryRow::Pow | BinaryRow::Div);
    let all: Vec<R> = mixed.into_iter().map(|x| if positive { x * R::HALF + R::ONE } else { x }).collect();
    Buf::from_slice(&all)
}

/// Returns plain numbers that are not differentiated.
fn data<R: Real>(n: usize) -> Buf<R> {
    Buf::from_slice(&direction(n, 6))
}

fn labels(rows: usize, cols: usize) -> Labels {
    let label = |row: usize| u32::try_from((row * 2 + 1) % cols).expect("a few columns");
    Labels::new((0..rows).map(label).collect())
}

fn build<A: Array>(n: usize, f: impl FnMut(usize) -> A::Scalar) -> A {
    A::from_scalars(&(0..n).map(f).collect::<Vec<_>>())
}

fn one<A: Array>(x: A::Scalar) -> A {
    A::from_scalars(&[x])
}

fn zip<A: Array>(evaluation: Evaluation, rule: BinaryRow, x: &A, y: &A) -> A {
    match evaluation {
        Evaluation::Method => rule.apply_block(&[x.clone(), y.clone()]),
        Evaluation::Loop => rule.zip_loop(x, y),
    }
}

fn affine<A: Array>(evaluation: Evaluation, x: &A, w: &A, b: &A) -> A {
    match evaluation {
        Evaluation::Method => A::affine(x, w, b),
        Evaluation::Loop => loops::affine(x, w, b),
    }
}

fn matmul<A: Array>(evaluation: Evaluation, a: &A, b: &A, shape: MatMul) -> A {
    match evaluation {
        Evaluation::Method => a.matmul(b, shape),
        Evaluation::Loop => loops::matmul(a, b, shape),
    }
}

fn dot<A: Array>(evaluation: Evaluation, x: &A, y: &A) -> A::Scalar {
    match evaluation {
        Evaluation::Method => x.dot(y),
        Evaluation::Loop => loops::dot(x, y),
    }
}

fn softmax<A: Array>(evaluation: Evaluation, x: &A, cols: usize) -> A {
    match evaluation {
        Evaluation::Method => x.softmax(cols),
        Evaluation::Loop => loops::softmax(x, cols),
    }
}

//! One-hot seeds, of which only the active columns are stored, give the same derivatives as full tangents: in random
//! block programs that combine active blocks with inactive ones, with others of other active columns, and with
//! themselves.

use std::fmt::Debug;
use std::ops::Range;

use dualtape_check as check;
use dualtape_check::SplitMix;
use dualtape_core::{Accumulate, Array, Buf, Labels, MatMul, Scalar, Side, rules};
use dualtape_forward::{Dual, DualArray};
use proptest::prelude::*;

/// Directions per chunk.
const LANES: usize = 4;
/// Numbers in the block of inputs.
const INPUTS: usize = 40;

/// A part of `0..n`, which may be empty.
fn range(choose: &mut SplitMix, n: usize) -> Range<usize> {
    let (a, b) = (choose.below(n + 1), choose.below(n + 1));
    a.min(b)..a.max(b)
}

/// A row-major matrix and its columns.
#[derive(Clone)]
struct Matrix<A> {
    data: A,
    cols: usize,
}

impl<A: Array> Matrix<A> {
    fn rows(&self) -> usize {
        self.data.len() / self.cols
    }
}

/// The results of 14 operations that depend on `seed` and on shapes, after a few parts of `x`.
fn program<A: Array<Real = f64>>(seed: u64, x: &A) -> Vec<A> {
    let mut choose = SplitMix::new(seed);
    let mut all: Vec<Matrix<A>> = Vec::new();
    for _ in 0..4 {
        let (rows, cols) = (1 + choose.below(4), 1 + choose.below(4));
        let at = choose.below(INPUTS - rows * cols + 1);
        all.push(Matrix { data: x.slice(at..at + rows * cols), cols });
    }
    while all.len() < 18 {
        let a = all[choose.below(all.len())].clone();
        let part = |choose: &mut SplitMix, n: usize| {
            let at = choose.below(INPUTS - n + 1);
            x.slice(at..at + n)
        };
        let (rows, cols) = (a.rows(), a.cols);
        let matrix = |data: A, cols: usize| Matrix { data, cols };
        all.push(match choose.below(20) {
            0 => matrix(a.data.map(rules::Tanh), cols),
            1 => matrix(a.data.map(rules::Neg).into_map(rules::Sin).into_map(rules::Tanh), cols),
            2 => matrix(a.data.zip(rules::Mul, &part(&mut choose, a.data.len())), cols),
            3 => matrix(part(&mut choose, a.data.len()).zip(rules::Atan2, &a.data), cols),
            4 => matrix(a.data.zip(rules::Mul, &a.data.map(rules::Tanh)), cols),
            5 | 6 => {
                let outputs = 1 + choose.below(3);
                let (w, b) = (part(&mut choose, outputs * cols), part(&mut choose, outputs));
                matrix(A::affine(&a.data, &w, &b), outputs)
            }
            7 | 8 => {
                let n = 1 + choose.below(3);
                let mut shape = MatMul::new(rows, cols, n);
                if choose.below(2) == 0 {
                    shape = MatMul::new(cols, rows, n).left_transposed();
                }
                if choose.below(2) == 0 {
                    shape = shape.right_transposed();
                }
                matrix(a.data.matmul(&part(&mut choose, shape.k * n), shape), n)
            }
            9 => {
                let m = 1 + choose.below(3);
                let shape = MatMul::new(m, rows, cols);
                matrix(part(&mut choose, m * rows).matmul(&a.data, shape), cols)
            }
            10 => matrix(a.data.sum_rows(cols), cols),
            11 => matrix(a.data.row_sums(cols), 1),
            12 => matrix(a.data.sum_rows(cols).repeat_each(2), 2),
            13 => matrix(a.data.sum_rows(cols).repeat_rows(2), cols),
            14 => matrix(a.data.softmax(cols), cols),
            15 => matrix(a.data.log_sum_exp(cols), 1),
            16 => {
                let columns = range(&mut choose, cols);
                let part = a.data.columns(cols, columns.clone());
                let mut to = a.data.map(rules::Neg);
                let accumulate = if choose.below(2) == 0 { Accumulate::Add } else { Accumulate::Replace };
                to.put_columns(cols, columns.start, accumulate, &part);
                matrix(to, cols)
            }
            17 => {
                let (at, n) = (choose.below(a.data.len()), a.data.len());
                let mut to = part(&mut choose, n);
                to.put(at, Accumulate::Replace, &a.data.slice(0..n - at));
                matrix(to, cols)
            }
            18 => {
                let d = part(&mut choose, a.data.len());
                let z = a.data.map(rules::Tanh);
                let pulled = A::map_pull(rules::Tanh, &a.data, &z, &d);
                let pulled = A::zip_pull(rules::Mul, Side::Left, &a.data, &pulled, &z, &d);
                matrix(pulled, cols)
            }
            _ => {
                // Reductions, and a part that cuts through rows.
                let labels = Labels::new((0..rows).map(|row| u32::from(row % 2 == 1 && cols > 1)).collect());
                let (value, slopes) = a.data.softmax_cross_entropy_with_gradient(&labels);
                let s = a.data.dot(&slopes) + a.data.sum() + value;
                let range = range(&mut choose, a.data.len());
                matrix(a.data.scale(s).slice(range), 1)
            }
        });
        if all.last().is_some_and(|last| last.data.is_empty()) {
            all.pop();
            all.push(matrix(x.slice(0..1), 1));
        }
    }
    all.into_iter().map(|matrix| matrix.data).collect()
}

/// Holds a program on one-hot seeds against the same with a full tangent per lane; `parts` are the plain numbers in
/// a tangent.
fn hold<T: Scalar<Real = f64> + Debug>(seed: u64, start: usize, x: &T::Array, parts: impl Fn(T) -> Vec<f64>) {
    let unit =
        |lane: usize| T::Array::from_fn(INPUTS, |i| if i == start + lane { T::one() } else { T::zero() });
    let thin = program(seed, &DualArray::<_, LANES>::seeded(x.clone(), start));
    let full = program(seed, &DualArray::<_, LANES>::active(x.clone(), std::array::from_fn(unit)));
    for (step, (thin, full)) in thin.iter().zip(&full).enumerate() {
        let numbers = |a: &DualArray<T::Array, LANES>| -> Vec<f64> {
            let one = |y: Dual<T, LANES>| [vec![y.value()], y.tangents.map(&parts).concat()].concat();
            a.to_vec().into_iter().flat_map(one).collect()
        };
        let what = || format!("result {step} of program {seed} seeded at {start}");
        check::all_close(what, &numbers(full), &numbers(thin), 1e-11).unwrap();
    }
}

fn inputs(seed: usize) -> Buf<f64> {
    Buf::from_slice(&check::direction::<f64>(INPUTS, seed))
}

proptest! {
    // The same cases in every run, so that what lands once stays green.
    #![proptest_config(ProptestConfig {
        cases: 400,
        rng_seed: proptest::test_runner::RngSeed::Fixed(11),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn thin_tangents_are_full_tangents(seed: u64, start in 0..INPUTS) {
        hold::<f64>(seed, start, &inputs(3), |t| vec![t]);
    }

    #[test]
    fn thin_tangents_of_nested_numbers_are_full_ones(seed: u64, start in 0..INPUTS) {
        let x = DualArray::<_, 1>::active(inputs(3), [inputs(5)]);
        hold::<Dual<f64, 1>>(seed, start, &x, |t| vec![t.primal, t.tangents[0]]);
    }

    #[test]
    fn thin_tangents_of_thin_tangents_are_full_ones(seed: u64, start in 0..INPUTS, inner in 0..INPUTS) {
        let x = DualArray::<_, 2>::seeded(inputs(3), inner);
        hold::<Dual<f64, 2>>(seed, start, &x, |t| [vec![t.primal], t.tangents.to_vec()].concat());
    }
}

/// An inactive entry is never multiplied: an infinite weight next to a finite one has no effect on it.
#[test]
fn infinities_stay_in_the_columns_that_move() {
    let x = Buf::from_slice(&[2.0, f64::INFINITY]);
    let w = DualArray::<_, 1>::seeded(Buf::from_slice(&[1.0, 0.0, 3.0, 0.0]), 0);
    let z = DualArray::affine(&DualArray::inactive(x.clone()), &w, &DualArray::inactive(Buf::zeros(2)));
    assert_eq!(z.get(0).tangents, [2.0]);
    assert_eq!(z.get(1).tangents, [0.0]);
    let y =
        DualArray::<_, 1>::seeded(Buf::from_slice(&[1.0, 0.0]), 0).zip(rules::Mul, &DualArray::inactive(x));
    assert_eq!((y.get(0).tangents, y.get(1).tangents), ([2.0], [0.0]));
    assert!(y.get(1).primal.is_nan());
    let roots = DualArray::<_, 1>::seeded(Buf::from_slice(&[4.0, 0.0]), 0).map(rules::Sqrt);
    assert_eq!((roots.get(0).tangents, roots.get(1).tangents), ([0.25], [0.0]));
}

/// A zero in another lane is a factor like any other: it meets the infinity, and the engine computes that lane again.
#[test]
fn a_zero_in_a_lane_meets_an_infinity() {
    let x = DualArray::<_, 2>::inactive(Buf::from_slice(&[f64::INFINITY, 2.0]));
    let scaled = x.scale(Dual { primal: 3.0, tangents: [1.0, 0.0] });
    let [active, other] = scaled.get(0).tangents;
    assert!(active == f64::INFINITY && other.is_nan());
    assert_eq!(scaled.get(1).tangents, [2.0, 0.0]);
}

//! Plain arrays: kernels against the defining loops, stability at the ends of the range, views, pool, threads.

use dualtape_check::{all_close, direction, plain_laws};
use dualtape_core::array::loops;
use dualtape_core::rules::{self, BinaryVisitor, UnaryVisitor, visit_binary, visit_unary};
use dualtape_core::{
    Accumulate, Array, Binary, Buf, Elements, Labels, MatMul, Operand, Real, Scalar, Side, Unary,
};
use proptest::prelude::*;

const INF: f64 = f64::INFINITY;

/// A number without array code of its own.
#[derive(Clone, Copy, Debug)]
struct Slow<T>(T);

impl<T: Real> Scalar for Slow<T> {
    type Real = T;
    type Array = Elements<Self>;
    fn constant(value: T) -> Self {
        Slow(value)
    }
    fn value(self) -> T {
        self.0
    }
    fn unary<R: Unary>(self, rule: R) -> Self {
        Slow(rule.eval(self.0))
    }
    fn binary<R: Binary>(self, rule: R, other: Self) -> Self {
        Slow(rule.eval(self.0, other.0))
    }
}

dualtape_core::impl_operators!([T: Real] Slow<T>);

fn buf(x: &[f64]) -> Buf<f64> {
    Buf::from_slice(x)
}

fn same_bits<R: Real>(what: &str, expected: &[R], found: &[R]) {
    assert_eq!(expected.len(), found.len(), "{what}");
    for (i, (a, b)) in expected.iter().zip(found).enumerate() {
        let same = a.to_f64().to_bits() == b.to_f64().to_bits() || (a.is_nan() && b.is_nan());
        assert!(same, "{what} [{i}]: {a:e} by the loop, {b:e} by the kernel in {}", R::NAME);
    }
}

#[test]
fn every_block_operation_is_its_loop() {
    plain_laws::<f64>().unwrap();
    plain_laws::<f32>().unwrap();
}

/// Holds each row's kernels against the loops on operands that leave no lane of the widest vector untried.
struct Bits<R: Real>([Buf<R>; 4]);

impl<R: Real> Bits<R> {
    fn new() -> Self {
        let special = [0.0, -0.0, 1.0, -1.0, INF, -INF, f64::NAN, 1e-310, 3e38, -800.0, 800.0];
        let run = |seed: usize| {
            let mut x: Vec<R> = direction::<R>(67, seed).into_iter().map(|x| x * R::from_f64(3.0)).collect();
            x.extend(special.map(R::from_f64));
            x.rotate_left(seed);
            Buf::from_slice(&x)
        };
        Bits([run(0), run(1), run(2), run(3)])
    }
}

impl<R: Real> UnaryVisitor for Bits<R> {
    fn visit<U: Unary>(&mut self, rule: U) {
        let [x, t, d, _] = &self.0;
        let z = x.map(rule);
        let name = U::INFO.name;
        same_bits(name, &loops::map(rule, x), &z);
        same_bits(name, &loops::map_pull(rule, x, &z, d), &Buf::map_pull(rule, x, &z, d));
        for along in [Operand::X, Operand::Z] {
            same_bits(
                name,
                &loops::map_curve(rule, along, x, &z, t, d),
                &Buf::map_curve(rule, along, x, &z, t, d),
            );
        }
    }
}

impl<R: Real> BinaryVisitor for Bits<R> {
    fn visit<B: Binary>(&mut self, rule: B) {
        let [x, y, t, d] = &self.0;
        let z = x.zip(rule, y);
        let name = B::INFO.name;
        same_bits(name, &loops::zip(rule, x, y), &z);
        for side in [Side::Left, Side::Right] {
            same_bits(
                name,
                &loops::zip_pull(rule, side, x, y, &z, d),
                &Buf::zip_pull(rule, side, x, y, &z, d),
            );
            for along in [Operand::X, Operand::Y, Operand::Z] {
                let expected = loops::zip_curve(rule, side, along, x, y, &z, t, d);
                same_bits(name, &expected, &Buf::zip_curve(rule, side, along, x, y, &z, t, d));
            }
        }
    }
}

#[test]
fn every_row_gives_the_same_bits_in_a_vectorised_kernel_as_in_a_loop() {
    let (mut double, mut single) = (Bits::<f64>::new(), Bits::<f32>::new());
    visit_unary(&mut double);
    visit_binary(&mut double);
    visit_unary(&mut single);
    visit_binary(&mut single);
}

#[test]
fn log_sum_exp_neither_overflows_nor_invents_numbers() {
    let rows = buf(&[1000.0, 1000.0, -1000.0, -1000.0, -INF, -INF, -INF, 3.0, INF, 3.0, f64::NAN, 3.0]);
    let found = rows.log_sum_exp(2);
    let ln_2 = std::f64::consts::LN_2;
    assert_eq!(&found[..5], &[1000.0 + ln_2, -1000.0 + ln_2, -INF, 3.0, INF]);
    assert!(found[5].is_nan());
    let z = rows.softmax(2);
    assert_eq!(&z[..4], &[0.5; 4]);
    assert!(z[4].is_nan() && z[5].is_nan(), "a row without mass has no distribution");
    assert_eq!(&z[6..8], &[0.0, 1.0]);
    assert!(z[10].is_nan() && z[11].is_nan());
    same_bits("softmax", &loops::softmax(&rows, 2), &z);
}

#[test]
fn cross_entropy_of_extreme_logits_is_finite_and_its_gradient_sums_to_zero() {
    let x = buf(&[1000.0, -1000.0, 0.0, -1000.0, 1000.0, 0.0]);
    let (loss, gradient) = x.softmax_cross_entropy_with_gradient(&Labels::new(vec![0, 0]));
    assert_eq!(loss, 1000.0); // (0 + 2000) / 2
    assert_eq!(&*gradient, &[0.0, 0.0, 0.0, -0.5, 0.5, 0.0]);
    assert_eq!(x.softmax_cross_entropy(&Labels::new(vec![0, 1])), 0.0);
    let nan = buf(&[f64::NAN, 0.0]);
    assert!(nan.softmax_cross_entropy(&Labels::new(vec![1])).is_nan());
    let impossible = buf(&[-INF, 0.0]);
    assert_eq!(impossible.softmax_cross_entropy(&Labels::new(vec![0])), INF);
}

#[test]
fn views_share_storage_until_one_is_written() {
    let whole = buf(&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
    let (left, right) = (whole.slice(0..4), whole.slice(2..6));
    assert_eq!(left.slice(2..4).as_ptr(), right.slice(0..2).as_ptr());
    assert_eq!(&*left.zip(rules::Mul, &right), &[0.0, 3.0, 8.0, 15.0]);
    let mut written = left.clone();
    written.put(1, Accumulate::Add, &right.slice(0..2));
    assert_eq!(&*written, &[0.0, 3.0, 5.0, 3.0]);
    assert_eq!(&*whole, &[0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
    let mut owned = Buf::zeros(3);
    let place = owned.as_ptr();
    owned.put(0, Accumulate::Replace, &right.slice(1..3));
    assert_eq!((&*owned, owned.as_ptr()), (&[3.0, 4.0, 0.0][..], place), "a sole owner is written in place");
    // A view that outlives the whole keeps the numbers.
    drop((whole, left, written));
    assert_eq!(&*right, &[2.0, 3.0, 4.0, 5.0]);
}

#[test]
fn a_reused_buffer_shows_nothing_of_its_past() {
    for n in [1, 9, 40, 257] {
        drop((Buf::filled(n * n, f64::NAN), Buf::filled(n * n, f64::NAN)));
        let (x, ones) = (Buf::filled(n * n, 2.0), Buf::filled(n * n, 1.0));
        assert_eq!(x.matmul(&ones, MatMul::new(n, n, n)).sum(), 2.0 * (n * n * n) as f64);
        let mut out = Buf::scratch(n * n);
        out.matmul_into(0, Accumulate::Replace, &x, &ones, MatMul::new(n, n, n));
        assert_eq!(out.sum(), 2.0 * (n * n * n) as f64);
        let bias = Buf::filled(n, 1.0);
        assert_eq!(Buf::affine(&x, &ones, &bias).sum(), (2 * n * n * n + n * n) as f64);
        assert_eq!(x.sum_rows(n).sum(), 2.0 * (n * n) as f64);
        assert_eq!(Buf::<f64>::zeros(n).sum(), 0.0);
        assert_eq!(x.softmax(n).sum().round(), n as f64);
    }
}

#[test]
fn an_inner_dimension_of_zero_gives_zeros_also_over_old_numbers() {
    let nothing = Buf::<f64>::zeros(0);
    let mut out = Buf::filled(6, f64::NAN);
    out.matmul_into(0, Accumulate::Replace, &nothing, &nothing, MatMul::new(2, 0, 3));
    assert_eq!(&*out, &[0.0; 6]);
    let mut out = Buf::filled(6, 7.0);
    out.matmul_into(0, Accumulate::Add, &nothing, &nothing, MatMul::new(2, 0, 3));
    assert_eq!(&*out, &[7.0; 6]);
}

#[test]
fn a_warm_computation_takes_its_buffers_from_the_pool() {
    fn work() -> f64 {
        let x = Buf::filled(3000, 0.5);
        x.map(rules::Tanh).zip(rules::Mul, &x.slice(0..3000)).sum()
    }
    let first = work();
    let bytes = Buf::<f64>::pooled_bytes();
    for _ in 0..100 {
        assert_eq!(work().to_bits(), first.to_bits());
    }
    assert_eq!(Buf::<f64>::pooled_bytes(), bytes);
    Buf::<f64>::clear_pool();
    assert_eq!(Buf::<f64>::pooled_bytes(), 0);
    assert_eq!(work().to_bits(), first.to_bits());
}

#[test]
fn arrays_cross_threads_and_come_back() {
    fn crosses<T: Send + Sync>() {}
    crosses::<Buf<f32>>();
    crosses::<Buf<f64>>();
    crosses::<Labels>();
    let x = Buf::from_slice(&direction::<f64>(1000, 0));
    let expected = x.map(rules::Exp).sum();
    let results: Vec<Buf<f64>> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4).map(|_| scope.spawn(|| x.clone().map(rules::Exp))).collect();
        workers.into_iter().map(|worker| worker.join().expect("no panic")).collect()
    });
    for result in results {
        assert_eq!(result.sum().to_bits(), expected.to_bits());
    } // dropped here: buffers of other threads enter this thread's pool
}

#[test]
fn wrong_shapes_panic_with_a_sentence() {
    let panics = |f: Box<dyn FnOnce() + std::panic::UnwindSafe>, says: &str| {
        let message = std::panic::catch_unwind(f).expect_err("must panic");
        let text = message.downcast_ref::<String>().map(String::as_str);
        let message = text.or(message.downcast_ref::<&str>().copied()).unwrap_or_default();
        assert!(message.contains(says), "{message:?} does not say {says:?}");
    };
    panics(Box::new(|| drop(Buf::<f64>::zeros(3).zip(rules::Add, &Buf::zeros(4)))), "different lengths");
    panics(
        Box::new(|| drop(Buf::<f64>::zeros(6).matmul(&Buf::zeros(6), MatMul::new(2, 2, 3)))),
        "matrix product",
    );
    panics(Box::new(|| drop(Buf::<f64>::zeros(5).softmax(2))), "5 numbers are not rows of 2");
    panics(Box::new(|| drop(Buf::<f64>::zeros(3).slice(2..4))), "of 3");
    panics(
        Box::new(|| drop(Buf::<f64>::zeros(4).softmax_cross_entropy_with_gradient(&Labels::new(vec![2, 0])))),
        "label",
    );
    panics(Box::new(|| drop(Elements::from_scalars(&[Slow(1.0)]).slice(0..2))), "of 1");
}

#[test]
fn labels_are_cut_like_rows() {
    let labels = Labels::new(vec![3, 1, 2, 0]);
    assert_eq!(&*labels.slice(1..4).slice(1..3), &[2, 0]);
    assert!(labels.slice(2..2).is_empty());
}

fn floats(n: usize) -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(-2.0..2.0_f64, n)
}

proptest! {
    // The same cases in every run, so that what lands once stays green.
    #![proptest_config(ProptestConfig {
        cases: 48,
        rng_seed: proptest::test_runner::RngSeed::Fixed(7),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn gemm_is_the_triple_loop_in_every_layout(
        (m, k, n) in (0_usize..20, 0_usize..40, 0_usize..20),
        (left, right, add) in any::<(bool, bool, bool)>(),
    ) {
        let mut shape = MatMul::new(m, k, n);
        shape = if left { shape.left_transposed() } else { shape };
        shape = if right { shape.right_transposed() } else { shape };
        let accumulate = if add { Accumulate::Add } else { Accumulate::Replace };
        let (a, b) = (direction::<f64>(m * k, 1), direction::<f64>(k * n, 2));
        let product = loops::matmul(&buf(&a), &buf(&b), shape);
        all_close(|| "product".into(), &product, &buf(&a).matmul(&buf(&b), shape), 1e-13).unwrap();

        let slow = |x: &[f64]| Elements::from_scalars(&x.iter().map(|&x| Slow(x)).collect::<Vec<_>>());
        let by_default = slow(&a).matmul(&slow(&b), shape).values();
        all_close(|| "the default method".into(), &product, &by_default, 0.0).unwrap();

        let (mut expected, mut found) = (Buf::filled(m * n + 3, 0.5), Buf::filled(m * n + 3, 0.5));
        loops::put(&mut expected, 2, accumulate, &product);
        found.matmul_into(2, accumulate, &buf(&a), &buf(&b), shape);
        all_close(|| "product in place".into(), &expected, &found, 1e-13).unwrap();
    }

    #[test]
    fn adjoint_products_are_the_transposes(
        (m, k, n) in (1_usize..8, 1_usize..8, 1_usize..8),
        (left, right) in any::<(bool, bool)>(),
    ) {
        let mut s = MatMul::new(m, k, n);
        s = if left { s.left_transposed() } else { s };
        s = if right { s.right_transposed() } else { s };
        let seeded = |n, seed| Buf::from_slice(&direction::<f64>(n, seed));
        let (a, b, g) = (seeded(m * k, 1), seeded(k * n, 2), seeded(m * n, 3));
        let (da, db) = (seeded(m * k, 4), seeded(k * n, 5));
        // ⟨g, dA B⟩ = ⟨pull_left(g), dA⟩, and so for B.
        let pulled = if left { b.matmul(&g, s.pull_left()) } else { g.matmul(&b, s.pull_left()) };
        prop_assert!((g.dot(&da.matmul(&b, s)) - pulled.dot(&da)).abs() < 1e-13);
        let pulled = if right { g.matmul(&a, s.pull_right()) } else { a.matmul(&g, s.pull_right()) };
        prop_assert!((g.dot(&a.matmul(&db, s)) - pulled.dot(&db)).abs() < 1e-13);
    }

    #[test]
    fn softmax_rows_are_distributions_and_ignore_a_shift(x in floats(12), shift in -900.0..900.0_f64) {
        let z = buf(&x).softmax(4);
        for (row, sum) in z.chunks_exact(4).zip(z.row_sums(4).iter()) {
            prop_assert!(row.iter().all(|&p| p > 0.0 && p < 1.0) && (sum - 1.0).abs() < 1e-14);
        }
        let shifted: Vec<f64> = x.iter().map(|x| x + shift).collect();
        all_close(|| "shifted".into(), &z, &buf(&shifted).softmax(4), 1e-12).unwrap();
        let lse = buf(&x).log_sum_exp(4).map(rules::Neg);
        let logs: Vec<f64> = x.iter().zip(lse.repeat_each(4).iter()).map(|(x, lse)| x + lse).collect();
        all_close(|| "log-softmax".into(), &z, &buf(&logs).map(rules::Exp), 1e-14).unwrap();
    }

    #[test]
    fn sums_of_any_length_are_the_loop_s_but_for_rounding(x in prop::collection::vec(-2.0..2.0_f64, 0..200)) {
        let b = buf(&x);
        let size: f64 = x.iter().map(|x| x.abs()).sum();
        prop_assert!((b.sum() - x.iter().sum::<f64>()).abs() <= 1e-14 * size);
        prop_assert!((b.dot(&b) - x.iter().map(|x| x * x).sum::<f64>()).abs() <= 1e-13 * size);
        prop_assert_eq!(b.sum().to_bits(), buf(&x).sum().to_bits());
    }
}

#[test]
fn column_sums_are_written_or_added_whatever_the_width() {
    for (rows, cols) in [(1, 1), (3, 7), (64, 10), (5, 31), (40, 32), (33, 64), (7, 100)] {
        let x: Vec<f64> = (0..rows * cols).map(|i| (i * 7 % 23) as f64 - 11.0).collect();
        let sums = loops::sum_rows(&buf(&x), cols);
        for accumulate in [Accumulate::Replace, Accumulate::Add] {
            let (mut expected, mut found) = (buf(&vec![5.0; cols + 3]), buf(&vec![5.0; cols + 3]));
            expected.put(2, accumulate, &sums);
            found.sum_rows_into(2, accumulate, &buf(&x), cols);
            assert_eq!(found[..], expected[..], "{rows} rows of {cols}, {accumulate:?}");
        }
    }
}

#[test]
fn an_operand_that_is_used_up_gives_what_it_gives_otherwise() {
    let (x, d) = (buf(&[-2.0, 0.0, 0.5, 3.0]), buf(&[1.0, -1.0, INF, 0.0]));
    let shared = x.clone();
    assert_eq!(x.clone().into_map(rules::Tanh)[..], x.map(rules::Tanh)[..]);
    assert_eq!(shared[..], x[..], "shared numbers stay as they are");
    let z = x.map(rules::Sqrt);
    // Equal numbers; the sign of a zero may differ.
    let same = |name: &str, expected: Buf<f64>, found: Buf<f64>| {
        all_close(|| name.into(), &expected, &found, 0.0).unwrap();
    };
    same("sqrt", Buf::map_pull(rules::Sqrt, &x, &z, &d), Buf::into_map_pull(rules::Sqrt, &x, &z, d.clone()));
    same("neg", Buf::map_pull(rules::Neg, &x, &z, &d), Buf::into_map_pull(rules::Neg, &x, &z, d.clone()));
    for side in [Side::Left, Side::Right] {
        macro_rules! same_pull {
            ($rule:ident) => {
                same(
                    stringify!($rule),
                    Buf::zip_pull(rules::$rule, side, &x, &z, &z, &d),
                    Buf::into_zip_pull(rules::$rule, side, &x, &z, &z, d.clone()),
                );
            };
        }
        same_pull!(Sub);
        same_pull!(Mul);
        same_pull!(Div);
        same_pull!(Pow);
    }
}

#[test]
#[should_panic(expected = "arrays of different lengths")]
fn a_pullback_of_softmax_wants_an_adjoint_per_number() {
    Buf::softmax_pull(&buf(&[0.5, 0.5, 1.0, 0.0]), &buf(&[1.0, 2.0]), 2);
}

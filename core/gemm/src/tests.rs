//! Every method, instruction set and layout against loops that say what the bits are.

use std::fmt::Debug;
use std::ops::AddAssign;

use pulp::Arch;

use crate::dots::PARTIAL_SUMS;
use crate::product::{self, DEPTH};
use crate::{Element, Factor, gemm};

trait Number: Element + AddAssign + Debug + PartialEq {
    fn from_f64(x: f64) -> Self;
    fn mul_add(self, b: Self, c: Self) -> Self;
}
macro_rules! number {
    ($t:ident) => {
        impl Number for $t {
            #[allow(clippy::cast_possible_truncation, reason = "any number of the type serves")]
            fn from_f64(x: f64) -> Self {
                x as $t
            }
            fn mul_add(self, b: Self, c: Self) -> Self {
                $t::mul_add(self, b, c)
            }
        }
    };
}
number!(f32);
number!(f64);

/// The instruction sets of this machine, and whether they fuse multiplication and addition.
fn sets() -> Vec<(Arch, bool)> {
    let mut sets = vec![(Arch::Scalar, false)];
    #[cfg(target_arch = "x86_64")]
    {
        sets.extend(pulp::x86::V3::try_new().map(|set| (Arch::V3(set), true)));
        sets.extend(pulp::x86::V4::try_new().map(|set| (Arch::V4(set), true)));
    }
    sets
}

/// Numbers without a pattern, of either sign.
fn numbers<T: Number>(len: usize, seed: u64) -> Vec<T> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(state >> 33).expect("31 bits")) / f64::from(1 << 30) - 1.0
    };
    (0..len).map(|_| T::from_f64(next())).collect()
}

/// The product as the crate's header defines it.
fn expected<T: Number>(case: &Case<T>, lanes: usize, fused: bool) -> Vec<T> {
    let &Case { m, k, n, .. } = case;
    let mul_add = |a: T, b: T, c: T| if fused { a.mul_add(b, c) } else { a * b + c };
    let depth = k.div_ceil(k.div_ceil(DEPTH).max(1));
    let mut out = case.out.clone();
    for i in 0..m {
        for j in 0..n {
            let a = |p: usize| if case.left { case.a[p * m + i] } else { case.a[i * k + p] };
            let b = |p: usize| if case.right { case.b[j * k + p] } else { case.b[p * n + j] };
            let mut sums = Vec::new();
            // A row of dot products, or the transpose of one.
            if (m == 1 && case.right && k > 1) || (n == 1 && (!case.left && k > 1 || m == 1)) {
                let mut lane = vec![T::default(); lanes];
                for p in 0..k {
                    lane[p % lanes] = mul_add(a(p), b(p), lane[p % lanes]);
                }
                while lane.len() > 1 {
                    let high = lane.split_off(lane.len() / 2);
                    lane.iter_mut().zip(high).for_each(|(low, high)| *low += high);
                }
                sums.push(lane[0]);
            } else {
                for first in (0..k).step_by(depth.max(1)) {
                    sums.push(
                        (first..k.min(first + depth)).fold(T::default(), |sum, p| mul_add(a(p), b(p), sum)),
                    );
                }
            }
            if !case.add {
                out[i * n + j] = T::default();
            }
            for sum in sums {
                out[i * n + j] += sum;
            }
        }
    }
    out
}

struct Case<T> {
    m: usize,
    k: usize,
    n: usize,
    left: bool,
    right: bool,
    add: bool,
    a: Vec<T>,
    b: Vec<T>,
    out: Vec<T>,
}

impl<T: Number> Case<T> {
    /// Every layout of a shape, written over and added.
    fn all(m: usize, k: usize, n: usize) -> impl Iterator<Item = Case<T>> {
        (0..8).map(move |bits| Case {
            m,
            k,
            n,
            left: bits & 1 != 0,
            right: bits & 2 != 0,
            add: bits & 4 != 0,
            a: numbers(m * k, 1),
            b: numbers(k * n, 2),
            out: numbers(m * n, 3),
        })
    }

    /// Result of `set`, written between numbers that must stay.
    fn found<const CHECKED: bool>(&self, set: Arch) -> Vec<T> {
        const GUARD: usize = 70;
        let guard = numbers::<T>(GUARD, 4);
        let mut out = [&guard[..], &self.out, &guard].concat();
        let a = Factor { elements: &self.a, transposed: self.left };
        let b = Factor { elements: &self.b, transposed: self.right };
        let within = GUARD..GUARD + self.out.len();
        let &Case { m, k, n, add, .. } = self;
        product::gemm::<T, CHECKED>(m, k, n, a, b, add, &mut out[within.clone()], set);
        assert!(out[..GUARD] == guard && out[within.end..] == guard, "{m}×{k}·{k}×{n}: written outside");
        out[within].to_vec()
    }

    fn holds(&self) {
        for (set, fused) in sets() {
            // Without vectors, sixteen single numbers.
            let lanes = if fused { PARTIAL_SUMS / size_of::<T>() } else { 16 };
            let expected = expected(self, lanes, fused);
            let &Case { m, k, n, left, right, add, .. } = self;
            let name = format!("{m}×{k}·{k}×{n}, transposed {left} {right}, add {add}, {set:?}");
            assert!(self.found::<false>(set) == expected, "{name}");
            assert!(self.found::<true>(set) == expected, "{name}, checked");
        }
    }
}

fn shapes_hold(shapes: impl Iterator<Item = (usize, usize, usize)> + Clone) {
    for (m, k, n) in shapes {
        Case::<f64>::all(m, k, n).for_each(|case| case.holds());
        Case::<f32>::all(m, k, n).for_each(|case| case.holds());
    }
}

#[test]
fn small_products_have_the_bits_of_the_loops() {
    let rows = [0, 1, 2, 3, 5, 8, 13, 17];
    let terms = [0, 1, 2, 3, 4, 7, 9, 33];
    let columns = [0, 1, 2, 3, 4, 5, 8, 10, 16, 17, 24, 31, 33, 40, 65];
    shapes_hold(
        rows.into_iter().flat_map(move |m| {
            terms.into_iter().flat_map(move |k| columns.into_iter().map(move |n| (m, k, n)))
        }),
    );
}

#[test]
fn products_beyond_every_block_have_the_bits_of_the_loops() {
    shapes_hold(
        [(19, 2 * DEPTH + 3, 37), (150, 300, 21), (3, 40, 1100), (40, 5, 1100), (1, 600, 150)].into_iter(),
    );
}

#[test]
fn a_row_does_not_depend_on_its_neighbours() {
    let (m, k, n) = (37, 300, 29);
    let (a, b) = (numbers::<f64>(m * k, 1), numbers::<f64>(k * n, 2));
    for transposed in [false, true] {
        let b = Factor { elements: &b[..], transposed };
        let mut whole = vec![0.0; m * n];
        gemm(m, k, n, Factor { elements: &a, transposed: false }, b, false, &mut whole);
        for rows in [2..9, 5..37] {
            let mut part = vec![0.0; rows.len() * n];
            let a = Factor { elements: &a[rows.start * k..rows.end * k], transposed: false };
            gemm(rows.len(), k, n, a, b, false, &mut part);
            assert_eq!(part, whole[rows.start * n..rows.end * n]);
        }
    }
}

#[test]
#[should_panic(expected = "product 2×3 · 3×2 of 6 and 5 elements into 4")]
fn wrong_lengths_panic() {
    let factor = |elements| Factor { elements, transposed: false };
    gemm(2, 3, 2, factor(&[0.0; 6]), factor(&[0.0; 5]), false, &mut [0.0; 4]);
}

//! Helpers of several tests: both engines on one function, comparison of numbers.
#![allow(dead_code, reason = "each test file uses its own part")]

use dualtape_core::{Buf, Differentiable, Engine};
use dualtape_forward::Forward;
use dualtape_reverse::Reverse;

/// Asserts that each number is within the relative `tolerance` of the expected one.
///
/// Numbers below a thousandth of the largest may have lost digits by cancellation: their error is relative to that
/// thousandth.
#[track_caller]
pub(crate) fn assert_close(name: &str, found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len(), "{name}: as many numbers");
    let largest = expected.iter().fold(0.0_f64, |largest, x| largest.max(x.abs()));
    for (index, (found, expected)) in found.iter().zip(expected).enumerate() {
        let allowed = tolerance * expected.abs().max(1e-3 * largest);
        let difference = (found - expected).abs();
        assert!(
            difference <= allowed,
            "{name}, number {index}: found {found:e}, expected {expected:e}, off by {difference:e}"
        );
    }
}

/// Returns value and gradient by one engine.
pub(crate) fn gradient<F: Differentiable<f64, K>, K>(
    engine: &mut impl Engine<f64>,
    f: &F,
    x: &[f64],
) -> (f64, Vec<f64>) {
    let mut gradient = vec![0.0; x.len()];
    let value = engine.value_and_gradient_into(f, x, &mut gradient).expect("a function of these numbers");
    (value, gradient)
}

/// Asserts that both engines return this value and gradient, to 1e-12 relative.
#[track_caller]
pub(crate) fn assert_gradient<F: Differentiable<f64, K>, K>(
    name: &str,
    f: &F,
    x: &[f64],
    value: f64,
    expected: &[f64],
) {
    let by_forward = gradient(&mut Forward::<f64>::new(), f, x);
    let by_reverse = gradient(&mut Reverse::<f64>::new(), f, x);
    for (engine, (found_value, found)) in [("forward", by_forward), ("reverse", by_reverse)] {
        assert_close(&format!("{name}, value by {engine}"), &[found_value], &[value], 1e-12);
        assert_close(&format!("{name}, gradient by {engine}"), &found, expected, 1e-12);
    }
}

/// Returns pseudo-random numbers between -1 and 1, the same in every run.
pub(crate) fn numbers(count: usize, seed: u64) -> Vec<f64> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = || {
        // Vigna's splitmix64.
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    };
    (0..count).map(|_| next()).collect()
}

/// Returns a buffer of these numbers.
pub(crate) fn buf(numbers: &[f64]) -> Buf<f64> {
    Buf::from_slice(numbers)
}

//! Products with every access checked ÷ the same products, from interleaved runs, with the rate of the latter.
//!
//! `cargo bench -p dualtape-gemm [-- SHAPE…]`, for instance `-- 64x64x32`; all shapes take four minutes. The letters
//! name the layouts of the factors: N as used, T transposed.

use std::hint::black_box;

use dualtape_check::timing::{interleaved, time};
use dualtape_gemm::{Element, Factor, gemm, gemm_checked};

/// m, k and n: what layers of networks, small and large, and sums over rows and columns amount to.
const SHAPES: [(usize, usize, usize); 10] = [
    (4, 2, 8),
    (64, 2, 8),
    (64, 8, 2),
    (64, 32, 10),
    (64, 64, 32),
    (256, 784, 128),
    (128, 900, 900),
    (1, 784, 128),
    (256, 784, 1),
    (256, 1, 784),
];

fn main() {
    // Cargo adds flags of its own.
    let chosen: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    println!("{:<22}{:>14}{:>14}{:>18}", "product", "µs", "Gflop/s", "checked ÷ this");
    for (m, k, n) in SHAPES {
        let name = format!("{m}x{k}x{n}");
        if chosen.is_empty() || chosen.contains(&name) {
            for (layouts, left, right) in [("NN", false, false), ("NT", false, true), ("TN", true, false)] {
                report::<f64>(&format!("{name} {layouts} f64"), m, k, n, left, right);
                report::<f32>(&format!("{name} {layouts} f32"), m, k, n, left, right);
            }
        }
    }
}

/// Measures one product and prints its line.
fn report<T: Element + From<i8>>(name: &str, m: usize, k: usize, n: usize, left: bool, right: bool) {
    let filled = |len: usize| -> Vec<T> { (-60..67).cycle().take(len).map(T::from).collect() };
    let (a, b, mut out) = (filled(m * k), filled(k * n), filled(m * n));
    let a = Factor { elements: &a, transposed: left };
    let b = Factor { elements: &b, transposed: right };
    let rounds = interleaved(2, |task, runs| {
        let product = if task == 0 { gemm::<T> } else { gemm_checked::<T> };
        time(runs, || product(m, k, n, black_box(a), black_box(b), false, black_box(&mut out)))
    });
    let seconds = rounds.seconds(0).median;
    println!(
        "{name:<22}{:>14.3}{:>14.1}{:>18.2}",
        seconds * 1e6,
        2e-9 * (m * k * n) as f64 / seconds,
        rounds.ratio(1, 0).median
    );
}

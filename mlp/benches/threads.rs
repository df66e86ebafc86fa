//! A loss as a sum over blocks of examples, on one thread and on two, compared with one recording of the whole.
//!
//! `cargo bench -p dualtape-mlp --bench threads`. The bits of the sum do not depend on the threads.

#[allow(dead_code, reason = "this bench has no candidates")]
mod hand_written;
#[allow(dead_code, reason = "this bench has no candidates")]
mod networks;

use dualtape_check::timing::{interleaved, time};
use dualtape_core::{Engine, Real, TermByTerm};
use dualtape_reverse::Reverse;
use networks::{CASES, NetworkCase};
use rayon::ThreadPoolBuilder;

/// The block sizes, in examples.
const BLOCKS: [usize; 3] = [32, 64, 128];

fn main() {
    println!(
        "{:<9}{:>7}{:>15}{:>22}{:>22}",
        "network", "block", "whole, µs", "blocks, 1 thread ÷", "speed-up of 2 threads"
    );
    for case in CASES.iter().filter(|case| "DE".contains(case.letter)) {
        let case = case.with_rows(256);
        report::<f64>(&case);
        report::<f32>(&case);
    }
}

/// Measures one network in one precision and prints a line for each size of blocks.
fn report<T: Real>(case: &NetworkCase) {
    let objective = case.objective::<T>();
    let parameters = objective.network().initial_parameters::<T>(1);
    let pools = [1, 2].map(|n| ThreadPoolBuilder::new().num_threads(n).build().expect("threads to run on"));
    for rows in BLOCKS {
        let mut whole = Reverse::<T>::new();
        let sums = [TermByTerm::new(Reverse::<T>::new), TermByTerm::new(Reverse::<T>::new)];
        let blocks = objective.in_blocks(rows);
        let gradients = [0, 1].map(|i| {
            pools[i]
                .install(|| sums[i].value_and_gradient(&blocks, &parameters))
                .expect("a scalar function")
                .1
        });
        assert_eq!(gradients[0][..], gradients[1][..], "the bits do not depend on the threads");
        let rounds = interleaved(3, |task, runs| match task {
            0 => time(runs, || whole.value_and_gradient_array(&objective, &parameters)),
            _ => pools[task - 1]
                .install(|| time(runs, || sums[task - 1].value_and_gradient(&blocks, &parameters))),
        });
        println!(
            "{:<9}{:>7}{:>15.1}{:>22.3}{:>22.2}",
            format!("{} {}", case.letter, T::NAME),
            rows,
            rounds.seconds(0).median * 1e6,
            rounds.ratio(1, 0).median,
            rounds.ratio(1, 2).median,
        );
    }
}

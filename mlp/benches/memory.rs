//! The peak memory of a gradient ÷ the buffers of backpropagation written by hand.
//!
//! `cargo bench -p dualtape-mlp --bench memory [-- LETTERS]`. The peak is counted: the most bytes allocated at a time
//! during the first gradient of a new engine on a new thread with an empty pool. It includes the gradient but not
//! parameters and data. The buffers by hand are the outputs of every layer, two rows of adjoints and the gradient.

#[allow(dead_code, reason = "this bench needs the buffers only")]
mod hand_written;
#[allow(dead_code, reason = "this bench has no candidates")]
mod networks;

use dualtape_core::{Buf, Engine, Real};
use dualtape_reverse::Reverse;
use hand_written::HandWritten;
use networks::{NetworkCase, selected};

fn main() {
    println!("{:<9}{:>14}{:>16}{:>9}", "network", "by hand, KiB", "at most, KiB", "ratio");
    for case in selected("ABCDEF") {
        report::<f64>(case);
        report::<f32>(case);
    }
}

/// Counts for one network in one precision and prints its line.
fn report<T: Real>(case: &NetworkCase) {
    let (by_hand, peak) = std::thread::scope(|scope| {
        let counted = scope.spawn(|| {
            let objective = case.objective::<T>();
            let parameters = objective.network().initial_parameters::<T>(1);
            let mut hand = HandWritten::new(&objective, &parameters);
            // The first matrix product of a thread allocates its workspace, which belongs to neither.
            hand.loss_and_gradient();
            let by_hand = hand.buffer_bytes();
            Buf::<T>::clear_pool();
            let counted = allocation_counter::measure(|| {
                let gradient = Reverse::<T>::new().value_and_gradient_array(&objective, &parameters);
                gradient.expect("a scalar function without limits");
            });
            (by_hand as f64, counted.bytes_max as f64)
        });
        counted.join().expect("no panic in the thread")
    });
    println!(
        "{:<9}{:>14.1}{:>16.1}{:>9.3}",
        format!("{} {}", case.letter, T::NAME),
        by_hand / 1024.0,
        peak / 1024.0,
        peak / by_hand
    );
}

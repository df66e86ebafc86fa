//! The peak memory of a gradient ÷ the buffers of backpropagation written by hand.
//!
//! `cargo bench -p dualtape-mlp --bench memory [-- LETTERS]`. Counted, not timed: what the first gradient of a new
//! engine on a new thread (with an empty pool) allocates at most at a time, the gradient included, parameters and
//! data not; against the outputs of every layer, two rows of adjoints and the gradient.

#[allow(dead_code, reason = "one of the contestants is enough here")]
mod contest;
#[allow(dead_code, reason = "its buffers are counted, not used")]
mod hand;

use contest::{SETTINGS, Setting};
use dualtape_core::{Buf, Engine, Real};
use dualtape_reverse::Reverse;
use hand::Hand;

fn main() {
    // Cargo adds flags of its own.
    let letters: String = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let chosen = |setting: &&Setting| letters.is_empty() || letters.to_uppercase().contains(setting.letter);
    println!("{:<9}{:>14}{:>16}{:>9}", "network", "by hand, KiB", "at most, KiB", "ratio");
    for setting in SETTINGS.iter().filter(chosen) {
        report::<f64>(setting);
        report::<f32>(setting);
    }
}

/// Counts for one network in one precision and prints its line.
fn report<T: Real>(setting: &Setting) {
    let (by_hand, peak) = std::thread::scope(|scope| {
        let counted = scope.spawn(|| {
            let objective = setting.objective::<T>();
            let parameters = objective.network().initial_parameters::<T>(1);
            let mut hand = Hand::new(&objective, &parameters);
            // Matrix products keep some megabytes of workspace per thread, whoever calls them.
            hand.loss_and_gradient();
            let by_hand = hand.buffer_bytes();
            Buf::<T>::clear_pool();
            let counted = allocation_counter::measure(|| {
                let gradient = Reverse::<T>::new().value_and_gradient_array(&objective, &parameters);
                gradient.expect("a scalar function without limits");
            });
            (by_hand as f64, counted.bytes_max as f64)
        });
        counted.join().expect("nothing to panic about")
    });
    println!(
        "{:<9}{:>14.1}{:>16.1}{:>9.3}",
        format!("{} {}", setting.letter, T::NAME),
        by_hand / 1024.0,
        peak / 1024.0,
        peak / by_hand
    );
}

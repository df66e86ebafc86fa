//! Loss and gradient, an SGD step and an Adam step: the reverse engine and hand-written backpropagation.
//!
//! `cargo bench -p dualtape-mlp --bench gradient [-- FILTER]`, for instance `-- "C f64"`. Criterion runs them one after
//! the other; the bench `ratios` interleaves them, for ratios on a machine under other load.

mod hand_written;
mod networks;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, criterion_group, criterion_main};
use dualtape_core::Real;
use networks::{CASES, Candidate, candidates};
use std::time::Duration;

fn networks(c: &mut Criterion) {
    for case in &CASES {
        network::<f64>(c, case);
        network::<f32>(c, case);
    }
}

fn network<T: Real>(c: &mut Criterion, case: &networks::NetworkCase) {
    let (mut hand, mut reverse) = candidates::<T>(case);
    let mut group = c.benchmark_group(format!("{} {}", case.letter, T::NAME));
    group.sample_size(20).warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(1));
    group.bench_function("loss", |b| b.iter(|| reverse.loss()));
    candidate(&mut group, "hand", &mut hand);
    candidate(&mut group, "reverse", &mut reverse);
    group.finish();
}

fn candidate<T: Real>(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, one: &mut impl Candidate<T>) {
    group.bench_function(format!("gradient/{name}"), |b| b.iter(|| one.differentiate()));
    group.bench_function(format!("SGD step/{name}"), |b| b.iter(|| one.sgd_step()));
    group.bench_function(format!("Adam step/{name}"), |b| b.iter(|| one.adam_step()));
}

criterion_group!(benches, networks);
criterion_main!(benches);

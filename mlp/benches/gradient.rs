//! Loss and gradient, an SGD step and an Adam step: the reverse engine beside backpropagation written by hand.
//!
//! `cargo bench -p dualtape-mlp --bench gradient [-- FILTER]`, for instance `-- "C f64"`. Criterion runs one after
//! the other; for ratios on a machine that does other things too, take the bench `ratios`.

mod contest;
mod hand;

use contest::{Contestant, SETTINGS, contestants};
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, criterion_group, criterion_main};
use dualtape_core::Real;
use std::time::Duration;

fn networks(c: &mut Criterion) {
    for setting in &SETTINGS {
        network::<f64>(c, setting);
        network::<f32>(c, setting);
    }
}

fn network<T: Real>(c: &mut Criterion, setting: &contest::Setting) {
    let (mut hand, mut reverse) = contestants::<T>(setting);
    let mut group = c.benchmark_group(format!("{} {}", setting.letter, T::NAME));
    group.sample_size(20).warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(1));
    group.bench_function("loss", |b| b.iter(|| reverse.loss()));
    contestant(&mut group, "hand", &mut hand);
    contestant(&mut group, "reverse", &mut reverse);
    group.finish();
}

fn contestant<T: Real>(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, one: &mut impl Contestant<T>) {
    group.bench_function(format!("gradient/{name}"), |b| b.iter(|| one.differentiate()));
    group.bench_function(format!("SGD step/{name}"), |b| b.iter(|| one.sgd_step()));
    group.bench_function(format!("Adam step/{name}"), |b| b.iter(|| one.adam_step()));
}

criterion_group!(benches, networks);
criterion_main!(benches);

//! The tape: the time of one operation, recorded and swept, and its dependence on the storage of nodes.
//!
//! `cargo bench -p dualtape-reverse --bench tape`; figures are for all `N` operations of a run. README.md, beside this
//! file, has results.

use std::cell::Cell;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dualtape_core::{Engine, Error, Function, Scalar};
use dualtape_reverse::Reverse;
use dualtape_reverse::handle::{Handle, HandleTape};
use smallvec::SmallVec;
use typed_arena::Arena;

const N: usize = 100_000;

/// Products that do not wait for each other, gathered in sixteen sums: `N` operations in all.
struct Independent;

impl Function for Independent {
    fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
        let mut sums = [x[0]; 16];
        for i in 0..N / 2 {
            sums[i % 16] += x[i % 64] * x[(i + 7) % 64];
        }
        sums.into_iter().sum()
    }
}

/// A sum in which every operation waits for the one before.
struct Serial;

impl Function for Serial {
    fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
        (0..N).fold(x[0], |sum, i| sum + x[i % 64])
    }
}

fn record_and_sweep(c: &mut Criterion) {
    let x: Vec<f64> = (0..64).map(|i| 0.9 + f64::from(i) * 1e-3).collect();
    let mut gradient = vec![0.0; 64];
    let mut engine = Reverse::new();
    let mut group = c.benchmark_group("record and sweep");
    group.throughput(Throughput::Elements(N as u64));
    group.bench_function("independent products", |b| {
        b.iter(|| engine.value_and_gradient_into(&Independent, &x, &mut gradient));
    });
    group.bench_function("serial sum", |b| {
        b.iter(|| engine.value_and_gradient_into(&Serial, &x, &mut gradient));
    });
    // The same on the tape of the thread, where each operand is checked.
    group.bench_function("independent products, handles", |b| {
        b.iter(|| on_handles(&Independent, &x, &mut gradient));
    });
    group.bench_function("serial sum, handles", |b| {
        b.iter(|| on_handles(&Serial, &x, &mut gradient));
    });
    group.finish();
}

fn on_handles(f: &impl Function, x: &[f64], gradient: &mut [f64]) -> Result<f64, Error> {
    let tape = HandleTape::activate()?;
    let inputs: Vec<Handle> = x.iter().map(|&x| tape.input(x)).collect();
    let y = f.eval(&inputs);
    tape.pull_into(&[(y, 1.0)], gradient)?;
    Ok(y.value())
}

#[derive(Clone, Copy)]
struct Node {
    weights: [f64; 2],
    parents: [u32; 2],
}

fn node(i: usize) -> Node {
    #[allow(clippy::cast_possible_truncation, reason = "N is small")]
    Node { weights: [0.5, 0.25], parents: [i as u32, (i / 2) as u32] }
}

/// Sweeps over nodes handed in newest first.
fn sweep(nodes: impl Iterator<Item = Node>, adjoints: &mut [f64]) {
    adjoints.fill(0.0);
    adjoints[N] = 1.0;
    for (i, node) in (0..N).rev().zip(nodes) {
        let d = adjoints[i + 1];
        adjoints[node.parents[0] as usize] += node.weights[0] * d;
        adjoints[node.parents[1] as usize] += node.weights[1] * d;
    }
}

/// The same recording in five kinds of storage.
fn storage(c: &mut Criterion) {
    const PAGE: usize = 1024;
    let mut adjoints = vec![0.0; N + 1];
    let mut group = c.benchmark_group("storage of nodes");
    group.throughput(Throughput::Elements(N as u64));

    let mut kept = Vec::new();
    group.bench_function("one Vec, kept", |b| {
        b.iter(|| {
            kept.clear();
            (0..N).for_each(|i| kept.push(node(i)));
            sweep(kept.iter().rev().copied(), &mut adjoints);
        });
    });
    group.bench_function("one Vec, new", |b| {
        b.iter(|| {
            let mut new = Vec::new();
            (0..N).for_each(|i| new.push(node(i)));
            sweep(new.iter().rev().copied(), &mut adjoints);
        });
    });
    let arena = Arena::new();
    let pages: Vec<&mut Box<[Cell<Node>]>> = (0..N.div_ceil(PAGE))
        .map(|_| arena.alloc((0..PAGE).map(|_| Cell::new(node(0))).collect::<Box<[_]>>()))
        .collect();
    group.bench_function("arena of pages, kept", |b| {
        b.iter(|| {
            let (mut page, mut slot) = (0, 0);
            for i in 0..N {
                if slot == PAGE {
                    (page, slot) = (page + 1, 0);
                }
                pages[page][slot].set(node(i));
                slot += 1;
            }
            let used = pages[..=page].iter().enumerate().rev();
            let nodes = used.flat_map(|(i, nodes)| {
                nodes[..if i == page { slot } else { PAGE }].iter().rev().map(Cell::get)
            });
            sweep(nodes, &mut adjoints);
        });
    });
    group.bench_function("typed-arena of nodes, new", |b| {
        b.iter(|| {
            let arena = Arena::with_capacity(N);
            let nodes: Vec<&mut Node> = (0..N).map(|i| arena.alloc(node(i))).collect();
            sweep(nodes.iter().rev().map(|node| **node), &mut adjoints);
        });
    });
    let mut small: Vec<SmallVec<[(u32, f64); 2]>> = Vec::new();
    group.bench_function("one Vec of SmallVec parents, kept", |b| {
        b.iter(|| {
            small.clear();
            for i in 0..N {
                let Node { weights, parents } = node(i);
                small.push(SmallVec::from_buf([(parents[0], weights[0]), (parents[1], weights[1])]));
            }
            adjoints.fill(0.0);
            adjoints[N] = 1.0;
            for (i, edges) in small.iter().enumerate().rev() {
                let d = adjoints[i + 1];
                for &(parent, weight) in edges {
                    adjoints[parent as usize] += weight * d;
                }
            }
            black_box(&adjoints);
        });
    });
    group.finish();
}

criterion_group!(benches, record_and_sweep, storage);
criterion_main!(benches);

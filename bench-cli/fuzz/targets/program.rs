#![no_main]

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use dualtape_check::{RandomProgram, gradients_differ, hessians_differ};
use dualtape_core::Differentiable;
use dualtape_forward::{Forward, Lanes};
use dualtape_reverse::Reverse;
use libfuzzer_sys::fuzz_target;

/// A law of random programs that the limits of `core/SEMANTICS.md` let a share of them break.
struct Law {
    name: &'static str,
    /// The share that may break it.
    share: f64,
    programs: AtomicU64,
    broken: AtomicU64,
}

impl Law {
    const fn new(name: &'static str, share: f64) -> Self {
        Self { name, share, programs: AtomicU64::new(0), broken: AtomicU64::new(0) }
    }

    /// Counts a program, and panics if it breaks the law and more do than may.
    fn count(&self, broken: Option<String>) {
        let programs = self.programs.fetch_add(1, Relaxed) + 1;
        if let Some(what) = broken {
            let broken = self.broken.fetch_add(1, Relaxed) + 1;
            // The corpus, which comes first, collects the rare ones.
            let most = self.share * (programs as f64 + 10_000.0);
            assert!(broken as f64 <= most, "{}: {broken} of {programs} programs, {what}", self.name);
        }
        if programs.is_power_of_two() {
            println!("{}: {} of {programs}", self.name, self.broken.load(Relaxed));
        }
    }
}

static GRADIENTS: Law = Law::new("gradients", 0.0);
static HESSIANS: Law = Law::new("Hessians", 0.003);
static BLOCK_GRADIENTS: Law = Law::new("gradients in blocks", 0.003);
static BLOCK_HESSIANS: Law = Law::new("Hessians in blocks", 0.003);

/// Returns whether products of a few such numbers neither overflow nor underflow.
fn is_moderate(x: f64) -> bool {
    x == 0.0 || !x.is_finite() || (1e-30..=1e30).contains(&x.abs())
}

fn gradients<K>(f: &impl Differentiable<f64, K>, x: &[f64]) -> Option<String> {
    let lanes = |count| Forward::with_lanes(Lanes::from_count(count).expect("a width"));
    gradients_differ(&mut Reverse::new(), &mut lanes(2), f, x)
        .or_else(|| gradients_differ(&mut lanes(1), &mut lanes(2), f, x))
}

fn hessians<K>(f: &impl Differentiable<f64, K>, x: &[f64]) -> Option<String> {
    hessians_differ(&mut Reverse::new(), &mut Forward::new(), f, x)
}

/// The seed of a program (eight bytes), its number of steps and the draw of its point (a byte each).
fn run(bytes: &[u8]) {
    let Some((&seed, &[steps, draw, ..])) = bytes.split_first_chunk().map(|(seed, rest)| (seed, rest)) else {
        return;
    };
    let program = RandomProgram::new(u64::from_le_bytes(seed), 2, usize::from(steps % 8) + 1);
    let x = program.point(draw.into());
    let named = |what: String| format!("{what}\n{program:?} at {x:?}");
    if !x.iter().copied().chain(program.constants()).all(is_moderate) {
        return;
    }
    GRADIENTS.count(gradients(&program, &x).map(named));
    if x.iter().all(|x| x.is_finite()) {
        HESSIANS.count(hessians(&program, &x).map(named));
        BLOCK_GRADIENTS.count(gradients(&program.in_blocks(), &x).map(named));
        BLOCK_HESSIANS.count(hessians(&program.in_blocks(), &x).map(named));
    }
}

fuzz_target!(|bytes: &[u8]| run(bytes));

//! scratch
#[path = "../benches/contest/mod.rs"]
mod contest;
#[path = "../benches/hand/mod.rs"]
mod hand;
use contest::{Contestant, SETTINGS, contestants};
use dualtape_core::{Engine, Real};
use std::hint::black_box;
use std::time::Instant;
fn go<T: Real>(letter: char, task: &str, limit: u64) {
    let setting = SETTINGS.iter().find(|s| s.letter == letter).unwrap();
    let (mut hand, mut reverse) = contestants::<T>(setting);
    let objective = setting.objective::<T>();
    let par = objective.network().initial_parameters::<T>(1);
    let dir = par.to_vec();
    let mut hv = dir.clone();
    let mut eng = dualtape_reverse::Reverse::<T>::new();
    let start = Instant::now();
    let mut runs = 0u64;
    while if limit > 0 { runs < limit } else { start.elapsed().as_secs_f64() < 3.0 } {
        let inner = if limit > 0 { 1 } else { 20 };
        for _ in 0..inner {
            black_box(match task {
                "hand" => hand.differentiate(),
                "hvp" => {
                    eng.hvp_into(&objective, &par, &dir, &mut hv).unwrap();
                    hv[0]
                }
                "reverse" => reverse.differentiate(),
                "loss" => reverse.loss(),
                "hadam" => hand.adam_step(),
                "hsgd" => hand.sgd_step(),
                "adam" => reverse.adam_step(),
                "sgd" => reverse.sgd_step(),
                _ => panic!(),
            });
            runs += 1;
        }
    }
    eprintln!(
        "{letter} {} {task} {:.1} ns per run",
        T::NAME,
        start.elapsed().as_secs_f64() / runs as f64 * 1e9
    );
}
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let limit = a.get(4).map_or(0, |x| x.parse().unwrap());
    let letter = a[1].chars().next().unwrap();
    if a[2] == "f64" { go::<f64>(letter, &a[3], limit) } else { go::<f32>(letter, &a[3], limit) }
}

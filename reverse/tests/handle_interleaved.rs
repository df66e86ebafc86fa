//! Random recordings, nested and one after another, on numbers of any of them: a model with dual numbers knows which
//! results are right and which recordings are spoilt.

use dualtape_check::SplitMix;

use dualtape_core::{Error, Scalar};
use dualtape_reverse::handle::{Handle, HandleTape};

#[derive(Clone, Copy, PartialEq)]
enum Owner {
    Constant,
    Lost,
    Recording(usize),
}

#[derive(Clone)]
struct Number {
    handle: Handle,
    owner: Owner,
    value: f64,
    slopes: Vec<f64>,
}

struct Open {
    tape: HandleTape,
    id: usize,
    inputs: usize,
    is_spoilt: bool,
}

fn add_slopes(a: &[f64], p: f64, b: &[f64], q: f64) -> Vec<f64> {
    let at = |x: &[f64], i: usize| x.get(i).copied().unwrap_or(0.0);
    (0..a.len().max(b.len())).map(|i| p * at(a, i) + q * at(b, i)).collect()
}

fn run(seed: u64) -> [usize; 2] {
    let mut random = SplitMix::new(seed);
    let (mut open, mut begun): (Vec<Open>, _) = (Vec::new(), 0);
    let foreign = std::thread::spawn(|| HandleTape::activate().unwrap().input(1.25)).join().unwrap();
    let constant =
        |value| Number { handle: Handle::from(value), owner: Owner::Constant, value, slopes: vec![] };
    let mut numbers = vec![constant(1.5), constant(-0.5)];
    numbers.push(Number {
        handle: foreign,
        owner: Owner::Recording(usize::MAX),
        value: 1.25,
        slopes: vec![],
    });
    let mut counts = [0; 2];
    for _ in 0..400 {
        match random.below(12) {
            0 if open.len() < 3 => {
                let (tape, inputs) = (HandleTape::activate().unwrap(), 1 + random.below(3));
                begun += 1;
                for i in 0..inputs {
                    let value = 0.5 + random.below(4) as f64 * 0.25;
                    let mut slopes = vec![0.0; inputs];
                    slopes[i] = 1.0;
                    let handle = tape.input(value);
                    numbers.push(Number { handle, owner: Owner::Recording(begun), value, slopes });
                }
                open.push(Open { tape, id: begun, inputs, is_spoilt: false });
            }
            1 => drop(open.pop()),
            2 | 3 => {
                let Some(top) = open.last_mut() else { continue };
                let y = &numbers[numbers.len() - 1 - random.below(numbers.len().min(4))];
                let is_own = matches!(y.owner, Owner::Constant) || y.owner == Owner::Recording(top.id);
                top.is_spoilt |= !is_own;
                let found = top.tape.pull(&[(y.handle, 1.0)]);
                counts[usize::from(found.is_ok())] += 1;
                if top.is_spoilt {
                    assert!(matches!(found, Err(Error::ForeignNumbers { .. })), "seed {seed}: {found:?}");
                    continue;
                }
                let found = found.unwrap_or_else(|error| panic!("seed {seed}: {error}"));
                assert_eq!(found.len(), top.inputs);
                for (i, found) in found.into_iter().enumerate() {
                    let expected = y.slopes.get(i).copied().unwrap_or(0.0);
                    let scale = expected.abs().max(1.0);
                    assert!((found - expected).abs() < 1e-9 * scale, "seed {seed}: {found} for {expected}");
                }
            }
            choice => {
                // Mostly recent numbers, so that most recordings are not spoilt at once.
                let reach = if random.below(40) == 0 { numbers.len() } else { numbers.len().min(3) };
                let mut pick = || numbers[numbers.len() - 1 - random.below(reach)].clone();
                let (a, b) = (pick(), pick());
                let (handle, value, [p, q]) = match choice {
                    4..=6 => {
                        let z = Scalar::tanh(a.value * b.value);
                        let slope = 1.0 - z * z;
                        ((a.handle * b.handle).tanh(), z, [slope * b.value, slope * a.value])
                    }
                    7 => ((a.handle - b.handle) / 2.0, (a.value - b.value) / 2.0, [0.5, -0.5]),
                    8 => (a.handle.cos(), a.value.cos(), [-a.value.sin(), 0.0]),
                    9 => (b.handle.sin() * 0.5, b.value.sin() * 0.5, [0.0, b.value.cos() * 0.5]),
                    _ => ((a.handle + b.handle) * 0.5, (a.value + b.value) * 0.5, [0.5, 0.5]),
                };
                assert_eq!(handle.value(), value);
                let operands: &[&Number] = match choice {
                    8 => &[&a],
                    9 => &[&b],
                    _ => &[&a, &b],
                };
                let owner = if operands.iter().all(|x| x.owner == Owner::Constant) {
                    Owner::Constant
                } else if let Some(top) = open.last_mut() {
                    let own = |x: &&Number| [Owner::Constant, Owner::Recording(top.id)].contains(&x.owner);
                    top.is_spoilt |= !operands.iter().all(own);
                    Owner::Recording(top.id)
                } else {
                    Owner::Lost
                };
                numbers.push(Number { handle, owner, value, slopes: add_slopes(&a.slopes, p, &b.slopes, q) });
            }
        }
        if random.below(6) == 0 {
            // Back among the numbers of the innermost recording, or to constants.
            let wanted = open.last().map_or(Owner::Constant, |top| Owner::Recording(top.id));
            let known: Vec<_> = numbers.iter().filter(|x| x.owner == wanted).cloned().collect();
            let last = known[random.below(known.len())].clone();
            numbers.push(last);
        }
    }
    while open.pop().is_some() {}
    counts
}

#[test]
fn each_result_is_right_or_an_error() {
    let mut counts = [0; 2];
    for seed in 1..=200 {
        counts =
            std::iter::zip(counts, run(seed)).map(|(a, b)| a + b).collect::<Vec<_>>().try_into().unwrap();
    }
    // Both happen, and often.
    assert!(counts.iter().all(|&count| count > 200), "{counts:?}");
}

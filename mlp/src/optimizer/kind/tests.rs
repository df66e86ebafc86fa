//! Each optimizer's first steps against its formula, unrolled: sums over all gradients instead of recursions.

use super::OptimizerKind;

const RATE: f64 = 0.05;
const DECAY: f64 = 0.3;
/// The gradients of four steps at two parameters; they do not depend on the parameters.
const GRADIENTS: [[f64; 2]; 4] = [[0.5, -2.0], [-1.0, 0.25], [3.0, 1.0], [0.1, -0.7]];
const START: [f64; 2] = [1.0, -3.0];

/// Returns `Σ_i decay^(t - i) g_i` over the gradients up to the step `t`.
fn decaying_sum(decay: f64, gradients: &[f64]) -> f64 {
    let last = gradients.len() - 1;
    gradients.iter().enumerate().map(|(i, g)| decay.powf((last - i) as f64) * g).sum()
}

/// Returns the displacement of a parameter at `x` by the last of these gradients.
fn step(kind: OptimizerKind, x: f64, gradients: &[f64]) -> f64 {
    let squares: Vec<f64> = gradients.iter().map(|g| g * g).collect();
    let (t, g) = (gradients.len() as f64, gradients[gradients.len() - 1]);
    let adam = || {
        let mean = 0.1 * decaying_sum(0.9, gradients) / (1.0 - 0.9_f64.powf(t));
        let square = 0.001 * decaying_sum(0.999, &squares) / (1.0 - 0.999_f64.powf(t));
        -RATE * mean / (square.sqrt() + 1e-8)
    };
    match kind {
        OptimizerKind::Sgd => -RATE * g,
        OptimizerKind::Momentum => -RATE * decaying_sum(0.9, gradients),
        OptimizerKind::Nesterov => -RATE * (g + 0.9 * decaying_sum(0.9, gradients)),
        OptimizerKind::RmsProp => -RATE * g / ((0.1 * decaying_sum(0.9, &squares)).sqrt() + 1e-8),
        OptimizerKind::Adam => adam(),
        OptimizerKind::AdamW => adam() - RATE * DECAY * x,
        #[cfg(feature = "lbfgs")]
        OptimizerKind::Lbfgs => panic!("L-BFGS has no optimizer"),
    }
}

#[test]
fn first_steps_are_those_of_the_papers() {
    for &kind in OptimizerKind::ALL {
        let Some(mut optimizer) = kind.build::<f64>(2, DECAY) else { continue };
        let (mut found, mut expected) = (START, START);
        for t in 0..GRADIENTS.len() {
            optimizer.step(&mut found, &GRADIENTS[t], RATE);
            for (i, x) in expected.iter_mut().enumerate() {
                let gradients: Vec<f64> = GRADIENTS[..=t].iter().map(|g| g[i]).collect();
                *x += step(kind, *x, &gradients);
                let difference = (found[i] - *x).abs();
                assert!(difference < 1e-13, "{kind}, step {t}: found {}, expected {x}", found[i]);
            }
        }
    }
}

#[test]
fn an_optimizer_with_restored_memory_takes_the_same_steps() {
    for &kind in OptimizerKind::ALL {
        let Some(mut first) = kind.build::<f64>(2, DECAY) else { continue };
        let mut x = START;
        first.step(&mut x, &GRADIENTS[0], RATE);
        first.step(&mut x, &GRADIENTS[1], RATE);

        let mut second = kind.build::<f64>(2, DECAY).expect("as the first");
        second.set_steps(2);
        let mut y = x;
        let memory = first.memory();
        assert_eq!(memory.len(), kind.memory_per_parameter(), "{kind}");
        for ((name, from), (other, to)) in memory.into_iter().zip(second.memory()) {
            assert_eq!(name, other);
            to.copy_from_slice(from);
        }
        first.step(&mut x, &GRADIENTS[2], RATE);
        second.step(&mut y, &GRADIENTS[2], RATE);
        assert_eq!(x, y, "{kind}");
    }
}

#[test]
fn each_minimises_a_quadratic_function() {
    for &kind in OptimizerKind::ALL {
        let Some(mut optimizer) = kind.build::<f64>(2, 0.0) else { continue };
        let mut x = [3.0, -1.0];
        for step in 0..4000 {
            let gradient = [x[0] - 1.0, 4.0 * (x[1] - 2.0)];
            // RMSProp's steps do not become shorter than the rate by themselves.
            optimizer.step(&mut x, &gradient, 0.05 / (1.0 + f64::from(step) / 100.0));
        }
        assert!((x[0] - 1.0).abs() < 2e-3 && (x[1] - 2.0).abs() < 2e-3, "{kind} ended at {x:?}");
    }
}

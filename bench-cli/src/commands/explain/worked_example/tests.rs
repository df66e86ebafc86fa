//! Each example against its figures, and against derivatives by hand.

use dualtape_check::all_close;

use crate::commands::explain::explanation::Mode;
use crate::commands::explain::worked_example::{Section, explain};
use crate::functions::examples::{example, names};

fn sections(name: &str) -> Vec<Section> {
    let example = example(name).expect("a valid name").expect("an example");
    explain(&example, &[], &[], Some(Mode::Both)).unwrap_or_else(|failure| panic!("{name}: {failure}"))
}

/// Holds the value and the gradient of an example's first case against those by hand.
#[track_caller]
fn by_hand(name: &str, value: f64, gradient: &[f64]) {
    let section = &sections(name)[0];
    let found: Vec<f64> = section.explanation.gradient.iter().map(|derivative| derivative.value).collect();
    all_close(|| format!("gradient of {name}"), gradient, &found, 1e-13).unwrap();
    all_close(|| format!("value of {name}"), &[value], &[section.explanation.value()], 1e-12).unwrap();
}

fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

#[test]
fn every_figure_is_computed_except_the_errata() {
    for name in names().split(", ") {
        for section in sections(name) {
            for figure in &section.figures {
                let same = figure.rounded() == figure.printed;
                assert_eq!(same, figure.erratum.is_none(), "{name}: {figure:?}");
            }
            assert!(section.explanation.max_relative_difference() < 1e-7, "{name}");
        }
    }
}

#[test]
fn regressions_have_the_means_that_their_formulas_say() {
    let (x, y) = ([-2.0, -0.5, 0.3, 1.0, 2.5], [0.0, 1.0, 0.0, 1.0, 1.0]);
    let mean = |term: fn(f64, f64, f64) -> f64| {
        x.iter().zip(y).map(|(&x, y)| term(-0.3 + 0.8 * x, x, y)).sum::<f64>() / 5.0
    };
    let loss = mean(|z, _, y| -y * sigmoid(z).ln() - (1.0 - y) * sigmoid(-z).ln());
    by_hand(
        "logistic-regression",
        loss,
        &[mean(|z, _, y| sigmoid(z) - y), mean(|z, x, y| (sigmoid(z) - y) * x)],
    );

    let (x, y) = ([0.5, 1.0, 2.0, 3.5], [1.2, 1.9, 4.1, 6.8]);
    let mean = |term: fn(f64, f64) -> f64| {
        x.iter().zip(y).map(|(&x, y)| term(1.5 * x + 0.25 - y, x)).sum::<f64>() / 4.0
    };
    by_hand("linear-regression", mean(|r, _| r * r), &[mean(|r, x| 2.0 * r * x), mean(|r, _| 2.0 * r)]);
}

#[test]
fn softmax_hands_back_probabilities_minus_the_right_class() {
    let phi = [0.5, -1.0, 0.25, 1.0, -0.5];
    let weights = [[0.2, -0.1, 0.3, 0.0, 0.1], [-0.3, 0.4, 0.1, 0.2, -0.2], [0.1, 0.2, -0.4, 0.3, 0.2]];
    let z: Vec<f64> = weights
        .iter()
        .zip([0.1, 0.0, -0.1])
        .map(|(w, b)| w.iter().zip(&phi).map(|(w, x)| w * x).sum::<f64>() + b)
        .collect();
    let total: f64 = z.iter().map(|z| z.exp()).sum();
    let delta: Vec<f64> = z.iter().zip([0.0, 0.0, 1.0]).map(|(z, right)| z.exp() / total - right).collect();
    let mut gradient: Vec<f64> = delta.iter().flat_map(|delta| phi.map(|x| delta * x)).collect();
    gradient.extend(&delta);
    by_hand("softmax-regression", total.ln() - z[2], &gradient);
}

#[test]
fn bishops_recursion_gives_the_gradient() {
    let (x, t) = ([0.5_f64, -1.0], [1.0, 0.0]);
    let (w, v) = ([[0.4, -0.2], [0.3, 0.7]], [[0.5, -0.6], [0.8, 0.1]]);
    let z = w.map(|w| (w[0] * x[0] + w[1] * x[1]).tanh());
    let delta_k = [0, 1].map(|k| v[k][0] * z[0] + v[k][1] * z[1] - t[k]);
    let delta_j = [0, 1].map(|j| (1.0 - z[j] * z[j]) * (v[0][j] * delta_k[0] + v[1][j] * delta_k[1]));
    let first = delta_j.iter().flat_map(|delta| x.map(|x| delta * x));
    let second = delta_k.iter().flat_map(|delta| z.map(|z| delta * z));
    let gradient: Vec<f64> = first.chain(second).collect();
    by_hand("bishop", 0.5 * (delta_k[0].powi(2) + delta_k[1].powi(2)), &gradient);
}

#[test]
fn the_changed_network_has_the_gradient_of_its_own_formula() {
    let (x, y, w1, b1, w2, b2): (f64, f64, f64, f64, f64, f64) = (0.8, 1.0, 0.5, -0.1, 1.2, 0.3);
    let a = w1 * x + b1;
    let h = a.exp().ln_1p();
    let r = w2 * h + b2 + x - y;
    let expected = [r * w2 * sigmoid(a) * x, r * w2 * sigmoid(a), r * h, r];
    let found: Vec<f64> = sections("two-networks")[1].explanation.gradient.iter().map(|d| d.value).collect();
    all_close(|| "gradient".into(), &expected, &found, 1e-13).unwrap();
}

#[test]
fn a_deep_network_doubles_its_paths_with_each_layer() {
    let paths = |depth: usize| sections(&format!("deep-relu:{depth}"))[0].explanation.trace.paths().to_f64();
    let growth = paths(11) / paths(10);
    assert!((growth - 2.0).abs() < 0.01, "{growth}");
    let size = |depth: usize| sections(&format!("deep-relu:{depth}"))[0].explanation.trace.nodes.len();
    assert_eq!(size(11) - size(10), size(10) - size(9), "numbers grow by as many each time");
}

/// δ ← 1[f > 0] ⊙ Ωᵀ δ, by hand through three layers.
#[test]
fn a_deep_network_hands_its_delta_down() {
    let weights = [[0.6, -0.4], [0.5, 0.7]];
    let relu = |f: f64| f.max(0.0);
    let mut f = vec![[0.1 + 0.6, 0.1 + 0.5]];
    for layer in 0..2 {
        let below: [f64; 2] = f[layer];
        let h = below.map(relu);
        f.push(weights.map(|w: [f64; 2]| 0.1 + w[0] * h[0] + w[1] * h[1]));
    }
    let out = 0.1 + weights[0][0] * relu(f[2][0]) + weights[0][1] * relu(f[2][1]);
    let mut delta = weights[0].map(|w| w * (out - 1.0));
    let section = &sections("deep-relu:3")[0];
    let slope = |name: &str| {
        let nodes = &section.explanation.trace.nodes;
        nodes.iter().find(|node| node.name.as_deref() == Some(name)).expect(name).adjoint
    };
    for layer in (0..3).rev() {
        for unit in 0..2 {
            delta[unit] *= f64::from(u8::from(f[layer][unit] > 0.0));
            let name = format!("b{}_{}", layer + 1, unit + 1);
            assert!(
                (slope(&name) - delta[unit]).abs() < 1e-15,
                "{name}: {} and {}",
                slope(&name),
                delta[unit]
            );
        }
        delta = [0, 1].map(|below| weights[0][below] * delta[0] + weights[1][below] * delta[1]);
    }
}

#[test]
fn the_deepest_network_is_explained() {
    assert_eq!(sections("deep-relu:100").len(), 1);
}

//! Generated data sets follow their formulas.

use dualtape_mlp::{Dataset, Generated, Task};

const SEED: u64 = 7;

fn draw(kind: Generated) -> Dataset {
    Dataset::generated(kind, kind.default_rows(), SEED).expect("enough rows")
}

/// Returns the mean of `distance²` over the rows, each of which is a point and its target.
fn mean_square(data: &Dataset, distance: impl Fn(&[f64], f64) -> f64) -> f64 {
    let rows = data.inputs().chunks(data.features().len()).zip(data.targets());
    rows.map(|(point, &target)| distance(point, target).powi(2)).sum::<f64>() / data.rows() as f64
}

#[test]
fn every_name_generates_its_documented_columns_and_classes() {
    for &kind in Generated::ALL {
        let data = draw(kind);
        assert_eq!(data.rows(), kind.default_rows(), "{kind}");
        assert_eq!(data, draw(kind), "{kind}: the same seed, the same rows");
        if kind != Generated::Xor {
            let other = Dataset::generated(kind, kind.default_rows(), SEED + 1).expect("enough rows");
            assert_ne!(data, other, "{kind}: another seed, other rows");
        }
        if kind == Generated::Sine {
            assert_eq!(
                (data.task(), &data.target()[..], data.features()),
                (Task::Regression, "y", &["x".to_owned()][..])
            );
        } else {
            assert_eq!((data.classes().join(" "), data.features().join(" ")), ("0 1".into(), "x1 x2".into()));
            let ones = data.targets().iter().filter(|&&target| target == 1.0).count();
            assert_eq!(2 * ones, data.rows(), "{kind}: equal classes");
        }
    }
}

/// The mean squared distance of a point from its curve is the variance of the noise.
#[test]
fn points_lie_on_their_curves_up_to_the_noise() {
    let circles = |point: &[f64], class: f64| point[0].hypot(point[1]) - if class == 0.0 { 1.0 } else { 0.5 };
    let moons = |point: &[f64], class: f64| match class {
        0.0 => point[0].hypot(point[1]) - 1.0,
        _ => (point[0] - 1.0).hypot(point[1] - 0.5) - 1.0,
    };
    let sine = |point: &[f64], y: f64| y - (std::f64::consts::TAU * point[0]).sin();
    for (kind, variance) in [
        (Generated::Circles, mean_square(&draw(Generated::Circles), circles)),
        (Generated::Moons, mean_square(&draw(Generated::Moons), moons)),
        (Generated::Sine, mean_square(&draw(Generated::Sine), sine)),
    ] {
        assert!((0.009..0.0115).contains(&variance), "{kind}: variance {variance}");
    }
}

/// Each spiral makes three turns, from the outside in, and the second is the negated first.
#[test]
fn spirals_turn_three_times_and_shrink() {
    let data = draw(Generated::Spirals);
    let points: Vec<&[f64]> = data.inputs().chunks(2).take(data.rows() / 2).collect();
    let turned: f64 = points[..450]
        .windows(2)
        .map(|pair| {
            (pair[0][0] * pair[1][1] - pair[0][1] * pair[1][0])
                .atan2(pair[0][0] * pair[1][0] + pair[0][1] * pair[1][1])
        })
        .sum();
    let expected = -std::f64::consts::TAU * 3.0 * 449.0 / 499.0;
    assert!((turned - expected).abs() < 0.3, "turned by {turned}, not {expected}");
    let radius = |point: &[f64]| point[0].hypot(point[1]);
    assert!((radius(points[0]) - 6.5).abs() < 0.5 && (radius(points[499]) - 0.5).abs() < 0.5);
    let mirrored = &data.inputs()[data.rows()..];
    let apart = data.inputs().iter().zip(mirrored).map(|(a, b)| (a + b).abs()).fold(0.0, f64::max);
    assert!(apart < 1.0, "class 1 is class 0 negated: {apart}");
}

#[test]
fn too_few_rows_are_refused() {
    let message = Dataset::generated(Generated::Moons, 3, SEED).unwrap_err().to_string();
    assert_eq!(message, "rows: found 3, expected at least 4");
}

#[test]
fn invalid_parts_of_a_data_set_are_named() {
    let new = |classes: &[&str], inputs: &[f64], targets: &[f64]| {
        let classes = classes.iter().map(|&name| name.to_owned()).collect();
        Dataset::new(vec!["x".to_owned()], "y", classes, inputs.to_vec(), targets.to_vec())
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        new(&[], &[], &[]),
        "data: found 1 features of 0 rows, expected at least one feature and one row"
    );
    assert_eq!(new(&[], &[1.0], &[1.0, 2.0]), "inputs: found 1 numbers, expected 2");
    assert_eq!(new(&[], &[f64::NAN], &[1.0]), "data: found NaN, expected finite numbers");
    assert_eq!(new(&["a"], &[1.0], &[0.0]), "classes: found one, expected at least two");
    for target in [2.0, -1.0, 0.5] {
        let expected = format!("targets: found {target}, expected indices of the classes");
        assert_eq!(new(&["a", "b"], &[1.0], &[target]), expected);
    }
}

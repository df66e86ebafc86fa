//! Derivatives of code that others wrote, by both modes, against one another and against differences.

/// Asserts that two runs of numbers agree.
#[track_caller]
pub(crate) fn close(what: &str, expected: &[f64], found: &[f64], tolerance: f64) {
    let scale = expected.iter().fold(1.0_f64, |scale, x| scale.max(x.abs()));
    assert_eq!(expected.len(), found.len(), "{what}");
    for (e, f) in expected.iter().zip(found) {
        assert!((e - f).abs() <= tolerance * scale, "{what}:\n{expected:?}\n{found:?}");
    }
}

/// Returns central differences of a function.
pub(crate) fn differences(f: impl Fn(&[f64]) -> Vec<f64>, x: &[f64]) -> Vec<f64> {
    let step = 1e-5;
    let at = |i: usize, step: f64| {
        let mut x = x.to_vec();
        x[i] += step;
        f(&x)
    };
    // Fourth order: 8 (f₁ - f₋₁) - (f₂ - f₋₂), over 12 h.
    let slope = |i| {
        let [a, b, c, d] = [1.0, -1.0, 2.0, -2.0].map(|k| at(i, k * step));
        let of = move |j: usize| (8.0 * (a[j] - b[j]) - (c[j] - d[j])) / (12.0 * step);
        (0..f(x).len()).map(of).collect::<Vec<_>>()
    };
    (0..x.len()).flat_map(slope).collect()
}

/// Holds gradient and Hessian of a generic function, on duals and on handles, against one another and differences.
macro_rules! agrees {
    ($name:ident, $x:expr) => {{
        let (what, x): (_, Vec<f64>) = (stringify!($name), $x.to_vec());
        let mut forward = dualtape_forward::Forward::new();
        let (value, by_forward) = forward.value_and_gradient_of(|x| $name(x), &x).unwrap();
        let (by_handles, gradient) = dualtape_reverse::handle::value_and_gradient(|x| $name(x), &x).unwrap();
        foreign::close(what, &[$name(&x)], &[value], 1e-13);
        foreign::close(what, &[$name(&x)], &[by_handles], 1e-13);
        foreign::close(what, &by_forward, &gradient, 1e-12);
        assert!(gradient.iter().any(|&slope| slope != 0.0), "{what} is constant");
        foreign::close(what, &foreign::differences(|x: &[f64]| vec![$name(x)], &x), &gradient, 1e-8);
        let hessian = forward.hessian_of(|x| $name(x), &x).unwrap();
        foreign::close(what, &hessian, &dualtape_reverse::handle::hessian(|x| $name(x), &x).unwrap(), 1e-10);
        let gradient = |x: &[f64]| dualtape_reverse::handle::gradient(|x| $name(x), x).unwrap();
        foreign::close(what, &foreign::differences(gradient, &x), &hessian, 1e-6);
    }};
}

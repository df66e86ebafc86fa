//! Code of nalgebra, unmodified: gradients and Hessians by both modes, against one another and differences.

#[macro_use]
mod foreign;

use dualtape_core::{Error, Scalar};
use dualtape_forward::Dual;
use dualtape_reverse::handle::{self, Handle, HandleTape};
use nalgebra::{
    ComplexField, DMatrix, DVector, Isometry3, Matrix3, Matrix4, Quaternion, RealField, Rotation3, SMatrix,
    Translation3, UnitQuaternion, Vector3, convert,
};

/// A number of nalgebra from a plain one.
fn c<T: RealField>(x: f64) -> T {
    convert(x)
}

/// A general, well-conditioned matrix.
fn general<T: RealField + Copy>(x: &[T]) -> Matrix3<T> {
    Matrix3::new(
        x[0] + c(3.0),
        x[1],
        x[2],
        x[1] * x[2],
        x[0] * c(2.0) + c(4.0),
        x[3],
        x[3],
        x[0] - x[1],
        x[2].exp() + c(2.0),
    )
}

/// A symmetric positive definite matrix with distinct eigenvalues.
fn symmetric<T: RealField + Copy>(x: &[T]) -> Matrix3<T> {
    let a = general(x);
    a * a.transpose() + Matrix3::from_diagonal(&Vector3::new(c(1.0), c(2.5), c(7.0)))
}

/// Weights, so that no symmetry hides a part of the result.
fn weighted<T: RealField + Copy, const R: usize, const C: usize>(m: SMatrix<T, R, C>) -> T {
    m.iter().enumerate().fold(T::zero(), |sum, (i, &entry)| sum + entry * c::<T>(0.3 + 0.17 * i as f64))
}

fn right<T: RealField + Copy>(x: &[T]) -> Vector3<T> {
    Vector3::new(x[3], x[0], c(1.0))
}

fn by_cholesky<T: RealField + Copy>(x: &[T]) -> T {
    let decomposed = symmetric(x).cholesky().expect("positive definite");
    weighted(decomposed.solve(&right(x))) + decomposed.determinant().ln() + weighted(decomposed.l())
}

fn by_lu<T: RealField + Copy>(x: &[T]) -> T {
    let decomposed = general(x).lu();
    weighted(decomposed.solve(&right(x)).expect("regular")) + decomposed.determinant()
}

fn by_inverse<T: RealField + Copy>(x: &[T]) -> T {
    weighted(general(x).try_inverse().expect("regular")) + general(x).determinant().ln()
}

fn by_qr<T: RealField + Copy>(x: &[T]) -> T {
    let decomposed = general(x).qr();
    weighted(decomposed.solve(&right(x)).expect("regular")) + weighted(decomposed.r())
}

/// Not through nalgebra's `symmetric_eigenvalues` of 2 × 2, which has a formula: the iteration.
fn by_symmetric_eigenvalues<T: RealField + Copy>(x: &[T]) -> T {
    let mut values: Vec<T> = symmetric(x).symmetric_eigen().eigenvalues.iter().copied().collect();
    values.sort_by(|a, b| a.partial_cmp(b).unwrap());
    values[0] * c(0.3) + values[1].ln() + values[2].sqrt()
}

fn by_singular_values<T: RealField + Copy>(x: &[T]) -> T {
    let values = general(x).singular_values();
    values[0].ln() + values[1] * c(2.0) + values[2] * values[2]
}

fn by_dynamic_cholesky<T: RealField + Copy>(x: &[T]) -> T {
    let kernel = |i: usize, j: usize| {
        let d: T = c(i as f64 - j as f64);
        let noise: T = if i == j { x[2] * x[2] + c(0.1) } else { T::zero() };
        x[0] * (-(d * d) / (x[1] * x[1] * c(2.0))).exp() + noise
    };
    let y = DVector::from_fn(12, |i, _| c::<T>((i as f64).sin()) + x[3]);
    let decomposed = DMatrix::from_fn(12, 12, kernel).cholesky().expect("positive definite");
    let log_determinant = decomposed.l_dirty().diagonal().iter().fold(T::zero(), |sum, d| sum + d.ln());
    y.dot(&decomposed.solve(&y)) * c(0.5) + log_determinant
}

fn by_exponential<T: RealField + Copy>(x: &[T]) -> T {
    weighted((general(x) * c::<T>(0.2)).exp())
}

fn by_quaternion<T: RealField + Copy>(x: &[T]) -> T {
    let rotation = UnitQuaternion::from_scaled_axis(Vector3::new(x[0], x[1], x[2]));
    let other = UnitQuaternion::from_quaternion(Quaternion::new(c(1.0), x[3], x[1], c(0.5)));
    weighted(rotation * other * Vector3::new(c(1.0), x[3], c(-2.0))) + rotation.angle_to(&other)
}

fn by_isometry<T: RealField + Copy>(x: &[T]) -> T {
    let rotation = Rotation3::from_euler_angles(x[0], x[1], x[2]);
    let pose = Isometry3::from_parts(Translation3::new(x[3], c(1.0), x[0]), UnitQuaternion::from(rotation));
    let moved = pose.inverse() * nalgebra::Point3::new(c(1.0), c(2.0), x[1]);
    weighted(moved.coords) + weighted(pose.to_homogeneous())
}

fn by_norms<T: RealField + Copy>(x: &[T]) -> T {
    let (a, b) = (Vector3::new(x[0], x[1], x[2]), right(x));
    a.cross(&b).norm() + a.normalize().dot(&b) + a.angle(&b) + general(x).norm() + a.lerp(&b, x[3]).sum()
}

const POINT: [f64; 4] = [0.4, 0.7, -0.3, 0.9];

#[test]
fn decompositions_have_both_derivatives() {
    agrees!(by_cholesky, POINT);
    agrees!(by_lu, POINT);
    agrees!(by_inverse, POINT);
    agrees!(by_qr, POINT);
    agrees!(by_dynamic_cholesky, [1.3, 1.7, 0.4, 0.2]);
}

#[test]
fn eigenvalues_have_both_derivatives() {
    agrees!(by_symmetric_eigenvalues, POINT);
}

#[test]
fn singular_values_have_both_derivatives() {
    agrees!(by_singular_values, POINT);
}

/// The exponential reads the norm as a plain number, to choose how often it squares: reported, and right on a tape that
/// goes on; a dual number refuses.
#[test]
fn an_exponential_reads_plain_numbers() -> Result<(), Error> {
    let found = handle::gradient(|x: &[Handle]| by_exponential(x), &POINT);
    assert!(matches!(found, Err(Error::Detached { .. })), "{found:?}");
    let tape = HandleTape::activate()?;
    let x = POINT.map(|x| tape.input(x));
    let y = by_exponential(&x);
    assert!(tape.readings()? > 0);
    let differences = foreign::differences(|x: &[f64]| vec![by_exponential(x)], &POINT);
    foreign::close("exponential", &differences, &tape.pull(&[(y, 1.0)])?, 1e-8);
    let on_duals = || by_exponential(&POINT.map(|x| Dual::<f64, 1>::seeded(x, 0)));
    assert!(std::panic::catch_unwind(on_duals).is_err());
    Ok(())
}

#[test]
fn geometry_has_both_derivatives() {
    agrees!(by_quaternion, POINT);
    agrees!(by_isometry, POINT);
    agrees!(by_norms, POINT);
}

/// Provided methods of simba that are wrong for derivatives.
#[test]
fn overridden_methods_are_right() {
    assert_eq!(ComplexField::try_sqrt(Dual::<f64, 1>::seeded(-1.0, 0)).map(|x| x.primal), None);
    assert_eq!(ComplexField::try_sqrt(Handle::<f64>::from(-1.0)).map(Scalar::value), None);
    let of_the_second_order = |f: fn(Dual<Handle, 1>) -> Dual<Handle, 1>, x: f64| {
        handle::hvp(|x| f(x[0]), &[x], &[1.0]).unwrap()[0]
    };
    assert!((of_the_second_order(ComplexField::sinc, 0.0) + 1.0 / 3.0).abs() < 1e-15);
    assert!((of_the_second_order(ComplexField::sinhc, 0.0) - 1.0 / 3.0).abs() < 1e-15);
    assert_eq!(handle::derivative(ComplexField::signum, 2.0), Ok(0.0));
    let (size, sign) = ComplexField::to_exp(Dual::<f64, 1>::seeded(-2.0, 0));
    assert_eq!((size.primal, size.tangents, sign.primal, sign.tangents), (2.0, [-1.0], -1.0, [0.0]));
    for x in [-2.0, -0.0, 0.0, 3.0] {
        let (size, sign) = ComplexField::to_exp(Dual::<f64, 1>::seeded(x, 0));
        assert_eq!(
            ((size.primal, sign.primal), (size * sign).tangents),
            (ComplexField::to_exp(x), [1.0]),
            "at {x}"
        );
    }
    // Beside 0 as at 0: no terms of 1/x² that cancel.
    for x in [1e-12, 1e-8, 1e-4, 1e-2] {
        let (second, beside) = ((1.0 - 0.3 * x * x) / 3.0, (1.0 + 0.3 * x * x) / 3.0);
        assert!((of_the_second_order(ComplexField::sinc, x) + second).abs() < 1e-9, "sinc at {x}");
        assert!((of_the_second_order(ComplexField::sinhc, x) - beside).abs() < 1e-9, "sinhc at {x}");
        assert!(
            (handle::derivative(ComplexField::sinc, x).unwrap() / (-x / 3.0) - 1.0).abs() < 1e-4,
            "sinc at {x}"
        );
    }
    for x in [0.99, 1.01, -2.5] {
        assert!((ComplexField::sinhc(Dual::<f64, 1>::seeded(x, 0)).primal - x.sinh() / x).abs() < 1e-15);
    }
    let clamped = RealField::clamp(Dual::<f64, 1>::seeded(2.0, 0), Dual::inactive(3.0), Dual::inactive(1.0));
    assert_eq!(clamped.primal, 3.0, "bounds that are no interval are no panic");
    assert!(handle::derivative(ComplexField::cosc, 0.0).unwrap().is_nan());
    // Conversions of nalgebra: a number that depends on inputs is no plain one.
    assert_eq!(nalgebra::try_convert::<_, f64>(Dual::<f64, 1>::seeded(2.0, 0)), None);
    assert_eq!(nalgebra::try_convert::<_, f64>(Dual::<f64, 1>::inactive(2.0)), Some(2.0));
    let converted = |x: &[Handle]| x[0] * nalgebra::try_convert::<_, f64>(x[0]).unwrap();
    assert!(matches!(handle::gradient(converted, &[2.0]), Err(Error::Detached { .. })));
    assert!(Matrix4::<Handle>::identity().try_inverse().is_some());
}

//! Code in the trait of num-dual, and functions of that crate, unmodified.

#[macro_use]
mod foreign;

use num_dual::{BesselDual, DualNum};

/// The residual Helmholtz energy of a gas after Peng and Robinson, by temperature, volume and two amounts, as `feos` has
/// it: `n (ln(V/(V - B)) - A/(2√2 B R T) ln((V + (1 + √2) B)/(V + (1 - √2) B)))`.
fn peng_robinson<D: DualNum<Primitive = f64> + Copy>(x: &[D]) -> D {
    let &[temperature, volume, first, second] = x else { panic!("four inputs") };
    let gas = [(190.56, 4.599, 0.011), (369.83, 4.248, 0.152)];
    let (sqrt2, amounts) = (2.0_f64.sqrt(), [first, second]);
    let r = 8.314_462e-3;
    let roots = gas.map(|(critical, pressure, acentric): (f64, f64, f64)| {
        let kappa = 0.37464 + (1.54226 - 0.26992 * acentric) * acentric;
        let alpha = (-(temperature / critical).sqrt() + 1.0) * kappa + 1.0;
        alpha * (0.45724 * (r * critical).powi(2) / pressure).sqrt()
    });
    let b = amounts.iter().zip(&gas).fold(D::zero(), |b, (&n, gas)| b + n * (0.0778 * r * gas.0 / gas.1));
    let a = amounts.iter().zip(&roots).fold(D::zero(), |a, (&n, &root)| a + n * root).powi(2);
    let n = first + second;
    let attraction = (volume + b * (1.0 + sqrt2)).ln() - (volume + b * (1.0 - sqrt2)).ln();
    n * (volume / (volume - b)).ln() - a / (b * temperature * (2.0 * sqrt2 * r)) * attraction
}

/// The functions of num-dual, written for its trait.
fn bessel<D: DualNum<Primitive = f64> + Copy>(x: &[D]) -> D {
    let (a, b) = (x[0], x[1]);
    a.bessel_j0() + b.bessel_j1() * a + a.bessel_j2() - b.bessel_j0() * 0.5
}

/// Each method of the trait that has a slope.
fn elementary<D: DualNum<Primitive = f64> + Copy>(x: &[D]) -> D {
    let (a, b) = (x[0], x[1]);
    [
        a.recip(),
        a.sqrt(),
        a.cbrt(),
        a.exp(),
        a.exp2(),
        a.exp_m1(),
        a.ln(),
        a.log(3.0),
        a.log2(),
        a.log10(),
        a.ln_1p(),
        a.tan(),
        a.asin(),
        a.acos(),
        a.atan2(b),
        a.sinh(),
        b.acosh(),
        a.atanh(),
        a.powi(-2),
        a.powf(0.3),
        a.powd(b),
        a.mul_add(b, a),
        a.sin_cos().1,
        a.sph_j0(),
        b.sph_j0(),
        a.sph_j1(),
        b.sph_j1(),
        a.sph_j2(),
        b.sph_j2(),
    ]
    .into_iter()
    .fold(D::zero(), |sum, y| sum * 0.75 + y)
}

#[test]
fn code_in_the_trait_has_both_derivatives() {
    agrees!(peng_robinson, [300.0, 2.5, 0.7, 0.4]);
    agrees!(bessel, [1.3, 6.5]);
    agrees!(elementary, [0.4, 1.7]);
}

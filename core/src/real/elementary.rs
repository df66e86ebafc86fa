//! Branch-free `exp`, `tanh` and its slope, so that a loop over a rule vectorises and its bits are the same everywhere.
//!
//! Both reduce `x = k ln 2 + r`, `|r| ≤ ln 2 / 2` (Cody and Waite 1980, with `ln 2` in two parts), and evaluate
//! the Taylor polynomial of `eʳ - 1`. `k` is rounded by adding and subtracting a large constant, and `2ᵏ` is
//! written into the exponent bits; plain `a * b + c` throughout, for a fused multiply-add that the target lacks
//! is a library call.

/// The functions for one precision: `bits` unsigned type, `mantissa` bits, exponent `bias`, `magic` = 1.5·2^mantissa,
/// `ln 2` as `hi + lo`, arguments of `exp` clamped to `[under, over]`, of `tanh` to `±saturated`, where
/// `2ᵏ` is still a normal number.
macro_rules! elementary {
    ($t:ident, $bits:ident, $exp:ident, $tanh:ident, $sech_square:ident, $exp_tail:ident, $exp_twice:ident, mantissa $mantissa:literal, bias $bias:literal,
     magic $magic:literal, hi $hi:literal, lo $lo:literal, under $under:literal, over $over:literal,
     saturated $saturated:literal, coefficients $coefficients:expr) => {
        /// `q(r)` in `eʳ = 1 + r + r² q(r)`.
        #[inline(always)]
        fn $exp_tail(r: $t) -> $t {
            let coefficients = $coefficients;
            let mut q = coefficients[0];
            for c in &coefficients[1..] {
                q = q * r + c;
            }
            q
        }

        /// `2^(rounded - magic)`, where `rounded` is a small integer plus `magic`.
        macro_rules! power_of_two {
            ($rounded:expr) => {
                $t::from_bits(($rounded.to_bits() << $mantissa).wrapping_add(($bias as $bits) << $mantissa))
            };
        }

        #[inline(always)]
        #[allow(clippy::excessive_precision, reason = "the parts of ln 2 in full")]
        pub(super) fn $exp(x: $t) -> $t {
            let x = if x > $over { $over } else { x };
            let x = if x < $under { $under } else { x };
            let k = (x * std::$t::consts::LOG2_E + $magic) - $magic;
            let r = (x - k * $hi) - k * $lo;
            // 2ᵏ in two factors, so that neither overflows where the result does not, and subnormals round once.
            let half = k * 0.5 + $magic;
            let rest = (k - (half - $magic)) + $magic;
            let (s1, s2) = (power_of_two!(half), power_of_two!(rest));
            (s1 + s1 * (r + r * r * $exp_tail(r))) * s2
        }

        /// Returns `s` and `g` in `e^(-2|x|) = s (1 + g)`, where `s` is a power of two; from `$saturated` on, those there.
        #[inline(always)]
        #[allow(clippy::excessive_precision, reason = "the parts of ln 2 in full")]
        fn $exp_twice(x: $t) -> ($t, $t) {
            let a = x.abs();
            let a = if a > $saturated { $saturated } else { a };
            let y = a * -2.0;
            let rounded = y * std::$t::consts::LOG2_E + $magic;
            let k = rounded - $magic;
            let r = (y - k * $hi) - k * $lo;
            (power_of_two!(rounded), r + r * r * $exp_tail(r))
        }

        /// `1/cosh² x = 4e / (1 + e)²` with `e = e^(-2|x|)`, which a value of `tanh` at the same place shares.
        #[inline(always)]
        pub(super) fn $sech_square(x: $t) -> $t {
            let (s, growth) = $exp_twice(x);
            let e = s + s * growth;
            let slope = e * 4.0 / ((1.0 + e) * (1.0 + e));
            if x.abs() > $saturated { $exp(x.abs() * -2.0) * 4.0 } else { slope }
        }

        /// `tanh |x| = -e / (e + 2)` with `e = expm1(-2|x|)`, and the sign of `x`.
        #[inline(always)]
        pub(super) fn $tanh(x: $t) -> $t {
            let (s, growth) = $exp_twice(x);
            let e = s * growth + (s - 1.0);
            (e / (e + 2.0)).abs().copysign(x)
        }
    };
}

#[rustfmt::skip]
elementary!(f64, u64, exp_f64, tanh_f64, sech_square_f64, exp_tail_f64, exp_twice_f64, mantissa 52, bias 1023, magic 6_755_399_441_055_744.0,
    hi 6.931_471_803_691_238_2e-1, lo 1.908_214_929_270_587_7e-10, under -746.0, over 710.0, saturated 350.0,
    coefficients [1.0 / 6_227_020_800.0, 1.0 / 479_001_600.0, 1.0 / 39_916_800.0, 1.0 / 3_628_800.0,
                  1.0 / 362_880.0, 1.0 / 40_320.0, 1.0 / 5_040.0, 1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5]);
#[rustfmt::skip]
elementary!(f32, u32, exp_f32, tanh_f32, sech_square_f32, exp_tail_f32, exp_twice_f32, mantissa 23, bias 127, magic 12_582_912.0,
    hi 0.693_359_375, lo -2.121_944_4e-4, under -104.0, over 89.0, saturated 43.0,
    coefficients [1.0 / 40_320.0, 1.0 / 5_040.0, 1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5]);

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the distance in units of the last place of `reference` (at least the smallest subnormal).
    fn ulps_f64(found: f64, reference: f64) -> f64 {
        if found == reference || (found.is_nan() && reference.is_nan()) {
            return 0.0;
        }
        let next = f64::from_bits(reference.abs().to_bits() + 1);
        (found - reference).abs() / (next - reference.abs())
    }

    fn ulps_f32(found: f32, reference: f64) -> f64 {
        #[allow(clippy::cast_possible_truncation)]
        let rounded = reference as f32;
        if found == rounded || (found.is_nan() && rounded.is_nan()) {
            return 0.0;
        }
        let next = f32::from_bits(rounded.abs().to_bits() + 1);
        (f64::from(found) - reference).abs() / f64::from(next - rounded.abs())
    }

    #[test]
    fn within_three_units_in_the_last_place_over_the_whole_range() {
        let (mut exp, mut tanh, mut exp32, mut tanh32) = (0.0_f64, 0.0_f64, 0.0_f64, 0.0_f64);
        for i in -200_000..=200_000_i32 {
            let x = f64::from(i) * 3.75e-3; // ±750
            exp = exp.max(ulps_f64(exp_f64(x), x.exp()));
            let y = f64::from(i) * 1.1e-4; // ±22
            tanh = tanh.max(ulps_f64(tanh_f64(y), y.tanh()));
            #[allow(clippy::cast_possible_truncation)]
            let (x, y) = ((f64::from(i) * 5.3e-4) as f32, (f64::from(i) * 6e-5) as f32);
            exp32 = exp32.max(ulps_f32(exp_f32(x), f64::from(x).exp()));
            tanh32 = tanh32.max(ulps_f32(tanh_f32(y), f64::from(y).tanh()));
        }
        for e in -320..=1 {
            let x = 10f64.powi(e);
            tanh = tanh.max(ulps_f64(tanh_f64(x), x.tanh())).max(ulps_f64(tanh_f64(-x), (-x).tanh()));
            exp = exp.max(ulps_f64(exp_f64(x), x.exp())).max(ulps_f64(exp_f64(-x), (-x).exp()));
        }
        assert!(exp <= 3.0 && tanh <= 3.0, "f64: exp {exp} ulp, tanh {tanh} ulp");
        assert!(exp32 <= 3.0 && tanh32 <= 3.0, "f32: exp {exp32} ulp, tanh {tanh32} ulp");
    }

    #[test]
    fn special_values_agree_with_the_standard_library() {
        for x in [
            0.0,
            -0.0,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::NAN,
            1e300,
            -1e300,
            709.782,
            709.79,
            -745.2,
            5e-324,
        ] {
            assert_eq!(exp_f64(x).to_bits(), x.exp().to_bits(), "exp({x})");
            assert_eq!(tanh_f64(x).to_bits() & !(1 << 63), x.tanh().to_bits() & !(1 << 63), "tanh({x})");
            assert_eq!(tanh_f64(x).is_sign_negative(), x.is_sign_negative(), "sign of tanh({x})");
        }
        for x in [0.0, -0.0, f32::INFINITY, f32::NEG_INFINITY, f32::NAN, 1e38, -1e38, 88.8, -104.0, 1e-45] {
            assert_eq!(exp_f32(x).to_bits(), x.exp().to_bits(), "exp({x})");
            assert_eq!(tanh_f32(x).to_bits() & !(1 << 31), x.tanh().to_bits() & !(1 << 31), "tanh({x})");
        }
    }
}

//! Numbers with five significant digits, without trailing zeros.

/// Returns the number with five significant digits.
pub(crate) fn five_digits(x: f64) -> String {
    match x.abs() {
        _ if x.is_nan() => "NaN".to_owned(),
        a if a.is_infinite() => (if x > 0.0 { "∞" } else { "-∞" }).to_owned(),
        0.0 => "0".to_owned(),
        a if a < 1e6 && x.fract() == 0.0 => format!("{x}"),
        a if (1e-4..1e5).contains(&a) => {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 8")]
            let decimals = (4.0 - a.log10().floor()).max(0.0) as usize;
            without_zeros(&format!("{x:.decimals$}"))
        }
        _ => {
            let text = format!("{x:.4e}");
            let (digits, exponent) = text.split_once('e').expect("the format has an exponent");
            format!("{}e{exponent}", without_zeros(digits))
        }
    }
}

/// Returns a number that is given, with the sign of its zero.
pub(crate) fn given(x: f64) -> String {
    if x == 0.0 && x.is_sign_negative() { "-0".to_owned() } else { five_digits(x) }
}

/// Decimals without the zeros at their end.
fn without_zeros(decimals: &str) -> String {
    if decimals.contains('.') {
        decimals.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        decimals.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_digits_and_no_idle_zeros() {
        let cases = [
            (0.5, "0.5"),
            (-3.0, "-3"),
            (0.707_104_9, "0.7071"),
            (-0.000_370_18, "-0.00037018"),
            (0.000_012_345_6, "1.2346e-5"),
            (12345.678, "12346"),
            (1e300, "1e300"),
            (99.999_99, "100"),
            (-0.0, "0"),
            (f64::NEG_INFINITY, "-∞"),
        ];
        for (x, text) in cases {
            assert_eq!(five_digits(x), text);
        }
        assert_eq!([given(-0.0), given(0.0), given(-2.0)], ["-0", "0", "-2"]);
    }
}

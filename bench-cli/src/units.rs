//! Figures for people. Data files hold plain seconds and counts instead.

/// A time with three significant digits: `1.23 ms`.
pub(crate) fn time(seconds: f64) -> String {
    let (unit_s, unit) = match seconds {
        s if s < 999.5e-9 => (1e-9, "ns"),
        s if s < 999.5e-6 => (1e-6, "µs"),
        s if s < 0.9995 => (1e-3, "ms"),
        s if s < 600.0 => (1.0, "s"),
        s if s < 36_000.0 => (60.0, "min"),
        _ => (3600.0, "h"),
    };
    format!("{} {unit}", significant(seconds / unit_s))
}

/// A round time on an axis: `1 µs`, `200 ms`.
pub(crate) fn round_time(seconds: f64) -> String {
    let text = time(seconds);
    let (number, unit) = text.split_once(' ').unwrap_or((&text, ""));
    let number =
        if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number };
    format!("{number} {unit}")
}

/// A round number on an axis: `20`, `1k`, `10M`.
pub(crate) fn round_count(number: f64) -> String {
    match number {
        n if n >= 1e6 && n % 1e5 == 0.0 => format!("{}M", n / 1e6),
        n if n >= 1e3 && n % 1e2 == 0.0 => format!("{}k", n / 1e3),
        n => n.to_string(),
    }
}

/// Memory with three significant digits: `1.23 MiB`.
pub(crate) fn memory(bytes: usize) -> String {
    match bytes as f64 {
        b if b < 1023.5 => format!("{bytes} B"),
        b if b < 1023.5 * 1024.0 => format!("{} KiB", significant(b / 1024.0)),
        b if b < 1023.5 * 1024.0 * 1024.0 => format!("{} MiB", significant(b / (1024.0 * 1024.0))),
        b => format!("{} GiB", significant(b / (1024.0 * 1024.0 * 1024.0))),
    }
}

/// A number of any size with three significant digits: `0.0934`, `152`, `1.20e7`.
pub(crate) fn short(x: f64) -> String {
    match x.abs() {
        0.0 => "0".to_owned(),
        a if (1e-3..999.5).contains(&a) => {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in 0..=5")]
            let decimals = (2.0 - a.log10().floor()).max(0.0) as usize;
            format!("{x:.decimals$}")
        }
        a if (1e-3..99_999.5).contains(&a) => format!("{x:.0}"),
        _ => format!("{x:.2e}"),
    }
}

/// A round number on an axis: `0.25`, `-20`, `5000`, `2e6`.
pub(crate) fn tick(x: f64) -> String {
    let trimmed = |digits: &str| digits.trim_end_matches('0').trim_end_matches('.').to_owned();
    match x.abs() {
        0.0 => "0".to_owned(),
        a if (9.995e-4..1e5).contains(&a) => trimmed(&format!("{x:.6}")),
        _ => {
            let text = format!("{x:.3e}");
            text.split_once('e')
                .map_or(text.clone(), |(digits, power)| format!("{}e{power}", trimmed(digits)))
        }
    }
}

/// Two ends of an interval, with one unit where both have the same: `3.4–3.5 ms`.
pub(crate) fn interval([low, high]: [f64; 2], text: fn(f64) -> String) -> String {
    let (low, high) = (text(low), text(high));
    match (low.split_once(' '), high.split_once(' ')) {
        (Some((number, unit)), Some((_, other))) if unit == other => format!("{number}–{high}"),
        _ => format!("{low}–{high}"),
    }
}

/// An exponent with two decimals.
pub(crate) fn exponent(x: f64) -> String {
    let text = format!("{x:.2}");
    if text == "-0.00" { "0.00".to_owned() } else { text }
}

/// An interval of exponents: `0.97–1.02`, `-0.05 to 0.04`.
pub(crate) fn exponents([low, high]: [f64; 2]) -> String {
    let between = if low < 0.0 { " to " } else { "–" };
    format!("{}{between}{}", exponent(low), exponent(high))
}

/// A whole number with its thousands apart: `20,017`.
pub(crate) fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Three significant digits; whole numbers from a hundred on, with their thousands apart.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in 100..1e15 where it is cast")]
pub(crate) fn significant(x: f64) -> String {
    match x.abs() {
        a if (99.95..1e15).contains(&a) && x > 0.0 => count(x.round() as usize),
        a if a >= 9.995 => format!("{x:.1}"),
        a if a >= 0.01 || a == 0.0 => format!("{x:.2}"),
        _ => format!("{x:.1e}"),
    }
}

/// `1 output`, `3 outputs`.
pub(crate) fn counted(n: usize, one: &str) -> String {
    format!("{} {one}{}", count(n), if n == 1 { "" } else { "s" })
}

/// Layer widths as `--layers` takes them: `784-128-10`.
pub(crate) fn layer_widths(layers: &[usize]) -> String {
    let widths: Vec<String> = layers.iter().map(ToString::to_string).collect();
    widths.join("-")
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [init @ .., last] => format!("{} and {last}", init.join(", ")),
    }
}

/// A text with a capital first letter.
pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    first + letters.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_three_digits_and_a_unit() {
        let cases = [
            (2.5e-9, "2.50 ns"),
            (9.996e-7, "1.00 µs"),
            (1.234e-3, "1.23 ms"),
            (0.0456, "45.6 ms"),
            (0.999, "999 ms"),
            (12.0, "12.0 s"),
            (1200.0, "20.0 min"),
            (36_000.0, "10.0 h"),
        ];
        for (seconds, text) in cases {
            assert_eq!(time(seconds), text);
        }
    }

    #[test]
    fn round_figures_are_short() {
        assert_eq!(
            [1e-7, 1e-6, 2e-1, 1.0, 10.0].map(round_time),
            ["100 ns", "1 µs", "200 ms", "1 s", "10 s"]
        );
        assert_eq!([0.1, 1.0, 200.0, 1e3, 1e7].map(round_count), ["0.1", "1", "200", "1k", "10M"]);
        assert_eq!(round_count(20_017.0), "20017", "what is not round stays whole");
        assert_eq!([17, 1024, 3_400_000].map(memory), ["17 B", "1.00 KiB", "3.24 MiB"]);
    }

    #[test]
    fn numbers_of_any_size_are_short() {
        let texts = [0.0, 0.093_41, -0.5, 152.3, -1234.0, 1.2e7, 3e-9].map(short);
        assert_eq!(texts, ["0", "0.0934", "-0.500", "152", "-1234", "1.20e7", "3.00e-9"]);
        let texts = [0.0, 0.3, 0.1 + 0.2, -20.0, 5000.0, 2e6, 1e-7, 0.001].map(tick);
        assert_eq!(texts, ["0", "0.3", "0.3", "-20", "5000", "2e6", "1e-7", "0.001"]);
    }

    #[test]
    fn an_interval_says_its_unit_once() {
        assert_eq!(interval([3.4e-3, 3.5e-3], time), "3.40–3.50 ms");
        assert_eq!(interval([999e-6, 1e-3], time), "999 µs–1.00 ms");
        assert_eq!(interval([2.0, 2.1], significant), "2.00–2.10");
    }

    #[test]
    fn exponents_have_no_negative_zero() {
        assert_eq!(exponents([0.97, 1.02]), "0.97–1.02");
        assert_eq!(exponents([-0.05, -0.001]), "-0.05 to 0.00");
    }

    #[test]
    fn one_is_singular() {
        assert_eq!([0, 1, 1000].map(|n| counted(n, "map")), ["0 maps", "1 map", "1,000 maps"]);
    }

    #[test]
    fn lists_end_with_and_and_sentences_start_with_a_capital() {
        let items = ["a", "b", "c"].map(str::to_owned);
        assert_eq!([0, 1, 2, 3].map(|n| listed(&items[..n])), ["", "a", "a and b", "a, b and c"]);
        assert_eq!(["", "reverse mode", "ß"].map(capitalised), ["", "Reverse mode", "SS"]);
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(
            [0, 999, 1000, 20_017, 1_234_567].map(count),
            ["0", "999", "1,000", "20,017", "1,234,567"]
        );
    }

    #[test]
    fn ratios_keep_three_digits() {
        let texts = [3.4159, 41.26, 412.6, 5320.4, 0.5, 0.0, 1e-5].map(significant);
        assert_eq!(texts, ["3.42", "41.3", "413", "5,320", "0.50", "0.00", "1.0e-5"]);
    }
}

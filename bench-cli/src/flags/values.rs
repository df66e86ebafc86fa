//! Parsers of flags' values. Each error names the value expected and the value found.

use std::iter;
use std::path::PathBuf;
use std::str::FromStr;

use bytesize::ByteSize;
use clap::builder::{PathBufValueParser, PossibleValue, PossibleValuesParser, TypedValueParser};
use dualtape_contenders::parse_count;
use dualtape_forward::Lanes;
use dualtape_mlp::{DataSource, Loss, TestData};

/// Parses a whole number of at least one.
pub(crate) fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|&n| n > 0).ok_or_else(|| expected("a whole number of at least 1", text))
}

/// Parses a whole number of at least two.
pub(crate) fn at_least_two(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|&n| n > 1).ok_or_else(|| expected("a whole number of at least 2", text))
}

/// Parses a number of threads. More than 1024 is taken for a typing error.
pub(crate) fn threads(text: &str) -> Result<usize, String> {
    text.parse()
        .ok()
        .filter(|n| (1..=1024).contains(n))
        .ok_or_else(|| expected("a whole number from 1 to 1024", text))
}

/// The most inputs or outputs of a function: a thousand million.
const MOST_NUMBERS: usize = 1_000_000_000;

/// Parses a number of inputs or outputs, such as `337` or `20k`.
pub(crate) fn dimension(text: &str) -> Result<usize, String> {
    let fits = |&n: &usize| n <= MOST_NUMBERS;
    let wrong = || expected("a whole number from 1 to 1000M, such as 337 or 20k", text);
    parse_count(text).ok().filter(fits).ok_or_else(wrong)
}

/// Parses an amount of memory, such as `2GiB`, `500MB` or `4096`, in bytes.
pub(crate) fn bytes(text: &str) -> Result<usize, String> {
    let size = text.parse::<ByteSize>().ok().and_then(|size| usize::try_from(size.as_u64()).ok());
    let wrong = || expected("an amount of memory of at least 1 byte, such as 2GiB or 500MB", text);
    size.filter(|&bytes| bytes > 0).ok_or_else(wrong)
}

/// Parses a number of samples. Three are the fewest that have a middle.
pub(crate) fn samples(text: &str) -> Result<u32, String> {
    text.parse().ok().filter(|&n| n >= 3).ok_or_else(|| expected("a whole number of at least 3", text))
}

/// Parses a seed. Run manifests are TOML, whose integers are below 2⁶³.
pub(crate) fn seed(text: &str) -> Result<u64, String> {
    let fits = |&seed: &u64| i64::try_from(seed).is_ok();
    text.parse().ok().filter(fits).ok_or_else(|| expected("a whole number from 0 to below 2^63", text))
}

/// Parses a finite number above zero.
pub(crate) fn above_zero(text: &str) -> Result<f64, String> {
    let fits = |x: &f64| x.is_finite() && *x > 0.0;
    text.parse().ok().filter(fits).ok_or_else(|| expected("a finite number above 0", text))
}

/// Parses a finite number of at least zero.
pub(crate) fn at_least_zero(text: &str) -> Result<f64, String> {
    let fits = |x: &f64| x.is_finite() && *x >= 0.0;
    text.parse().ok().filter(fits).ok_or_else(|| expected("a finite number of at least 0", text))
}

/// Parses a time such as `30s` or `2min`, in seconds.
pub(crate) fn seconds(text: &str) -> Result<f64, String> {
    let wrong = || expected("a time such as 30s or 2min", text);
    let (number, unit_s) = [("min", 60.0), ("m", 60.0), ("s", 1.0)]
        .iter()
        .find_map(|(unit, unit_s)| Some((text.strip_suffix(unit)?, *unit_s)))
        .ok_or_else(wrong)?;
    let seconds = number.trim().parse::<f64>().map_err(|_| wrong())? * unit_s;
    // More than a day of measuring is taken for a typing error.
    if seconds > 0.0 && seconds <= 86_400.0 { Ok(seconds) } else { Err(wrong()) }
}

/// Parses the lanes of a forward pass: one of the compiled widths, or `auto`.
pub(crate) fn lanes(text: &str) -> Result<Lanes, String> {
    if text == "auto" {
        return Ok(Lanes::Auto);
    }
    text.parse().ok().and_then(Lanes::from_count).ok_or_else(|| {
        let widths = Lanes::FIXED.map(|lanes| lanes.to_string());
        expected(&format!("one of auto, {}", widths.join(", ")), text)
    })
}

/// Parses a relative margin: `5%` or `0.05`.
pub(crate) fn margin(text: &str) -> Result<f64, String> {
    let (number, scale) = percent(text);
    let fits = |margin: &f64| margin.is_finite() && *margin >= 0.0;
    let margin = number.trim().parse::<f64>().ok().map(|number| number / scale);
    margin.filter(fits).ok_or_else(|| expected("a share of at least 0%, such as 5%", text))
}

/// The number of a share, and its divisor.
fn percent(text: &str) -> (&str, f64) {
    text.strip_suffix('%').map_or((text, 1.0), |number| (number, 100.0))
}

fn expected(what: &str, found: &str) -> String {
    format!("expected {what}, found `{found}`")
}

/// A share of the rows, from 0 to below 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Share(pub(crate) f64);

impl FromStr for Share {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (number, scale) = percent(text);
        match number.trim().parse::<f64>() {
            Ok(number) if (0.0..1.0).contains(&(number / scale)) => Ok(Self(number / scale)),
            _ => Err(expected("a share of at least 0% and below 100%", text)),
        }
    }
}

/// Parses the data of a test: a share of the rows such as 20%, or the name of a file.
pub(crate) fn test_data(text: &str) -> Result<TestData, String> {
    if percent(text).0.trim().parse::<f64>().is_err() {
        return match DataSource::from(PathBuf::from(text)) {
            DataSource::Generated(_) => Err(expected("a file, or a share of the rows such as 20%", text)),
            source => Ok(TestData::Source(source.to_string())),
        };
    }
    match text.parse() {
        Ok(Share(share)) if share > 0.0 => Ok(TestData::Share(share)),
        _ => Err(expected("a share above 0% and below 100%, or a file", text)),
    }
}

/// Widths of hidden layers: `64,32`, or `none`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HiddenWidths(pub(crate) Vec<usize>);

impl FromStr for HiddenWidths {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "none" {
            return Ok(Self(Vec::new()));
        }
        let widths: Result<Vec<usize>, String> =
            text.split(',').map(|width| at_least_one(width.trim())).collect();
        widths.map(Self).map_err(|_| expected("widths of at least 1 such as 64,32, or none", text))
    }
}

/// The choice of a loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LossChoice {
    /// The loss that suits the data.
    Auto,
    /// This loss.
    Named(Loss),
}

impl FromStr for LossChoice {
    type Err = dualtape_mlp::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == AUTO { Ok(Self::Auto) } else { text.parse().map(Self::Named) }
    }
}

/// Returns a parser of files and names of generated data sets.
pub(crate) fn source() -> impl TypedValueParser<Value = DataSource> {
    PathBufValueParser::new().map(DataSource::from)
}

/// The name of [`LossChoice::Auto`].
const AUTO: &str = "auto";

/// Returns a parser of the names of losses, and `auto`.
pub(crate) fn loss_choice() -> impl TypedValueParser<Value = LossChoice> {
    let names = iter::once(AUTO).chain(Loss::ALL.iter().map(|loss| loss.name()));
    PossibleValuesParser::new(names).try_map(|name| name.parse())
}

/// Returns a parser of the names of a library's values.
pub(crate) fn named<T>(all: &'static [T], name: fn(T) -> &'static str) -> impl TypedValueParser<Value = T>
where
    T: Copy + Send + Sync + FromStr<Err = dualtape_mlp::Error>,
{
    PossibleValuesParser::new(all.iter().map(|&value| name(value))).try_map(|name| name.parse())
}

/// Returns a parser of values that have a name and a description; hidden ones are accepted and not listed.
pub(crate) fn described<T: Copy + Send + Sync + 'static>(
    all: &'static [T],
    name: fn(T) -> &'static str,
    about: fn(T) -> &'static str,
    is_hidden: fn(T) -> bool,
) -> impl TypedValueParser<Value = T> {
    let values = all
        .iter()
        .map(move |&value| PossibleValue::new(name(value)).help(about(value)).hide(is_hidden(value)));
    PossibleValuesParser::new(values).map(move |found| {
        *all.iter().find(|&&value| name(value) == found).expect("the parser accepts these names only")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_right_is_read() {
        assert_eq!(at_least_one("3"), Ok(3));
        assert_eq!(
            (dimension("1"), dimension("20k"), dimension("1000M")),
            (Ok(1), Ok(20_000), Ok(MOST_NUMBERS))
        );
        assert_eq!((bytes("2GiB"), bytes("500MB"), bytes("4096")), (Ok(2 << 30), Ok(500_000_000), Ok(4096)));
        assert_eq!(bytes("1.5 KiB"), Ok(1536));
        assert_eq!(seconds("1.5min"), Ok(90.0));
        assert_eq!(seconds("30s"), Ok(30.0));
        assert_eq!(lanes("auto"), Ok(Lanes::Auto));
        assert_eq!(lanes("8"), Ok(Lanes::Eight));
        assert_eq!("20%".parse(), Ok(Share(0.2)));
        assert_eq!((margin("150%"), margin("0.05")), (Ok(1.5), Ok(0.05)));
        assert_eq!("0.25".parse(), Ok(Share(0.25)));
        assert_eq!(test_data("25%"), Ok(TestData::Share(0.25)));
        assert_eq!(test_data("new.csv"), Ok(TestData::Source("new.csv".to_owned())));
        assert_eq!("64, 32".parse(), Ok(HiddenWidths(vec![64, 32])));
        assert_eq!("none".parse(), Ok(HiddenWidths(vec![])));
    }

    #[test]
    fn what_is_wrong_is_named_with_what_was_expected() {
        let errors = [
            at_least_one("0").unwrap_err(),
            at_least_two("1").unwrap_err(),
            threads("0").unwrap_err(),
            threads("5000").unwrap_err(),
            dimension("0").unwrap_err(),
            dimension("1001M").unwrap_err(),
            dimension("1e300").unwrap_err(),
            dimension("2.5").unwrap_err(),
            bytes("0").unwrap_err(),
            bytes("-1GiB").unwrap_err(),
            bytes("NaN").unwrap_err(),
            bytes("2 pounds").unwrap_err(),
            bytes("").unwrap_err(),
            samples("2").unwrap_err(),
            seed("-1").unwrap_err(),
            seed("9223372036854775808").unwrap_err(),
            above_zero("inf").unwrap_err(),
            above_zero("NaN").unwrap_err(),
            at_least_zero("-1e-9").unwrap_err(),
            at_least_zero("NaN").unwrap_err(),
            lanes("0").unwrap_err(),
            lanes("7").unwrap_err(),
            seconds("30").unwrap_err(),
            seconds("-1s").unwrap_err(),
            seconds("NaNs").unwrap_err(),
            margin("-5%").unwrap_err(),
            margin("inf").unwrap_err(),
            "100%".parse::<Share>().unwrap_err(),
            test_data("0%").unwrap_err(),
            test_data("20").unwrap_err(),
            test_data("moons").unwrap_err(),
            "NaN".parse::<Share>().unwrap_err(),
            "16,0".parse::<HiddenWidths>().unwrap_err(),
            "".parse::<HiddenWidths>().unwrap_err(),
        ];
        for error in errors {
            assert!(error.starts_with("expected ") && error.contains(", found `"), "{error}");
        }
    }
}

//! Parameter counts as text: `37..20k` or `100,1k,10k`.

use std::str::FromStr;

/// Steps per factor of ten in a range: with three, 37..20k are ten sizes, enough for a slope and its interval.
const STEPS_PER_DECADE: f64 = 3.0;

/// The parameter counts to measure at, growing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sizes(Vec<usize>);

impl Sizes {
    /// Returns the counts, smallest first.
    pub fn counts(&self) -> &[usize] {
        &self.0
    }
}

impl FromStr for Sizes {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut counts = match text.split_once("..") {
            Some((first, last)) => range(parse_count(first)?, parse_count(last)?)?,
            None => text.split(',').map(parse_count).collect::<Result<Vec<usize>, String>>()?,
        };
        counts.sort_unstable();
        counts.dedup();
        Ok(Self(counts))
    }
}

fn range(first: usize, last: usize) -> Result<Vec<usize>, String> {
    if first > last {
        return Err(format!("expected a range that grows, such as 37..20k, found {first}..{last}"));
    }
    let factor = last as f64 / first as f64;
    let steps = (factor.log10() * STEPS_PER_DECADE).ceil().max(1.0);
    let mut counts = vec![first];
    let mut step = 1.0;
    while step < steps {
        counts.push(rounded(first as f64 * factor.powf(step / steps)));
        step += 1.0;
    }
    counts.push(last);
    Ok(counts)
}

/// Parses a whole number, with `k` for thousands and `M` for millions.
///
/// # Errors
/// A sentence with the value expected and the value found.
pub fn parse_count(text: &str) -> Result<usize, String> {
    let text = text.trim();
    let expected = || format!("expected a parameter count such as 37 or 20k, found `{text}`");
    let (digits, unit) = match text.strip_suffix(['k', 'K']) {
        Some(digits) => (digits, 1e3),
        None => text.strip_suffix(['m', 'M']).map_or((text, 1.0), |digits| (digits, 1e6)),
    };
    let number: f64 = digits.parse().map_err(|_| expected())?;
    let count = number * unit;
    // Beyond 2⁵³ a count is no longer exact; no machine holds such a network.
    if !(1.0..=9e15).contains(&count) || count.fract() != 0.0 {
        return Err(expected());
    }
    Ok(rounded(count))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be in 1..=9e15")]
fn rounded(count: f64) -> usize {
    count.round() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(text: &str) -> Vec<usize> {
        text.parse::<Sizes>().expect(text).counts().to_vec()
    }

    #[test]
    fn a_list_is_taken_as_it_is() {
        assert_eq!(counts("10k,100, 1k"), [100, 1000, 10_000]);
        assert_eq!(counts("1.5k"), [1500]);
        assert_eq!(counts("2M,2m"), [2_000_000]);
    }

    #[test]
    fn a_range_grows_geometrically_and_keeps_its_ends() {
        let counts = counts("37..20k");
        assert_eq!((counts.len(), counts[0], counts[9]), (10, 37, 20_000));
        let factors: Vec<f64> = counts.windows(2).map(|w| w[1] as f64 / w[0] as f64).collect();
        assert!(factors.iter().all(|f| (1.9..2.2).contains(f)), "{factors:?}");
    }

    #[test]
    fn one_size_may_be_a_range() {
        assert_eq!(counts("50..50"), [50]);
    }

    #[test]
    fn nonsense_is_named() {
        for (text, found) in [
            ("20k..37", "20000..37"),
            ("many", "`many`"),
            ("0", "`0`"),
            ("1.2", "`1.2`"),
            ("-5", "`-5`"),
            ("", "``"),
        ] {
            let message = text.parse::<Sizes>().expect_err(text);
            assert!(message.contains(found) && message.starts_with("expected "), "{message}");
        }
    }
}

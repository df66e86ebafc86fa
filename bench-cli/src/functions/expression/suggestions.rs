//! Suggestions in place of a name that no rule has.

use crate::functions::expression::rows;

/// Names of other languages and books, with ours.
const FOREIGN: [(&str, &[&str]); 19] = [
    ("log", &["ln", "log2", "log10"]),
    ("lg", &["log10", "log2"]),
    ("ld", &["log2"]),
    ("lb", &["log2"]),
    ("log1p", &["ln_1p"]),
    ("tg", &["tan"]),
    ("arctg", &["atan"]),
    ("power", &["pow"]),
    ("logistic", &["sigmoid", "logistic_loss"]),
    ("heaviside", &["step"]),
    ("sgn", &["sign"]),
    ("ceiling", &["ceil"]),
    ("arctan2", &["atan2"]),
    ("lse", &["log_sum_exp"]),
    ("clip", &["clamp"]),
    ("where", &["if"]),
    ("select", &["if"]),
    ("ifelse", &["if"]),
    ("cond", &["if"]),
];

/// The most suggestions.
const MOST: usize = 3;

/// Returns the rules that may be meant by a name, the likeliest first; none if no rule is like it.
pub(crate) fn suggestions(name: &str) -> Vec<&'static str> {
    let bare = bare(name);
    if let Some((_, names)) = FOREIGN.iter().find(|(foreign, _)| *foreign == bare) {
        return names.to_vec();
    }
    // In the formulas of the table `asin` is "arcsin x".
    let in_formula = |formula: &str| formula.strip_suffix(" x") == Some(&bare);
    let inverse = bare.strip_prefix("arc").or_else(|| bare.strip_prefix("ar")).map(|rest| format!("a{rest}"));
    let exact: Vec<&str> = rows::callable()
        .filter(|(name, formula)| {
            in_formula(formula) || Some(*name) == inverse.as_deref() || self::bare(name) == bare
        })
        .map(|(name, _)| name)
        .collect();
    if !exact.is_empty() {
        return exact;
    }
    let letters = bare.chars().count();
    let mut near: Vec<(usize, &str)> = rows::callable()
        .map(|(known, _)| (edits(&bare, &self::bare(known)), known))
        .filter(|(edits, _)| *edits <= if letters < 6 { 1 } else { 2 } && *edits < letters)
        .collect();
    near.sort_unstable();
    near.into_iter().map(|(_, name)| name).take(MOST).collect()
}

/// The name in small letters without underscores.
fn bare(name: &str) -> String {
    name.chars().filter(|&letter| letter != '_').flat_map(char::to_lowercase).collect()
}

/// The number of insertions, deletions, substitutions and swaps of neighbours between two words (optimal string
/// alignment).
fn edits(from: &str, to: &str) -> usize {
    let (from, to): (Vec<char>, Vec<char>) = (from.chars().collect(), to.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=to.len()).collect()];
    for (i, letter) in from.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, other) in to.iter().enumerate() {
            let mut least =
                (rows[i][j] + usize::from(letter != other)).min(rows[i][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *letter == to[j - 1] && from[i - 1] == *other {
                least = least.min(rows[i - 1][j - 1] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[from.len()][to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_slip_has_the_rule_that_is_meant() {
        for (name, expected) in [
            ("log", &["ln", "log2", "log10"] as &[&str]),
            ("arcsin", &["asin"]),
            ("arcsinh", &["asinh"]),
            ("arsinh", &["asinh"]),
            ("arctan", &["atan"]),
            ("logsumexp", &["log_sum_exp"]),
            ("ReLU", &["relu"]),
            ("expm1", &["exp_m1"]),
            ("tnah", &["tanh"]),
            ("sigmod", &["sigmoid"]),
            ("foo", &[]),
            ("x", &[]),
        ] {
            assert_eq!(suggestions(name), expected, "{name}");
        }
    }

    #[test]
    fn foreign_names_are_no_rules_and_ours_are() {
        for (foreign, names) in FOREIGN {
            assert!(!rows::is_rule(foreign) && foreign == bare(foreign), "{foreign}");
            assert!(names.iter().all(|name| rows::is_rule(name)), "{names:?}");
        }
    }

    #[test]
    fn edits_are_counted_with_swaps_as_one() {
        let cases = [("", "abc", 3), ("tnah", "tanh", 1), ("cos", "cosh", 1), ("kitten", "sitting", 3)];
        for (from, to, count) in cases {
            assert_eq!((edits(from, to), edits(to, from)), (count, count), "{from} {to}");
        }
    }
}

//! The rows of core's table of rules by name, which expressions call.

use std::sync::LazyLock;

use dualtape_core::rules::{BinaryVisitor, NaryVisitor, UnaryVisitor, visit_binary, visit_nary, visit_unary};
use dualtape_core::{Binary, Nary, RuleInfo, Scalar, Unary};

/// A rule of one operand: its index in the table, and its parameter if it has one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct UnaryEntry {
    index: usize,
    parameter: Option<f64>,
}

/// A rule of two operands, by its index in the table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct BinaryEntry(usize);

/// A rule of two lists of operands, by its index in the table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct NaryEntry(usize);

/// A rule before it is applied.
#[derive(Debug, Clone, Copy)]
pub(crate) enum TableEntry {
    /// A rule of one operand.
    Unary(UnaryEntry),
    /// A rule of one operand and a parameter.
    Parametrised(Parametrised),
    /// A rule of two operands.
    Binary(BinaryEntry),
    /// A rule of two lists of operands.
    Nary(NaryEntry, SecondOperands),
}

/// A rule without its parameter.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parametrised {
    index: usize,
    /// The name of the parameter.
    pub(crate) parameter: &'static str,
    /// The parameter rounded to a valid one: some exponents are whole.
    rounded: fn(f64) -> f64,
}

impl Parametrised {
    /// Returns the rule with this parameter, if it is valid.
    pub(crate) fn with(self, parameter: f64) -> Option<UnaryEntry> {
        let rounded = (self.rounded)(parameter);
        (rounded == parameter || rounded.is_nan() && parameter.is_nan())
            .then_some(UnaryEntry { index: self.index, parameter: Some(parameter) })
    }
}

/// The second list of operands of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SecondOperands {
    /// No operands.
    Nothing,
    /// As many operands as the first list.
    SameLength,
    /// One operand.
    One,
}

/// Usual names of rows that the table names otherwise.
const ALIASES: [(&str, &str); 2] = [("sum", "sum_of"), ("sign", "signum")];

/// The selection, which has a form of its own.
pub(crate) const IF: &str = "if";

/// A function that is composed of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Composed {
    /// The exponentials of a vector, divided by their sum.
    Softmax,
    /// A number within bounds.
    Clamp,
}

impl Composed {
    const ALL: [Self; 2] = [Self::Softmax, Self::Clamp];

    fn name(self) -> &'static str {
        match self {
            Self::Softmax => "softmax",
            Self::Clamp => "clamp",
        }
    }
}

/// Returns the composed function of this name, if there is one.
pub(crate) fn composed(name: &str) -> Option<Composed> {
    Composed::ALL.into_iter().find(|composed| composed.name() == name)
}

/// Returns whether the name can be called.
pub(crate) fn is_rule(name: &str) -> bool {
    name == IF || composed(name).is_some() || named(name).is_some()
}

/// Returns the rule of this name, if there is one.
pub(crate) fn named(name: &str) -> Option<TableEntry> {
    let alias = ALIASES.iter().find_map(|&(alias, row)| (alias == name).then_some(row));
    let name = alias.unwrap_or(name);
    ROWS.iter().find_map(|(info, row)| (info.name == name).then_some(*row))
}

/// The names that stand in no table of rules.
pub(crate) fn own_names() -> impl Iterator<Item = &'static str> {
    let composed = Composed::ALL.into_iter().map(Composed::name);
    ALIASES.into_iter().map(|(alias, _)| alias).chain(composed).chain([IF])
}

/// All names that can be called, with the formula of the table.
pub(crate) fn callable() -> impl Iterator<Item = (&'static str, &'static str)> {
    ROWS.iter().map(|(info, _)| (info.name, info.formula)).chain(own_names().map(|name| (name, "")))
}

/// The names of all rules, in the order of the table.
#[cfg(test)]
pub(crate) fn names() -> impl Iterator<Item = (&'static str, TableEntry)> {
    ROWS.iter().map(|(info, row)| (info.name, *row))
}

/// Returns the rule of this name.
///
/// # Panics
///
/// If the table has no such rule.
fn expect(name: &str) -> TableEntry {
    named(name).unwrap_or_else(|| panic!("the table has a row {name}"))
}

/// Returns the rule of this name, which has one operand and no parameter.
pub(crate) fn unary(name: &str) -> UnaryEntry {
    let TableEntry::Unary(row) = expect(name) else { panic!("{name} has one operand") };
    row
}

/// Returns the rule of this name, which has one operand and a parameter.
pub(crate) fn parametrised(name: &str) -> Parametrised {
    let TableEntry::Parametrised(row) = expect(name) else { panic!("{name} has a parameter") };
    row
}

/// Returns the rule of this name, which has two operands.
pub(crate) fn binary(name: &str) -> BinaryEntry {
    let TableEntry::Binary(row) = expect(name) else { panic!("{name} has two operands") };
    row
}

/// Returns the rule of this name, which has two lists of operands.
pub(crate) fn nary(name: &str) -> NaryEntry {
    let TableEntry::Nary(row, _) = expect(name) else { panic!("{name} has any number of operands") };
    row
}

static ROWS: LazyLock<Vec<(RuleInfo, TableEntry)>> = LazyLock::new(|| {
    struct RuleList {
        rows: Vec<(RuleInfo, TableEntry)>,
        /// Rows of the part of the table that is being visited.
        index: usize,
    }
    impl RuleList {
        fn push(&mut self, info: RuleInfo, row: TableEntry) {
            self.rows.push((info, row));
            self.index += 1;
        }
    }
    impl UnaryVisitor for RuleList {
        fn visit<R: Unary>(&mut self, _: R) {
            let index = self.index;
            let row = match R::PARAMETER {
                None => TableEntry::Unary(UnaryEntry { index, parameter: None }),
                Some(parameter) => {
                    let rounded = |parameter| R::with_parameter(parameter).parameter();
                    TableEntry::Parametrised(Parametrised { index, parameter, rounded })
                }
            };
            self.push(R::INFO, row);
        }
    }
    impl BinaryVisitor for RuleList {
        fn visit<R: Binary>(&mut self, _: R) {
            self.push(R::INFO, TableEntry::Binary(BinaryEntry(self.index)));
        }
    }
    impl NaryVisitor for RuleList {
        fn visit<R: Nary>(&mut self, _: R) {
            // The sample points of the table show the lengths that fit.
            let fits = |fit: fn(usize, usize) -> bool| R::SAMPLES.iter().all(|(x, y)| fit(x.len(), y.len()));
            let second = if fits(|_, y| y == 0) {
                SecondOperands::Nothing
            } else if fits(|_, y| y == 1) {
                SecondOperands::One
            } else {
                SecondOperands::SameLength
            };
            self.push(R::INFO, TableEntry::Nary(NaryEntry(self.index), second));
        }
    }
    let mut list = RuleList { rows: Vec::new(), index: 0 };
    visit_unary(&mut list);
    list.index = 0;
    visit_binary(&mut list);
    list.index = 0;
    visit_nary(&mut list);
    list.rows
});

/// A visitor that counts rules down to an index and applies that rule.
struct Apply<'x, S> {
    left: usize,
    parameter: Option<f64>,
    x: &'x [S],
    y: &'x [S],
    z: Option<S>,
}

impl<'x, S: Scalar> Apply<'x, S> {
    fn new(index: usize, x: &'x [S], y: &'x [S]) -> Self {
        Self { left: index, parameter: None, x, y, z: None }
    }

    /// Counts one rule and returns whether it is the one to apply.
    fn is_here(&mut self) -> bool {
        let here = self.left == 0;
        self.left = self.left.wrapping_sub(1);
        here
    }

    fn result(self) -> S {
        self.z.expect("the table has the row")
    }
}

impl<S: Scalar> UnaryVisitor for Apply<'_, S> {
    fn visit<R: Unary>(&mut self, rule: R) {
        if self.is_here() {
            self.z = Some(self.x[0].unary(self.parameter.map_or(rule, R::with_parameter)));
        }
    }
}

impl<S: Scalar> BinaryVisitor for Apply<'_, S> {
    fn visit<R: Binary>(&mut self, rule: R) {
        if self.is_here() {
            self.z = Some(self.x[0].binary(rule, self.x[1]));
        }
    }
}

impl<S: Scalar> NaryVisitor for Apply<'_, S> {
    fn visit<R: Nary>(&mut self, rule: R) {
        if self.is_here() {
            self.z = Some(S::nary(rule, self.x, self.y));
        }
    }
}

impl UnaryEntry {
    /// Applies the rule to `x`.
    pub(crate) fn apply<S: Scalar>(self, x: S) -> S {
        let operands = [x];
        let mut apply = Apply { parameter: self.parameter, ..Apply::new(self.index, &operands, &[]) };
        visit_unary(&mut apply);
        apply.result()
    }
}

impl BinaryEntry {
    /// Applies the rule to `x` and `y`.
    pub(crate) fn apply<S: Scalar>(self, x: S, y: S) -> S {
        let operands = [x, y];
        let mut apply = Apply::new(self.0, &operands, &[]);
        visit_binary(&mut apply);
        apply.result()
    }
}

impl NaryEntry {
    /// Applies the rule to two lists.
    pub(crate) fn apply<S: Scalar>(self, x: &[S], y: &[S]) -> S {
        let mut apply = Apply::new(self.0, x, y);
        visit_nary(&mut apply);
        apply.result()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_found_by_its_name_and_no_other() {
        struct Check;
        impl UnaryVisitor for Check {
            fn visit<R: Unary>(&mut self, rule: R) {
                let row = match named(R::INFO.name).expect("a row") {
                    TableEntry::Unary(row) => row,
                    TableEntry::Parametrised(row) => row.with(rule.parameter()).expect("its own parameter"),
                    other => panic!("{other:?}"),
                };
                for &x in R::SAMPLES {
                    assert_eq!(row.apply(x), rule.eval(x), "{}", R::INFO.name);
                }
            }
        }
        impl BinaryVisitor for Check {
            fn visit<R: Binary>(&mut self, rule: R) {
                for &(x, y) in R::SAMPLES {
                    assert_eq!(binary(R::INFO.name).apply(x, y), rule.eval(x, y), "{}", R::INFO.name);
                }
            }
        }
        impl NaryVisitor for Check {
            fn visit<R: Nary>(&mut self, rule: R) {
                for &(x, y) in R::SAMPLES {
                    assert_eq!(nary(R::INFO.name).apply(x, y), rule.eval(x, y), "{}", R::INFO.name);
                }
            }
        }
        visit_unary(&mut Check);
        visit_binary(&mut Check);
        visit_nary(&mut Check);
        let mut all: Vec<&str> = callable().map(|(name, _)| name).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count, "no name stands for two rows");
    }

    #[test]
    fn a_whole_exponent_must_be_whole() {
        assert!(parametrised("powi").with(2.5).is_none());
        assert!(parametrised("powf").with(2.5).is_some());
        assert!(
            parametrised("powi").with(f64::NAN).is_none() && parametrised("powf").with(f64::NAN).is_some()
        );
    }

    #[test]
    fn the_samples_tell_what_a_second_run_is() {
        let second = |name| match expect(name) {
            TableEntry::Nary(_, second) => second,
            other => panic!("{other:?}"),
        };
        assert_eq!(second("dot"), SecondOperands::SameLength);
        assert_eq!(second("polynomial"), SecondOperands::One);
        assert_eq!(second("sum_of"), SecondOperands::Nothing);
    }
}

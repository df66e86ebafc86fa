//! The rows of core's table by their names: what an expression can call.

use std::sync::LazyLock;

use dualtape_core::rules::{BinaryVisitor, NaryVisitor, UnaryVisitor, visit_binary, visit_nary, visit_unary};
use dualtape_core::{Binary, Nary, Scalar, Unary};

/// A row of one operand: its place in the table, and the rule's parameter if it has one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct UnaryRow {
    index: usize,
    parameter: Option<f64>,
}

/// A row of two operands, by its place in the table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct BinaryRow(usize);

/// A row of any number of operands, by its place in the table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct NaryRow(usize);

/// What a name stands for, before it has its operands.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Named {
    Unary(UnaryRow),
    /// A rule that wants a number behind its operand.
    Parametrised(Parametrised),
    Binary(BinaryRow),
    Nary(NaryRow, Second),
}

/// A rule whose parameter is not known yet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parametrised {
    index: usize,
    /// What the table calls it.
    pub(crate) parameter: &'static str,
    /// The parameter as the rule will keep it: an exponent may have to be whole.
    keeps: fn(f64) -> f64,
}

impl Parametrised {
    /// The rule with this parameter, if it can have it.
    pub(crate) fn with(self, parameter: f64) -> Option<UnaryRow> {
        ((self.keeps)(parameter) == parameter)
            .then_some(UnaryRow { index: self.index, parameter: Some(parameter) })
    }
}

/// What a rule of any number of operands wants as its second run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Second {
    Nothing,
    SameLength,
    One,
}

/// What the name stands for.
pub(crate) fn named(name: &str) -> Option<Named> {
    NAMES.iter().find_map(|(known, row)| (*known == name).then_some(*row))
}

/// Every name, in the order of the table.
#[cfg(test)]
pub(crate) fn names() -> impl Iterator<Item = (&'static str, Named)> {
    NAMES.iter().copied()
}

/// A row that stands in the table under this name.
fn expect(name: &str) -> Named {
    named(name).unwrap_or_else(|| panic!("the table has a row {name}"))
}

/// The row of this name, which has one operand and no parameter.
pub(crate) fn unary(name: &str) -> UnaryRow {
    let Named::Unary(row) = expect(name) else { panic!("{name} has one operand") };
    row
}

/// The row of this name, which has one operand and a parameter.
pub(crate) fn parametrised(name: &str) -> Parametrised {
    let Named::Parametrised(row) = expect(name) else { panic!("{name} has a parameter") };
    row
}

/// The row of this name, which has two operands.
pub(crate) fn binary(name: &str) -> BinaryRow {
    let Named::Binary(row) = expect(name) else { panic!("{name} has two operands") };
    row
}

/// The row of this name, which has any number of operands.
pub(crate) fn nary(name: &str) -> NaryRow {
    let Named::Nary(row, _) = expect(name) else { panic!("{name} has any number of operands") };
    row
}

static NAMES: LazyLock<Vec<(&'static str, Named)>> = LazyLock::new(|| {
    struct List {
        names: Vec<(&'static str, Named)>,
        /// Rows of the part of the table that is being visited.
        index: usize,
    }
    impl List {
        fn push(&mut self, name: &'static str, row: Named) {
            self.names.push((name, row));
            self.index += 1;
        }
    }
    impl UnaryVisitor for List {
        fn visit<R: Unary>(&mut self, _: R) {
            let index = self.index;
            let row = match R::PARAMETER {
                None => Named::Unary(UnaryRow { index, parameter: None }),
                Some(parameter) => {
                    let keeps = |parameter| R::with_parameter(parameter).parameter();
                    Named::Parametrised(Parametrised { index, parameter, keeps })
                }
            };
            self.push(R::INFO.name, row);
        }
    }
    impl BinaryVisitor for List {
        fn visit<R: Binary>(&mut self, _: R) {
            self.push(R::INFO.name, Named::Binary(BinaryRow(self.index)));
        }
    }
    impl NaryVisitor for List {
        fn visit<R: Nary>(&mut self, _: R) {
            // The sample points of the table are runs that fit.
            let fits = |fit: fn(usize, usize) -> bool| R::SAMPLES.iter().all(|(x, y)| fit(x.len(), y.len()));
            let second = if fits(|_, y| y == 0) {
                Second::Nothing
            } else if fits(|_, y| y == 1) {
                Second::One
            } else {
                Second::SameLength
            };
            self.push(R::INFO.name, Named::Nary(NaryRow(self.index), second));
        }
    }
    let mut list = List { names: Vec::new(), index: 0 };
    visit_unary(&mut list);
    list.index = 0;
    visit_binary(&mut list);
    list.index = 0;
    visit_nary(&mut list);
    list.names
});

/// Finds a row by counting, and applies it.
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

    /// Whether this row is the one.
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

impl UnaryRow {
    /// The rule of `x`.
    pub(crate) fn apply<S: Scalar>(self, x: S) -> S {
        let operands = [x];
        let mut apply = Apply { parameter: self.parameter, ..Apply::new(self.index, &operands, &[]) };
        visit_unary(&mut apply);
        apply.result()
    }
}

impl BinaryRow {
    /// The rule of `x` and `y`.
    pub(crate) fn apply<S: Scalar>(self, x: S, y: S) -> S {
        let operands = [x, y];
        let mut apply = Apply::new(self.0, &operands, &[]);
        visit_binary(&mut apply);
        apply.result()
    }
}

impl NaryRow {
    /// The rule of two runs.
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
                    Named::Unary(row) => row,
                    Named::Parametrised(row) => row.with(rule.parameter()).expect("its own parameter"),
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
        let mut all: Vec<&str> = names().map(|(name, _)| name).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count, "no name stands for two rows");
    }

    #[test]
    fn a_whole_exponent_must_be_whole() {
        assert!(parametrised("powi").with(2.5).is_none());
        assert!(parametrised("powf").with(2.5).is_some());
    }

    #[test]
    fn the_samples_tell_what_a_second_run_is() {
        let second = |name| match expect(name) {
            Named::Nary(_, second) => second,
            other => panic!("{other:?}"),
        };
        assert_eq!(second("dot"), Second::SameLength);
        assert_eq!(second("polynomial"), Second::One);
        assert_eq!(second("sum_of"), Second::Nothing);
    }
}

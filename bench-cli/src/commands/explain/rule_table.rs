//! The table of derivative rules, generated from the rules themselves.

use dualtape_core::rules::{BinaryVisitor, NaryVisitor, UnaryVisitor, visit_binary, visit_nary, visit_unary};
use dualtape_core::{Binary, Nary, RuleInfo, Unary};
use serde::Serialize;

use crate::commands::explain::formula::operator;
use crate::commands::explain::grid::{Alignment, Grid};
use crate::commands::explain::page::Markup;
use crate::commands::explain::tables::LimitedTable;

/// A derivative rule.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct RuleRecord {
    name: &'static str,
    /// The notation in an expression.
    call: String,
    formula: &'static str,
    derivative: &'static str,
    /// The convention at kinks, poles and infinities.
    policy: &'static str,
}

/// The rules with the same number of operands.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct RuleGroup {
    operands: &'static str,
    rules: Vec<RuleRecord>,
}

/// All rules as JSON.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct RulesRecord {
    /// The schema: `dualtape.rules/1`.
    schema: &'static str,
    #[serde(rename = "parts")]
    groups: Vec<RuleGroup>,
}

/// Returns the rules as a record.
pub(crate) fn record() -> RulesRecord {
    RulesRecord { schema: "dualtape.rules/1", groups: groups() }
}

/// Writes the rules as a page.
pub(crate) fn page(markup: &impl Markup) -> String {
    let mut page = vec![
        markup.title("The derivative rules"),
        markup.paragraph(
            "x and y are operands, z is the value. NaN in gives NaN out. `dualtape explain --rules --as markdown` \
             prints this from the table in `core/src/rules.rs`.",
        ),
    ];
    for group in groups() {
        page.push(markup.heading(group.operands));
        let header = ["call", "value", "derivative", "at kinks, poles and infinities"];
        let mut grid = Grid::new(header.map(|text| (text, Alignment::Left)));
        for rule in group.rules {
            grid.push(vec![
                rule.call,
                rule.formula.to_owned(),
                rule.derivative.to_owned(),
                rule.policy.to_owned(),
            ]);
        }
        page.push(markup.table(&LimitedTable { grid, note: None }));
    }
    page.join("\n").trim_end().to_owned() + "\n"
}

fn groups() -> Vec<RuleGroup> {
    struct RuleList(Vec<RuleRecord>);
    impl RuleList {
        fn push(&mut self, info: RuleInfo, call: String) {
            let RuleInfo { name, formula, derivative, policy } = info;
            self.0.push(RuleRecord { name, call, formula, derivative, policy });
        }
        fn take(&mut self, operands: &'static str) -> RuleGroup {
            RuleGroup { operands, rules: std::mem::take(&mut self.0) }
        }
    }
    impl UnaryVisitor for RuleList {
        fn visit<R: Unary>(&mut self, _: R) {
            let parameter = R::PARAMETER.map_or(String::new(), |name| format!(", {name}"));
            self.push(R::INFO, format!("{}(x{parameter})", R::INFO.name));
        }
    }
    impl BinaryVisitor for RuleList {
        fn visit<R: Binary>(&mut self, _: R) {
            let name = R::INFO.name;
            let call = operator(name).map_or_else(|| format!("{name}(x, y)"), |sign| format!("x {sign} y"));
            self.push(R::INFO, call);
        }
    }
    impl NaryVisitor for RuleList {
        fn visit<R: Nary>(&mut self, _: R) {
            let second = if R::SAMPLES.iter().all(|(_, y)| y.is_empty()) { "" } else { ", y" };
            self.push(R::INFO, format!("{}(x{second})", R::INFO.name));
        }
    }
    let mut list = RuleList(Vec::new());
    visit_unary(&mut list);
    let one = list.take("One operand");
    visit_binary(&mut list);
    let two = list.take("Two operands");
    visit_nary(&mut list);
    vec![one, two, list.take("Runs of operands")]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::explain::page::Markdown;

    #[test]
    fn the_documentation_has_the_table_that_is_in_force() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../core/RULES.md");
        let documented = std::fs::read_to_string(path).expect("core/RULES.md is there");
        let advice = "run `cargo run -p dualtape-cli -- explain --rules --as markdown > core/RULES.md`";
        assert!(documented == page(&Markdown), "core/RULES.md is out of date: {advice}");
    }
}

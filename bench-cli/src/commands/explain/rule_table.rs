//! The table of derivative rules, as the rows print themselves.

use dualtape_core::rules::{BinaryVisitor, NaryVisitor, UnaryVisitor, visit_binary, visit_nary, visit_unary};
use dualtape_core::{Binary, Nary, RuleInfo, Unary};
use serde::Serialize;

use crate::commands::explain::formula::operator;
use crate::commands::explain::grid::{Grid, Side};
use crate::commands::explain::page::Style;
use crate::commands::explain::tables::Shown;

/// One rule.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Rule {
    name: &'static str,
    /// How an expression calls it.
    call: String,
    formula: &'static str,
    derivative: &'static str,
    /// What happens at kinks, poles and infinities.
    policy: &'static str,
}

/// The rules of so many operands.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Part {
    operands: &'static str,
    rules: Vec<Rule>,
}

/// All rules as JSON.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct RulesRecord {
    /// Names the meaning of the fields: `dualtape.rules/1`.
    schema: &'static str,
    parts: Vec<Part>,
}

/// The rules as a record.
pub(crate) fn record() -> RulesRecord {
    RulesRecord { schema: "dualtape.rules/1", parts: parts() }
}

/// The rules as a page.
pub(crate) fn page(style: &impl Style) -> String {
    let mut page = vec![
        style.title("The derivative rules"),
        style.paragraph(
            "x and y are operands, z is the value. NaN in gives NaN out. `dualtape explain --rules --as markdown` \
             prints this from the table in `core/src/rules.rs`.",
        ),
    ];
    for part in parts() {
        page.push(style.head(part.operands));
        let header = ["call", "value", "derivative", "at kinks, poles and infinities"];
        let mut grid = Grid::new(header.map(|text| (text, Side::Left)));
        for rule in part.rules {
            grid.push(vec![
                rule.call,
                rule.formula.to_owned(),
                rule.derivative.to_owned(),
                rule.policy.to_owned(),
            ]);
        }
        page.push(style.table(&Shown { grid, note: None }));
    }
    page.join("\n").trim_end().to_owned() + "\n"
}

fn parts() -> Vec<Part> {
    struct List(Vec<Rule>);
    impl List {
        fn push(&mut self, info: RuleInfo, call: String) {
            let RuleInfo { name, formula, derivative, policy } = info;
            self.0.push(Rule { name, call, formula, derivative, policy });
        }
        fn take(&mut self, operands: &'static str) -> Part {
            Part { operands, rules: std::mem::take(&mut self.0) }
        }
    }
    impl UnaryVisitor for List {
        fn visit<R: Unary>(&mut self, _: R) {
            let parameter = R::PARAMETER.map_or(String::new(), |name| format!(", {name}"));
            self.push(R::INFO, format!("{}(x{parameter})", R::INFO.name));
        }
    }
    impl BinaryVisitor for List {
        fn visit<R: Binary>(&mut self, _: R) {
            let name = R::INFO.name;
            let call = operator(name).map_or_else(|| format!("{name}(x, y)"), |sign| format!("x {sign} y"));
            self.push(R::INFO, call);
        }
    }
    impl NaryVisitor for List {
        fn visit<R: Nary>(&mut self, _: R) {
            let second = if R::SAMPLES.iter().all(|(_, y)| y.is_empty()) { "" } else { ", y" };
            self.push(R::INFO, format!("{}(x{second})", R::INFO.name));
        }
    }
    let mut list = List(Vec::new());
    visit_unary(&mut list);
    let one = list.take("One operand");
    visit_binary(&mut list);
    let two = list.take("Two operands");
    visit_nary(&mut list);
    vec![one, two, list.take("Runs of operands")]
}

#[cfg(test)]
mod tests {
    use crate::commands::explain::page::Markdown;

    #[test]
    fn the_documentation_has_the_table_that_is_in_force() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../core/RULES.md");
        let documented = std::fs::read_to_string(path).expect("core/RULES.md is there");
        let advice = "run `cargo run -p dualtape-cli -- explain --rules --as markdown > core/RULES.md`";
        assert!(
            documented == crate::commands::explain::rule_table::page(&Markdown),
            "core/RULES.md is out of date: {advice}"
        );
    }
}

//! Expressions set as mathematics: `math` elements, which browsers draw without a library.
//!
//! A statement is a list of pieces between which a line may end, each an element of its own: browsers do not break lines
//! within one. Fractions, powers and roots are not broken.

use crate::functions::expression::tree::{ATOM, ExpressionNode, NodeId, Operator, SIGN, Tree};

/// The most nodes of an expression that is set: its writer is recursive, and nobody reads longer ones.
const MOST_NODES: usize = 400;

/// The length of a statement, in letters of its text, from which it may be broken.
const LONG: usize = 44;

impl Tree {
    /// Returns the statements; none if the expression is too long.
    pub(crate) fn mathematics(&self) -> Vec<Vec<String>> {
        if self.nodes.len() > MOST_NODES {
            return Vec::new();
        }
        let definitions =
            self.definitions.iter().map(|definition| (Some(definition.name.as_str()), definition.value));
        let result = self.result.map(|result| (None, result));
        definitions.chain(result).map(|(name, value)| self.statement(name, value)).collect()
    }

    fn statement(&self, defined: Option<&str>, value: NodeId) -> Vec<String> {
        let mut writer = MathWriter { tree: self, pieces: vec![String::new()] };
        if let Some(defined) = defined {
            writer.push(&name(defined));
            writer.push("<mo>=</mo>");
        }
        let breaks = if self.text(value).chars().count() > LONG { Breaks::AtSums } else { Breaks::Never };
        writer.write(value, 0, breaks);
        writer.pieces.into_iter().map(|piece| math(&piece)).collect()
    }
}

/// The elements that are higher than a line.
const HIGH: [&str; 3] = ["<mfrac>", "<mtable>", "<msqrt>"];

/// Returns a piece of its own.
pub(crate) fn math(content: &str) -> String {
    format!("<math><mrow>{content}</mrow></math>")
}

/// The places at which a line may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Breaks {
    /// Before a plus or a minus, or after a comma.
    AtSums,
    /// Nowhere.
    Never,
}

struct MathWriter<'t> {
    tree: &'t Tree,
    pieces: Vec<String>,
}

impl MathWriter<'_> {
    fn push(&mut self, markup: &str) {
        self.pieces.last_mut().expect("there is always a piece").push_str(markup);
    }

    fn end_piece(&mut self, breaks: Breaks) {
        if breaks == Breaks::AtSums {
            self.pieces.push(String::new());
        }
    }

    /// Writes brackets and what stands between them. They grow with a high content, unless that is of several pieces.
    fn bracketed(&mut self, [open, close]: [&str; 2], breaks: Breaks, content: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.pieces, vec![String::new()]);
        content(self);
        let inner = std::mem::replace(&mut self.pieces, before);
        let is_high = |piece: &String| HIGH.iter().any(|element| piece.contains(element));
        let grows = breaks == Breaks::Never && inner.iter().any(is_high);
        if grows {
            self.push(&format!("<mrow><mo>{open}</mo>{}<mo>{close}</mo></mrow>", inner.concat()));
            return;
        }
        self.push(&format!("<mo stretchy=\"false\">{open}</mo>"));
        let mut inner = inner.into_iter();
        self.push(&inner.next().unwrap_or_default());
        self.pieces.extend(inner);
        self.push(&format!("<mo stretchy=\"false\">{close}</mo>"));
    }

    fn element(&mut self, element: &str, content: impl FnOnce(&mut Self)) {
        self.push(&format!("<{element}>"));
        content(self);
        self.push(&format!("</{element}>"));
    }

    /// Writes a node, in brackets if its binding power is less.
    fn write(&mut self, id: NodeId, least: u8, breaks: Breaks) {
        if self.tree.power(id) < least {
            self.bracketed(["(", ")"], breaks, |writer| writer.write(id, 0, breaks));
            return;
        }
        let tree = self.tree;
        match &tree.nodes[id] {
            ExpressionNode::Number(number) => {
                self.push(&format!("<mn>{}</mn>", format!("{number:?}").trim_end_matches(".0")));
            }
            ExpressionNode::Name(variable) => self.push(&name(variable)),
            ExpressionNode::Defined(index) => self.push(&name(&tree.definitions[*index].name)),
            ExpressionNode::Negate(operand) => {
                self.push("<mo>-</mo>");
                self.write(*operand, SIGN, breaks);
            }
            ExpressionNode::Binary(operator, left, right) => self.binary(*operator, (*left, *right), breaks),
            ExpressionNode::Call(rule, operands) => self.call(rule, operands, breaks),
            ExpressionNode::If(comparison, [left, right, first, second]) => {
                let condition = |writer: &mut Self| {
                    writer.push("<mtext>if\u{a0}</mtext>");
                    writer.write(*left, 0, Breaks::Never);
                    let symbol = comparison.symbol().replace('<', "&lt;").replace('>', "&gt;");
                    writer.push(&format!("<mo>{symbol}</mo>"));
                    writer.write(*right, 0, Breaks::Never);
                };
                self.push("<mrow><mo>{</mo><mtable>");
                self.case(*first, condition);
                self.case(*second, |writer| writer.push("<mtext>otherwise</mtext>"));
                self.push("</mtable></mrow>");
            }
            ExpressionNode::Vector(elements) => {
                self.bracketed(["[", "]"], breaks, |writer| writer.list(elements, breaks));
            }
            ExpressionNode::Element(vector, index) => {
                self.element("msub", |writer| {
                    writer.element("mrow", |writer| writer.write(*vector, ATOM, Breaks::Never));
                    writer.push(&format!("<mn>{index}</mn>"));
                });
            }
        }
    }

    /// Writes a value and its condition as a row.
    fn case(&mut self, value: NodeId, condition: impl FnOnce(&mut Self)) {
        self.element("mtr", |writer| {
            writer.element("mtd", |writer| writer.write(value, 0, Breaks::Never));
            writer.element("mtd", condition);
        });
    }

    fn binary(&mut self, operator: Operator, (left, right): (NodeId, NodeId), breaks: Breaks) {
        let (left_power, right_power) = operator.powers();
        match operator {
            Operator::Add | Operator::Sub => {
                self.write(left, left_power, breaks);
                self.end_piece(breaks);
                self.push(&format!("<mo form=\"infix\">{}</mo>", operator.symbol()));
                self.write(right, right_power, breaks);
            }
            Operator::Mul => {
                self.write(left, left_power, breaks);
                self.push("<mo>⋅</mo>");
                self.write(right, right_power, breaks);
            }
            Operator::Div => self.element("mfrac", |writer| {
                writer.element("mrow", |writer| writer.write(left, 0, Breaks::Never));
                writer.element("mrow", |writer| writer.write(right, 0, Breaks::Never));
            }),
            Operator::Pow => self.element("msup", |writer| {
                writer.element("mrow", |writer| writer.write(left, left_power, Breaks::Never));
                writer.element("mrow", |writer| writer.write(right, 0, Breaks::Never));
            }),
        }
    }

    fn call(&mut self, rule: &str, operands: &[NodeId], breaks: Breaks) {
        match (rule, operands) {
            ("sqrt", [operand]) => {
                self.element("msqrt", |writer| writer.write(*operand, 0, Breaks::Never));
            }
            ("abs", [operand]) => {
                self.bracketed(["|", "|"], Breaks::Never, |writer| writer.write(*operand, 0, Breaks::Never));
            }
            _ => {
                self.push(&format!("<mi>{rule}</mi>"));
                self.bracketed(["(", ")"], breaks, |writer| writer.list(operands, breaks));
            }
        }
    }

    fn list(&mut self, items: &[NodeId], breaks: Breaks) {
        for (index, &item) in items.iter().enumerate() {
            if index > 0 {
                self.push("<mo>,</mo>");
                self.end_piece(breaks);
            }
            self.write(item, 0, breaks);
        }
    }
}

/// Returns a name; digits at its end and parts after `_` are subscripts.
fn name(text: &str) -> String {
    let end = text.find(|c: char| c.is_ascii_digit() || c == '_').unwrap_or(text.len());
    let (base, rest) = text.split_at(end);
    let subscript = rest.trim_start_matches('_').replace('_', ",");
    if base.is_empty() || subscript.is_empty() {
        return format!("<mi>{text}</mi>");
    }
    let tag = if subscript.starts_with(|c: char| c.is_ascii_digit()) { "mn" } else { "mi" };
    format!("<msub><mi>{base}</mi><{tag}>{subscript}</{tag}></msub>")
}

#[cfg(test)]
mod tests {
    use crate::functions::expression::parse::parse;

    /// The statements without their outer elements.
    fn set(text: &str) -> Vec<Vec<String>> {
        let inner = |piece: String| {
            let content =
                piece.strip_prefix("<math><mrow>").and_then(|piece| piece.strip_suffix("</mrow></math>"));
            content.expect("a piece").to_owned()
        };
        let statements = parse(text).expect("an expression").mathematics();
        statements.into_iter().map(|pieces| pieces.into_iter().map(inner).collect()).collect()
    }

    #[test]
    fn names_fractions_powers_and_roots_are_set() {
        assert_eq!(
            set("w11*x1")[0],
            ["<msub><mi>w</mi><mn>11</mn></msub><mo>⋅</mo><msub><mi>x</mi><mn>1</mn></msub>"]
        );
        assert_eq!(
            set("(f - y)^2/2")[0],
            [
                "<mfrac><mrow><msup><mrow><mo stretchy=\"false\">(</mo><mi>f</mi><mo form=\"infix\">-</mo><mi>y</mi><mo stretchy=\"false\">)</mo></mrow>\
              <mrow><mn>2</mn></mrow></msup></mrow><mrow><mn>2</mn></mrow></mfrac>"
            ]
        );
        assert!(set("tanh(x/y)")[0][0].contains("<mrow><mo>(</mo><mfrac>"), "brackets grow");
        assert_eq!(set("sqrt(x)")[0], ["<msqrt><mi>x</mi></msqrt>"]);
        assert_eq!(set("if(x < 0, 0, x)")[0][0].matches("<mtr>").count(), 2);
        assert!(set("if(x < 0, 0, x)")[0][0].contains("<mo>&lt;</mo>"));
    }

    #[test]
    fn long_statements_may_be_broken_before_signs_and_short_ones_are_whole() {
        let statements = set("a = w1*x1 + b; tanh(first*second + third*fourth + fifth*sixth + seventh)");
        assert_eq!(statements[0].len(), 1);
        assert_eq!(statements[1].len(), 4, "{:?}", statements[1]);
        assert!(statements[1][1].starts_with("<mo form=\"infix\">+</mo><mi>third</mi>"));
        assert!(statements[1][3].ends_with("<mo stretchy=\"false\">)</mo>"));
    }

    #[test]
    fn every_piece_is_well_formed() {
        let texts = [
            "softmax([a, b, c])[2] - ln(abs(x_y) + 1e-7) + max(p, q, r)/-s^2 + first*second*third",
            "h = [x*w, y*w]; if(sum(h) >= 1, h[1], -h[2])",
        ];
        for piece in
            texts.into_iter().flat_map(|text| parse(text).expect("an expression").mathematics()).flatten()
        {
            assert!(roxmltree::Document::parse(&piece).is_ok(), "{piece}");
        }
    }
}

//! A parser by operator precedence (V. R. Pratt, *Top Down Operator Precedence*, 1973).
//!
//! Crates that parse expressions evaluate them on `f64` with functions of their own. Parser generators leave precedence,
//! the wording of errors and the depth of nesting to the grammar, which is most of this file.

use crate::functions::expression::comparison::Comparison;
use crate::functions::expression::diagnostic::{Diagnostic, Span};
use crate::functions::expression::rows;
use crate::functions::expression::token::{Token, tokens};
use crate::functions::expression::tree::{Definition, ExpressionNode, NodeId, Operator, SIGN, Tree};

/// The longest text in bytes.
const LONGEST: usize = 20_000;

/// The deepest nesting of brackets, signs and powers.
const DEEPEST: usize = 200;

/// The tokens that can start an operand.
const OPERAND: &str = "a number, a name, `-`, `(`, `[` or `|`";

/// The rule between bars.
const ABSOLUTE: &str = "abs";

/// Parses `definition; …; expression`.
///
/// # Errors
///
/// If the text has another form, or if it is too long or nested too deeply.
pub(crate) fn parse(text: &str) -> Result<Tree, Diagnostic> {
    if text.len() > LONGEST {
        let place = Span { start: 0, end: 0 };
        return Err(Diagnostic::at(place, format!("found {} bytes, expected at most {LONGEST}", text.len())));
    }
    let tokens = tokens(text)?;
    let mut parser = Parser { tokens: &tokens, next: 0, depth: 0, tree: Tree::default() };
    parser.statements()?;
    Ok(parser.tree)
}

/// The state of parsing.
struct Parser<'t> {
    tokens: &'t [(Token<'t>, Span)],
    next: usize,
    depth: usize,
    tree: Tree,
}

impl<'t> Parser<'t> {
    /// The next token; [`Token::End`] after the end.
    fn peek(&self) -> (Token<'t>, Span) {
        self.ahead(0)
    }

    fn ahead(&self, by: usize) -> (Token<'t>, Span) {
        self.tokens[(self.next + by).min(self.tokens.len() - 1)]
    }

    fn take(&mut self) -> (Token<'t>, Span) {
        let word = self.peek();
        self.next += 1;
        word
    }

    /// Takes the symbol if it is next, and returns whether it was.
    fn takes(&mut self, symbol: &'static str) -> bool {
        let found = self.peek().0 == Token::Symbol(symbol);
        self.next += usize::from(found);
        found
    }

    fn unexpected<T>(&self, expected: &str) -> Result<T, Diagnostic> {
        let (token, span) = self.peek();
        let is_comparison = matches!(token, Token::Symbol(symbol) if Comparison::of(symbol).is_some());
        let place = if is_comparison { "; comparisons stand in `if(a < b, c, d)`" } else { "" };
        Err(Diagnostic::at(span, format!("found {token}, expected {expected}{place}")))
    }

    fn statements(&mut self) -> Result<(), Diagnostic> {
        loop {
            let next = (self.peek(), self.ahead(1).0);
            let is_definition = if let ((Token::Name(name), span), Token::Symbol("=")) = next {
                self.next += 2;
                self.definition(name, span)?;
                true
            } else {
                self.tree.result = Some(self.expression(0)?);
                false
            };
            match self.peek().0 {
                Token::End => return Ok(()),
                Token::Symbol(";") if is_definition => self.next += 1,
                _ if is_definition => return self.unexpected("an operator, `;` or the end"),
                _ => return self.unexpected("an operator or the end"),
            }
        }
    }

    /// Parses a definition after its name and `=`.
    fn definition(&mut self, name: &str, span: Span) -> Result<(), Diagnostic> {
        if self.tree.definitions.iter().any(|definition| definition.name == name) {
            return Err(Diagnostic::at(
                span,
                format!("found a second definition of `{name}`, expected another name"),
            ));
        }
        let value = self.expression(0)?;
        if self.tree.nodes.iter().any(|node| matches!(node, ExpressionNode::Name(used) if used == name)) {
            let sentence = format!("found a definition of `{name}` after its use, expected it before");
            return Err(Diagnostic::at(span, sentence));
        }
        self.tree.definitions.push(Definition { name: name.to_owned(), value });
        Ok(())
    }

    /// Parses an expression whose operators have at least the binding power `least`.
    fn expression(&mut self, least: u8) -> Result<NodeId, Diagnostic> {
        self.depth += 1;
        if self.depth > DEEPEST {
            let sentence =
                format!("found brackets, signs or powers nested more than {DEEPEST} deep, expected fewer");
            return Err(Diagnostic::at(self.peek().1, sentence));
        }
        let mut left = self.raised()?;
        while let Some((operator, (left_power, right_power))) = self.operator() {
            if left_power < least {
                break;
            }
            self.next += 1;
            let right = self.expression(right_power)?;
            let span = self.tree.spans[left].to(self.tree.spans[right]);
            left = self.tree.add(ExpressionNode::Binary(operator, left, right), span);
        }
        self.depth -= 1;
        Ok(left)
    }

    /// The next token as an operator with its binding powers.
    fn operator(&self) -> Option<(Operator, (u8, u8))> {
        let Token::Symbol(symbol) = self.peek().0 else { return None };
        let operator = Operator::ALL.into_iter().find(|operator| operator.symbol() == symbol)?;
        Some((operator, operator.powers()))
    }

    /// Parses an operand with its superscripts, which bind more tightly than `^`.
    fn raised(&mut self) -> Result<NodeId, Diagnostic> {
        let mut operand = self.operand()?;
        while let (Token::Superscript(exponent), span) = self.peek() {
            self.next += 1;
            let mut power = self.tree.add(ExpressionNode::Number(exponent.abs()), span);
            if exponent.is_sign_negative() {
                power = self.tree.add(ExpressionNode::Negate(power), span);
            }
            let span = self.tree.spans[operand].to(span);
            operand = self.tree.add(ExpressionNode::Binary(Operator::Pow, operand, power), span);
        }
        Ok(operand)
    }

    /// Parses an operand with its indices.
    fn operand(&mut self) -> Result<NodeId, Diagnostic> {
        let start = self.peek().1;
        let mut operand = self.atom()?;
        while self.takes("[") {
            let (token, span) = self.take();
            let index = match token {
                Token::Number(number) => whole(number),
                _ => None,
            };
            let wrong =
                || Diagnostic::at(span, format!("found {token}, expected the place of an element: 1, 2, …"));
            let index = index.ok_or_else(wrong)?;
            let end = self.closing("]")?;
            operand = self.tree.add(ExpressionNode::Element(operand, index), start.to(end));
        }
        Ok(operand)
    }

    fn atom(&mut self) -> Result<NodeId, Diagnostic> {
        let (token, span) = self.peek();
        match token {
            Token::Number(number) => {
                self.next += 1;
                Ok(self.tree.add(ExpressionNode::Number(number), span))
            }
            Token::Name(name) => {
                self.next += 1;
                self.named(name, span)
            }
            Token::Symbol("-") => {
                self.next += 1;
                let operand = self.expression(SIGN)?;
                Ok(self.tree.add(ExpressionNode::Negate(operand), span.to(self.tree.spans[operand])))
            }
            Token::Symbol("(") => {
                self.next += 1;
                let inner = self.expression(0)?;
                self.closing(")")?;
                Ok(inner)
            }
            Token::Symbol("[") => {
                self.next += 1;
                let elements = self.list()?;
                let end = self.closing("]")?;
                Ok(self.tree.add(ExpressionNode::Vector(elements), span.to(end)))
            }
            Token::Symbol("|") => {
                self.next += 1;
                let inner = self.expression(0)?;
                let end = self.symbol("|", "an operator or `|`")?;
                Ok(self.tree.add(ExpressionNode::Call(ABSOLUTE.to_owned(), vec![inner]), span.to(end)))
            }
            _ => self.unexpected(OPERAND),
        }
    }

    /// Parses a call, a definition or a variable after its name.
    fn named(&mut self, name: &str, span: Span) -> Result<NodeId, Diagnostic> {
        if self.takes("(") {
            if name == rows::IF {
                return self.selection(span);
            }
            let operands = self.list()?;
            let end = self.closing(")")?;
            return Ok(self.tree.add(ExpressionNode::Call(name.to_owned(), operands), span.to(end)));
        }
        let defined = self.tree.definitions.iter().position(|definition| definition.name == name);
        Ok(self.tree.add(
            defined.map_or_else(|| ExpressionNode::Name(name.to_owned()), ExpressionNode::Defined),
            span,
        ))
    }

    /// Parses a selection after its name and `(`.
    fn selection(&mut self, start: Span) -> Result<NodeId, Diagnostic> {
        let left = self.expression(0)?;
        let comparison = match self.peek().0 {
            Token::Symbol(symbol) => Comparison::of(symbol),
            _ => None,
        };
        let Some(comparison) = comparison else {
            let symbols = Comparison::ALL.map(|comparison| format!("`{}`", comparison.symbol()));
            return self.unexpected(&format!("an operator or one of {}", symbols.join(" ")));
        };
        self.next += 1;
        let right = self.expression(0)?;
        self.symbol(",", "an operator or `,`")?;
        let first = self.expression(0)?;
        self.symbol(",", "an operator or `,`")?;
        let second = self.expression(0)?;
        let end = self.symbol(")", "an operator or `)`")?;
        let node = ExpressionNode::If(comparison, [left, right, first, second]);
        Ok(self.tree.add(node, start.to(end)))
    }

    /// Parses one or more expressions separated by commas.
    fn list(&mut self) -> Result<Vec<NodeId>, Diagnostic> {
        let mut items = vec![self.expression(0)?];
        while self.takes(",") {
            items.push(self.expression(0)?);
        }
        Ok(items)
    }

    /// Takes the closing bracket and returns its place.
    fn closing(&mut self, bracket: &'static str) -> Result<Span, Diagnostic> {
        self.symbol(bracket, &format!("an operator, `,` or `{bracket}`"))
    }

    /// Takes the symbol and returns its place; `expected` is for the error.
    fn symbol(&mut self, symbol: &'static str, expected: &str) -> Result<Span, Diagnostic> {
        let span = self.peek().1;
        if self.takes(symbol) { Ok(span) } else { self.unexpected(expected) }
    }
}

/// Returns the number as an index from 1, if it is one.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and in range")]
fn whole(number: f64) -> Option<usize> {
    (number.fract() == 0.0 && (1.0..1e9).contains(&number)).then_some(number as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::functions::expression::tests::bracketed;

    #[test]
    fn operators_bind_as_in_mathematics() {
        for (text, expected) in [
            ("a-b-c", "((a-b)-c)"),
            ("a+b*c", "(a+(b*c))"),
            ("a/b*c", "((a/b)*c)"),
            ("a^b^c", "(a^(b^c))"),
            ("-a^2", "(-(a^2))"),
            ("-a*b", "((-a)*b)"),
            ("a^-b*c", "((a^(-b))*c)"),
            ("a--b", "(a-(-b))"),
            ("(a+b)*c", "((a+b)*c)"),
            ("a**b**c", "(a^(b^c))"),
            ("-a²", "(-(a^2))"),
            ("a^b²", "(a^(b^2))"),
            ("a²^b", "((a^2)^b)"),
            ("a⁻¹²*b", "((a^(-12))*b)"),
            ("|a - |b||*c", "(abs((a-abs(b)))*c)"),
            ("||a||", "abs(abs(a))"),
            ("|a|²", "(abs(a)^2)"),
            ("-|a|[1]", "(-abs(a)[1])"),
            ("if(a+b <= c, d, e)", "if((a+b)<=c,d,e)"),
            ("if(a ≥ b, if(a != b, 1, 2), |c|)", "if(a>=b,if(a!=b,1,2),abs(c))"),
        ] {
            assert_eq!(bracketed(&parse(text).expect(text)), expected, "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_what_was_expected() {
        let cases = [
            ("x1*w1 + )", "found `)`, expected a number, a name, `-`, `(`, `[` or `|`"),
            ("", "found the end, expected a number, a name, `-`, `(`, `[` or `|`"),
            ("2x", "found `x`, expected an operator or the end"),
            ("tanh(x", "found the end, expected an operator, `,` or `)`"),
            ("a = x; a = 2; a", "found a second definition of `a`, expected another name"),
            ("b = a; a = 2; b", "found a definition of `a` after its use, expected it before"),
            ("a = x y", "found `y`, expected an operator, `;` or the end"),
            ("|x", "found the end, expected an operator or `|`"),
            ("|x| |y|", "found `|`, expected an operator or the end"),
            ("x² y", "found `y`, expected an operator or the end"),
            ("²", "found the exponent 2, expected a number, a name, `-`, `(`, `[` or `|`"),
            ("x⁻", "found `⁻`, expected an exponent such as ² or ⁻¹"),
            ("x < y", "found `<`, expected an operator or the end; comparisons stand in `if(a < b, c, d)`"),
            (
                "if(a < b < c, 1, 2)",
                "found `<`, expected an operator or `,`; comparisons stand in `if(a < b, c, d)`",
            ),
            ("if(x, 1, 2)", "found `,`, expected an operator or one of `<` `<=` `>` `>=` `==` `!=`"),
            ("if(x = 0, 1, 2)", "found `=`, expected an operator or one of `<` `<=` `>` `>=` `==` `!=`"),
            ("if(x > 0, 1)", "found `)`, expected an operator or `,`"),
            ("if(x > 0, 1, 2, 3)", "found `,`, expected an operator or `)`"),
            ("[x, y][0]", "found the number 0, expected the place of an element: 1, 2, …"),
        ];
        for (text, sentence) in cases {
            let shown = parse(text).expect_err(text).shown(text);
            assert_eq!(shown.lines().next(), Some(sentence), "{text}");
        }
    }

    #[test]
    fn no_depth_and_no_length_breaks_it() {
        for deep in [
            "(".repeat(10_000),
            "-".repeat(10_000),
            "2^".repeat(9_000),
            "[".repeat(10_000),
            "f(".repeat(9_000),
            "|".repeat(10_000),
            "if(".repeat(6_000),
        ] {
            let diagnostic = parse(&deep).expect_err("too deep").shown(&deep);
            assert!(
                diagnostic.starts_with("found brackets, signs or powers nested more than 200 deep"),
                "{diagnostic}"
            );
        }
        let long = "x+".repeat(100_000);
        assert!(
            parse(&long)
                .expect_err("too long")
                .shown(&long)
                .starts_with("found 200000 bytes, expected at most")
        );
        let chain = format!("x{}", "+x".repeat(9_000));
        assert_eq!(parse(&chain).expect("no brackets").to_string(), chain.replace('+', " + "));
    }
}

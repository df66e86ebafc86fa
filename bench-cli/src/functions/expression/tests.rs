//! Texts of expressions with their values, and random texts.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::functions::expression::diagnostic::Span;
use crate::functions::expression::parse::parse;
use crate::functions::expression::tree::{Definition, ExpressionNode, Operator, Tree};
use crate::functions::expression::{Expression, is_name, rows};
use crate::functions::named_function::Label;

fn value(text: &str, x: &[f64]) -> f64 {
    let program = Expression::parse(text)
        .unwrap_or_else(|diagnostic| panic!("{}", diagnostic.shown(text)))
        .into_program();
    program.eval(x, &mut Vec::new())
}

#[test]
fn expressions_have_the_values_of_their_formulas() {
    let x: f64 = 0.7;
    for (text, expected) in [
        ("x^2", x * x),
        ("x^-1", 1.0 / x),
        ("x^(1/2)", x.sqrt()),
        ("2^x", 2.0_f64.powf(x)),
        ("-x^2", -x * x),
        ("powi(x, 3) + powf(x, 1.5)", x.powi(3) + x.powf(1.5)),
        ("leaky_relu(-x, 0.1)", -0.1 * x),
        ("h = tanh(x); h*h", x.tanh() * x.tanh()),
        ("h = tanh(x)", x.tanh()),
        ("sum([x, 2, 3])", x + 5.0),
        ("sum(x*[1, 2] + [3, 4])", 3.0 * x + 7.0),
        ("dot([x, 2], [3, x])", 5.0 * x),
        ("norm([x, 0])", x),
        ("polynomial([1, 2, 3], x)", 1.0 + 2.0 * x + 3.0 * x * x),
        ("softmax([x, 0])[1]", 1.0 / (1.0 + (-x).exp())),
        ("max(x, 1) + min(x, 1)", 1.0 + x),
        ("hypot(3, 4)*x", 5.0 * x),
    ] {
        assert!((value(text, &[x]) - expected).abs() < 1e-15 * (1.0 + expected.abs()), "{text}");
    }
}

#[test]
fn names_are_variables_in_the_order_of_their_appearance() {
    let program = Expression::parse("h = b + a*x; h*a").expect("an expression").into_program();
    assert_eq!(program.variables(), ["b", "a", "x"]);
    assert_eq!(program.labels(), [Label::alone("h")]);
}

#[test]
fn what_has_no_meaning_is_said_with_what_was_expected() {
    let cases = [
        (
            "foo(x)",
            "found no rule `foo`, expected `sum`, `softmax` or a rule that `dualtape explain --rules` lists",
        ),
        ("tanh(x, y)", "found 2 operands of `tanh`, expected 1"),
        ("tanh + 1", "found `tanh` without operands, expected `tanh(…)`"),
        ("[x, y]", "found a vector of 2 as the result, expected a number"),
        ("[[x], y]", "found a vector of 1 as an element, expected a number"),
        ("sum([x, y] + [1, 2, 3])", "found vectors of 2 and 3 elements, expected equally many"),
        ("dot([x, y], [1])", "found vectors of 2 and 1 elements, expected equally many"),
        (
            "polynomial([x, y], [1, 2])",
            "found a vector of 2 as the second operand of `polynomial`, expected a number",
        ),
        ("powi(x, 2.5)", "found 2.5 as `n` of `powi`, expected a whole number"),
        ("leaky_relu(x, y)", "found what depends on variables as `slope` of `leaky_relu`, expected a number"),
        ("[x, y][3]", "found element 3 of a vector of 2, expected one that is there"),
        ("x[1]", "found element 1 of a number, expected one of a vector"),
        ("exp = x; exp", "found a definition of `exp`, which is a rule, expected another name"),
    ];
    for (text, sentence) in cases {
        let shown = Expression::parse(text).expect_err(text).shown(text);
        assert_eq!(shown.lines().next(), Some(sentence), "{text}");
    }
}

#[test]
fn what_grows_beyond_all_bounds_is_refused() {
    let elements = vec!["x"; 1000].join(",");
    let steps: Vec<String> = (1..1000).map(|i| format!("v{i}=v{}*2;", i - 1)).collect();
    let text = format!("v0=[{elements}];{}sum(v999)", steps.concat());
    let shown = Expression::parse(&text).expect_err("too many").shown(&text);
    assert!(shown.starts_with("found more than 100000 operations on numbers"), "{shown}");
}

/// The tree with all its brackets, so that two trees are the same if their texts are.
pub(crate) fn bracketed(tree: &Tree) -> String {
    fn write(tree: &Tree, id: usize) -> String {
        let list =
            |items: &[usize]| items.iter().map(|&item| write(tree, item)).collect::<Vec<_>>().join(",");
        match &tree.nodes[id] {
            ExpressionNode::Number(number) => number.to_string(),
            ExpressionNode::Name(name) => name.clone(),
            ExpressionNode::Defined(index) => format!("#{index}"),
            ExpressionNode::Negate(operand) => format!("(-{})", write(tree, *operand)),
            ExpressionNode::Binary(operator, left, right) => {
                format!("({}{}{})", write(tree, *left), operator.symbol(), write(tree, *right))
            }
            ExpressionNode::Call(name, operands) => format!("{name}({})", list(operands)),
            ExpressionNode::Vector(elements) => format!("[{}]", list(elements)),
            ExpressionNode::Element(vector, place) => format!("{}[{place}]", write(tree, *vector)),
        }
    }
    let parts = tree.definitions.iter().map(|definition| definition.value).chain(tree.result);
    parts.map(|part| write(tree, part)).collect::<Vec<_>>().join(";")
}

/// Next step in building a tree: a kind of node, and two numbers that choose operands and names.
type Move = (u8, usize, usize);

/// A tree from moves on a stack of nodes, such that every node is used once.
fn tree(moves: &[Move], definitions: usize) -> Tree {
    let span = Span { start: 0, end: 0 };
    let mut tree = Tree::default();
    let mut stack: Vec<usize> = Vec::new();
    let names: Vec<&str> = rows::names().map(|(name, _)| name).collect();
    for &(kind, a, b) in moves {
        let node = match (kind % 7, stack.len()) {
            (0, _) | (1..=6, 0) => ExpressionNode::Number([0.0, 0.5, 1e-300, 7.0, 1e21][a % 5]),
            (1, _) => match tree.definitions.len() {
                0 => ExpressionNode::Name(["x", "w_1", "β₀", "e3"][a % 4].to_owned()),
                count => ExpressionNode::Defined(b % count),
            },
            (2, _) => ExpressionNode::Negate(stack.pop().expect("not empty")),
            (3, count) if count > 1 => {
                let right = stack.pop().expect("two");
                ExpressionNode::Binary(Operator::ALL[a % 5], stack.pop().expect("one"), right)
            }
            (4, count) => ExpressionNode::Call(
                names[b % names.len()].to_owned(),
                stack.split_off(count - 1 - a % count),
            ),
            (5, count) => ExpressionNode::Vector(stack.split_off(count - 1 - a % count)),
            (_, _) => ExpressionNode::Element(stack.pop().expect("not empty"), 1 + a % 9),
        };
        stack.push(tree.add(node, span));
        if tree.definitions.len() < definitions && b % 3 == 0 {
            let value = stack.pop().expect("just pushed");
            tree.definitions.push(Definition { name: format!("d{}", tree.definitions.len()), value });
        }
    }
    match stack.pop() {
        Some(node) if stack.is_empty() => tree.result = Some(node),
        Some(node) => {
            stack.push(node);
            tree.result = Some(tree.add(ExpressionNode::Vector(stack), span));
        }
        None => tree.result = Some(tree.add(ExpressionNode::Number(1.0), span)),
    }
    tree
}

proptest! {
    #[test]
    fn printed_expressions_parse_back(moves in vec((any::<u8>(), any::<usize>(), any::<usize>()), 1..60), definitions in 0_usize..4) {
        let tree = tree(&moves, definitions);
        let printed = tree.to_string();
        let again = parse(&printed).map_err(|diagnostic| TestCaseError::fail(diagnostic.shown(&printed)))?;
        prop_assert_eq!(bracketed(&again), bracketed(&tree));
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,60}") {
        if let Err(diagnostic) = Expression::parse(&text) {
            diagnostic.shown(&text);
        }
    }

    /// Texts that come further than most.
    #[test]
    fn no_text_of_known_words_panics(words in vec(prop::sample::select(vec![
        "x", "y", "1", "0.5", "2e3", "+", "-", "*", "/", "^", "(", ")", "[", "]", ",", ";", "=", "tanh", "sum", "softmax",
        "powi", "dot", "polynomial", "max", "d", "β", "²",
    ]), 0..25)) {
        let text = words.concat();
        match Expression::parse(&text) {
            Err(diagnostic) => { diagnostic.shown(&text); }
            Ok(expression) => {
                let program = expression.into_program();
                let x = vec![0.5; program.variables().len()];
                program.eval(&x, &mut Vec::new());
            }
        }
    }

    #[test]
    fn names_are_what_the_lexer_takes_for_names(text in "\\PC{0,6}") {
        let tokens = crate::functions::expression::token::tokens(&text);
        let alone = matches!(tokens.as_deref(), Ok([(crate::functions::expression::token::Token::Name(name), _), _]) if *name == text);
        prop_assert_eq!(is_name(&text), alone);
    }
}

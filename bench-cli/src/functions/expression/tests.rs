//! Texts of expressions with their values, and random texts.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::functions::expression::comparison::Comparison;
use crate::functions::expression::diagnostic::{Diagnostic, Span};
use crate::functions::expression::parse::parse;
use crate::functions::expression::program::Instruction;
use crate::functions::expression::tree::{Definition, ExpressionNode, Operator, Tree};
use crate::functions::expression::{Expression, Program, is_name, rows};
use crate::functions::named_function::Label;

/// Parses an expression at a point without values for the names of constants.
fn expression(text: &str) -> Result<Expression, Diagnostic> {
    Expression::parse(text, |_| false)
}

fn program(text: &str) -> Program {
    expression(text).unwrap_or_else(|diagnostic| panic!("{}", diagnostic.shown(text))).into_program()
}

fn value(text: &str, x: &[f64]) -> f64 {
    program(text).eval(x, &mut Vec::new())
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
        ("x**2 + x³ + x⁻¹", x * x + x * x * x + 1.0 / x),
        ("|x - 1| + |-x|", 1.0),
        ("2*pi*x + e^x - tau + π - τ", std::f64::consts::PI * (2.0 * x - 3.0) + x.exp()),
        ("max(x, 1, 2, -3) + min(x, 1, 0.5)", 2.5),
        ("max([x, 1, 2]) - min([x])", 2.0 - x),
        ("sum(max([x, 3], 1, [2, x]))", 5.0),
        ("clamp(x, 1, 2) + clamp(x, -1, 0.5) + clamp(x, 0, 1)", 1.5 + x),
        ("sign(-x) + signum(x)*2", 1.0),
        ("if(x > 0.5, x, 2) + if(x*x > 0.5, 3, x^2)", x + x * x),
        ("sum(if(x != x, 1, [x, 2])) + if(1 <= 2, 3, 4)", x + 5.0),
        ("h = ln(x - 1); if(x >= 1, h, 0)", 0.0),
        ("if(x < inf, if(x == 0, 1/x, 5), nan)", 5.0),
        ("if(nan < x, 1, 2) + if(nan != x, 4, 8)", 6.0),
    ] {
        assert!((value(text, &[x]) - expected).abs() < 1e-15 * (1.0 + expected.abs()), "{text}");
    }
}

#[test]
fn names_are_variables_in_the_order_of_their_appearance() {
    let program = program("h = b + a*x; h*a");
    assert_eq!(program.variables(), ["b", "a", "x"]);
    assert_eq!(program.labels(), [Label::alone("h")]);
}

#[test]
fn a_name_with_a_value_and_a_definition_are_no_constants() {
    let variables = |text: &str, given: &[&str]| {
        let expression = Expression::parse(text, |name| given.contains(&name)).expect(text);
        expression.into_program().variables().to_vec()
    };
    assert_eq!(variables("e^x + pi", &["x"]), ["x"]);
    assert_eq!(variables("e^x + pi", &["x", "pi"]), ["x", "pi"]);
    assert_eq!(variables("e = y - x; e^2", &["x", "y"]), ["y", "x"]);
    assert_eq!(variables("inf*x + nan", &["nan"]), ["x", "nan"]);
}

#[test]
fn a_branch_that_is_not_taken_is_computed_on_plain_values_only() {
    let program = program("h = ln(x); g = exp(x); y = x*x; if(y > 1, h, if(x > 0, g, -g))");
    let taken = |x: f64| -> Vec<(String, bool)> {
        let branches = program.taken_branches(&[x]);
        branches.into_iter().map(|branch| (branch.condition, branch.is_first)).collect()
    };
    assert_eq!(taken(2.0), [("y > 1".to_owned(), true)], "the inner one is not reached");
    assert_eq!(taken(0.5), [("x > 0".to_owned(), true), ("y > 1".to_owned(), false)]);
    let selections = program.instructions.iter().filter(|term| matches!(term, Instruction::Select(..)));
    assert_eq!(selections.count(), 2);
    let mut labelled = Vec::new();
    assert_eq!(program.eval(&[-0.5], &mut labelled), -(-0.5_f64).exp());
    assert!(labelled[0].is_nan(), "a label has its value all the same");
}

#[test]
fn an_exponent_that_is_no_number_is_nan_and_no_panic() {
    assert!(value("x^nan", &[0.5]).is_nan());
    assert_eq!(value("x^inf", &[0.5]), 0.0);
}

#[test]
fn what_has_no_meaning_is_said_with_what_was_expected() {
    let cases = [
        (
            "foo(x)",
            "found no rule `foo`, expected `sum`, `sign`, `softmax`, `clamp`, `if` or a rule that `dualtape explain \
             --rules` lists",
        ),
        ("log(x)", "found no rule `log`, expected `ln`, `log2` or `log10`"),
        ("arcsin(x)", "found no rule `arcsin`, expected `asin`"),
        ("norm(x, 2*y)", "found 2 operands of `norm`, expected 1: `norm([x, 2*y])`"),
        ("softmax(x, y)[1]", "found 2 operands of `softmax`, expected 1: `softmax([x, y])`"),
        ("polynomial(1, x, y)", "found 3 operands of `polynomial`, expected 2: `polynomial([1, x], y)`"),
        ("dot(1, x, y, 2)", "found 4 operands of `dot`, expected 2: `dot([1, x], [y, 2])`"),
        ("dot(1, x, y)", "found 3 operands of `dot`, expected 2"),
        ("norm([x, y], x)", "found 2 operands of `norm`, expected 1"),
        ("max(x)", "found 1 operand of `max`, expected two or more, or a vector"),
        ("max([x, y], [1, 2, 3])", "found vectors of 2 and 3 elements, expected equally many"),
        ("clamp(x, 1)", "found 2 operands of `clamp`, expected 3"),
        ("clamp(x, 1, 0.5)", "found the bounds 1 and 0.5, expected the lower first"),
        ("if + 1", "found `if` without operands, expected `if(…)`"),
        ("if([x] > 0, 1, 2)", "found a vector of 1 as a side of `>`, expected a number"),
        ("if(x > 0, [1, 2], [1, 2, 3])[1]", "found vectors of 2 and 3 elements, expected equally many"),
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
        let shown = expression(text).expect_err(text).shown(text);
        assert_eq!(shown.lines().next(), Some(sentence), "{text}");
    }
}

#[test]
fn what_grows_beyond_all_bounds_is_refused() {
    let elements = vec!["x"; 1000].join(",");
    let steps: Vec<String> = (1..1000).map(|i| format!("v{i}=v{}*2;", i - 1)).collect();
    let text = format!("v0=[{elements}];{}sum(v999)", steps.concat());
    let shown = expression(&text).expect_err("too many").shown(&text);
    assert!(shown.starts_with("found more than 100000 operations on numbers"), "{shown}");
}

/// One call can be longer than a program.
#[test]
fn a_call_of_many_vectors_is_refused_before_it_takes_memory() {
    let (x, v) = (vec!["x"; 4000].join(","), vec!["v"; 4000].join(","));
    let text = format!("v = [{x}]; sum(max({v}))");
    let memory = allocation_counter::measure(|| {
        let shown = expression(&text).expect_err("too long").shown(&text);
        assert!(shown.starts_with("found more than 100000 operations on numbers"), "{shown}");
    });
    assert!(memory.bytes_max < 1 << 25, "{} bytes", memory.bytes_max);
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
            ExpressionNode::If(comparison, [left, rest @ ..]) => {
                format!("if({}{}{})", write(tree, *left), comparison.symbol(), list(rest))
            }
            ExpressionNode::Vector(elements) => format!("[{}]", list(elements)),
            ExpressionNode::Element(vector, place) => format!("{}[{place}]", write(tree, *vector)),
        }
    }
    let parts = tree.definitions.iter().map(|definition| definition.value).chain(tree.result);
    parts.map(|part| write(tree, part)).collect::<Vec<_>>().join(";")
}

/// The tree in the other notations: superscripts, `**`, bars, typographic signs.
fn in_other_notations(tree: &Tree) -> String {
    fn write(tree: &Tree, id: usize) -> String {
        let list =
            |items: &[usize]| items.iter().map(|&item| write(tree, item)).collect::<Vec<_>>().join(" , ");
        match &tree.nodes[id] {
            ExpressionNode::Number(number) => format!("{number:?}"),
            ExpressionNode::Name(name) => name.clone(),
            ExpressionNode::Defined(index) => tree.definitions[*index].name.clone(),
            ExpressionNode::Negate(operand) => format!("(−{})", write(tree, *operand)),
            ExpressionNode::Binary(Operator::Pow, left, right) => {
                let left = write(tree, *left);
                match raised(tree, *right) {
                    Some(exponent) => format!("({left}{exponent})"),
                    None => format!("({left} ** {})", write(tree, *right)),
                }
            }
            ExpressionNode::Binary(operator, left, right) => {
                let symbol = if *operator == Operator::Mul { "×" } else { operator.symbol() };
                format!("({}{symbol}{})", write(tree, *left), write(tree, *right))
            }
            ExpressionNode::Call(name, operands) if name == "abs" && operands.len() == 1 => {
                format!("|{}|", write(tree, operands[0]))
            }
            ExpressionNode::Call(name, operands) => format!("{name}({})", list(operands)),
            ExpressionNode::If(comparison, [left, rest @ ..]) => {
                let symbol = match comparison {
                    Comparison::AtMost => "≤",
                    Comparison::AtLeast => "≥",
                    Comparison::Unequal => "≠",
                    other => other.symbol(),
                };
                format!("if({} {symbol} {})", write(tree, *left), list(rest))
            }
            ExpressionNode::Vector(elements) => format!("[{}]", list(elements)),
            ExpressionNode::Element(vector, place) => format!("{}[{place}]", write(tree, *vector)),
        }
    }
    /// A whole exponent in superscripts.
    fn raised(tree: &Tree, id: usize) -> Option<String> {
        let (sign, id) = match tree.nodes[id] {
            ExpressionNode::Negate(operand) => ("⁻", operand),
            _ => ("", id),
        };
        let ExpressionNode::Number(number) = tree.nodes[id] else { return None };
        let digit = |digit: char| "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().nth(digit.to_digit(10)? as usize);
        let digits: Option<String> = number.to_string().chars().map(digit).collect();
        digits.map(|digits| format!("{sign}{digits}"))
    }
    let definition = |known: &Definition| format!("{}={}", known.name, write(tree, known.value));
    let parts = tree.definitions.iter().map(definition);
    parts.chain(tree.result.map(|result| write(tree, result))).collect::<Vec<_>>().join(";")
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
        let node = match (kind % 8, stack.len()) {
            (0, _) | (1..=7, 0) => ExpressionNode::Number([0.0, 0.5, 1e-300, 7.0, 1e21][a % 5]),
            (1, _) => match tree.definitions.len() {
                0 => ExpressionNode::Name(["x", "w_1", "β₀", "e3", "pi"][a % 5].to_owned()),
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
            (6, count) if count > 3 => {
                let operands = stack.split_off(count - 4).try_into().expect("four");
                ExpressionNode::If(Comparison::ALL[a % 6], operands)
            }
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
    fn other_notations_are_the_same_tree(moves in vec((any::<u8>(), any::<usize>(), any::<usize>()), 1..60), definitions in 0_usize..4) {
        let tree = tree(&moves, definitions);
        let written = in_other_notations(&tree);
        let again = parse(&written).map_err(|diagnostic| TestCaseError::fail(diagnostic.shown(&written)))?;
        prop_assert_eq!(bracketed(&again), bracketed(&tree));
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,60}") {
        if let Err(diagnostic) = expression(&text) {
            diagnostic.shown(&text);
        }
    }

    /// Texts that come further than most.
    #[test]
    fn no_text_of_known_words_panics(words in vec(prop::sample::select(vec![
        "x", "y", "1", "0.5", "2e3", "+", "-", "*", "/", "^", "(", ")", "[", "]", ",", ";", "=", "tanh", "sum", "softmax",
        "powi", "dot", "polynomial", "max", "d", "β", "²", "⁻", "|", "**",
        "if(", "<", ">=", "clamp", "sign", "pi", "e", "inf", "nan",
    ]), 0..25)) {
        let text = words.concat();
        match expression(&text) {
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

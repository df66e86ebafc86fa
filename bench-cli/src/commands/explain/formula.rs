//! Operations and local derivatives as formulas, in the names of their operands.

use crate::commands::explain::number::figure;
use crate::commands::explain::trace::{Op, Trace};

/// Operands of a run that are written out; the rest is left to the reader.
const SHOWN: usize = 4;

impl Op {
    /// What it is called in JSON: the name of the rule.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Variable(_) => "input",
            Self::Constant => "constant",
            Self::Unary(info, _) | Self::Binary(info) | Self::Nary(info, _) => info.name,
        }
    }

    /// What it is called on a board.
    pub(crate) fn symbol(&self) -> String {
        match self {
            Self::Unary(info, Some((_, exponent))) if POWERS.contains(&info.name) => {
                format!("^{}", figure(*exponent))
            }
            Self::Unary(info, Some((parameter, value))) => {
                format!("{} {parameter}={}", info.name, figure(*value))
            }
            _ => operator(self.name()).unwrap_or(self.name()).to_owned(),
        }
    }
}

/// The rules whose parameter is an exponent.
const POWERS: [&str; 2] = ["powi", "powf"];

/// The rule whose sign stands before its operand.
const NEGATION: &str = "neg";

/// What stands behind a sign or below an exponent: with a sign of its own, in brackets.
fn signed(operand: &str) -> String {
    if operand.starts_with('-') { format!("({operand})") } else { operand.to_owned() }
}

/// The sign of a rule that has one between its operands.
pub(crate) fn operator(name: &str) -> Option<&'static str> {
    [("add", "+"), ("sub", "-"), ("mul", "×"), ("div", "/")]
        .into_iter()
        .find_map(|(rule, sign)| (rule == name).then_some(sign))
}

impl Trace {
    /// What a node computes, with its operands as labels: `x1 × w1`, `tanh(#9)`.
    pub(crate) fn formula(&self, place: usize) -> String {
        self.written(place, |input| self.label(input))
    }

    /// The same with the operands' values: `2 × -3`.
    pub(crate) fn formula_in_numbers(&self, place: usize) -> String {
        self.written(place, |input| figure(self.nodes[input].value))
    }

    fn written(&self, place: usize, text: impl Fn(usize) -> String) -> String {
        let node = &self.nodes[place];
        let operands: Vec<String> = node.inputs.iter().map(|&input| text(input)).collect();
        match node.op {
            Op::Variable(_) | Op::Constant => text(place),
            Op::Unary(info, None) if info.name == NEGATION => format!("-{}", signed(&operands[0])),
            Op::Unary(info, None) => format!("{}({})", info.name, operands[0]),
            Op::Unary(info, Some((_, exponent))) if POWERS.contains(&info.name) => {
                format!("{}^{}", signed(&operands[0]), figure(exponent))
            }
            Op::Unary(info, Some((_, parameter))) => {
                format!("{}({}, {})", info.name, operands[0], figure(parameter))
            }
            Op::Binary(info) => match operator(info.name) {
                Some(sign) => format!("{} {sign} {}", operands[0], operands[1]),
                None => format!("{}({}, {})", info.name, operands[0], operands[1]),
            },
            Op::Nary(info, first) => {
                let (x, y) = operands.split_at(first);
                let second = if y.is_empty() { String::new() } else { format!(", {}", run(y)) };
                format!("{}({}{second})", info.name, run(x))
            }
        }
    }

    /// The derivative of a node by one of its operands, as the table of rules has it, in the names of this graph:
    /// `w1`, `1 - #5²`.
    pub(crate) fn partial(&self, place: usize, operand: usize) -> String {
        let node = &self.nodes[place];
        let label = |operand: usize| self.label(node.inputs[operand]);
        let (text, x, y, index) = match node.op {
            Op::Variable(_) | Op::Constant => return String::new(),
            Op::Unary(info, _) => (info.derivative, label(0), String::new(), 0),
            Op::Binary(info) => (part(info.derivative, operand), label(0), label(1), 0),
            Op::Nary(info, first) => {
                let is_second = operand >= first;
                let index = if is_second { operand - first } else { operand };
                let text = part(info.derivative, usize::from(is_second));
                let y = match node.inputs.len() - first {
                    0 => String::new(),
                    // A second run of one number belongs to every number of the first.
                    count => label(first + if count == first { index } else { 0 }),
                };
                (text, label(index.min(first.saturating_sub(1))), y, index)
            }
        };
        // What sums over all operands has no shorter text than its own.
        if text.contains('Σ') {
            return text.to_owned();
        }
        let parameter = match node.op {
            Op::Unary(_, Some((name, value))) => Some((name, figure(value))),
            _ => None,
        };
        substituted(text, |word| match word {
            "x" => Some(x.clone()),
            "y" => Some(y.clone()),
            "z" => Some(self.label(place)),
            "i" if matches!(node.op, Op::Nary(..)) => Some(index.to_string()),
            _ => parameter.clone().and_then(|(name, value)| (name == word).then_some(value)),
        })
    }
}

/// A run of operands in brackets, not more of them than one wants to read.
fn run(operands: &[String]) -> String {
    let shown = operands[..operands.len().min(SHOWN)].join(", ");
    let rest = operands.len().saturating_sub(SHOWN);
    if rest == 0 { format!("[{shown}]") } else { format!("[{shown}, … {rest} more]") }
}

/// One of the derivatives that the table has in one text.
fn part(text: &'static str, index: usize) -> &'static str {
    let mut parts = text.split(';').map(str::trim);
    let first = parts.next().unwrap_or(text);
    parts.nth(index.wrapping_sub(1)).filter(|_| index > 0).unwrap_or(first)
}

/// Exponents and indices that the table writes as small letters.
const RAISED: [(char, char); 17] = [
    ('⁰', '0'),
    ('¹', '1'),
    ('²', '2'),
    ('³', '3'),
    ('⁴', '4'),
    ('⁵', '5'),
    ('⁶', '6'),
    ('⁷', '7'),
    ('⁸', '8'),
    ('⁹', '9'),
    ('⁻', '-'),
    ('⁺', '+'),
    ('ⁿ', 'n'),
    ('ˣ', 'x'),
    ('ʸ', 'y'),
    ('ᵃ', 'a'),
    ('ⁱ', 'i'),
];

fn lowered(letter: char) -> Option<char> {
    RAISED.iter().find_map(|&(raised, plain)| (raised == letter).then_some(plain))
}

/// Puts `meaning` in the place of words; exponents with letters come down: `xⁿ⁻¹` is `x^(n-1)`.
fn substituted(text: &str, meaning: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if first.is_ascii_alphabetic() {
            let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
            let word = meaning(&rest[..end]);
            if word.is_some() && out.ends_with(|c: char| c.is_ascii_digit()) {
                out.push(' '); // `2z` would run into the number of a node
            }
            out.push_str(word.as_deref().unwrap_or(&rest[..end]));
            // An operand's index is in its label.
            rest = rest[end..].strip_prefix('ᵢ').unwrap_or(&rest[end..]);
        } else if lowered(first).is_some() {
            let end = rest.find(|c| lowered(c).is_none()).unwrap_or(rest.len());
            let exponent: String = rest[..end].chars().filter_map(lowered).collect();
            if exponent.contains(|c: char| c.is_ascii_alphabetic()) {
                let exponent = substituted(&exponent, &meaning as &dyn Fn(&str) -> Option<String>);
                out.extend(["^(", &exponent, ")"]);
            } else {
                out.push_str(&rest[..end]);
            }
            rest = &rest[end..];
        } else {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    out
}

/// A factor, in brackets if something in it binds less strongly than a product.
pub(crate) fn factor(text: &str) -> String {
    if text.contains([' ', '/']) { format!("({text})") } else { text.to_owned() }
}

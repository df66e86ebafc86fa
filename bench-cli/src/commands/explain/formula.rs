//! Operations and local derivatives as formulas, in the names of their operands.

use crate::commands::explain::number::five_digits;
use crate::commands::explain::trace::{Op, Trace};
use crate::functions::expression::superscript;

/// The most operands of a list that are written out.
const SHOWN: usize = 4;

impl Op {
    /// The name in JSON: that of the rule.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Variable(_) => "input",
            Self::Constant => "constant",
            Self::Unary(info, _) | Self::Binary(info) | Self::Nary(info, _) => info.name,
        }
    }

    /// The symbol in tables and diagrams.
    pub(crate) fn symbol(&self) -> String {
        match self {
            Self::Unary(info, Some((_, exponent))) if POWERS.contains(&info.name) => {
                format!("^{}", five_digits(*exponent))
            }
            Self::Unary(info, Some((parameter, value))) => {
                format!("{} {parameter}={}", info.name, five_digits(*value))
            }
            _ => operator(self.name()).unwrap_or(self.name()).to_owned(),
        }
    }
}

/// The rules whose parameter is an exponent.
const POWERS: [&str; 2] = ["powi", "powf"];

/// The rule whose sign stands before its operand.
const NEGATION: &str = "neg";

/// Returns an operand of a sign or a power, in brackets if it starts with a sign.
fn signed(operand: &str) -> String {
    if operand.starts_with('-') { format!("({operand})") } else { operand.to_owned() }
}

/// The infix operator of a rule, if it has one.
pub(crate) fn operator(name: &str) -> Option<&'static str> {
    [("add", "+"), ("sub", "-"), ("mul", "×"), ("div", "/")]
        .into_iter()
        .find_map(|(rule, sign)| (rule == name).then_some(sign))
}

impl Trace {
    /// The formula of a node with the labels of its operands: `x1 × w1`, `tanh(#9)`.
    pub(crate) fn formula(&self, place: usize) -> String {
        self.written(place, |input| self.label(input))
    }

    /// The formula of a node with the values of its operands: `2 × -3`.
    pub(crate) fn formula_in_numbers(&self, place: usize) -> String {
        self.written(place, |input| five_digits(self.nodes[input].value))
    }

    fn written(&self, place: usize, text: impl Fn(usize) -> String) -> String {
        let node = &self.nodes[place];
        let operands: Vec<String> = node.inputs.iter().map(|&input| text(input)).collect();
        match node.op {
            Op::Variable(_) | Op::Constant => text(place),
            Op::Unary(info, None) if info.name == NEGATION => format!("-{}", signed(&operands[0])),
            Op::Unary(info, None) => format!("{}({})", info.name, operands[0]),
            Op::Unary(info, Some((_, exponent))) if POWERS.contains(&info.name) => {
                format!("{}^{}", signed(&operands[0]), five_digits(exponent))
            }
            Op::Unary(info, Some((_, parameter))) => {
                format!("{}({}, {})", info.name, operands[0], five_digits(parameter))
            }
            Op::Binary(info) => match operator(info.name) {
                Some(sign) => format!("{} {sign} {}", operands[0], operands[1]),
                None => format!("{}({}, {})", info.name, operands[0], operands[1]),
            },
            Op::Nary(info, first) => {
                let (x, y) = operands.split_at(first);
                let second = if y.is_empty() { String::new() } else { format!(", {}", list(y)) };
                format!("{}({}{second})", info.name, list(x))
            }
        }
    }

    /// The formula of a local derivative from the table of rules, with the labels of this graph: `w1`, `1 - #5²`.
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
                    // A second list of one number belongs to every number of the first.
                    count => label(first + if count == first { index } else { 0 }),
                };
                (text, label(index.min(first.saturating_sub(1))), y, index)
            }
        };
        // A sum over all operands is left as the table has it.
        if text.contains('Σ') {
            return text.to_owned();
        }
        let parameter = match node.op {
            Op::Unary(_, Some((name, value))) => Some((name, five_digits(value))),
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

/// The first operands of a list, in brackets.
fn list(operands: &[String]) -> String {
    let shown = operands[..operands.len().min(SHOWN)].join(", ");
    let rest = operands.len().saturating_sub(SHOWN);
    if rest == 0 { format!("[{shown}]") } else { format!("[{shown}, … {rest} more]") }
}

/// One of the derivatives that a row of the table separates by semicolons.
fn part(text: &'static str, index: usize) -> &'static str {
    let mut parts = text.split(';').map(str::trim);
    let first = parts.next().unwrap_or(text);
    parts.nth(index.wrapping_sub(1)).filter(|_| index > 0).unwrap_or(first)
}

/// The superscript letters of the table with their plain letters.
const RAISED: [(char, char); 5] = [('ⁿ', 'n'), ('ˣ', 'x'), ('ʸ', 'y'), ('ᵃ', 'a'), ('ⁱ', 'i')];

/// The plain character of a superscript.
fn lowered(letter: char) -> Option<char> {
    let plain = RAISED.iter().find_map(|&(raised, plain)| (raised == letter).then_some(plain));
    plain.or_else(|| superscript(letter))
}

/// Replaces words by their `meaning`, and superscripts with letters by powers: `xⁿ⁻¹` becomes `x^(n-1)`.
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

/// Returns a factor of a product, in brackets if its operators bind less tightly.
pub(crate) fn factor(text: &str) -> String {
    if text.contains([' ', '/']) { format!("({text})") } else { text.to_owned() }
}

//! The origin of a number that is not finite, as data and as a sentence.

use std::fmt::{self, Display, Formatter};
use std::panic::Location;

/// The most operands of an operation that are written out.
const SHOWN: usize = 4;

/// A value or a derivative of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// The value of an output, from 0.
    Value {
        /// The output.
        output: usize,
    },
    /// The derivative of an output by an input, both from 0.
    Derivative {
        /// The output.
        output: usize,
        /// The input.
        input: usize,
    },
}

/// An operation of a function, as it was computed.
#[derive(Clone, Debug, PartialEq)]
pub struct TracedOperation {
    /// Its place in the order of computation, from 1, among the operations on numbers that depend on the inputs.
    pub index: usize,
    /// The name of its rule, for instance `ln`.
    pub rule: &'static str,
    /// The derivatives of its rule as text, for instance `1/x`; separated by `;` if there are several.
    pub derivative: &'static str,
    /// The values of its operands.
    pub operands: Vec<f64>,
    /// Its value.
    pub value: f64,
    /// The place in the source of the operator or method, if it is known.
    pub place: Option<&'static Location<'static>>,
}

/// The part of an operation that is not finite. Operands count from 0.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum NonFinite {
    /// An operand is a constant that is not finite.
    Constant {
        /// The operand.
        operand: usize,
    },
    /// The value, of operands that are finite or infinite.
    Value,
    /// The partial by an operand.
    Partial {
        /// The operand.
        operand: usize,
        /// The partial.
        partial: f64,
    },
    /// The product of the partial by an operand and the derivative of this operand: 0 · ∞, or one that overflows.
    Product {
        /// The operand.
        operand: usize,
        /// The partial.
        partial: f64,
        /// The derivative of the operand; 0 if that of one of several paths is.
        derivative: f64,
    },
    /// The sum of such products: infinities of both signs, or one that overflows.
    Sum,
}

/// The origin of a number that is not finite.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// An input, from 0, that is not finite itself.
    Input {
        /// The input.
        index: usize,
        /// Its value.
        value: f64,
    },
    /// A constant that an output is equal to.
    Constant(f64),
    /// An operation.
    Operation(TracedOperation, NonFinite),
}

/// The operation that makes the first infinity or NaN on the way to a value or derivative; see [`diagnose`].
///
/// [`diagnose`]: crate::diagnose
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnosis {
    /// The value or derivative.
    pub quantity: Quantity,
    /// Its number: infinite or NaN.
    pub number: f64,
    /// The origin of the first number that is not finite.
    pub origin: Origin,
    /// The operation that made NaN of infinities and zeros later on, if the first number was not NaN yet.
    pub undefined: Option<Origin>,
}

/// A number of a sentence.
struct Number(f64);

impl Display for Number {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (x, size) = (self.0, self.0.abs());
        if x.is_nan() {
            write!(f, "NaN")
        } else if x.is_infinite() {
            write!(f, "{}∞", if x > 0.0 { "" } else { "-" })
        } else if x == 0.0 || (1e-4..1e6).contains(&size) {
            write!(f, "{x}")
        } else {
            write!(f, "{x:e}")
        }
    }
}

impl Display for Quantity {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Quantity::Value { output } => write!(f, "y[{output}]"),
            Quantity::Derivative { output, input } => write!(f, "∂y[{output}]/∂x[{input}]"),
        }
    }
}

impl Display for TracedOperation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "operation {}, {} of ", self.index, self.rule)?;
        for (i, &operand) in self.operands.iter().take(SHOWN).enumerate() {
            write!(f, "{}{}", if i == 0 { "" } else { ", " }, Number(operand))?;
        }
        if self.operands.len() > SHOWN {
            write!(f, ", …")?;
        }
        self.place.map_or(Ok(()), |place| write!(f, " ({place})"))
    }
}

impl TracedOperation {
    /// Returns the text of the partial by an operand: `its partial 1/x`.
    fn partial(&self, operand: usize) -> String {
        let texts: Vec<&str> = self.derivative.split(';').map(str::trim).collect();
        // A rule of runs of operands has a text per run, not per operand.
        let own = (texts.len() == self.operands.len()).then(|| texts[operand]);
        match (own, self.operands.len()) {
            (Some(text), 1) => format!("its partial {text}"),
            (Some(text), _) => format!("its partial {text} by operand {}", operand + 1),
            (None, _) => format!("its partial by operand {}", operand + 1),
        }
    }
}

impl Display for Origin {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (operation, part) = match self {
            Origin::Input { index, value } => return write!(f, "the input x[{index}] is {}", Number(*value)),
            Origin::Constant(value) => return write!(f, "it is the constant {}", Number(*value)),
            Origin::Operation(operation, part) => (operation, part),
        };
        write!(f, "{operation}: ")?;
        match *part {
            NonFinite::Constant { operand } => {
                write!(
                    f,
                    "its operand {} is the constant {}",
                    operand + 1,
                    Number(operation.operands[operand])
                )
            }
            NonFinite::Value => write!(f, "its value is {}", Number(operation.value)),
            NonFinite::Partial { operand, partial } => {
                write!(f, "{} is {}", operation.partial(operand), Number(partial))
            }
            NonFinite::Product { operand, partial, derivative } => write!(
                f,
                "{} is {}, times the derivative {} of that operand {}",
                operation.partial(operand),
                Number(partial),
                Number(derivative),
                Number(partial * derivative)
            ),
            NonFinite::Sum => write!(f, "the derivatives by its operands cancel or overflow in their sum"),
        }
    }
}

impl Display for Diagnosis {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} is {}: {}", self.quantity, Number(self.number), self.origin)?;
        self.undefined.as_ref().map_or(Ok(()), |then| write!(f, "; then {then}"))
    }
}

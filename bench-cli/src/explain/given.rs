//! An expression with a value for each of its names.

use dualtape_core::Scalar;

use super::expression::{Expression, Program};
use super::subject::{Role, Subject, Variable};
use crate::failure::Failure;

/// Names that start with these letters are data, by the habit of the field: inputs, targets.
const DATA: [char; 3] = ['x', 'y', 't'];

/// An expression at a point.
#[derive(Debug, Clone)]
pub(crate) struct Typed {
    text: String,
    program: Program,
    variables: Vec<Variable>,
}

impl Typed {
    /// Reads an expression and gives each name its value.
    pub(crate) fn read(text: &str, at: &[(String, f64)]) -> Result<Self, Failure> {
        let expression = Expression::parse(text)
            .map_err(|fault| Failure::Input(format!("FUNCTION: {}", fault.shown(text))))?;
        Self::new(expression, at)
    }

    /// An expression with these values.
    pub(crate) fn new(expression: Expression, at: &[(String, f64)]) -> Result<Self, Failure> {
        let text = expression.to_string();
        let program = expression.into_program();
        let names = program.variables();
        if names.is_empty() {
            let sentence = format!("FUNCTION: found no names in `{text}`, expected one to differentiate by");
            return Err(Failure::Input(sentence));
        }
        let value = |name: &String| at.iter().find_map(|(given, value)| (given == name).then_some(*value));
        let missing: Vec<&str> =
            names.iter().filter(|name| value(name).is_none()).map(String::as_str).collect();
        if !missing.is_empty() {
            return Err(Failure::Input(no_value(&missing)));
        }
        if let Some((name, _)) = at.iter().find(|(name, _)| !names.contains(name)) {
            let sentence = format!("--at: found a value for `{name}`, expected one of {}", names.join(", "));
            return Err(Failure::Input(sentence));
        }
        let variables = names.iter().filter_map(|name| {
            let role = if name.starts_with(DATA) { Role::Input } else { Role::Parameter };
            Some(Variable { name: name.clone(), value: value(name)?, role })
        });
        Ok(Self { text, variables: variables.collect(), program })
    }

    /// The expression as it would be written.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

/// Names without values, and a flag that would do.
fn no_value(missing: &[&str]) -> String {
    let names: Vec<String> = missing.iter().map(|name| format!("`{name}`")).collect();
    let flag: Vec<String> = missing.iter().map(|name| format!("{name}=1")).collect();
    format!("--at: found no value for {}, expected one such as --at {}", names.join(", "), flag.join(","))
}

impl Subject for Typed {
    fn variables(&self) -> &[Variable] {
        &self.variables
    }

    fn labels(&self) -> Vec<String> {
        self.program.labels().map(str::to_owned).collect()
    }

    fn operations(&self) -> usize {
        self.program.len()
    }

    fn eval<S: Scalar<Real = f64>>(&self, x: &[S], named: &mut Vec<S>) -> S {
        self.program.eval(x, named)
    }
}

//! Expressions with a value for each of their names.

use dualtape_core::Scalar;

use crate::error::Failure;
use crate::functions::assignment::Assignment;
use crate::functions::examples;
use crate::functions::expression::{Expression, Program};
use crate::functions::named_function::{Label, NamedFunction, TakenBranch, Variable, VariableKind};

/// The first letters of names that are data, by the convention of the field: inputs and targets.
const DATA: [char; 3] = ['x', 'y', 't'];

/// An expression at a point.
#[derive(Debug, Clone)]
pub(crate) struct BoundExpression {
    text: String,
    mathematics: Vec<Vec<String>>,
    program: Program,
    variables: Vec<Variable>,
}

impl BoundExpression {
    /// Parses an expression and binds each of its names to a value. A value for the name of a constant makes it a
    /// variable.
    ///
    /// # Errors
    ///
    /// If the text is no expression, or if `at` does not hold exactly one value for each name.
    pub(crate) fn parse(text: &str, at: &[Assignment]) -> Result<Self, Failure> {
        let expression = Expression::parse(text, |name| at.iter().any(|given| given.name == name))
            .map_err(|diagnostic| Failure::Input(format!("FUNCTION: {}", diagnostic.shown(text))))?;
        let (text, mathematics) = (expression.to_string(), expression.mathematics());
        let program = expression.into_program();
        let names = program.variables();
        if names.is_empty() {
            let sentence = format!("FUNCTION: found no names in `{text}`, expected one to differentiate by");
            return Err(Failure::Input(sentence));
        }
        let value = |name: &String| at.iter().find(|known| known.name == *name).map(|known| known.value);
        let missing: Vec<&str> =
            names.iter().filter(|name| value(name).is_none()).map(String::as_str).collect();
        if !missing.is_empty() {
            return Err(Failure::Input(missing_values(&missing, names.len())));
        }
        let mut assigned: Vec<&str> = at.iter().map(|assignment| assignment.name.as_str()).collect();
        assigned.sort_unstable();
        if let Some([name, _]) = assigned.array_windows().find(|[name, next]| name == next) {
            let sentence = format!("--at: found two values for `{name}`, expected one");
            return Err(Failure::Input(sentence));
        }
        if let Some(Assignment { name, .. }) = at.iter().find(|assignment| !names.contains(&assignment.name))
        {
            let sentence = format!("--at: found a value for `{name}`, expected one of {}", names.join(", "));
            return Err(Failure::Input(sentence));
        }
        let variables = names.iter().filter_map(|name| {
            let kind = if name.starts_with(DATA) { VariableKind::Input } else { VariableKind::Parameter };
            Some(Variable { name: name.clone(), value: value(name)?, kind })
        });
        Ok(Self { text, mathematics, variables: variables.collect(), program })
    }

    /// The same expression, with these names as parameters and all others as inputs.
    pub(crate) fn with_parameters(mut self, names: &[String]) -> Self {
        for variable in &mut self.variables {
            let is_parameter = names.contains(&variable.name);
            variable.kind = if is_parameter { VariableKind::Parameter } else { VariableKind::Input };
        }
        self
    }

    /// The expression in canonical notation.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

/// The sentence about names without values, with a flag that would supply them.
fn missing_values(missing: &[&str], of: usize) -> String {
    let names: Vec<String> = missing.iter().map(|name| format!("`{name}`")).collect();
    let flag: Vec<String> = missing.iter().map(|name| format!("{name}=1")).collect();
    // A single name may be meant for an example.
    let examples = if of == 1 { format!("; the examples are {}", examples::names()) } else { String::new() };
    format!(
        "--at: found no value for {}, expected one such as --at {}{examples}",
        names.join(", "),
        flag.join(",")
    )
}

impl NamedFunction for BoundExpression {
    fn variables(&self) -> &[Variable] {
        &self.variables
    }

    fn labels(&self) -> Vec<Label> {
        self.program.labels().to_vec()
    }

    fn operations(&self) -> usize {
        self.program.len()
    }

    fn eval<S: Scalar<Real = f64>>(&self, x: &[S], labelled: &mut Vec<S>) -> S {
        self.program.eval(x, labelled)
    }

    fn mathematics(&self) -> Vec<Vec<String>> {
        self.mathematics.clone()
    }

    fn taken_branches(&self) -> Vec<TakenBranch> {
        self.program.taken_branches(&self.point())
    }
}

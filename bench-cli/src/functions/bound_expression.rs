//! An expression with a value for each of its names.

use std::collections::HashMap;

use dualtape_core::Scalar;

use crate::error::Failure;
use crate::functions::examples;
use crate::functions::expression::{Expression, Program};
use crate::functions::named_function::{Label, Role, Subject, Variable};

/// Names that start with these letters are data, by the habit of the field: inputs, targets.
const DATA: [char; 3] = ['x', 'y', 't'];

/// Names with values.
pub(crate) type Given = Vec<(String, f64)>;

/// An expression at a point.
#[derive(Debug, Clone)]
pub(crate) struct Typed {
    text: String,
    program: Program,
    variables: Vec<Variable>,
}

impl Typed {
    /// Reads an expression and gives each name its value.
    pub(crate) fn read(text: &str, at: &Given) -> Result<Self, Failure> {
        let expression = Expression::parse(text)
            .map_err(|fault| Failure::Input(format!("FUNCTION: {}", fault.shown(text))))?;
        Self::new(expression, at)
    }

    /// An expression with these values.
    pub(crate) fn new(expression: Expression, at: &Given) -> Result<Self, Failure> {
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
            return Err(Failure::Input(no_value(&missing, names.len())));
        }
        let mut given: Vec<&str> = at.iter().map(|(name, _)| name.as_str()).collect();
        given.sort_unstable();
        if let Some([name, _]) = given.array_windows().find(|[name, next]| name == next) {
            let sentence = format!("--at: found two values for `{name}`, expected one");
            return Err(Failure::Input(sentence));
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

    /// The same, where these names are what is trained and all others are data.
    pub(crate) fn training(mut self, names: &[String]) -> Self {
        for variable in &mut self.variables {
            variable.role = if names.contains(&variable.name) { Role::Parameter } else { Role::Input };
        }
        self
    }

    /// The expression as it would be written.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

/// Names without values, and a flag that would do.
fn no_value(missing: &[&str], of: usize) -> String {
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

impl Subject for Typed {
    fn variables(&self) -> &[Variable] {
        &self.variables
    }

    fn labels(&self) -> Vec<Label> {
        self.program.labels().to_vec()
    }

    fn operations(&self) -> usize {
        self.program.len()
    }

    fn eval<S: Scalar<Real = f64>>(&self, x: &[S], named: &mut Vec<S>) -> S {
        self.program.eval(x, named)
    }
}

/// The variables of these names, by places; all of them if there are no names.
pub(crate) fn chosen(subject: &impl Subject, wrt: &[String]) -> Result<Vec<usize>, Failure> {
    let variables = subject.variables();
    if wrt.is_empty() {
        return Ok((0..variables.len()).collect());
    }
    let mut places: HashMap<&str, usize> =
        variables.iter().enumerate().map(|(place, variable)| (variable.name.as_str(), place)).collect();
    let place = |name: &String| {
        // What is taken out cannot be found again.
        places.remove(name.as_str()).ok_or_else(|| {
            let expected = if wrt.iter().filter(|other| *other == name).count() > 1 {
                "each name once".to_owned()
            } else {
                format!("some of {}", some_names(variables))
            };
            Failure::Input(format!("--wrt: found `{name}`, expected {expected}"))
        })
    };
    wrt.iter().map(place).collect()
}

/// The names of variables, as many as one wants to read.
fn some_names(variables: &[Variable]) -> String {
    const SHOWN: usize = 20;
    let names = variables.iter().take(SHOWN).map(|variable| variable.name.as_str());
    let rest = if variables.len() > SHOWN { ", …" } else { "" };
    names.collect::<Vec<_>>().join(", ") + rest
}

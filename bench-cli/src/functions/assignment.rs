//! Values of named variables, such as `x1=2`.

use std::str::FromStr;

use crate::functions::expression::is_name;

/// A name and its value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Assignment {
    /// The name of a variable.
    pub(crate) name: String,
    /// A number, infinity or NaN.
    pub(crate) value: f64,
}

impl Assignment {
    /// The assignment of `value` to `name`.
    pub(crate) fn new(name: impl Into<String>, value: f64) -> Self {
        Self { name: name.into(), value }
    }
}

impl FromStr for Assignment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("expected a name and a number such as x1=2 or x1=-inf, found `{text}`");
        let (name, number) = text.split_once('=').ok_or_else(wrong)?;
        let (name, number) = (name.trim(), number.trim().replace('∞', "inf"));
        let value = number.parse::<f64>().map_err(|_| wrong())?;
        // Infinite digits are a number beyond the range of floats.
        let is_beyond = value.is_infinite() && number.contains(|c: char| c.is_ascii_digit());
        if is_name(name) && !is_beyond { Ok(Self::new(name, value)) } else { Err(wrong()) }
    }
}

/// Replaces the values of `point` by those of `new`. Unknown names are added: binding the point refuses them.
pub(crate) fn override_values(point: &mut Vec<Assignment>, new: &[Assignment]) {
    for assignment in new {
        match point.iter_mut().find(|known| known.name == assignment.name) {
            Some(known) => known.value = assignment.value,
            None => point.push(assignment.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_names_and_numbers() {
        assert_eq!("x1 = -3e-1".parse(), Ok(Assignment::new("x1", -0.3)));
        for text in ["x1", "x1=", "=2", "x1=two", "x1=1e999", "x1=infinite", "2=2", "x 1=2"] {
            let error = text.parse::<Assignment>().unwrap_err();
            assert!(error.starts_with("expected ") && error.ends_with(&format!("found `{text}`")), "{error}");
        }
    }

    #[test]
    fn infinities_nan_and_the_negative_zero_are_values() {
        let value = |text: &str| text.parse::<Assignment>().expect(text).value;
        assert_eq!(["x=inf", "x=Infinity", "x=∞", "x=+INF"].map(value), [f64::INFINITY; 4]);
        assert_eq!(["x=-inf", "x=-infinity", "x=-∞"].map(value), [f64::NEG_INFINITY; 3]);
        assert!(["x=nan", "x=NaN"].map(value).iter().all(|x| x.is_nan()));
        assert!(value("x=-0") == 0.0 && value("x=-0").is_sign_negative());
    }

    #[test]
    fn new_values_replace_those_of_known_names() {
        let mut point = vec![Assignment::new("x", 1.0), Assignment::new("w", 2.0)];
        override_values(&mut point, &[Assignment::new("w", 3.0), Assignment::new("z", 4.0)]);
        assert_eq!(point, [("x", 1.0), ("w", 3.0), ("z", 4.0)].map(|(name, x)| Assignment::new(name, x)));
    }
}

//! The number that records: one more implementation of [`Scalar`], over any number.
//!
//! It holds no rule: values and partials are those that the rules give.

use std::cell::RefCell;

use dualtape_core::{Binary, Elements, Nary, RuleInfo, Scalar, Unary, impl_operators};

/// What made a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Op {
    /// It is a variable, by its place among them.
    Variable(usize),
    /// It is a constant.
    Constant,
    /// A rule of one operand, with what the texts call its parameter and the parameter, if it has one.
    Unary(RuleInfo, Option<(&'static str, f64)>),
    /// A rule of two operands.
    Binary(RuleInfo),
    /// A rule of two runs of operands, of which the first has so many.
    Nary(RuleInfo, usize),
}

/// One operation and what became of it.
#[derive(Debug, Clone)]
pub(crate) struct Entry<T> {
    pub(crate) op: Op,
    pub(crate) inputs: Vec<usize>,
    pub(crate) value: T,
    /// The derivative by each input.
    pub(crate) partials: Vec<T>,
}

/// The operations so far, in the order in which they were executed.
#[derive(Debug)]
pub(crate) struct Recording<T>(RefCell<Vec<Entry<T>>>);

impl<T: Scalar> Recording<T> {
    /// Nothing yet.
    pub(crate) fn new() -> Self {
        Self(RefCell::new(Vec::new()))
    }

    /// The next variable.
    pub(crate) fn variable(&self, index: usize, value: T) -> Recorded<'_, T> {
        self.push(Op::Variable(index), Vec::new(), value, Vec::new())
    }

    /// Where a number stands; a constant that is needed gets a place.
    pub(crate) fn place_of(&self, number: Recorded<'_, T>) -> usize {
        let place = number.place.map(|(_, place)| place);
        place.unwrap_or_else(|| {
            self.0.borrow_mut().push(Entry {
                op: Op::Constant,
                inputs: Vec::new(),
                value: number.value,
                partials: Vec::new(),
            });
            self.0.borrow().len() - 1
        })
    }

    /// What was recorded.
    pub(crate) fn into_entries(self) -> Vec<Entry<T>> {
        self.0.into_inner()
    }

    fn push(&self, op: Op, inputs: Vec<usize>, value: T, partials: Vec<T>) -> Recorded<'_, T> {
        let mut entries = self.0.borrow_mut();
        entries.push(Entry { op, inputs, value, partials });
        Recorded { value, place: Some((self, entries.len() - 1)) }
    }
}

/// A number and where it stands in the recording. A constant stands nowhere, and an operation on constants is one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Recorded<'r, T> {
    value: T,
    place: Option<(&'r Recording<T>, usize)>,
}

impl<T: Scalar> Recorded<'_, T> {
    /// Where it stands, if it is no constant.
    pub(crate) fn place(self) -> Option<usize> {
        self.place.map(|(_, place)| place)
    }
}

impl<T: Scalar> Scalar for Recorded<'_, T> {
    type Real = T::Real;
    type Array = Elements<Self>;

    fn constant(value: T::Real) -> Self {
        Self { value: T::constant(value), place: None }
    }

    fn value(self) -> T::Real {
        self.value.value()
    }

    fn unary<R: Unary>(self, rule: R) -> Self {
        let z = self.value.unary(rule);
        let Some((recording, place)) = self.place else { return Self { value: z, place: None } };
        let parameter = R::PARAMETER.map(|name| (name, rule.parameter()));
        recording.push(Op::Unary(R::INFO, parameter), vec![place], z, vec![rule.partial(self.value, z)])
    }

    fn binary<R: Binary>(self, rule: R, other: Self) -> Self {
        let z = self.value.binary(rule, other.value);
        let Some((recording, _)) = self.place.or(other.place) else { return Self { value: z, place: None } };
        let (p, q) = rule.partials(self.value, other.value, z);
        let inputs = vec![recording.place_of(self), recording.place_of(other)];
        recording.push(Op::Binary(R::INFO), inputs, z, vec![p, q])
    }

    fn nary<R: Nary>(rule: R, x: &[Self], y: &[Self]) -> Self {
        let Some((recording, _)) = x.iter().chain(y).find_map(|number| number.place) else {
            return rule.eval(x, y);
        };
        let values = |run: &[Self]| run.iter().map(|number| number.value).collect::<Vec<T>>();
        let (x_values, y_values) = (values(x), values(y));
        let z = T::nary(rule, &x_values, &y_values);
        let mut partials = Vec::with_capacity(x.len() + y.len());
        rule.partials(&x_values, &y_values, z, |partial| partials.push(partial));
        let inputs = x.iter().chain(y).map(|&number| recording.place_of(number)).collect();
        recording.push(Op::Nary(R::INFO, x.len()), inputs, z, partials)
    }
}

impl_operators!(['r, T: Scalar] Recorded<'r, T>);

//! A recording number: an implementation of [`Scalar`] over any other one, without rules of its own.

use std::cell::RefCell;

use dualtape_core::{Binary, Elements, Nary, RuleInfo, Scalar, Unary, impl_operators};

/// The operation that computes a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Op {
    /// The variable of this index.
    Variable(usize),
    /// A constant.
    Constant,
    /// A rule of one operand, with the name and the value of its parameter.
    Unary(RuleInfo, Option<(&'static str, f64)>),
    /// A rule of two operands.
    Binary(RuleInfo),
    /// A rule of two lists of operands, with the length of the first.
    Nary(RuleInfo, usize),
}

/// An operation with its result.
#[derive(Debug, Clone)]
pub(crate) struct RecordedOperation<T> {
    /// The operation.
    pub(crate) op: Op,
    /// The indices of the operands.
    pub(crate) inputs: Vec<usize>,
    /// The result.
    pub(crate) value: T,
    /// The derivative with respect to each operand.
    pub(crate) partials: Vec<T>,
    /// Flag for a rule that leaves out the operands whose derivative is zero.
    pub(crate) selects: bool,
}

/// The operations so far, in the order of execution.
#[derive(Debug)]
pub(crate) struct GraphRecording<T>(RefCell<Vec<RecordedOperation<T>>>);

impl<T: Scalar> GraphRecording<T> {
    /// An empty recording.
    pub(crate) fn new() -> Self {
        Self(RefCell::new(Vec::new()))
    }

    /// Records the variable of this index.
    pub(crate) fn variable(&self, index: usize, value: T) -> Recorded<'_, T> {
        self.push(Op::Variable(index), Vec::new(), value, Vec::new(), false)
    }

    /// Returns the index of a number; records it if it is a constant.
    pub(crate) fn place_of(&self, number: Recorded<'_, T>) -> usize {
        let place = number.place.map(|(_, place)| place);
        place.unwrap_or_else(|| {
            self.0.borrow_mut().push(RecordedOperation {
                op: Op::Constant,
                inputs: Vec::new(),
                value: number.value,
                partials: Vec::new(),
                selects: false,
            });
            self.0.borrow().len() - 1
        })
    }

    /// The recorded operations.
    pub(crate) fn into_operations(self) -> Vec<RecordedOperation<T>> {
        self.0.into_inner()
    }

    fn push(&self, op: Op, inputs: Vec<usize>, value: T, partials: Vec<T>, selects: bool) -> Recorded<'_, T> {
        let mut operations = self.0.borrow_mut();
        operations.push(RecordedOperation { op, inputs, value, partials, selects });
        Recorded { value, place: Some((self, operations.len() - 1)) }
    }
}

/// A number with its index in the recording. Constants have no index, nor have operations on constants alone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Recorded<'r, T> {
    value: T,
    place: Option<(&'r GraphRecording<T>, usize)>,
}

impl<T: Scalar> Recorded<'_, T> {
    /// The index, unless it is a constant.
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
        recording.push(
            Op::Unary(R::INFO, parameter),
            vec![place],
            z,
            vec![rule.partial(self.value, z)],
            R::SELECTS,
        )
    }

    fn binary<R: Binary>(self, rule: R, other: Self) -> Self {
        let z = self.value.binary(rule, other.value);
        let Some((recording, _)) = self.place.or(other.place) else { return Self { value: z, place: None } };
        let (p, q) = rule.partials(self.value, other.value, z);
        let inputs = vec![recording.place_of(self), recording.place_of(other)];
        recording.push(Op::Binary(R::INFO), inputs, z, vec![p, q], R::SELECTS)
    }

    fn nary<R: Nary>(rule: R, x: &[Self], y: &[Self]) -> Self {
        let Some((recording, _)) = x.iter().chain(y).find_map(|number| number.place) else {
            return rule.eval(x, y);
        };
        let values = |list: &[Self]| list.iter().map(|number| number.value).collect::<Vec<T>>();
        let (x_values, y_values) = (values(x), values(y));
        let z = T::nary(rule, &x_values, &y_values);
        let mut partials = Vec::with_capacity(x.len() + y.len());
        rule.partials(&x_values, &y_values, z, |partial| partials.push(partial));
        let inputs = x.iter().chain(y).map(|&number| recording.place_of(number)).collect();
        recording.push(Op::Nary(R::INFO, x.len()), inputs, z, partials, false)
    }
}

impl_operators!(['r, T: Scalar] Recorded<'r, T>);

//! A number that records each operation with its operands, partials and place in the source.

use std::cell::RefCell;
use std::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};
use std::panic::Location;

use dualtape_core::{
    Binary, Combine, Elements, Nary, Real, RuleInfo, Scalar, Unary, binary_rules, impl_derived_operators,
    rules, unary_rules,
};

/// A place in the source; none for an operation that names no place, such as one of block code.
type Place = Option<&'static Location<'static>>;

/// An operand of a recorded operation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Operand<R> {
    /// The index of its node; none for a constant.
    pub(super) node: Option<usize>,
    pub(super) value: R,
    /// The partial of the operation by this operand.
    pub(super) partial: R,
    /// Flag for an operand that the rule leaves out.
    pub(super) is_left_out: bool,
}

/// An input, or an operation on numbers of which at least one depends on an input.
#[derive(Clone, Debug)]
pub(super) struct Node<R> {
    /// The texts of the rule; none for an input.
    pub(super) rule: Option<RuleInfo>,
    pub(super) operands: Vec<Operand<R>>,
    pub(super) value: R,
    pub(super) place: Place,
}

/// Returns a place in a user's code; none for one in the loops that define block operations.
fn of_a_user(place: &'static Location<'static>) -> Place {
    let library = dualtape_core::SOURCE_FILE.trim_end_matches("lib.rs");
    (!place.file().starts_with(library)).then_some(place)
}

/// The operations of a function at a point, in the order of computation, after its inputs.
#[derive(Debug)]
pub(super) struct Trace<R>(RefCell<Vec<Node<R>>>);

impl<R: Real> Trace<R> {
    /// Returns a trace of these inputs.
    pub(super) fn of_inputs(x: &[R]) -> Self {
        let input = |&value: &R| Node { rule: None, operands: Vec::new(), value, place: None };
        Trace(RefCell::new(x.iter().map(input).collect()))
    }

    /// Returns the number of a node.
    pub(super) fn number(&self, node: usize) -> TracedNumber<'_, R> {
        TracedNumber { value: self.0.borrow()[node].value, origin: Some((self, node)) }
    }

    /// Returns the nodes.
    pub(super) fn into_nodes(self) -> Vec<Node<R>> {
        self.0.into_inner()
    }
}

/// A plain number with its node in a trace; a constant has none.
#[derive(Clone, Copy, Debug)]
pub(super) struct TracedNumber<'t, R> {
    value: R,
    origin: Option<(&'t Trace<R>, usize)>,
}

impl<R: Real> TracedNumber<'_, R> {
    /// Returns the index of the node; none for a constant.
    pub(super) fn node(self) -> Option<usize> {
        self.origin.map(|(_, node)| node)
    }

    /// Returns the result of an operation, recorded unless all operands are constants.
    fn recorded(
        rule: RuleInfo,
        operands: &[Self],
        value: R,
        place: Place,
        partials: impl FnOnce() -> Vec<(R, bool)>,
    ) -> Self {
        let Some((trace, _)) = operands.iter().find_map(|operand| operand.origin) else {
            return Self::constant(value);
        };
        let operand = |(operand, (partial, is_left_out)): (&Self, (R, bool))| Operand {
            node: operand.node(),
            value: operand.value,
            partial,
            is_left_out,
        };
        let operands = operands.iter().zip(partials()).map(operand).collect();
        let mut nodes = trace.0.borrow_mut();
        nodes.push(Node { rule: Some(rule), operands, value, place });
        TracedNumber { value, origin: Some((trace, nodes.len() - 1)) }
    }

    fn unary_at<U: Unary>(self, rule: U, place: Place) -> Self {
        let value = rule.eval(self.value);
        Self::recorded(U::INFO, &[self], value, place, || {
            vec![weight(U::SELECTS, rule.partial(self.value, value))]
        })
    }

    fn binary_at<B: Binary>(self, rule: B, other: Self, place: Place) -> Self {
        let value = rule.eval(self.value, other.value);
        Self::recorded(B::INFO, &[self, other], value, place, || {
            let (p, q) = rule.partials(self.value, other.value, value);
            vec![weight(B::SELECTS, p), weight(B::SELECTS, q)]
        })
    }

    fn nary_at<N: Nary>(rule: N, x: &[Self], y: &[Self], place: Place) -> Self {
        let plain = |x: &[Self]| -> Vec<R> { x.iter().map(|x| x.value).collect() };
        let (u, v) = (plain(x), plain(y));
        let value = rule.eval(&u, &v);
        Self::recorded(N::INFO, &[x, y].concat(), value, place, || {
            let mut partials = Vec::new();
            rule.partials(&u, &v, value, |partial| partials.push((partial, false)));
            partials
        })
    }
}

/// Returns a partial, and whether it leaves its operand out; see [`dualtape_core::carry`].
fn weight<R: Real>(selects: bool, partial: R) -> (R, bool) {
    (partial, selects && partial == R::ZERO)
}

macro_rules! unary_methods {
    ($($rule:ident $(($p:ident: $pt:ident = $example:literal))? $method:ident $formula:literal
       |$v:ident| $value:expr, $derivative:literal |$x:tt, $z:tt| $partial:expr, $(blocks |$bx:tt, $bz:tt| $block:expr,)?
       at [$($sample:expr),*] edges [$($edge:expr),*] $($selects:ident)? $policy:literal;)*) => {
        $(
            #[track_caller]
            fn $method(self $(, $p: $pt)?) -> Self {
                self.unary_at(rules::$rule $(($p))?, of_a_user(Location::caller()))
            }
        )*
    };
}

macro_rules! binary_methods {
    ($($rule:ident $method:ident $formula:literal
       |$v:ident, $w:ident| $value:expr, $derivative:literal |$x:tt, $y:tt, $z:tt| $partials:expr,
       at [$($sample:expr),*] edges [$($edge:expr),*] $($selects:ident)? $policy:literal;)*) => {
        $(binary_methods!(@one $rule $method);)*
    };
    (@one $rule:ident operator) => {};
    (@one $rule:ident $method:ident) => {
        #[track_caller]
        fn $method<B>(self, other: B) -> Self
        where
            Self: Combine<B>,
        {
            self.binary_at(rules::$rule, Self::lift(other), of_a_user(Location::caller()))
        }
    };
}

// Every method is provided by `Scalar`, but for the place of its caller.
impl<R: Real> Scalar for TracedNumber<'_, R> {
    type Real = R;
    type Array = Elements<Self>;

    fn constant(value: R) -> Self {
        TracedNumber { value, origin: None }
    }
    fn value(self) -> R {
        self.value
    }
    fn is_zero(self) -> bool {
        self.origin.is_none() && self.value == R::ZERO
    }
    fn unary<U: Unary>(self, rule: U) -> Self {
        self.unary_at(rule, None)
    }
    fn binary<B: Binary>(self, rule: B, other: Self) -> Self {
        self.binary_at(rule, other, None)
    }
    fn nary<N: Nary>(rule: N, x: &[Self], y: &[Self]) -> Self {
        Self::nary_at(rule, x, y, None)
    }
    #[track_caller]
    fn sum_of(x: &[Self]) -> Self {
        Self::nary_at(rules::SumOf, x, &[], of_a_user(Location::caller()))
    }
    #[track_caller]
    fn dot(x: &[Self], y: &[Self]) -> Self {
        Self::nary_at(rules::Dot, x, y, of_a_user(Location::caller()))
    }
    #[track_caller]
    fn log_sum_exp(x: &[Self]) -> Self {
        Self::nary_at(rules::LogSumExp, x, &[], of_a_user(Location::caller()))
    }
    #[track_caller]
    fn norm(x: &[Self]) -> Self {
        Self::nary_at(rules::Norm, x, &[], of_a_user(Location::caller()))
    }
    #[track_caller]
    fn polynomial(coefficients: &[Self], x: Self) -> Self {
        Self::nary_at(rules::Polynomial, coefficients, &[x], of_a_user(Location::caller()))
    }
    unary_rules!(unary_methods);
    binary_rules!(binary_methods);
}

/// The operators, each with the place of its caller.
macro_rules! operators {
    ($($Op:ident $op:ident $Assign:ident $assign:ident),*) => { $(
        impl<R: Real> $Op for TracedNumber<'_, R> {
            type Output = Self;
            #[track_caller]
            fn $op(self, other: Self) -> Self {
                self.binary_at(rules::$Op, other, of_a_user(Location::caller()))
            }
        }
        impl<R: Real> $Op<R> for TracedNumber<'_, R> {
            type Output = Self;
            #[track_caller]
            fn $op(self, other: R) -> Self {
                $Op::$op(self, Self::constant(other))
            }
        }
        impl<R: Real> $Assign for TracedNumber<'_, R> {
            #[track_caller]
            fn $assign(&mut self, other: Self) {
                *self = $Op::$op(*self, other);
            }
        }
        impl<R: Real> $Assign<R> for TracedNumber<'_, R> {
            #[track_caller]
            fn $assign(&mut self, other: R) {
                *self = $Op::$op(*self, other);
            }
        }
        operators!(@left $Op $op f32);
        operators!(@left $Op $op f64);
    )* };
    (@left $Op:ident $op:ident $real:ident) => {
        impl<'t> $Op<TracedNumber<'t, $real>> for $real {
            type Output = TracedNumber<'t, $real>;
            #[track_caller]
            fn $op(self, other: TracedNumber<'t, $real>) -> TracedNumber<'t, $real> {
                $Op::$op(TracedNumber::constant(self), other)
            }
        }
    };
}

operators!(
    Add add AddAssign add_assign,
    Sub sub SubAssign sub_assign,
    Mul mul MulAssign mul_assign,
    Div div DivAssign div_assign
);

impl<R: Real> Neg for TracedNumber<'_, R> {
    type Output = Self;
    #[track_caller]
    fn neg(self) -> Self {
        self.unary_at(rules::Neg, of_a_user(Location::caller()))
    }
}

impl_derived_operators!(['t, R: Real] TracedNumber<'t, R>);

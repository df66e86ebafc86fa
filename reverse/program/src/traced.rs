//! The number that records.

use std::any::TypeId;
use std::cmp::Ordering;
use std::fmt;
use std::panic::Location;

use dualtape_core::{Binary, Elements, Needs, Real, RuleInfo, Scalar, Unary, impl_operators, rules};

use crate::graph::{Graph, Guard, Id, Node, core_rules};
use crate::kernel::Predicate;

/// A number that records: an operation appends a node, a comparison a guard.
///
/// A constant belongs to no recording. Identities are used where they hold to the bit (`x · 1`, `a + -b`), and an operation
/// that is there already is found. Reading the plain value makes the recording fail, for a number made of it would be
/// the same in every run; [`Scalar::detach`] stays in the program.
#[derive(Clone, Copy)]
pub struct Traced<'g, R: Real> {
    value: R,
    id: Id,
    graph: Option<&'g Graph<R>>,
}

/// The number itself, without derivative: the rule behind [`Scalar::detach`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Detach;

impl Unary for Detach {
    const INFO: RuleInfo = RuleInfo { name: "detach", formula: "x", derivative: "0", policy: "" };
    const NEEDS: Needs = Needs::Neither;
    const SELECTS: bool = true;
    fn with_parameter(_: f64) -> Self {
        Detach
    }
    #[inline(always)]
    fn eval<T: Real>(self, x: T) -> T {
        x
    }
    #[inline(always)]
    fn partial<T: Scalar>(self, _: T, _: T) -> T {
        T::zero()
    }
}

impl<R: Real> Graph<R> {
    /// Returns the number that a node stands for.
    pub(crate) fn number(&self, id: Id) -> Traced<'_, R> {
        let computation = self.0.borrow();
        match computation.constant(id) {
            Some(value) => Traced { value, id: 0, graph: None },
            None => Traced { value: computation.values[id as usize], id, graph: Some(self) },
        }
    }

    /// Returns the node of a number; a constant gets one.
    pub(crate) fn id(&self, x: Traced<'_, R>) -> Id {
        if x.graph.is_some() {
            return x.id;
        }
        self.0.borrow_mut().node(Node::Constant(x.value.to_f64().to_bits()), x.value)
    }

    /// Returns the operand that a number negates, if it is a negation.
    fn negated<'g>(&'g self, x: Traced<'g, R>) -> Option<Traced<'g, R>> {
        x.graph?;
        match self.0.borrow().nodes[x.id as usize] {
            Node::Unary(core_rules::NEG, a) => Some(Traced { value: -x.value, id: a, graph: Some(self) }),
            _ => None,
        }
    }
}

fn same<A: 'static, B: 'static>() -> bool {
    TypeId::of::<A>() == TypeId::of::<B>()
}

impl<'g, R: Real> Traced<'g, R> {
    /// Returns whether this is a constant with the bits of `value`.
    fn is(self, value: R) -> bool {
        self.graph.is_none() && self.value.to_f64().to_bits() == value.to_f64().to_bits()
    }

    /// Returns the result of `self` and `other` under a rule if another operation, or none, has the same bits.
    fn identity<B: Binary>(self, other: Self, graph: &'g Graph<R>) -> Option<Self> {
        let (minus_self, minus_other) = (graph.negated(self), graph.negated(other));
        if same::<B, rules::Add>() {
            match (minus_self, minus_other) {
                _ if self.is(-R::ZERO) => Some(other),
                _ if other.is(-R::ZERO) => Some(self),
                (_, Some(b)) => Some(self - b),
                (Some(a), _) => Some(other - a),
                _ => None,
            }
        } else if same::<B, rules::Sub>() {
            match minus_other {
                _ if other.is(R::ZERO) => Some(self),
                _ if self.is(-R::ZERO) => Some(-other),
                Some(b) => Some(self + b),
                None => None,
            }
        } else if same::<B, rules::Mul>() {
            match (minus_self, minus_other) {
                _ if self.is(R::ONE) => Some(other),
                _ if other.is(R::ONE) => Some(self),
                _ if self.is(-R::ONE) => Some(-other),
                _ if other.is(-R::ONE) => Some(-self),
                (Some(a), Some(b)) => Some(a * b),
                (Some(a), None) => Some(-(a * other)),
                (None, Some(b)) => Some(-(self * b)),
                (None, None) => None,
            }
        } else if same::<B, rules::Div>() {
            match minus_self {
                _ if other.is(R::ONE) => Some(self),
                Some(a) => Some(-(a / other)),
                None => None,
            }
        } else {
            None
        }
    }

    #[track_caller]
    fn compare(self, predicate: Predicate, other: Self) -> bool {
        let holds = predicate.of(self.value, other.value);
        if let Some(graph) = self.graph.or(other.graph) {
            let (a, b) = (graph.id(self), graph.id(other));
            graph.0.borrow_mut().guard(Guard { predicate, a, b, holds, place: Location::caller() });
        }
        holds
    }

    #[track_caller]
    fn order(self, other: Self) -> Option<Ordering> {
        if self.compare(Predicate::Less, other) {
            Some(Ordering::Less)
        } else if self.compare(Predicate::Equal, other) {
            Some(Ordering::Equal)
        } else if other.compare(Predicate::Less, self) {
            Some(Ordering::Greater)
        } else {
            None
        }
    }
}

impl<R: Real> Scalar for Traced<'_, R> {
    type Real = R;
    type Array = Elements<Self>;
    const RECORDS: bool = true;

    #[inline(always)]
    fn constant(value: R) -> Self {
        Traced { value, id: 0, graph: None }
    }

    #[track_caller]
    fn value(self) -> R {
        if let Some(graph) = self.graph {
            graph.0.borrow_mut().value_read.get_or_insert(Location::caller());
        }
        self.value
    }

    fn is_zero(self) -> bool {
        self.graph.is_none() && self.value == R::ZERO
    }

    fn detach(self) -> Self {
        self.unary(Detach)
    }

    fn fold_detached<B: Binary>(rule: B, first: R, x: &[Self]) -> Self {
        x.iter().fold(Self::constant(first), |folded, x| folded.binary(rule, x.detach()))
    }

    fn unary<U: Unary>(self, rule: U) -> Self {
        let Some(graph) = self.graph else { return Self::constant(rule.eval(self.value)) };
        if same::<U, rules::Neg>()
            && let Some(x) = graph.negated(self)
        {
            return x;
        }
        // Powers are products, with the same bits for the first three.
        if same::<U, rules::Powi>() {
            match rule.parameter() {
                0.0 => return Self::one(),
                1.0 => return self,
                2.0 => return self * self,
                3.0 => return self * self * self,
                _ => {}
            }
        }
        let value = rule.eval(self.value);
        let mut computation = graph.0.borrow_mut();
        let rule = if same::<U, rules::Neg>() { core_rules::NEG } else { computation.unary_rule(rule) };
        Traced { value, id: computation.node(Node::Unary(rule, self.id), value), graph: self.graph }
    }

    fn binary<B: Binary>(self, rule: B, other: Self) -> Self {
        let Some(graph) = self.graph.or(other.graph) else {
            return Self::constant(rule.eval(self.value, other.value));
        };
        if let Some(same) = self.identity::<B>(other, graph) {
            return same;
        }
        let value = rule.eval(self.value, other.value);
        let (mut a, mut b) = (graph.id(self), graph.id(other));
        let mut computation = graph.0.borrow_mut();
        let rule = match () {
            () if same::<B, rules::Add>() => core_rules::ADD,
            () if same::<B, rules::Sub>() => core_rules::SUB,
            () if same::<B, rules::Mul>() => core_rules::MUL,
            () if same::<B, rules::Div>() => core_rules::DIV,
            () => computation.binary_rule(rule),
        };
        if matches!(rule, core_rules::ADD | core_rules::MUL) && a > b {
            (a, b) = (b, a);
        }
        Traced { value, id: computation.node(Node::Binary(rule, a, b), value), graph: Some(graph) }
    }
}

impl_operators!(@arithmetic ['g, R: Real,] Traced<'g, R>);

impl<R: Real> fmt::Debug for Traced<'_, R> {
    /// Without the value: a text made of it would be the same in every run.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.graph {
            None => write!(f, "constant {:?}", self.value),
            Some(_) => write!(f, "%{}", self.id),
        }
    }
}

/// By value, and a guard of the program.
impl<R: Real> PartialEq for Traced<'_, R> {
    #[track_caller]
    fn eq(&self, other: &Self) -> bool {
        self.compare(Predicate::Equal, *other)
    }
}

/// By value, and a guard of the program.
impl<R: Real> PartialEq<R> for Traced<'_, R> {
    #[track_caller]
    fn eq(&self, other: &R) -> bool {
        self.compare(Predicate::Equal, Self::constant(*other))
    }
}

macro_rules! ordered {
    ($other:ty, |$o:ident| $number:expr) => {
        /// By value, and a guard of the program.
        impl<R: Real> PartialOrd<$other> for Traced<'_, R> {
            #[track_caller]
            fn partial_cmp(&self, $o: &$other) -> Option<Ordering> {
                self.order($number)
            }
            #[track_caller]
            fn lt(&self, $o: &$other) -> bool {
                self.compare(Predicate::Less, $number)
            }
            #[track_caller]
            fn le(&self, $o: &$other) -> bool {
                self.compare(Predicate::LessEqual, $number)
            }
            #[track_caller]
            fn gt(&self, $o: &$other) -> bool {
                $number.compare(Predicate::Less, *self)
            }
            #[track_caller]
            fn ge(&self, $o: &$other) -> bool {
                $number.compare(Predicate::LessEqual, *self)
            }
        }
    };
}

ordered!(Self, |other| *other);
ordered!(R, |other| Self::constant(*other));

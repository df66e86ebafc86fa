//! The search for the origin of a number that is not finite, from an output back.

use dualtape_core::{PathSum, Real};

use crate::diagnosis::report::{NonFinite, Origin, TracedOperation};
use crate::diagnosis::trace::{Node, Operand};

/// The first origin of a number that is not finite, and the later one that made it NaN.
pub(super) type Origins = (Origin, Option<Origin>);

/// A trace under search.
#[derive(Clone, Copy, Debug)]
pub(super) struct Search<'a, R> {
    pub(super) nodes: &'a [Node<R>],
    pub(super) inputs: usize,
}

/// The derivatives of all nodes by one input.
pub(super) type Tangents<R> = Vec<PathSum<R>>;

/// Returns the paths along the edge of an operation.
fn along<R: Real>(operand: &Operand<R>, tangents: &[PathSum<R>]) -> PathSum<R> {
    match operand.node {
        Some(node) if !operand.is_left_out => tangents[node].along(operand.partial),
        _ => PathSum::NONE,
    }
}

/// Returns the sum over paths as a number.
pub(super) fn total<R: Real>(paths: PathSum<R>) -> R {
    paths.total().unwrap_or(R::ZERO)
}

impl<R: Real> Search<'_, R> {
    /// Returns the derivatives by an input, by the rules of [`dualtape_core::semantics`].
    pub(super) fn tangents(self, input: usize) -> Tangents<R> {
        let mut tangents: Tangents<R> = Vec::with_capacity(self.nodes.len());
        for (at, node) in self.nodes.iter().enumerate() {
            let start = if at == input { PathSum::of(R::ONE) } else { PathSum::NONE };
            let sum = node.operands.iter().fold(start, |sum, operand| sum.join(along(operand, &tangents)));
            tangents.push(sum);
        }
        tangents
    }

    /// Returns the origins of the value of a node.
    pub(super) fn of_value(self, mut at: usize) -> Origins {
        let mut undefined = None;
        loop {
            let node = &self.nodes[at];
            let is_nan = node.value.is_nan();
            // A NaN comes from a NaN; if no operand is one, it was made here, of infinities if there are any.
            let alike = |operand: &Operand<R>| {
                if is_nan { operand.value.is_nan() } else { !operand.value.is_finite() }
            };
            let cause = node.operands.iter().position(alike);
            let infinite = || node.operands.iter().position(|operand| !operand.value.is_finite());
            let Some(operand) = cause.or_else(infinite) else {
                return (self.origin(at, NonFinite::Value), undefined);
            };
            if is_nan && cause.is_none() {
                undefined = Some(self.origin(at, NonFinite::Value));
            }
            match node.operands[operand].node {
                Some(node) => at = node,
                None => return (self.origin(at, NonFinite::Constant { operand }), undefined),
            }
        }
    }

    /// Returns the origins of the derivative of a node, which is not finite.
    pub(super) fn of_derivative(self, mut at: usize, tangents: &[PathSum<R>]) -> Origins {
        let mut undefined = None;
        loop {
            let operands = &self.nodes[at].operands;
            let is_nan = total(tangents[at]).is_nan();
            let alike = |x: R| if is_nan { x.is_nan() } else { !x.is_nan() && !x.is_finite() };
            let find = |test: &dyn Fn(&Operand<R>, PathSum<R>) -> bool| {
                let is_edge = |operand: &Operand<R>| along(operand, tangents).is_some();
                operands.iter().position(|operand| {
                    is_edge(operand) && operand.node.is_some_and(|node| test(operand, tangents[node]))
                })
            };
            let of = |operand: usize| operands[operand].node.expect("an edge has a node");
            if let Some(operand) = find(&|_, tangent| alike(total(tangent))) {
                at = of(operand);
                continue;
            }
            if let Some(operand) = find(&|operand, _| alike(operand.partial)) {
                let (first, by_value) = self.of_partial(at, operand);
                return (first, undefined.or(by_value));
            }
            let product = find(&|operand, tangent| alike(total(tangent.along(operand.partial))));
            let here = product.map_or(NonFinite::Sum, |operand| {
                let (partial, tangent) = (operands[operand].partial, total(tangents[of(operand)]));
                // Where paths were joined, one of them was zero.
                let is_joined = is_nan && !partial.is_finite();
                let derivative = if is_joined { 0.0 } else { tangent.to_f64() };
                NonFinite::Product { operand, partial: partial.to_f64(), derivative }
            });
            let here = self.origin(at, here);
            if !is_nan {
                return (here, undefined);
            }
            // NaN was made here, of an infinity that was made before or is a partial of this operation.
            let infinite = |x: R| !x.is_finite();
            if let Some(operand) = find(&|_, tangent| infinite(total(tangent))) {
                undefined = Some(here);
                at = of(operand);
                continue;
            }
            let Some(operand) = find(&|operand, _| infinite(operand.partial)) else {
                return (here, undefined);
            };
            return match (self.of_partial(at, operand).0, here) {
                (Origin::Operation(first, _), Origin::Operation(then, part)) if first.index == then.index => {
                    (Origin::Operation(then, part), None)
                }
                (first, here) => (first, Some(here)),
            };
        }
    }

    /// Returns the origins of a partial that is not finite: an operand that is not, or the operation itself.
    fn of_partial(self, at: usize, operand: usize) -> Origins {
        let operands = &self.nodes[at].operands;
        let partial = operands[operand].partial;
        let here = self.origin(at, NonFinite::Partial { operand, partial: partial.to_f64() });
        let Some(odd) = operands.iter().position(|operand| !operand.value.is_finite()) else {
            return (here, None);
        };
        match operands[odd].node {
            Some(node) => {
                let (first, undefined) = self.of_value(node);
                (first, undefined.or(Some(here)))
            }
            None => (self.origin(at, NonFinite::Constant { operand: odd }), Some(here)),
        }
    }

    /// Returns a node as an origin.
    fn origin(self, at: usize, part: NonFinite) -> Origin {
        let node = &self.nodes[at];
        let Some(rule) = node.rule else {
            return Origin::Input { index: at, value: node.value.to_f64() };
        };
        let operation = TracedOperation {
            index: at + 1 - self.inputs,
            rule: rule.name,
            derivative: rule.derivative,
            operands: node.operands.iter().map(|operand| operand.value.to_f64()).collect(),
            value: node.value.to_f64(),
            place: node.place,
        };
        Origin::Operation(operation, part)
    }
}

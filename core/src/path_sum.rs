//! Sums of products along paths, by the rules of [`crate::semantics`].

use crate::real::Real;
use crate::scalar::Scalar;

/// The derivative of one number by another: the sum over the paths between them of the products of partials.
///
/// It remembers which kinds of products it holds, so that the order in which paths are joined does not matter: a path
/// with a zero and an infinite partial makes it NaN whichever comes first, and so do infinite paths of both signs. A sum
/// without paths is zero and stays so. Of numbers that carry derivatives themselves only the paths are remembered.
///
/// ```
/// use dualtape_core::PathSum;
///
/// let path = PathSum::of(2.0);
/// assert_eq!(path.along(0.0).along(f64::INFINITY).total().map(f64::is_nan), Some(true));
/// assert_eq!(path.along(-1.0).along(f64::INFINITY).total(), Some(f64::NEG_INFINITY));
/// assert_eq!(PathSum::<f64>::NONE.along(f64::INFINITY).total(), None);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct PathSum<T> {
    /// The sum of the products that are finite.
    finite: Option<T>,
    kinds: u8,
}

/// The kinds of products. The negative of a kind is the bit after it.
const POSITIVE: u8 = 1;
const NEGATIVE: u8 = 2;
const INFINITE: u8 = 4;
const MINUS_INFINITE: u8 = 8;
const ZERO: u8 = 16;
const NAN: u8 = 32;
const POSITIVES: u8 = POSITIVE | INFINITE;
const NEGATIVES: u8 = NEGATIVE | MINUS_INFINITE;

/// Returns the kind of a number.
fn kind<R: Real>(x: R) -> u8 {
    if x.is_nan() {
        NAN
    } else if x == R::ZERO {
        ZERO
    } else {
        let positive = if x.is_finite() { POSITIVE } else { INFINITE };
        if x > R::ZERO { positive } else { positive << 1 }
    }
}

/// Returns the kinds of the products of `kinds` with a number of the kind `factor`.
fn product(kinds: u8, factor: u8) -> u8 {
    let present = |kind: u8, becomes: u8| if kinds & kind == 0 { 0 } else { becomes };
    let turned = if factor & NEGATIVES == 0 {
        kinds
    } else {
        (kinds & POSITIVES) << 1 | (kinds & NEGATIVES) >> 1 | kinds & (ZERO | NAN)
    };
    match factor {
        ZERO => present(POSITIVE | NEGATIVE | ZERO, ZERO) | present(INFINITE | MINUS_INFINITE | NAN, NAN),
        POSITIVE | NEGATIVE => turned,
        INFINITE | MINUS_INFINITE => {
            let sign = |bits: u8, becomes: u8| if turned & bits == 0 { 0 } else { becomes };
            sign(POSITIVES, INFINITE) | sign(NEGATIVES, MINUS_INFINITE) | present(ZERO | NAN, NAN)
        }
        _ => NAN,
    }
}

impl<T: Scalar> PathSum<T> {
    /// The sum of no paths.
    pub const NONE: Self = PathSum { finite: None, kinds: 0 };

    /// Returns one path of this weight.
    pub fn of(weight: T) -> Self {
        let kinds = if T::IS_PLAIN { kind(weight.value()) } else { POSITIVE };
        PathSum { finite: Some(weight), kinds }
    }

    /// Returns whether there is a path.
    pub fn is_some(self) -> bool {
        self.finite.is_some()
    }

    /// Returns the same paths, each one edge longer.
    pub fn along(self, partial: T) -> Self {
        let Some(finite) = self.finite else { return self };
        if !T::IS_PLAIN {
            return PathSum { finite: Some(partial * finite), ..self };
        }
        let factor = kind(partial.value());
        // A product with zero is zero, also of a sum that overflowed.
        let finite = if factor & (POSITIVE | NEGATIVE) == 0 { T::zero() } else { partial * finite };
        PathSum { finite: Some(finite), kinds: product(self.kinds, factor) }
    }

    /// Returns the paths of both.
    pub fn join(self, other: Self) -> Self {
        let finite = match (self.finite, other.finite) {
            (Some(a), Some(b)) => Some(a + b),
            (a, b) => a.or(b),
        };
        PathSum { finite, kinds: self.kinds | other.kinds }
    }

    /// Returns the sum; none if there is no path.
    pub fn total(self) -> Option<T> {
        let infinite = self.kinds & (INFINITE | MINUS_INFINITE);
        let special = match infinite {
            _ if !T::IS_PLAIN => None,
            _ if self.kinds & NAN != 0 => Some(T::Real::NAN),
            0 => None,
            INFINITE => Some(T::Real::INFINITY),
            MINUS_INFINITE => Some(-T::Real::INFINITY),
            _ => Some(T::Real::NAN),
        };
        special.map(T::constant).or(self.finite)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers of every kind.
    const EVERY: [f64; 7] = [0.0, 2.0, -3.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, -0.0];

    #[test]
    fn the_order_of_partials_does_not_matter() {
        let bits = |sum: PathSum<f64>| sum.total().map(|x| if x.is_nan() { None } else { Some(x) });
        for a in EVERY {
            for b in EVERY {
                for c in EVERY {
                    let path = |x: [f64; 3]| x.iter().fold(PathSum::of(1.0), |path, &x| path.along(x));
                    let expected = bits(path([a, b, c]));
                    for other in [[b, a, c], [c, b, a], [b, c, a]] {
                        assert_eq!(bits(path(other)), expected, "{a} {b} {c} as {other:?}");
                    }
                    let joined = PathSum::of(a).join(PathSum::of(b)).along(c);
                    let apart = PathSum::of(a).along(c).join(PathSum::of(b).along(c));
                    assert_eq!(bits(joined), bits(apart), "({a} + {b}) {c}");
                }
            }
        }
    }
}

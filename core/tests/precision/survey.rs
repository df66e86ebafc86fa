//! The largest errors of a rule over many operands.

use dashu_float::ops::Abs;
use dualtape_core::rules::{BinaryVisitor, NaryVisitor, UnaryVisitor};
use dualtape_core::{Binary, Nary, Real, Unary};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use crate::big::{Big, Format, power_of_two, slope, ulps, value};
use crate::exceptions::{Unit, exception};
use crate::points::Points;
use crate::values::{Value, terms_of, value_of};

/// A number that a rule computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quantity {
    /// The value.
    Value,
    /// The partial in an operand: 0 is x, 1 is y.
    Slope(usize),
    /// The partial of a rule of one operand in blocks.
    BlockSlope,
}

impl Quantity {
    /// Returns the error that a rule may have unless an exception says otherwise, in units in the last place.
    pub(crate) fn bound(self) -> f64 {
        match self {
            Quantity::Value => 2.0,
            Quantity::Slope(_) | Quantity::BlockSlope => 4.0,
        }
    }

    /// Returns the quantity as tables print it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Quantity::Value => "value",
            Quantity::Slope(0) => "∂/∂x",
            Quantity::Slope(_) => "∂/∂y",
            Quantity::BlockSlope => "block",
        }
    }
}

/// The largest error of one quantity of a rule in one format.
#[derive(Clone, Debug)]
pub(crate) struct Observed {
    /// Its name, with its parameter if it has one.
    pub(crate) rule: String,
    pub(crate) format: &'static str,
    pub(crate) quantity: Quantity,
    /// In units in the last place of the result.
    pub(crate) ulps: f64,
    /// In those of the exception for this quantity, if there is one.
    pub(crate) ulps_of_unit: f64,
    /// The operands, what was found there and what is exact.
    pub(crate) at: String,
    pub(crate) operands: usize,
}

/// The errors of all rules that it visits, in one format.
pub(crate) struct Survey<T> {
    /// The number of random operands of each rule, beside the special ones.
    pub(crate) random: usize,
    pub(crate) observed: Vec<Observed>,
    format: std::marker::PhantomData<T>,
}

impl<T: Format> Survey<T> {
    pub(crate) fn new(random: usize) -> Self {
        Survey { random, observed: Vec::new(), format: std::marker::PhantomData }
    }

    /// Compares a rule at `points` with its value in high precision. `found` returns its value and, in turn, each
    /// operand with a partial in it.
    fn compare(
        &mut self,
        rule: &str,
        exact: &dyn Fn(&[Big]) -> Option<Big>,
        reads_output: bool,
        points: &[Vec<T>],
        found: impl Fn(&[T]) -> (T, Vec<(usize, Quantity, T)>),
    ) {
        for at in points {
            let (z, partials) = found(at);
            let Some(exact_z) = value(exact, at) else { continue };
            self.add(rule, Quantity::Value, at, z, &exact_z);
            // Where the value overflows there is no slope. A subnormal one has few digits, and so has a slope that is
            // read from it.
            if !z.is_finite() || (reads_output && Real::abs(z) < T::MIN_POSITIVE) {
                continue;
            }
            let mut last = None;
            for (operand, quantity, partial) in partials {
                if last.as_ref().is_none_or(|&(of, _)| of != operand) {
                    last = Some((operand, slope(exact, at, operand)));
                }
                if let Some((_, Some(exact_slope))) = &last {
                    self.add(rule, quantity, at, partial, exact_slope);
                }
            }
        }
    }

    fn add(&mut self, rule: &str, quantity: Quantity, at: &[T], found: T, exact: &Big) {
        let position = self.observed.iter().position(|o| o.rule == rule && o.quantity == quantity);
        let position = position.unwrap_or_else(|| {
            self.observed.push(Observed {
                rule: rule.to_owned(),
                format: T::NAME,
                quantity,
                ulps: 0.0,
                ulps_of_unit: 0.0,
                at: String::new(),
                operands: 0,
            });
            self.observed.len() - 1
        });
        let error = ulps(found, exact, exact);
        let least = power_of_two(T::LEAST + 7, 64);
        let above_subnormals =
            |unit: &Big| ulps(found, exact, if unit.clone().abs() < least { &least } else { unit });
        let error_of_unit = match exception(rule, quantity, T::NAME).map(|e| e.unit) {
            None | Some(Unit::Result) => error,
            Some(Unit::Terms) => above_subnormals(&terms_of(rule, quantity, at)),
            Some(Unit::One) => ulps(found, exact, &power_of_two(0, 64)),
            Some(Unit::Normal) => above_subnormals(exact),
        };
        let worst = &mut self.observed[position];
        worst.operands += 1;
        if error_of_unit >= worst.ulps_of_unit && error_of_unit > 0.0 {
            worst.at = format!("{at:?}: found {found:e}, exact {:e}", exact.to_f64().value());
        }
        worst.ulps = worst.ulps.max(error);
        worst.ulps_of_unit = worst.ulps_of_unit.max(error_of_unit);
    }
}

/// Returns the value of a rule in high precision.
///
/// # Panics
/// If it is not stated.
fn exact_value<T: Real>(rule: &str, parameter: f64) -> Value {
    value_of(rule, T::from_f64(parameter).to_f64())
        .unwrap_or_else(|| panic!("{rule}: a new rule needs its value in high precision, in values.rs"))
}

/// Returns the stream of operands of a rule, the same in every run.
fn points_of(rule: &str) -> Points {
    let seed = rule.bytes().fold(7, |seed: u64, b| seed.wrapping_mul(31).wrapping_add(u64::from(b)));
    Points(ChaCha8Rng::seed_from_u64(seed))
}

impl<T: Format> UnaryVisitor for Survey<T> {
    fn visit<U: Unary>(&mut self, rule: U) {
        let (name, parameter) = (U::INFO.name, rule.parameter());
        let label = U::PARAMETER.map_or(name.to_owned(), |_| format!("{name}({parameter})"));
        let points: Vec<Vec<T>> = points_of(name).one(self.random).into_iter().map(|x| vec![x]).collect();
        self.compare(&label, &exact_value::<T>(name, parameter), U::NEEDS.output(), &points, |x| {
            let z = rule.eval(x[0]);
            let (partial, in_blocks) = (rule.partial(x[0], z), rule.block_partial(x[0], z));
            (z, vec![(0, Quantity::Slope(0), partial), (0, Quantity::BlockSlope, in_blocks)])
        });
    }
}

impl<T: Format> BinaryVisitor for Survey<T> {
    fn visit<B: Binary>(&mut self, rule: B) {
        let name = B::INFO.name;
        let points = points_of(name).pairs(self.random, name == "logistic_loss");
        let exact = exact_value::<T>(name, rule.parameter());
        self.compare(name, &exact, B::NEEDS.output(), &points, |at| {
            let z = rule.eval(at[0], at[1]);
            let (p, q) = rule.partials(at[0], at[1], z);
            (z, vec![(0, Quantity::Slope(0), p), (1, Quantity::Slope(1), q)])
        });
    }
}

impl<T: Format> NaryVisitor for Survey<T> {
    fn visit<R: Nary>(&mut self, rule: R) {
        let name = R::INFO.name;
        let points = points_of(name).runs(2 * self.random, name == "dot");
        self.compare(name, &exact_value::<T>(name, 0.0), true, &points, |at| {
            let split = match name {
                "dot" => at.len() / 2,
                "polynomial" => at.len() - 1,
                _ => at.len(),
            };
            let (x, y) = at.split_at(split);
            let z = rule.eval(x, y);
            let mut partials = Vec::new();
            rule.partials(x, y, z, |p| {
                let i = partials.len();
                partials.push((i, Quantity::Slope(usize::from(i >= split)), p));
            });
            (z, partials)
        });
    }
}

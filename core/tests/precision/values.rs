//! The value of every rule in high precision: the only thing that is stated about a rule here.
//!
//! Elementary functions are those of `dashu-float`. The error function, which it lacks, is a series of positive terms.

use dashu_float::ops::Abs;
use dualtape_core::Real;

use crate::big::{Big, big, exponent, slope, value};
use crate::survey::Quantity;

/// The value of a rule at its operands, one run after the other; none where it is not defined.
pub(crate) type Value = Box<dyn Fn(&[Big]) -> Option<Big>>;

/// The argument from which on an exponential is replaced by a huge number or 0: far enough that the slope of a power
/// has left every format too.
const FAR: f64 = 2500.0;
/// The argument from which on the error function is 1 in every format, and its complement 0.
const ERF_FAR: f64 = 30.0;

/// Returns the number `v` with the bits of `x`.
fn of(x: &Big, v: f64) -> Big {
    big(v, x.precision())
}

/// Returns the circle constant with the bits of `x`.
fn pi(x: &Big) -> Big {
    Big::pi(x.precision())
}

/// Returns `eˣ`, also far out. (At 0 the crate says 1 without a precision.)
fn exp(x: &Big) -> Big {
    let far = of(x, FAR);
    if *x > far {
        far.exp()
    } else if *x < -&far {
        of(x, 0.0)
    } else {
        x.exp().with_precision(x.precision()).value()
    }
}

/// Returns `erf x` by `2/√π e^(-x²) Σ 2ⁿ x²ⁿ⁺¹/(2n+1)!!`.
fn erf(x: &Big) -> Big {
    let bits = x.precision() as isize;
    if x.clone().abs() > of(x, ERF_FAR) {
        return of(x, if *x > of(x, 0.0) { 1.0 } else { -1.0 });
    }
    let square = x * x;
    let twice = &square + &square;
    let (mut term, mut sum) = (x.clone(), x.clone());
    let mut odd = 1_u32;
    while exponent(&term) > exponent(&sum).map(|e| e - bits) {
        odd += 2;
        term = term * &twice / of(x, f64::from(odd));
        sum += &term;
    }
    sum * (-square).exp() * of(x, 2.0) / pi(x).sqrt()
}

/// Returns `1 - erf x`, with as many bits more as cancel.
fn erfc(x: &Big) -> Big {
    let far = of(x, ERF_FAR);
    if *x > far {
        return of(x, 0.0);
    }
    if *x <= of(x, 0.0) {
        return of(x, 1.0) - erf(x);
    }
    let cancelled = (1.5 * x.to_f64().value().powi(2)) as usize + 64;
    let wide = x.clone().with_precision(x.precision() + cancelled).value();
    (of(&wide, 1.0) - erf(&wide)).with_precision(x.precision()).value()
}

fn tanh(x: &Big) -> Big {
    let far = of(x, FAR);
    if *x > far {
        of(x, 1.0)
    } else if *x < -far {
        of(x, -1.0)
    } else {
        x.tanh()
    }
}

fn sigmoid(x: &Big) -> Big {
    let one = of(x, 1.0);
    &one / (&one + exp(&-x))
}

fn softplus(x: &Big) -> Big {
    if *x > of(x, FAR) { x.clone() } else { exp(x).ln_1p() }
}

/// Returns `xʸ`: for negative `x` by the parity of a whole `y`.
fn power(x: &Big, y: &Big) -> Option<Big> {
    let zero = of(x, 0.0);
    if *x > zero {
        return Some(exp(&(y * x.ln())));
    }
    let whole = y.clone().trunc();
    if *x == zero || whole != *y {
        return None;
    }
    let size = exp(&(y * (-x).ln()));
    let odd = (y.clone() >> 1).trunc() << 1 != whole;
    Some(if odd { -size } else { size })
}

/// Returns the value of the rule of this name in one or two operands, or in any number of them.
pub(crate) fn value_of(rule: &str, parameter: f64) -> Option<Value> {
    let one = |f: fn(&Big) -> Big| -> Value { Box::new(move |x| Some(f(&x[0]))) };
    let within = |low: f64, high: f64, f: fn(&Big) -> Big| -> Value {
        Box::new(move |x| {
            let x = &x[0];
            (of(x, low) < *x && *x < of(x, high)).then(|| f(x))
        })
    };
    let positive = |f| within(0.0, f64::MAX, f);
    let two = |f: fn(&Big, &Big) -> Option<Big>| -> Value { Box::new(move |x| f(&x[0], &x[1])) };
    let many = |f: fn(&[Big]) -> Big| -> Value { Box::new(move |x| Some(f(x))) };
    Some(match rule {
        "neg" => one(|x| -x),
        "abs" => one(|x| x.clone().abs()),
        "sqrt" => positive(Big::sqrt),
        "cbrt" => one(|x| x.nth_root(3)),
        "recip" => Box::new(|x| exponent(&x[0]).map(|_| of(&x[0], 1.0) / &x[0])),
        "exp" => one(exp),
        "exp2" => one(|x| exp(&(x * of(x, 2.0).ln()))),
        "exp_m1" => one(|x| if x.clone().abs() > of(x, FAR) { exp(x) - of(x, 1.0) } else { x.exp_m1() }),
        "ln" => positive(Big::ln),
        "ln_1p" => within(-1.0, f64::MAX, Big::ln_1p),
        "log2" => positive(|x| x.ln() / of(x, 2.0).ln()),
        "log10" => positive(|x| x.ln() / of(x, 10.0).ln()),
        "powi" => {
            let n = parameter as i32;
            Box::new(move |x| {
                let one = of(&x[0], 1.0);
                exponent(&x[0])?;
                let power = (0..n.unsigned_abs()).fold(one.clone(), |power, _| power * &x[0]);
                Some(if n < 0 { one / power } else { power })
            })
        }
        "powf" => Box::new(move |x| power(&x[0], &of(&x[0], parameter))),
        "sin" => one(Big::sin),
        "cos" => one(Big::cos),
        "tan" => one(Big::tan),
        "asin" => within(-1.0, 1.0, Big::asin),
        "acos" => within(-1.0, 1.0, Big::acos),
        "atan" => one(Big::atan),
        "sinh" => one(|x| if x.clone().abs() > of(x, FAR) { exp(x) - exp(&-x) } else { x.sinh() }),
        "cosh" => one(|x| exp(x) / of(x, 2.0) + exp(&-x) / of(x, 2.0)),
        "tanh" => one(tanh),
        "asinh" => one(Big::asinh),
        "acosh" => within(1.0, f64::MAX, Big::acosh),
        "atanh" => within(-1.0, 1.0, Big::atanh),
        "erf" => one(erf),
        "erfc" => one(erfc),
        "sigmoid" => one(sigmoid),
        "softplus" => one(softplus),
        "relu" => one(|x| if *x > of(x, 0.0) { x.clone() } else { of(x, 0.0) }),
        "leaky_relu" => Box::new(move |x| {
            let x = &x[0];
            Some(if *x > of(x, 0.0) { x.clone() } else { x * of(x, parameter) })
        }),
        "gelu" => one(|x| x * erfc(&(-x / of(x, 2.0).sqrt())) / of(x, 2.0)),
        "floor" => one(|x| x.clone().floor()),
        "ceil" => one(|x| x.clone().ceil()),
        "round" => one(|x| x.clone().round()),
        "trunc" => one(|x| x.clone().trunc()),
        "signum" => one(|x| exponent(x).map_or(of(x, 0.0), |_| x / x.clone().abs())),
        "step" => one(|x| of(x, if *x > of(x, 0.0) { 1.0 } else { 0.0 })),
        "add" => two(|x, y| Some(x + y)),
        "sub" => two(|x, y| Some(x - y)),
        "mul" => two(|x, y| Some(x * y)),
        "div" => two(|x, y| exponent(y).map(|_| x / y)),
        "pow" => two(power),
        "atan2" => two(|x, y| (exponent(x).is_some() && exponent(y).is_some()).then(|| x.atan2(y))),
        "hypot" => two(|x, y| Some((x * x + y * y).sqrt())),
        "min" => two(|x, y| Some(if x < y { x } else { y }.clone())),
        "max" => two(|x, y| Some(if x > y { x } else { y }.clone())),
        "logistic_loss" => two(|x, y| Some((of(y, 1.0) - y) * softplus(x) + y * softplus(&-x))),
        "sum_of" => many(|x| x.iter().sum()),
        "dot" => many(|x| x[..x.len() / 2].iter().zip(&x[x.len() / 2..]).map(|(x, y)| x * y).sum()),
        "log_sum_exp" => many(|x| {
            let largest = x.iter().max().expect("operands");
            x.iter().map(|x| exp(&(x - largest))).sum::<Big>().ln() + largest
        }),
        "norm" => many(|x| x.iter().map(|x| x * x).sum::<Big>().sqrt()),
        "polynomial" => many(|x| {
            let (y, x) = x.split_last().expect("an argument");
            x.iter().rev().fold(of(y, 0.0), |sum, c| sum * y + c)
        }),
        _ => return None,
    })
}

/// Returns the sum of the absolute terms of a quantity: its own size where they do not cancel.
///
/// # Panics
/// If the rule has no terms that cancel.
pub(crate) fn terms_of<T: Real>(rule: &str, quantity: Quantity, at: &[T]) -> Big {
    let x: Vec<Big> = at.iter().map(|x| big(x.to_f64(), 128)).collect();
    let one = of(&x[0], 1.0);
    match (rule, quantity) {
        ("gelu", Quantity::Slope(_) | Quantity::BlockSlope) => {
            let x = x[0].clone();
            let half = of(&x, 0.5);
            let density = exp(&-(&x * &x * &half)) / (pi(&x) / half.clone()).sqrt();
            half.clone() * erfc(&(-&x * half.sqrt())) + x.abs() * density
        }
        ("logistic_loss", Quantity::Slope(0)) => {
            let (x, y) = (&x[0], &x[1]);
            (one - y) * sigmoid(x) + y * sigmoid(&-x)
        }
        ("sum_of" | "dot" | "log_sum_exp" | "polynomial", _) => {
            let absolute: Vec<T> = at.iter().map(|&x| Real::abs(x)).collect();
            let exact = value_of(rule, 0.0).expect("a rule of the table");
            let terms = match quantity {
                Quantity::Value => value(&exact, &absolute),
                _ => slope(&exact, &absolute, at.len() - 1),
            };
            terms.expect("a smooth rule")
        }
        _ => panic!("{rule}: no terms are stated"),
    }
}

//! Random programs of every rule, at points where zeros, infinities and kinks are.

use dualtape_core::{Array, BlockFunction, Buf, Function, Real, Scalar, Side, rules};

use crate::random::SplitMix;
use crate::row::{BinaryRow, RuleLike, UnaryRow};

/// An operation on earlier values.
#[derive(Clone, Copy, Debug)]
enum Step {
    Constant(f64),
    Unary(UnaryRow, usize),
    Binary(BinaryRow, [usize; 2]),
    BinaryConstant(BinaryRow, usize, f64),
    /// A rule of many operands, by its place among those of [`Scalar`].
    Nary(usize, [usize; 3]),
    /// The third value if the first is less than the second, or else the fourth.
    If([usize; 4]),
}

/// A random program: each step applies a rule to earlier values, any of them to any.
///
/// Its value is the last one; [`RandomProgram::in_blocks`] computes the same on blocks. The same seed gives the same
/// program on every machine.
///
/// ```
/// use dualtape_check::RandomProgram;
/// use dualtape_core::value;
/// let program = RandomProgram::new(7, 2, 6);
/// let [a, b] = [0, 1].map(|_| value(&program, &program.point(1)).unwrap());
/// assert!(a == b || a.is_nan() && b.is_nan());
/// ```
#[derive(Clone, Debug)]
pub struct RandomProgram {
    seed: u64,
    inputs: usize,
    steps: Vec<Step>,
}

/// The sum of a [`RandomProgram`] over blocks, of which each number is computed as the program computes it.
#[derive(Clone, Copy, Debug)]
pub struct BlockProgram<'a>(&'a RandomProgram);

/// Numbers at which rules have kinks, poles, infinities and saturated tails.
const ODD: [f64; 20] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    2.0,
    -2.0,
    3.5,
    1e-300,
    -1e-20,
    1e300,
    -1e20,
    800.0,
    -800.0,
    40.0,
    -40.0,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
    1.0 - f64::EPSILON,
];

impl RandomProgram {
    /// Returns a program of this many steps.
    ///
    /// # Panics
    /// If there are no inputs.
    pub fn new(seed: u64, inputs: usize, steps: usize) -> Self {
        assert!(inputs > 0, "a program without inputs");
        let mut random = SplitMix::new(seed);
        let mut step = |made: usize| {
            // Half of the operands are recent, so that programs grow deep and share.
            let mut pick = || {
                if random.below(2) == 0 { random.below(made) } else { made - 1 - random.below(made.min(3)) }
            };
            let operands = [pick(), pick(), pick(), pick()];
            let [a, b, c, _] = operands;
            let unary = UnaryRow::ALL[random.below(UnaryRow::ALL.len())];
            let binary = BinaryRow::ALL[random.below(BinaryRow::ALL.len())];
            let odd = ODD[random.below(ODD.len())];
            match random.below(12) {
                0 => Step::Constant(odd),
                1 => Step::BinaryConstant(binary, a, odd),
                2 => Step::Nary(random.below(5), [a, b, c]),
                3 => Step::If(operands),
                4..8 => Step::Unary(unary, a),
                _ => Step::Binary(binary, [a, b]),
            }
        };
        let steps = (inputs..inputs + steps).map(&mut step).collect();
        Self { seed, inputs, steps }
    }

    /// Returns a point: some of its numbers are odd ones, and some are equal.
    pub fn point(&self, draw: u64) -> Vec<f64> {
        let mut random = SplitMix::new(self.seed ^ draw.rotate_left(32));
        let mut number = || match random.below(4) {
            0 | 1 => ODD[random.below(ODD.len() - 4)],
            2 => ODD[random.below(ODD.len())],
            _ => random.number() * 2.0,
        };
        (0..self.inputs).map(|_| number()).collect()
    }

    /// Returns the constants of the program.
    pub fn constants(&self) -> impl Iterator<Item = f64> {
        self.steps.iter().filter_map(|step| match *step {
            Step::Constant(c) | Step::BinaryConstant(_, _, c) => Some(c),
            _ => None,
        })
    }

    /// Returns the program on blocks: the inputs are one block, and so is every value.
    pub fn in_blocks(&self) -> BlockProgram<'_> {
        BlockProgram(self)
    }
}

impl<R: Real> Function<R> for RandomProgram {
    fn eval<S: Scalar<Real = R>>(&self, x: &[S]) -> S {
        let constant = |v: f64| R::from_f64(v);
        let mut v = x[..self.inputs].to_vec();
        for &step in &self.steps {
            let z = match step {
                Step::Constant(c) => S::constant(constant(c)),
                Step::Unary(row, a) => row.apply(&[v[a]]),
                Step::Binary(row, [a, b]) => row.apply(&[v[a], v[b]]),
                Step::BinaryConstant(row, a, c) => row.apply_constant(Side::Right, constant(c), v[a]),
                Step::Nary(rule, [a, b, c]) => {
                    let x = [v[a], v[b], v[c]];
                    match rule {
                        0 => S::sum_of(&x),
                        1 => S::dot(&x[..2], &x[1..]),
                        2 => S::log_sum_exp(&x),
                        3 => S::norm(&x),
                        _ => S::polynomial(&x[..2], x[2]),
                    }
                }
                Step::If([a, b, c, d]) => {
                    if v[a] < v[b] {
                        v[c]
                    } else {
                        v[d]
                    }
                }
            };
            v.push(z);
        }
        v[v.len() - 1]
    }
}

impl<R: Real> BlockFunction<R> for BlockProgram<'_> {
    fn eval<A: Array<Real = R>>(&self, x: &A) -> A::Scalar {
        let n = x.len();
        let full = |c: f64| A::constant(&Buf::filled(n, R::from_f64(c)));
        let mut v = vec![x.clone(); self.0.inputs];
        for &step in &self.0.steps {
            let z = match step {
                Step::Constant(c) => full(c),
                Step::Unary(row, a) => row.apply_block(&[v[a].clone()]),
                Step::Binary(row, [a, b]) => row.apply_block(&[v[a].clone(), v[b].clone()]),
                Step::BinaryConstant(row, a, c) => row.apply_block(&[v[a].clone(), full(c)]),
                Step::Nary(2, [a, ..]) => v[a].log_sum_exp(n).repeat_each(n),
                Step::Nary(_, [a, b, _]) => {
                    let sum = v[a].sum();
                    v[b].zip(rules::Mul, &A::full(n, sum))
                }
                Step::If([a, b, ..]) => v[a].zip(rules::Add, &v[b]),
            };
            v.push(z);
        }
        v[v.len() - 1].sum()
    }
}

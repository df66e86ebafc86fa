//! Kernels: the loop that executes a run of instructions of one rule, compiled for each rule and each kind of slots.
//!
//! There is no code for a rule here; a user's rule runs as fast as one of the table.

use std::marker::PhantomData;

use dualtape_core::{Binary, Real, Unary};

use crate::slots::{FarSlots, Instruction, LANES, NearSlots, Packed, Slots};

/// A number of each of the samples that run together.
pub(crate) type Lanes<R> = [R; LANES];

/// A function of up to three plain numbers.
pub(crate) trait Elementwise: Copy + 'static {
    /// The number of operands.
    const ARITY: usize;
    /// Flag for a function that takes much longer than its operand to load.
    const GATHERS: bool = false;
    /// Returns the function with this parameter.
    fn with_parameter(parameter: f64) -> Self;
    /// Returns its value.
    fn apply<R: Real>(self, a: R, b: R, c: R) -> R;
}

/// A rule of one operand.
#[derive(Clone, Copy)]
pub(crate) struct OfOne<U>(U);
/// A rule of two operands.
#[derive(Clone, Copy)]
pub(crate) struct OfTwo<B>(B);
/// `ab + c`, rounded twice.
#[derive(Clone, Copy)]
pub(crate) struct MulAdd;
/// `ab - c`, rounded twice.
#[derive(Clone, Copy)]
pub(crate) struct MulSub;
/// `c - ab`, rounded twice.
#[derive(Clone, Copy)]
pub(crate) struct SubMul;

impl<U: Unary> Elementwise for OfOne<U> {
    const ARITY: usize = 1;
    const GATHERS: bool = true;
    #[inline(always)]
    fn with_parameter(parameter: f64) -> Self {
        OfOne(U::with_parameter(parameter))
    }
    #[inline(always)]
    fn apply<R: Real>(self, a: R, _: R, _: R) -> R {
        self.0.eval(a)
    }
}

impl<B: Binary> Elementwise for OfTwo<B> {
    const ARITY: usize = 2;
    #[inline(always)]
    fn with_parameter(parameter: f64) -> Self {
        OfTwo(B::with_parameter(parameter))
    }
    #[inline(always)]
    fn apply<R: Real>(self, a: R, b: R, _: R) -> R {
        self.0.eval(a, b)
    }
}

macro_rules! fused {
    ($($name:ident: |$a:ident, $b:ident, $c:ident| $value:expr;)*) => { $(
        impl Elementwise for $name {
            const ARITY: usize = 3;
            #[inline(always)]
            fn with_parameter(_: f64) -> Self {
                $name
            }
            #[inline(always)]
            fn apply<R: Real>(self, $a: R, $b: R, $c: R) -> R {
                $value
            }
        }
    )* };
}

fused! {
    MulAdd: |a, b, c| a * b + c;
    MulSub: |a, b, c| a * b - c;
    SubMul: |a, b, c| c - a * b;
}

type Loop<V, S> = fn(f64, &[<S as Slots<V>>::Line], &mut S);

/// The loops of one function.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kernel<R: Real> {
    /// Flag for loops that need instructions of which none reads the result of another.
    pub(crate) gathers: bool,
    near: Loop<R, NearSlots<R>>,
    far: Loop<R, FarSlots<R>>,
    near_lanes: Loop<Lanes<R>, NearSlots<Lanes<R>>>,
    far_lanes: Loop<Lanes<R>, FarSlots<Lanes<R>>>,
}

impl<R: Real> Kernel<R> {
    /// Returns the loops of a function.
    pub(crate) fn of<E: Elementwise>() -> Self {
        Kernel {
            gathers: E::GATHERS,
            near: one::<E, R, NearSlots<R>>,
            far: one::<E, R, FarSlots<R>>,
            near_lanes: lanes::<E, R, NearSlots<Lanes<R>>>,
            far_lanes: lanes::<E, R, FarSlots<Lanes<R>>>,
        }
    }
}

/// Slots of a kind that kernels have loops for.
pub(crate) trait Machine<R: Real> {
    /// A number of one sample, or of each of those that run together.
    type Value: Copy;
    /// An instruction.
    type Line: Copy;
    /// Runs a kernel.
    fn run(&mut self, kernel: &Kernel<R>, parameter: f64, code: &[Self::Line]);
    /// Returns the samples, as bits, for which each comparison of the first two operands has the outcome `holds`.
    fn check(&self, predicate: Predicate, holds: bool, code: &[Self::Line]) -> u32;
}

/// A comparison of two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Predicate {
    /// `a < b`
    Less,
    /// `a <= b`
    LessEqual,
    /// `a == b`
    Equal,
}

impl Predicate {
    /// Returns the outcome for two numbers.
    #[inline(always)]
    pub(crate) fn of<R: Real>(self, a: R, b: R) -> bool {
        match self {
            Predicate::Less => a < b,
            Predicate::LessEqual => a <= b,
            Predicate::Equal => a == b,
        }
    }
}

macro_rules! machine {
    ($slots:ident, $value:ty, $line:ident, $kernel:ident, $check:ident) => {
        impl<R: Real> Machine<R> for $slots<$value> {
            type Value = $value;
            type Line = $line;
            #[inline(always)]
            fn run(&mut self, kernel: &Kernel<R>, parameter: f64, code: &[$line]) {
                (kernel.$kernel)(parameter, code, self);
            }
            fn check(&self, predicate: Predicate, holds: bool, code: &[$line]) -> u32 {
                match predicate {
                    Predicate::Less => $check(self, code, |a, b| (a < b) == holds),
                    Predicate::LessEqual => $check(self, code, |a, b| (a <= b) == holds),
                    Predicate::Equal => $check(self, code, |a, b| (a == b) == holds),
                }
            }
        }
    };
}

machine!(NearSlots, R, Packed, near, check_one);
machine!(FarSlots, R, Instruction, far, check_one);
machine!(NearSlots, Lanes<R>, Packed, near_lanes, check_lanes);
machine!(FarSlots, Lanes<R>, Instruction, far_lanes, check_lanes);

/// Executes instructions on the numbers of one sample, one after the other.
#[inline(always)]
fn in_order<E: Elementwise, R: Real, S: Slots<R> + ?Sized>(function: E, code: &[S::Line], slots: &mut S) {
    for &line in code {
        let [result, a, b, c] = S::slots(line);
        let a = *slots.at(a);
        let b = if E::ARITY > 1 { *slots.at(b) } else { a };
        let c = if E::ARITY > 2 { *slots.at(c) } else { a };
        slots.put(result, function.apply(a, b, c));
    }
}

/// Executes instructions on the numbers of one sample.
fn one<E: Elementwise, R: Real, S: Slots<R> + ?Sized>(parameter: f64, code: &[S::Line], slots: &mut S) {
    let function = E::with_parameter(parameter);
    if E::GATHERS && code.len() >= FEWEST_GATHERED {
        pulp::Arch::new().dispatch(GatherLoop { function, code, slots, real: PhantomData::<R> });
    } else {
        in_order(function, code, slots);
    }
}

/// The instructions from which on operands are gathered: a vector takes as long as this many single numbers.
const FEWEST_GATHERED: usize = 3;

/// The loop over instructions of which none reads the result of another: their operands are gathered, so that vectors
/// compute their function.
struct GatherLoop<'a, E, R, L, S: ?Sized> {
    function: E,
    code: &'a [L],
    slots: &'a mut S,
    real: PhantomData<R>,
}

impl<E: Elementwise, R: Real, S: Slots<R> + ?Sized> pulp::NullaryFnOnce for GatherLoop<'_, E, R, S::Line, S> {
    type Output = ();
    #[inline(always)]
    fn call(self) {
        let function = self.function;
        let mut chunks = self.code.chunks_exact(GATHERED);
        for chunk in &mut chunks {
            gathered(function, chunk, self.slots);
        }
        let rest = chunks.remainder();
        if rest.len() < FEWEST_GATHERED {
            in_order(function, rest, self.slots);
        } else {
            gathered(function, rest, self.slots);
        }
    }
}

/// The instructions whose operands are gathered at a time.
const GATHERED: usize = 8;

#[inline(always)]
fn gathered<E: Elementwise, R: Real, S: Slots<R> + ?Sized>(function: E, code: &[S::Line], slots: &mut S) {
    let mut operands = [R::ONE; GATHERED];
    for (operand, &line) in operands.iter_mut().zip(code) {
        *operand = *slots.at(S::slots(line)[1]);
    }
    for operand in &mut operands {
        *operand = function.apply(*operand, *operand, *operand);
    }
    for (&line, result) in code.iter().zip(operands) {
        slots.put(S::slots(line)[0], result);
    }
}

/// Executes instructions on the numbers of [`LANES`] samples, by the widest vectors of the machine.
fn lanes<E: Elementwise, R: Real, S: Slots<Lanes<R>> + ?Sized>(
    parameter: f64,
    code: &[S::Line],
    slots: &mut S,
) {
    pulp::Arch::new().dispatch(LaneLoop {
        function: E::with_parameter(parameter),
        code,
        slots,
        real: PhantomData::<R>,
    });
}

/// The loop of [`lanes`]: a closure would not be inlined into the code for wide vectors.
struct LaneLoop<'a, E, R, L, S: ?Sized> {
    function: E,
    code: &'a [L],
    slots: &'a mut S,
    real: PhantomData<R>,
}

impl<E: Elementwise, R: Real, S: Slots<Lanes<R>> + ?Sized> pulp::NullaryFnOnce
    for LaneLoop<'_, E, R, S::Line, S>
{
    type Output = ();
    #[inline(always)]
    fn call(self) {
        let function = self.function;
        for &line in self.code {
            let [result, a, b, c] = S::slots(line);
            let mut out = [R::ZERO; LANES];
            let a = self.slots.at(a);
            let b = if E::ARITY > 1 { self.slots.at(b) } else { a };
            let c = if E::ARITY > 2 { self.slots.at(c) } else { a };
            for lane in 0..LANES {
                out[lane] = function.apply(a[lane], b[lane], c[lane]);
            }
            self.slots.put(result, out);
        }
    }
}

#[inline(always)]
fn check_one<R: Real, S: Slots<R> + ?Sized>(
    slots: &S,
    code: &[S::Line],
    holds: impl Fn(R, R) -> bool,
) -> u32 {
    let outcome = |&line: &S::Line| {
        let [_, a, b, _] = S::slots(line);
        holds(*slots.at(a), *slots.at(b))
    };
    u32::from(code.iter().fold(true, |all, line| all & outcome(line)))
}

fn check_lanes<R: Real, S: Slots<Lanes<R>> + ?Sized>(
    slots: &S,
    code: &[S::Line],
    holds: impl Fn(R, R) -> bool,
) -> u32 {
    pulp::Arch::new().dispatch(CheckLoop { slots, code, holds, real: PhantomData::<R> })
}

/// The loop of comparisons in lanes.
struct CheckLoop<'a, H, R, L, S: ?Sized> {
    slots: &'a S,
    code: &'a [L],
    holds: H,
    real: PhantomData<R>,
}

impl<H: Fn(R, R) -> bool, R: Real, S: Slots<Lanes<R>> + ?Sized> pulp::NullaryFnOnce
    for CheckLoop<'_, H, R, S::Line, S>
{
    type Output = u32;
    #[inline(always)]
    fn call(self) -> u32 {
        // Numbers instead of flags: lanes of the same width as those compared.
        let mut violated = [R::ZERO; LANES];
        for &line in self.code {
            let [_, a, b, _] = S::slots(line);
            let (a, b) = (self.slots.at(a), self.slots.at(b));
            for lane in 0..LANES {
                violated[lane] = if (self.holds)(a[lane], b[lane]) { violated[lane] } else { R::ONE };
            }
        }
        violated.iter().rev().fold(0, |bits, &violated| bits << 1 | u32::from(violated == R::ZERO))
    }
}

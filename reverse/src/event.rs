//! What a block event remembers for the sweep. One variant per block operation, none per rule.

use dualtape_core::{Accumulate, Array, Binary, MatMul, Needs, Operand, Scalar, Side, Unary};

pub(crate) type ArrayOf<T> = <T as Scalar>::Array;

/// The block id of a constant.
pub(crate) const PASSIVE: u32 = u32::MAX;

/// A range of a recorded block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View {
    pub(crate) block: u32,
    pub(crate) start: u32,
    pub(crate) len: u32,
}

impl View {
    /// No block: the adjoint of a constant goes nowhere.
    pub(crate) const CONSTANT: View = View { block: PASSIVE, start: 0, len: 0 };

    pub(crate) fn is_active(self) -> bool {
        self.block != PASSIVE
    }

    /// The part `range` of this view.
    pub(crate) fn part(self, start: usize, len: usize) -> View {
        if self.is_active() {
            View { block: self.block, start: self.start + id(start), len: id(len) }
        } else {
            self
        }
    }
}

/// A count as it is stored; the limits of the tape keep it below 2³².
pub(crate) fn id(n: usize) -> u32 {
    u32::try_from(n).expect("a block has fewer than 2³² numbers")
}

type MapPull<A> = fn(f64, &A, &A, A) -> A;
type ZipPull<A> = fn(f64, Side, &A, &A, &A, A) -> A;
type MapCurve<A> = fn(f64, Operand, &A, &A, &A, &A) -> A;
type ZipCurve<A> = fn(f64, Side, Operand, &A, &A, &A, &A, &A) -> A;

/// A unary rule as an event stores it: its functions on arrays, and its parameter.
pub(crate) struct MapRule<A> {
    pub(crate) pull: MapPull<A>,
    pub(crate) curve: MapCurve<A>,
    pub(crate) needs: Needs,
    pub(crate) parameter: f64,
}

impl<A: Array> MapRule<A> {
    pub(crate) fn new<R: Unary>(rule: R) -> Self {
        MapRule {
            pull: |parameter, x, z, d| A::into_map_pull(R::with_parameter(parameter), x, z, d),
            curve: |parameter, along, x, z, t, d| {
                A::map_curve(R::with_parameter(parameter), along, x, z, t, d)
            },
            needs: R::NEEDS,
            parameter: rule.parameter(),
        }
    }
}

/// A binary rule as an event stores it.
pub(crate) struct ZipRule<A> {
    pub(crate) pull: ZipPull<A>,
    pub(crate) curve: ZipCurve<A>,
    pub(crate) needs: Needs,
    pub(crate) parameter: f64,
}

impl<A: Array> ZipRule<A> {
    pub(crate) fn new<R: Binary>(rule: R) -> Self {
        ZipRule {
            pull: |parameter, side, x, y, z, d| {
                A::into_zip_pull(R::with_parameter(parameter), side, x, y, z, d)
            },
            curve: |parameter, side, along, x, y, z, t, d| {
                A::zip_curve(R::with_parameter(parameter), side, along, x, y, z, t, d)
            },
            needs: R::NEEDS,
            parameter: rule.parameter(),
        }
    }
}

/// A place in the list of kept values.
#[derive(Clone, Copy)]
pub(crate) struct Kept(u32);

impl Kept {
    pub(crate) const NOTHING: Kept = Kept(u32::MAX);
}

/// An operand of an event: where its adjoint goes, and its values if the pullback reads them.
#[derive(Clone, Copy)]
pub(crate) struct Source {
    pub(crate) view: View,
    pub(crate) values: Kept,
}

/// Ids of scalars: a range of ids, or of the list of edges.
#[derive(Clone, Copy)]
pub(crate) struct Run {
    first: u32,
    len: u32,
    pub(crate) listed: bool,
}

impl Run {
    /// Calls `each` with the place of every id in the run, and the id unless it is that of a constant.
    #[inline(always)]
    pub(crate) fn for_each(self, edges: &[u32], mut each: impl FnMut(usize, usize)) {
        let range = self.first as usize..(self.first + self.len) as usize;
        if !self.listed {
            return range.enumerate().for_each(|(i, id)| each(i, id));
        }
        for (i, &id) in edges[range].iter().enumerate() {
            if id != PASSIVE {
                each(i, id as usize);
            }
        }
    }

    pub(crate) fn len(self) -> usize {
        self.len as usize
    }
}

/// The lists of a recording; they outlive it, so that a warm recording allocates nothing.
///
/// The values that pullbacks will read stand in a list of their own. Events are thus small and plain: moving one
/// into its place is a few registers, forgetting them all is free.
pub(crate) struct Lists<T: Scalar> {
    pub(crate) events: Vec<Event<T>>,
    /// The length of each block.
    pub(crate) lens: Vec<u32>,
    /// Ids of scalars that do not follow each other.
    pub(crate) edges: Vec<u32>,
    /// Derivatives of operations with any number of operands.
    pub(crate) weights: Vec<T>,
    /// Room for the values of such operands.
    pub(crate) operands: Vec<T>,
    kept: Vec<ArrayOf<T>>,
    /// Whether the recording is only counted: nothing is kept.
    pub(crate) counting: bool,
}

impl<T: Scalar> Default for Lists<T> {
    fn default() -> Self {
        Lists {
            events: Vec::new(),
            lens: Vec::new(),
            edges: Vec::new(),
            weights: Vec::new(),
            operands: Vec::new(),
            kept: Vec::new(),
            counting: false,
        }
    }
}

impl<T: Scalar> Lists<T> {
    /// Forgets everything; arrays go back to their pool.
    pub(crate) fn clear(&mut self) {
        self.events.clear();
        self.lens.clear();
        self.edges.clear();
        self.weights.clear();
        self.operands.clear();
        self.kept.clear();
        self.counting = false;
    }

    /// Writes down the ids of scalars, as a range if they follow each other.
    pub(crate) fn run(&mut self, ids: impl ExactSizeIterator<Item = u32> + Clone) -> Run {
        let len = id(ids.len());
        let first = ids.clone().next().unwrap_or(0);
        let mut pairs = ids.clone().zip(ids.clone().skip(1));
        if first != PASSIVE && pairs.all(|(a, b)| a.checked_add(1) == Some(b)) {
            return Run { first, len, listed: false };
        }
        let first = id(self.edges.len());
        if !self.counting {
            self.edges.extend(ids);
        }
        Run { first, len, listed: true }
    }

    /// Keeps the values for the sweep, if they are `needed`.
    #[inline(always)]
    pub(crate) fn keep(&mut self, values: &ArrayOf<T>, needed: bool) -> Kept {
        if !needed || self.counting {
            return Kept::NOTHING;
        }
        self.kept.push(values.clone());
        Kept(id(self.kept.len() - 1))
    }

    /// Values that were kept.
    #[inline(always)]
    pub(crate) fn kept(&self, values: Kept) -> &ArrayOf<T> {
        self.kept.get(values.0 as usize).expect("an event keeps what its pullback reads")
    }

    /// Values that were kept, or `stand_in` where they are not read.
    #[inline(always)]
    pub(crate) fn kept_or<'a>(&'a self, values: Kept, stand_in: &'a ArrayOf<T>) -> &'a ArrayOf<T> {
        self.kept.get(values.0 as usize).unwrap_or(stand_in)
    }
}

/// A block operation, with what its pullback reads.
pub(crate) enum Op<T: Scalar> {
    /// An input block.
    Input,
    /// Scalars gathered into a block.
    Gather(Run),
    Map {
        rule: MapRule<ArrayOf<T>>,
        x: Source,
        z: Kept,
    },
    /// `∂f(x, z) · d`, recorded when a sweep is itself differentiated.
    MapPull {
        rule: MapRule<ArrayOf<T>>,
        x: Source,
        z: Source,
        d: Source,
    },
    Zip {
        rule: ZipRule<ArrayOf<T>>,
        x: Source,
        y: Source,
        z: Kept,
    },
    /// One side's `∂f(x, y, z) · d`.
    ZipPull {
        rule: ZipRule<ArrayOf<T>>,
        side: Side,
        operands: [Source; 3],
        d: Source,
    },
    /// The weights `w` are needed only for the adjoint of `x`, and the inputs only for that of `w`.
    Affine {
        x: Source,
        w: Source,
        b: View,
        shape: MatMul,
    },
    MatMul {
        x: Source,
        y: Source,
        shape: MatMul,
    },
    /// A product added to a whole block.
    AddMatMul {
        old: View,
        x: Source,
        y: Source,
        shape: MatMul,
    },
    SumRows {
        x: View,
        cols: usize,
    },
    Scale {
        x: Source,
        s: u32,
        factor: T,
    },
    LogSumExp {
        x: View,
        softmax: Kept,
        cols: usize,
    },
    Softmax {
        x: View,
        z: Kept,
        cols: usize,
    },
    Put {
        old: View,
        at: usize,
        accumulate: Accumulate,
        v: View,
    },
    /// A scalar operation with any number of operands, whose weights stand in their list from here on.
    Nary {
        runs: [Run; 2],
        first_weight: usize,
    },
    // Reductions: the output is a scalar.
    Get {
        x: View,
    },
    Sum {
        x: View,
    },
    Dot {
        x: Source,
        y: Source,
    },
    /// A reduction whose gradient was computed with its value.
    WithGradient {
        x: View,
        gradient: Kept,
    },
}

/// A block operation at its place between the scalar nodes.
pub(crate) struct Event<T: Scalar> {
    /// The scalar ids given out before: the sweep handles those above first.
    pub(crate) scalars_before: u32,
    /// The block, or for a reduction the scalar, that was the result.
    pub(crate) out: u32,
    pub(crate) op: Op<T>,
}

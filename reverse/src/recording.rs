//! One recording: what was done since the tape was lent.

use std::cell::{Cell, RefCell};

use dualtape_core::{Array, Error, Nary, Scalar};
use typed_arena::Arena;

use crate::adjoint::Workspace;
use crate::event::{ArrayOf, Event, Op, PASSIVE, View, id};
use crate::lists::{Lists, Run};
use crate::sweep::{Nodes, sweep};
use crate::tape::{BLOCK, Block, Limits, Node, Usage, fresh_block};
use crate::{Var, VarArray};

/// A recording in progress: makes inputs, and pulls cotangents back to them.
///
/// `'t` is invariant and belongs to one recording only; see [`crate::Tape::record`].
pub struct Recording<'t, T: Scalar> {
    /// The block in which the next node goes, at the place that the last bits of its id say.
    current: Cell<&'t [Node<T>; BLOCK]>,
    /// Ids given out; scalars that are inputs come first and have no node.
    scalars: Cell<usize>,
    inputs: Cell<usize>,
    /// Blocks in use: those that the tape had, then those grown by this recording.
    used: Cell<usize>,
    blocks: &'t [Block<T>],
    grown: &'t Arena<Block<T>>,
    grown_blocks: RefCell<Vec<&'t Block<T>>>,
    lists: &'t RefCell<Lists<T>>,
    work: &'t RefCell<Workspace<T>>,
    events: Cell<usize>,
    /// Bytes of what events refer to: values, weights, ids.
    list_bytes: Cell<usize>,
    limits: Limits,
}

impl<'t, T: Scalar> Recording<'t, T> {
    pub(crate) fn new(
        blocks: &'t [Block<T>],
        grown: &'t Arena<Block<T>>,
        lists: &'t RefCell<Lists<T>>,
        work: &'t RefCell<Workspace<T>>,
        limits: Limits,
    ) -> Self {
        let grown_blocks = RefCell::default();
        Recording {
            current: Cell::new(block_at(0, blocks, grown, &grown_blocks)),
            scalars: Cell::new(0),
            inputs: Cell::new(0),
            used: Cell::new(1),
            blocks,
            grown,
            grown_blocks,
            lists,
            work,
            events: Cell::new(0),
            list_bytes: Cell::new(0),
            limits,
        }
    }

    // ---- recording

    /// A scalar input.
    ///
    /// # Panics
    /// If an operation was recorded before: inputs come first.
    pub fn input(&'t self, value: T) -> Var<'t, T> {
        assert_eq!(self.scalars.get(), self.inputs.get(), "inputs come before operations");
        self.inputs.set(self.inputs.get() + 1);
        self.scalars.set(self.scalars.get() + 1);
        Var::active(value, self.inputs.get() - 1, self)
    }

    /// A block of inputs.
    pub fn input_array(&'t self, value: ArrayOf<T>) -> VarArray<'t, T> {
        self.block(value, |_, _| Op::Input)
    }

    /// Records one operation of up to two operands; a parent that is [`PASSIVE`] becomes the node itself.
    #[inline(always)]
    pub(crate) fn node(&'t self, value: T, weights: [T; 2], parents: [u32; 2]) -> Var<'t, T> {
        let scalar = self.scalars.get();
        #[allow(clippy::cast_possible_truncation, reason = "checked when a block is begun")]
        let own = scalar as u32;
        let parents = parents.map(|p| if p == PASSIVE { own } else { p });
        self.current.get()[scalar % BLOCK].set(weights, parents);
        self.scalars.set(scalar + 1);
        // Only now, and by way of the value, so that the operation above keeps its numbers in registers.
        let value = if (scalar + 1).is_multiple_of(BLOCK) { self.begin_block(value) } else { value };
        Var::active(value, scalar, self)
    }

    /// Makes the next block the current one. The value goes through, unknown to the optimiser, or it would be kept
    /// in memory instead of a register all the time, for the rare call.
    #[cold]
    #[inline(never)]
    fn begin_block(&'t self, value: T) -> T {
        let mut lists = self.lists.borrow_mut();
        self.check_limits(&mut lists);
        // What is only counted writes over the last block.
        if !lists.counting {
            let next = self.used.get();
            self.current.set(block_at(next, self.blocks, self.grown, &self.grown_blocks));
            self.used.set(next + 1);
        }
        std::hint::black_box(value)
    }

    /// Past a limit the result is lost: the function runs to its end, to see how much it needs, but what it does is
    /// only counted.
    fn check_limits(&self, lists: &mut Lists<T>) {
        if self.check().is_err() {
            lists.clear();
            lists.counting = true;
        }
    }

    /// Limits are checked when a block is begun, so ids must last for one more.
    fn scalar_limit(&self) -> usize {
        self.limits.scalars.min(u32::MAX as usize - BLOCK)
    }

    /// Records a block operation with this result; `op` keeps what its pullback reads.
    #[inline(always)]
    pub(crate) fn block(
        &'t self,
        value: ArrayOf<T>,
        op: impl FnOnce(&mut Lists<T>, &ArrayOf<T>) -> Op<T>,
    ) -> VarArray<'t, T> {
        let mut lists = self.lists.borrow_mut();
        let (block, len) = (id(lists.lens.len()), id(value.len()));
        lists.lens.push(len);
        self.list_bytes.set(self.list_bytes.get() + value.len() * size_of::<T>());
        let op = op(&mut lists, &value);
        self.event(&mut lists, block, op);
        VarArray::active(value, View { block, start: 0, len }, self)
    }

    /// Records a block operation with a scalar result.
    #[inline(always)]
    pub(crate) fn reduce(&'t self, value: T, op: impl FnOnce(&mut Lists<T>) -> Op<T>) -> Var<'t, T> {
        let out = self.node(value, [T::zero(); 2], [PASSIVE; 2]);
        let mut lists = self.lists.borrow_mut();
        let op = op(&mut lists);
        self.event(&mut lists, out.id(), op);
        out
    }

    #[inline(always)]
    fn event(&self, lists: &mut Lists<T>, out: u32, op: Op<T>) {
        self.events.set(self.events.get() + 1);
        if lists.counting {
            return;
        }
        // Beyond the limit nothing is swept, so any id will do.
        let scalars_before = u32::try_from(self.scalars.get()).unwrap_or(u32::MAX);
        lists.events.push(Event { scalars_before, out, op });
        if self.limits.bytes < usize::MAX {
            self.check_limits(lists);
        }
    }

    /// Records scalars as a block.
    pub(crate) fn gather(&'t self, value: ArrayOf<T>, x: &[Var<'t, T>]) -> VarArray<'t, T> {
        self.block(value, |lists, _| Op::Gather(self.run(lists, x)))
    }

    /// Records an operation of any number of operands.
    pub(crate) fn nary<R: Nary>(&'t self, rule: R, x: &[Var<'t, T>], y: &[Var<'t, T>]) -> Var<'t, T> {
        let mut operands = std::mem::take(&mut self.lists.borrow_mut().operands);
        operands.clear();
        operands.extend(x.iter().chain(y).map(|v| v.primal()));
        let (values, others) = operands.split_at(x.len());
        let z = T::nary(rule, values, others);
        let z = self.reduce(z, |lists| {
            let first_weight = lists.weights.len();
            if !lists.counting {
                rule.partials(values, others, z, |weight| lists.weights.push(weight));
            }
            self.list_bytes.set(self.list_bytes.get() + operands.len() * size_of::<T>());
            Op::Nary { runs: [self.run(lists, x), self.run(lists, y)], first_weight }
        });
        self.lists.borrow_mut().operands = operands;
        z
    }

    fn run(&self, lists: &mut Lists<T>, x: &[Var<'t, T>]) -> Run {
        let run = lists.run(x.iter().map(|x| x.id()));
        if run.listed {
            self.list_bytes.set(self.list_bytes.get() + x.len() * size_of::<u32>());
        }
        run
    }

    // ---- pulling back

    /// Pulls cotangents of scalars back to everything that was recorded; repeated calls start afresh.
    ///
    /// Cotangents of the same variable add up.
    pub fn pull(&self, seeds: impl IntoIterator<Item = (Var<'t, T>, T)>) {
        self.pull_seeded(|work| {
            for (y, w) in seeds {
                if y.recording().is_some() {
                    work.scalars[y.id() as usize] += w;
                }
            }
        });
    }

    /// Pulls the cotangent `w` of a block back to everything that was recorded; repeated calls start afresh.
    ///
    /// # Panics
    /// If `w` has another length than `y`.
    pub fn pull_array(&self, y: &VarArray<'t, T>, w: &ArrayOf<T>) {
        assert_eq!(y.len(), w.len(), "a cotangent has the length of its block");
        self.pull_seeded(|work| {
            if y.view().is_active() {
                work.blocks.add(y.view(), w);
            }
        });
    }

    fn pull_seeded(&self, seed: impl FnOnce(&mut Workspace<T>)) {
        let (lists, mut work) = (self.lists.borrow(), self.work.borrow_mut());
        work.clear();
        if lists.counting {
            return;
        }
        work.begin(self.scalars.get(), &lists.lens);
        seed(&mut work);
        let nodes =
            Nodes { inputs: self.inputs.get(), blocks: self.blocks, grown: &self.grown_blocks.borrow() };
        sweep(&nodes, &lists, &mut work);
    }

    /// The adjoint of a scalar input (or of any scalar that nothing was recorded before) after a pull.
    pub fn adjoint(&self, x: Var<'t, T>) -> T {
        self.work.borrow().scalars.get(x.id() as usize).copied().unwrap_or(T::zero())
    }

    /// The adjoint of a block of inputs after a pull.
    ///
    /// # Panics
    /// If `x` is not a whole block.
    pub fn adjoint_array(&self, x: &VarArray<'t, T>) -> ArrayOf<T> {
        let view = x.view();
        assert!(view.is_active() && view.start == 0, "not an input block");
        self.work.borrow_mut().blocks.take(view.block).unwrap_or_else(|| ArrayOf::<T>::zeros(x.len()))
    }

    // ---- accounting

    /// What was recorded so far.
    pub fn usage(&self) -> Usage {
        let (nodes, events) = (self.scalars.get() - self.inputs.get(), self.events.get());
        let bytes = nodes * size_of::<Node<T>>()
            + self.scalars.get() * size_of::<T>()
            + events * size_of::<Event<T>>()
            + self.list_bytes.get();
        Usage { nodes, events, bytes }
    }

    /// `Ok` while the recording is within its limits.
    ///
    /// # Errors
    /// It passed one; the error says which, and how much the function needed.
    pub fn check(&self) -> Result<(), Error> {
        let (usage, scalars) = (self.usage(), self.scalars.get());
        if usage.bytes > self.limits.bytes {
            return Err(Error::TapeLimit { unit: "bytes", needed: usage.bytes, limit: self.limits.bytes });
        }
        if scalars > self.scalar_limit() {
            return Err(Error::TapeLimit { unit: "scalars", needed: scalars, limit: self.scalar_limit() });
        }
        Ok(())
    }
}

/// The block number `i`, which is one of those that the tape has or the next one to grow.
fn block_at<'t, T: Scalar>(
    i: usize,
    blocks: &'t [Block<T>],
    grown: &'t Arena<Block<T>>,
    grown_blocks: &RefCell<Vec<&'t Block<T>>>,
) -> &'t Block<T> {
    blocks.get(i).unwrap_or_else(|| {
        let block: &'t Block<T> = grown.alloc(fresh_block());
        grown_blocks.borrow_mut().push(block);
        block
    })
}

impl<T: Scalar> std::fmt::Debug for Recording<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recording").field("usage", &self.usage()).finish_non_exhaustive()
    }
}

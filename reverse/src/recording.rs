//! One recording: scalar nodes on their pages, events in their lists, and the size of both.

use std::cell::{Cell, RefCell};

use dualtape_core::{Array, Error, Nary, Scalar};

use crate::adjoint::Workspace;
use crate::event::{ArrayOp, Event, NaryOp, Op, Reduction, ScalarIds};
use crate::ids::{ScalarId, View, narrow};
use crate::limits::{Limits, Usage};
use crate::lists::Lists;
use crate::scalar_tape::{MAX_SCALARS, PageStore, ScalarTape};
use crate::sweep::pull_back;

/// A recording in progress: makes inputs, and pulls cotangents back to them.
///
/// `'t` is invariant and belongs to one recording only; see [`Tape::record`](crate::Tape::record).
pub struct Recording<'t, T: Scalar> {
    tape: ScalarTape<'t, T>,
    lists: &'t RefCell<Lists<T>>,
    workspace: &'t RefCell<Workspace<T>>,
    events: Cell<usize>,
    /// Bytes of everything that events refer to: values, weights, ids.
    list_bytes: Cell<usize>,
    limits: Limits,
}

impl<'t, T: Scalar> Recording<'t, T> {
    pub(crate) fn new(
        pages: &'t PageStore<T>,
        lists: &'t RefCell<Lists<T>>,
        workspace: &'t RefCell<Workspace<T>>,
        limits: Limits,
    ) -> Self {
        Recording {
            tape: ScalarTape::new(pages),
            lists,
            workspace,
            events: Cell::new(0),
            list_bytes: Cell::new(0),
            limits,
        }
    }

    // ---- recording

    /// Records a scalar input and returns its id.
    pub(crate) fn push_input(&self) -> ScalarId {
        self.tape.input()
    }

    /// Records one operation of up to two operands; a parent that is [`ScalarId::NONE`] becomes the node itself.
    ///
    /// Returns the id of the result, and `value` unchanged.
    #[inline(always)]
    pub(crate) fn push(&self, value: T, weights: [T; 2], parents: [ScalarId; 2]) -> (T, ScalarId) {
        let id = self.tape.push(weights, parents);
        // Only now, and by way of the value, so that the operation above keeps its numbers in registers.
        let value = if self.tape.is_page_full() { self.begin_page(value) } else { value };
        (value, id)
    }

    /// Checks the limits and begins the next page.
    ///
    /// The value goes through, unknown to the optimiser: it would otherwise be kept in memory instead of a register
    /// all the time, for the rare call.
    #[cold]
    #[inline(never)]
    fn begin_page(&self, value: T) -> T {
        let mut lists = self.lists.borrow_mut();
        self.check_limits(&mut lists);
        // While only counting, the last page is written over.
        if !lists.counting {
            self.tape.begin_page();
        }
        std::hint::black_box(value)
    }

    /// Discards the recording if a limit is exceeded.
    ///
    /// Counting continues to the end of the function, so that the error can report the total needed.
    fn check_limits(&self, lists: &mut Lists<T>) {
        if self.check().is_err() {
            lists.clear();
            lists.counting = true;
        }
    }

    /// Records an input block and returns its view.
    pub(crate) fn push_input_block(&self, value: &T::Array) -> View {
        let mut lists = self.lists.borrow_mut();
        let view = self.new_block(&mut lists, value);
        self.push_event(&mut lists, Op::Input);
        view
    }

    /// Records an operation whose result is the block `value`, and returns its view.
    #[inline(always)]
    pub(crate) fn push_array(
        &self,
        value: &T::Array,
        op: impl FnOnce(&mut Lists<T>, &T::Array) -> ArrayOp<T>,
    ) -> View {
        let mut lists = self.lists.borrow_mut();
        let view = self.new_block(&mut lists, value);
        let op = op(&mut lists, value);
        self.push_event(&mut lists, Op::Array(op));
        view
    }

    #[inline(always)]
    fn new_block(&self, lists: &mut Lists<T>, value: &T::Array) -> View {
        self.add_list_bytes::<T>(value.len());
        lists.new_block(value.len())
    }

    /// Records an operation on arrays whose result is the scalar `value`.
    #[inline(always)]
    pub(crate) fn push_reduction(
        &self,
        value: T,
        op: impl FnOnce(&mut Lists<T>) -> Reduction,
    ) -> (T, ScalarId) {
        let result = self.push_result(value);
        let mut lists = self.lists.borrow_mut();
        let op = op(&mut lists);
        self.push_event(&mut lists, Op::Reduction(op));
        result
    }

    /// Records an operation of any number of operands, which are given as values and ids.
    pub(crate) fn push_nary<R: Nary>(
        &self,
        rule: R,
        x: impl ExactSizeIterator<Item = (T, ScalarId)> + Clone,
        y: impl ExactSizeIterator<Item = (T, ScalarId)> + Clone,
    ) -> (T, ScalarId) {
        let mut operands = std::mem::take(&mut self.lists.borrow_mut().operands);
        operands.clear();
        operands.extend(x.clone().chain(y.clone()).map(|(value, _)| value));
        let (xs, ys) = operands.split_at(x.len());
        let z = T::nary(rule, xs, ys);

        let result = self.push_result(z);
        let lists = &mut *self.lists.borrow_mut();
        let first_weight = lists.weights.len();
        if !lists.counting {
            rule.partials(xs, ys, z, |weight| lists.weights.push(weight));
        }
        self.add_list_bytes::<T>(operands.len());
        let ids = [self.store_ids(lists, x.map(|(_, id)| id)), self.store_ids(lists, y.map(|(_, id)| id))];
        self.push_event(lists, Op::Nary(NaryOp { operands: ids, first_weight }));
        lists.operands = operands;
        result
    }

    /// Records the scalar result of an event: a node without operands.
    #[inline(always)]
    fn push_result(&self, value: T) -> (T, ScalarId) {
        self.push(value, [T::zero(); 2], [ScalarId::NONE; 2])
    }

    /// Stores the ids of operands in `lists`.
    pub(crate) fn store_ids(
        &self,
        lists: &mut Lists<T>,
        ids: impl ExactSizeIterator<Item = ScalarId> + Clone,
    ) -> ScalarIds {
        let ids = lists.store_ids(ids);
        if matches!(ids, ScalarIds::Listed { .. }) {
            self.add_list_bytes::<ScalarId>(ids.len());
        }
        ids
    }

    /// Counts the bytes of `n` values of a type.
    #[inline(always)]
    fn add_list_bytes<V>(&self, n: usize) {
        self.list_bytes.set(self.list_bytes.get() + n * size_of::<V>());
    }

    /// Records an event whose result is the newest block or the newest scalar.
    #[inline(always)]
    fn push_event(&self, lists: &mut Lists<T>, op: Op<T>) {
        self.events.set(self.events.get() + 1);
        if lists.counting {
            return;
        }
        // Beyond the limit no sweep follows, so any count will do.
        let scalars = u32::try_from(self.tape.scalars()).unwrap_or(u32::MAX);
        let blocks = narrow(lists.lens.len());
        lists.events.push(Event { scalars, blocks, op });
        if self.limits.bytes < usize::MAX {
            self.check_limits(lists);
        }
    }

    // ---- pulling back

    /// Pulls the adjoints that `seed` sets back to all inputs; adjoints of an earlier pull are discarded.
    pub(crate) fn pull_seeded(&self, seed: impl FnOnce(&mut Workspace<T>)) {
        let (lists, mut workspace) = (self.lists.borrow(), self.workspace.borrow_mut());
        workspace.clear();
        if lists.counting {
            return;
        }
        pull_back(&self.tape.recorded(), &lists, &mut workspace, seed);
    }

    /// Returns the adjoint of a scalar input or a constant after a pull.
    pub(crate) fn scalar_adjoint(&self, x: ScalarId) -> T {
        // A sweep keeps some contributions to other adjoints in registers.
        let is_known = x == ScalarId::NONE || x.index() < self.tape.inputs();
        assert!(is_known, "adjoint of a scalar that is no input of the recording");
        self.workspace.borrow().scalars.get(x.index()).copied().unwrap_or(T::zero())
    }

    /// Writes the adjoints of scalar inputs after a pull to `out`, without a look at what they are.
    pub(crate) fn scalar_adjoints_into(&self, x: impl Iterator<Item = ScalarId>, out: &mut [T]) {
        let adjoints = &self.workspace.borrow().scalars;
        for (out, x) in out.iter_mut().zip(x) {
            *out = adjoints.get(x.index()).copied().unwrap_or(T::zero());
        }
    }

    /// Returns the adjoint of an input block after a pull; `None` if it has no contribution.
    pub(crate) fn block_adjoint(&self, x: View) -> Option<T::Array> {
        let lists = self.lists.borrow();
        // Beyond a limit, nothing is left to look up and every adjoint is zero.
        let is_input = |event: &Event<T>| matches!(event.op, Op::Input) && event.block_result() == x.block;
        assert!(
            lists.counting || lists.events.iter().any(is_input),
            "adjoint of a block that is no input of the recording"
        );
        self.workspace.borrow_mut().blocks.read(x.block)
    }

    /// Removes and returns the adjoint of a block after a pull; `None` if it has no contribution.
    pub(crate) fn take_block_adjoint(&self, x: View) -> Option<T::Array> {
        self.workspace.borrow_mut().blocks.take(x.block)
    }

    // ---- accounting

    /// Returns the size of the recording so far.
    pub fn usage(&self) -> Usage {
        let (nodes, events) = (self.tape.nodes(), self.events.get());
        let bytes = self.tape.bytes() + events * size_of::<Event<T>>() + self.list_bytes.get();
        Usage { nodes, events, bytes }
    }

    /// Returns `Ok` while the recording is within its limits.
    ///
    /// # Errors
    /// [`Error::TapeLimit`] if it exceeded one; the error names the limit and the amount needed.
    pub fn check(&self) -> Result<(), Error> {
        self.limits.check(self.usage(), self.tape.scalars(), MAX_SCALARS)
    }
}

impl<T: Scalar> std::fmt::Debug for Recording<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recording").field("usage", &self.usage()).finish_non_exhaustive()
    }
}

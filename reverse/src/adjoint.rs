//! Adjoints of scalars and blocks during a sweep.
//!
//! Blocks are not filled with zeros beforehand: the first contribution to a part of a block is written, later ones
//! are added. A short list of ranges says which parts were written. The layers of a network reach their parameter
//! block from its end to its start, so that the ranges merge into one.

use dualtape_core::{Accumulate, Array, MatMul, PathSum, Scalar};
use smallvec::SmallVec;

use crate::ids::{BlockId, ScalarId, View};

/// The adjoints of a sweep; their memory is reused by the next.
pub(crate) struct Workspace<T: Scalar> {
    /// The adjoint of each scalar, indexed by id.
    pub(crate) scalars: Vec<T>,
    pub(crate) blocks: BlockAdjoints<T::Array>,
    /// The cotangents of scalars that the sweep began with.
    pub(crate) seeds: Vec<(ScalarId, T)>,
    /// The adjoint of each scalar in a sweep that tells paths.
    pub(crate) paths: Vec<PathSum<T>>,
}

impl<T: Scalar> Default for Workspace<T> {
    fn default() -> Self {
        let blocks = BlockAdjoints { slots: Vec::new() };
        Workspace { scalars: Vec::new(), blocks, seeds: Vec::new(), paths: Vec::new() }
    }
}

impl<T: Scalar> Workspace<T> {
    /// Begins with zero adjoints of as many scalars and of blocks of these lengths, after [`Workspace::clear`].
    pub(crate) fn begin(&mut self, scalars: usize, lens: &[u32]) {
        self.scalars.resize(scalars, T::zero());
        self.blocks.slots.extend(lens.iter().map(|&len| BlockSlot { len, adjoint: None }));
    }

    /// Adds a cotangent to the adjoint of a scalar.
    pub(crate) fn seed(&mut self, id: ScalarId, w: T) {
        self.scalars[id.index()] += w;
        self.seeds.push((id, w));
    }

    /// Discards all adjoints; arrays return to their pool.
    pub(crate) fn clear(&mut self) {
        self.scalars.clear();
        self.blocks.slots.clear();
        self.seeds.clear();
    }
}

/// The written parts of a block, sorted and disjoint.
type Ranges = SmallVec<[(u32, u32); 2]>;

/// An adjoint with at least one contribution.
struct Adjoint<A> {
    array: A,
    written: Ranges,
}

/// The length of a block, and its adjoint if there is one.
struct BlockSlot<A> {
    len: u32,
    adjoint: Option<Adjoint<A>>,
}

/// The adjoint of each block, indexed by id.
pub(crate) struct BlockAdjoints<A> {
    slots: Vec<BlockSlot<A>>,
}

impl<A: Array> BlockAdjoints<A> {
    /// Adds `v` to the adjoint of `view`.
    pub(crate) fn add(&mut self, view: View, v: &A) {
        let (array, accumulate) = self.target(view);
        array.put(view.start as usize, accumulate, v);
    }

    /// Adds like [`BlockAdjoints::add`]; the first contribution to a whole block becomes its adjoint without a copy.
    pub(crate) fn give(&mut self, view: View, v: A) {
        let slot = &mut self.slots[view.block.index()];
        if slot.adjoint.is_none() && view.start == 0 && view.len == slot.len {
            let written = SmallVec::from_slice(&[(0, view.len)]);
            slot.adjoint = Some(Adjoint { array: v, written });
        } else {
            self.add(view, &v);
        }
    }

    /// Adds the product of `a` and `b` to the adjoint of `view`.
    pub(crate) fn add_matmul(&mut self, view: View, a: &A, b: &A, shape: MatMul) {
        let (array, accumulate) = self.target(view);
        array.matmul_into(view.start as usize, accumulate, a, b, shape);
    }

    /// Adds the sums over the rows of `x`, which has `cols` columns, to the adjoint of `view`.
    pub(crate) fn add_sum_rows(&mut self, view: View, x: &A, cols: usize) {
        let (array, accumulate) = self.target(view);
        array.sum_rows_into(view.start as usize, accumulate, x, cols);
    }

    /// Removes and returns the whole adjoint of a block; `None` if it has no contribution.
    pub(crate) fn take(&mut self, block: BlockId) -> Option<A> {
        let slot = self.slots.get_mut(block.index())?;
        slot.adjoint.take().map(|mut adjoint| {
            adjoint.fill_gaps(slot.len);
            adjoint.array
        })
    }

    /// Returns a copy of the whole adjoint of a block; `None` if it has no contribution.
    pub(crate) fn read(&mut self, block: BlockId) -> Option<A> {
        let adjoint = self.take(block)?;
        let written = SmallVec::from_slice(&[(0, self.slots[block.index()].len)]);
        self.slots[block.index()].adjoint = Some(Adjoint { array: adjoint.clone(), written });
        Some(adjoint)
    }

    /// Returns the array of which `view` is a part, and whether to write that part or to add to it.
    fn target(&mut self, view: View) -> (&mut A, Accumulate) {
        let slot = &mut self.slots[view.block.index()];
        let adjoint = slot
            .adjoint
            .get_or_insert_with(|| Adjoint { array: A::scratch(slot.len as usize), written: Ranges::new() });
        let accumulate = adjoint.claim(view.start, view.start + view.len, slot.len);
        (&mut adjoint.array, accumulate)
    }
}

impl<A: Array> Adjoint<A> {
    /// Marks `start..end` as written; returns whether to add to it because it was.
    #[inline]
    fn claim(&mut self, start: u32, end: u32, len: u32) -> Accumulate {
        // A sweep visits layers from last to first, and in a layer the bias, which stands behind the weights.
        match self.written.as_mut_slice() {
            [] => {
                self.written.push((start, end));
                Accumulate::Replace
            }
            [(written, _)] if *written == end => {
                *written = start;
                Accumulate::Replace
            }
            _ => self.claim_among(start, end, len),
        }
    }

    /// Marks `start..end` as [`Adjoint::claim`] does, among any ranges.
    #[inline(never)]
    fn claim_among(&mut self, start: u32, end: u32, len: u32) -> Accumulate {
        if self.written.iter().any(|&(s, e)| s <= start && end <= e) {
            return Accumulate::Add;
        }
        let at = self.written.partition_point(|&(s, _)| s < start);
        let apart_before = at == 0 || self.written[at - 1].1 <= start;
        let apart_after = at == self.written.len() || end <= self.written[at].0;
        if !(apart_before && apart_after) {
            self.fill_gaps(len);
            return Accumulate::Add;
        }
        let joins_before = at > 0 && self.written[at - 1].1 == start;
        let joins_after = at < self.written.len() && self.written[at].0 == end;
        match (joins_before, joins_after) {
            (true, true) => {
                self.written[at - 1].1 = self.written[at].1;
                self.written.remove(at);
            }
            (true, false) => self.written[at - 1].1 = end,
            (false, true) => self.written[at].0 = start,
            (false, false) => self.written.insert(at, (start, end)),
        }
        Accumulate::Replace
    }

    /// Writes zeros to all parts that were not written.
    #[inline]
    fn fill_gaps(&mut self, len: u32) {
        if !matches!(*self.written, [(0, end)] if end == len) {
            self.fill(len);
        }
    }

    /// Fills gaps as [`Adjoint::fill_gaps`] does; there is at least one.
    #[inline(never)]
    fn fill(&mut self, len: u32) {
        let mut from = 0;
        for (start, end) in self.written.iter().copied().chain([(len, len)]) {
            if start > from {
                self.array.put(from as usize, Accumulate::Replace, &A::zeros((start - from) as usize));
            }
            from = end;
        }
        self.written.clear();
        self.written.push((0, len));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dualtape_core::Buf;

    #[test]
    fn contributions_to_parts_in_any_order_add_up() {
        let parts = [(2, 3), (7, 2), (0, 2), (5, 2), (1, 5), (0, 10), (3, 1)];
        let mut expected = [0.0; 12];
        let whole = View { block: BlockId::new(0), start: 0, len: 12 };
        let mut blocks = BlockAdjoints::<Buf<f64>> { slots: vec![BlockSlot { len: 12, adjoint: None }] };
        for (i, &(start, len)) in parts.iter().enumerate() {
            let value = 10f64.powi(i32::try_from(i).unwrap());
            expected[start..start + len].iter_mut().for_each(|x| *x += value);
            blocks.add(whole.part(start, len), &Buf::filled(len, value));
        }
        assert_eq!(&*blocks.take(whole.block).unwrap(), &expected);
        assert!(blocks.take(whole.block).is_none());
    }
}

//! Adjoints of scalars and blocks during a sweep.
//!
//! Nothing is zero-filled: the first contribution to a part of a block is written, later ones are added. Which
//! parts have been written is a short list of ranges; layers of one parameter block touch it from its end to its
//! start, so that the ranges merge into one.

use dualtape_core::{Accumulate, Array, MatMul, Scalar};
use smallvec::SmallVec;

use crate::event::{ArrayOf, View};

/// The memory of a sweep, kept from one to the next.
pub(crate) struct Workspace<T: Scalar> {
    pub(crate) scalars: Vec<T>,
    pub(crate) blocks: BlockAdjoints<ArrayOf<T>>,
}

impl<T: Scalar> Default for Workspace<T> {
    fn default() -> Self {
        Workspace { scalars: Vec::new(), blocks: BlockAdjoints { slots: Vec::new() } }
    }
}

impl<T: Scalar> Workspace<T> {
    /// All adjoints zero, for this many scalars and blocks of these lengths.
    pub(crate) fn begin(&mut self, scalars: usize, lens: &[u32]) {
        self.clear();
        self.scalars.resize(scalars, T::zero());
        self.blocks.slots.extend(lens.iter().map(|&len| Slot { len, adjoint: None }));
    }

    /// Gives the arrays back to their pool.
    pub(crate) fn clear(&mut self) {
        self.scalars.clear();
        self.blocks.slots.clear();
    }
}

/// The parts of a block that hold a value, sorted and apart.
type Ranges = SmallVec<[(u32, u32); 2]>;

struct Adjoint<A> {
    array: A,
    written: Ranges,
}

struct Slot<A> {
    len: u32,
    adjoint: Option<Adjoint<A>>,
}

/// The adjoint of every block, as far as it has been touched.
pub(crate) struct BlockAdjoints<A> {
    slots: Vec<Slot<A>>,
}

impl<A: Array> BlockAdjoints<A> {
    /// Adds `v` to the adjoint of `view`.
    pub(crate) fn add(&mut self, view: View, v: &A) {
        let (array, accumulate) = self.target(view);
        array.put(view.start as usize, accumulate, v);
    }

    /// Like [`BlockAdjoints::add`], but keeps the array itself if it is the first contribution to a whole block.
    pub(crate) fn give(&mut self, view: View, v: A) {
        let slot = &mut self.slots[view.block as usize];
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

    /// The whole adjoint of a block; `None` if nothing reached it.
    pub(crate) fn take(&mut self, block: u32) -> Option<A> {
        let slot = &mut self.slots[block as usize];
        slot.adjoint.take().map(|mut adjoint| {
            adjoint.fill_gaps(slot.len);
            adjoint.array
        })
    }

    /// The array that holds `view`, and whether the view must be written or added to.
    fn target(&mut self, view: View) -> (&mut A, Accumulate) {
        let slot = &mut self.slots[view.block as usize];
        let adjoint = slot
            .adjoint
            .get_or_insert_with(|| Adjoint { array: A::scratch(slot.len as usize), written: Ranges::new() });
        let accumulate = adjoint.claim(view.start, view.start + view.len, slot.len);
        (&mut adjoint.array, accumulate)
    }
}

impl<A: Array> Adjoint<A> {
    /// Marks `start..end` as written, and says whether it was.
    #[inline]
    fn claim(&mut self, start: u32, end: u32, len: u32) -> Accumulate {
        // A sweep goes over layers from last to first, and in a layer over the bias behind the weights.
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

    /// [`Adjoint::claim`] in general.
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

    /// Zeros what was not written.
    #[inline]
    fn fill_gaps(&mut self, len: u32) {
        if !matches!(*self.written, [(0, end)] if end == len) {
            self.fill(len);
        }
    }

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
        let mut blocks = BlockAdjoints::<Buf<f64>> { slots: vec![Slot { len: 12, adjoint: None }] };
        for (i, &(start, len)) in parts.iter().enumerate() {
            let value = 10f64.powi(i32::try_from(i).unwrap());
            expected[start..start + len].iter_mut().for_each(|x| *x += value);
            let view =
                View { block: 0, start: u32::try_from(start).unwrap(), len: u32::try_from(len).unwrap() };
            blocks.add(view, &Buf::filled(len, value));
        }
        assert_eq!(&*blocks.take(0).unwrap(), &expected);
        assert!(blocks.take(0).is_none());
    }
}

//! The lists of a recording: its events, and everything that they refer to by position.

use std::cell::OnceCell;

use dualtape_core::Scalar;

use crate::event::{Event, ScalarIds};
use crate::ids::{ArrayId, BlockId, ScalarId, View, narrow};
use crate::scalar_tape::Nodes;

/// The lists of a recording; they outlive it, so that a warm recording allocates nothing.
///
/// The arrays that pullbacks read stand in a list of their own. Events are thus small and plain: moving one into its
/// place is a few registers, and clearing them drops nothing.
pub(crate) struct Lists<T: Scalar> {
    pub(crate) events: Vec<Event<T>>,
    /// The length of each block.
    pub(crate) lens: Vec<u32>,
    /// Ids of scalars that do not follow each other.
    pub(crate) scalar_ids: Vec<ScalarId>,
    /// Partial derivatives of operations with any number of operands.
    pub(crate) weights: Vec<T>,
    /// The values of such an operation's operands, while it is recorded.
    pub(crate) operands: Vec<T>,
    arrays: Vec<T::Array>,
    /// Answer of [`Lists::is_finite`], once it was asked.
    is_finite: OnceCell<bool>,
    /// Flag for a recording that is only counted: nothing is stored.
    pub(crate) counting: bool,
}

impl<T: Scalar> Default for Lists<T> {
    fn default() -> Self {
        Lists {
            events: Vec::new(),
            lens: Vec::new(),
            scalar_ids: Vec::new(),
            weights: Vec::new(),
            operands: Vec::new(),
            arrays: Vec::new(),
            is_finite: OnceCell::new(),
            counting: false,
        }
    }
}

impl<T: Scalar> Lists<T> {
    /// Empties the lists; arrays return to their pool.
    pub(crate) fn clear(&mut self) {
        self.events.clear();
        self.lens.clear();
        self.scalar_ids.clear();
        self.weights.clear();
        self.operands.clear();
        self.arrays.clear();
        self.is_finite.take();
        self.counting = false;
    }

    /// Returns whether all partials of the recording are known to be finite, so that zeros stay zeros.
    ///
    /// # Cost
    /// A look at every partial, once per recording: a Jacobian sweeps many times, mostly over zeros.
    pub(crate) fn is_finite(&self, nodes: &Nodes<'_, T>) -> bool {
        *self.is_finite.get_or_init(|| {
            self.lens.is_empty()
                && self.weights.iter().all(|weight| weight.all_finite())
                && nodes.all_finite()
        })
    }

    /// Returns the view of a new block of `len` numbers.
    pub(crate) fn new_block(&mut self, len: usize) -> View {
        let (block, len) = (BlockId::new(self.lens.len()), narrow(len));
        self.lens.push(len);
        View { block, start: 0, len }
    }

    /// Stores ids of scalars: as their first and their number if they follow each other, or else in the list.
    pub(crate) fn store_ids(&mut self, ids: impl ExactSizeIterator<Item = ScalarId> + Clone) -> ScalarIds {
        let len = narrow(ids.len());
        let first = ids.clone().next().unwrap_or(ScalarId::new(0));
        let mut pairs = ids.clone().zip(ids.clone().skip(1));
        if first != ScalarId::NONE && pairs.all(|(a, b)| a.is_followed_by(b)) {
            return ScalarIds::Consecutive { first, len };
        }
        let first = narrow(self.scalar_ids.len());
        if !self.counting {
            self.scalar_ids.extend(ids);
        }
        ScalarIds::Listed { first, len }
    }

    /// Stores an array for the sweep if it is `needed`.
    #[inline(always)]
    pub(crate) fn store(&mut self, values: &T::Array, needed: bool) -> ArrayId {
        if !needed || self.counting {
            return ArrayId::NONE;
        }
        self.arrays.push(values.clone());
        ArrayId::new(self.arrays.len() - 1)
    }

    /// Returns a stored array.
    #[inline(always)]
    pub(crate) fn array(&self, id: ArrayId) -> &T::Array {
        self.arrays.get(id.index()).expect("an event stores every array that its pullback reads")
    }

    /// Returns a stored array, or `stand_in` for one that is not read.
    #[inline(always)]
    pub(crate) fn array_or<'a>(&'a self, id: ArrayId, stand_in: &'a T::Array) -> &'a T::Array {
        self.arrays.get(id.index()).unwrap_or(stand_in)
    }
}

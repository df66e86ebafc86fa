//! The events of a recording, and the lists of what they refer to.

use dualtape_core::Scalar;

use crate::event::{ArrayOf, Event, PASSIVE, View, id};

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

//! Scalar operations: their nodes, the pages that store the nodes, recording one, and the sweep back over them.
//!
//! Every scalar has an id, the index of its adjoint. Inputs have the first ids and no node. The nodes stand in pages
//! in the order of their ids, and [`place`] is the one function from an id to its page and its slot there.

use std::cell::{Cell, Ref, RefCell};

use dualtape_core::{PathSum, Scalar};
use typed_arena::Arena;

use crate::ids::ScalarId;

/// Nodes per page: large enough that changing pages is rare, small enough that a small tape is small; a power of two,
/// so that the last bits of an id are its slot.
const PAGE: usize = 256;

/// The largest number of ids. Limits are checked when a page is full, so the ids of one more page must exist.
pub(crate) const MAX_SCALARS: usize = u32::MAX as usize - PAGE;

/// One scalar operation: its local partials, and the ids of its operands.
///
/// An operation of one operand names itself as its second parent: a dummy parent shared by all nodes would chain
/// every step of the sweep to the one before (store forwarding; measured 3 to 8 times slower).
///
/// Each part is a cell of its own, so that a recording writes it through a shared reference, without a run-time
/// check and straight from a register: a cell of the whole node is put together on the stack and copied, which
/// waits for the parts to arrive in memory (measured four times slower).
struct Node<T> {
    weights: [Cell<T>; 2],
    parents: [Cell<ScalarId>; 2],
}

impl<T: Scalar> Node<T> {
    #[inline(always)]
    fn set(&self, weights: [T; 2], parents: [ScalarId; 2]) {
        self.weights[0].set(weights[0]);
        self.weights[1].set(weights[1]);
        self.parents[0].set(parents[0]);
        self.parents[1].set(parents[1]);
    }
}

type Page<T> = Box<[Node<T>; PAGE]>;

/// Returns a page whose nodes are yet to be written.
#[allow(clippy::unnecessary_box_returns, reason = "a page never moves, and may be large")]
fn new_page<T: Scalar>() -> Page<T> {
    let node = || Node {
        weights: [Cell::new(T::zero()), Cell::new(T::zero())],
        parents: [Cell::new(ScalarId::NONE), Cell::new(ScalarId::NONE)],
    };
    let nodes: Box<[Node<T>]> = std::iter::repeat_with(node).take(PAGE).collect();
    nodes.try_into().ok().expect("as many nodes as were taken")
}

/// Returns the page of a scalar that is not one of the `inputs`, and its slot there.
#[inline(always)]
fn place(scalar: usize, inputs: usize) -> (usize, usize) {
    (scalar / PAGE - inputs / PAGE, scalar % PAGE)
}

/// The pages of a tape, reused by one recording after another.
///
/// `existing` pages are lent to a recording. The arena receives those that it adds: an arena allocates through a
/// shared reference while other pages are in use, which a `Vec` cannot. [`PageStore::settle`] moves them to the
/// others after the recording; nodes never move.
pub(crate) struct PageStore<T> {
    existing: Vec<Page<T>>,
    grown: Arena<Page<T>>,
}

impl<T: Scalar> PageStore<T> {
    pub(crate) fn new() -> Self {
        PageStore { existing: Vec::new(), grown: Arena::with_capacity(8) }
    }

    /// Returns the number of pages; those of a recording count once it is settled.
    pub(crate) fn len(&self) -> usize {
        self.existing.len()
    }

    /// Moves the pages that a recording added to the existing ones.
    pub(crate) fn settle(&mut self) {
        if self.grown.len() > 0 {
            let grown = std::mem::replace(&mut self.grown, Arena::with_capacity(8));
            self.existing.extend(grown.into_vec());
        }
    }
}

/// The scalar operations of one recording.
pub(crate) struct ScalarTape<'t, T> {
    /// The page of the next node.
    page: Cell<&'t [Node<T>; PAGE]>,
    /// The number of ids given out.
    scalars: Cell<usize>,
    /// The number of ids that belong to inputs.
    inputs: Cell<usize>,
    /// The number of pages in use: first existing ones, then those grown by this recording.
    used: Cell<usize>,
    existing: &'t [Page<T>],
    grown: &'t Arena<Page<T>>,
    grown_pages: RefCell<Vec<&'t Page<T>>>,
}

impl<'t, T: Scalar> ScalarTape<'t, T> {
    pub(crate) fn new(store: &'t PageStore<T>) -> Self {
        let (existing, grown) = (&store.existing[..], &store.grown);
        let grown_pages = RefCell::default();
        ScalarTape {
            page: Cell::new(page_or_new(0, existing, grown, &grown_pages)),
            scalars: Cell::new(0),
            inputs: Cell::new(0),
            used: Cell::new(1),
            existing,
            grown,
            grown_pages,
        }
    }

    /// Returns the number of ids given out.
    #[inline(always)]
    pub(crate) fn scalars(&self) -> usize {
        self.scalars.get()
    }

    /// Returns the number of nodes.
    pub(crate) fn nodes(&self) -> usize {
        self.scalars.get() - self.inputs.get()
    }

    /// Returns the bytes of nodes and of adjoints.
    pub(crate) fn bytes(&self) -> usize {
        self.nodes() * size_of::<Node<T>>() + self.scalars.get() * size_of::<T>()
    }

    /// Returns the id of a new input.
    ///
    /// # Panics
    /// If an operation was recorded before.
    pub(crate) fn input(&self) -> ScalarId {
        assert_eq!(self.scalars.get(), self.inputs.get(), "inputs come before operations");
        let own = ScalarId::unchecked(self.inputs.get());
        self.inputs.set(self.inputs.get() + 1);
        self.scalars.set(self.scalars.get() + 1);
        own
    }

    /// Returns the number of inputs.
    pub(crate) fn inputs(&self) -> usize {
        self.inputs.get()
    }

    /// Records one operation of up to two operands. A parent that is [`ScalarId::NONE`] becomes the node itself.
    ///
    /// If the page is full afterwards, [`ScalarTape::begin_page`] must come before the next operation.
    #[inline(always)]
    pub(crate) fn push(&self, weights: [T; 2], parents: [ScalarId; 2]) -> ScalarId {
        let scalar = self.scalars.get();
        let own = ScalarId::unchecked(scalar);
        let parents = parents.map(|parent| if parent == ScalarId::NONE { own } else { parent });
        let (_, slot) = place(scalar, self.inputs.get());
        self.page.get()[slot].set(weights, parents);
        self.scalars.set(scalar + 1);
        own
    }

    /// Returns whether the next scalar belongs to another page than the last one.
    #[inline(always)]
    pub(crate) fn is_page_full(&self) -> bool {
        self.scalars.get().is_multiple_of(PAGE)
    }

    /// Makes the next page the current one.
    pub(crate) fn begin_page(&self) {
        let next = self.used.get();
        self.page.set(page_or_new(next, self.existing, self.grown, &self.grown_pages));
        self.used.set(next + 1);
    }

    /// Returns the nodes, for a sweep.
    pub(crate) fn recorded(&self) -> Nodes<'_, T> {
        Nodes {
            inputs: self.inputs.get(),
            scalars: self.scalars.get(),
            existing: self.existing,
            grown: Some(self.grown_pages.borrow()),
        }
    }
}

/// The scalar operations of a recording that owns its pages, and is written through a unique reference.
pub(crate) struct OwnedNodes<T> {
    pages: Vec<Page<T>>,
    scalars: usize,
    inputs: usize,
    /// The number of the page that is written to.
    page: usize,
}

impl<T> OwnedNodes<T> {
    pub(crate) const fn new() -> Self {
        OwnedNodes { pages: Vec::new(), scalars: 0, inputs: 0, page: 0 }
    }
}

impl<T: Scalar> OwnedNodes<T> {
    /// Discards all ids; pages stay.
    pub(crate) fn clear(&mut self) {
        (self.scalars, self.inputs, self.page) = (0, 0, 0);
        if self.pages.is_empty() {
            self.pages.push(new_page());
        }
    }

    /// Returns the number of ids given out.
    #[inline(always)]
    pub(crate) fn scalars(&self) -> usize {
        self.scalars
    }

    /// Returns the number of inputs, whose ids come first.
    pub(crate) fn inputs(&self) -> usize {
        self.inputs
    }

    /// Returns the bytes of nodes and of adjoints.
    pub(crate) fn bytes(&self) -> usize {
        (self.scalars - self.inputs) * size_of::<Node<T>>() + self.scalars * size_of::<T>()
    }

    /// Returns the id of a new input; none if an operation was recorded before.
    pub(crate) fn input(&mut self) -> ScalarId {
        if self.scalars > self.inputs {
            return ScalarId::NONE;
        }
        self.inputs += 1;
        self.scalars += 1;
        ScalarId::unchecked(self.inputs - 1)
    }

    /// Records one operation; see [`ScalarTape::push`].
    #[inline(always)]
    pub(crate) fn push(&mut self, weights: [T; 2], parents: [ScalarId; 2]) {
        let own = ScalarId::unchecked(self.scalars);
        let parents = parents.map(|parent| if parent == ScalarId::NONE { own } else { parent });
        let (_, slot) = place(self.scalars, self.inputs);
        self.pages[self.page][slot].set(weights, parents);
        self.scalars += 1;
    }

    /// Returns whether the next scalar belongs to another page than the last one.
    #[inline(always)]
    pub(crate) fn is_page_full(&self) -> bool {
        self.scalars.is_multiple_of(PAGE)
    }

    /// Makes the next page the current one.
    pub(crate) fn begin_page(&mut self) {
        self.page += 1;
        if self.page == self.pages.len() {
            self.pages.push(new_page());
        }
    }

    /// Returns the nodes, for a sweep.
    pub(crate) fn recorded(&self) -> Nodes<'_, T> {
        Nodes { inputs: self.inputs, scalars: self.scalars, existing: &self.pages, grown: None }
    }
}

/// Returns the page number `i`, which is one of the existing or the next one to grow.
fn page_or_new<'t, T: Scalar>(
    i: usize,
    existing: &'t [Page<T>],
    grown: &'t Arena<Page<T>>,
    grown_pages: &RefCell<Vec<&'t Page<T>>>,
) -> &'t Page<T> {
    existing.get(i).unwrap_or_else(|| {
        let page: &'t Page<T> = grown.alloc(new_page());
        grown_pages.borrow_mut().push(page);
        page
    })
}

/// The nodes of a recording, as a sweep reads them.
pub(crate) struct Nodes<'a, T> {
    inputs: usize,
    scalars: usize,
    existing: &'a [Page<T>],
    /// The pages behind the existing ones, if the recording grew.
    grown: Option<Ref<'a, Vec<&'a Page<T>>>>,
}

impl<T: Scalar> Nodes<'_, T> {
    /// Returns the number of inputs, whose ids come first.
    pub(crate) fn inputs(&self) -> usize {
        self.inputs
    }

    /// Returns the number of ids given out.
    pub(crate) fn scalars(&self) -> usize {
        self.scalars
    }

    fn page(&self, i: usize) -> &[Node<T>] {
        match (self.existing.get(i), &self.grown) {
            (Some(page), _) => &page[..],
            (None, Some(grown)) => &grown[i - self.existing.len()][..],
            (None, None) => unreachable!("a recording that owns its pages has page {i}"),
        }
    }

    /// Returns whether all partials are finite.
    pub(crate) fn all_finite(&self) -> bool {
        (self.inputs..self.scalars).all(|i| {
            let (page, slot) = place(i, self.inputs);
            self.page(page)[slot].weights.iter().all(|weight| weight.get().all_finite())
        })
    }

    /// Adds to the adjoints of the operands of the nodes with ids in `from..to`, newest first.
    ///
    /// The contribution of a node to the one just before it is carried in a register: in a chain of operations each
    /// step would otherwise wait for the last one's sum to come back from memory. The order of additions is the same.
    pub(crate) fn sweep(&self, from: usize, mut to: usize, adjoints: &mut [T]) {
        let from = from.max(self.inputs);
        let mut carried = T::zero();
        while to > from {
            let (page, last) = place(to - 1, self.inputs);
            let start = from.max(to - 1 - last);
            let (_, first) = place(start, self.inputs);
            let nodes = &self.page(page)[first..][..to - start];
            for (i, node) in (start..to).zip(nodes).rev() {
                let mut d = adjoints[i];
                if !T::RECORDS || !carried.is_zero() {
                    d += carried;
                }
                carried = T::zero();
                // Where products are recorded, those with nothing are not.
                if T::RECORDS && d.is_zero() {
                    continue;
                }
                let [p, q] = node.parents.each_ref().map(|parent| parent.get().index());
                let [v, w] = node.weights.each_ref().map(Cell::get);
                if !T::RECORDS || !v.is_zero() {
                    if p + 1 == i {
                        carried = v * d;
                    } else {
                        adjoints[p] += v * d;
                    }
                }
                if !T::RECORDS || !w.is_zero() {
                    if q + 1 == i {
                        carried += w * d;
                    } else {
                        adjoints[q] += w * d;
                    }
                }
            }
            to = start;
        }
        if !carried.is_zero() {
            adjoints[to - 1] += carried;
        }
    }

    /// Does the same for sums over paths, which tell no path from an adjoint of zero.
    pub(crate) fn sweep_paths(&self, from: usize, to: usize, adjoints: &mut [PathSum<T>]) {
        for i in (from.max(self.inputs)..to).rev() {
            let d = adjoints[i];
            let (page, slot) = place(i, self.inputs);
            let node = &self.page(page)[slot];
            for (parent, weight) in node.parents.iter().zip(&node.weights) {
                let parent = parent.get().index();
                // A node is its own parent in place of none.
                if parent != i {
                    adjoints[parent] = adjoints[parent].join(d.along(weight.get()));
                }
            }
        }
    }
}

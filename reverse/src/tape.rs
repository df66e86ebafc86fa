//! The memory of recordings: it outlives them, so that a warm recording allocates nothing.

use std::cell::{Cell, RefCell};

use dualtape_core::Scalar;
use typed_arena::Arena;

use crate::adjoint::Workspace;
use crate::lists::Lists;
use crate::recording::Recording;

/// Nodes per arena block: large enough that changing blocks is rare, small enough that a small tape is small; a
/// power of two, so that the last bits of an id are its place in a block.
pub(crate) const BLOCK: usize = 256;

/// One scalar operation: the local partials, and the ids they lead to.
///
/// An operation of one operand names itself as its second parent: a dummy parent shared by all nodes would chain
/// every step of the sweep to the one before (store forwarding; measured 3 to 8 times slower).
///
/// Each part is a cell of its own, so that a recording writes it through a shared reference, without a run-time
/// check and straight from a register: a cell of the whole node is put together on the stack and copied, which
/// waits for the parts to arrive in memory (measured four times slower).
pub(crate) struct Node<T> {
    pub(crate) weights: [Cell<T>; 2],
    pub(crate) parents: [Cell<u32>; 2],
}

impl<T: Scalar> Node<T> {
    #[inline(always)]
    pub(crate) fn set(&self, weights: [T; 2], parents: [u32; 2]) {
        self.weights[0].set(weights[0]);
        self.weights[1].set(weights[1]);
        self.parents[0].set(parents[0]);
        self.parents[1].set(parents[1]);
    }
}

/// A run of nodes.
pub(crate) type Block<T> = Box<[Node<T>; BLOCK]>;

/// A block of nodes to be written over.
#[allow(clippy::unnecessary_box_returns, reason = "a block never moves, and may be large")]
pub(crate) fn fresh_block<T: Scalar>() -> Block<T> {
    let node = || Node {
        weights: [Cell::new(T::zero()), Cell::new(T::zero())],
        parents: [Cell::new(0), Cell::new(0)],
    };
    let nodes: Box<[Node<T>]> = std::iter::repeat_with(node).take(BLOCK).collect();
    nodes.try_into().ok().expect("as many nodes as were taken")
}

/// What a tape may use before a recording is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Ids of scalars, inputs included; there are a little fewer than 2³².
    pub scalars: usize,
    /// Bytes of nodes, adjoints, events and the arrays that they hold.
    pub bytes: usize,
}

impl Default for Limits {
    /// As many ids as there are, and no limit of bytes.
    fn default() -> Self {
        Limits { scalars: usize::MAX, bytes: usize::MAX }
    }
}

/// What a recording used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Scalar nodes.
    pub nodes: usize,
    /// Block events.
    pub events: usize,
    /// Bytes of nodes, their adjoints and events, and of the arrays of values that events hold (without the
    /// adjoints of arrays).
    pub bytes: usize,
}

/// The memory of a tape; [`Tape::record`] lends it to one recording after another.
///
/// Blocks of nodes are owned by two stores: `blocks`, which a recording finds, and the arena `grown`, in which it
/// makes more while others of its blocks are in use (an arena can, through a shared reference; a `Vec` cannot).
/// What was grown joins the blocks when the recording ends; nodes never move.
pub struct Tape<T: Scalar> {
    blocks: Vec<Block<T>>,
    grown: Arena<Block<T>>,
    lists: RefCell<Lists<T>>,
    work: RefCell<Workspace<T>>,
    limits: Limits,
}

impl<T: Scalar> Default for Tape<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Scalar> Tape<T> {
    /// An empty tape.
    pub fn new() -> Self {
        Self::with_limits(Limits::default())
    }

    /// An empty tape with these limits.
    pub fn with_limits(limits: Limits) -> Self {
        Tape {
            blocks: Vec::new(),
            grown: Arena::with_capacity(8),
            lists: RefCell::default(),
            work: RefCell::default(),
            limits,
        }
    }

    /// What a recording may use.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Lends the tape to `f` for one recording.
    ///
    /// The recording's lifetime is a brand: no variable can leave the closure, outlive its recording or meet one
    /// of another tape.
    ///
    /// ```
    /// use dualtape_core::Scalar;
    /// use dualtape_reverse::Tape;
    ///
    /// let derivative = Tape::new().record(|recording| {
    ///     let x = recording.input(3.0);
    ///     let y = x * x;
    ///     recording.pull([(y, 1.0)]);
    ///     recording.adjoint(x)
    /// });
    /// assert_eq!(derivative, 6.0);
    /// ```
    ///
    /// A variable of another recording does not compile:
    ///
    /// ```compile_fail
    /// use dualtape_reverse::Tape;
    ///
    /// let (mut a, mut b) = (Tape::new(), Tape::new());
    /// a.record(|a| {
    ///     let x = a.input(1.0);
    ///     b.record(|b| x * b.input(2.0));
    /// });
    /// ```
    pub fn record<Out>(&mut self, f: impl for<'t> FnOnce(&'t Recording<'t, T>) -> Out) -> Out {
        self.reset();
        self.lend(f)
    }

    /// Like [`Tape::record`], but keeps nothing: what is recorded is only counted, and pulling back does nothing.
    ///
    /// # Cost
    /// That of the function itself, and no memory.
    pub fn count(&mut self, f: impl for<'t> FnOnce(&'t Recording<'t, T>)) -> Usage {
        self.reset();
        self.lists.get_mut().counting = true;
        self.lend(|recording| {
            f(recording);
            recording.usage()
        })
    }

    fn lend<Out>(&mut self, f: impl for<'t> FnOnce(&'t Recording<'t, T>) -> Out) -> Out {
        let out = {
            let recording = Recording::new(&self.blocks, &self.grown, &self.lists, &self.work, self.limits);
            f(&recording)
        };
        self.reset();
        out
    }

    /// Forgets the recording: arrays go back to their pool at once, blocks are kept.
    fn reset(&mut self) {
        self.lists.get_mut().clear();
        self.work.get_mut().clear();
        if self.grown.len() > 0 {
            let grown = std::mem::replace(&mut self.grown, Arena::with_capacity(8));
            self.blocks.extend(grown.into_vec());
        }
    }
}

impl<T: Scalar> std::fmt::Debug for Tape<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tape")
            .field("blocks", &self.blocks.len())
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

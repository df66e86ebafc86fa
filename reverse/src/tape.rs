//! The memory of recordings: it outlives them, so that a warm recording allocates nothing.

use std::cell::RefCell;

use dualtape_core::Scalar;

use crate::adjoint::Workspace;
use crate::limits::{Limits, Usage};
use crate::lists::Lists;
use crate::recording::Recording;
use crate::scalar_tape::PageStore;

/// The memory of a tape; [`Tape::record`] lends it to one recording after another.
pub struct Tape<T: Scalar> {
    pages: PageStore<T>,
    lists: RefCell<Lists<T>>,
    workspace: RefCell<Workspace<T>>,
    limits: Limits,
}

impl<T: Scalar> Default for Tape<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Scalar> Tape<T> {
    /// Returns an empty tape.
    pub fn new() -> Self {
        Self::with_limits(Limits::default())
    }

    /// Returns an empty tape with these limits.
    pub fn with_limits(limits: Limits) -> Self {
        Tape { pages: PageStore::new(), lists: RefCell::default(), workspace: RefCell::default(), limits }
    }

    /// Returns the limits of each recording.
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

    /// Lends the tape to `f` like [`Tape::record`], but stores nothing: operations are only counted, and pulling back
    /// does nothing.
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
        let out = f(&Recording::new(&self.pages, &self.lists, &self.workspace, self.limits));
        self.reset();
        out
    }

    /// Discards the recording: arrays return to their pool at once, pages stay.
    fn reset(&mut self) {
        self.lists.get_mut().clear();
        self.workspace.get_mut().clear();
        self.pages.settle();
    }
}

impl<T: Scalar> std::fmt::Debug for Tape<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tape")
            .field("pages", &self.pages.len())
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

//! Inputs of a recording, cotangents pulled back to them, and their adjoints.

use dualtape_core::{Array, Scalar};

use crate::ids::View;
use crate::recording::Recording;
use crate::var::{Var, VarArray};

impl<'t, T: Scalar> Recording<'t, T> {
    /// Records a scalar input.
    ///
    /// # Panics
    /// If an operation was recorded before: inputs come first.
    pub fn input(&'t self, value: T) -> Var<'t, T> {
        Var::active(value, self.push_input(), self)
    }

    /// Records a block of inputs.
    pub fn input_array(&'t self, value: T::Array) -> VarArray<'t, T> {
        let view = self.push_input_block(&value);
        VarArray::active(value, view, self)
    }

    /// Pulls cotangents of scalars back to everything that was recorded; adjoints of an earlier pull are discarded.
    ///
    /// Cotangents of the same variable add up.
    pub fn pull(&self, seeds: impl IntoIterator<Item = (Var<'t, T>, T)>) {
        self.pull_seeded(|workspace| {
            for (y, w) in seeds {
                if y.recording().is_some() {
                    workspace.seed(y.id(), w);
                }
            }
        });
    }

    /// Pulls the cotangent `w` of a block back to everything that was recorded; adjoints of an earlier pull are
    /// discarded.
    ///
    /// # Panics
    /// If `w` has another length than `y`.
    pub fn pull_array(&self, y: &VarArray<'t, T>, w: &T::Array) {
        assert_eq!(y.len(), w.len(), "a cotangent has the length of its block");
        self.pull_seeded(|workspace| {
            if y.view().is_active() {
                workspace.blocks.add(y.view(), w);
            }
        });
    }

    /// Returns the adjoint of a scalar input after a pull; zero for a constant.
    ///
    /// # Panics
    /// If `x` is the result of an operation: a sweep does not keep its adjoint.
    pub fn adjoint(&self, x: Var<'t, T>) -> T {
        self.scalar_adjoint(x.id())
    }

    /// Returns the adjoint of a block of inputs after a pull.
    ///
    /// # Panics
    /// If `x` is not a whole block, or not a block of inputs: a sweep does not keep the adjoints of others.
    pub fn adjoint_array(&self, x: &VarArray<'t, T>) -> T::Array {
        self.block_adjoint(input_view(x)).unwrap_or_else(|| T::Array::zeros(x.len()))
    }

    /// Returns the adjoint as [`Recording::adjoint_array`] does, and leaves zeros: the array has no other holder.
    pub(crate) fn take_adjoint_array(&self, x: &VarArray<'t, T>) -> T::Array {
        self.take_block_adjoint(input_view(x)).unwrap_or_else(|| T::Array::zeros(x.len()))
    }
}

/// Returns the view of a block that may be one of inputs.
fn input_view<T: Scalar>(x: &VarArray<'_, T>) -> View {
    let view = x.view();
    assert!(view.is_active() && view.start == 0, "not an input block");
    view
}

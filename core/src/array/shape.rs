//! Shapes of matrix products, and accumulation.

use std::ops::Add;

/// Storage of a matrix: as it is used, or transposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Row-major in the shape that the product uses.
    AsStored,
    /// Stored (row-major) as the transpose of the shape that the product uses.
    Transposed,
}

impl Layout {
    /// Returns the other layout.
    pub const fn flip(self) -> Layout {
        match self {
            Layout::AsStored => Layout::Transposed,
            Layout::Transposed => Layout::AsStored,
        }
    }
}

/// Destination of a result: it replaces the present content, or is added to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accumulate {
    /// The result replaces the content.
    Replace,
    /// The result is added to the content.
    Add,
}

impl Accumulate {
    /// Returns `x`, or the sum of `there` and `x`.
    #[inline(always)]
    pub(crate) fn onto<T: Add<Output = T>>(self, there: T, x: T) -> T {
        match self {
            Accumulate::Replace => x,
            Accumulate::Add => there + x,
        }
    }
}

/// The shape of a product of an m × k and a k × n matrix, either of which may be stored transposed.
///
/// ```
/// use dualtape_core::{Array, Buf, MatMul};
/// let a = Buf::from_slice(&[1.0, 2.0, 3.0, 4.0]); // 2 × 2
/// let x = Buf::from_slice(&[1.0, 1.0]);
/// assert_eq!(&*a.matmul(&x, MatMul::new(2, 2, 1)), &[3.0, 7.0]);
/// assert_eq!(&*a.matmul(&x, MatMul::new(2, 2, 1).left_transposed()), &[4.0, 6.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MatMul {
    /// Rows of the left operand and of the result.
    pub m: usize,
    /// Columns of the left operand, rows of the right one.
    pub k: usize,
    /// Columns of the right operand and of the result.
    pub n: usize,
    /// The layout of the left operand.
    pub left: Layout,
    /// The layout of the right operand.
    pub right: Layout,
}

impl MatMul {
    /// Returns the shape m × k times k × n, both stored as used.
    pub const fn new(m: usize, k: usize, n: usize) -> MatMul {
        MatMul { m, k, n, left: Layout::AsStored, right: Layout::AsStored }
    }
    /// Returns the same with the left operand stored transposed (k × m).
    #[must_use]
    pub const fn left_transposed(self) -> MatMul {
        MatMul { left: self.left.flip(), ..self }
    }
    /// Returns the same with the right operand stored transposed (n × k).
    #[must_use]
    pub const fn right_transposed(self) -> MatMul {
        MatMul { right: self.right.flip(), ..self }
    }

    /// Returns the product that gives the left operand's adjoint, as stored, from the adjoint `g` of the result:
    /// `g · rightᵀ` if it is stored as used (operands in this order), else `right · gᵀ`.
    pub const fn pull_left(self) -> MatMul {
        match self.left {
            Layout::AsStored => {
                MatMul { m: self.m, k: self.n, n: self.k, left: Layout::AsStored, right: self.right.flip() }
            }
            Layout::Transposed => {
                MatMul { m: self.k, k: self.n, n: self.m, left: self.right, right: Layout::Transposed }
            }
        }
    }
    /// Returns the product that gives the right operand's adjoint, as stored, from the adjoint `g` of the result:
    /// `leftᵀ · g` if it is stored as used (operands in this order), else `gᵀ · left`.
    pub const fn pull_right(self) -> MatMul {
        match self.right {
            Layout::AsStored => {
                MatMul { m: self.k, k: self.m, n: self.n, left: self.left.flip(), right: Layout::AsStored }
            }
            Layout::Transposed => {
                MatMul { m: self.n, k: self.m, n: self.k, left: Layout::Transposed, right: self.left }
            }
        }
    }

    /// Checks the lengths of the operands.
    ///
    /// # Panics
    /// If the operands do not have m·k and k·n elements.
    pub(crate) fn check(self, left: usize, right: usize) {
        assert!(
            left == self.m * self.k && right == self.k * self.n,
            "matrix product {}×{} · {}×{} of {left} and {right} numbers",
            self.m,
            self.k,
            self.k,
            self.n
        );
    }
}

//! The number and the array that record.
//!
//! The two files import each other: [`Var`] names its array type (`Scalar::Array`), [`VarArray`] its number type
//! (`Array::Scalar`).

mod array;
mod scalar;

pub use array::VarArray;
pub use scalar::Var;

//! Importance of the inputs of a trained network: by permutation, and by gradients.

mod attribution;
mod permutation;
mod row_outputs;

pub use attribution::Attribution;
pub use permutation::{Permutations, permutation_importance};
pub use row_outputs::{RowGradients, RowOutputs};

//! Sources of gradients for a trainer: an engine, an engine block by block, or an estimate.

mod blockwise;
mod forward_gradient;
mod source;

pub use blockwise::BlockwiseGradient;
pub use forward_gradient::ForwardGradient;
pub use source::{GradientSource, marker};

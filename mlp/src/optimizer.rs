//! The optimizers, a file each, and their names.

mod adam;
mod adamw;
mod kind;
mod momentum;
mod rmsprop;
mod sgd;
mod step;

pub use adam::Adam;
pub use adamw::AdamW;
pub use kind::OptimizerKind;
pub(crate) use kind::UpdateRule;
pub use momentum::{Momentum, Nesterov};
pub use rmsprop::RmsProp;
pub use sgd::Sgd;
pub use step::Optimizer;

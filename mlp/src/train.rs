//! Training: minibatch descent with any source of gradients, reported as events.

mod best;
mod checkpoint;
mod defaults;
mod descent;
mod divergence;
mod epoch;
mod event;
#[cfg(feature = "lbfgs")]
mod lbfgs;
mod schedule;
mod settings;
mod specification;
mod trainer;
mod training;
mod update;

pub use checkpoint::Checkpoint;
pub(crate) use checkpoint::Position;
pub use defaults::Defaults;
pub use divergence::{DivergedOperation, Divergence};
pub use event::{EpochRecord, Outcome, Stop, TrainingEvent};
pub use schedule::Schedule;
pub use settings::{Batch, Settings};
pub(crate) use specification::Specification;
pub use trainer::Trainer;
pub use training::Training;

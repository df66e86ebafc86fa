//! The run folder: a model, its manifest, its metrics and its checkpoint.

mod checkpoint;
mod folder;
mod lock;
mod manifest;
mod tensors;

pub use folder::RunFolder;
pub(crate) use folder::{CHECKPOINT, MODEL, RUN};
pub use lock::RunLock;
pub use manifest::RunManifest;

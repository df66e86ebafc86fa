//! The terminal and the files of a command's output.

pub(crate) mod destination;
pub(crate) mod escape;
pub(crate) mod interrupt;
pub(crate) mod invocation;
pub(crate) mod json;
pub(crate) mod message;
pub(crate) mod output;
pub(crate) mod progress;

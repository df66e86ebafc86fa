//! The commands, each with its flags, settings and pages. No command imports another.

pub(crate) mod bench;
pub(crate) mod choose;
pub(crate) mod eval;
pub(crate) mod explain;
pub(crate) mod export;
pub(crate) mod inspect;
pub(crate) mod predict;
pub(crate) mod report;
pub(crate) mod train;

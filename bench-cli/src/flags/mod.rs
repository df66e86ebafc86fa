//! Flags shared by several commands, and the parsers of their values.

pub(crate) mod columns;
pub(crate) mod data_size;
pub(crate) mod exports;
pub(crate) mod shared;
pub(crate) mod values;

//! Flags that several commands share, and the checks of their values.

pub(crate) mod exports;
pub(crate) mod shared;
pub(crate) mod values;

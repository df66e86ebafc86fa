//! What the benches of several crates share; they include it by its path.

pub(crate) mod contest;
pub(crate) mod race;
#[cfg(feature = "rivals")]
pub(crate) mod rival;

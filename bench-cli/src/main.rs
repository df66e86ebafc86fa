//! The `dualtape` command.
fn main() {}

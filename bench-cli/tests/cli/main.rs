//! The `dualtape` binary from outside: what goes in, what comes out, and with which exit code.

mod bad_input;
mod bench;
mod readme;
mod sandbox;
mod train;
mod usage;

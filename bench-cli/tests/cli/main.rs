//! The `dualtape` binary from outside: what goes in, what comes out, and with which exit code.

mod bad_input;
mod bench;
mod browser;
mod drawing;
mod readme;
mod report;
mod sandbox;
mod train;
mod usage;

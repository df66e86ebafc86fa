//! The `dualtape` binary from outside: what goes in, what comes out, and with which exit code.

mod architecture;
mod bad_input;
mod baseline;
mod bench;
mod browser;
mod choose;
mod columns;
mod diagram;
mod drawing;
mod escapes;
mod eval;
mod explain;
mod folds;
mod judging;
mod manual;
mod onnx;
mod predict;
#[cfg(unix)]
mod processes;
mod python;
mod readme;
mod records;
mod report;
mod resume;
mod sandbox;
mod train;
mod training_report;
mod usage;
mod workloads;

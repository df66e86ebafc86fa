//! Trained networks in the formats of other programs.

mod column;
mod date;
mod graph;
mod layer;
mod onnx;
mod proto;

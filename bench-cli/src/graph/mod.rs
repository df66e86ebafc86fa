//! Computation graphs as pictures: the graph that is to be drawn, its layout, and what is written of it.

mod appearance;
mod boxes;
mod diagram;
mod dot;
mod html;
mod layout;
mod legend;
pub(crate) mod network;
#[cfg(test)]
mod sample;
mod style;
mod svg;
#[cfg(test)]
mod tests;

pub(crate) use crate::graph::diagram::{
    Diagram, DiagramBox, DiagramFormula, DiagramImage, DiagramStep, Edge, ImageInk, MAX_BOXES, NodeRole,
    PassKind,
};
pub(crate) use crate::graph::dot::dot;
pub(crate) use crate::graph::html::html;
pub(crate) use crate::graph::svg::svg;

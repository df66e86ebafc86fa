//! A training as a page and as one picture.

mod confusion;
mod curves;
mod decision_map;
mod element;
mod frame;
mod importance;
mod page;
mod pictures;
mod reliability;
mod scatter;
mod sheet;
mod table;
#[cfg(test)]
mod tests;
mod weights;

pub(crate) use crate::training_report::draw::page::training_html;
pub(crate) use crate::training_report::draw::sheet::training_svg;

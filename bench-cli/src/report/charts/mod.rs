//! The charts of a report: as data with titles and scales, and drawn for terminals and as SVG.
//!
//! A crate for plots was looked at: plotters writes colours into each element and knows neither classes nor
//! titles nor data attributes, so its charts cannot turn dark, be read aloud or be checked against the JSON.

mod figure;
mod heat_map;
mod heat_table;
mod line_chart;
mod terminal;
mod vector;

pub(crate) use crate::report::charts::figure::{ReportFigure, figures};
pub(crate) use crate::report::charts::vector::line_sample;

//! Columns of a table as inputs of a graph, and the way from them to numbers.

use super::date::add_place;
use super::graph::{ElementType, Graph, Value};
use dualtape_columns::{Column, Encoding};
use std::f64::consts::TAU;

/// Adds a column as an input, and returns its numbers: beside one another they are those of [`Column::inputs`], a
/// missing one NaN.
pub(super) fn add_column(graph: &mut Graph, column: &Column) -> Vec<Value> {
    let name = &column.name;
    let (cell, mut parts) = match &column.encoding {
        Encoding::Number { percent, .. } => {
            let doc = if *percent { "the number before %" } else { "a number" };
            let cell = graph.input(name, ElementType::Double, &format!("{doc}, NaN if missing"));
            (cell.clone(), vec![cell])
        }
        Encoding::Boolean { .. } => {
            let cell = graph.input(name, ElementType::Double, "1 for true, 0 for false, NaN if missing");
            (cell.clone(), vec![cell])
        }
        Encoding::Category { categories, rare, .. } => {
            let cell = graph.input(name, ElementType::String, "a category, empty if missing");
            let mut parts = Vec::new();
            if !categories.is_empty() {
                parts.push(add_one_hot(graph, &cell, categories));
            }
            if !rare.is_empty() {
                let each = add_one_hot(graph, &cell, rare);
                let axis = graph.whole_numbers("axis", &[1]);
                parts.push(graph.op_with("ReduceSum", &[&each, &axis], &[("keepdims", 1)]));
            }
            (cell, parts)
        }
        Encoding::Date { cycles, format, .. } => {
            let has_year = format.contains("%Y") || format.contains("%y");
            let doc =
                if has_year { "days since 1970-01-01 with the part of the day" } else { "a part of the day" };
            let cell = graph.input(name, ElementType::Double, &format!("{doc}, NaN if missing"));
            let mut parts = vec![cell.clone()];
            for &cycle in cycles {
                let place = add_place(graph, &cell, cycle);
                let angle = graph.op_number("Mul", &place, TAU);
                parts.extend(["Sin", "Cos"].map(|wave| graph.op(wave, &[&angle])));
            }
            (cell, parts)
        }
    };
    if column.tells_missing() {
        parts.push(if matches!(column.encoding, Encoding::Category { .. }) {
            add_one_hot(graph, &cell, &[String::new()])
        } else {
            let is_missing = graph.op("IsNaN", &[&cell]);
            graph.cast(&is_missing, ElementType::Double)
        });
    }
    parts
}

/// Adds for each text 1 where the cell is it, else 0.
fn add_one_hot(graph: &mut Graph, cell: &Value, texts: &[String]) -> Value {
    let texts = graph.texts("categories", texts);
    let is_it = graph.op("Equal", &[cell, &texts]);
    graph.cast(&is_it, ElementType::Double)
}

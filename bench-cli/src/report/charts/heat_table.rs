//! A heat map for the terminal: a table of who is faster and by how much.

use comfy_table::{Cell, CellAlignment, Color};

use crate::draw::{Paint, palette, right};
use crate::report::charts::heat_map::HeatMap;
use crate::units;

/// Returns the table; few outputs are below, as in the picture.
pub(crate) fn heat_table(map: &HeatMap, paint: Paint) -> String {
    let mut table = paint.table();
    for (row, &outputs) in map.outputs.iter().enumerate().rev() {
        let mut cells = vec![right(units::counted(outputs, "output"))];
        for column in 0..map.inputs.len() {
            let tile = map.tiles.iter().find(|tile| (tile.column, tile.row) == (column, row));
            cells.push(tile.map_or(Cell::new(""), |tile| {
                let text = match tile.winner {
                    Some(winner) => format!("{winner} {}", tile.factor()),
                    None => tile.verdict().to_owned(),
                };
                let cell = Cell::new(text).set_alignment(CellAlignment::Right);
                match tile.winner {
                    Some(winner) => cell.fg(Color::AnsiValue(palette::of(winner).terminal)),
                    None => cell,
                }
            }));
        }
        table.add_row(cells);
    }
    let heads = map.inputs.iter().map(|&inputs| right(units::counted(inputs, "input")));
    table.set_header([Cell::new("faster mode")].into_iter().chain(heads));
    format!("{}\n{}\n", paint.bold(&map.title), table.trim_fmt())
}

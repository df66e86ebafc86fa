//! The table of the shares of columns in a prediction.

use crate::commands::explain::grid::{Alignment, Grid};
use crate::commands::explain::number::{five_digits, given};
use crate::commands::explain::tables::LimitedTable;
use crate::functions::model_row::{CellValue, ColumnShare};
use crate::functions::row_attribution::RowAttribution;
use crate::units::{capitalised, count};

/// The most columns that are listed.
const LISTED: usize = 20;

/// Returns the table of these shares, which are in order.
pub(crate) fn table(columns: &[ColumnShare]) -> LimitedTable {
    let numbers = ["value", "gradient", "integrated"].map(|name| (name, Alignment::Right));
    let mut grid = Grid::new([("column", Alignment::Left)].into_iter().chain(numbers));
    for column in columns.iter().take(LISTED) {
        let value = match &column.value {
            CellValue::Number(number) => given(*number),
            CellValue::Text(text) => text.clone(),
        };
        let gradient = column.gradient.map_or_else(String::new, five_digits);
        grid.push(vec![column.column.clone(), value, gradient, five_digits(column.integrated)]);
    }
    let note = match columns.len().saturating_sub(LISTED) {
        0 => None,
        more => Some(format!("{} more: --as json has all.", count(more))),
    };
    LimitedTable { grid, note }
}

/// Returns the sentences about the outputs and the sum of the shares.
pub(crate) fn sentence(attribution: &RowAttribution) -> String {
    let RowAttribution { of, output, baseline, inputs, gap } = attribution;
    let sum: f64 = inputs.iter().map(|input| input.integrated).sum();
    let apart = match gap {
        Some(gap) => format!("{} from it", five_digits(*gap)),
        None => "not comparable, as something is not finite".to_owned(),
    };
    format!(
        "{} is {}, and {} at the mean of the training rows: a difference of {}. The integrated gradients along the line \
         between both sum to {}, {apart}. The gradient is the slope at the row, per unit of the input.",
        capitalised(of),
        five_digits(*output),
        five_digits(*baseline),
        five_digits(output - baseline),
        five_digits(sum)
    )
}

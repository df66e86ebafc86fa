//! The table of the shares of inputs in a prediction.

use crate::commands::explain::grid::{Alignment, Grid};
use crate::commands::explain::number::{five_digits, given};
use crate::commands::explain::tables::{LimitedTable, MOST_ROWS};
use crate::functions::row_attribution::{InputShare, RowAttribution};
use crate::units::{capitalised, count};

/// Returns the table, the largest share first.
pub(crate) fn table(attribution: &RowAttribution) -> LimitedTable {
    let columns = ["value", "gradient", "integrated"].map(|name| (name, Alignment::Right));
    let mut grid = Grid::new([("input", Alignment::Left)].into_iter().chain(columns));
    let mut inputs: Vec<&InputShare> = attribution.inputs.iter().collect();
    inputs.sort_by(|a, b| b.integrated.abs().total_cmp(&a.integrated.abs()));
    for input in inputs.iter().take(MOST_ROWS) {
        let numbers = [given(input.value), five_digits(input.gradient), five_digits(input.integrated)];
        grid.push([input.column.clone()].into_iter().chain(numbers).collect());
    }
    let note = match inputs.len().saturating_sub(MOST_ROWS) {
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

//! Runs as CSV: one line per cell, seconds and bytes.

use csv::Writer;

use crate::analysis::run_set::RunSet;
use crate::record::CellRecord;
use crate::units;

/// The columns, in order.
const HEADER: [&str; 22] = [
    "run",
    "engine",
    "style",
    "precision",
    "layers",
    "batch",
    "parameters",
    "outputs",
    "seconds_median",
    "seconds_mad",
    "seconds_ci95_low",
    "seconds_ci95_high",
    "samples",
    "loss_seconds_median",
    "loss_seconds_mad",
    "ratio_to_loss_median",
    "ratio_to_loss_ci95_low",
    "ratio_to_loss_ci95_high",
    "passes",
    "tape_nodes",
    "tape_bytes",
    "max_relative_difference",
];

/// Returns the text. Cells that were not timed have no figures and are not in it.
pub(crate) fn csv(runs: &RunSet) -> String {
    /// Memory takes everything, and every line has as many fields as the header.
    const REASON: &str = "a Vec takes lines of equal length";
    let mut writer = Writer::from_writer(Vec::new());
    writer.write_record(HEADER).expect(REASON);
    for (_, run) in runs.lettered() {
        for cell in &run.record.cells {
            writer.write_record(fields(&run.name, cell)).expect(REASON);
        }
    }
    String::from_utf8(writer.into_inner().expect(REASON)).expect("fields are UTF-8")
}

fn fields(run: &str, cell: &CellRecord) -> [String; 22] {
    let (times, loss, ratio) = (&cell.seconds.summary, &cell.loss_seconds, &cell.ratio_to_loss);
    let optional = |number: Option<usize>| number.map_or(String::new(), |number| number.to_string());
    [
        run.to_owned(),
        cell.engine.to_string(),
        cell.style.to_string(),
        cell.precision.clone(),
        units::layer_widths(&cell.layers),
        cell.batch.to_string(),
        cell.parameters.to_string(),
        cell.outputs.to_string(),
        times.median.to_string(),
        times.mad.to_string(),
        times.ci95[0].to_string(),
        times.ci95[1].to_string(),
        cell.seconds.samples.len().to_string(),
        loss.median.to_string(),
        loss.mad.to_string(),
        ratio.median.to_string(),
        ratio.ci95[0].to_string(),
        ratio.ci95[1].to_string(),
        cell.passes.to_string(),
        optional(cell.tape_nodes),
        optional(cell.tape_bytes),
        cell.max_relative_difference.to_string(),
    ]
}

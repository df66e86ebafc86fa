//! A line chart as data: a quantity against sizes.

use dualtape_contenders::{CodeStyle, EngineKind, Nouns};

use crate::analysis::run_set::RunSet;
use crate::draw::log_axis::LogScale;
use crate::record::nouns::Phrases;
use crate::record::{CellRecord, Crossover, Quantity, Record};
use crate::report::titles;
use crate::units;

/// One quantity against the number of parameters.
pub(crate) struct LineChart {
    /// The quantity.
    pub(crate) quantity: Quantity,
    /// The finding.
    pub(crate) title: String,
    /// The meaning of the points.
    pub(crate) subtitle: String,
    /// The runs by their letters, where there are several.
    pub(crate) legend: Vec<(char, String)>,
    /// One per engine and run.
    pub(crate) lines: Vec<Series>,
    /// The crossovers, each with the index of its run.
    pub(crate) crossovers: Vec<(usize, Crossover)>,
    /// The nouns for sizes.
    pub(crate) words: &'static Nouns,
    /// Parameters.
    pub(crate) x: LogScale,
    /// The quantity.
    pub(crate) y: LogScale,
}

/// One engine in one run.
pub(crate) struct Series {
    /// The engine.
    pub(crate) engine: EngineKind,
    /// The index of the run.
    pub(crate) run: usize,
    /// The index of the dash pattern: one for each run and style of code.
    pub(crate) pattern: usize,
    /// The label at its end.
    pub(crate) name: String,
    /// The value at its end, after `~` where it is predicted.
    pub(crate) last: String,
    /// It grows as p to this power.
    pub(crate) exponent: Option<f64>,
    /// Measured points, from left to right.
    pub(crate) points: Vec<SeriesPoint>,
    /// Predicted points, beyond the measured ones.
    pub(crate) predicted: Vec<SeriesPoint>,
}

/// One value with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct SeriesPoint {
    /// Inputs of the differentiated function.
    pub(crate) parameters: usize,
    /// Seconds, or losses.
    pub(crate) value: f64,
    /// The 95 % interval.
    pub(crate) ci95: [f64; 2],
}

impl LineChart {
    /// Returns the chart of a quantity; none where nothing has it.
    pub(crate) fn new(runs: &RunSet, quantity: Quantity) -> Option<Self> {
        let (mut lines, mut crossovers, mut legend) = (Vec::new(), Vec::new(), Vec::new());
        for (index, (letter, run)) in runs.lettered().enumerate() {
            legend.extend(letter.map(|letter| (letter, run.name.clone())));
            for &engine in engines_drawn(&run.record) {
                for kind in styles_and_outputs(&run.record, engine) {
                    lines.extend(Series::new(&run.record, quantity, engine, kind, (index, letter)));
                }
            }
            crossovers.extend(run.record.crossover.clone().map(|crossover| (index, crossover)));
        }
        let points = || lines.iter().flat_map(|line| line.points.iter().chain(&line.predicted));
        let seen = crossovers.iter().map(|(_, crossover)| crossover.parameters);
        let x = LogScale::around(points().map(|point| point.parameters as f64).chain(seen))?;
        let y = LogScale::decades(points().flat_map(|point| [point.value, point.ci95[0], point.ci95[1]]))?;
        Some(Self {
            quantity,
            title: titles::chart_title(runs, quantity),
            subtitle: subtitle(runs, quantity, lines.iter().any(|line| !line.predicted.is_empty())),
            legend,
            lines,
            crossovers,
            words: runs.first().words(),
            x,
            y,
        })
    }

    /// Returns a word for the vertical axis.
    pub(crate) fn y_name(&self) -> &'static str {
        match self.quantity {
            Quantity::Seconds => "time",
            Quantity::RatioToLoss => "time ÷ time of the loss",
        }
    }

    /// Returns a value in words.
    pub(crate) fn spoken(&self, value: f64) -> String {
        spoken(self.quantity, value)
    }

    /// Returns values to mark on the horizontal axis; with one network, its own.
    pub(crate) fn x_ticks(&self, at_most: usize) -> Vec<f64> {
        let mut sizes = self.lines.iter().flat_map(|line| &line.points).map(|point| point.parameters);
        match sizes.next() {
            Some(first) if sizes.all(|other| other == first) => vec![first as f64],
            _ => self.x.ticks(at_most),
        }
    }

    /// Returns a round value on the vertical axis.
    pub(crate) fn y_tick(&self, value: f64) -> String {
        match self.quantity {
            Quantity::Seconds => units::round_time(value),
            Quantity::RatioToLoss => units::round_count(value),
        }
    }

    /// Returns all figures of the chart as text, for screen readers.
    pub(crate) fn description(&self) -> String {
        let lines: Vec<String> = self.lines.iter().map(Series::description(self)).collect();
        format!("Both axes are logarithmic. {}.", lines.join("; "))
    }
}

impl Series {
    fn new(
        record: &Record,
        quantity: Quantity,
        engine: EngineKind,
        (style, outputs): (CodeStyle, usize),
        (run, letter): (usize, Option<char>),
    ) -> Option<Self> {
        // The loss ÷ itself is 1 by definition.
        if engine == EngineKind::Loss && quantity == Quantity::RatioToLoss {
            return None;
        }
        let series = (engine, style, outputs);
        let cells = record.cells.iter().filter(|cell| cell.key().series() == series);
        let mut points: Vec<SeriesPoint> = cells.map(|cell| point(cell, quantity)).collect();
        points.sort_by_key(|point| point.parameters);
        let predicted = predicted(record, quantity, series, &points);
        let last = match predicted.last() {
            Some(point) => format!("~ {}", short(quantity, point.value)),
            None => short(quantity, points.last()?.value),
        };
        let fit = |fit: &&crate::record::Fit| {
            fit.engine == engine && fit.style == style && fit.quantity == quantity
        };
        let styles = record.styles();
        let mut name = record.label(engine, style);
        if record.is_grid() {
            name = format!("{name} → {outputs}");
        }
        if let Some(letter) = letter {
            name = format!("{name} {letter}");
        }
        Some(Self {
            engine,
            run,
            pattern: run * styles.len() + styles.iter().position(|&other| other == style).unwrap_or(0),
            name,
            last,
            exponent: record.fits.iter().find(fit).map(|fit| fit.exponent),
            predicted,
            points,
        })
    }

    fn description(chart: &LineChart) -> impl Fn(&Self) -> String {
        |line| {
            let (first, last) = (&line.points[0], &line.points[line.points.len() - 1]);
            let at = |point: &SeriesPoint| {
                format!("{} with {}", chart.spoken(point.value), chart.words.count(point.parameters))
            };
            if first == last {
                format!("{}: {}", line.name, at(first))
            } else {
                format!("{}: from {} to {}", line.name, at(first), at(last))
            }
        }
    }
}

/// Returns the engines that are drawn. Over maps of several outputs each has several lines, so only both modes are.
fn engines_drawn(record: &Record) -> &'static [EngineKind] {
    if record.is_grid() { &[EngineKind::Reverse, EngineKind::Forward] } else { &EngineKind::DEFAULT }
}

/// Returns the ways of writing code in which an engine was timed, each with the outputs of the functions: a line for each.
fn styles_and_outputs(record: &Record, engine: EngineKind) -> Vec<(CodeStyle, usize)> {
    let mut kinds: Vec<(CodeStyle, usize)> = Vec::new();
    for cell in record.cells.iter().filter(|cell| cell.engine == engine) {
        let kind = (cell.style, cell.outputs);
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds
}

fn point(cell: &CellRecord, quantity: Quantity) -> SeriesPoint {
    let (value, ci95) = match quantity {
        Quantity::Seconds => (cell.seconds.summary.median, cell.seconds.summary.ci95),
        Quantity::RatioToLoss => (cell.ratio_to_loss.median, cell.ratio_to_loss.ci95),
    };
    SeriesPoint { parameters: cell.parameters, value, ci95 }
}

/// Returns the predictions of cells that were not run. A ratio has none: it would need that of the loss.
fn predicted(
    record: &Record,
    quantity: Quantity,
    series: (EngineKind, CodeStyle, usize),
    measured: &[SeriesPoint],
) -> Vec<SeriesPoint> {
    let largest = measured.last().map_or(0, |point| point.parameters);
    if quantity == Quantity::RatioToLoss {
        return Vec::new();
    }
    let beyond =
        record.not_run.iter().filter(|cell| cell.key().series() == series && cell.parameters > largest);
    let mut points: Vec<SeriesPoint> = beyond
        .map(|cell| SeriesPoint {
            parameters: cell.parameters,
            value: cell.predicted_s,
            ci95: [cell.predicted_s; 2],
        })
        .collect();
    points.sort_by_key(|point| point.parameters);
    points
}

/// Returns a value in few letters.
fn short(quantity: Quantity, value: f64) -> String {
    match quantity {
        Quantity::Seconds => units::time(value),
        Quantity::RatioToLoss => format!("{}×", units::significant(value)),
    }
}

fn spoken(quantity: Quantity, value: f64) -> String {
    match quantity {
        Quantity::Seconds => units::time(value),
        Quantity::RatioToLoss => format!("{} losses", units::significant(value)),
    }
}

fn subtitle(runs: &RunSet, quantity: Quantity, has_predictions: bool) -> String {
    let counts =
        || runs.lettered().flat_map(|(_, run)| &run.record.cells).map(|cell| cell.seconds.samples.len());
    let samples = match (counts().min().unwrap_or(0), counts().max().unwrap_or(0)) {
        (low, high) if low == high => low.to_string(),
        (low, high) => format!("{low} to {high}"),
    };
    let is_grid = runs.first().is_grid();
    let what = match quantity {
        Quantity::Seconds if is_grid => "Time of one Jacobian, → the number of outputs",
        Quantity::RatioToLoss if is_grid => {
            "Jacobian, → the number of outputs, ÷ values alone, taken within rounds"
        }
        Quantity::Seconds => "Time of one value and gradient (loss: the value alone)",
        Quantity::RatioToLoss => "Value and gradient ÷ value alone, taken within rounds",
    };
    let hollow = if has_predictions { "; hollow: predicted, not run" } else { "" };
    format!("{what}: medians of {samples} samples; bars: 95 % intervals{hollow}")
}

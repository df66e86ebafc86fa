//! The figures of a training as plain data.

/// One chart and its words.
pub(crate) struct TrainingFigure {
    /// The class in markup.
    pub(crate) name: &'static str,
    /// The finding.
    pub(crate) title: String,
    /// The subtitle.
    pub(crate) subtitle: String,
    /// The figures as text, for screen readers.
    pub(crate) description: String,
    /// The numbers.
    pub(crate) content: FigureContent,
}

/// The numbers of a chart.
pub(crate) enum FigureContent {
    /// Losses or shares by epoch.
    Curves(Curves),
    /// Found classes by true classes.
    Confusion(ConfusionTable),
    /// Accuracy by confidence.
    Reliability(ReliabilityCurve),
    /// Points and a line to compare them with.
    Scatter(ScatterPlot),
    /// The class that is found, by two inputs.
    DecisionMap(DecisionMap),
    /// Importance by column.
    Importance(ImportanceBars),
    /// Weights by layer.
    Weights(Vec<WeightHistogram>),
    /// Inputs that are pictures.
    Pictures(Vec<MisclassifiedImage>),
    /// Rows of texts and numbers.
    Table(ReportTable),
}

/// An epoch and its loss, or its share.
pub(crate) type EpochLoss = [f64; 2];

/// The quantity of a chart by epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EpochQuantity {
    /// The loss.
    Loss,
    /// The share of correct classes.
    Accuracy,
    /// The coefficient of determination.
    R2,
}

/// The lines of a chart by epoch.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Curves {
    /// The vertical axis.
    pub(crate) quantity: EpochQuantity,
    /// One line, or training and validation.
    pub(crate) lines: Vec<Curve>,
    /// The epoch that the model comes from and its value, on the last line; none if training never improved.
    pub(crate) best: Option<EpochLoss>,
}

/// One quantity by epoch.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Curve {
    /// The label at its end.
    pub(crate) name: &'static str,
    /// The part of the data, which decides its colour.
    pub(crate) part: DataPart,
    /// Every epoch that has a finite value.
    pub(crate) raw: Vec<EpochLoss>,
    /// The same, smoothed.
    pub(crate) smooth: Vec<EpochLoss>,
}

/// Found classes by true classes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ConfusionTable {
    /// The names of the classes; empty if they are too many for a matrix.
    pub(crate) classes: Vec<String>,
    /// Examples of each true class (row) by the class that was found (column).
    pub(crate) counts: Vec<Vec<usize>>,
    /// Examples of each class, whatever they were taken for.
    pub(crate) examples: Vec<usize>,
    /// The pairs of classes with most confusions, the largest first.
    pub(crate) pairs: Vec<ConfusedPair>,
}

/// A class that was taken for another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ConfusedPair {
    /// The true class.
    pub(crate) truth: String,
    /// The class that was found.
    pub(crate) found: String,
    /// The number of examples.
    pub(crate) count: usize,
    /// The examples of the true class, whatever they were taken for.
    pub(crate) examples: usize,
}

/// Intervals of confidence.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ReliabilityCurve {
    /// The mean confidence, the share that is right, and the number of examples of each interval.
    pub(crate) points: Vec<(f64, f64, usize)>,
}

/// A table of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReportTable {
    /// The name and the kind of each column.
    pub(crate) columns: Vec<(&'static str, CellKind)>,
    /// The cells by row.
    pub(crate) rows: Vec<Vec<String>>,
    /// The number of rows that show at once; the others show when they are asked for.
    pub(crate) shown: usize,
}

/// The kind of the cells of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CellKind {
    /// Words.
    Words,
    /// Numbers.
    Number,
}

/// Points, and a line to compare them with.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ScatterPlot {
    /// The name of the horizontal axis.
    pub(crate) x_name: String,
    /// The name of the vertical axis.
    pub(crate) y_name: String,
    /// The points.
    pub(crate) points: Vec<[f64; 2]>,
    /// The line.
    pub(crate) line: Vec<[f64; 2]>,
}

/// Decisions over two inputs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DecisionMap {
    /// The names of the inputs.
    pub(crate) inputs: [String; 2],
    /// The names of the classes.
    pub(crate) classes: Vec<String>,
    /// The range of the first input.
    pub(crate) x: [f64; 2],
    /// The range of the second input.
    pub(crate) y: [f64; 2],
    /// Rows of cells, from the lowest: the class that is found, and its probability if it is known.
    pub(crate) cells: Vec<Vec<(u32, Option<f64>)>>,
    /// Examples.
    pub(crate) spots: Vec<MapExample>,
}

/// An example on the map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct MapExample {
    /// Its inputs.
    pub(crate) at: [f64; 2],
    /// Its true class, from 0.
    pub(crate) class: usize,
    /// Its part of the data.
    pub(crate) role: DataPart,
}

/// The part of an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DataPart {
    /// The network has seen it.
    Training,
    /// The network is judged by it.
    Validation,
}

/// The importance of some columns, most important first.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ImportanceBars {
    /// The meaning of each of the two numbers.
    pub(crate) meaning: [&'static str; 2],
    /// A column, and its importance by permutation and by gradients.
    pub(crate) columns: Vec<(String, [Option<f64>; 2])>,
}

/// The weights of one layer, counted.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct WeightHistogram {
    /// The number of the layer, and its size.
    pub(crate) name: String,
    /// Mean and standard deviation of its weights.
    pub(crate) mean_and_deviation: [f64; 2],
    /// The bars reach from −reach to reach: zero is in the middle.
    pub(crate) reach: f64,
    /// Weights per bar.
    pub(crate) counts: Vec<usize>,
}

/// A misclassified example that is an image.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MisclassifiedImage {
    /// Pixels per row, and rows.
    pub(crate) side: usize,
    /// From 0, paper, to 1, ink.
    pub(crate) pixels: Vec<f64>,
    /// The true class.
    pub(crate) truth: String,
    /// The class that was found.
    pub(crate) found: String,
    /// The probability that the network gave the true class, where the loss gives probabilities.
    pub(crate) probability: Option<f64>,
}

/// Returns at most `limit` evenly spaced indices in `0..all`.
pub(crate) fn evenly_spaced(all: usize, limit: usize) -> impl Iterator<Item = usize> {
    let kept = all.min(limit);
    (0..kept).map(move |index| index * all / kept)
}

//! The tables of the page: the metrics of both parts, those of each class, and the columns.

use dualtape_mlp::{ClassMetrics, Metrics, RunManifest, TargetMetrics, Task};

use crate::training_report::columns::ColumnRecord;
use crate::training_report::figure::{CellKind, FigureContent, ReportTable, TrainingFigure};
use crate::training_report::record::PartMetrics;
use crate::units;

/// The rows of a table that show at once.
const SHOWN: usize = 24;

/// A metric and its name.
type NamedMetric = (&'static str, fn(&Metrics) -> Option<f64>);

/// The metrics of values, by name.
const OF_VALUES: [NamedMetric; 3] =
    [("r²", |metrics| metrics.r2), ("RMSE", |metrics| metrics.rmse), ("MAE", |metrics| metrics.mae)];

/// The metrics of classes, by name: those that are shares first.
const OF_CLASSES: [NamedMetric; 6] = [
    ("accuracy", |metrics| metrics.accuracy),
    ("balanced accuracy", |metrics| metrics.balanced_accuracy),
    ("precision, mean of classes", |metrics| metrics.precision),
    ("F1, mean of classes", |metrics| metrics.f1),
    ("AUC, mean of classes", |metrics| metrics.auc),
    ("log loss", |metrics| metrics.log_loss),
];

/// Returns the table of the metrics of both parts; one that is undefined has no row.
pub(crate) fn metrics(run: &RunManifest, metrics: &PartMetrics) -> TrainingFigure {
    let (names, text): (&[_], fn(f64) -> String) = match run.data.task {
        Task::Classification => (&OF_CLASSES[..], |x| format!("{x:.4}")),
        Task::Regression => (&OF_VALUES[..], units::significant),
    };
    let cell = |number: Option<f64>| number.map_or_else(|| "—".to_owned(), text);
    let row = |(name, of): &NamedMetric| {
        let (train, validation) = (of(&metrics.train), metrics.validation.as_ref().map(of));
        train.or(validation.flatten())?;
        let name = if *name == "r²" && run.data.targets.len() > 1 { "mean r²" } else { name };
        Some([name.to_owned(), cell(train)].into_iter().chain(validation.map(cell)).collect())
    };
    let mut rows: Vec<Vec<String>> = names.iter().filter_map(row).collect();
    if run.data.targets.len() > 1 {
        rows.extend(
            run.data.target_names().enumerate().flat_map(|(index, target)| of_target(metrics, index, target)),
        );
    }
    let parts = ["training", "validation"].into_iter().take(1 + usize::from(metrics.validation.is_some()));
    let columns =
        [("metric", CellKind::Words)].into_iter().chain(parts.map(|part| (part, CellKind::Number))).collect();
    let subtitle = match run.data.task {
        Task::Classification => "Shares of 1; the log loss is that of the probabilities",
        Task::Regression => "RMSE and MAE in the units of the target",
    };
    figure("metrics", "The metrics of the kept epoch".to_owned(), subtitle.to_owned(), (columns, rows, SHOWN))
}

/// Returns the rows of one of several targets, whose units differ.
fn of_target(metrics: &PartMetrics, index: usize, target: &str) -> Vec<Vec<String>> {
    let of = |name: &str, number: fn(&TargetMetrics) -> Option<f64>| {
        let cell = |metrics: &Metrics| match metrics.targets.get(index).and_then(number) {
            Some(number) => units::significant(number),
            None => "—".to_owned(),
        };
        let validation = metrics.validation.as_ref().map(cell);
        [format!("{target}: {name}"), cell(&metrics.train)].into_iter().chain(validation).collect()
    };
    vec![
        of("r²", |target| target.r2),
        of("RMSE", |target| Some(target.rmse)),
        of("MAE", |target| Some(target.mae)),
    ]
}

/// Returns the table of the metrics of each class, the worst first; none for a regression.
pub(crate) fn classes(run: &RunManifest, metrics: &Metrics, part: &str) -> Option<TrainingFigure> {
    let mut classes: Vec<(&String, &ClassMetrics)> = run.data.classes.iter().zip(&metrics.classes).collect();
    classes.sort_by(|(_, a), (_, b)| {
        let f1 = |class: &ClassMetrics| class.f1.unwrap_or(f64::INFINITY);
        f1(a).total_cmp(&f1(b)).then(b.rows.cmp(&a.rows))
    });
    let (name, worst) = classes.first()?;
    let title = match worst.f1 {
        Some(f1) if f1 < 1.0 => format!("The class that is found worst is {name}, with an F1 of {f1:.3}"),
        _ => "Every class is found without a mistake".to_owned(),
    };
    let share = |share: Option<f64>| share.map_or_else(|| "—".to_owned(), |share| format!("{share:.3}"));
    let row = |(name, class): &(&String, &ClassMetrics)| {
        let shares = [class.precision, class.recall, class.f1].map(share);
        [(*name).clone()].into_iter().chain(shares).chain([units::count(class.rows)]).collect()
    };
    let rows = classes.iter().map(row).collect();
    let numbers = ["precision", "recall", "F1", "rows"].map(|name| (name, CellKind::Number));
    let columns = [("class", CellKind::Words)].into_iter().chain(numbers).collect();
    let subtitle = format!("The {part} part, the lowest F1 first; rows: examples of the class (support)");
    Some(figure("classes", title, subtitle, (columns, rows, SHOWN)))
}

/// Returns the table of the columns; none where the record has none, as for data that are no table.
pub(crate) fn columns(run: &RunManifest, columns: Option<&[ColumnRecord]>) -> Option<TrainingFigure> {
    let columns = columns?;
    let row = |column: &ColumnRecord| {
        let ColumnRecord { name, role, treatment, missing, content } = column.clone();
        let missing = if missing == 0 { String::new() } else { units::count(missing) };
        vec![name, role.to_owned(), treatment, missing, content]
    };
    let inputs = run.data.inputs().len();
    let title = format!(
        "{} of the table {} {}",
        units::capitalised(&units::counted(columns.len(), "column")),
        if columns.len() == 1 { "gives" } else { "give" },
        units::counted(inputs, "input")
    );
    let heads = vec![
        ("column", CellKind::Words),
        ("role", CellKind::Words),
        ("treatment", CellKind::Words),
        ("missing", CellKind::Number),
        ("range or categories", CellKind::Words),
    ];
    let subtitle =
        "The role of each column, the way from its cells to numbers, and the cells without a value";
    let rows = columns.iter().map(row).collect();
    Some(figure("columns", title, subtitle.to_owned(), (heads, rows, SHOWN)))
}

/// Columns, rows, and the number of rows that show at once.
type TableParts = (Vec<(&'static str, CellKind)>, Vec<Vec<String>>, usize);

/// Returns a table as a figure; a screen reader reads it as it is, so it has no description.
fn figure(
    name: &'static str,
    title: String,
    subtitle: String,
    (columns, rows, shown): TableParts,
) -> TrainingFigure {
    let content = FigureContent::Table(ReportTable { columns, rows, shown });
    TrainingFigure { name, title, subtitle, description: String::new(), content }
}

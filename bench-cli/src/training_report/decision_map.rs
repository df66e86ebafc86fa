//! The network over its inputs, if these are one or two: a fitted curve, or a map of decisions.

use dualtape_core::Real;
use dualtape_mlp::columns::Encoding;
use dualtape_mlp::{Error, Examples, Model, RunManifest, Task};

use crate::training_report::figure::{
    DataPart, DecisionMap, FigureContent, MapExample, ScatterPlot, TrainingFigure, evenly_spaced,
};
use crate::training_report::predictions;
use crate::units;

/// Cells along each side of the map.
const SIDE: usize = 64;

/// Points of a fitted curve.
const STEPS: usize = 240;

/// The most points of each part that can be told apart.
const POINTS: usize = 600;

/// Returns the map of a classification of two inputs, or the curve of a regression of one.
pub(crate) fn figure<R: Real>(
    model: &Model,
    parts: &[Option<(&Examples<R>, DataPart)>],
) -> Result<Option<TrainingFigure>, Error> {
    let run = model.run();
    // Inputs that are no numbers of the file, such as those of a category, have no axis.
    if !run
        .data
        .features
        .iter()
        .all(|column| matches!(column.encoding, Encoding::Number { indicator: false, .. }))
    {
        return Ok(None);
    }
    match (run.data.task, run.network.shape().inputs()) {
        (Task::Classification, 2) => map(model, &samples(run, parts)).map(Some),
        (Task::Regression, 1) if run.data.targets.len() == 1 => curve(model, &samples(run, parts)).map(Some),
        _ => Ok(None),
    }
}

/// Inputs, target and part of some rows of each part.
struct MapSample {
    inputs: Vec<f64>,
    target: f64,
    role: DataPart,
}

fn samples<R: Real>(run: &RunManifest, parts: &[Option<(&Examples<R>, DataPart)>]) -> Vec<MapSample> {
    let part = |&(examples, role): &(&Examples<R>, DataPart)| {
        let (inputs, truth) = (predictions::inputs(run, examples), predictions::truth(run, examples));
        let width = examples.features();
        let sample = move |row: usize| MapSample {
            inputs: inputs[row * width..(row + 1) * width].to_vec(),
            target: truth[row],
            role,
        };
        evenly_spaced(examples.rows(), POINTS).map(sample).collect::<Vec<_>>()
    };
    parts.iter().flatten().flat_map(part).collect()
}

/// Returns the range of an input, with a little room.
fn range(samples: &[MapSample], column: usize) -> [f64; 2] {
    let values = samples.iter().map(|sample| sample.inputs[column]);
    let [low, high] = values.fold([f64::MAX, f64::MIN], |[low, high], x| [low.min(x), high.max(x)]);
    let room = if high > low { 0.06 * (high - low) } else { 0.5 };
    [low - room, high + room]
}

fn map(model: &Model, samples: &[MapSample]) -> Result<TrainingFigure, Error> {
    let data = &model.run().data;
    let (x, y) = (range(samples, 0), range(samples, 1));
    let middle = |[low, high]: [f64; 2], cell: usize| low + (high - low) * (cell as f64 + 0.5) / SIDE as f64;
    let mut cells = Vec::new();
    for row in 0..SIDE {
        let inputs: Vec<f64> = (0..SIDE).flat_map(|column| [middle(x, column), middle(y, row)]).collect();
        let answers = model.predict(&inputs)?;
        let probabilities = answers.probabilities().ok();
        let probability = |column: usize, class: u32| {
            Some(probabilities.as_ref()?[column * data.classes.len() + class as usize])
        };
        let classes = answers.classes().into_iter().enumerate();
        cells.push(classes.map(|(column, class)| (class, probability(column, class))).collect());
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it comes from u32")]
    let spot = |sample: &MapSample| MapExample {
        at: [sample.inputs[0], sample.inputs[1]],
        class: sample.target as usize,
        role: sample.role,
    };
    Ok(TrainingFigure {
        name: "boundary",
        title: format!("Where each {} is found", data.target()),
        subtitle: "The stronger the colour, the surer the network; small dots trained, ringed dots judge"
            .to_owned(),
        description: format!(
            "A map of {} and {} with {} examples, coloured by their true class.",
            data.features[0].name,
            data.features[1].name,
            units::count(samples.len())
        ),
        content: FigureContent::DecisionMap(DecisionMap {
            inputs: [data.features[0].name.clone(), data.features[1].name.clone()],
            classes: data.classes.clone(),
            x,
            y,
            cells,
            spots: samples.iter().map(spot).collect(),
        }),
    })
}

fn curve(model: &Model, samples: &[MapSample]) -> Result<TrainingFigure, Error> {
    let data = &model.run().data;
    let [low, high] = range(samples, 0);
    let xs: Vec<f64> = (0..=STEPS).map(|step| low + (high - low) * step as f64 / STEPS as f64).collect();
    let values = model.predict(&xs)?.values();
    Ok(TrainingFigure {
        name: "fit",
        title: format!("The network's {} over {}", data.target(), data.features[0].name),
        subtitle: format!("Line: the network; dots: {} examples", units::count(samples.len())),
        description: format!(
            "The curve goes from {} to {}.",
            units::short(values[0]),
            units::short(values[STEPS])
        ),
        content: FigureContent::Scatter(ScatterPlot {
            x_name: data.features[0].name.clone(),
            y_name: data.target(),
            points: samples.iter().map(|sample| [sample.inputs[0], sample.target]).collect(),
            line: xs.into_iter().zip(values).map(|(x, y)| [x, y]).collect(),
        }),
    })
}

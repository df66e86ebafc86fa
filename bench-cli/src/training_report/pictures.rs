//! Examples that were taken for another class, where an example is a picture.

use dualtape_mlp::RunManifest;

use crate::draw::pixels::PixelGrid;
use crate::training_report::figure::{FigureContent, MisclassifiedImage, TrainingFigure};
use crate::training_report::predictions::Predictions;
use crate::units;

/// The most that one looks at.
const SHOWN: usize = 24;

/// Returns the mistakes, the worst first; none where inputs are no pictures or there are no mistakes.
pub(crate) fn figure(run: &RunManifest, predictions: &Predictions, part: &str) -> Option<TrainingFigure> {
    let grid = PixelGrid::of(&run.data.inputs())?;
    let features = grid.places.len();
    let classes = run.data.classes.len();
    let index =
        |number: f64| run.data.classes.iter().zip(0_u32..).position(|(_, class)| f64::from(class) == number);
    let mut wrong: Vec<(usize, f64)> = Vec::new();
    for (row, (truth, found)) in predictions.truth.iter().zip(&predictions.found).enumerate() {
        if truth != found {
            let column = index(*truth)?;
            let probability =
                predictions.probabilities.as_ref().map_or(0.0, |all| all[row * classes + column]);
            wrong.push((row, probability));
        }
    }
    if wrong.is_empty() {
        return None;
    }
    wrong.sort_by(|a, b| a.1.total_cmp(&b.1));
    let all = wrong.len();
    wrong.truncate(SHOWN);
    // One scale for all: what is darker has more ink.
    let [low, high] =
        predictions.inputs.iter().fold([f64::MAX, f64::MIN], |[low, high], &x| [low.min(x), high.max(x)]);
    let ink = |&x: &f64| if high > low { (x - low) / (high - low) } else { 0.0 };
    let picture = |&(row, probability): &(usize, f64)| {
        let name = |number: f64| index(number).map_or(String::new(), |index| run.data.classes[index].clone());
        MisclassifiedImage {
            side: grid.side,
            pixels: grid.pixels(predictions.inputs[row * features..(row + 1) * features].iter().map(ink)),
            truth: name(predictions.truth[row]),
            found: name(predictions.found[row]),
            probability: predictions.probabilities.as_ref().map(|_| probability),
        }
    };
    let pictures: Vec<MisclassifiedImage> = wrong.iter().map(picture).collect();
    let spoken: Vec<String> =
        pictures.iter().map(|picture| format!("a {} taken for {}", picture.truth, picture.found)).collect();
    let many = if all > SHOWN { format!("{SHOWN} of {}", units::count(all)) } else { units::count(all) };
    let order = if predictions.probabilities.is_some() {
        "; the worst first, with the probability given to the truth"
    } else {
        ""
    };
    Some(TrainingFigure {
        name: "mistakes",
        title: "What was taken for another class".to_owned(),
        subtitle: format!("{many} mistakes of the {part} part, true → found{order}"),
        description: spoken.join(", ") + ".",
        content: FigureContent::Pictures(pictures),
    })
}

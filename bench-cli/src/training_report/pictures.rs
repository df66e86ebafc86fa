//! Examples that were taken for another class, where an example is a picture.

use std::collections::HashSet;

use dualtape_mlp::RunManifest;

use crate::training_report::figure::{FigureContent, MisclassifiedImage, TrainingFigure};
use crate::training_report::predictions::Predictions;
use crate::units;

/// The most that one looks at.
const SHOWN: usize = 24;

/// Sides of a square that is taken for a picture: from the 8 of scanned digits to the 28 of MNIST and a little beyond.
const SIDES: std::ops::RangeInclusive<usize> = 8..=32;

/// The places of the inputs in a square picture.
struct Layout {
    side: usize,
    places: Vec<usize>,
}

impl Layout {
    /// Returns the places by the row and the column in the names, such as `pixel_3_0`, or else by the order of the
    /// inputs; none if they are no square.
    ///
    /// Pixels that are the same in all rows are no inputs: by their names the others keep their places.
    fn of(inputs: &[String]) -> Option<Self> {
        let by_name = |name: &String| {
            let mut parts = name.split('_');
            let (_, row, column) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
            let is_plausible = |index: usize| SIDES.contains(&(index + 1)) || index < *SIDES.start();
            (parts.next().is_none() && is_plausible(row) && is_plausible(column)).then_some((row, column))
        };
        let named: Option<Vec<(usize, usize)>> = inputs.iter().map(by_name).collect();
        let Some(named) = named else {
            let side = SIDES.into_iter().find(|side| side * side == inputs.len())?;
            return Some(Self { side, places: (0..inputs.len()).collect() });
        };
        let side = named.iter().map(|&(row, column)| row.max(column) + 1).max()?;
        let places: Vec<usize> = named.into_iter().map(|(row, column)| row * side + column).collect();
        let is_picture = SIDES.contains(&side) && 2 * places.len() >= side * side;
        let are_distinct = places.iter().collect::<HashSet<_>>().len() == places.len();
        (is_picture && are_distinct).then_some(Self { side, places })
    }
}

/// Returns the mistakes, the worst first; none where inputs are no pictures or there are no mistakes.
pub(crate) fn figure(run: &RunManifest, predictions: &Predictions, part: &str) -> Option<TrainingFigure> {
    let Layout { side, places } = Layout::of(&run.data.inputs())?;
    let features = places.len();
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
            side,
            pixels: {
                let mut pixels = vec![0.0; side * side];
                let inputs = &predictions.inputs[row * features..(row + 1) * features];
                inputs.iter().zip(&places).for_each(|(x, &place)| pixels[place] = ink(x));
                pixels
            },
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

#[cfg(test)]
mod tests {
    use super::Layout;

    #[test]
    fn pixels_keep_their_places_when_some_are_no_inputs() {
        let names = |keep: fn(usize) -> bool| -> Vec<String> {
            (0..64).filter(|&i| keep(i)).map(|i| format!("pixel_{}_{}", i / 8, i % 8)).collect()
        };
        let layout = Layout::of(&names(|i| i != 0 && i != 39)).expect("a picture");
        assert_eq!((layout.side, layout.places.len(), layout.places[0], layout.places[61]), (8, 62, 1, 63));
        assert!(Layout::of(&names(|i| i == 1 || i == 63)).is_none(), "two numbers are no picture");
        let plain: Vec<String> = (0..81).map(|i| format!("x{i}")).collect();
        assert_eq!(Layout::of(&plain).map(|layout| layout.side), Some(9), "a square of numbers");
        assert!(Layout::of(&plain[1..]).is_none());
    }
}

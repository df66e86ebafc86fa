//! Rows of numbers as square pictures: neighbouring pixels of one grey are one shape.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write;

/// Sides of a square that is taken for a picture: from the 8 of scanned digits to the 28 of MNIST and a little beyond.
const SIDES: std::ops::RangeInclusive<usize> = 8..=32;

/// Greys beside paper that can be told apart.
pub(crate) const GREYS: f64 = 8.0;

/// The places of inputs in a square picture.
pub(crate) struct PixelGrid {
    /// Pixels per row, and rows.
    pub(crate) side: usize,
    /// The place of each input, row by row.
    pub(crate) places: Vec<usize>,
}

impl PixelGrid {
    /// Returns the places by the row and the column in the names, such as `pixel_3_0`, or else by the order of the
    /// inputs; none if they are no square.
    ///
    /// Pixels that are the same in all rows are no inputs: by their names the others keep their places.
    pub(crate) fn of(inputs: &[String]) -> Option<Self> {
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

    /// Returns the pixels of a row of inputs; those that are no inputs are 0.
    pub(crate) fn pixels(&self, inputs: impl IntoIterator<Item = f64>) -> Vec<f64> {
        let mut pixels = vec![0.0; self.side * self.side];
        inputs.into_iter().zip(&self.places).for_each(|(ink, &place)| pixels[place] = ink);
        pixels
    }
}

/// Returns runs of pixels, from 0, paper, to 1, ink, as a path per grey in `1..=GREYS`.
pub(crate) fn paths(side: usize, pixels: &[f64]) -> BTreeMap<u8, String> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in 0..=GREYS")]
    let grey = |ink: f64| (ink.clamp(0.0, 1.0) * GREYS).round() as u8;
    let mut shapes: BTreeMap<u8, String> = BTreeMap::new();
    for (row, pixels) in pixels.chunks(side).enumerate() {
        let mut column = 0;
        while column < pixels.len() {
            let look = grey(pixels[column]);
            let width = pixels[column..].iter().take_while(|ink| grey(**ink) == look).count();
            if look > 0 {
                let path = shapes.entry(look).or_default();
                write!(path, "M{column} {row}h{width}v1h-{width}z").expect("a String takes everything");
            }
            column += width;
        }
    }
    shapes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_keep_their_places_when_some_are_no_inputs() {
        let names = |keep: fn(usize) -> bool| -> Vec<String> {
            (0..64).filter(|&i| keep(i)).map(|i| format!("pixel_{}_{}", i / 8, i % 8)).collect()
        };
        let grid = PixelGrid::of(&names(|i| i != 0 && i != 39)).expect("a picture");
        assert_eq!((grid.side, grid.places.len(), grid.places[0], grid.places[61]), (8, 62, 1, 63));
        assert!(PixelGrid::of(&names(|i| i == 1 || i == 63)).is_none(), "two numbers are no picture");
        let plain: Vec<String> = (0..81).map(|i| format!("x{i}")).collect();
        assert_eq!(PixelGrid::of(&plain).map(|grid| grid.side), Some(9), "a square of numbers");
        assert!(PixelGrid::of(&plain[1..]).is_none());
    }

    #[test]
    fn neighbours_of_one_grey_are_one_shape() {
        let paths = paths(3, &[0.0, 1.0, 1.0, 0.5, 0.0, 0.5]);
        assert_eq!(paths[&8], "M1 0h2v1h-2z");
        assert_eq!(paths[&4], "M0 1h1v1h-1zM2 1h1v1h-1z");
        assert_eq!(paths.len(), 2, "paper is not drawn");
    }
}

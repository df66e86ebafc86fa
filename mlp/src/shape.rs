//! The widths of a network's layers and the layout of its parameters.

use crate::error::Error;
use crate::text::serde_as_text;
use std::fmt;
use std::ops::Range;
use std::str::FromStr;
use std::sync::Arc;

/// The widths of a network from inputs to outputs, written `784-128-64-10`.
///
/// Cloning copies a pointer.
///
/// # Example
/// ```
/// use dualtape_mlp::Shape;
///
/// let shape: Shape = "2-2-1".parse()?;
/// assert_eq!(shape.parameters(), (2 * 2 + 2) + (2 * 1 + 1));
/// assert_eq!(shape.layer(1).weights, 6..8);
/// assert_eq!(shape.layer(1).biases, 8..9);
/// # Ok::<(), dualtape_mlp::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Shape {
    widths: Arc<[usize]>,
}

/// The layout of one layer in the flat parameter vector: `outputs × inputs` weights, a row per output, then
/// `outputs` biases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    /// The number of inputs per example.
    pub inputs: usize,
    /// The number of outputs per example.
    pub outputs: usize,
    /// The range of the weights, row-major.
    pub weights: Range<usize>,
    /// The range of the biases.
    pub biases: Range<usize>,
}

impl Shape {
    /// Returns a shape with these widths, the inputs first and the outputs last.
    ///
    /// # Errors
    /// [`Error::Shape`] for fewer than two widths, a width of zero, or more parameters than memory could hold.
    pub fn new(widths: impl Into<Arc<[usize]>>) -> Result<Self, Error> {
        let shape = Self { widths: widths.into() };
        let problem = |reason: &str| Error::Shape { found: shape.to_string(), reason: reason.to_owned() };
        if shape.widths.len() < 2 {
            return Err(problem("found fewer than two layers"));
        }
        if shape.widths.contains(&0) {
            return Err(problem("found a layer of width 0"));
        }
        let count = shape
            .widths
            .windows(2)
            .try_fold(0_usize, |sum, pair| pair[0].checked_add(1)?.checked_mul(pair[1])?.checked_add(sum));
        match count {
            Some(count) if count <= isize::MAX as usize / size_of::<f64>() => Ok(shape),
            _ => Err(problem("found more parameters than memory can hold")),
        }
    }

    /// Returns the widths, inputs first.
    pub fn widths(&self) -> &[usize] {
        &self.widths
    }

    /// Returns the number of inputs per example.
    pub fn inputs(&self) -> usize {
        self.widths[0]
    }

    /// Returns the number of outputs per example.
    pub fn outputs(&self) -> usize {
        self.widths[self.widths.len() - 1]
    }

    /// Returns the widths of the hidden layers.
    pub fn hidden(&self) -> &[usize] {
        &self.widths[1..self.widths.len() - 1]
    }

    /// Returns the number of weights and biases: Σ (widthₖ + 1) · widthₖ₊₁.
    pub fn parameters(&self) -> usize {
        self.widths.windows(2).map(|pair| (pair[0] + 1) * pair[1]).sum()
    }

    /// Returns the number of layers with parameters: one fewer than widths.
    pub fn depth(&self) -> usize {
        self.widths.len() - 1
    }

    /// Returns the layout of layer `index`, from 0 at the inputs.
    ///
    /// # Panics
    /// Panics if `index` is not below [`Shape::depth`].
    ///
    /// # Cost
    /// O(`index`).
    pub fn layer(&self, index: usize) -> Layer {
        self.layers().nth(index).expect("an index below the depth")
    }

    /// Returns the layouts of all layers in order; the only definition of the layout of the parameters.
    pub fn layers(&self) -> impl ExactSizeIterator<Item = Layer> + '_ {
        let mut end = 0;
        self.widths.windows(2).map(move |pair| {
            let (inputs, outputs) = (pair[0], pair[1]);
            let weights = end..end + outputs * inputs;
            let biases = weights.end..weights.end + outputs;
            end = biases.end;
            Layer { inputs, outputs, weights, biases }
        })
    }
}

impl FromStr for Shape {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let width = |part: &str| {
            part.trim().parse().map_err(|_| Error::Shape {
                found: text.to_owned(),
                reason: format!("found `{part}` as a width"),
            })
        };
        Self::new(text.split('-').map(width).collect::<Result<Vec<usize>, Error>>()?)
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widths: Vec<String> = self.widths.iter().map(ToString::to_string).collect();
        f.pad(&widths.join("-"))
    }
}

impl fmt::Debug for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Shape({self})")
    }
}

serde_as_text!(Shape);

#[cfg(test)]
mod tests {
    use super::Shape;

    #[test]
    fn text_parses_and_displays() {
        let shape: Shape = "784-128-64-10".parse().unwrap();
        assert_eq!(shape.to_string(), "784-128-64-10");
        assert_eq!((shape.inputs(), shape.outputs(), shape.depth()), (784, 10, 3));
        assert_eq!(shape.parameters(), 785 * 128 + 129 * 64 + 65 * 10);
    }

    #[test]
    fn the_layers_tile_the_parameters() {
        let shape: Shape = "5-4-3-2".parse().unwrap();
        let mut end = 0;
        for layer in shape.layers() {
            assert_eq!(layer.weights, end..end + layer.inputs * layer.outputs);
            assert_eq!(layer.biases, layer.weights.end..layer.weights.end + layer.outputs);
            end = layer.biases.end;
        }
        assert_eq!(end, shape.parameters());
    }

    #[test]
    fn malformed_shapes_are_named() {
        for (text, reason) in [
            ("", "found `` as a width"),
            ("7", "found fewer than two layers"),
            ("4-x-3", "found `x` as a width"),
            ("4--3", "found `` as a width"),
            ("4-0-3", "found a layer of width 0"),
            ("4000000000-4000000000", "found more parameters than memory can hold"),
        ] {
            let message = text.parse::<Shape>().unwrap_err().to_string();
            assert_eq!(message, format!("shape `{text}`: {reason}, expected layer widths such as 4-16-3"));
        }
    }
}

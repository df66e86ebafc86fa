//! The trait of networks and layers, and its implementation for the standard ones.

use super::{Network, Normalisation};
use crate::error::Error;
use dualtape_core::Array;
use std::fmt::Debug;

/// A layer or a network of layers, generic over the number: a function of parameters and inputs.
///
/// It is written once, without derivatives: every engine differentiates it. [`Network`] is one. A pair `(f, g)` of two
/// is f followed by g; its parameters are those of f, then those of g. An own layer thus trains alone, or before, between
/// and after standard ones, by the same [`Trainer`](crate::Trainer).
///
/// The outputs of a row depend on the inputs of that row only. A layer that mixes the rows of a batch gives results that
/// depend on the size of the blocks.
///
/// Cloning is cheap: every minibatch has a clone. Parameters are never part of the layer.
///
/// # Example
/// A layer that multiplies each input by a factor, before a network.
/// ```
/// use dualtape_core::{Array, Buf, rules};
/// use dualtape_mlp::{Activation, LayerFunction, Network};
///
/// #[derive(Clone, Debug, PartialEq)]
/// struct Gain(usize);
///
/// impl LayerFunction for Gain {
///     fn widths(&self) -> [usize; 2] { [self.0, self.0] }
///     fn parameters(&self) -> usize { self.0 }
///     fn eval<A: Array>(&self, parameters: &A, inputs: &A) -> A {
///         inputs.zip(rules::Mul, &parameters.repeat_rows(inputs.len() / self.0))
///     }
/// }
///
/// let network = (Gain(2), Network::new("2-1".parse()?, Activation::Tanh));
/// let parameters = Buf::from_slice(&[10.0, 100.0, /* network */ 1.0, 1.0, 0.5]);
/// assert_eq!(network.eval(&parameters, &Buf::from_slice(&[1.0, 2.0]))[..], [210.5]);
/// # Ok::<(), dualtape_mlp::Error>(())
/// ```
pub trait LayerFunction: Clone + Debug + PartialEq + Send + Sync {
    /// Returns the number of inputs and the number of outputs per example.
    fn widths(&self) -> [usize; 2];

    /// Returns the number of parameters.
    fn parameters(&self) -> usize;

    /// Returns the outputs, examples × outputs, for inputs of examples × inputs, row-major.
    fn eval<A: Array>(&self, parameters: &A, inputs: &A) -> A;

    /// Checks a number of parameters.
    ///
    /// # Errors
    /// Returns [`Error::Length`] if the numbers differ.
    fn check_parameters(&self, found: usize) -> Result<(), Error> {
        let expected = self.parameters();
        if found == expected {
            Ok(())
        } else {
            Err(Error::Length { quantity: "parameters", found, expected })
        }
    }

    /// Checks that the parts fit.
    ///
    /// # Errors
    /// Returns an error that names the part; by default none.
    fn check(&self) -> Result<(), Error> {
        Ok(())
    }

    /// Returns a description for messages; by default that of [`Debug`].
    fn description(&self) -> String {
        format!("{self:?}")
    }

    /// Returns this network if it is a standard one itself, whose units can be dropped and whose layers messages name; a
    /// network that contains one is none.
    #[doc(hidden)]
    fn as_network(&self) -> Option<&Network> {
        None
    }
}

impl LayerFunction for Network {
    fn widths(&self) -> [usize; 2] {
        [self.shape().inputs(), self.shape().outputs()]
    }

    fn parameters(&self) -> usize {
        Network::parameters(self)
    }

    fn eval<A: Array>(&self, parameters: &A, inputs: &A) -> A {
        self.outputs(parameters, inputs)
    }

    fn description(&self) -> String {
        let residual = if self.residual { ", residual" } else { "" };
        let normalised = match self.normalisation {
            Normalisation::None => String::new(),
            normalisation => format!(", {normalisation} normalisation"),
        };
        format!("{} ({}{residual}{normalised})", self.shape, self.activation)
    }

    fn as_network(&self) -> Option<&Network> {
        Some(self)
    }
}

impl<F: LayerFunction, G: LayerFunction> LayerFunction for (F, G) {
    fn widths(&self) -> [usize; 2] {
        [self.0.widths()[0], self.1.widths()[1]]
    }

    fn parameters(&self) -> usize {
        self.0.parameters() + self.1.parameters()
    }

    fn eval<A: Array>(&self, parameters: &A, inputs: &A) -> A {
        let end = self.0.parameters();
        let signal = self.0.eval(&parameters.slice(0..end), inputs);
        self.1.eval(&parameters.slice(end..end + self.1.parameters()), &signal)
    }

    fn check(&self) -> Result<(), Error> {
        self.0.check()?;
        self.1.check()?;
        let ([_, expected], [found, _]) = (self.0.widths(), self.1.widths());
        if found == expected {
            return Ok(());
        }
        Err(Error::Length { quantity: "inputs of a layer after another", found, expected })
    }

    fn description(&self) -> String {
        format!("{} → {}", self.0.description(), self.1.description())
    }
}

//! The mean of several trained networks, as one network.

use super::trained::Model;
use crate::data::Scaling;
use crate::error::Error;
use crate::network::Normalisation;
use crate::save::RunManifest;
use crate::shape::Shape;
use dualtape_core::Buf;

impl Model {
    /// Returns one model whose outputs are the mean of the outputs of several (Hansen and Salamon 1990): the values of a
    /// regression; of a cross-entropy the logits, each at the temperature of its member, so that probabilities are
    /// the normalised geometric mean of those of the members (a logarithmic opinion pool).
    ///
    /// It is a network like any other: the hidden layers stand side by side in layers whose weights are block-diagonal,
    /// the scaling of each member is folded into its first and last layer. A missing number counts as the median
    /// of the first member.
    ///
    /// # Errors
    /// Returns an error without members, or if they differ in columns, classes, loss, activation or depth (with residual
    /// connections, in shape), or are normalised.
    ///
    /// # Cost
    /// K members of the hidden widths h have (Σ h)² weights between two layers, of which the K-th part is not 0.
    ///
    /// # Example
    /// ```
    /// use dualtape_mlp::{Error, Model, RunFolder};
    ///
    /// fn committee(folders: &[&str]) -> Result<Model, Error> {
    ///     let load = |folder: &&str| Model::load(&RunFolder::open(*folder));
    ///     Model::mean_of(&folders.iter().map(load).collect::<Result<Vec<_>, _>>()?)
    /// }
    /// ```
    pub fn mean_of(members: &[Self]) -> Result<Self, Error> {
        let Some(first) = members.first() else {
            let expected = "at least one model";
            return Err(Error::Setting { name: "ensemble", found: "none".to_owned(), expected });
        };
        members.iter().try_for_each(|member| first.check_member(member))?;
        let shape = first.run.network.shape();
        let widths: Vec<usize> = (0..shape.widths().len())
            .map(|index| match index {
                0 => shape.inputs(),
                last if last == shape.depth() => shape.outputs(),
                _ => members.iter().map(|member| member.run.network.shape().widths()[index]).sum(),
            })
            .collect();
        let shape = Shape::new(widths)?;
        let mut parameters = vec![0.0; shape.parameters()];
        for (index, layer) in shape.layers().enumerate() {
            let (mut row, mut column) = (0, 0);
            for member in members {
                let (weights, biases) = member.folded(index, &first.run.scaling, members.len());
                let width = weights.len() / biases.len();
                for (offset, (weights, bias)) in weights.chunks(width).zip(&biases).enumerate() {
                    let start = layer.weights.start + (row + offset) * layer.inputs + column;
                    let to = parameters[start..start + width].iter_mut();
                    to.zip(weights).for_each(|(to, weight)| *to += weight);
                    parameters[layer.biases.start + row + offset] += bias;
                }
                // All see the inputs, and all add to the outputs.
                column += if index == 0 { 0 } else { width };
                row += if index + 1 == shape.depth() { 0 } else { biases.len() };
            }
        }
        let network = first.run.network.with_shape(shape);
        let run = RunManifest { network, temperature: None, ..first.run.clone() };
        Self::new(run, Buf::from_slice(&parameters))
    }

    /// Checks that another model can be in one ensemble with this one.
    fn check_member(&self, other: &Self) -> Result<(), Error> {
        let (ours, theirs) = (&self.run, &other.run);
        let (network, of) = (&theirs.network, &ours.network);
        let is_like = *network == of.with_shape(network.shape().clone())
            // A sum of signals stays one where they stand side by side, a norm does not.
            && network.normalisation() == Normalisation::None
            && (!of.has_residual_connections() || network.shape() == of.shape())
            && network.shape().depth() == of.shape().depth()
            && (theirs.loss, &theirs.data.targets, &theirs.data.classes, theirs.data.inputs())
                == (ours.loss, &ours.data.targets, &ours.data.classes, ours.data.inputs());
        if is_like {
            return Ok(());
        }
        let found = format!("a network {} beside {}", network.shape(), of.shape());
        let expected =
            "networks alike in columns, classes, loss, activation and depth, without normalisation";
        Err(Error::Setting { name: "ensemble", found, expected })
    }

    /// Returns weights and biases of a layer, for inputs and outputs under another scaling; the outputs are those of one
    /// of `count` members of a mean.
    fn folded(&self, index: usize, scaling: &Scaling, count: usize) -> (Vec<f64>, Vec<f64>) {
        let shape = self.run.network.shape();
        let layer = shape.layer(index);
        let mut weights = self.parameters[layer.weights].to_vec();
        let mut biases = self.parameters[layer.biases].to_vec();
        if index == 0 {
            let (own, to) = (&self.run.scaling.inputs, &scaling.inputs);
            for (weights, bias) in weights.chunks_mut(layer.inputs).zip(&mut biases) {
                for (input, weight) in weights.iter_mut().enumerate() {
                    *bias += *weight * ((to.mean[input] - own.mean[input]) / own.scale[input]);
                    *weight *= to.scale[input] / own.scale[input];
                }
            }
        }
        if index + 1 == shape.depth() {
            let share = 1.0 / (count as f64 * self.run.temperature.unwrap_or(1.0));
            let scalers = self.run.scaling.target.as_ref().zip(scaling.target.as_ref());
            for (output, (weights, bias)) in weights.chunks_mut(layer.inputs).zip(&mut biases).enumerate() {
                let (factor, offset) = scalers.map_or((1.0, 0.0), |(own, to)| {
                    let offset = (own.mean[output] - to.mean[output]) / to.scale[output];
                    (own.scale[output] / to.scale[output], offset)
                });
                weights.iter_mut().for_each(|weight| *weight *= share * factor);
                *bias = share * (factor * *bias + offset);
            }
        }
        (weights, biases)
    }
}

//! The function that training minimises: the loss of a network on examples, as a function of its parameters.

use crate::error::Error;
use crate::examples::Examples;
use crate::loss::{Loss, LossFunction};
use crate::network::{LayerFunction, Network};
use dualtape_core::function::marker;
use dualtape_core::{Array, BlockFunction, Buf, Real, SumFunction};
use std::ops::Range;

/// The function θ ↦ loss(network(θ, inputs), targets), differentiable by any engine.
///
/// Network and loss are the standard ones unless other types are given.
///
/// # Example
/// ```
/// use dualtape_core::{BlockFunction, Buf};
/// use dualtape_mlp::{Activation, Examples, Loss, Network, Objective, Targets, Task};
///
/// let network = Network::new("1-1".parse()?, Activation::Identity);
/// let targets = Targets::Values(Buf::from_slice(&[5.0]));
/// let example = Examples::new(Task::Regression, 1, Buf::from_slice(&[2.0]), targets)?;
/// let objective = Objective::new(network, Loss::SquaredError, example)?;
/// // A weight of 3 and a bias of 1 give the output 7; the target is 5.
/// assert_eq!(objective.eval(&Buf::from_slice(&[3.0, 1.0])), 4.0);
/// # Ok::<(), dualtape_mlp::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Objective<R: Real, N = Network, L = Loss> {
    network: N,
    loss: L,
    examples: Examples<R>,
    /// The factors of the activations of the first layers, of which a training drops some; empty for none.
    masks: Vec<Buf<R>>,
    /// The ε of label smoothing.
    smoothing: f64,
}

impl<R: Real, N: LayerFunction, L: LossFunction> Objective<R, N, L> {
    /// Returns the loss of `network` on `examples`.
    ///
    /// # Errors
    /// Returns an error if parts of the network do not fit, if its number of inputs is not that of the examples, or if
    /// the loss is not defined for the network's outputs and the examples' targets.
    pub fn new(network: N, loss: L, examples: Examples<R>) -> Result<Self, Error> {
        network.check()?;
        let [expected, outputs] = network.widths();
        let found = examples.features();
        if found != expected {
            return Err(Error::Length { quantity: "inputs per example", found, expected });
        }
        loss.check(examples.targets(), examples.rows(), outputs)?;
        Ok(Self { network, loss, examples, masks: Vec::new(), smoothing: 0.0 })
    }

    /// Returns the network.
    pub fn network(&self) -> &N {
        &self.network
    }

    /// Returns the loss.
    pub fn loss(&self) -> &L {
        &self.loss
    }

    /// Returns the examples.
    pub fn examples(&self) -> &Examples<R> {
        &self.examples
    }

    /// Returns the same network and loss on other examples of the same data set.
    ///
    /// # Cost
    /// Copies a few pointers, so a minibatch may have an objective of its own.
    #[must_use]
    pub fn with_examples(&self, examples: Examples<R>) -> Self {
        let (network, loss) = (self.network.clone(), self.loss.clone());
        Self { network, loss, examples, masks: Vec::new(), smoothing: self.smoothing }
    }

    /// Returns the same objective with these factors of the activations of the first layers of a standard network.
    pub(crate) fn with_masks(self, masks: Vec<Buf<R>>) -> Self {
        Self { masks, ..self }
    }

    /// Returns the same objective with smoothed labels, for a standard loss that has them.
    pub(crate) fn with_label_smoothing(self, smoothing: f64) -> Self {
        Self { smoothing, ..self }
    }

    /// Returns the factors of the activations of the first layers.
    pub(crate) fn masks(&self) -> &[Buf<R>] {
        &self.masks
    }

    /// Returns the same objective on a part of the examples.
    ///
    /// # Panics
    /// Panics if the range is empty or ends after the last row.
    pub(crate) fn slice(&self, rows: Range<usize>) -> Self {
        let all = self.examples.rows();
        let part = |mask: &Buf<R>| {
            let width = mask.len() / all;
            mask.slice(rows.start * width..rows.end * width)
        };
        let masks = self.masks.iter().map(part).collect();
        self.with_examples(self.examples.slice(rows.clone())).with_masks(masks)
    }

    /// Returns the same loss as a sum over blocks of `rows` examples.
    ///
    /// The sum can be differentiated block by block on several threads. A tape holds one block at a time, and the
    /// bits do not depend on the number of threads.
    ///
    /// # Panics
    /// Panics if `rows` is 0.
    ///
    /// # Example
    /// ```
    /// use dualtape_core::{Engine, Error, Real, TermByTerm, Buf};
    /// use dualtape_mlp::Objective;
    ///
    /// fn gradient<E: Engine<f64> + Send>(
    ///     objective: &Objective<f64>, engine: impl Fn() -> E + Sync, parameters: &Buf<f64>,
    /// ) -> Result<Buf<f64>, Error> {
    ///     Ok(TermByTerm::new(engine).value_and_gradient(&objective.in_blocks(64), parameters)?.1)
    /// }
    /// ```
    #[must_use]
    pub fn in_blocks(&self, rows: usize) -> BlockwiseObjective<'_, R, N, L> {
        assert!(rows > 0, "a block has rows");
        BlockwiseObjective { objective: self, rows }
    }
}

/// An [`Objective`] as a sum over blocks of examples, made by [`Objective::in_blocks`].
#[derive(Clone, Copy, Debug)]
pub struct BlockwiseObjective<'a, R: Real, N = Network, L = Loss> {
    objective: &'a Objective<R, N, L>,
    rows: usize,
}

/// The term of one block of examples in an [`Objective`].
#[derive(Clone, Debug)]
pub struct BlockTerm<R: Real, N = Network, L = Loss> {
    objective: Objective<R, N, L>,
    share: R,
}

impl<R, N, L> SumFunction<R, marker::Block> for BlockwiseObjective<'_, R, N, L>
where
    R: Real,
    N: LayerFunction,
    L: LossFunction,
{
    type Term<'b>
        = BlockTerm<R, N, L>
    where
        Self: 'b;

    fn terms(&self) -> usize {
        self.objective.examples.rows().div_ceil(self.rows)
    }

    fn term(&self, i: usize) -> BlockTerm<R, N, L> {
        let all = self.objective.examples.rows();
        let range = i * self.rows..all.min((i + 1) * self.rows);
        let share = R::from_f64(self.objective.loss.share(range.len(), all));
        BlockTerm { objective: self.objective.slice(range), share }
    }
}

impl<R: Real, N: LayerFunction, L: LossFunction> BlockFunction<R> for BlockTerm<R, N, L> {
    fn eval<A: Array<Real = R>>(&self, parameters: &A) -> A::Scalar {
        self.objective.eval(parameters) * self.share
    }
}

impl<R: Real, N: LayerFunction, L: LossFunction> BlockFunction<R> for Objective<R, N, L> {
    fn eval<A: Array<Real = R>>(&self, parameters: &A) -> A::Scalar {
        let inputs = A::constant(self.examples.inputs());
        let outputs = match self.network.as_network() {
            Some(network) if !self.masks.is_empty() => {
                network.masked_outputs(parameters, &inputs, &self.masks)
            }
            _ => self.network.eval(parameters, &inputs),
        };
        let loss = self.examples.loss(&self.loss, &outputs);
        match self.loss.as_loss() {
            Some(standard) if self.smoothing > 0.0 => {
                let (targets, weights) = (self.examples.targets(), self.examples.weights());
                let size = (self.examples.rows(), outputs.len());
                let slopes = standard.smoothing_slopes(targets, weights, size, self.smoothing);
                loss + outputs.dot(&A::constant(&slopes))
            }
            _ => loss,
        }
    }
}

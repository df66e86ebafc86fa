//! The function that training minimises: the loss of a network on examples, by its parameters.

use crate::{Error, Examples, Loss, Network};
use dualtape_core::{Array, BlockFunction, Real};

/// θ ↦ loss(network(θ, inputs), targets), for any engine to differentiate.
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
/// // A weight of 3 and a bias of 1 give 7 where 5 is wanted.
/// assert_eq!(objective.eval(&Buf::from_slice(&[3.0, 1.0])), 4.0);
/// # Ok::<(), dualtape_mlp::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Objective<R: Real> {
    network: Network,
    loss: Loss,
    examples: Examples<R>,
}

impl<R: Real> Objective<R> {
    /// The loss of `network` on `examples`.
    ///
    /// # Errors
    /// The network takes another number of inputs than the examples have, or the loss cannot judge its
    /// outputs against their targets.
    pub fn new(network: Network, loss: Loss, examples: Examples<R>) -> Result<Self, Error> {
        let (found, expected) = (examples.features(), network.shape().inputs());
        if found != expected {
            return Err(Error::Length { what: "inputs per example", found, expected });
        }
        loss.check(examples.targets(), examples.rows(), network.shape().outputs())?;
        Ok(Self { network, loss, examples })
    }

    /// The network.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The loss.
    pub fn loss(&self) -> Loss {
        self.loss
    }

    /// The examples.
    pub fn examples(&self) -> &Examples<R> {
        &self.examples
    }

    /// The same network and loss on other examples of the same data set; costs no more than a few
    /// pointers, so a minibatch may have an objective of its own.
    #[must_use]
    pub fn on(&self, examples: Examples<R>) -> Self {
        Self { network: self.network.clone(), loss: self.loss, examples }
    }
}

impl<R: Real> BlockFunction<R> for Objective<R> {
    fn eval<A: Array<Real = R>>(&self, parameters: &A) -> A::Scalar {
        let inputs = A::constant(self.examples.inputs());
        self.loss.eval(&self.network.outputs(parameters, &inputs), self.examples.targets())
    }
}

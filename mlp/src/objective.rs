//! The function that training minimises: the loss of a network on examples, by its parameters.

use crate::{Error, Examples, Loss, Network};
use dualtape_core::function::marker;
use dualtape_core::{Array, BlockFunction, Real, SumFunction};

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

    /// The same loss as a sum over blocks of `rows` examples, to be differentiated block by block on several
    /// threads: the memory of a tape is that of one block, and the bits do not depend on the threads.
    ///
    /// # Panics
    /// If `rows` is 0.
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
    pub fn in_blocks(&self, rows: usize) -> Blocks<'_, R> {
        assert!(rows > 0, "a block has rows");
        Blocks { objective: self, rows }
    }
}

/// An [`Objective`] as a sum over blocks of examples; see [`Objective::in_blocks`].
#[derive(Clone, Copy, Debug)]
pub struct Blocks<'a, R: Real> {
    objective: &'a Objective<R>,
    rows: usize,
}

/// What one block of examples contributes to an [`Objective`].
#[derive(Clone, Debug)]
pub struct Contribution<R: Real> {
    objective: Objective<R>,
    share: R,
}

impl<R: Real> SumFunction<R, marker::Block> for Blocks<'_, R> {
    type Term<'b>
        = Contribution<R>
    where
        Self: 'b;

    fn terms(&self) -> usize {
        self.objective.examples.rows().div_ceil(self.rows)
    }

    fn term(&self, i: usize) -> Contribution<R> {
        let all = self.objective.examples.rows();
        let range = i * self.rows..all.min((i + 1) * self.rows);
        let share = R::from_f64(self.objective.loss.share(range.len(), all));
        Contribution { objective: self.objective.on(self.objective.examples.slice(range)), share }
    }
}

impl<R: Real> BlockFunction<R> for Contribution<R> {
    fn eval<A: Array<Real = R>>(&self, parameters: &A) -> A::Scalar {
        self.objective.eval(parameters) * self.share
    }
}

impl<R: Real> BlockFunction<R> for Objective<R> {
    fn eval<A: Array<Real = R>>(&self, parameters: &A) -> A::Scalar {
        let inputs = A::constant(self.examples.inputs());
        self.loss.judge(&self.network.outputs(parameters, &inputs), &self.examples)
    }
}

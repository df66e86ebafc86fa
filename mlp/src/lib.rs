//! Multilayer perceptrons that train on any dualtape engine.
//!
//! One source for the network ([`Network`]) and one for each loss ([`Loss`]), generic over the number:
//! which derivative comes out is the engine's affair, and no derivative is written in this crate.
//!
//! | to do | take |
//! |---|---|
//! | read or draw data, set rows aside, standardise | [`Source`], [`Dataset`], [`Generated`], [`split()`], [`Scaling`], [`ClassWeights`] |
//! | describe a network | [`Shape`], [`Activation`], [`Network`], [`Initialisation`] |
//! | have a function to differentiate | [`Examples`], [`Objective`] |
//! | estimate gradients without a backward pass | [`ForwardGradient`] |
//! | share large batches out to threads | [`InBlocks`] |
//! | train | [`Settings`], [`Trainer`], [`Event`], [`Outcome`] |
//! | interrupt and go on | [`Training`], [`Checkpoint`] |
//! | judge | [`Score`], [`ConfusionMatrix`], [`folds`] |
//! | keep | [`RunFolder`], [`Run`] |
//! | use | [`Model`], [`Predictions`], [`Evaluation`] |
//!
//! Whole programs are in `examples/`: `digits` (the training loop by hand, a checkpoint) and `one_direction` (one network
//! by reverse mode, by forward mode and without any backward pass).
//!
//! # Example
//! ```
//! use dualtape_core::{BlockFunction, Buf};
//! use dualtape_mlp::{Activation, Examples, Loss, Network, Objective, Targets, Task};
//!
//! // A network 2-2-1 with sigmoids everywhere meets one row of the XOR table.
//! let network = Network::new("2-2-1".parse()?, Activation::Sigmoid)
//!     .with_output_activation(Activation::Sigmoid);
//! let targets = Targets::Values(Buf::from_slice(&[1.0]));
//! let example = Examples::new(Task::Regression, 1, Buf::from_slice(&[1.0, 0.0]), targets)?;
//! let objective = Objective::new(network, Loss::HalfSumOfSquares, example)?;
//! let parameters = [-0.07, 0.22, 0.94, 0.46, -0.46, 0.10, -0.22, 0.58, 0.78];
//! let loss = objective.eval(&Buf::from_slice(&parameters));
//! assert_eq!(format!("{loss:.4}"), "0.0299");
//! # Ok::<(), dualtape_mlp::Error>(())
//! ```

mod activation;
mod data;
mod error;
mod examples;
pub mod gradient;
mod init;
mod loss;
mod metrics;
mod model;
mod network;
mod objective;
mod optimizer;
mod random;
mod save;
mod shape;
mod text;
mod train;

pub use activation::Activation;
pub use data::{
    ClassWeights, Dataset, Generated, Scaler, Scaling, Source, Split, Task, TaskChoice, folds, split,
};
pub use error::Error;
pub use examples::Examples;
pub use gradient::{ForwardGradient, GradientSource, InBlocks};
pub use init::Initialisation;
pub use loss::{Loss, Targets};
pub use metrics::{ConfusionMatrix, Score, accuracy, decisions, r_squared};
pub use model::{Answers, Evaluation, Model, Predictions};
pub use network::Network;
pub use objective::{Blocks, Contribution, Objective};
pub use optimizer::{Adam, AdamW, Momentum, Nesterov, Optimizer, OptimizerKind, RmsProp, Sgd};
pub use save::{Columns, Run, RunFolder};
pub use shape::{Layer, Shape};
pub use train::{
    Batch, Checkpoint, EpochRecord, Event, Outcome, Schedule, Settings, Stop, Trainer, Training,
};

/// The README's example, run as a test here because this crate's tests see both engines.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}

//! Multilayer perceptrons that train on any dualtape engine.
//!
//! The network ([`Network`]) and each loss ([`Loss`]) are written once, generic over the number. The engine determines
//! the derivative; this crate contains none.
//!
//! | task | items |
//! |---|---|
//! | read or generate data, split and standardise it | [`DataSource`], [`Dataset`], [`Generated`], [`split()`], [`hold_out`], [`folds`], [`Scaling`], [`ClassWeights`] |
//! | describe a network | [`Shape`], [`Activation`], [`Network`], [`Initialisation`] |
//! | write an own layer or loss | [`LayerFunction`], [`LossFunction`] |
//! | construct a function to differentiate | [`Examples`], [`Loss`], [`Objective`] |
//! | estimate gradients without a backward pass | [`ForwardGradient`] |
//! | distribute large batches over threads | [`BlockwiseGradient`] |
//! | train | [`Defaults`], [`Settings`], [`Trainer`], [`TrainingEvent`], [`Outcome`], [`Divergence`] |
//! | interrupt and resume | [`Training`], [`Checkpoint`] |
//! | measure quality | [`Score`], [`Metrics`], [`Metric`], [`ConfusionMatrix`], [`reliability`] |
//! | save | [`RunFolder`], [`RunLock`], [`RunManifest`] |
//! | predict and evaluate | [`Model`], [`Predictions`], [`Evaluation`] |
//! | combine | [`Model::mean_of`] |
//! | export | `Model::to_onnx`, with the feature `onnx` |
//! | calibrate probabilities | [`CalibrationLoss`] |
//! | explain by inputs | [`permutation_importance`], [`Attribution`], [`RowOutputs`] |
//!
//! Whole programs are in `examples/`: `digits` (a training step by step, with a checkpoint), `one_direction` (one
//! network by reverse mode, by forward mode and without any backward pass) and `own_layer` (a layer and a loss that this
//! crate does not have).
//!
//! # Example
//! ```
//! use dualtape_core::{BlockFunction, Buf};
//! use dualtape_mlp::{Activation, Examples, Loss, Network, Objective, Targets, Task};
//!
//! // A network 2-2-1 with sigmoids everywhere, on one row of the XOR table.
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
mod calibration;
mod data;
mod dropout;
mod error;
mod examples;
#[cfg(feature = "onnx")]
mod export;
pub mod gradient;
mod importance;
mod init;
mod loss;
mod metrics;
mod model;
mod network;
mod objective;
mod optimizer;
mod probabilities;
mod random;
mod save;
mod shape;
mod task;
mod text;
mod train;

pub use activation::Activation;
pub use calibration::CalibrationLoss;
pub use data::{
    ClassWeights, DataSchema, DataSource, Dataset, Generated, Omissions, OpenedData, Reading, Scaler,
    Scaling, Split, TablePlan, TargetColumn, TestData, folds, hold_out, split,
};
/// Tables and the recipes of their columns.
pub use dualtape_columns as columns;
pub use error::Error;
pub use examples::Examples;
pub use gradient::{BlockwiseGradient, ForwardGradient, GradientSource};
pub use importance::{Attribution, Permutations, RowGradients, RowOutputs, permutation_importance};
pub use init::Initialisation;
pub use loss::{Loss, LossFunction, Targets};
pub use metrics::{
    Bound, ClassMetrics, ClassScores, ConfusionMatrix, Metric, Metrics, ReliabilityBin, Score, TargetMetrics,
    accuracy, auc, expected_calibration_error, log_loss, macro_auc, mae, mean_r_squared, predicted_classes,
    r_squared, reliability, rmse,
};
pub use model::{Evaluation, Model, PredictedRow, Prediction, PredictionColumns, Predictions};
pub use network::{LayerFunction, Network, Normalisation, NormalisationLayout};
pub use objective::{BlockTerm, BlockwiseObjective, Objective};
pub use optimizer::{Adam, AdamW, Momentum, Nesterov, Optimizer, OptimizerKind, RmsProp, Sgd};
pub use save::{RunFolder, RunLock, RunManifest};
pub use shape::{Layer, Shape};
pub use task::{Task, TaskChoice};
pub use train::{
    Batch, Checkpoint, Defaults, DivergedOperation, Divergence, EpochRecord, Outcome, Schedule, Settings,
    Stop, Trainer, Training, TrainingEvent,
};

/// The examples of the README, as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

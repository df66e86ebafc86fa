//! Metrics of a model against those that scikit-learn 1.9.1 gives for the same predictions.
//!
//! ```python
//! import numpy as np
//! from scipy.optimize import brentq
//! from scipy.special import softmax
//! from sklearn.metrics import *
//! p = np.exp(logits); p /= p.sum(1, keepdims=True); found = p.argmax(1)
//! precision_recall_fscore_support(truth, found, zero_division=np.nan)                   # per class
//! precision_recall_fscore_support(truth, found, zero_division=np.nan, average="macro")
//! accuracy_score(truth, found), balanced_accuracy_score(truth, found), log_loss(truth, p)
//! roc_auc_score(truth, p, multi_class="ovr", average="macro")
//! slope = lambda b: ((softmax(b * logits, 1) * logits).sum(1) - logits[np.arange(12), truth]).mean()
//! 1 / brentq(slope, 1e-3, 10, xtol=1e-15)                                               # the temperature
//! # Two classes: q = 1 / (1 + np.exp(-logits)), found = logits > 0. Values:
//! root_mean_squared_error(truth, found), mean_absolute_error(truth, found), r2_score(truth, found)
//! ```

mod common;

use common::assert_close;
use dualtape_core::Buf;
use dualtape_forward::Forward;
use dualtape_mlp::{
    Activation, CalibrationLoss, DataSchema, Dataset, Evaluation, Loss, Metric, Model, Network, RunManifest,
    Scaler, Scaling, Settings, Task,
};
use dualtape_reverse::Reverse;

/// Twelve rows of logits of three classes; the second class is never predicted.
const LOGITS: [[f64; 3]; 12] = [
    [2.0, -0.8, -0.4],
    [0.7, -1.9, -1.5],
    [2.1, 0.8, -0.7],
    [1.1, -0.5, 0.5],
    [2.2, -2.6, 0.0],
    [2.0, -1.0, 0.0],
    [1.0, 0.5, 1.5],
    [0.0, -0.5, 0.2],
    [0.2, -1.5, -1.8],
    [-0.8, -1.3, 2.2],
    [-2.3, -1.9, 0.5],
    [1.0, -1.0, 0.5],
];
const TRUTH: [u32; 12] = [0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2];

/// Ten logits of the second of two classes, with ties.
const BINARY_LOGITS: [f64; 10] = [-2.0, -1.5, -1.5, -0.3, -0.3, 0.2, 0.4, 0.4, 1.1, 2.5];
const BINARY_TRUTH: [u32; 10] = [0, 0, 1, 0, 1, 0, 1, 1, 0, 1];

fn names(prefix: &str, count: usize) -> Vec<String> {
    (0..count).map(|index| format!("{prefix}{index}")).collect()
}

/// Returns a model whose outputs are its inputs.
fn identity(loss: Loss, outputs: usize, classes: usize) -> Model {
    let task = if classes == 0 { Task::Regression } else { Task::Classification };
    let unit = |columns| Scaler { mean: vec![0.0; columns], scale: vec![1.0; columns], median: Vec::new() };
    let run = RunManifest {
        command: Vec::new(),
        version: "0.1.0".into(),
        engine: "reverse".into(),
        precision: "f64".into(),
        loss,
        validation: 0.2,
        test: None,
        refit: false,
        ensemble: None,
        temperature: None,
        network: Network::new(format!("{outputs}-{outputs}").parse().unwrap(), Activation::Tanh),
        settings: Settings::default(),
        data: DataSchema::of_numbers(
            "invented.csv",
            task,
            names("x", outputs),
            ["y"],
            names("class ", classes),
        ),
        scaling: Scaling {
            inputs: unit(outputs),
            target: (task == Task::Regression).then(|| Scaler {
                mean: vec![100.0],
                scale: vec![50.0],
                median: Vec::new(),
            }),
            class_weights: None,
        },
    };
    let mut parameters = vec![0.0; outputs * outputs + outputs];
    (0..outputs).for_each(|output| parameters[output * outputs + output] = 1.0);
    Model::new(run, Buf::from_slice(&parameters)).unwrap()
}

fn evaluated(model: &Model, outputs: &[f64], targets: Vec<f64>) -> Evaluation {
    let data = &model.run().data;
    let data = Dataset::new(data.inputs(), "y", data.classes.clone(), outputs.to_vec(), targets).unwrap();
    model.evaluate(&data).unwrap()
}

fn classes(truth: &[u32]) -> Vec<f64> {
    truth.iter().map(|&class| f64::from(class)).collect()
}

/// Asserts the metrics in the order of the names; NaN stands for none.
#[track_caller]
fn assert_metrics(evaluation: &Evaluation, expected: &[(Metric, f64)]) {
    for &(metric, expected) in expected {
        match evaluation.metric(metric) {
            Some(found) => assert_close(metric.name(), &[found], &[expected], 1e-12),
            None => assert!(expected.is_nan(), "{metric}: found none, expected {expected}"),
        }
    }
}

#[test]
fn metrics_of_three_classes_are_those_of_scikit_learn() {
    let found = evaluated(&identity(Loss::SoftmaxCrossEntropy, 3, 3), LOGITS.as_flattened(), classes(&TRUTH));
    let expected = [
        (Metric::Accuracy, 0.583_333_333_333_333_4),
        (Metric::BalancedAccuracy, 0.5),
        (Metric::Precision, 0.5625),
        (Metric::Recall, 0.5),
        (Metric::F1, 0.423_076_923_076_923_1),
        (Metric::Auc, 0.791_115_520_282_187),
        (Metric::LogLoss, 0.934_154_658_119_639_7),
        (Metric::Loss, 0.934_154_658_119_639_7),
        (Metric::Rmse, f64::NAN),
        (Metric::R2, f64::NAN),
    ];
    assert_metrics(&found, &expected);
    let of = |metric| [0, 1, 2].map(|class| found.metric_of_class(metric, class));
    assert_eq!(of(Metric::Precision), [Some(0.625), None, Some(0.5)], "the second is never predicted");
    assert_eq!(of(Metric::Recall), [Some(1.0), Some(0.0), Some(0.5)]);
    assert_eq!(of(Metric::F1), [Some(10.0 / 13.0), Some(0.0), Some(0.5)]);
    assert_eq!(of(Metric::Auc), [None; 3]);
    assert_eq!(found.metrics.classes.iter().map(|class| class.rows).collect::<Vec<_>>(), [5, 3, 4]);
    assert_eq!(found.metrics.classes_never_found().collect::<Vec<_>>(), [1]);
    assert_eq!(found.metrics.largest_class(), Some((0, 5.0 / 12.0)));
}

#[test]
fn metrics_of_two_classes_are_those_of_scikit_learn_whatever_the_loss() {
    let expected = [
        (Metric::Accuracy, 0.6),
        (Metric::BalancedAccuracy, 0.6),
        (Metric::Precision, 0.6),
        (Metric::F1, 0.6),
        (Metric::Auc, 0.68),
        (Metric::LogLoss, 0.672_885_948_953_500_8),
    ];
    let one = evaluated(&identity(Loss::BinaryCrossEntropy, 1, 2), &BINARY_LOGITS, classes(&BINARY_TRUTH));
    assert_metrics(&one, &expected);
    let logits: Vec<f64> = BINARY_LOGITS.iter().flat_map(|&logit| [0.0, logit]).collect();
    let two = evaluated(&identity(Loss::SoftmaxCrossEntropy, 2, 2), &logits, classes(&BINARY_TRUTH));
    assert_metrics(&two, &expected);
    // 0.5 is the threshold of outputs that are no logits.
    let shifted = BINARY_LOGITS.map(|logit| logit + 0.5);
    let values = evaluated(&identity(Loss::SquaredError, 1, 2), &shifted, classes(&BINARY_TRUTH));
    assert_metrics(&values, &expected[..5]);
    assert_metrics(&values, &[(Metric::LogLoss, f64::NAN)]);
}

#[test]
fn metrics_of_values_are_those_of_scikit_learn_in_the_units_of_the_data() {
    let model = identity(Loss::SquaredError, 1, 0);
    let found = [160.25, 80.0, 129.0, 189.5, 140.0, 110.0].map(|value| (value - 100.0) / 50.0);
    let truth = vec![152.5, 75.0, 141.0, 206.0, 135.5, 97.0];
    let expected = [
        (Metric::Rmse, 10.728_175_520_562_665),
        (Metric::Mae, 9.791_666_666_666_666),
        (Metric::R2, 0.933_765_346_249_760_2),
        (Metric::Accuracy, f64::NAN),
    ];
    assert_metrics(&evaluated(&model, &found, truth), &expected);
    let constant = evaluated(&model, &found[..2], vec![7.0, 7.0]);
    assert_metrics(&constant, &[(Metric::R2, f64::NAN), (Metric::Mae, 113.125)]);
    assert!(constant.metrics.classes.is_empty() && constant.metrics.largest_class().is_none());
}

#[test]
fn examples_of_one_class_have_no_area_and_no_nan() {
    let model = identity(Loss::SoftmaxCrossEntropy, 3, 3);
    let found = evaluated(&model, LOGITS[..5].as_flattened(), vec![0.0; 5]);
    let expected = [
        (Metric::Auc, f64::NAN),
        (Metric::Accuracy, 1.0),
        (Metric::BalancedAccuracy, 1.0),
        (Metric::Precision, 1.0),
        (Metric::F1, 1.0),
    ];
    assert_metrics(&found, &expected);
    assert_eq!(found.metric_of_class(Metric::Recall, 1), None);
}

#[test]
fn the_temperature_is_that_of_the_lowest_log_loss() {
    let loss = CalibrationLoss::new(Loss::SoftmaxCrossEntropy, LOGITS.as_flattened(), &TRUTH).unwrap();
    let forward = loss.temperature(&mut Forward::<f64>::new()).unwrap().unwrap();
    let reverse = loss.temperature(&mut Reverse::<f64>::new()).unwrap().unwrap();
    assert_close("temperature", &[forward, forward], &[1.607_249_254_806_256, reverse], 1e-12);
    let model = identity(Loss::SoftmaxCrossEntropy, 3, 3).with_temperature(Some(forward)).unwrap();
    let tempered = evaluated(&model, LOGITS.as_flattened(), classes(&TRUTH));
    assert_metrics(&tempered, &[(Metric::LogLoss, 0.878_622_913_801_386_6), (Metric::Accuracy, 7.0 / 12.0)]);
    assert_metrics(&tempered, &[(Metric::Loss, 0.934_154_658_119_639_7)]);
    let p = model.predict(&LOGITS[0]).unwrap().probabilities().unwrap();
    let expected = LOGITS[0].map(|logit| (logit / forward).exp());
    assert_close("probabilities", &p, &expected.map(|e| e / expected.iter().sum::<f64>()), 1e-14);
}

#[test]
fn a_temperature_that_does_not_exist_is_none() {
    let temperature = |loss, outputs: &[f64], truth: &[u32]| {
        CalibrationLoss::new(loss, outputs, truth)?.temperature(&mut Forward::<f64>::new()).unwrap()
    };
    let binary = Loss::BinaryCrossEntropy;
    assert_eq!(temperature(binary, &[1.0, -0.1], &[1, 0]), None, "all are right: the colder, the better");
    assert_eq!(temperature(binary, &[1.0, -1.0], &[0, 1]), None, "all are wrong: the hotter, the better");
    assert_eq!(temperature(binary, &[0.0, 0.0], &[0, 1]), None, "nothing is said");
    assert_eq!(temperature(binary, &[f64::INFINITY, 0.0], &[0, 1]), None);
    assert_eq!(temperature(binary, &[], &[]), None, "no examples");
    assert_eq!(temperature(Loss::SquaredError, &[1.0, 1.0], &[0, 1]), None, "no probabilities");
    let both = [temperature(binary, &[2.0, 2.0, 2.0], &[1, 1, 0]), {
        let p = 1.0 / (1.0 + (-2.0_f64).exp());
        temperature(Loss::BinaryCrossEntropyProbabilities, &[p; 3], &[1, 1, 0])
    }];
    let expected = 2.0 / 2.0_f64.ln();
    assert_close("temperature", &both.map(Option::unwrap), &[expected, expected], 1e-12);
}

#[test]
fn odd_temperatures_are_refused() {
    for odd in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let error = identity(Loss::SoftmaxCrossEntropy, 3, 3).with_temperature(Some(odd)).unwrap_err();
        assert!(error.to_string().starts_with("temperature: found"), "{error}");
    }
}

//! Own layers and losses: differentiated, trained, resumed and diagnosed as the standard ones are.

mod common;

use common::{assert_close, assert_gradient, gradient, numbers};
use dualtape_check::gradient_by_differences;
use dualtape_core::{Array, Buf, Engine, Labels, OneByOne, Real, Scalar, TermByTerm, rules};
use dualtape_forward::Forward;
use dualtape_mlp::{
    Activation, Batch, BlockwiseGradient, Dataset, Error, Examples, ForwardGradient, Generated,
    LayerFunction, Loss, LossFunction, Model, Network, Objective, RunFolder, Scaling, Settings, Stop,
    Targets, Task, Trainer,
};
use dualtape_reverse::Reverse;
use std::ops::ControlFlow;

/// A layer of a factor per input.
#[derive(Clone, Debug, PartialEq)]
struct Gain(usize);

impl LayerFunction for Gain {
    fn widths(&self) -> [usize; 2] {
        [self.0, self.0]
    }

    fn parameters(&self) -> usize {
        self.0
    }

    fn eval<A: Array>(&self, parameters: &A, inputs: &A) -> A {
        inputs.zip(rules::Mul, &parameters.repeat_rows(inputs.len() / self.0))
    }
}

/// The mean of √(1 + (f − y)²) − 1 over the outputs, times a scale.
#[derive(Clone, Debug, PartialEq)]
struct PseudoHuber {
    scale: f64,
}

impl LossFunction for PseudoHuber {
    fn terms<A: Array>(&self, outputs: &A, targets: &Targets<A::Real>) -> A {
        let residuals = outputs.zip(rules::Sub, &A::constant(targets.values()));
        let ones = A::constant(&Buf::filled(outputs.len(), A::Real::ONE));
        let roots = residuals.zip(rules::Mul, &residuals).zip(rules::Add, &ones).map(rules::Sqrt);
        roots.zip(rules::Sub, &ones).scale(A::Scalar::constant(A::Real::from_f64(self.scale)))
    }
}

type OwnNetwork = ((Network, Gain), Network);
type OwnObjective = Objective<f64, OwnNetwork, PseudoHuber>;

const LOSS: PseudoHuber = PseudoHuber { scale: 0.5 };

fn network() -> OwnNetwork {
    let standard = |shape: &str| Network::new(shape.parse().unwrap(), Activation::Tanh);
    ((standard("3-4-2"), Gain(2)), standard("2-3-2"))
}

fn examples(rows: usize) -> Examples<f64> {
    let values = |count, seed| Buf::from_slice(&numbers(count, seed));
    Examples::new(Task::Regression, rows, values(3 * rows, 2), Targets::Values(values(2 * rows, 3))).unwrap()
}

fn objective() -> (OwnObjective, Vec<f64>) {
    let examples = examples(7).with_weights(Buf::from_slice(&[1.0, 0.5, 2.0, 0.0, 1.0, 3.0, 1.0])).unwrap();
    (Objective::new(network(), LOSS, examples).unwrap(), numbers(network().parameters(), 5))
}

#[test]
fn both_engines_and_finite_differences_agree() {
    let (objective, x) = objective();
    let by_differences = gradient_by_differences(&objective, &x).unwrap();
    let (value, by_reverse) = gradient(&mut Reverse::<f64>::new(), &objective, &x);
    assert_close("finite differences", &by_differences, &by_reverse, 1e-7);
    assert_gradient("block code", &objective, &x, value, &by_reverse);
    assert_gradient("scalar code", &OneByOne(objective), &x, value, &by_reverse);
}

#[test]
fn blocks_of_rows_add_up_to_the_whole() {
    let (objective, x) = objective();
    let (value, whole) = gradient(&mut Reverse::<f64>::new(), &objective, &x);
    for rows in [1, 3, 7] {
        let sums = TermByTerm::new(Reverse::<f64>::new);
        let (found, parts) =
            sums.value_and_gradient(&objective.in_blocks(rows), &Buf::from_slice(&x)).unwrap();
        assert_close("value", &[found], &[value], 1e-12);
        assert_close(&format!("gradient in blocks of {rows}"), &parts, &whole, 1e-11);
    }
}

/// The law that the fast forms of the standard losses obey, as the provided methods do.
#[test]
fn a_standard_loss_is_the_mean_of_its_terms() {
    let (outputs, weights) =
        (Buf::from_slice(&[0.3, 0.6, 0.1, 0.8, 0.2, 0.9]), Buf::from_slice(&[0.5, 2.0, 1.0]));
    let targets = |loss| match loss {
        Loss::SoftmaxCrossEntropy => Targets::Classes(Labels::new(vec![0, 1, 1])),
        _ => Targets::Values(Buf::from_slice(&[0.0, 1.0, 0.25, 1.0, 1.0, 0.5])),
    };
    for &loss in Loss::ALL {
        let targets = targets(loss);
        let terms = LossFunction::terms(&loss, &outputs, &targets);
        let divisor = if loss == Loss::HalfSumOfSquares { 1.0 } else { terms.len() as f64 };
        let mean = terms.sum() / divisor;
        assert_close(loss.name(), &[loss.eval(&outputs, &targets)], &[mean], 1e-14);
        let weighted = terms.dot(&weights.repeat_each(terms.len() / 3)) / divisor;
        let found = loss.eval_weighted(&outputs, &targets, &weights);
        assert_close(&format!("{loss} with weights"), &[found], &[weighted], 1e-14);
    }
}

#[test]
fn a_training_goes_on_from_its_checkpoint() {
    let settings = Settings { epochs: 4, batch: Batch::Rows(8), ..Settings::default() };
    let trainer = Trainer::new(network(), LOSS, settings.clone()).unwrap();
    let (train, start) = (examples(30), Buf::from_slice(&numbers(network().parameters(), 5)));
    let go_on = |_| ControlFlow::Continue(());
    let mut blocks = BlockwiseGradient::new(Reverse::<f64>::new, 3);
    let whole = trainer.fit(&mut blocks, start.clone(), &train, None, go_on).unwrap();
    assert_eq!(whole.stop, Stop::Epochs);
    assert!(whole.train.loss < whole.history[0].train_loss, "{whole:?}");

    let mut training = trainer.start(start.clone(), &train, None).unwrap();
    for _ in 0..7 {
        training.advance(&mut blocks).unwrap();
    }
    let checkpoint = training.checkpoint();
    let mut resumed = trainer.resume(checkpoint.clone(), &train, None).unwrap();
    while resumed.advance(&mut blocks).unwrap().is_some() {}
    assert_eq!(resumed.finish().unwrap().parameters[..], whole.parameters[..]);

    let other = Trainer::new(network(), PseudoHuber { scale: 1.0 }, settings.clone()).unwrap();
    let message = other.resume(checkpoint.clone(), &train, None).err().map(|error| error.to_string());
    let expected =
        "the checkpoint has the loss PseudoHuber { scale: 0.5 }, expected PseudoHuber { scale: 1.0 }";
    assert_eq!(message.as_deref(), Some(expected));

    // The other sources of gradients take it too.
    let trainer = Trainer::new(network(), LOSS, Settings { epochs: 2, ..settings }).unwrap();
    let mut directions = ForwardGradient::new(Forward::new(), 7);
    assert_eq!(trainer.fit(&mut directions, start.clone(), &train, None, go_on).unwrap().history.len(), 2);
    let mut closure = |objective: &OwnObjective, parameters: &Buf<f64>, _| -> Result<_, Error> {
        Ok(Reverse::new().value_and_gradient_array(objective, parameters)?)
    };
    assert_eq!(trainer.fit(&mut closure, start, &train, None, go_on).unwrap().history.len(), 2);
}

#[test]
fn layers_that_do_not_fit_are_refused() {
    let network = (Gain(2), Network::new("3-1".parse().unwrap(), Activation::Tanh));
    let message = Trainer::new(network, LOSS, Settings::default()).unwrap_err().to_string();
    assert_eq!(message, "inputs of a layer after another: found 3 numbers, expected 2");
    let network = (Gain(4), Network::new("4-2".parse().unwrap(), Activation::Tanh));
    let message = Objective::new(network, LOSS, examples(2)).unwrap_err().to_string();
    assert_eq!(message, "inputs per example: found 3 numbers, expected 4");
}

#[test]
fn a_divergence_names_the_output() {
    let train = |start: &[f64], learning_rate| {
        let settings = Settings { learning_rate, epochs: 1, batch: Batch::Full, ..Settings::default() };
        let inputs = Buf::from_slice(&[1.0, 0.0, 1.0, 2.0]);
        let examples = Examples::new(Task::Regression, 2, inputs.clone(), Targets::Values(inputs)).unwrap();
        let trainer = Trainer::new(Gain(2), LOSS, settings).unwrap();
        let go_on = |_| ControlFlow::Continue(());
        let outcome = trainer.fit(&mut Reverse::new(), Buf::from_slice(start), &examples, None, go_on);
        match outcome.unwrap().stop {
            Stop::Diverged(divergence) => divergence.to_string(),
            other => panic!("stopped by {other:?}"),
        }
    };
    assert_eq!(train(&[1.0, 1e308], 1e-3), "epoch 1, batch 1: output 2 of the network is inf in row 2");
    let text = train(&[1e200, 0.0], 1e-3);
    assert!(text.starts_with("epoch 1, batch 1: the loss is inf in row 1 (output 1e200"), "{text}");
}

#[test]
fn a_model_needs_no_file() {
    let data = Dataset::generated(Generated::Moons, 100, 7).unwrap();
    let rows: Vec<usize> = (0..data.rows()).collect();
    let (loss, scaling) = (data.suitable_loss(), Scaling::fit(&data, &rows).unwrap());
    let train = data.examples::<f64>(&rows, &scaling, loss).unwrap();
    let network = Network::new("2-8-1".parse().unwrap(), Activation::Tanh);
    let start = network.initial_parameters(7);
    let trainer = Trainer::new(network, loss, Settings::default()).unwrap();
    let go_on = |_| ControlFlow::Continue(());
    let outcome = trainer.fit(&mut Reverse::new(), start, &train, None, go_on).unwrap();
    let model = Model::in_memory(&trainer, &data, scaling, &outcome.parameters).unwrap();
    let right = model.predict(data.inputs()).unwrap().classes();
    let right =
        right.iter().zip(data.targets()).filter(|(class, truth)| f64::from(**class) == **truth).count();
    assert_eq!(Some(right as f64 / 100.0), outcome.train.accuracy);

    // It can be stored later, as any other.
    let home = tempfile::tempdir().unwrap();
    let folder = RunFolder::create(home.path()).unwrap();
    folder.write_all(model.run(), &outcome.history, model.parameters()).unwrap();
    let loaded = Model::load(&folder).unwrap();
    assert_eq!((loaded.run(), &loaded.parameters()[..]), (model.run(), &model.parameters()[..]));
}

/// Two outputs for each target value, such as quantiles; the loss is that of both.
#[derive(Clone, Debug, PartialEq)]
struct Twice;

impl LossFunction for Twice {
    fn terms<A: Array>(&self, outputs: &A, targets: &Targets<A::Real>) -> A {
        let residuals = outputs.zip(rules::Sub, &A::constant(&targets.values().repeat_each(2)));
        residuals.zip(rules::Mul, &residuals)
    }
}

#[test]
fn a_loss_may_have_several_outputs_per_target() {
    let network = Network::new("3-4-4".parse().unwrap(), Activation::Tanh);
    let settings = Settings { epochs: 3, ..Settings::default() };
    let (start, train) = (network.initial_parameters(7), examples(20));
    let trainer = Trainer::new(network.clone(), Twice, settings.clone()).unwrap();
    let go_on = |_| ControlFlow::Continue(());
    let outcome = trainer.fit(&mut Reverse::new(), start, &train, None, go_on).unwrap();
    assert_eq!((outcome.stop, outcome.train.r2), (Stop::Epochs, None), "no output is the prediction");
    // A divergence names the target of the output.
    let huge = Buf::filled(network.parameters(), 1e200);
    let outcome = trainer.fit(&mut Reverse::new(), huge, &train, None, go_on).unwrap();
    assert!(matches!(outcome.stop, Stop::Diverged(_)), "{:?}", outcome.stop);
}

//! Trains a network with a layer and a loss of its own. Neither has a derivative in its code: both engines
//! differentiate them, and finite differences agree.
//!
//! `cargo run --release -p dualtape-mlp --example own_layer`

use std::ops::ControlFlow;

use dualtape_check::{all_close, gradient_by_differences};
use dualtape_core::{Array, Buf, Engine, Real, Scalar, rules};
use dualtape_forward::Forward;
use dualtape_mlp::{
    Activation, Dataset, Error, Generated, Initialisation, LayerFunction, Loss, LossFunction, Network,
    Objective, Scaling, Settings, Shape, Targets, Trainer,
};
use dualtape_reverse::Reverse;

/// A layer of waves of learned frequencies and phases, sin(x Wᵀ + b).
#[derive(Clone, Debug, PartialEq)]
struct Waves {
    shape: Shape,
}

impl LayerFunction for Waves {
    fn widths(&self) -> [usize; 2] {
        [self.shape.inputs(), self.shape.outputs()]
    }

    fn parameters(&self) -> usize {
        self.shape.parameters()
    }

    fn eval<A: Array>(&self, parameters: &A, inputs: &A) -> A {
        let layer = self.shape.layer(0);
        A::affine(inputs, &parameters.slice(layer.weights), &parameters.slice(layer.biases)).map(rules::Sin)
    }
}

/// The quantile loss, whose minimum is the quantile q of the targets: q r for residuals r = y − f above zero, else
/// (q − 1) r.
#[derive(Clone, Debug, PartialEq)]
struct Quantile(f64);

impl LossFunction for Quantile {
    fn terms<A: Array>(&self, outputs: &A, targets: &Targets<A::Real>) -> A {
        let residuals = A::constant(targets.values()).zip(rules::Sub, outputs);
        let scaled = |q| residuals.scale(A::Scalar::constant(A::Real::from_f64(q)));
        scaled(self.0).map(rules::Relu).zip(rules::Add, &scaled(self.0 - 1.0).map(rules::Relu))
    }

    fn check<R: Real>(&self, targets: &Targets<R>, rows: usize, outputs: usize) -> Result<(), Error> {
        Loss::SquaredError.check(targets, rows, outputs)
    }
}

pub(crate) fn main() -> Result<(), Error> {
    let sine = Dataset::generated(Generated::Sine, 400, 7)?;
    let rows: Vec<usize> = (0..sine.rows()).collect();
    let scaling = Scaling::fit(&sine, &rows)?;
    let train = sine.examples(&rows, &scaling, sine.suitable_loss())?;

    // The own layer before a standard network; the parameters of the pair are those of one after those of the other.
    let (waves, network) =
        (Waves { shape: "1-8".parse()? }, Network::new("8-8-1".parse()?, Activation::Tanh));
    let first: Buf<f64> = Initialisation::Glorot.parameters(&waves.shape, 8);
    let start = Buf::from_slice(&[&first[..], &network.initial_parameters(7)].concat());
    let (network, loss) = ((waves, network), Quantile(0.9));

    let objective = Objective::new(network.clone(), loss.clone(), train.clone())?;
    let by_differences = gradient_by_differences(&objective, &start)?;
    let (_, by_reverse) = Reverse::<f64>::new().value_and_gradient_array(&objective, &start)?;
    let (_, by_forward) = Forward::<f64>::new().value_and_gradient_array(&objective, &start)?;
    all_close(|| "reverse mode".to_owned(), &by_differences, &by_reverse, 1e-6)?;
    all_close(|| "forward mode".to_owned(), &by_reverse, &by_forward, 1e-12)?;

    let trainer = Trainer::new(network, loss, Settings { epochs: 100, ..Settings::default() })?;
    let outcome = trainer.fit(&mut Reverse::new(), start, &train, None, |_| ControlFlow::Continue(()))?;

    let outputs = trainer.network().eval(&outcome.parameters, train.inputs());
    let below =
        outputs.iter().zip(train.targets().values().iter()).filter(|(output, target)| target < output);
    let share = below.count() as f64 / train.rows() as f64;
    println!("loss {:.4}; {:.1} % of the targets are below the curve", outcome.train.loss, 100.0 * share);
    assert!((share - 0.9).abs() < 0.03, "the curve is the quantile 0.9");
    Ok(())
}

//! Trains one network three times: by reverse mode, by forward mode, and along random directions without any backward
//! pass. The first two end with the same loss; the third approaches it in many more steps.
//!
//! `cargo run --release -p dualtape-mlp --example one_direction`

use std::ops::ControlFlow;

use dualtape_forward::Forward;
use dualtape_mlp::{
    Activation, Dataset, Error, ForwardGradient, Generated, GradientSource, Network, Outcome, Scaling,
    Settings, Trainer, split,
};
use dualtape_reverse::Reverse;

pub(crate) fn main() -> Result<(), Error> {
    let moons = Dataset::generated(Generated::Moons, 400, 7)?;
    println!("reverse mode      {}", summary(&trained(&moons, &mut Reverse::new())?));
    println!("forward mode      {}", summary(&trained(&moons, &mut Forward::new())?));
    println!(
        "random directions {}",
        summary(&trained(&moons, &mut ForwardGradient::new(Forward::new(), 7))?)
    );
    Ok(())
}

/// Trains a network 2-16-1 on gradients or estimates from this source.
fn trained<K>(data: &Dataset, gradients: &mut impl GradientSource<f64, K>) -> Result<Outcome<f64>, Error> {
    let (loss, settings) = (data.suitable_loss(), Settings { epochs: 60, ..Settings::default() });
    let parts = split(data, 0.2, settings.seed)?;
    let scaling = Scaling::fit(data, &parts.train)?;
    let train = data.examples(&parts.train, &scaling, loss)?;
    let validation = data.examples(&parts.validation, &scaling, loss)?;
    let network = Network::new("2-16-1".parse()?, Activation::Tanh);
    let start = network.initial_parameters(settings.seed);
    let trainer = Trainer::new(network, loss, settings)?;
    trainer.fit(gradients, start, &train, Some(&validation), |_| ControlFlow::Continue(()))
}

/// Formats loss and accuracy on the validation part.
fn summary(outcome: &Outcome<f64>) -> String {
    let score = outcome.validation.as_ref().expect("a validation part");
    format!("validation loss {:.4}, accuracy {:?}", score.loss, score.accuracy)
}

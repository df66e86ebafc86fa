//! The loss of a network at one example, as a function of its inputs and parameters.

use dualtape_core::{Array, Buf, Scalar};
use dualtape_mlp::{Activation, Loss, Network, Shape, Targets};

use crate::commands::explain::number::figure;
use crate::commands::explain::trace::Trace;
use crate::error::Failure;
use crate::functions::bound_expression::Given;
use crate::functions::named_function::{Label, Role, Subject, Variable};
use crate::graph::Diagram;
use crate::graph::network::{Numbers, by_neuron};

/// The most parameters of a network: each becomes a row.
const MOST_PARAMETERS: usize = 100_000;

/// What stands before the widths in `mlp:2-2-1`.
const PREFIX: &str = "mlp:";

/// A network, a loss, and an example.
#[derive(Debug, Clone)]
pub(crate) struct NetworkLoss {
    network: Network,
    loss: Loss,
    targets: Targets<f64>,
    /// The inputs, then the parameters in the order of the shape.
    variables: Vec<Variable>,
}

impl NetworkLoss {
    /// The loss at these inputs; `names` are theirs.
    pub(crate) fn new(
        network: Network,
        loss: Loss,
        (names, inputs): (&[String], &[f64]),
        targets: Targets<f64>,
        parameters: &[f64],
    ) -> Result<Self, Failure> {
        check_size(network.shape())?;
        let input =
            |(name, &value): (&String, &f64)| Variable { name: name.clone(), value, role: Role::Input };
        let parameter = |(name, &value): (String, &f64)| Variable { name, value, role: Role::Parameter };
        let mut variables: Vec<Variable> = names.iter().zip(inputs).map(input).collect();
        variables.extend(parameter_names(network.shape()).into_iter().zip(parameters).map(parameter));
        Ok(Self { network, loss, targets, variables })
    }

    /// The network that FUNCTION describes, if it does: tanh layers with seeded weights, half the squared distance of
    /// the outputs from 1, 0, 0, …, at inputs that alternate between 1 and -0.5.
    pub(crate) fn described(text: &str, seed: u64) -> Result<Option<Self>, Failure> {
        let Some(widths) = text.strip_prefix(PREFIX) else { return Ok(None) };
        let shape: Shape = widths.parse().map_err(|error| Failure::Input(format!("FUNCTION: {error}")))?;
        check_size(&shape)?;
        let names: Vec<String> = (1..=shape.inputs()).map(|input| format!("x{input}")).collect();
        let inputs: Vec<f64> = [1.0, -0.5].into_iter().cycle().take(shape.inputs()).collect();
        let targets: Vec<f64> =
            (0..shape.outputs()).map(|output| if output == 0 { 1.0 } else { 0.0 }).collect();
        let network = Network::new(shape, Activation::Tanh);
        let parameters: Buf<f64> = network.initial_parameters(seed);
        let targets = Targets::Values(Buf::from_slice(&targets));
        Self::new(network, Loss::HalfSumOfSquares, (&names, &inputs), targets, &parameters).map(Some)
    }

    /// Puts values in the place of those that the network has.
    pub(crate) fn replace(&mut self, by: &Given) -> Result<(), Failure> {
        for (name, value) in by {
            let known = self.variables.iter_mut().find(|variable| variable.name == *name);
            known
                .ok_or_else(|| {
                    Failure::Input(format!(
                        "--at: found a value for `{name}`, expected an input or a parameter: {NAMES}"
                    ))
                })?
                .value = *value;
        }
        Ok(())
    }

    /// The names of what is trained.
    pub(crate) fn trained(&self) -> Vec<String> {
        let trained = self.variables.iter().filter(|variable| variable.role == Role::Parameter);
        trained.map(|variable| variable.name.clone()).collect()
    }

    /// What it is, in a sentence.
    pub(crate) fn described_in_words(&self) -> String {
        let shape = self.network.shape();
        format!("A network {shape} ({}) under {}; {NAMES}.", self.network.activation(), self.loss)
    }

    /// The network.
    pub(crate) fn network(&self) -> &Network {
        &self.network
    }

    /// The network by neuron, with the numbers of this example.
    pub(crate) fn by_neuron(&self, trace: &Trace) -> Diagram {
        let point = self.point();
        let (inputs, parameters) = self.split(&point);
        let adjoints: Vec<f64> = trace.nodes[..point.len()].iter().map(|node| node.adjoint).collect();
        let (_, gradient) = self.split(&adjoints);
        by_neuron(
            &self.network,
            Numbers { parameters, inputs: Some(inputs), gradient: Some(gradient), figure },
        )
    }

    /// The inputs of a row of numbers, and the parameters behind them.
    fn split<'x, S>(&self, x: &'x [S]) -> (&'x [S], &'x [S]) {
        x.split_at(self.network.shape().inputs())
    }
}

/// How parameters are called.
const NAMES: &str =
    "w1_2_3 is the weight of layer 1 into unit 2 from unit 3, b1_2 its bias, h1_2 what it gives";

/// Refuses what would have too many rows, before there is one.
fn check_size(shape: &Shape) -> Result<(), Failure> {
    let count = shape.parameters();
    if count <= MOST_PARAMETERS && shape.inputs() <= MOST_PARAMETERS {
        return Ok(());
    }
    Err(Failure::Input(format!(
        "FUNCTION: found the network {shape} of {count} parameters, expected at most {MOST_PARAMETERS} to look at"
    )))
}

/// The names in the order of the shape.
fn parameter_names(shape: &Shape) -> Vec<String> {
    let mut names = Vec::with_capacity(shape.parameters());
    for (layer, number) in shape.layers().zip(1..) {
        for unit in 1..=layer.outputs {
            names.extend((1..=layer.inputs).map(|input| format!("w{number}_{unit}_{input}")));
        }
        names.extend((1..=layer.outputs).map(|unit| format!("b{number}_{unit}")));
    }
    names
}

impl Subject for NetworkLoss {
    fn variables(&self) -> &[Variable] {
        &self.variables
    }

    fn labels(&self) -> Vec<Label> {
        let widths = self.network.shape().widths()[1..].iter().zip(1..);
        let units = |(&width, layer): (&usize, usize)| {
            let is_last = layer == self.network.shape().depth();
            (1..=width).map(move |unit| match (is_last, width) {
                (true, 1) => Label::alone("f"),
                (true, _) => Label { name: format!("f{unit}"), group: "f".to_owned() },
                (false, _) => Label { name: format!("h{layer}_{unit}"), group: format!("h{layer}") },
            })
        };
        widths.flat_map(units).collect()
    }

    fn operations(&self) -> usize {
        2 * self.variables.len()
    }

    fn eval<S: Scalar<Real = f64>>(&self, x: &[S], named: &mut Vec<S>) -> S {
        let (inputs, parameters) = self.split(x);
        let (inputs, parameters) = (S::Array::from_scalars(inputs), S::Array::from_scalars(parameters));
        let signals = self.network.signals(&parameters, &inputs);
        named.extend(signals.iter().flat_map(Array::to_vec));
        self.loss.eval(signals.last().expect("a network has a layer"), &self.targets)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::explain::args::Mode;
    use crate::commands::explain::explanation::Explanation;
    use crate::functions::bound_expression::chosen;

    #[test]
    fn names_follow_the_layout_of_the_parameters() {
        let names = parameter_names(&"2-2-1".parse().expect("a shape"));
        let expected = ["w1_1_1", "w1_1_2", "w1_2_1", "w1_2_2", "b1_1", "b1_2", "w2_1_1", "w2_1_2", "b2_1"];
        assert_eq!(names, expected);
    }

    #[test]
    fn the_gradient_of_a_layer_is_its_delta_times_its_inputs() {
        let mut network = NetworkLoss::described("mlp:2-1", 7).expect("a shape").expect("a network");
        let at = |name: &str, value: f64| (name.to_owned(), value);
        let point = [at("x1", 2.0), at("x2", 3.0), at("w1_1_1", 0.5), at("w1_1_2", -1.0), at("b1_1", 0.25)];
        network.replace(&point.to_vec()).expect("names that are there");
        let wrt = chosen(&network, &network.trained()).expect("names that are there");
        let explanation = Explanation::of(&network, "", &wrt, Some(Mode::Both)).expect("engines that agree");
        let delta = 2.0 * 0.5 - 3.0 + 0.25 - 1.0;
        let gradient: Vec<f64> = explanation.gradient.iter().map(|derivative| derivative.value).collect();
        assert_eq!(gradient, [delta * 2.0, delta * 3.0, delta]);
        assert_eq!(explanation.value(), 0.5 * delta * delta);
    }

    #[test]
    fn what_is_no_network_or_too_large_is_named() {
        assert!(NetworkLoss::described("x*y", 7).expect("no network").is_none());
        for (text, words) in [("mlp:2-0-1", "width 0"), ("mlp:1000-1000-1", "1002001 parameters")] {
            let failure = NetworkLoss::described(text, 7).expect_err(text).to_string();
            assert!(failure.starts_with("FUNCTION: ") && failure.contains(words), "{failure}");
        }
    }
}

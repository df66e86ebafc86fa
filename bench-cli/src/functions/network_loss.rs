//! The loss of a network at one example, as a function of its inputs and parameters.

use dualtape_core::{Array, Buf, Scalar};
use dualtape_mlp::{
    Activation, LayerFunction as _, Loss, Network, Normalisation, NormalisationLayout, Shape, Targets,
};

use crate::error::Failure;
use crate::functions::assignment::Assignment;
use crate::functions::named_function::{Label, NamedFunction, Variable, VariableKind};

/// The most parameters of a network: each becomes a row of the table.
const MOST_PARAMETERS: usize = 250_000;

/// The prefix of the widths in `mlp:2-2-1`.
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
    /// The loss at one example with named inputs.
    ///
    /// # Errors
    ///
    /// If the network has more than [`MOST_PARAMETERS`] inputs or parameters.
    pub(crate) fn new(
        network: Network,
        loss: Loss,
        (names, inputs): (&[String], &[f64]),
        targets: Targets<f64>,
        parameters: &[f64],
    ) -> Result<Self, Failure> {
        check_size(&network)?;
        let input = |(name, &value): (&String, &f64)| Variable {
            name: name.clone(),
            value,
            kind: VariableKind::Input,
        };
        let parameter =
            |(name, &value): (String, &f64)| Variable { name, value, kind: VariableKind::Parameter };
        let mut variables: Vec<Variable> = names.iter().zip(inputs).map(input).collect();
        variables.extend(parameter_names(&network).into_iter().zip(parameters).map(parameter));
        Ok(Self { network, loss, targets, variables })
    }

    /// Returns the network that a text such as `mlp:2-2-1` describes, or none if it has another prefix.
    ///
    /// The layers are tanh layers with seeded weights. The inputs alternate between 1 and -0.5; the loss is half the
    /// squared distance of the outputs from 1, 0, 0, ….
    ///
    /// # Errors
    ///
    /// If the widths are no shape or too large.
    pub(crate) fn parse(text: &str, seed: u64) -> Result<Option<Self>, Failure> {
        let Some(widths) = text.strip_prefix(PREFIX) else { return Ok(None) };
        let shape: Shape = widths.parse().map_err(|error| Failure::Input(format!("FUNCTION: {error}")))?;
        let network = Network::new(shape, Activation::Tanh);
        check_size(&network)?;
        let shape = network.shape();
        let names: Vec<String> = (1..=shape.inputs()).map(|input| format!("x{input}")).collect();
        let inputs: Vec<f64> = [1.0, -0.5].into_iter().cycle().take(shape.inputs()).collect();
        let targets: Vec<f64> =
            (0..shape.outputs()).map(|output| if output == 0 { 1.0 } else { 0.0 }).collect();
        let parameters: Buf<f64> = network.initial_parameters(seed);
        let targets = Targets::Values(Buf::from_slice(&targets));
        Self::new(network, Loss::HalfSumOfSquares, (&names, &inputs), targets, &parameters).map(Some)
    }

    /// Replaces the values of variables.
    ///
    /// # Errors
    ///
    /// If a name is unknown.
    pub(crate) fn assign(&mut self, at: &[Assignment]) -> Result<(), Failure> {
        for Assignment { name, value } in at {
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

    /// The names of the parameters.
    pub(crate) fn parameters(&self) -> Vec<String> {
        let parameters = self.variables.iter().filter(|variable| variable.kind == VariableKind::Parameter);
        parameters.map(|variable| variable.name.clone()).collect()
    }

    /// A description in a sentence.
    pub(crate) fn description(&self) -> String {
        let normalised = match self.network.normalisation() {
            Normalisation::None => "",
            _ => "; g1_2 and s1_2 are the gain and the shift of its normalisation",
        };
        format!("A network {} under {}; {NAMES}{normalised}.", self.network.description(), self.loss)
    }

    /// The network.
    pub(crate) fn network(&self) -> &Network {
        &self.network
    }

    /// Splits numbers in the order of the variables into inputs and parameters.
    pub(crate) fn split<'x, S>(&self, x: &'x [S]) -> (&'x [S], &'x [S]) {
        x.split_at(self.network.shape().inputs())
    }
}

/// The scheme of names.
const NAMES: &str =
    "w1_2_3 is the weight of layer 1 into unit 2 from unit 3, b1_2 its bias, h1_2 what it gives";

/// Refuses networks with too many inputs or parameters.
fn check_size(network: &Network) -> Result<(), Failure> {
    let (shape, count) = (network.shape(), network.parameters());
    if count <= MOST_PARAMETERS && shape.inputs() <= MOST_PARAMETERS {
        return Ok(());
    }
    Err(Failure::Input(format!(
        "FUNCTION: found the network {shape} of {count} parameters, expected at most {MOST_PARAMETERS} to look at"
    )))
}

/// The names of the parameters in their order.
fn parameter_names(network: &Network) -> Vec<String> {
    let shape = network.shape();
    let mut names = Vec::with_capacity(network.parameters());
    for (layer, number) in shape.layers().zip(1..) {
        for unit in 1..=layer.outputs {
            names.extend((1..=layer.inputs).map(|input| format!("w{number}_{unit}_{input}")));
        }
        names.extend((1..=layer.outputs).map(|unit| format!("b{number}_{unit}")));
    }
    for (index, number) in (0..shape.depth()).zip(1..) {
        for (part, range) in network
            .normalisation_layout(index)
            .into_iter()
            .flat_map(|NormalisationLayout { gains, shifts }| [("g", gains), ("s", shifts)])
        {
            names.extend((1..=range.len()).map(|unit| format!("{part}{number}_{unit}")));
        }
    }
    names
}

impl NamedFunction for NetworkLoss {
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

    fn eval<S: Scalar<Real = f64>>(&self, x: &[S], labelled: &mut Vec<S>) -> S {
        let (inputs, parameters) = self.split(x);
        let (inputs, parameters) = (S::Array::from_scalars(inputs), S::Array::from_scalars(parameters));
        let signals = self.network.signals(&parameters, &inputs);
        labelled.extend(signals.iter().flat_map(Array::to_vec));
        self.loss.eval(signals.last().expect("a network has a layer"), &self.targets)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::functions::named_function::Restriction;
    use dualtape_core::Engine;
    use dualtape_reverse::Reverse;

    #[test]
    fn names_follow_the_layout_of_the_parameters() {
        let network = Network::new("2-2-1".parse().expect("a shape"), Activation::Tanh);
        let expected = ["w1_1_1", "w1_1_2", "w1_2_1", "w1_2_2", "b1_1", "b1_2", "w2_1_1", "w2_1_2", "b2_1"];
        assert_eq!(parameter_names(&network), expected);
        let names = parameter_names(&network.with_normalisation(Normalisation::Layer));
        assert_eq!(names, [&expected[..], &["g1_1", "g1_2", "s1_1", "s1_2"]].concat());
    }

    #[test]
    fn the_gradient_of_a_layer_is_its_delta_times_its_inputs() {
        let mut network = NetworkLoss::parse("mlp:2-1", 7).expect("a shape").expect("a network");
        let point = [("x1", 2.0), ("x2", 3.0), ("w1_1_1", 0.5), ("w1_1_2", -1.0), ("b1_1", 0.25)];
        let point = point.map(|(name, value)| Assignment::new(name, value));
        network.assign(&point).expect("known names");
        let parameters = network.indices_of(&network.parameters()).expect("known names");
        let loss = Restriction::new(&network, &parameters);
        let (value, gradient) = Reverse::new().value_and_gradient(&loss, &loss.point()).expect("a gradient");
        let delta = 2.0 * 0.5 - 3.0 + 0.25 - 1.0;
        assert_eq!(&gradient[..], [delta * 2.0, delta * 3.0, delta]);
        assert_eq!(value, 0.5 * delta * delta);
    }

    #[test]
    fn what_is_no_network_or_too_large_is_named() {
        assert!(NetworkLoss::parse("x*y", 7).expect("no network").is_none());
        for (text, words) in [("mlp:2-0-1", "width 0"), ("mlp:1000-1000-1", "1002001 parameters")] {
            let failure = NetworkLoss::parse(text, 7).expect_err(text).to_string();
            assert!(failure.starts_with("FUNCTION: ") && failure.contains(words), "{failure}");
        }
    }
}

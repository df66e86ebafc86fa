//! The numbers of each layer of a network, by their contributions to the loss.

use dualtape_mlp::Network;

use crate::commands::explain::explanation::FunctionExplanation;
use crate::commands::explain::grid::{Alignment, Grid};
use crate::commands::explain::number::{five_digits, given};
use crate::commands::explain::tables::LimitedTable;
use crate::draw::pixels::PixelGrid;
use crate::functions::model_row::{ModelOutput, ModelRow};
use crate::functions::network_loss::NetworkLoss;
use crate::functions::row_attribution::RowAttribution;
use crate::graph::network::{LayerNumber, after_sum, by_contribution};
use crate::graph::{Diagram, DiagramImage, ImageInk};
use crate::units;

/// The rows of the table for each layer.
const LISTED: usize = 5;

/// A number of a layer.
#[derive(Debug, Clone, PartialEq)]
struct Unit {
    name: String,
    value: f64,
    adjoint: f64,
}

impl Unit {
    /// The contribution to the loss, to first order: the change of the loss from 0 to the value.
    fn contribution(&self) -> f64 {
        self.value * self.adjoint
    }
}

/// Returns the numbers of the inputs and of each layer.
fn layers(explanation: &FunctionExplanation, network: &Network) -> Vec<Vec<Unit>> {
    let nodes = &explanation.trace.nodes;
    let unit = |node: &crate::commands::explain::trace::TraceNode| Unit {
        name: node.name.clone().unwrap_or_default(),
        value: node.value,
        adjoint: node.adjoint,
    };
    let mut layers = vec![nodes[..network.shape().inputs()].iter().map(unit).collect::<Vec<_>>()];
    let mut labelled = nodes.iter().filter(|node| node.group.is_some()).map(unit);
    layers.extend(network.shape().widths()[1..].iter().map(|&width| labelled.by_ref().take(width).collect()));
    layers
}

/// Returns the table: of each layer the numbers with the largest contributions.
pub(crate) fn table(
    explanation: &FunctionExplanation,
    loss: &NetworkLoss,
    row: Option<&ModelRow>,
) -> LimitedTable {
    let columns = ["value", "adjoint", "value × adjoint"].map(|name| (name, Alignment::Right));
    let words = [("layer", Alignment::Left), ("number", Alignment::Left)];
    let mut grid = Grid::new(words.into_iter().chain(columns));
    let (layers, mut left_out) = (layers(explanation, loss.network()), 0);
    for (index, units) in layers.iter().enumerate() {
        let mut ranked: Vec<&Unit> = units.iter().collect();
        ranked.sort_by(|a, b| b.contribution().abs().total_cmp(&a.contribution().abs()));
        left_out += ranked.len().saturating_sub(LISTED);
        for (rank, unit) in ranked.into_iter().take(LISTED).enumerate() {
            let place = units.iter().position(|other| other.name == unit.name).unwrap_or(0);
            let output = row.and_then(|row| row.outputs.get(place)).filter(|_| index + 1 == layers.len());
            let name = match output {
                Some(output) => format!("{}: {}", unit.name, output.name),
                None => unit.name.clone(),
            };
            let layer = match index {
                _ if rank > 0 => String::new(),
                0 => format!("inputs ({})", units::count(units.len())),
                _ => format!("{index} ({})", units::count(units.len())),
            };
            let numbers = [unit.value, unit.adjoint, unit.contribution()].map(five_digits);
            grid.push([layer, name].into_iter().chain(numbers).collect());
        }
    }
    let note = (left_out > 0).then(|| {
        format!("The {LISTED} largest of each layer, {} more: --detail neuron.", units::count(left_out))
    });
    LimitedTable { grid, note }
}

/// Returns the picture of the same numbers, the inputs in the units of the data.
pub(crate) fn picture(
    explanation: &FunctionExplanation,
    loss: &NetworkLoss,
    (row, attribution): (Option<&ModelRow>, Option<&RowAttribution>),
) -> Diagram {
    let network = loss.network();
    let depth = network.shape().depth();
    let layers: Vec<Vec<LayerNumber>> = layers(explanation, network)
        .iter()
        .enumerate()
        .map(|(index, units)| {
            let number = |(place, unit): (usize, &Unit)| match index {
                0 => input(
                    unit,
                    row.map(|row| row.inputs[place].1),
                    attribution.map(|of| of.inputs[place].integrated),
                ),
                _ if index == depth => output(unit, row.and_then(|row| row.outputs.get(place))),
                _ => LayerNumber { note: Some(after_sum(network, index - 1)), ..plain(unit) },
            };
            units.iter().enumerate().map(number).collect()
        })
        .collect();
    let point: Vec<f64> = explanation.variables.iter().map(|variable| variable.value).collect();
    let (_, parameters) = loss.split(&point);
    let value = LayerNumber {
        title: "loss".to_owned(),
        note: None,
        activation: explanation.value(),
        value: five_digits(explanation.value()),
        adjoint: None,
        contribution: 0.0,
    };
    let diagram = by_contribution(network, parameters, &layers, (&value, five_digits));
    let measure = match attribution {
        Some(of) => format!(
            "Inputs contribute their share in {} (integrated gradients), other numbers value × adjoint to the loss.",
            of.of
        ),
        None => "The contribution to the loss is value × adjoint.".to_owned(),
    };
    let images = row.and_then(|row| images(row, attribution)).unwrap_or_default();
    Diagram { subtitle: format!("{} {measure}", diagram.subtitle), images, ..diagram }
}

/// The row as a picture, and the shares of its pixels, where inputs are pixels.
fn images(row: &ModelRow, attribution: Option<&RowAttribution>) -> Option<Vec<DiagramImage>> {
    let names: Vec<String> = row.inputs.iter().map(|(name, _)| name.clone()).collect();
    let grid = PixelGrid::of(&names)?;
    let values = || row.inputs.iter().map(|(_, value)| *value);
    let [low, high] = values().fold([f64::MAX, f64::MIN], |[low, high], x| [low.min(x), high.max(x)]);
    let ink = |x: f64| if high > low { (x - low) / (high - low) } else { 0.0 };
    let image = |caption: String, layers| DiagramImage { caption, side: grid.side, layers };
    let mut images = vec![image(row.place(), vec![(ImageInk::Grey, grid.pixels(values().map(ink)))])];
    if let Some(of) = attribution {
        let largest = of.inputs.iter().map(|input| input.integrated.abs()).fold(0.0, f64::max);
        let share = |sign: f64| {
            let shares = of.inputs.iter().map(move |input| (sign * input.integrated / largest).max(0.0));
            grid.pixels(shares)
        };
        if largest > 0.0 {
            let caption = format!("shares of the pixels in {}: blue raises it, orange lowers it", of.of);
            let layers = vec![(ImageInk::Raises, share(1.0)), (ImageInk::Lowers, share(-1.0))];
            images.push(image(caption, layers));
        }
    }
    Some(images)
}

fn plain(unit: &Unit) -> LayerNumber {
    LayerNumber {
        title: unit.name.clone(),
        note: None,
        activation: unit.value,
        value: five_digits(unit.value),
        adjoint: Some(five_digits(unit.adjoint)),
        contribution: unit.contribution(),
    }
}

/// An input with its value in the units of the data, chosen by its share in the prediction if that is known.
fn input(unit: &Unit, value: Option<f64>, share: Option<f64>) -> LayerNumber {
    LayerNumber {
        value: value.map_or_else(|| five_digits(unit.value), given),
        note: share.map(|share| format!("share {}", units::short(share))),
        adjoint: share.is_none().then(|| five_digits(unit.adjoint)),
        contribution: share.unwrap_or_else(|| unit.contribution()),
        ..plain(unit)
    }
}

fn output(unit: &Unit, output: Option<&ModelOutput>) -> LayerNumber {
    let Some(ModelOutput { name, probability, value }) = output else { return plain(unit) };
    let note = match (probability, value) {
        (Some(probability), _) => Some(format!("{:.1}\u{a0}%", 100.0 * probability)),
        (None, Some(value)) => Some(units::significant(*value)),
        (None, None) => None,
    };
    LayerNumber { title: name.clone(), note, ..plain(unit) }
}

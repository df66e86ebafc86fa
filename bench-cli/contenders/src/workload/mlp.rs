//! Networks of growing width on generated data: the loss of a batch as a function of the parameters.

use std::rc::Rc;

use dualtape_core::{Buf, Labels, OneByOne, Real};
use dualtape_mlp::{Activation, Examples, Loss, Network, Objective, Shape, Targets, Task};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::code_style::CodeStyle;
use crate::contender::{EngineOptions, NumDualReal, blocks, contender};
use crate::engine_kind::EngineKind;
use crate::error::InvalidOption;
use crate::memory::MemoryEstimate;
use crate::options::{NetworkOptions, WorkloadOptions};
use crate::problem::{ContenderFactory, Problem};
use crate::workload::{Nouns, Workload, WorkloadName, sizes};

/// Inputs of a generated network: the plane, as in the classic toy problems.
const INPUTS: usize = 2;

/// Classes of a generated network under softmax cross-entropy.
const CLASSES: usize = 3;

/// From this many parameters on, the smallest network has smaller ones before it, to learn from them what an
/// engine would take: up to here even the slowest needs less than a second.
const PROBE_FROM: usize = 1000;

/// The workload.
pub(crate) struct Mlp;

impl Workload for Mlp {
    const NAME: WorkloadName = WorkloadName::Mlp;
    const NOUNS: Nouns = Nouns {
        inputs: "parameters",
        letter: 'p',
        function: "network",
        functions: "networks",
        derivative: "gradient",
        shape: Some("network"),
        reason: None,
    };
    const STYLES: &[CodeStyle] = &[CodeStyle::Array, CodeStyle::Scalar];
    const SIZES: &str = "37..20k";
    const IS_NETWORK: bool = true;

    fn problems<R: NumDualReal>(
        options: &WorkloadOptions,
        style: CodeStyle,
    ) -> Result<Vec<Problem<R>>, InvalidOption> {
        let loss = options.network.loss();
        let mut shapes = match &options.network.layers {
            Some(shape) => vec![shape.clone()],
            None => sizes::<Self>(options, 1)?.iter().map(|&count| shape_near(count, loss)).collect(),
        };
        // Two sizes that are closer than one unit of width are the same network.
        shapes.dedup();
        let probes = shapes.first().map_or(Vec::new(), probes);
        check_memory(&probes, &shapes, &options.network)?;
        let probes = probes.into_iter().map(|shape| (shape, true));
        probes
            .chain(shapes.into_iter().map(|shape| (shape, false)))
            .map(|(shape, is_probe)| {
                Ok(Problem { is_probe, ..problem(shape, &options.network, style, options.seed)? })
            })
            .collect()
    }
}

/// Refuses what no memory would hold, before any of it is made: all networks live at once.
fn check_memory(probes: &[Shape], shapes: &[Shape], options: &NetworkOptions) -> Result<(), InvalidOption> {
    let mut memory = MemoryEstimate::default();
    for shape in probes.iter().chain(shapes) {
        memory.add_parameters(shape);
    }
    let largest = shapes.iter().max_by_key(|shape| shape.parameters()).expect("flags name a network");
    let flag = if options.layers.is_some() { "--layers" } else { "--sizes" };
    memory.check(flag, &format!("a network of {} parameters", largest.parameters()))?;
    for shape in probes.iter().chain(shapes) {
        memory.add_rows(shape, options.batch());
    }
    memory.add_steps(largest, options.batch());
    memory.check("--batch", &format!("{} rows for the network {largest}", options.batch()))
}

/// Networks of a half, a quarter, … of the widths, down to a small one; the outputs stay.
fn probes(shape: &Shape) -> Vec<Shape> {
    let mut probes = Vec::new();
    let mut smaller = shape.clone();
    while smaller.parameters() > PROBE_FROM {
        let (outputs, others) = smaller.widths().split_last().expect("a shape has two widths");
        let widths: Vec<usize> = others.iter().map(|width| width.div_ceil(2)).chain([*outputs]).collect();
        if widths == smaller.widths() {
            break;
        }
        smaller = Shape::new(widths).expect("smaller than a shape that fits");
        probes.push(smaller.clone());
    }
    probes.reverse();
    probes
}

/// Two hidden layers of the width whose parameters come nearest to a count; the width is at least one.
fn shape_near(count: usize, loss: Loss) -> Shape {
    let outputs = if loss == Loss::SoftmaxCrossEntropy { CLASSES } else { 1 };
    let shape = |width: usize| {
        Shape::new(vec![INPUTS, width, width, outputs])
            .expect("a network with about as many parameters as asked for")
    };
    let distance = |width: usize| shape(width).parameters().abs_diff(count);
    // Parameters grow at least as the square of the width.
    let widest = count.isqrt().max(1);
    let width = (1..=widest).rev().find(|&width| shape(width).parameters() <= count).unwrap_or(1);
    if distance(width + 1) < distance(width) { shape(width + 1) } else { shape(width) }
}

fn problem<R: NumDualReal>(
    shape: Shape,
    options: &NetworkOptions,
    style: CodeStyle,
    seed: u64,
) -> Result<Problem<R>, InvalidOption> {
    let (inputs, outputs, parameters) = (shape.inputs(), shape.outputs(), shape.parameters());
    let layers = shape.widths().to_vec();
    let (activation, loss, batch) = (options.activation(), options.loss(), options.batch());
    let network = Network::for_loss(shape, activation, loss);
    let points = [seed, seed.wrapping_add(1)].map(|seed| network.initial_parameters(seed));
    let examples = generated(batch, inputs, outputs, loss, seed);
    let objective = examples
        .and_then(|examples| Objective::new(network, loss, examples))
        .map_err(|error| InvalidOption::because("--layers", error))?;
    Ok(Problem {
        style,
        layers,
        batch,
        parameters,
        outputs: 1,
        is_probe: false,
        kinks: matches!(activation, Activation::Relu | Activation::LeakyRelu),
        points,
        contender: contenders(objective, style),
    })
}

/// Everyone on a network's loss.
fn contenders<R: NumDualReal>(objective: Objective<R>, style: CodeStyle) -> ContenderFactory<R> {
    if style == CodeStyle::Scalar {
        let numbers = Rc::new(OneByOne(objective));
        return Box::new(move |engine, options| Some(contender(engine, &numbers, options)));
    }
    let objective = Rc::new(objective);
    Box::new(move |engine, options: EngineOptions| {
        Some(match engine {
            // A loss is a sum over rows of data, of which each thread can take a part.
            EngineKind::Reverse if options.threads > 1 => blocks(&objective, options.threads),
            _ => contender(engine, &objective, options),
        })
    })
}

/// Rows from the uniform distribution on a cube, with targets that the loss can judge.
fn generated<R: Real>(
    rows: usize,
    inputs: usize,
    outputs: usize,
    loss: Loss,
    seed: u64,
) -> Result<Examples<R>, dualtape_mlp::Error> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut uniform = |count: usize, low: f64, high: f64| {
        let numbers: Vec<R> = (0..count).map(|_| R::from_f64(random.random_range(low..high))).collect();
        Buf::from_slice(&numbers)
    };
    let features = uniform(rows * inputs, -1.0, 1.0);
    let (task, targets) = match loss {
        Loss::SoftmaxCrossEntropy => {
            let classes = u32::try_from(outputs).unwrap_or(u32::MAX);
            let labels = (0..rows).map(|_| random.random_range(0..classes)).collect();
            (Task::Classification, Targets::Classes(Labels::new(labels)))
        }
        // A cross-entropy takes probabilities as targets; the squared losses take anything.
        _ => (Task::Regression, Targets::Values(uniform(rows * outputs, 0.0, 1.0))),
    };
    Examples::new(task, rows, features, targets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_come_near_to_the_counts_asked_for() {
        for (count, layers, parameters) in
            [(37, [2, 4, 4, 1], 37), (20_000, [2, 139, 139, 1], 20_017), (1, [2, 1, 1, 1], 7)]
        {
            let shape = shape_near(count, Loss::SquaredError);
            assert_eq!((shape.widths(), shape.parameters()), (&layers[..], parameters));
        }
        assert_eq!(shape_near(100, Loss::SoftmaxCrossEntropy).outputs(), CLASSES);
    }

    #[test]
    fn a_large_network_has_smaller_ones_before_it() {
        let probes = probes(&"784-128-64-10".parse().expect("a shape"));
        let texts: Vec<String> = probes.iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["49-8-4-10", "98-16-8-10", "196-32-16-10", "392-64-32-10"]);
        assert!(super::probes(&"1-1-5000".parse().expect("a shape")).is_empty(), "nothing to halve");
        assert!(super::probes(&"2-4-4-1".parse().expect("a shape")).is_empty(), "small enough");
    }
}

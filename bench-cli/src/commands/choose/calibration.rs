//! The shipped costs of maps, for a choice without a measurement.

use dualtape_core::{Cost, Costs};
use dualtape_forward::Lanes;
use serde::Deserialize;

/// The measured map, of the shipped file and of `--measure`.
pub(crate) const MAP: &str = "x ↦ tanh(W x) in block code, f64";

/// The costs of maps on a grid of sizes, with their source.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Calibration {
    /// The processor.
    cpu: String,
    /// The command that measures.
    command: String,
    /// The measured numbers of inputs and outputs, each with each, smallest first.
    sizes: Vec<usize>,
    /// The costs for each number of inputs, and of outputs.
    #[serde(rename = "rows")]
    maps: Vec<MapCosts>,
}

/// The costs of one map, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
struct MapCosts {
    inputs: usize,
    outputs: usize,
    function_s: f64,
    forward_prepare_s: f64,
    forward_pass_s: f64,
    reverse_prepare_s: f64,
    reverse_pass_s: f64,
}

impl Calibration {
    /// The calibration in the file beside this one.
    pub(crate) fn shipped() -> Self {
        serde_json::from_str(include_str!("calibration.json")).expect("tests read the file")
    }

    /// The sentence about the source of the costs.
    pub(crate) fn provenance(&self) -> String {
        let Self { cpu, command, sizes, .. } = self;
        let largest = sizes.last().expect("tests read the file");
        format!(
            "shipped with this version: {MAP}, up to {largest} × {largest}, measured on {cpu} by `{command}`"
        )
    }

    /// The costs of the next larger measured map, or of the largest.
    ///
    /// Sizes are powers of two, as `Auto` tells functions apart by powers of two.
    pub(crate) fn costs(&self, inputs: usize, outputs: usize) -> Costs {
        let last = self.sizes.len() - 1;
        let place = |size: usize| self.sizes.partition_point(|&known| known < size).min(last);
        self.maps[place(inputs) * self.sizes.len() + place(outputs)].costs()
    }
}

impl MapCosts {
    fn costs(self) -> Costs {
        Costs {
            function: self.function_s,
            forward: Cost { prepare: self.forward_prepare_s, pass: self.forward_pass_s },
            reverse: Cost { prepare: self.reverse_prepare_s, pass: self.reverse_pass_s },
        }
    }
}

/// The memory of forward and of reverse mode for a map of this size, in bytes, without the map itself.
pub(crate) fn bytes(inputs: usize, outputs: usize) -> [usize; 2] {
    [MemoryModel::FORWARD, MemoryModel::REVERSE].map(|bytes| bytes.of(inputs, outputs))
}

/// The coefficients of an engine's memory for a map. A test compares them with the engine.
struct MemoryModel {
    fixed: usize,
    per_input: usize,
    per_output: usize,
    per_lane: usize,
    per_lane_and_output: usize,
}

impl MemoryModel {
    /// The inputs, the buffer of the seeds, the outputs with their tangents.
    const FORWARD: Self =
        Self { fixed: 0, per_input: 8, per_output: 8, per_lane: 16, per_lane_and_output: 8 };
    /// The tape with its operands and adjoints: a number per input, two per output.
    const REVERSE: Self =
        Self { fixed: 336, per_input: 8, per_output: 16, per_lane: 0, per_lane_and_output: 0 };

    fn of(&self, inputs: usize, outputs: usize) -> usize {
        let lanes = Lanes::Auto.count(inputs);
        self.fixed
            + self.per_input * inputs
            + self.per_output * outputs
            + lanes * (self.per_lane + self.per_lane_and_output * outputs)
    }
}

#[cfg(test)]
mod tests {
    use dualtape_check::TanhLayer;
    use dualtape_core::{Error, Passes};
    use dualtape_forward::Forward;
    use dualtape_reverse::Reverse;

    use super::*;

    const COMMAND: &str = "cargo bench -p dualtape-cli --bench calibrate";
    /// Powers of two up to here are measured.
    const LARGEST: usize = 4096;

    #[test]
    fn the_file_holds_every_pair_of_sizes_in_order() {
        let shipped = Calibration::shipped();
        assert_eq!((shipped.command.as_str(), &shipped.sizes), (COMMAND, &sizes()));
        let found: Vec<_> = shipped.maps.iter().map(|row| (row.inputs, row.outputs)).collect();
        assert_eq!(found, pairs());
        for row in &shipped.maps {
            let costs = [row.function_s, row.forward_pass_s, row.reverse_pass_s];
            assert!(costs.iter().all(|&s| s > 0.0 && s < 1.0), "{row:?}");
            assert!([row.forward_prepare_s, row.reverse_prepare_s].iter().all(|&s| s >= 0.0), "{row:?}");
        }
    }

    #[test]
    fn a_size_costs_what_the_next_larger_one_costs() {
        let shipped = Calibration::shipped();
        assert_eq!(shipped.costs(5, 3), shipped.costs(8, 4));
        assert_eq!(shipped.costs(5, usize::MAX), shipped.costs(8, LARGEST));
        assert_ne!(shipped.costs(8, 4), shipped.costs(9, 4));
    }

    #[test]
    fn the_bytes_are_those_that_the_engines_say() -> Result<(), Error> {
        for (inputs, outputs) in [(1, 1), (3, 1), (7, 20), (100, 1), (16, 50), (333, 77)] {
            let map = TanhLayer::<f64>::generated(inputs, outputs, 7);
            let x = TanhLayer::<f64>::point(inputs, 7);
            let found = [Forward::new().memory_bytes(&map, &x)?, Reverse::new().memory_bytes(&map, &x)?];
            assert_eq!(bytes(inputs, outputs), found, "{inputs} × {outputs}");
        }
        Ok(())
    }

    fn sizes() -> Vec<usize> {
        std::iter::successors(Some(1), |size| Some(size * 2)).take_while(|&size| size <= LARGEST).collect()
    }

    fn pairs() -> Vec<(usize, usize)> {
        let outputs = sizes();
        sizes().iter().flat_map(|&n| outputs.iter().map(move |&m| (n, m))).collect()
    }
}

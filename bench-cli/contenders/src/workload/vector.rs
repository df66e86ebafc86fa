//! Maps of n inputs to m outputs and their whole Jacobian: where forward mode wins.
//!
//! Forward mode takes the columns of the Jacobian, one per input, a chunk of them per pass; reverse mode the rows,
//! one per output and sweep. Every size is taken for n and for m.

use dualtape_check::TanhLayer;

use crate::code_style::CodeStyle;
use crate::contender::NumDualReal;
use crate::error::InvalidOption;
use crate::memory::MemoryEstimate;
use crate::options::WorkloadOptions;
use crate::problem::{Problem, two_points};
use crate::workload::{Nouns, Workload, WorkloadName, sizes};

/// The workload.
pub(crate) struct Vector;

impl Workload for Vector {
    const NAME: WorkloadName = WorkloadName::Vector;
    const NOUNS: Nouns = Nouns {
        inputs: "inputs",
        letter: 'n',
        function: "map",
        functions: "maps",
        derivative: "Jacobian",
        shape: Some("map"),
        reason: None,
    };
    const SIZES: &str = "1,4,16,64,256";

    fn problems<R: NumDualReal>(
        options: &WorkloadOptions,
        _: CodeStyle,
    ) -> Result<Vec<Problem<R>>, InvalidOption> {
        let sizes = sizes::<Self>(options, 1)?;
        let largest = sizes[sizes.len() - 1];
        let mut memory = MemoryEstimate::default();
        for &outputs in &sizes {
            // The weights and everyone's Jacobian, which are no larger than those of the largest map.
            memory.add_matrices(3 * sizes.len(), outputs.max(largest));
        }
        memory.check("--sizes", &format!("maps of {largest} inputs to {largest} outputs"))?;
        // For so many outputs smallest first, as predictions go.
        let shapes = sizes.iter().flat_map(|&outputs| sizes.iter().map(move |&inputs| (inputs, outputs)));
        Ok(shapes.map(|(inputs, outputs)| problem(inputs, outputs, options.seed)).collect())
    }
}

fn problem<R: NumDualReal>(inputs: usize, outputs: usize, seed: u64) -> Problem<R> {
    let layer = TanhLayer::generated(inputs, outputs, seed);
    Problem::with_outputs(layer, two_points(inputs, &(-1.0..1.0), seed))
}

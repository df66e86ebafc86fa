//! Rosenbrock's valley in more and more dimensions: eight operations per input, in scalar code.

use dualtape_check as check;

use crate::benchmark::contender::Rival;
use crate::benchmark::workload::problem::{Problem, two_points};
use crate::benchmark::workload::{Words, Workload, sizes};
use crate::commands::bench::BenchArgs;
use crate::error::Failure;
use crate::memory_estimate::Memory;
use crate::record::code_style::CodeStyle;

/// The workload.
pub(crate) struct Rosenbrock;

impl Workload for Rosenbrock {
    const WORDS: Words = Words {
        inputs: "inputs",
        letter: 'n',
        function: "valley",
        functions: "valleys",
        derivative: "gradient",
        shape: None,
        reason: None,
    };
    const STYLES: &[CodeStyle] = &[CodeStyle::Scalar];
    const SIZES: &str = "10..10k";

    fn problems<R: Rival>(args: &BenchArgs, _: CodeStyle, seed: u64) -> Result<Vec<Problem<R>>, Failure> {
        // A valley needs two dimensions.
        let sizes = sizes(args, 2)?;
        let mut memory = Memory::default();
        for &inputs in &sizes {
            memory.add_scalar_code(inputs, 8 * inputs as u128);
        }
        memory.check("--sizes", &format!("{} inputs", sizes[sizes.len() - 1]))?;
        let problem = |&inputs| Problem::new(check::Rosenbrock, two_points(inputs, &(-1.2..1.2), seed));
        Ok(sizes.iter().map(problem).collect())
    }
}

//! Rosenbrock's valley in more and more dimensions: eight operations per input, in scalar code.

use dualtape_check as check;

use super::problem::{Problem, two_points};
use super::{Words, Workload, sizes};
use crate::bench::BenchArgs;
use crate::code_style::CodeStyle;
use crate::contender::Rival;
use crate::failure::Failure;
use crate::memory::Memory;

/// The workload.
pub(super) struct Rosenbrock;

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

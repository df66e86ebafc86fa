//! Rosenbrock's valley in more and more dimensions: eight operations per input, in scalar code.

use dualtape_check as check;

use crate::code_style::CodeStyle;
use crate::contender::NumDualReal;
use crate::error::InvalidOption;
use crate::memory::MemoryEstimate;
use crate::options::WorkloadOptions;
use crate::problem::{Problem, two_points};
use crate::workload::{Nouns, Workload, WorkloadName, sizes};

/// The workload.
pub(crate) struct Rosenbrock;

impl Workload for Rosenbrock {
    const NAME: WorkloadName = WorkloadName::Rosenbrock;
    const NOUNS: Nouns = Nouns {
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

    fn problems<R: NumDualReal>(
        options: &WorkloadOptions,
        _: CodeStyle,
    ) -> Result<Vec<Problem<R>>, InvalidOption> {
        // A valley needs two dimensions.
        let sizes = sizes::<Self>(options, 2)?;
        let mut memory = MemoryEstimate::default();
        for &inputs in &sizes {
            memory.add_scalar_code(inputs, 8 * inputs as u128);
        }
        memory.check("--sizes", &format!("{} inputs", sizes[sizes.len() - 1]))?;
        let problem =
            |&inputs| Problem::new(check::Rosenbrock, two_points(inputs, &(-1.2..1.2), options.seed));
        Ok(sizes.iter().map(problem).collect())
    }
}

//! The functions that the argument FUNCTION names: expressions, worked examples, networks and trained models.

pub(crate) mod assignment;
pub(crate) mod bound_expression;
pub(crate) mod examples;
pub(crate) mod expression;
pub(crate) mod model_row;
pub(crate) mod named_function;
pub(crate) mod network_loss;
pub(crate) mod row_attribution;
pub(crate) mod trained_model;

use std::path::PathBuf;

use crate::error::Failure;
use crate::functions::examples::worked_example::WorkedExample;
use crate::functions::network_loss::NetworkLoss;

/// The meaning of the argument FUNCTION.
pub(crate) enum FunctionArgument {
    /// The directory of a training run.
    RunDirectory(PathBuf),
    /// A network with seeded weights, such as `mlp:2-2-1`.
    Network(NetworkLoss),
    /// A worked example.
    Example(WorkedExample),
    /// The text of an expression, not parsed yet.
    Expression(String),
}

/// Resolves the argument FUNCTION; `seed` is that of a network's weights.
///
/// A directory takes precedence over a network, a network over an example, an example over an expression.
///
/// # Errors
///
/// If the text is `mlp:` without a valid shape, or `deep-relu` without a valid depth.
pub(crate) fn resolve(text: &str, seed: u64) -> Result<FunctionArgument, Failure> {
    let path = PathBuf::from(text);
    if path.is_dir() {
        return Ok(FunctionArgument::RunDirectory(path));
    }
    if let Some(loss) = NetworkLoss::parse(text, seed)? {
        return Ok(FunctionArgument::Network(loss));
    }
    let example = examples::example(text)?.map(FunctionArgument::Example);
    Ok(example.unwrap_or_else(|| FunctionArgument::Expression(text.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_told_apart() {
        let resolved = |text: &str| resolve(text, 7).expect(text);
        assert!(matches!(resolved(env!("CARGO_MANIFEST_DIR")), FunctionArgument::RunDirectory(_)));
        assert!(matches!(resolved("mlp:2-2-1"), FunctionArgument::Network(_)));
        assert!(matches!(resolved("xor"), FunctionArgument::Example(_)));
        assert!(matches!(resolved("tanh(x)"), FunctionArgument::Expression(_)));
        assert!(resolve("mlp:2-0-1", 7).is_err() && resolve("deep-relu:0", 7).is_err());
    }
}

//! What is differentiated while the engines are compared: a workload is one file here that implements one trait,
//! and one line of the list below.

pub(crate) mod chain;
pub(crate) mod gmm;
pub(crate) mod mlp;
pub(crate) mod nouns;
pub(crate) mod problem;
pub(crate) mod rosenbrock;
pub(crate) mod vector;

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

pub(crate) use crate::benchmark::workload::nouns::Words;
pub(crate) use crate::benchmark::workload::problem::Problem;

use crate::benchmark::contender::Rival;
use crate::commands::bench::BenchArgs;
use crate::error::Failure;
use crate::record::code_style::CodeStyle;

/// A family of functions that grows.
pub(crate) trait Workload {
    /// How its sizes are spoken of.
    const WORDS: Words;
    /// The ways in which its functions are written; the first is taken unless told otherwise.
    const STYLES: &[CodeStyle] = &[CodeStyle::Array];
    /// What `--sizes` is unless it is given.
    const SIZES: &str;
    /// Whether it is made of networks, so that their flags make sense.
    const IS_NETWORK: bool = false;

    /// The functions that the flags ask for, written in one of its styles: smallest first, after the smaller ones
    /// that only serve to predict.
    fn problems<R: Rival>(args: &BenchArgs, style: CodeStyle, seed: u64) -> Result<Vec<Problem<R>>, Failure>;
}

macro_rules! workloads {
    ($($(#[$about:meta])+ $name:ident: $file:ident,)+) => {
        /// What to differentiate.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub(crate) enum WorkloadName {
            $($(#[$about])+ $name,)+
        }

        impl WorkloadName {
            /// How sizes are spoken of.
            pub(crate) fn words(self) -> &'static Words {
                match self {
                    $(Self::$name => const { &<$file::$name as Workload>::WORDS },)+
                }
            }

            fn styles(self) -> &'static [CodeStyle] {
                match self {
                    $(Self::$name => <$file::$name as Workload>::STYLES,)+
                }
            }

            fn default_sizes(self) -> &'static str {
                match self {
                    $(Self::$name => <$file::$name as Workload>::SIZES,)+
                }
            }

            fn is_network(self) -> bool {
                match self {
                    $(Self::$name => <$file::$name as Workload>::IS_NETWORK,)+
                }
            }

            fn made<R: Rival>(
                self,
                args: &BenchArgs,
                style: CodeStyle,
                seed: u64,
            ) -> Result<Vec<Problem<R>>, Failure> {
                match self {
                    $(Self::$name => <$file::$name as Workload>::problems(args, style, seed),)+
                }
            }
        }
    };
}

workloads! {
    /// Networks of growing width
    #[default]
    Mlp: mlp,
    /// Maps of n inputs to m outputs and their whole Jacobian, for all pairs of the sizes
    Vector: vector,
    /// Products of layer Jacobians, from the left as matrices (forward) or from the right as vectors (reverse)
    Chain: chain,
    /// Rosenbrock's valley in more and more dimensions, in scalar code
    Rosenbrock: rosenbrock,
    /// The likelihood of a mixture of normal distributions in more and more dimensions, in scalar code
    Gmm: gmm,
}

impl WorkloadName {
    /// What records without a workload are about.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// The name on the command line and in JSON.
    pub(crate) fn name(self) -> String {
        self.to_possible_value().map_or(String::new(), |value| value.get_name().to_owned())
    }

    /// The functions that the flags ask for; flags that make no sense for this workload are refused.
    pub(crate) fn problems<R: Rival>(self, args: &BenchArgs, seed: u64) -> Result<Vec<Problem<R>>, Failure> {
        if let Some(flag) = args.network.given()
            && !self.is_network()
        {
            return Err(Failure::Input(format!(
                "{flag}: found it with the workload {}, expected it with {} only",
                self.name(),
                Self::Mlp.name()
            )));
        }
        let mut problems = Vec::new();
        for style in self.styles_asked_for(args)? {
            problems.extend(self.made(args, style, seed)?);
        }
        Ok(problems)
    }

    /// The styles that the flags ask for, each once.
    fn styles_asked_for(self, args: &BenchArgs) -> Result<Vec<CodeStyle>, Failure> {
        let known = self.styles();
        let mut asked = if args.style.is_empty() { vec![known[0]] } else { args.style.clone() };
        asked.sort_unstable();
        asked.dedup();
        match asked.iter().find(|style| !known.contains(style)) {
            None => Ok(asked),
            Some(found) => Err(Failure::Input(format!(
                "--style: found {found}, expected {} for the workload {}",
                known[0],
                self.name()
            ))),
        }
    }
}

/// The sizes that the flags ask for, or else the workload's own, each at least `least`.
fn sizes(args: &BenchArgs, least: usize) -> Result<Vec<usize>, Failure> {
    let own = || args.workload.default_sizes().parse().expect("a workload's own sizes are sizes");
    let counts = args.sizes.clone().unwrap_or_else(own).counts().to_vec();
    match counts.iter().find(|&&count| count < least) {
        Some(found) => Err(Failure::Input(format!(
            "--sizes: found {found}, expected at least {least} for the workload {}",
            args.workload.name()
        ))),
        None => Ok(counts),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flags::sizes::Sizes;

    #[test]
    fn one_name_everywhere_and_sizes_that_can_be_read() {
        for workload in WorkloadName::value_variants() {
            assert_eq!(serde_json::json!(workload), workload.name());
            assert!(workload.default_sizes().parse::<Sizes>().is_ok_and(|sizes| sizes.counts().len() >= 3));
        }
    }
}

//! The families of functions that the engines are compared on: a workload is one file here that implements one trait,
//! and one line of the list below.

mod chain;
mod gmm;
mod mlp;
mod nouns;
mod rosenbrock;
mod vector;

pub use self::nouns::Nouns;

use crate::code_style::CodeStyle;
use crate::contender::NumDualReal;
use crate::error::InvalidOption;
use crate::named::named;
use crate::options::WorkloadOptions;
use crate::problem::Problem;

/// A family of functions that grows.
trait Workload {
    /// The value that names it.
    const NAME: WorkloadName;
    /// The nouns for its sizes.
    const NOUNS: Nouns;
    /// The styles in which its functions can be written, its default first.
    const STYLES: &[CodeStyle] = &[CodeStyle::Array];
    /// The default of `--sizes`.
    const SIZES: &str;
    /// Flag for a workload of networks, to which their settings apply.
    const IS_NETWORK: bool = false;

    /// Returns the functions of these settings, written in one of its styles: smallest first, after the smaller ones
    /// that serve only to predict.
    fn problems<R: NumDualReal>(
        options: &WorkloadOptions,
        style: CodeStyle,
    ) -> Result<Vec<Problem<R>>, InvalidOption>;
}

macro_rules! workloads {
    ($(#[doc = $about:literal] $value:ident = $name:literal in $file:ident,)+) => {
        named! {
            /// A workload of `dualtape bench`.
            WorkloadName {
                $(#[doc = $about] $value = $name,)+
            }
        }

        impl WorkloadName {
            /// Returns the nouns for its sizes.
            pub fn nouns(self) -> &'static Nouns {
                match self {
                    $(Self::$value => const { &<$file::$value as Workload>::NOUNS },)+
                }
            }

            fn styles(self) -> &'static [CodeStyle] {
                match self {
                    $(Self::$value => <$file::$value as Workload>::STYLES,)+
                }
            }

            fn is_network(self) -> bool {
                match self {
                    $(Self::$value => <$file::$value as Workload>::IS_NETWORK,)+
                }
            }

            fn problems_in<R: NumDualReal>(
                self,
                options: &WorkloadOptions,
                style: CodeStyle,
            ) -> Result<Vec<Problem<R>>, InvalidOption> {
                match self {
                    $(Self::$value => <$file::$value as Workload>::problems(options, style),)+
                }
            }
        }
    };
}

workloads! {
    /// Networks of growing width
    Mlp = "mlp" in mlp,
    /// Maps of n inputs to m outputs and their whole Jacobian, for all pairs of the sizes
    Vector = "vector" in vector,
    /// Products of layer Jacobians, from the left as matrices (forward) or from the right as vectors (reverse)
    Chain = "chain" in chain,
    /// Rosenbrock's valley in more and more dimensions, in scalar code
    Rosenbrock = "rosenbrock" in rosenbrock,
    /// The likelihood of a mixture of normal distributions in more and more dimensions, in scalar code
    Gmm = "gmm" in gmm,
}

impl Default for WorkloadName {
    /// The workload of records that name none.
    fn default() -> Self {
        Self::Mlp
    }
}

impl WorkloadName {
    /// Returns the functions of these settings.
    ///
    /// # Errors
    /// A setting does not apply to this workload, or asks for more memory than a run may take.
    pub fn problems<R: NumDualReal>(
        self,
        options: &WorkloadOptions,
    ) -> Result<Vec<Problem<R>>, InvalidOption> {
        if let Some(flag) = options.network.first_given()
            && !self.is_network()
        {
            let found = format_args!("it with the workload {self}");
            return Err(InvalidOption::new(flag, found, format_args!("it with {} only", Self::Mlp)));
        }
        let mut problems = Vec::new();
        for style in self.checked_styles(options)? {
            problems.extend(self.problems_in(options, style)?);
        }
        Ok(problems)
    }

    /// Returns the styles of these settings, each once.
    fn checked_styles(self, options: &WorkloadOptions) -> Result<Vec<CodeStyle>, InvalidOption> {
        let known = self.styles();
        let mut styles = if options.styles.is_empty() { vec![known[0]] } else { options.styles.clone() };
        styles.sort_unstable();
        styles.dedup();
        match styles.iter().find(|style| !known.contains(style)) {
            None => Ok(styles),
            Some(found) => {
                let expected = format_args!("{} for the workload {self}", known[0]);
                Err(InvalidOption::new("--style", found, expected))
            }
        }
    }
}

/// Returns the sizes of these settings, or else the workload's own, each at least `least`.
fn sizes<W: Workload>(options: &WorkloadOptions, least: usize) -> Result<Vec<usize>, InvalidOption> {
    let own = || W::SIZES.parse().expect("a workload's own sizes are sizes");
    let counts = options.sizes.clone().unwrap_or_else(own).counts().to_vec();
    match counts.iter().find(|&&count| count < least) {
        Some(found) => {
            let expected = format_args!("at least {least} for the workload {}", W::NAME);
            Err(InvalidOption::new("--sizes", found, expected))
        }
        None => Ok(counts),
    }
}

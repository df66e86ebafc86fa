//! The number of directions per pass.

use std::fmt;

/// Hands the widths that passes are compiled for, narrowest first, to the macro in brackets, after the arguments behind
/// the brackets: the one list of widths.
///
/// The cost per direction falls up to a width of sixteen (`benches/chunks.rs`). At 32 it is twice as high, because the
/// tangents do not fit the registers.
#[doc(hidden)]
#[macro_export]
macro_rules! with_widths {
    ([$($then:tt)*] $($arguments:tt)*) => {
        $($then)*! { [$($arguments)*] One one 1, Two two 2, Four four 4, Eight eight 8, Sixteen sixteen 16 }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! match_width {
    ([$count:expr, $N:ident => $body:expr] $($variant:ident $field:ident $n:literal),*) => {
        match $count {
            $($n => {
                const $N: usize = $n;
                $body
            })*
            other => unreachable!("no pass is {other} lanes wide"),
        }
    };
}

/// Evaluates an expression with a constant that is a width known at run time: `at_width!(count, N => expression)`.
///
/// # Panics
/// If `count` is none of [`Lanes::FIXED`].
///
/// ```
/// use dualtape_forward::{Lanes, at_width};
///
/// fn bytes<const N: usize>() -> usize { size_of::<[f64; N]>() }
/// let count = Lanes::Auto.count(3);
/// assert_eq!(at_width!(count, N => bytes::<N>()), 32);
/// ```
#[macro_export]
macro_rules! at_width {
    ($count:expr, $N:ident => $body:expr) => {
        $crate::with_widths!([$crate::match_width] $count, $N => $body)
    };
}

macro_rules! lanes {
    ([] $($variant:ident $field:ident $n:literal),*) => {
        /// The number of directions per pass.
        ///
        /// A wider pass evaluates the function itself less often, and its tangents fill the vectors of the machine.
        /// Directions beyond the last input are wasted. The same rule holds for scalar and for block code, and for
        /// both precisions.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub enum Lanes {
            /// Chosen chunk by chunk: the narrowest width that holds all inputs that are left, or else the widest.
            /// 40 inputs make chunks of 16, 16 and 8.
            #[default]
            Auto,
            $(
                #[doc = concat!("Directions per pass: ", $n, ".")]
                $variant,
            )*
        }

        impl Lanes {
            /// Every fixed width, narrowest first.
            pub const FIXED: [Lanes; [$($n),*].len()] = [$(Lanes::$variant),*];

            /// Returns the fixed width of `n` lanes, if there is one.
            pub fn from_count(n: usize) -> Option<Lanes> {
                match n {
                    $($n => Some(Lanes::$variant),)*
                    _ => None,
                }
            }

            /// Returns the number of directions in a pass when this number of inputs is left.
            pub fn count(self, inputs: usize) -> usize {
                const WIDTHS: &[usize] = &[$($n),*];
                match self {
                    Lanes::Auto => {
                        let enough = WIDTHS.iter().find(|&&width| width >= inputs);
                        *enough.or(WIDTHS.last()).expect("there are widths")
                    }
                    $(Lanes::$variant => $n,)*
                }
            }
        }
    };
}

crate::with_widths!([lanes]);

impl fmt::Display for Lanes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Lanes::Auto => f.write_str("auto"),
            fixed => write!(f, "{}", fixed.count(0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Lanes;

    #[test]
    fn the_engine_takes_the_narrowest_width_that_is_enough() {
        let chosen = [0, 1, 2, 3, 5, 8, 9, 16, 17, 1000].map(|left| Lanes::Auto.count(left));
        assert_eq!(chosen, [1, 1, 2, 4, 8, 8, 16, 16, 16, 16]);
    }

    #[test]
    fn counts_and_names_go_in_and_come_out() {
        for lanes in Lanes::FIXED {
            assert_eq!(Lanes::from_count(lanes.count(7)), Some(lanes));
            assert_eq!(at_width!(lanes.count(0), N => N.to_string()), lanes.to_string());
        }
        assert_eq!(Lanes::from_count(3), None);
    }
}

//! The cost of a Jacobian, for the choice between two engines.

use crate::auto::explanation::Choice;

/// The cost of a Jacobian in one engine: before its first pass (the recording, for a tape), and per pass on average.
///
/// All costs are in one unit; measured ones are in seconds.
///
/// ```
/// use dualtape_core::Cost;
///
/// let sweeps = Cost { prepare: 5.0, pass: 1.5 };
/// assert_eq!(sweeps.of(4), 11.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    /// The cost before the first pass.
    pub prepare: f64,
    /// The cost of each pass.
    pub pass: f64,
}

impl Cost {
    /// The cost of an engine that does not fit: more than any other.
    pub const NEVER: Cost = Cost { prepare: f64::INFINITY, pass: 0.0 };

    /// Returns `prepare + passes · pass`.
    pub fn of(self, passes: usize) -> f64 {
        self.prepare + self.pass * passes as f64
    }
}

/// The costs of a function alone and of its Jacobian in two engines, in one unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Costs {
    /// The values alone, without derivatives.
    pub function: f64,
    /// A Jacobian by forward mode.
    pub forward: Cost,
    /// A Jacobian by reverse mode.
    pub reverse: Cost,
}

impl Costs {
    /// Returns the costs of these passes, forward and reverse.
    pub(super) fn of(self, [forward, reverse]: [usize; 2]) -> [f64; 2] {
        [self.forward.of(forward), self.reverse.of(reverse)]
    }

    /// Returns the engine of less cost; at equal cost forward mode, which needs less memory.
    pub(super) fn least(self, passes: [usize; 2]) -> Choice {
        let [forward, reverse] = self.of(passes);
        if reverse < forward { Choice::Reverse } else { Choice::Forward }
    }
}

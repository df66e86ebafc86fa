//! What a Jacobian costs, as far as a choice between two engines needs it.

use super::Choice;

/// What a Jacobian takes of one engine: before its first pass (the recording, for a tape), and per pass on average.
///
/// In any unit that the other costs are in, too; measured ones are in seconds.
///
/// ```
/// use dualtape_core::Cost;
///
/// let sweeps = Cost { prepare: 5.0, pass: 1.5 };
/// assert_eq!(sweeps.of(4), 11.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    /// What comes before the first pass.
    pub prepare: f64,
    /// Each pass.
    pub pass: f64,
}

impl Cost {
    /// Of an engine that does not fit: more than any other.
    pub const NEVER: Cost = Cost { prepare: f64::INFINITY, pass: 0.0 };

    /// `prepare + passes · pass`.
    pub fn of(self, passes: usize) -> f64 {
        self.prepare + self.pass * passes as f64
    }
}

/// What a function takes alone and in two engines, in one unit.
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
    /// Of so many passes each, forward and reverse.
    pub(super) fn of(self, [forward, reverse]: [usize; 2]) -> [f64; 2] {
        [self.forward.of(forward), self.reverse.of(reverse)]
    }

    /// The engine that takes less: forward mode if it takes no more, since it needs less memory.
    pub(super) fn least(self, passes: [usize; 2]) -> Choice {
        let [forward, reverse] = self.of(passes);
        if reverse < forward { Choice::Reverse } else { Choice::Forward }
    }
}

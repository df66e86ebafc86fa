//! The steps at which values and adjoints appear while a diagram is stepped through.

use crate::graph::diagram::{Diagram, PassKind};

/// For each box the step, from 1, at which its value and its adjoint appear; 0 is the start.
pub(crate) struct AppearanceSteps {
    values: Vec<usize>,
    adjoints: Vec<usize>,
}

impl AppearanceSteps {
    /// Reads the steps. A result of several steps appears with the last of them.
    pub(crate) fn new(diagram: &Diagram) -> Self {
        let numbered = || diagram.steps.iter().zip(1_usize..);
        let last = |pass: PassKind, at: usize| {
            numbered().filter(|(step, _)| step.pass == pass && step.at == at).map(|(_, number)| number).last()
        };
        // An adjoint without a step of its own is there when the reverse pass starts.
        let start =
            numbered().find(|(step, _)| step.pass == PassKind::Reverse).map_or(0, |(_, number)| number);
        let boxes = 0..diagram.boxes.len();
        Self {
            values: boxes.clone().map(|at| last(PassKind::Forward, at).unwrap_or(0)).collect(),
            adjoints: boxes.map(|at| last(PassKind::Reverse, at).unwrap_or(start)).collect(),
        }
    }

    /// Returns the step at which the value of this box appears.
    pub(crate) fn value(&self, place: usize) -> usize {
        self.values[place]
    }

    /// Returns the step at which the adjoint of this box appears.
    pub(crate) fn adjoint(&self, place: usize) -> usize {
        self.adjoints[place]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::diagram::DiagramStep;
    use crate::graph::sample;

    #[test]
    fn things_appear_with_their_last_step() {
        let mut diagram = sample::neuron();
        let again = DiagramStep { pass: PassKind::Reverse, at: 4, sentence: "a second share".to_owned() };
        diagram.steps.push(again);
        diagram.steps.retain(|step| step.at != 3);
        let appearance = AppearanceSteps::new(&diagram);
        let (values, adjoints): (Vec<_>, Vec<_>) =
            (0..10).map(|place| (appearance.value(place), appearance.adjoint(place))).unzip();
        assert_eq!(values, [0, 0, 0, 0, 0, 1, 2, 3, 4, 5], "inputs are given");
        assert_eq!(adjoints, [12, 13, 14, 6, 15, 10, 11, 8, 7, 6], "box 3 has no step, box 4 two");
    }

    #[test]
    fn without_steps_everything_is_there() {
        let mut diagram = sample::neuron();
        diagram.steps.clear();
        let appearance = AppearanceSteps::new(&diagram);
        assert!((0..10).all(|place| (appearance.value(place), appearance.adjoint(place)) == (0, 0)));
    }
}

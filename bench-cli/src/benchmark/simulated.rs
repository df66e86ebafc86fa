//! A stage for tests: contenders on a clock that obeys, who lie in every way that issue 4 names.

use std::rc::Rc;
use std::time::Duration;

use dualtape_contenders::{CodeStyle, Contender, EngineKind, Problem};
use dualtape_core::{Buf, Error};

use crate::benchmark::timing::{Clock, SimulatedClock};

/// How a contender gets its gradient of Σ x² wrong.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Honesty {
    /// Not at all.
    Honest,
    /// All entries are zero.
    Zeros,
    /// It is that of the first point.
    Stale,
    /// One entry is off by a thousandth.
    OneEntry,
}

/// Takes its time for the gradient of Σ x².
struct Actor {
    clock: SimulatedClock,
    honesty: Honesty,
    engine: EngineKind,
    seconds: Seconds,
    first: Option<Vec<f64>>,
}

/// How long an engine takes for so many parameters, at a reading of the clock.
pub(crate) type Seconds = fn(EngineKind, f64, Duration) -> f64;

/// A microsecond per parameter, or per pair of them in forward mode.
pub(crate) fn plainly(engine: EngineKind, p: f64, _: Duration) -> f64 {
    if engine == EngineKind::Forward { 1e-6 * p * p } else { 1e-6 * p }
}

impl Contender<f64> for Actor {
    fn value_and_gradient(&mut self, x: &Buf<f64>) -> Result<(Option<f64>, Buf<f64>), Error> {
        self.clock.advance((self.seconds)(self.engine, x.len() as f64, self.clock.now()));
        let value = x.iter().map(|x| x * x).sum();
        let mut gradient: Vec<f64> = x.iter().map(|x| 2.0 * x).collect();
        match self.honesty {
            Honesty::Honest => {}
            Honesty::Zeros => gradient.fill(0.0),
            Honesty::Stale => gradient = self.first.get_or_insert(gradient).clone(),
            Honesty::OneEntry => gradient[0] *= 1.001,
        }
        if self.engine == EngineKind::Loss {
            gradient.clear();
        }
        Ok((Some(value), Buf::from_slice(&gradient)))
    }

    fn passes(&self, _parameters: usize) -> usize {
        1
    }
}

/// Functions of these sizes, on which one engine may lie.
pub(crate) fn problems(
    clock: &SimulatedClock,
    sizes: &[usize],
    seconds: Seconds,
    liar: (EngineKind, Honesty),
) -> Vec<Problem<f64>> {
    let clock = Rc::new(clock.clone());
    sizes
        .iter()
        .map(|&parameters| {
            let clock = Rc::clone(&clock);
            let point = |shift: f64| {
                let numbers: Vec<f64> = (0..parameters).map(|i| (i as f64 + shift).sin()).collect();
                Buf::from_slice(&numbers)
            };
            Problem {
                style: CodeStyle::Array,
                layers: vec![parameters - 1, 1],
                batch: 1,
                parameters,
                outputs: 1,
                is_probe: false,
                kinks: false,
                points: [point(1.0), point(2.0)],
                contender: Box::new(move |engine, _| {
                    Some(Box::new(Actor {
                        clock: (*clock).clone(),
                        honesty: if engine == liar.0 { liar.1 } else { Honesty::Honest },
                        engine,
                        seconds,
                        first: None,
                    }))
                }),
            }
        })
        .collect()
}

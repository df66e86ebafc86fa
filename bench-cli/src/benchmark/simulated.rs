//! Test doubles: contenders on a simulated clock that return wrong gradients (zeros, stale, one entry off).

use std::rc::Rc;
use std::time::Duration;

use dualtape_contenders::{CodeStyle, Contender, EngineKind, Problem};
use dualtape_core::{Buf, Error};

use crate::benchmark::timing::{Clock, SimulatedClock};

/// The error in a contender's gradient of Σ x².
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Fault {
    /// No error.
    None,
    /// All entries are zero.
    Zeros,
    /// It is that of the first point.
    Stale,
    /// One entry is off by a thousandth.
    OneEntry,
}

/// A contender that takes simulated time for the gradient of Σ x².
struct SimulatedContender {
    clock: SimulatedClock,
    fault: Fault,
    engine: EngineKind,
    seconds: Seconds,
    first: Option<Vec<f64>>,
}

/// The seconds that an engine takes for a number of parameters, at a reading of the clock.
pub(crate) type Seconds = fn(EngineKind, f64, Duration) -> f64;

/// A microsecond per parameter, or per pair of them in forward mode.
pub(crate) fn nominal_seconds(engine: EngineKind, p: f64, _: Duration) -> f64 {
    if engine == EngineKind::Forward { 1e-6 * p * p } else { 1e-6 * p }
}

impl Contender<f64> for SimulatedContender {
    fn value_and_gradient(&mut self, x: &Buf<f64>) -> Result<(Option<f64>, Buf<f64>), Error> {
        self.clock.advance((self.seconds)(self.engine, x.len() as f64, self.clock.now()));
        let value = x.iter().map(|x| x * x).sum();
        let mut gradient: Vec<f64> = x.iter().map(|x| 2.0 * x).collect();
        match self.fault {
            Fault::None => {}
            Fault::Zeros => gradient.fill(0.0),
            Fault::Stale => gradient = self.first.get_or_insert(gradient).clone(),
            Fault::OneEntry => gradient[0] *= 1.001,
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

/// Returns functions of these sizes, on which one engine may be faulty.
pub(crate) fn problems(
    clock: &SimulatedClock,
    sizes: &[usize],
    seconds: Seconds,
    faulty: (EngineKind, Fault),
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
                    Some(Box::new(SimulatedContender {
                        clock: (*clock).clone(),
                        fault: if engine == faulty.0 { faulty.1 } else { Fault::None },
                        engine,
                        seconds,
                        first: None,
                    }))
                }),
            }
        })
        .collect()
}

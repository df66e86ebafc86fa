//! L-BFGS, from argmin, on the loss of all examples at once.

use crate::Error;
use argmin::core::{CostFunction, Gradient, IterState, Problem, Solver as _, State as _};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::quasinewton::LBFGS;
use dualtape_core::{Buf, Real};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;

/// Pairs of steps and changes of the gradient that are kept, as Liu and Nocedal (1989) advise.
pub(crate) const PAIRS: usize = 10;

/// Evaluations that a line search may take; one that has not ended by then does not.
const MOST_EVALUATIONS: usize = 40;

type Numbers = Vec<f64>;
type Solver = LBFGS<MoreThuenteLineSearch<Numbers, Numbers, f64>, Numbers, Numbers, f64>;

/// L-BFGS (Liu and Nocedal 1989) with the line search of Moré and Thuente (1994): each step leads along −H g, where H
/// approximates the inverse Hessian by the last ten steps, as far as the loss asks for.
///
/// It works in double precision whatever the network's, for a line search compares close values.
#[derive(Serialize, Deserialize)]
pub(super) struct Lbfgs {
    solver: Solver,
    /// λ of a penalty λ/2 ‖θ‖² on the parameters.
    penalty: f64,
    point: Option<Point>,
    /// Whether not even the gradient itself leads down any more.
    has_converged: bool,
}

/// Where it is, with what is known there.
#[derive(Serialize, Deserialize)]
struct Point {
    parameters: Numbers,
    /// With the penalty.
    loss: f64,
    gradient: Numbers,
    /// Steps since the solver last forgot those before.
    steps: u64,
}

impl Lbfgs {
    /// Before its first step.
    pub(super) fn new(penalty: f64) -> Self {
        Self { solver: solver(), penalty, point: None, has_converged: false }
    }

    /// Moves the parameters and returns the loss before, without the penalty.
    pub(super) fn step<R: Real>(
        &mut self,
        parameters: &mut Buf<R>,
        mut evaluate: impl FnMut(&Buf<R>) -> Result<(R, Buf<R>), Error>,
    ) -> Result<f64, Error> {
        let objective = Evaluations::new(&mut evaluate, self.penalty);
        let point = match self.point.take() {
            Some(point) => point,
            None => objective.first(parameters)?,
        };
        let loss = point.loss - penalty(self.penalty, &point.parameters);
        if self.has_converged || !loss.is_finite() {
            self.point = Some(point);
            return Ok(loss);
        }
        let next = self.next(&objective, &point).filter(|next| next.loss < point.loss);
        if let Some(error) = objective.failure.into_inner() {
            return Err(error);
        }
        self.point = Some(if let Some(next) = next {
            for (to, &from) in parameters.make_mut().iter_mut().zip(&next.parameters) {
                *to = R::from_f64(from);
            }
            next
        } else {
            // The line search found nothing lower. Without its memory it goes along the gradient.
            self.has_converged = point.steps == 0;
            self.solver = solver();
            Point { steps: 0, ..point }
        });
        Ok(loss)
    }

    /// All of it, for a checkpoint.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        postcard::to_allocvec(self).expect("numbers and lists of them")
    }

    /// What it was when these bytes were taken.
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        postcard::from_bytes(bytes).map_err(|error| Error::Checkpoint {
            found: format!("no whole state of the optimizer ({error})"),
            expected: "that of lbfgs".to_owned(),
        })
    }

    /// One iteration from here, unless its line search fails.
    fn next<R: Real>(&mut self, objective: &Evaluations<R>, point: &Point) -> Option<Point> {
        let mut state: IterState<Numbers, Numbers, (), (), (), f64> = IterState::new()
            .param(point.parameters.clone())
            .cost(point.loss)
            .gradient(point.gradient.clone());
        // The solver drops its oldest pair once it has counted as many steps as it may keep.
        (0..point.steps.min(PAIRS as u64)).for_each(|_| state.increment_iter());
        let (mut state, _) = self.solver.next_iter(&mut Problem::new(Handle(objective)), state).ok()?;
        Some(Point {
            parameters: state.take_param()?,
            loss: state.get_cost(),
            gradient: state.take_gradient()?,
            steps: point.steps + 1,
        })
    }
}

fn solver() -> Solver {
    LBFGS::new(MoreThuenteLineSearch::new(), PAIRS)
}

/// λ/2 ‖θ‖².
fn penalty(rate: f64, parameters: &[f64]) -> f64 {
    if rate > 0.0 { 0.5 * rate * parameters.iter().map(|x| x * x).sum::<f64>() } else { 0.0 }
}

/// Gives a value and a gradient at the price of one evaluation, however they are asked for.
type Evaluate<'a, R> = &'a mut dyn FnMut(&Buf<R>) -> Result<(R, Buf<R>), Error>;

/// The loss as argmin asks for it: value and gradient apart, though they come together.
struct Evaluations<'a, R: Real> {
    evaluate: RefCell<Evaluate<'a, R>>,
    penalty: f64,
    count: RefCell<usize>,
    /// The last point with its loss and gradient.
    last: RefCell<Option<(Numbers, f64, Numbers)>>,
    /// The first error of ours, which argmin would turn into text.
    failure: RefCell<Option<Error>>,
}

impl<'a, R: Real> Evaluations<'a, R> {
    fn new(evaluate: Evaluate<'a, R>, penalty: f64) -> Self {
        Self {
            evaluate: RefCell::new(evaluate),
            penalty,
            count: RefCell::new(0),
            last: RefCell::new(None),
            failure: RefCell::new(None),
        }
    }

    fn first(&self, parameters: &Buf<R>) -> Result<Point, Error> {
        let parameters: Numbers = parameters.iter().map(|x| x.to_f64()).collect();
        let (loss, gradient) = self.evaluate(&parameters)?;
        Ok(Point { parameters, loss, gradient, steps: 0 })
    }

    /// With the penalty.
    fn evaluate(&self, x: &[f64]) -> Result<(f64, Numbers), Error> {
        let rounded = Buf::fill(x.len(), |to| {
            to.iter_mut().zip(x).for_each(|(to, &from)| *to = R::from_f64(from));
        });
        let (loss, gradient) = (self.evaluate.borrow_mut())(&rounded)?;
        let gradient = gradient.iter().zip(x).map(|(g, x)| g.to_f64() + self.penalty * x).collect();
        Ok((loss.to_f64() + penalty(self.penalty, x), gradient))
    }

    /// Evaluates at `x` unless that was just done, and picks what is asked for.
    fn at<Out>(
        &self,
        x: &Numbers,
        pick: impl FnOnce(f64, &Numbers) -> Out,
    ) -> Result<Out, argmin::core::Error> {
        let mut last = self.last.borrow_mut();
        if last.as_ref().is_none_or(|(known, ..)| known != x) {
            *self.count.borrow_mut() += 1;
            if *self.count.borrow() > MOST_EVALUATIONS {
                return Err(argmin::core::Error::msg("the line search does not end"));
            }
            let (loss, gradient) = self.evaluate(x).map_err(|error| {
                let text = error.to_string();
                self.failure.borrow_mut().get_or_insert(error);
                argmin::core::Error::msg(text)
            })?;
            *last = Some((x.clone(), loss, gradient));
        }
        let (_, loss, gradient) = last.as_ref().expect("evaluated just now");
        Ok(pick(*loss, gradient))
    }
}

/// argmin takes its problem by value and loses it when a line search fails.
struct Handle<'e, 'a, R: Real>(&'e Evaluations<'a, R>);

impl<R: Real> CostFunction for Handle<'_, '_, R> {
    type Param = Numbers;
    type Output = f64;

    fn cost(&self, x: &Numbers) -> Result<f64, argmin::core::Error> {
        self.0.at(x, |loss, _| loss)
    }
}

impl<R: Real> Gradient for Handle<'_, '_, R> {
    type Param = Numbers;
    type Gradient = Numbers;

    fn gradient(&self, x: &Numbers) -> Result<Numbers, argmin::core::Error> {
        self.0.at(x, |_, gradient| gradient.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::Lbfgs;
    use dualtape_core::Buf;

    /// Rosenbrock's valley, and how often it was evaluated.
    fn descend(steps: usize, penalty: f64) -> (Buf<f64>, Vec<f64>, usize) {
        let (mut lbfgs, mut x) = (Lbfgs::new(penalty), Buf::from_slice(&[-1.2, 1.0]));
        let (mut losses, mut points) = (Vec::new(), Vec::new());
        for _ in 0..steps {
            let loss = lbfgs.step(&mut x, |x: &Buf<f64>| {
                points.push((x[0], x[1]));
                let (a, b) = (1.0 - x[0], x[1] - x[0] * x[0]);
                let gradient = [-2.0 * a - 400.0 * x[0] * b, 200.0 * b];
                Ok((a * a + 100.0 * b * b, Buf::from_slice(&gradient)))
            });
            losses.push(loss.unwrap());
        }
        let evaluations = points.len();
        points.dedup();
        assert_eq!(points.len(), evaluations, "no point is evaluated twice in succession");
        (x, losses, evaluations)
    }

    #[test]
    fn the_valley_is_walked_down_and_then_left_alone() {
        let (x, losses, evaluations) = descend(60, 0.0);
        assert!((x[0] - 1.0).abs() < 1e-7 && (x[1] - 1.0).abs() < 1e-7, "{x:?}");
        assert!(losses.windows(2).all(|pair| pair[1] <= pair[0]), "{losses:?}");
        assert_eq!(evaluations, descend(200, 0.0).2, "what has converged is not evaluated any more");
    }

    #[test]
    fn a_penalty_draws_to_the_origin() {
        let (free, ..) = descend(100, 0.0);
        let (held, ..) = descend(100, 1.0);
        // The gradient of loss and penalty vanishes there.
        let b = held[1] - held[0] * held[0];
        let gradient = [-2.0 * (1.0 - held[0]) - 400.0 * held[0] * b + held[0], 200.0 * b + held[1]];
        assert!(gradient.iter().all(|g| g.abs() < 1e-4), "{gradient:?}");
        assert!(held[0] < free[0]);
    }
}

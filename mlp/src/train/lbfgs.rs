//! L-BFGS, from argmin, on the loss of all examples at once.

use super::divergence::first_non_finite;
use super::update::StepResult;
use crate::error::Error;
use crate::optimizer::OptimizerKind;
use argmin::core::{CostFunction, Gradient, IterState, Problem, Solver as _, State as _};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::quasinewton::LBFGS;
use dualtape_core::{Buf, Real};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::collections::VecDeque;

/// The maximum number of evaluations of a line search; a longer one has failed.
const MAX_EVALUATIONS: usize = 40;

/// The maximum number of values and gradients of a line search; two are of one evaluation, unless it does not move.
const MAX_CALLS: usize = 4 * MAX_EVALUATIONS;

/// Parameters or a gradient, in the type that argmin computes with.
type Coordinates = Vec<f64>;
/// The solver of argmin.
type Solver = LBFGS<LineSearch, Coordinates, Coordinates, f64>;
/// The line search of argmin.
type LineSearch = MoreThuenteLineSearch<Coordinates, Coordinates, f64>;

/// L-BFGS (Liu and Nocedal 1989) with the line search of Moré and Thuente (1994).
///
/// Each step is along −H g, where H approximates the inverse Hessian from the last ten steps. The line search compares
/// close values of the loss, so everything is in double precision, whatever the network's precision.
#[derive(Serialize, Deserialize)]
pub(super) struct Lbfgs {
    solver: Solver,
    /// The λ of a penalty λ/2 ‖θ‖² on the parameters.
    penalty: f64,
    /// The current iterate; none before the first step.
    point: Option<Iterate>,
    /// Flag for a line search that found no lower loss even along the gradient.
    has_converged: bool,
}

/// The first fields of [`Solver`], in its order.
#[derive(Deserialize)]
struct SolverStart {
    _line_search: LineSearch,
    _most_pairs: usize,
    steps: VecDeque<Coordinates>,
    gradient_changes: VecDeque<Coordinates>,
}

/// The current iterate, with its loss and gradient.
#[derive(Serialize, Deserialize)]
struct Iterate {
    parameters: Coordinates,
    /// The loss with the penalty.
    loss: f64,
    /// The gradient with the penalty.
    gradient: Coordinates,
    /// The number of steps since the solver was last reset.
    steps: u64,
}

impl Lbfgs {
    /// Returns the optimizer before its first step.
    pub(super) fn new(penalty: f64) -> Self {
        Self { solver: solver(), penalty, point: None, has_converged: false }
    }

    /// Takes a step if the loss and its gradient are finite; the loss of the result is without the penalty.
    ///
    /// The parameters stay finite, as the line search accepts a lower loss only.
    pub(super) fn step<R: Real>(
        &mut self,
        parameters: &mut Buf<R>,
        mut evaluate: impl FnMut(&Buf<R>) -> Result<(R, Buf<R>), Error>,
    ) -> Result<StepResult<R>, Error> {
        let objective = CachedObjective::new(&mut evaluate, self.penalty);
        let point = match self.point.take() {
            Some(point) => point,
            None => objective.first(parameters)?,
        };
        let loss = point.loss - penalty(self.penalty, &point.parameters);
        if !loss.is_finite() {
            self.point = Some(point);
            return Ok(StepResult::LossNotFinite);
        }
        if first_non_finite(&point.gradient).is_some() {
            let numbers: Vec<R> = point.gradient.iter().map(|&g| R::from_f64(g)).collect();
            self.point = Some(point);
            return Ok(StepResult::GradientNotFinite(Buf::from_slice(&numbers)));
        }
        if self.has_converged {
            self.point = Some(point);
            return Ok(StepResult::Taken(loss));
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
            // The line search found no lower loss. A solver without pairs searches along the gradient.
            self.has_converged = point.steps == 0;
            self.solver = solver();
            Iterate { steps: 0, ..point }
        });
        Ok(StepResult::Taken(loss))
    }

    /// Serialises the state for a checkpoint.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        postcard::to_allocvec(self).expect("numbers and lists of them")
    }

    /// Restores the state from the bytes of a checkpoint, for this number of parameters.
    pub(super) fn from_bytes(bytes: &[u8], parameters: usize) -> Result<Self, Error> {
        let problem = |found| Error::Checkpoint { found, expected: "that of lbfgs".to_owned() };
        let not_whole = |error| problem(format!("no whole state of the optimizer ({error})"));
        // argmin panics at vectors of different lengths, and keeps its pairs to itself.
        let (start, _) = postcard::take_from_bytes::<SolverStart>(bytes).map_err(not_whole)?;
        let restored: Self = postcard::from_bytes(bytes).map_err(not_whole)?;
        let pairs = start.steps.iter().chain(&start.gradient_changes);
        let point = restored.point.iter().flat_map(|point| [&point.parameters, &point.gradient]);
        let is_whole = pairs.chain(point).all(|vector| vector.len() == parameters)
            && start.steps.len() == start.gradient_changes.len();
        if is_whole {
            Ok(restored)
        } else {
            Err(problem("a state of the optimizer of other lengths".to_owned()))
        }
    }

    /// Returns the next iterate; none if the line search fails.
    fn next<R: Real>(&mut self, objective: &CachedObjective<R>, point: &Iterate) -> Option<Iterate> {
        let mut state: IterState<Coordinates, Coordinates, (), (), (), f64> = IterState::new()
            .param(point.parameters.clone())
            .cost(point.loss)
            .gradient(point.gradient.clone());
        // The solver drops its oldest pair once the iteration count reaches the number of pairs.
        (0..point.steps.min(OptimizerKind::LBFGS_PAIRS as u64)).for_each(|_| state.increment_iter());
        let (mut state, _) =
            self.solver.next_iter(&mut Problem::new(ArgminProblem(objective)), state).ok()?;
        Some(Iterate {
            parameters: state.take_param()?,
            loss: state.get_cost(),
            gradient: state.take_gradient()?,
            steps: point.steps + 1,
        })
    }
}

/// Returns a solver without pairs.
fn solver() -> Solver {
    LBFGS::new(MoreThuenteLineSearch::new(), OptimizerKind::LBFGS_PAIRS)
}

/// Returns λ/2 ‖θ‖².
fn penalty(rate: f64, parameters: &[f64]) -> f64 {
    if rate > 0.0 { 0.5 * rate * parameters.iter().map(|x| x * x).sum::<f64>() } else { 0.0 }
}

/// A function that returns loss and gradient at given parameters.
type Evaluate<'a, R> = &'a mut dyn FnMut(&Buf<R>) -> Result<(R, Buf<R>), Error>;

/// The objective of argmin, which asks for value and gradient separately: both come from one cached evaluation.
struct CachedObjective<'a, R: Real> {
    evaluate: RefCell<Evaluate<'a, R>>,
    penalty: f64,
    /// The number of evaluations.
    count: RefCell<usize>,
    /// The number of values and gradients that were asked for.
    calls: RefCell<usize>,
    /// The last parameters, with their loss and gradient.
    last: RefCell<Option<(Coordinates, f64, Coordinates)>>,
    /// The first error of an evaluation; argmin would convert it into text.
    failure: RefCell<Option<Error>>,
}

impl<'a, R: Real> CachedObjective<'a, R> {
    /// Returns an objective without evaluations.
    fn new(evaluate: Evaluate<'a, R>, penalty: f64) -> Self {
        Self {
            evaluate: RefCell::new(evaluate),
            penalty,
            count: RefCell::new(0),
            calls: RefCell::new(0),
            last: RefCell::new(None),
            failure: RefCell::new(None),
        }
    }

    /// Evaluates at the initial parameters.
    fn first(&self, parameters: &Buf<R>) -> Result<Iterate, Error> {
        let parameters: Coordinates = parameters.iter().map(|x| x.to_f64()).collect();
        let (loss, gradient) = self.evaluate(&parameters)?;
        Ok(Iterate { parameters, loss, gradient, steps: 0 })
    }

    /// Returns loss and gradient with the penalty.
    fn evaluate(&self, x: &[f64]) -> Result<(f64, Coordinates), Error> {
        let rounded = Buf::fill(x.len(), |to| {
            to.iter_mut().zip(x).for_each(|(to, &from)| *to = R::from_f64(from));
        });
        let (loss, gradient) = (self.evaluate.borrow_mut())(&rounded)?;
        let gradient = gradient.iter().zip(x).map(|(g, x)| g.to_f64() + self.penalty * x).collect();
        Ok((loss.to_f64() + penalty(self.penalty, x), gradient))
    }

    /// Evaluates at `x` unless the last evaluation was there, and applies `pick` to loss and gradient.
    fn at<Out>(
        &self,
        x: &Coordinates,
        pick: impl FnOnce(f64, &Coordinates) -> Out,
    ) -> Result<Out, argmin::core::Error> {
        let mut last = self.last.borrow_mut();
        let is_new = last.as_ref().is_none_or(|(known, ..)| known != x);
        *self.calls.borrow_mut() += 1;
        *self.count.borrow_mut() += usize::from(is_new);
        if *self.count.borrow() > MAX_EVALUATIONS || *self.calls.borrow() > MAX_CALLS {
            return Err(argmin::core::Error::msg("the line search does not end"));
        }
        if is_new {
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

/// A reference to the objective: argmin takes its problem by value and drops it if a line search fails.
struct ArgminProblem<'e, 'a, R: Real>(&'e CachedObjective<'a, R>);

impl<R: Real> CostFunction for ArgminProblem<'_, '_, R> {
    type Param = Coordinates;
    type Output = f64;

    fn cost(&self, x: &Coordinates) -> Result<f64, argmin::core::Error> {
        self.0.at(x, |loss, _| loss)
    }
}

impl<R: Real> Gradient for ArgminProblem<'_, '_, R> {
    type Param = Coordinates;
    type Gradient = Coordinates;

    fn gradient(&self, x: &Coordinates) -> Result<Coordinates, argmin::core::Error> {
        self.0.at(x, |_, gradient| gradient.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::{CachedObjective, Lbfgs, StepResult};
    use dualtape_core::Buf;

    /// Minimises Rosenbrock's function; returns the point, the losses and the number of evaluations.
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
            let StepResult::Taken(loss) = loss.unwrap() else { panic!("a loss that is not finite") };
            losses.push(loss);
        }
        let evaluations = points.len();
        points.dedup();
        assert_eq!(points.len(), evaluations, "no point is evaluated twice in succession");
        (x, losses, evaluations)
    }

    #[test]
    fn rosenbrock_is_minimised_and_then_not_evaluated_any_more() {
        let (x, losses, evaluations) = descend(60, 0.0);
        assert!((x[0] - 1.0).abs() < 1e-7 && (x[1] - 1.0).abs() < 1e-7, "{x:?}");
        assert!(losses.windows(2).all(|pair| pair[1] <= pair[0]), "{losses:?}");
        assert_eq!(evaluations, descend(200, 0.0).2, "no evaluation after convergence");
    }

    #[test]
    fn a_line_search_that_does_not_move_ends() {
        let mut evaluate = |x: &Buf<f64>| Ok((x[0], x.clone()));
        let objective = CachedObjective::new(&mut evaluate, 0.0);
        assert!((0..1000).any(|_| objective.at(&vec![1.0], |_, _| ()).is_err()));
        assert_eq!(*objective.count.borrow(), 1);
    }

    #[test]
    fn a_state_of_vectors_of_other_lengths_is_refused() {
        let (mut lbfgs, mut x) = (Lbfgs::new(0.0), Buf::from_slice(&[3.0, 4.0]));
        for _ in 0..3 {
            let evaluate = |x: &Buf<f64>| {
                Ok((x[0].powi(4) + x[1].powi(2), Buf::from_slice(&[4.0 * x[0].powi(3), 2.0 * x[1]])))
            };
            lbfgs.step(&mut x, evaluate).unwrap();
        }
        let bytes = lbfgs.to_bytes();
        assert!(Lbfgs::from_bytes(&bytes, 2).is_ok());
        let message = Lbfgs::from_bytes(&bytes, 3).err().expect("another length").to_string();
        assert!(message.contains("a state of the optimizer of other lengths"), "{message}");
        lbfgs.point = None;
        assert!(Lbfgs::from_bytes(&lbfgs.to_bytes(), 3).is_err(), "the pairs of the solver");
    }

    #[test]
    fn a_penalty_moves_the_minimum_to_the_origin() {
        let (free, ..) = descend(100, 0.0);
        let (held, ..) = descend(100, 1.0);
        // The gradient of loss and penalty vanishes there.
        let b = held[1] - held[0] * held[0];
        let gradient = [-2.0 * (1.0 - held[0]) - 400.0 * held[0] * b + held[0], 200.0 * b + held[1]];
        assert!(gradient.iter().all(|g| g.abs() < 1e-4), "{gradient:?}");
        assert!(held[0] < free[0]);
    }
}

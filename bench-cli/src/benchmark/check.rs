//! The checks before any timing: every contender answers, and wrong ones are excluded.

use std::collections::HashMap;

use dualtape_contenders::{CodeStyle, Contender, EngineKind, Nouns, Problem, output_weight};
use dualtape_core::{Buf, Real};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::analysis::growth;
use crate::benchmark::agreement::{Answer, Slope, Tolerances, Verdict};
use crate::benchmark::timing::Clock;
use crate::benchmark::{ComparisonSettings, Entrant, agreement, failed, spoken};
use crate::error::Failure;
use crate::record::nouns::Phrases;
use crate::record::{NotRun, Rejected};
use crate::terminal::progress::{Progress, ProgressDisplay};

/// An odd number, so that one direction which straddles a kink is outvoted.
const DIRECTIONS: usize = 3;

/// The right contenders, the cells that would take too long, the wrong contenders.
type Checked<R> = (Vec<Entrant<R>>, Vec<NotRun>, Vec<Rejected>);

/// Asks every contender at two points and keeps the right ones; one that is wrong once is excluded for good.
pub(crate) fn check<R: Real>(
    problems: &[Problem<R>],
    settings: &ComparisonSettings,
    clock: &dyn Clock,
) -> Result<Checked<R>, Failure> {
    let longest_s = settings.limits.longest_gradient_s();
    let mut engines = settings.engines.clone();
    engines.push(EngineKind::Loss);
    engines.sort_unstable();
    engines.dedup();
    let mut entrants: Vec<Entrant<R>> = Vec::new();
    let (mut not_run, mut rejected): (Vec<NotRun>, Vec<Rejected>) = (Vec::new(), Vec::new());
    let mut seen: HashMap<(EngineKind, CodeStyle, usize), Vec<(f64, f64)>> = HashMap::new();
    let progress =
        Progress::steps(ProgressDisplay::bar_if(settings.visible), (problems.len() * engines.len()) as u64);

    for (index, problem) in problems.iter().enumerate() {
        let &Problem { style, parameters, outputs, .. } = problem;
        let mut verifier = Verifier::new(problem, settings);
        let mut here = Vec::new();
        for &engine in &engines {
            let Some(mut contender) = (problem.contender)(engine, settings.engine_options) else { continue };
            progress.step();
            progress.say(format!("checking {}", spoken(settings.nouns, engine, problem)));
            if settings.interrupt.is_raised() {
                return Err(Failure::Interrupted("interrupted before anything was timed".to_owned()));
            }
            let before = seen.entry((engine, style, outputs)).or_default();
            let mut too_long = |predicted_s| {
                if !problem.is_probe {
                    not_run.push(NotRun { engine, style, parameters, outputs, predicted_s });
                }
            };
            // The loss always runs: without it there is nothing to compare with, and nobody is quicker.
            let is_too_long = |seconds: &f64| *seconds > longest_s && engine != EngineKind::Loss;
            if let Some(predicted_s) = growth::predict_s(before, parameters).filter(is_too_long) {
                too_long(predicted_s);
                continue;
            }
            let start = clock.now();
            let first = answer(settings.nouns, engine, &mut *contender, &problem.points[0])?;
            let cold_s = clock.seconds_since(start);
            if is_too_long(&cold_s) {
                before.push((parameters as f64, cold_s));
                too_long(cold_s);
                continue;
            }
            let start = clock.now();
            let second = answer(settings.nouns, engine, &mut *contender, &problem.points[1])?;
            // The logarithm of a clock that stands still would spoil the prediction.
            let guess_s = clock.seconds_since(start).max(f64::MIN_POSITIVE);
            before.push((parameters as f64, guess_s));
            verifier.add([first, second])?;
            let (passes, tape) = (contender.passes(parameters), contender.tape());
            here.push(Entrant { engine, problem: index, contender, passes, tape, guess_s, difference: 0.0 });
        }
        for (mut entrant, verdict) in here.into_iter().zip(verifier.verdicts()?) {
            let (engine, Verdict { difference, tolerance }) = (entrant.engine, verdict);
            entrant.difference = difference;
            if verdict.agrees() {
                if !problem.is_probe {
                    entrants.push(entrant);
                }
            } else {
                rejected.push(Rejected { engine, style, parameters, outputs, difference, tolerance });
                engines.retain(|&other| other != engine);
            }
        }
        if !engines.contains(&EngineKind::Loss) {
            let sentence = format!(
                "the engines agree on another value than the loss alone on {}",
                settings.nouns.count(parameters)
            );
            return Err(Failure::Check(sentence));
        }
    }
    entrants.retain(|entrant| engines.contains(&entrant.engine));
    Ok((entrants, not_run, rejected))
}

/// The verification of all answers on one problem against slopes of the function itself.
struct Verifier<'a, R: Real> {
    problem: &'a Problem<R>,
    settings: &'a ComparisonSettings,
    loss: Box<dyn Contender<R>>,
    /// At either point.
    answers: [Vec<Answer>; 2],
}

impl<'a, R: Real> Verifier<'a, R> {
    fn new(problem: &'a Problem<R>, settings: &'a ComparisonSettings) -> Self {
        let loss = (problem.contender)(EngineKind::Loss, settings.engine_options)
            .expect("every function has values");
        Self { problem, settings, loss, answers: Default::default() }
    }

    /// Adds one contender's answers at both points.
    fn add(&mut self, answers: [Reply; 2]) -> Result<(), Failure> {
        for (point, Reply { mut answer, direction }) in answers.into_iter().enumerate() {
            if let Some(direction) = direction {
                let length = direction.iter().map(|d| d * d).sum::<f64>().sqrt();
                // The slope times the direction becomes the slope times the direction of length one.
                answer.gradient.iter_mut().for_each(|g| *g /= length * length);
                let direction: Vec<f64> = direction.iter().map(|d| d / length).collect();
                answer.along = Some(self.slope(point, &direction)?);
            }
            self.answers[point].push(answer);
        }
        Ok(())
    }

    /// Returns the worse of each contender's verdicts at the two points.
    fn verdicts(&mut self) -> Result<Vec<Verdict>, Failure> {
        let tolerances = Tolerances::new(R::EPSILON.to_f64(), self.problem.kinks);
        let mut verdicts: Vec<Verdict> = Vec::new();
        for point in 0..2 {
            let slopes = self.slopes(point)?;
            let here = agreement::judge(&self.answers[point], &slopes, &tolerances);
            verdicts =
                if verdicts.is_empty() { here } else { verdicts.into_iter().zip(here).map(worse).collect() };
        }
        Ok(verdicts)
    }

    /// Returns the slopes of the plain function at a point along seeded random directions of length one.
    fn slopes(&mut self, point: usize) -> Result<Vec<Slope>, Failure> {
        let mut random = ChaCha8Rng::seed_from_u64(self.settings.seed);
        let inputs = self.problem.parameters;
        let mut slopes = Vec::new();
        for _ in 0..DIRECTIONS {
            let raw: Vec<f64> = (0..inputs).map(|_| random.random_range(-1.0..1.0)).collect();
            let length = raw.iter().map(|d| d * d).sum::<f64>().sqrt();
            let direction: Vec<f64> = raw.iter().map(|d| d / length).collect();
            slopes.push(self.slope(point, &direction)?);
        }
        Ok(slopes)
    }

    /// Returns the slope of the plain function at a point along a direction of length one.
    fn slope(&mut self, point: usize, direction: &[f64]) -> Result<Slope, Failure> {
        let x = &self.problem.points[point];
        // ∛ε, as for any central difference (*Numerical Recipes*, §5.7).
        let h = R::EPSILON.to_f64().cbrt();
        let mut at = |step: f64| {
            let moved: Vec<R> =
                x.iter().zip(direction).map(|(x, d)| R::from_f64(x.to_f64() + step * d)).collect();
            let moved = Buf::from_slice(&moved);
            let reply = answer(self.settings.nouns, EngineKind::Loss, &mut *self.loss, &moved)?;
            Ok::<f64, Failure>(reply.answer.value.unwrap_or(f64::NAN))
        };
        let slope = (at(h)? - at(-h)?) / (2.0 * h);
        // With one output its weight is one, and this is the direction itself.
        let weighted = |output| direction.iter().map(move |d| output_weight(output) * d);
        let direction = (0..self.problem.outputs).flat_map(weighted).collect();
        Ok(Slope { direction, slope })
    }
}

fn worse((a, b): (Verdict, Verdict)) -> Verdict {
    if b.difference > a.difference { b } else { a }
}

/// A contender's answer, with its direction if it is exact along one only.
struct Reply {
    answer: Answer,
    direction: Option<Vec<f64>>,
}

fn answer<R: Real>(
    nouns: &Nouns,
    engine: EngineKind,
    contender: &mut dyn Contender<R>,
    x: &Buf<R>,
) -> Result<Reply, Failure> {
    let (value, gradient) =
        contender.value_and_gradient(x).map_err(|error| failed(nouns, engine, x.len(), &error))?;
    let plain = |numbers: &[R]| numbers.iter().map(|x| x.to_f64()).collect::<Vec<f64>>();
    let (value, gradient) = (value.map(Real::to_f64), plain(&gradient));
    let answer = Answer { engine, value, gradient, along: None };
    Ok(Reply { answer, direction: contender.direction().map(plain) })
}

//! Before anything is timed: everyone answers, and who is wrong is out.

use std::collections::HashMap;

use dualtape_core::{Buf, Real};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{Entrant, Settings, failed, spoken};
use crate::agree::{self, Answer, Slope, Tolerances, Verdict};
use crate::contender::{Contender, weight};
use crate::engine_kind::EngineKind;
use crate::failure::Failure;
use crate::finding;
use crate::measure::Clock;
use crate::progress::Progress;
use crate::record::{NotRun, Rejected};
use crate::workload::{Problem, Words};

/// An odd number, so that one direction which straddles a kink is outvoted.
const DIRECTIONS: usize = 3;

/// Who was right, what would take too long, who was wrong.
type Checked<R> = (Vec<Entrant<R>>, Vec<NotRun>, Vec<Rejected>);

/// Lets everyone answer at two points and keeps those who are right; who is wrong once is out for good.
pub(super) fn check<R: Real>(
    problems: &[Problem<R>],
    settings: &Settings,
    clock: &dyn Clock,
) -> Result<Checked<R>, Failure> {
    let longest_s = settings.limits.longest_gradient_s();
    let mut engines = settings.engines.clone();
    engines.push(EngineKind::Loss);
    engines.sort_unstable();
    engines.dedup();
    let mut entrants: Vec<Entrant<R>> = Vec::new();
    let (mut not_run, mut rejected): (Vec<NotRun>, Vec<Rejected>) = (Vec::new(), Vec::new());
    let mut seen: HashMap<(EngineKind, usize), Vec<(f64, f64)>> = HashMap::new();
    let progress = Progress::new(settings.visible, (problems.len() * engines.len()) as u64);

    for (index, problem) in problems.iter().enumerate() {
        let (parameters, outputs) = (problem.parameters, problem.outputs);
        let mut answers: [Vec<Answer>; 2] = Default::default();
        let mut here = Vec::new();
        for &engine in &engines {
            progress.step();
            progress.say(format!("checking {}", spoken(settings.words, engine, parameters)));
            let before = seen.entry((engine, outputs)).or_default();
            let mut too_long = |predicted_s| {
                if !problem.is_probe {
                    not_run.push(NotRun { engine, parameters, outputs, predicted_s });
                }
            };
            // The loss always runs: without it there is nothing to compare with, and nobody is quicker.
            let is_too_long = |seconds: &f64| *seconds > longest_s && engine != EngineKind::Loss;
            if let Some(predicted_s) = finding::predict_s(before, parameters).filter(is_too_long) {
                too_long(predicted_s);
                continue;
            }
            let mut contender = (problem.contender)(engine, settings.lanes);
            let start = clock.now();
            let first = answer(settings.words, engine, &mut *contender, &problem.points[0])?;
            let cold_s = clock.seconds_since(start);
            if is_too_long(&cold_s) {
                before.push((parameters as f64, cold_s));
                too_long(cold_s);
                continue;
            }
            let start = clock.now();
            let second = answer(settings.words, engine, &mut *contender, &problem.points[1])?;
            // The logarithm of a clock that stands still would spoil the prediction.
            let guess_s = clock.seconds_since(start).max(f64::MIN_POSITIVE);
            before.push((parameters as f64, guess_s));
            answers[0].push(first);
            answers[1].push(second);
            let (passes, tape) = (contender.passes(parameters), contender.tape());
            here.push(Entrant { engine, problem: index, contender, passes, tape, guess_s, difference: 0.0 });
        }
        let verdicts = judge_both(problem, &answers, settings)?;
        for (mut entrant, verdict) in here.into_iter().zip(verdicts) {
            let Verdict { difference, tolerance } = verdict;
            entrant.difference = difference;
            if verdict.agrees() {
                if !problem.is_probe {
                    entrants.push(entrant);
                }
            } else {
                rejected.push(Rejected {
                    engine: entrant.engine,
                    parameters,
                    outputs,
                    difference,
                    tolerance,
                });
                engines.retain(|&engine| engine != entrant.engine);
            }
        }
        if !engines.contains(&EngineKind::Loss) {
            let sentence = format!(
                "the engines agree on another value than the loss alone on {}",
                settings.words.count(parameters)
            );
            return Err(Failure::Check(sentence));
        }
    }
    entrants.retain(|entrant| engines.contains(&entrant.engine));
    Ok((entrants, not_run, rejected))
}

/// The worse of each one's verdicts at the two points.
fn judge_both<R: Real>(
    problem: &Problem<R>,
    answers: &[Vec<Answer>; 2],
    settings: &Settings,
) -> Result<Vec<Verdict>, Failure> {
    let tolerances = Tolerances::new(R::EPSILON.to_f64(), problem.kinks);
    let mut loss = (problem.contender)(EngineKind::Loss, settings.lanes);
    let mut verdicts: Vec<Verdict> = Vec::new();
    for (point, answers) in problem.points.iter().zip(answers) {
        let slopes = slopes(settings, &mut *loss, point, problem.outputs)?;
        let here = agree::judge(answers, &slopes, &tolerances);
        verdicts =
            if verdicts.is_empty() { here } else { verdicts.into_iter().zip(here).map(worse).collect() };
    }
    Ok(verdicts)
}

fn worse((a, b): (Verdict, Verdict)) -> Verdict {
    if b.difference > a.difference { b } else { a }
}

/// The slopes of the plain function at a point along seeded random directions of length one.
fn slopes<R: Real>(
    settings: &Settings,
    loss: &mut dyn Contender<R>,
    x: &Buf<R>,
    outputs: usize,
) -> Result<Vec<Slope>, Failure> {
    let mut random = ChaCha8Rng::seed_from_u64(settings.seed);
    // ∛ε, as for any central difference (*Numerical Recipes*, §5.7).
    let h = R::EPSILON.to_f64().cbrt();
    let mut slopes = Vec::new();
    for _ in 0..DIRECTIONS {
        let raw: Vec<f64> = (0..x.len()).map(|_| random.random_range(-1.0..1.0)).collect();
        let length = raw.iter().map(|d| d * d).sum::<f64>().sqrt();
        let direction: Vec<f64> = raw.iter().map(|d| d / length).collect();
        let mut at = |step: f64| {
            let moved: Vec<R> =
                x.iter().zip(&direction).map(|(x, d)| R::from_f64(x.to_f64() + step * d)).collect();
            let answer = answer(settings.words, EngineKind::Loss, loss, &Buf::from_slice(&moved))?;
            Ok::<f64, Failure>(answer.value.unwrap_or(f64::NAN))
        };
        let slope = (at(h)? - at(-h)?) / (2.0 * h);
        // With one output its weight is one, and this is the direction itself.
        let direction = (0..outputs).flat_map(|output| direction.iter().map(move |d| weight(output) * d));
        slopes.push(Slope { direction: direction.collect(), slope });
    }
    Ok(slopes)
}

fn answer<R: Real>(
    words: &Words,
    engine: EngineKind,
    contender: &mut dyn Contender<R>,
    x: &Buf<R>,
) -> Result<Answer, Failure> {
    let (value, gradient) =
        contender.value_and_gradient(x).map_err(|error| failed(words, engine, x.len(), &error))?;
    Ok(Answer {
        engine,
        value: value.map(Real::to_f64),
        gradient: gradient.iter().map(|g| g.to_f64()).collect(),
    })
}

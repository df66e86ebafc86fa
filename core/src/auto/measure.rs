//! The cost of a Jacobian in an engine, measured on a few of its passes.

use std::hint::black_box;
use std::time::Duration;

use crate::array::Array;
use crate::auto::cost::Cost;
use crate::auto::passes::Passes;
use crate::error::Error;
use crate::function::{Differentiable, Style};
use crate::scalar::Scalar;

/// The least duration of a sample, far above the cost of reading a clock.
const SAMPLE: Duration = Duration::from_micros(50);
/// The number of samples. On a shared machine an interruption lasts many times as long as most samples.
const SAMPLES: usize = 6;
/// The time for which tasks are repeated at most, beyond the first two runs of each.
const BUDGET: Duration = Duration::from_millis(40);
/// The number of passes up to which all are measured.
const FEW: usize = 4;
/// The largest number of passes that are measured. An error counts the more, the more passes are predicted from it.
const MANY: usize = 16;
/// The number of runs in a sample after which the clock is considered to stand still.
const MOST_RUNS: u32 = 1 << 16;

impl Cost {
    /// Returns the cost on `f` at `x` in seconds; [`Cost::NEVER`] if the engine exceeds a limit of its own.
    ///
    /// The passes are from all parts of the Jacobian, because they differ if blocks are sparse. The Jacobian itself is
    /// not written: if it is too large for the caches, reverse mode takes up to 1.5 times as long as predicted.
    pub(super) fn measured<T, F, K>(
        engine: &mut impl Passes<T>,
        f: &F,
        x: &[T],
        clock: &mut impl FnMut() -> Duration,
    ) -> Result<Cost, Error>
    where
        T: Scalar,
        F: Differentiable<T::Real, K>,
    {
        let passes = spread(engine.passes(x.len(), f.outputs(x.len())));
        let measured = |task| if task == 0 { &passes[..] } else { &[] };
        let [whole, prepare] = match seconds(clock, |task| engine.run_passes(f, x, measured(task))) {
            Err(Error::TapeLimit { .. } | Error::MemoryLimit { .. }) => return Ok(Cost::NEVER),
            times => times?,
        };
        let prepare = prepare.min(whole);
        Ok(Cost { prepare, pass: (whole - prepare) / passes.len().max(1) as f64 })
    }
}

/// Returns the known value, after `measure` if there is none.
pub(super) fn known_or<T: Copy>(
    known: &mut Option<T>,
    measure: impl FnOnce() -> Result<T, Error>,
) -> Result<T, Error> {
    match *known {
        Some(known) => Ok(known),
        None => Ok(*known.insert(measure()?)),
    }
}

/// Returns the seconds of `f` alone at `x`, on the numbers under the engines.
pub(super) fn function_seconds<T, F, K>(
    f: &F,
    x: &[T],
    clock: &mut impl FnMut() -> Duration,
) -> Result<f64, Error>
where
    T: Scalar,
    F: Differentiable<T::Real, K>,
{
    let mut y = vec![T::zero(); f.outputs(x.len())];
    let [seconds] = match F::STYLE {
        Style::Scalars => seconds(clock, |_| {
            y.fill(T::zero());
            f.call_scalars(black_box(x), &mut y)?;
            black_box(&y);
            Ok(())
        })?,
        Style::Block => {
            let x = T::Array::from_scalars(x);
            seconds(clock, |_| {
                black_box(f.call_block(black_box(&x))?);
                Ok(())
            })?
        }
    };
    Ok(seconds)
}

/// Returns all passes if they are few, or else an eighth of them, from the middle of as many equal parts.
fn spread(passes: usize) -> Vec<usize> {
    let measured = passes.min((passes / 8).clamp(FEW, MANY));
    (0..measured).map(|part| (2 * part + 1) * passes / (2 * measured)).collect()
}

/// Returns the seconds of one run of each of `N` tasks: the least of several samples, because other load only adds.
///
/// The tasks take turns, because they are compared.
fn seconds<const N: usize>(
    clock: &mut impl FnMut() -> Duration,
    mut task: impl FnMut(usize) -> Result<(), Error>,
) -> Result<[f64; N], Error> {
    let mut sample = |which: usize, runs: u32| -> Result<Duration, Error> {
        let start = clock();
        (0..runs).try_for_each(|_| task(which))?;
        Ok(clock().saturating_sub(start))
    };
    let (mut runs, mut least) = ([1; N], [Duration::MAX; N]);
    for (which, runs) in runs.iter_mut().enumerate() {
        while sample(which, *runs)? < SAMPLE && *runs < MOST_RUNS {
            *runs *= 2;
        }
    }
    let mut total = Duration::ZERO;
    for _ in 0..SAMPLES {
        for which in 0..N {
            let elapsed = sample(which, runs[which])?;
            least[which] = least[which].min(elapsed);
            total += elapsed;
        }
        if total >= BUDGET {
            break;
        }
    }
    Ok(std::array::from_fn(|which| least[which].as_secs_f64() / f64::from(runs[which])))
}

#[cfg(test)]
mod tests {
    use super::spread;

    #[test]
    fn passes_are_taken_from_all_parts() {
        assert_eq!(spread(0), []);
        assert_eq!(spread(1), [0]);
        assert_eq!(spread(4), [0, 1, 2, 3]);
        assert_eq!(spread(20), [2, 7, 12, 17]);
        assert_eq!(spread(10_000).len(), 16);
    }
}

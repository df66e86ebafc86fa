//! A program at many samples.

use dualtape_core::{Error as CoreError, Real};
#[cfg(feature = "rayon")]
use rayon::prelude::*;

use crate::error::Error;
use crate::program::Program;
use crate::runner::Runner;
use crate::slots::LANES;

/// The samples that a thread takes at a time.
const SHARE: usize = 16 * LANES;

impl<R: Real> Program<R> {
    /// Writes the outputs at many samples: `x` is samples × inputs and `y` samples × outputs, row-major.
    ///
    /// With the feature `rayon` threads share the samples. The bits are those of [`Runner::run`] sample by sample.
    ///
    /// # Errors
    /// As [`Runner::run`], with the first sample whose comparisons differ.
    ///
    /// ```
    /// use dualtape_core::{Function, Scalar};
    /// use dualtape_program::Program;
    ///
    /// struct Square;
    /// impl Function for Square {
    ///     fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S { x[0] * x[0] }
    /// }
    /// let gradient = Program::record(&Square, &[1.0])?.gradient()?;
    /// let mut slopes = [0.0; 3];
    /// gradient.run_samples(&[1.0, 2.0, 3.0], &mut slopes)?;
    /// assert_eq!(slopes, [2.0, 4.0, 6.0]);
    /// # Ok::<(), dualtape_program::Error>(())
    /// ```
    pub fn run_samples(&self, x: &[R], y: &mut [R]) -> Result<(), Error> {
        let (n, m) = (self.inputs(), self.outputs());
        let samples = y.len().checked_div(m).or(x.len().checked_div(n)).unwrap_or(0);
        CoreError::check_length("inputs of the samples", samples * n, x.len())?;
        CoreError::check_length("outputs of the samples", samples * m, y.len())?;
        if samples == 0 || m == 0 {
            return Ok(());
        }
        let share = |runner: &mut Columns<R>, at: usize, y: &mut [R]| {
            let samples = at * SHARE..at * SHARE + y.len() / m;
            runner.run(&x[samples.start * n..samples.end * n], y).map_err(|error| match error {
                Error::Guard { place, sample } => Error::Guard { place, sample: samples.start + sample },
                error => error,
            })
        };
        #[cfg(feature = "rayon")]
        {
            let shares = y.par_chunks_mut(SHARE * m).enumerate();
            let results: Vec<Result<(), Error>> =
                shares.map_init(|| Columns::of(self), |runner, (at, y)| share(runner, at, y)).collect();
            results.into_iter().collect()
        }
        #[cfg(not(feature = "rayon"))]
        {
            let mut runner = Columns::of(self);
            y.chunks_mut(SHARE * m).enumerate().try_for_each(|(at, y)| share(&mut runner, at, y))
        }
    }
}

/// A runner with buffers for samples in columns.
struct Columns<R: Real> {
    runner: Runner<R>,
    x: Vec<[R; LANES]>,
    y: Vec<[R; LANES]>,
}

impl<R: Real> Columns<R> {
    fn of(program: &Program<R>) -> Self {
        Columns {
            runner: program.runner(),
            x: vec![[R::ZERO; LANES]; program.inputs()],
            y: vec![[R::ZERO; LANES]; program.outputs()],
        }
    }

    /// Runs samples that are rows; the last block is filled up with its last sample.
    fn run(&mut self, x: &[R], y: &mut [R]) -> Result<(), Error> {
        let (n, m) = (self.x.len(), self.y.len());
        for (block, y) in y.chunks_mut(LANES * m).enumerate() {
            let first = block * LANES;
            let count = y.len() / m;
            let last = count - 1;
            let rows: [&[R]; LANES] = std::array::from_fn(|lane| &x[(first + lane.min(last)) * n..][..n]);
            for (i, column) in self.x.iter_mut().enumerate() {
                *column = rows.map(|row| row[i]);
            }
            self.runner.run_some_lanes(&self.x, &mut self.y, count).map_err(|error| match error {
                Error::Guard { place, sample } => Error::Guard { place, sample: first + sample },
                error => error,
            })?;
            for (lane, row) in y.chunks_exact_mut(m).enumerate() {
                row.iter_mut().zip(&self.y).for_each(|(y, column)| *y = column[lane]);
            }
        }
        Ok(())
    }
}

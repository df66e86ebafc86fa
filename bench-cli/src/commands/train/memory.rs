//! The memory of a training, estimated before it starts.

use dualtape_contenders::{GradientMethod, MemoryEstimate};
use dualtape_core::Real;
use dualtape_mlp::{Network, Normalisation, Settings};

use crate::commands::train::engine_choice::EngineChoice;
use crate::error::Failure;
use crate::units;

/// The most groups in which gradients of blocks are summed, each with a gradient of its own ([`dualtape_core::TermByTerm`]).
const GROUPS: usize = 16;

/// The lanes of a forward pass, with the primal.
const LANES: u128 = 17;

/// The memory of a training; each part is an upper bound.
pub(crate) struct TrainingMemory {
    network: Network,
    /// The rows of the data.
    rows: usize,
    /// The rows that all threads together differentiate at a time.
    recorded_rows: usize,
    /// The rows per step.
    step_rows: usize,
    /// The data, the parameters and the optimizer.
    state: MemoryEstimate,
    /// The state with the recordings of a step.
    steps: MemoryEstimate,
}

impl TrainingMemory {
    /// The memory of a training of a network on `rows` rows in the precision `R`.
    pub(crate) fn new<R: Real>(
        network: &Network,
        rows: usize,
        settings: &Settings,
        engine: EngineChoice,
        threads: usize,
    ) -> Self {
        let shape = network.shape();
        let step_rows = settings.batch.rows(rows);
        let blocks = if engine == EngineChoice::Fixed(GradientMethod::ForwardGradient) {
            1
        } else {
            step_rows.div_ceil(GradientMethod::BLOCK_ROWS)
        };
        let at_once = blocks.min(threads);
        let recorded_rows = if blocks == 1 { step_rows } else { at_once * GradientMethod::BLOCK_ROWS };

        let moments = settings.optimizer.memory_per_parameter();
        // The parameters, the best ones and the optimizer's state; while a checkpoint is written, those again as
        // numbers, as bytes and as the bytes of the file.
        let copies = 4 * (2 + moments);
        let gradients = 2 + if blocks == 1 { 0 } else { at_once + blocks.min(GROUPS) };
        let mut state = MemoryEstimate::of_numbers(size_of::<R>());
        state.add_numbers((copies + gradients) as u128 * network.parameters() as u128);
        // As read (in double precision), as examples, and in the order of an epoch.
        let as_read = size_of::<f64>().div_ceil(size_of::<R>());
        for _ in 0..2 + as_read {
            state.add_rows(shape, rows);
        }
        // A pass without derivatives over all rows: a layer's inputs and its outputs at a time.
        let widest = shape.widths().iter().max().copied().unwrap_or(0) as u128;
        state.add_numbers(2 * widest * rows as u128);

        let mut steps = state;
        steps.add_steps(shape, recorded_rows);
        if network.normalisation() != Normalisation::None {
            // The centred, squared and scaled products beside the products themselves.
            (0..3).for_each(|_| steps.add_steps(shape, recorded_rows));
        }
        if settings.dropout > 0.0 {
            steps.add_numbers(
                shape.hidden().iter().map(|&width| width as u128).sum::<u128>() * step_rows as u128,
            );
        }
        if matches!(engine, EngineChoice::Auto | EngineChoice::Fixed(GradientMethod::Forward)) {
            steps.add_numbers((2 * LANES * widest).saturating_mul(recorded_rows as u128));
        }
        Self { network: network.clone(), rows, recorded_rows, step_rows, state, steps }
    }

    /// Checks the limit.
    ///
    /// # Errors
    ///
    /// If the network or the batch takes too much; the sentence names the flag.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        let (shape, rows) = (self.network.shape(), self.step_rows);
        self.state.check("--hidden", &format!("the network {shape}"))?;
        Ok(self.steps.check("--batch", &format!("{rows} rows per step of the network {shape}"))?)
    }

    /// Checks the limit for one network in whose layers the hidden layers of so many stand side by side.
    ///
    /// # Errors
    ///
    /// If it takes too much.
    pub(crate) fn check_ensemble(&self, members: usize) -> Result<(), Failure> {
        let shape = self.network.shape();
        let hidden = shape.hidden().iter().map(|&width| (width as u128).saturating_mul(members as u128));
        let widths: Vec<u128> =
            [shape.inputs() as u128].into_iter().chain(hidden).chain([shape.outputs() as u128]).collect();
        // As numbers, in a model, as bytes and as the bytes of the file.
        let mut memory = MemoryEstimate::of_numbers(size_of::<f64>());
        for pair in widths.windows(2) {
            memory.add_numbers(4_u128.saturating_mul(pair[0] + 1).saturating_mul(pair[1]));
        }
        Ok(memory.check("--ensemble", &format!("{members} networks {shape} side by side"))?)
    }

    /// The note about the estimate.
    pub(crate) fn note(&self) -> String {
        format!(
            "{} parameters on {} rows, {} at a time: at most about {} of memory beside the program",
            units::count(self.network.parameters()),
            units::count(self.rows),
            units::count(self.recorded_rows),
            units::memory(self.steps.bytes())
        )
    }
}

#[cfg(test)]
mod tests {
    use dualtape_mlp::{Activation, Batch};

    use super::*;

    fn bytes(rows: usize, batch: usize, method: GradientMethod, threads: usize) -> usize {
        let network = Network::new("784-1000-250-10".parse().expect("a shape"), Activation::Tanh);
        let settings = Settings { batch: Batch::Rows(batch), ..Settings::default() };
        TrainingMemory::new::<f32>(&network, rows, &settings, EngineChoice::Fixed(method), threads)
            .steps
            .bytes()
    }

    #[test]
    fn networks_side_by_side_grow_with_the_square_of_their_number() {
        let network = Network::new("784-1000-250-10".parse().expect("a shape"), Activation::Tanh);
        let engine = EngineChoice::Fixed(GradientMethod::Reverse);
        let memory = TrainingMemory::new::<f32>(&network, 1000, &Settings::default(), engine, 1);
        assert!(memory.check().is_ok() && memory.check_ensemble(6).is_ok());
        let refused = memory.check_ensemble(100).expect_err("25 thousand million weights").to_string();
        assert!(
            refused.starts_with("--ensemble: found 100 networks 784-1000-250-10 side by side"),
            "{refused}"
        );
    }

    #[test]
    fn memory_grows_with_what_is_held_at_a_time() {
        let base = bytes(1000, 64, GradientMethod::Reverse, 2);
        // A million numbers of four bytes: some twenty copies, a batch and the data.
        assert!((80_000_000..160_000_000).contains(&base), "{base}");
        assert!(bytes(10_000, 64, GradientMethod::Reverse, 2) > base, "data");
        assert!(bytes(1000, 64, GradientMethod::Forward, 2) > base, "directions");
        assert!(
            bytes(1000, 256, GradientMethod::Reverse, 2) > bytes(1000, 256, GradientMethod::Reverse, 1),
            "threads"
        );
        let large = |batch| bytes(10_000, batch, GradientMethod::Reverse, 2);
        assert_eq!(large(10_000), large(5_000), "blocks do not grow with the batch");
    }
}

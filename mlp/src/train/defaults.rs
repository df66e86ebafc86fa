//! The default settings of a training, chosen from the size of its data.

use super::schedule::Schedule;
use super::settings::{Batch, Settings};
use crate::activation::Activation;
use crate::optimizer::OptimizerKind;

/// The most inputs that count as few.
const FEW_INPUTS: usize = 3;

/// The most rows that count as few.
const FEW_ROWS: usize = 600;

/// The defaults of a training for data of a size: the network, the share of the validation part, and the settings.
///
/// `mlp/benches/README.md` compares them with those of scikit-learn on public tables. They differ by inputs:
///
/// - **Up to three inputs**, rows cover the space, so what limits the network is the curvature it can reach, not noise
///   in unneeded inputs: `gelu` (32, 32), small batches, a high learning rate, almost no weight decay.
/// - **More inputs** are sparsely covered, so rows are learned by heart sooner: a lower learning rate, and a weight decay
///   that falls as rows are added. Up to 600 rows the activation is `tanh`: it gained one to four points on iris, wine
///   and rossi, and lost half a point to two and a half on glass, breast cancer and auto-mpg. Above, it is `relu`, which
///   was better on modechoice and gapminder and costs less. The first layer grows with the inputs, to 128; the second is
///   half as wide.
///
/// Batches grow with the rows, so that an epoch has at least fifty steps in the middle of the range, and epochs fall with
/// them. The cosine schedule ends the training at a learning rate near zero, and its best epoch is kept, so there is no
/// patience. A tenth of the rows is set aside: a fifth is missed in small tables, but of fewer than 100 rows a tenth
/// judges nothing.
///
/// # Example
/// ```
/// use dualtape_mlp::{Activation, Batch, Defaults};
///
/// let digits = Defaults::for_data(5_000, 784);
/// assert_eq!((digits.hidden, digits.activation), ([128, 64], Activation::Relu));
/// assert_eq!(digits.settings.batch, Batch::Rows(64));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Defaults {
    /// The widths of the hidden layers.
    pub hidden: [usize; 2],
    /// The activation of the hidden layers.
    pub activation: Activation,
    /// The share of the rows in the validation part.
    pub validation: f64,
    /// The settings.
    pub settings: Settings,
}

impl Defaults {
    /// Returns the defaults for a table of `rows` rows whose columns become `inputs` numbers.
    #[must_use]
    pub fn for_data(rows: usize, inputs: usize) -> Self {
        let (rows, inputs) = (rows.max(1), inputs.max(1));
        let is_low = inputs <= FEW_INPUTS;
        let width = inputs.clamp(64, 128).next_power_of_two();
        let fiftieth = power_of_two_below(rows / 50);
        let (smallest_batch, most_epochs) = if is_low { (16, 100) } else { (32, 60) };
        let optimizer = OptimizerKind::AdamW;
        Self {
            hidden: if is_low { [32, 32] } else { [width, width / 2] },
            activation: match (inputs, rows) {
                (..=FEW_INPUTS, _) => Activation::Gelu,
                (_, ..=FEW_ROWS) => Activation::Tanh,
                _ => Activation::Relu,
            },
            validation: if rows < 100 { 0.2 } else { 0.1 },
            settings: Settings {
                epochs: (120_000 / rows).clamp(15, most_epochs),
                batch: Batch::Rows(fiftieth.clamp(smallest_batch, 256)),
                optimizer,
                learning_rate: Self::learning_rate(inputs),
                schedule: Schedule::Cosine,
                weight_decay: if is_low {
                    0.01
                } else {
                    four_decimals((1_000.0 / rows as f64).clamp(0.05, 0.5))
                },
                ..Settings::default()
            },
        }
    }

    /// Returns the learning rate of Adam and `AdamW`: above 64 inputs, it falls with the root of their number.
    fn learning_rate(inputs: usize) -> f64 {
        match inputs {
            0..=FEW_INPUTS => 0.01,
            _ => four_decimals((0.024 / (inputs as f64).sqrt()).clamp(0.001, 0.003)),
        }
    }
}

/// Returns the greatest power of two that is not above `number`, or 1.
fn power_of_two_below(number: usize) -> usize {
    1 << number.max(1).ilog2()
}

/// Rounds a number between 0.001 and 1 to four decimals, so that it reads well in `run.toml`.
fn four_decimals(number: f64) -> f64 {
    (number * 1e4).round() / 1e4
}

#[cfg(test)]
mod tests {
    use super::{Batch, Defaults};
    use crate::activation::Activation;

    const ROWS: [usize; 9] = [0, 1, 99, 100, 1_000, 3_000, 10_000, 200_000, 1_000_000_000];
    const INPUTS: [usize; 8] = [0, 1, 3, 4, 64, 100, 784, 1_000_000];

    #[test]
    fn settings_are_valid_and_bounded_for_any_size() {
        for (rows, inputs) in ROWS.iter().flat_map(|&rows| INPUTS.map(|inputs| (rows, inputs))) {
            let Defaults { hidden, validation, settings, .. } = Defaults::for_data(rows, inputs);
            settings.check().unwrap();
            assert!(hidden.iter().all(|width| (32..=128).contains(width)), "{hidden:?}");
            assert!((0.1..=0.2).contains(&validation) && (15..=100).contains(&settings.epochs));
            assert!((16..=256).contains(&settings.batch.rows(usize::MAX)), "{}", settings.batch);
            assert!((0.001..=0.01).contains(&settings.learning_rate) && settings.weight_decay <= 0.5);
        }
    }

    #[test]
    fn more_rows_mean_larger_batches_fewer_epochs_and_less_decay() {
        for inputs in INPUTS {
            for pair in ROWS.windows(2) {
                let [few, many] = [pair[0], pair[1]].map(|rows| Defaults::for_data(rows, inputs).settings);
                assert!(few.batch.rows(usize::MAX) <= many.batch.rows(usize::MAX), "{pair:?} × {inputs}");
                assert!(few.epochs >= many.epochs, "{pair:?} × {inputs}");
                assert!(few.weight_decay >= many.weight_decay, "{pair:?} × {inputs}");
            }
        }
    }

    #[test]
    fn more_inputs_mean_wider_layers_and_smaller_steps() {
        for pair in INPUTS.windows(2) {
            let [few, many] = [pair[0], pair[1]].map(|inputs| Defaults::for_data(1_000, inputs));
            assert!(few.hidden[0] <= many.hidden[0], "{pair:?}");
            assert!(few.settings.learning_rate >= many.settings.learning_rate, "{pair:?}");
        }
    }

    #[test]
    fn few_inputs_or_few_rows_get_a_smooth_activation() {
        let activation = |rows, inputs| Defaults::for_data(rows, inputs).activation;
        assert_eq!([3, 4].map(|inputs| activation(1_000, inputs)), [Activation::Gelu, Activation::Relu]);
        assert_eq!([600, 601].map(|rows| activation(rows, 4)), [Activation::Tanh, Activation::Relu]);
        assert_eq!(Defaults::for_data(1_000, 3).settings.batch, Batch::Rows(16));
    }
}

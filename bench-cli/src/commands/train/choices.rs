//! The settings of a training that flags give, completed by defaults that suit the data.

use dualtape_mlp::{
    Activation, Batch, Defaults, Loss, Network, Normalisation, OptimizerKind, Schedule, Settings, Shape,
    Trainer,
};

use crate::error::Failure;
use crate::units;

/// The settings that flags may give; none where the data decide.
#[derive(Debug, Clone)]
pub(crate) struct Choices {
    /// The widths of the hidden layers.
    pub(crate) hidden: Option<Vec<usize>>,
    /// The activation of the hidden layers.
    pub(crate) activation: Option<Activation>,
    /// The share of the validation part.
    pub(crate) validation: Option<f64>,
    /// The optimizer.
    pub(crate) optimizer: Option<OptimizerKind>,
    /// The learning rate.
    pub(crate) learning_rate: Option<f64>,
    /// The schedule of the learning rate.
    pub(crate) schedule: Option<Schedule>,
    /// The weight decay.
    pub(crate) weight_decay: Option<f64>,
    /// The number of epochs.
    pub(crate) epochs: Option<usize>,
    /// The rows per step.
    pub(crate) batch: Option<Batch>,
    /// The maximum norm of the gradient; no limit by default.
    pub(crate) clip_norm: Option<f64>,
    /// The share of the hidden units that a step drops.
    pub(crate) dropout: f64,
    /// The ε of label smoothing.
    pub(crate) label_smoothing: f64,
    /// Flag for residual connections.
    pub(crate) residual: bool,
    /// The normalisation of the hidden layers.
    pub(crate) normalise: Normalisation,
    /// The patience; no limit by default.
    pub(crate) patience: Option<usize>,
    /// The seed.
    pub(crate) seed: u64,
}

/// The complete settings of a training.
#[derive(Debug, Clone)]
pub(crate) struct Chosen {
    /// The widths of the hidden layers.
    pub(crate) hidden: Vec<usize>,
    /// The activation of the hidden layers.
    pub(crate) activation: Activation,
    /// The share of the validation part.
    pub(crate) validation: f64,
    /// The settings.
    pub(crate) settings: Settings,
    /// The sentence about the settings that no flag gave, if there are any.
    pub(crate) note: Option<String>,
}

impl Choices {
    /// Completes the settings for data of this size.
    ///
    /// Another optimizer than Adam and its variant comes with its own learning rate and weight decay, and a line search
    /// with full batches and no schedule. A given number of epochs means a constant rate, so that the run can be
    /// resumed for more.
    ///
    /// # Errors
    ///
    /// If the settings contradict one another.
    pub(crate) fn complete(&self, rows: usize, inputs: usize) -> Result<Chosen, Failure> {
        let Defaults { hidden, activation, validation, settings: suited } = Defaults::for_data(rows, inputs);
        let optimizer = self.optimizer.unwrap_or(suited.optimizer);
        let is_adam = matches!(optimizer, OptimizerKind::Adam | OptimizerKind::AdamW);
        let learning_rate = if is_adam { suited.learning_rate } else { optimizer.default_learning_rate() };
        let is_suited = optimizer == suited.optimizer;
        let weight_decay = if is_suited { suited.weight_decay } else { optimizer.default_weight_decay() };
        let searches_lines = optimizer.uses_line_search();
        let is_constant = searches_lines || self.epochs.is_some();

        let mut notes = Notes::default();
        let hidden = notes.or("hidden", self.hidden.clone(), hidden.to_vec(), |widths| {
            widths.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
        });
        let activation = notes.or("activation", self.activation, activation, ToString::to_string);
        let validation =
            notes.or("validation", self.validation, validation, |share| format!("{}%", 100.0 * share));
        let settings = Settings {
            optimizer: notes.or("optimizer", self.optimizer, optimizer, ToString::to_string),
            learning_rate: notes.or("learning rate", self.learning_rate, learning_rate, ToString::to_string),
            schedule: notes.or(
                "schedule",
                self.schedule,
                if is_constant { Schedule::Constant } else { suited.schedule },
                ToString::to_string,
            ),
            weight_decay: notes.or("weight decay", self.weight_decay, weight_decay, ToString::to_string),
            epochs: notes.or("epochs", self.epochs, suited.epochs, ToString::to_string),
            batch: notes.or(
                "batch",
                self.batch,
                if searches_lines { Batch::Full } else { suited.batch },
                ToString::to_string,
            ),
            clip_norm: self.clip_norm,
            dropout: self.dropout,
            label_smoothing: self.label_smoothing,
            patience: self.patience,
            seed: self.seed,
        };
        // The library names its settings like the flags.
        settings.check().map_err(|error| Failure::Input(with_flag(&error.to_string())))?;
        Ok(Chosen { hidden, activation, validation, settings, note: notes.sentence(rows, inputs) })
    }
}

impl Choices {
    /// Returns the network of this shape, whose outputs are in the domain of the loss.
    ///
    /// # Errors
    ///
    /// If no two successive hidden layers are of the same width, so that none could be residual, or if none is hidden.
    pub(crate) fn network(
        &self,
        shape: Shape,
        activation: Activation,
        loss: Loss,
        settings: &Settings,
    ) -> Result<Network, Failure> {
        let hidden = shape.hidden().iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        let widths =
            if hidden.is_empty() { "no hidden layer".to_owned() } else { format!("--hidden {hidden}") };
        if self.normalise != Normalisation::None && shape.hidden().is_empty() {
            return Err(Failure::Input(format!("--normalise: found {widths}, expected one")));
        }
        if self.normalise != Normalisation::None && shape.hidden().contains(&1) {
            // Less its mean, one number is 0.
            return Err(Failure::Input(format!(
                "--normalise: found {widths}, expected widths of at least 2"
            )));
        }
        let network = Network::for_loss(shape, activation, loss).with_normalisation(self.normalise);
        let network = if self.residual { network.with_residual_connections() } else { network };
        if self.residual && !(0..network.shape().depth()).any(|index| network.is_residual(index)) {
            return Err(Failure::Input(format!(
                "--residual: found {widths}, expected two successive hidden layers of the same width, such as --hidden 64,64"
            )));
        }
        Trainer::new(network.clone(), loss, settings.clone())
            .map_err(|error| Failure::Input(with_flag(&error.to_string())))?;
        Ok(network)
    }
}

/// The settings that no flag gave, by name and value.
#[derive(Debug, Default)]
struct Notes(Vec<String>);

impl Notes {
    /// Returns the given value, or else the default, which is noted.
    fn or<T>(&mut self, name: &str, given: Option<T>, default: T, text: impl Fn(&T) -> String) -> T {
        given.unwrap_or_else(|| {
            self.0.push(format!("{name} {}", text(&default)));
            default
        })
    }

    /// Returns the sentence about all of them, or none if there are none.
    fn sentence(self, rows: usize, inputs: usize) -> Option<String> {
        let size = format!("{} and {}", units::counted(rows, "row"), units::counted(inputs, "input"));
        (!self.0.is_empty()).then(|| format!("defaults for {size}: {}", self.0.join(", ")))
    }
}

/// Replaces the name of a setting by its flag: `clip norm: found …` becomes `--clip-norm: found …`.
fn with_flag(sentence: &str) -> String {
    match sentence.split_once(": ") {
        Some((name, rest)) => format!("--{}: {rest}", name.replace(' ', "-")),
        None => sentence.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use dualtape_mlp::{Activation, Batch, Defaults, Normalisation, OptimizerKind, Schedule};

    use super::{Choices, Chosen};

    const NONE: Choices = Choices {
        hidden: None,
        activation: None,
        validation: None,
        optimizer: None,
        learning_rate: None,
        schedule: None,
        weight_decay: None,
        epochs: None,
        batch: None,
        clip_norm: None,
        dropout: 0.0,
        label_smoothing: 0.0,
        residual: false,
        normalise: Normalisation::None,
        patience: None,
        seed: 7,
    };

    fn complete(choices: &Choices) -> Chosen {
        choices.complete(1_461, 5).expect("settings that fit together")
    }

    #[test]
    fn without_flags_the_data_decide_and_all_is_noted() {
        let chosen = complete(&NONE);
        assert_eq!(chosen.settings, Defaults::for_data(1_461, 5).settings);
        let note = chosen.note.expect("a note");
        assert!(
            note.starts_with("defaults for 1,461 rows and 5 inputs: hidden 64,32, activation relu, "),
            "{note}"
        );
        assert!(note.contains("optimizer adamw, ") && note.ends_with(", batch 32"), "{note}");
    }

    #[test]
    fn flags_win_and_are_not_noted() {
        let given = Choices { activation: Some(Activation::Tanh), epochs: Some(3), ..NONE };
        let Chosen { activation, settings, note, .. } = complete(&given);
        let note = note.expect("the rest");
        assert_eq!((activation, settings.epochs), (Activation::Tanh, 3));
        assert!(!note.contains("activation") && !note.contains("epochs"), "{note}");
        assert_eq!(settings.schedule, Schedule::Constant, "it can be resumed for more epochs");
    }

    #[test]
    fn another_optimizer_comes_with_its_own_settings() {
        let optimizer = OptimizerKind::Sgd;
        let settings = complete(&Choices { optimizer: Some(optimizer), ..NONE }).settings;
        assert_eq!(settings.learning_rate, optimizer.default_learning_rate());
        assert_eq!(settings.weight_decay, 0.0);
        let lbfgs = Choices { optimizer: Some(OptimizerKind::Lbfgs), ..NONE };
        assert_eq!(complete(&lbfgs).settings.batch, Batch::Full);
        let contradiction = Choices { batch: Some(Batch::Rows(8)), ..lbfgs };
        let message = contradiction.complete(10, 2).unwrap_err().to_string();
        assert!(message.contains("--batch: found 8, expected full"), "{message}");
    }
}

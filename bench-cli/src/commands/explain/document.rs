//! The content of an explanation, before it is written in one form or another.

use std::path::PathBuf;

use crate::commands::explain::explanation::{FunctionExplanation, Mode};
use crate::commands::explain::worked_example;
use crate::commands::explain::worked_example::{GradientOrder, Section};
use crate::error::Failure;
use crate::functions::assignment::Assignment;
use crate::functions::bound_expression::BoundExpression;
use crate::functions::model_row::{ColumnShare, ModelRow};
use crate::functions::named_function::NamedFunction;
use crate::functions::network_loss::NetworkLoss;
use crate::functions::row_attribution::RowAttribution;
use crate::functions::trained_model::ModelAtRow;
use crate::functions::{FunctionArgument, resolve, trained_model};
use crate::graph::network::Detail;

/// The function to explain, as the flags describe it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FunctionSettings {
    /// The argument FUNCTION.
    pub(crate) function: String,
    /// The values that replace or complete those of the function.
    pub(crate) at: Vec<Assignment>,
    /// The names to differentiate by; all that are trained if empty.
    pub(crate) wrt: Vec<String>,
    /// The modes to run; chosen by the number of names if none.
    pub(crate) mode: Option<Mode>,
    /// The row of a trained model's data, from 1; the first if none.
    pub(crate) row: Option<usize>,
    /// The data of a trained model; those that it was trained on if none.
    pub(crate) data: Option<PathBuf>,
    /// The seed of a network's weights.
    pub(crate) seed: u64,
}

/// The title and the description of a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Heading {
    /// The function's name.
    pub(crate) title: String,
    /// A description in a sentence or two.
    pub(crate) about: String,
}

/// One explained function, or several to be compared.
pub(crate) struct Document {
    /// The heading; none for an expression.
    pub(crate) heading: Option<Heading>,
    /// The functions in order; at least one.
    pub(crate) sections: Vec<Section>,
    /// The shares of the inputs in the prediction of a trained model, at the row as it is.
    pub(crate) attribution: Option<RowAttribution>,
    /// The network whose loss the function is, if it is one.
    pub(crate) network: Option<NetworkLoss>,
    /// The row at which a trained model is shown.
    pub(crate) row: Option<ModelRow>,
    /// The shares of the columns in the prediction at that row, the largest first.
    pub(crate) columns: Vec<ColumnShare>,
}

impl Document {
    /// Resolves FUNCTION and explains it.
    ///
    /// # Errors
    ///
    /// If the flags do not suit the function, or if the explanation fails.
    pub(crate) fn new(settings: &FunctionSettings) -> Result<Self, Failure> {
        let FunctionSettings { function: text, at, wrt, mode, row, data, seed } = settings;
        let argument = resolve(text, *seed)?;
        if !matches!(argument, FunctionArgument::RunDirectory(_)) {
            refuse("--row", row.is_some(), text)?;
            refuse("--data", data.is_some(), text)?;
        }
        match argument {
            FunctionArgument::RunDirectory(path) => {
                let ModelAtRow { model, inputs, row, loss } =
                    trained_model::at_row(&path, row.unwrap_or(1), data.as_deref())?;
                // Other values than those of the row and the model have no prediction of the model.
                let attribution = at.is_empty().then(|| RowAttribution::of(&model, &inputs)).transpose()?;
                let shares = attribution.as_ref().map(|attribution| &attribution.inputs[..]);
                let columns =
                    shares.map(|shares| ColumnShare::ranked(model.run(), shares)).unwrap_or_default();
                let name = format!("the loss of {text} at {}", row.place());
                let document = Self::of_network(loss, settings, &name, &row.about)?;
                Ok(Self { attribution, columns, row: Some(row), ..document })
            }
            FunctionArgument::Network(loss) => {
                Self::of_network(loss, settings, text, &format!("Weights by --seed {seed}."))
            }
            FunctionArgument::Example(example) => {
                let sections = worked_example::explain(&example, at, wrt, *mode)?;
                let heading = Heading { title: example.name, about: example.about.to_owned() };
                Ok(Self { heading: Some(heading), ..Self::of_sections(sections) })
            }
            FunctionArgument::Expression(text) => {
                let function = BoundExpression::parse(&text, at)?;
                let wrt = function.indices_of(wrt)?;
                let explanation = FunctionExplanation::of(&function, function.text(), &wrt, *mode)?;
                let sections = vec![Section::new(explanation, GradientOrder::AsGiven)];
                Ok(Self::of_sections(sections))
            }
        }
    }

    /// These sections alone.
    fn of_sections(sections: Vec<Section>) -> Self {
        Self { heading: None, sections, attribution: None, network: None, row: None, columns: Vec::new() }
    }

    /// Returns the detail if none was asked for: a trained model is shown by its largest contributions.
    pub(crate) fn detail(&self, asked: Option<Detail>) -> Option<Detail> {
        asked.or(self.row.as_ref().map(|_| Detail::Contributions))
    }

    /// Returns whether the modes agree everywhere.
    ///
    /// # Errors
    ///
    /// A failed check if they do not.
    pub(crate) fn verdict(&self) -> Result<(), Failure> {
        let mut explanations = self.sections.iter().map(|section| &section.explanation);
        match explanations.find_map(|explanation| explanation.disagreement.as_ref()) {
            None => Ok(()),
            Some(disagreement) => Err(Failure::Check(disagreement.clone())),
        }
    }

    /// Explains the loss of a network with respect to its parameters, or to the names of `--wrt`.
    fn of_network(
        mut loss: NetworkLoss,
        settings: &FunctionSettings,
        name: &str,
        about: &str,
    ) -> Result<Self, Failure> {
        loss.assign(&settings.at)?;
        let parameters = loss.parameters();
        let wrt = loss.indices_of(if settings.wrt.is_empty() { &parameters } else { &settings.wrt })?;
        let explanation = FunctionExplanation::of(&loss, name, &wrt, settings.mode)?;
        let heading = Heading { title: name.to_owned(), about: format!("{about} {}", loss.description()) };
        let sections = vec![Section::new(explanation, GradientOrder::LargestFirst)];
        Ok(Self { heading: Some(heading), network: Some(loss), ..Self::of_sections(sections) })
    }
}

/// Refuses a flag of trained models with any other function.
fn refuse(flag: &str, is_given: bool, text: &str) -> Result<(), Failure> {
    if !is_given {
        return Ok(());
    }
    let sentence = format!("{flag}: found it with `{text}`, expected it with the folder of a training run");
    Err(Failure::Input(sentence))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_that_disagree_are_a_failed_check_and_a_slope_that_is_not_finite_is_none() {
        let settings = FunctionSettings {
            function: "ln(x)".to_owned(),
            at: vec![Assignment::new("x", 0.0)],
            wrt: Vec::new(),
            mode: None,
            row: None,
            data: None,
            seed: 7,
        };
        let mut document = Document::new(&settings).expect("an expression");
        assert!(!document.sections[0].explanation.marks.is_empty());
        assert!(document.verdict().is_ok());
        document.sections[0].explanation.disagreement = Some("the modes disagree".to_owned());
        let failure = document.verdict().expect_err("a failed check");
        assert_eq!((failure.exit_code(), failure.to_string()), (1, "the modes disagree".to_owned()));
    }
}

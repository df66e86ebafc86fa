//! A row of data in the words of its columns, with the prediction of a trained model for it.

use std::path::Path;

use dualtape_mlp::columns::{Column, Encoding, input_ranges};
use dualtape_mlp::{Error, Model, RunManifest, Task};

use crate::functions::row_attribution::InputShare;

/// A row of data and the outputs of a model for it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ModelRow {
    /// The number of the row in its file, from 1.
    pub(crate) number: usize,
    /// The file.
    pub(crate) file: String,
    /// The name of each input and its value in the units of the data; NaN for a missing number.
    pub(crate) inputs: Vec<(String, f64)>,
    /// The outputs of the network.
    pub(crate) outputs: Vec<ModelOutput>,
    /// The sentence that compares the target of the row with the prediction.
    pub(crate) about: String,
}

/// An output of a network in the words of the target.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ModelOutput {
    /// The class, or the target.
    pub(crate) name: String,
    /// The probability of the class, if the loss gives probabilities.
    pub(crate) probability: Option<f64>,
    /// The value in the units of the target, if it is a regression.
    pub(crate) value: Option<f64>,
}

impl ModelRow {
    /// Predicts for a row of inputs in the units of the data.
    ///
    /// # Errors
    ///
    /// If the inputs do not fit the model.
    pub(crate) fn of(
        model: &Model,
        inputs: &[f64],
        (file, number): (String, usize),
        about: String,
    ) -> Result<Self, Error> {
        let run = model.run();
        let predictions = model.predict(inputs)?;
        let outputs = run.network.shape().outputs();
        let outputs = match run.data.task {
            Task::Regression => {
                let output = |(name, value): (&str, f64)| ModelOutput {
                    name: name.to_owned(),
                    probability: None,
                    value: Some(value),
                };
                run.data.target_names().zip(predictions.values()).map(output).collect()
            }
            Task::Classification => {
                let classes = &run.data.classes;
                let probabilities = predictions.probabilities().ok();
                // A single output is that of the second class.
                let first = classes.len().saturating_sub(outputs);
                let output = |class: usize| ModelOutput {
                    name: classes[class].clone(),
                    probability: probabilities.as_ref().map(|all| all[class]),
                    value: None,
                };
                (first..classes.len()).map(output).collect()
            }
        };
        let inputs = run.data.inputs().into_iter().zip(inputs.iter().copied()).collect();
        Ok(Self { number, file, inputs, outputs, about })
    }

    /// The row and the name of its file: `row 1 of iris.csv`.
    pub(crate) fn place(&self) -> String {
        let name =
            Path::new(&self.file).file_name().map_or(self.file.clone().into(), |name| name.to_string_lossy());
        format!("row {} of {name}", self.number)
    }
}

/// The share of a column in a prediction: the sum of those of its inputs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ColumnShare {
    /// The column.
    pub(crate) column: String,
    /// Its value in the row.
    pub(crate) value: CellValue,
    /// The gradient of the output by it, if it is one number.
    pub(crate) gradient: Option<f64>,
    /// The sum of the integrated gradients of its inputs.
    pub(crate) integrated: f64,
}

/// The value of a column in a row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum CellValue {
    /// A number.
    Number(f64),
    /// A category, or the word for a cell without one.
    Text(String),
}

impl ColumnShare {
    /// Returns the shares of the columns, the largest first, from those of the inputs.
    pub(crate) fn ranked(run: &RunManifest, inputs: &[InputShare]) -> Vec<Self> {
        let columns = run.data.features.iter().zip(input_ranges(&run.data.features));
        let share = |(column, range): (&Column, std::ops::Range<usize>)| {
            let inputs = &inputs[range];
            Self {
                column: column.name.clone(),
                value: value(column, inputs),
                gradient: (inputs.len() == 1).then(|| inputs[0].gradient),
                integrated: inputs.iter().map(|input| input.integrated).sum(),
            }
        };
        let mut shares: Vec<Self> = columns.map(share).collect();
        shares.sort_by(|a, b| b.integrated.abs().total_cmp(&a.integrated.abs()));
        shares
    }
}

/// The value of a column from those of its inputs.
fn value(column: &Column, inputs: &[InputShare]) -> CellValue {
    match &column.encoding {
        Encoding::Category { .. } => {
            let one = inputs.iter().find(|input| input.value == 1.0);
            let name = one.map(|input| input.column[column.name.len()..].trim_start_matches(['=', '.']));
            CellValue::Text(name.unwrap_or("another category").to_owned())
        }
        _ if inputs[0].value.is_nan() => CellValue::Text("missing".to_owned()),
        _ => CellValue::Number(inputs[0].value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(column: &str, value: f64, integrated: f64) -> InputShare {
        InputShare { column: column.to_owned(), value, gradient: 0.5, integrated }
    }

    #[test]
    fn a_category_is_named_and_its_inputs_are_one_share() {
        let encoding = Encoding::Category {
            categories: vec!["Biscoe".to_owned(), "Dream".to_owned()],
            rare: Vec::new(),
            missing: true,
        };
        let column = Column { name: "island".to_owned(), encoding };
        let names = column.inputs();
        let cell = |values: [f64; 3]| {
            let inputs: Vec<InputShare> =
                names.iter().zip(values).map(|(name, value)| share(name, value, 0.0)).collect();
            value(&column, &inputs)
        };
        let text = |text: &str| CellValue::Text(text.to_owned());
        assert_eq!(cell([0.0, 1.0, 0.0]), text("Dream"));
        assert_eq!(cell([0.0, 0.0, 1.0]), text("missing"));
        assert_eq!(cell([0.0, 0.0, 0.0]), text("another category"));
        let number = Column::number("width");
        assert_eq!(value(&number, &[share("width", 3.5, 0.0)]), CellValue::Number(3.5));
        assert_eq!(value(&number, &[share("width", f64::NAN, 0.0)]), text("missing"));
    }
}

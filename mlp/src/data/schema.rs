//! The schema of a data set: its file, columns, task and classes.

use crate::task::Task;
use dualtape_columns::{Column, DecimalMark, DialectChoices, Missing, Target, input_names};
use serde::{Deserialize, Serialize};

/// The columns of the file that a network was trained on, by their use, with the way from their cells to numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DataSchema {
    /// The file, as named on the command line.
    pub file: String,
    /// The task.
    pub task: Task,
    /// The target column.
    pub target: String,
    /// The names of the classes, in the order of the network's outputs; empty for regression.
    pub classes: Vec<String>,
    /// Flag for a target with `%` behind its numbers.
    #[serde(default, skip_serializing_if = "is_false")]
    pub percent: bool,
    /// Flag for a target whose texts count as missing.
    #[serde(default, skip_serializing_if = "is_false")]
    pub lenient: bool,
    /// The column with the weights of the rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weights: Option<String>,
    /// The column with the groups of rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups: Option<String>,
    /// The treatment of missing cells.
    #[serde(default, skip_serializing_if = "is_auto")]
    pub missing: Missing,
    /// The dialect of the file, as far as it was given.
    #[serde(default, skip_serializing_if = "DialectChoices::is_automatic")]
    pub dialect: DialectChoices,
    /// The feature columns, in the order of the network's inputs: their names if all are plain numbers.
    #[serde(with = "features")]
    pub features: Vec<Column>,
}

impl DataSchema {
    /// Returns a schema in which every feature is a plain number.
    pub fn of_numbers(
        file: impl Into<String>,
        task: Task,
        features: impl IntoIterator<Item = impl Into<String>>,
        target: impl Into<String>,
        classes: Vec<String>,
    ) -> Self {
        Self {
            file: file.into(),
            task,
            target: target.into(),
            classes,
            percent: false,
            lenient: false,
            weights: None,
            groups: None,
            missing: Missing::Auto,
            dialect: DialectChoices::default(),
            features: features.into_iter().map(Column::number).collect(),
        }
    }

    /// Returns the names of the network's inputs.
    #[must_use]
    pub fn inputs(&self) -> Vec<String> {
        input_names(&self.features)
    }

    /// Returns the dialect of another file with these columns: it has a header if the first one had, and the same
    /// decimal mark where its numbers do not tell.
    pub(crate) fn dialect(&self) -> DialectChoices {
        DialectChoices {
            header: self.dialect.header.or(Some(true)),
            usual_decimal: self.dialect.usual_decimal.or(Some(DecimalMark::Point)),
            ..self.dialect.clone()
        }
    }

    /// Returns the target column with its classes.
    pub(super) fn target(&self) -> Target {
        Target {
            name: self.target.clone(),
            classes: self.classes.clone(),
            percent: self.percent,
            lenient: self.lenient,
            missing: 0,
            is_guess: false,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde wants")]
fn is_false(flag: &bool) -> bool {
    !*flag
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde wants")]
fn is_auto(missing: &Missing) -> bool {
    *missing == Missing::Auto
}

/// Columns as a list of names, or a table for each.
mod features {
    use super::Column;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Feature {
        Name(String),
        Column(Column),
    }

    pub(super) fn serialize<S: Serializer>(columns: &[Column], to: S) -> Result<S::Ok, S::Error> {
        if columns.iter().all(Column::is_plain) {
            columns.iter().map(|column| &column.name).collect::<Vec<_>>().serialize(to)
        } else {
            columns.serialize(to)
        }
    }

    pub(super) fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<Vec<Column>, D::Error> {
        let features = Vec::<Feature>::deserialize(from)?.into_iter();
        let column = |feature| match feature {
            Feature::Name(name) => Column::number(name),
            Feature::Column(column) => column,
        };
        Ok(features.map(column).collect())
    }
}

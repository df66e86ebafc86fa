//! The schema of a data set: its file, columns, task and classes.

use crate::task::Task;
use dualtape_columns::{Column, DecimalMark, DialectChoices, Missing, Target, input_names};
use serde::{Deserialize, Serialize};

/// A target column of a trained network.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetColumn {
    /// The name.
    pub name: String,
    /// Flag for `%` behind its numbers.
    #[serde(default, skip_serializing_if = "is_false")]
    pub percent: bool,
    /// Flag for texts that count as missing.
    #[serde(default, skip_serializing_if = "is_false")]
    pub lenient: bool,
}

impl TargetColumn {
    /// Returns a column of plain classes or numbers.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), percent: false, lenient: false }
    }

    /// Returns whether nothing but the name is to be said of it.
    fn is_plain(&self) -> bool {
        !(self.percent || self.lenient)
    }
}

/// The columns of the file that a network was trained on, by their use, with the way from their cells to numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataSchema {
    /// The file, as named on the command line.
    pub file: String,
    /// The task.
    pub task: Task,
    /// The target columns: one, or several of a regression.
    #[serde(rename = "target", with = "targets")]
    pub targets: Vec<TargetColumn>,
    /// The names of the classes, in the order of the network's outputs; empty for regression.
    pub classes: Vec<String>,
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
    /// Returns a schema in which every feature, and every target that is no class, is a plain number.
    pub fn of_numbers(
        file: impl Into<String>,
        task: Task,
        features: impl IntoIterator<Item = impl Into<String>>,
        targets: impl IntoIterator<Item = impl Into<String>>,
        classes: Vec<String>,
    ) -> Self {
        Self {
            file: file.into(),
            task,
            targets: targets.into_iter().map(TargetColumn::new).collect(),
            classes,
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

    /// Returns the names of the targets, joined by commas.
    #[must_use]
    pub fn target(&self) -> String {
        self.target_names().collect::<Vec<_>>().join(", ")
    }

    /// Returns the names of the targets.
    pub fn target_names(&self) -> impl Iterator<Item = &str> {
        self.targets.iter().map(|target| target.name.as_str())
    }

    /// Returns the target columns with their classes.
    pub(super) fn plan_targets(&self) -> Vec<Target> {
        let target = |column: &TargetColumn| Target {
            name: column.name.clone(),
            classes: self.classes.clone(),
            percent: column.percent,
            lenient: column.lenient,
            missing: 0,
            is_guess: false,
        };
        self.targets.iter().map(target).collect()
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

/// Targets as a name or a table if there is one, else as a list of these.
mod targets {
    use super::TargetColumn;
    use serde::ser::SerializeSeq;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    #[serde(untagged)]
    enum Stored {
        Name(String),
        Column(TargetColumn),
    }

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany {
        One(Stored),
        Many(Vec<Stored>),
    }

    pub(super) fn serialize<S: Serializer>(targets: &[TargetColumn], to: S) -> Result<S::Ok, S::Error> {
        let stored = |target: &TargetColumn| {
            if target.is_plain() { Stored::Name(target.name.clone()) } else { Stored::Column(target.clone()) }
        };
        if let [only] = targets {
            return stored(only).serialize(to);
        }
        let mut list = to.serialize_seq(Some(targets.len()))?;
        targets.iter().try_for_each(|target| list.serialize_element(&stored(target)))?;
        list.end()
    }

    pub(super) fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<Vec<TargetColumn>, D::Error> {
        let target = |stored| match stored {
            Stored::Name(name) => TargetColumn::new(name),
            Stored::Column(column) => column,
        };
        Ok(match OneOrMany::deserialize(from)? {
            OneOrMany::One(only) => vec![target(only)],
            OneOrMany::Many(list) => list.into_iter().map(target).collect(),
        })
    }
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

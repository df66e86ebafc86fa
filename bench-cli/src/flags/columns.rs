//! The flags about the columns of a table, of `train` and `inspect`.

use std::fmt::Display;
use std::str::FromStr;

use clap::Args;
use dualtape_mlp::columns::{
    Choices, DecimalMark, DialectChoices, EncodingName, Missing, RoleChoice, Separator,
};
use dualtape_mlp::{Reading, TaskChoice};

use crate::flags::values;

/// The flags about the columns of a table, as clap parses them.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Columns")]
pub(crate) struct ColumnFlags {
    /// The column to predict, or several columns of numbers; by default the last
    #[arg(long = "target", value_name = "COLUMNS", value_delimiter = ',')]
    targets: Vec<String>,
    /// Task to learn
    #[arg(long, default_value_t = TaskChoice::Auto, value_name = "NAME",
        value_parser = values::named(TaskChoice::ALL, TaskChoice::name))]
    task: TaskChoice,
    /// Columns to leave out
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    ignore: Vec<String>,
    /// The only columns to learn from
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    features: Option<Vec<String>>,
    /// Roles of columns, such as zip=category,when=date: number, category, boolean, date (or date: and a format such as
    /// %d/%m/%Y), text or id; by default guessed from all rows
    #[arg(long = "as", value_name = "COLUMN=ROLE", value_delimiter = ',', value_parser = role)]
    roles: Vec<(String, RoleChoice)>,
    /// The column with the weights of the rows in the loss
    #[arg(long, value_name = "COLUMN")]
    weights: Option<String>,
    /// The column whose equal cells mark rows that are never split apart
    #[arg(long, value_name = "COLUMN")]
    groups: Option<String>,
    /// Treatment of missing cells
    #[arg(long, default_value_t = Missing::Auto, value_name = "NAME",
        value_parser = values::described(&Missing::ALL, Missing::name, about_missing, |_| false))]
    missing: Missing,
    /// Separator of the cells: a character, tab or spaces; by default detected
    #[arg(long, value_name = "C", value_parser = auto_or::<Separator>)]
    separator: Option<AutoOr<Separator>>,
    /// Decimal mark, a point or a comma; by default detected
    #[arg(long, value_name = "C", value_parser = auto_or::<DecimalMark>)]
    decimal: Option<AutoOr<DecimalMark>>,
    /// The first row is data
    #[arg(long)]
    no_header: bool,
    /// Encoding of the text, such as latin1 or utf-16le; by default detected
    #[arg(long, value_name = "NAME", value_parser = auto_or::<EncodingName>)]
    encoding: Option<AutoOr<EncodingName>>,
}

/// A value, or the word `auto`.
#[derive(Debug, Clone, Copy)]
struct AutoOr<T>(Option<T>);

impl ColumnFlags {
    /// Converts the flags to choices.
    pub(crate) fn reading(&self) -> Reading {
        let named = self.targets.iter().chain(&self.ignore).chain(self.features.iter().flatten());
        let named =
            named.chain(self.roles.iter().map(|(name, _)| name)).chain(&self.weights).chain(&self.groups);
        // A name that only a header can give.
        let has_name = named.into_iter().any(|name| !name.starts_with("column_"));
        Reading {
            dialect: DialectChoices {
                separator: self.separator.and_then(|choice| choice.0),
                decimal: self.decimal.and_then(|choice| choice.0),
                header: if self.no_header { Some(false) } else { has_name.then_some(true) },
                encoding: self.encoding.and_then(|choice| choice.0),
                ..DialectChoices::default()
            },
            columns: Choices {
                targets: self.targets.clone(),
                kind: self.task.into(),
                ignore: self.ignore.clone(),
                features: self.features.clone(),
                roles: self.roles.clone(),
                weights: self.weights.clone(),
                groups: self.groups.clone(),
                missing: self.missing,
            },
        }
    }
}

/// Returns the description of a treatment in the help.
fn about_missing(missing: Missing) -> &'static str {
    match missing {
        Missing::Auto => "A number is the median, a category one more; rows without a target are left out",
        Missing::Error => "Refused",
        Missing::Drop => "Rows with a missing cell are left out",
    }
}

/// Parses `COLUMN=ROLE`; the name may hold the sign `=`.
fn role(text: &str) -> Result<(String, RoleChoice), String> {
    let Some((name, role)) = text.rsplit_once('=') else {
        return Err(format!("expected a column and its role, such as zip=category, found `{text}`"));
    };
    let role = role.parse().map_err(|error: dualtape_mlp::columns::Error| error.to_string())?;
    Ok((name.to_owned(), role))
}

/// Parses `auto` or a value.
fn auto_or<T: FromStr<Err: Display>>(text: &str) -> Result<AutoOr<T>, String> {
    match text {
        "auto" => Ok(AutoOr(None)),
        _ => text.parse().map(|value| AutoOr(Some(value))).map_err(|error: T::Err| error.to_string()),
    }
}

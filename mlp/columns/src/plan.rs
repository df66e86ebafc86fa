//! Plans: the role of each column of a table, guessed from all rows or given, and the recipe that follows.

mod feature;
mod target;

pub use target::Target;

use crate::choices::Choices;
use crate::error::Error;
use crate::profile::Profile;
use crate::recipe::{Column, Encoding};
use crate::role::{Missing, Role};
use crate::table::{Profiles, Table};
use feature::{Use, feature_use};
use std::collections::HashSet;

/// The role of each column of a table, and the recipe that follows.
///
/// # Example
/// ```
/// use dualtape_columns::{Choices, DialectChoices, Plan, Table};
///
/// let csv = "\"\",island,mass,species\n1,Dream,3.7,Adelie\n2,Biscoe,NA,Gentoo\n3,Dream,3.2,Adelie\n4,Biscoe,5.1,Gentoo\n";
/// let mut table = Table::read(csv.as_bytes(), "penguins.csv", &DialectChoices::default())?;
/// let plan = Plan::new(&mut table, &Choices::default())?;
/// let roles: Vec<&str> = plan.summaries.iter().map(|column| column.role.name()).collect();
/// assert_eq!(roles, ["index", "category", "number", "target"]);
/// assert_eq!(dualtape_columns::input_names(&plan.columns), ["island=Biscoe", "island=Dream", "mass"]);
/// assert_eq!(plan.targets[0].classes, ["Adelie", "Gentoo"]);
/// # Ok::<(), dualtape_columns::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Plan {
    /// The columns to use, in the order of the table.
    pub columns: Vec<Column>,
    /// The targets, one at least; several have values.
    pub targets: Vec<Target>,
    /// The column with the weights of the rows.
    pub weights: Option<String>,
    /// The column with the groups of rows.
    pub groups: Option<String>,
    /// The treatment of missing cells.
    pub missing: Missing,
    /// All columns of the table, for a person.
    pub summaries: Vec<ColumnSummary>,
    /// The number of rows of the table.
    pub rows: usize,
}

/// A column of a table and its use, for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnSummary {
    /// The name.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The treatment: `one-hot of 3`, `left out: …`, …
    pub treatment: String,
    /// The number of cells without a value.
    pub missing: usize,
    /// The range of the numbers, or the first categories.
    pub content: String,
}

impl Plan {
    /// Determines the role of each column, after a pass over all rows of the table.
    ///
    /// # Errors
    /// Returns an error if the table cannot be read or has no column of a name in `choices`, and a question if a
    /// column has two readings, if the target makes no sense, or if no feature is left.
    pub fn new(table: &mut Table, choices: &Choices) -> Result<Self, Error> {
        let profiles = table.profiles()?;
        check_names(table, &profiles, choices)?;
        let weights = choices.weights.as_deref().map(|name| table.column_of(&profiles, name)).transpose()?;
        let groups = choices.groups.as_deref().map(|name| table.column_of(&profiles, name)).transpose()?;
        let targets = target::targets(table, &profiles, choices)?;
        let mut columns = Vec::new();
        let mut summaries = Vec::new();
        for (place, profile) in profiles.columns.iter().enumerate() {
            let content = content(profile);
            let summary = |role, treatment, missing| ColumnSummary {
                name: profile.name.clone(),
                role,
                treatment,
                missing,
                content,
            };
            if let Some((_, target)) = targets.iter().find(|(target, _)| *target == place) {
                summaries.push(summary(Role::Target, target.treatment(), target.missing));
                continue;
            }
            let given = |which: Option<usize>| which == Some(place);
            if given(weights) || given(groups) {
                let (role, use_) = if given(weights) {
                    (Role::Weights, "weights of the rows")
                } else {
                    (Role::Groups, "never split apart")
                };
                summaries.push(summary(role, use_.to_owned(), profile.missing));
                continue;
            }
            match feature_use(table, profile, place, choices)? {
                Use::Feature(encoding) => {
                    let missing = missing_cells(profile, &encoding);
                    let role = encoding.role();
                    summaries.push(summary(role, encoding.treatment(missing, choices.missing), missing));
                    columns.push(Column { name: profile.name.clone(), encoding });
                }
                Use::LeftOut(role, why) => {
                    summaries.push(summary(role, format!("left out: {why}"), profile.missing));
                }
            }
        }
        if columns.is_empty() {
            return Err(no_features(table.name(), &profiles, &summaries, targets[0].0));
        }
        Ok(Self {
            columns,
            targets: targets.into_iter().map(|(_, target)| target).collect(),
            weights: choices.weights.clone(),
            groups: choices.groups.clone(),
            missing: choices.missing,
            summaries,
            rows: profiles.rows,
        })
    }
}

/// Returns an error if a choice names a column that is not there.
fn check_names(table: &Table, profiles: &Profiles, choices: &Choices) -> Result<(), Error> {
    let roles = choices.roles.iter().map(|(name, _)| name);
    let named = choices.ignore.iter().chain(choices.features.iter().flatten()).chain(roles);
    let known: HashSet<&str> = profiles.columns.iter().map(|column| column.name.as_str()).collect();
    for name in named.filter(|name| !known.contains(name.as_str())) {
        table.column_of(profiles, name)?;
    }
    Ok(())
}

/// Returns the number of cells without a value in this role.
fn missing_cells(profile: &Profile, encoding: &Encoding) -> usize {
    match encoding {
        Encoding::Category { .. } => profile.missing,
        Encoding::Number { lenient: true, .. } => profile.missing_if_lenient(),
        _ => profile.missing_numbers(),
    }
}

/// The number of categories that a summary shows.
const SHOWN: usize = 3;

/// Returns the range of the numbers, or the most frequent texts.
fn content(profile: &Profile) -> String {
    if profile.texts == 0 && profile.numbers > 0 {
        return format!("{} to {}", profile.lowest, profile.highest);
    }
    let levels = profile.levels_by_rows();
    let shown: Vec<String> = levels.iter().take(SHOWN).map(|(text, _)| shortened(text)).collect();
    match levels.len() {
        0 => profile.first_text.as_ref().map_or(String::new(), |(_, text)| format!("{}, …", shortened(text))),
        count if count > SHOWN => format!("{}, … ({count})", shown.join(", ")),
        _ => shown.join(", "),
    }
}

/// Truncates a text to 24 characters.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(24) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Returns the question, or the error, of a table without a feature.
fn no_features(file: &str, profiles: &Profiles, summaries: &[ColumnSummary], target: usize) -> Error {
    let name = &profiles.columns[target].name;
    let others: Vec<&ColumnSummary> = summaries.iter().filter(|column| column.role != Role::Target).collect();
    let one = |roles: &[Role]| others.iter().find(|column| roles.contains(&column.role));
    let flag = if let Some(text) = one(&[Role::Text, Role::Id]) {
        let numeric = profiles.columns.iter().any(|column| column.name == text.name && column.texts == 0);
        as_flag(&text.name, if numeric { "number" } else { "category" })
    } else if let Some(index) = one(&[Role::Index]) {
        let numeric = profiles.columns.iter().any(|column| column.name == index.name && column.texts == 0);
        as_flag(&index.name, if numeric { "number" } else { "category" })
    } else {
        let found = match others.len() {
            0 => format!("the one column `{name}`, so a target without features"),
            _ => format!("no column beside the target `{name}` that differs from row to row"),
        };
        return Error::Table { file: file.to_owned(), found, expected: "a feature".to_owned() };
    };
    let reasons: Vec<String> =
        others.iter().map(|column| format!("`{}` ({})", column.name, column.role)).take(3).collect();
    Error::Question {
        file: file.to_owned(),
        found: format!("no feature for the target `{name}` but {}", reasons.join(", ")),
        expected: "a column to learn from".to_owned(),
        flag,
    }
}

/// Returns a flag that gives a column its role, quoted for a shell.
fn as_flag(name: &str, role: &str) -> String {
    format!("--as {}", shell_word(&format!("{name}={role}")))
}

/// Returns a word as a shell reads it.
pub(crate) fn shell_word(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-=.:%/".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

//! The target of a table: its column, its classes or values.

use super::{as_flag, shell_word};
use crate::choices::{Choices, TargetKind};
use crate::error::Error;
use crate::profile::{DateFormats, Profile};
use crate::reader::quoted;
use crate::role::RoleChoice;
use crate::table::{Profiles, Table};

/// The number of distinct whole numbers up to which a target can be of classes.
const MOST_NUMERIC_CLASSES: usize = 20;

/// The number of classes above which a target of text is asked about.
const MOST_CLASSES: usize = 1000;

/// The share of the rows that the rarest of several whole numbers must have to be taken for a class.
const RAREST_CLASS: f64 = 0.01;

/// The number of classes up to which they can be numbered.
const MOST_NUMBERED_CLASSES: usize = 10;

/// The share of the numbers between the lowest and the highest class that are classes, at least.
const LEAST_GAPLESS: f64 = 0.75;

/// The number of distinct whole numbers from which on they are values if one of them is rare.
const FEWEST_VALUES: usize = 5;

/// The target of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// The name of the column.
    pub name: String,
    /// The names of the classes in ascending order; empty for values.
    pub classes: Vec<String>,
    /// Flag for numbers with `%` behind them.
    pub percent: bool,
    /// Flag for texts that count as missing.
    pub lenient: bool,
    /// The number of rows without a target.
    pub missing: usize,
    /// Flag for a few whole numbers, of which it was guessed whether they are classes or values.
    pub is_guess: bool,
}

impl Target {
    /// Returns the treatment in words.
    pub(super) fn treatment(&self) -> String {
        let mut words = match (self.classes.len(), self.is_guess) {
            (0, true) => {
                "a few whole numbers, taken for values (--task classification: for classes)".to_owned()
            }
            (0, false) => "values".to_owned(),
            (count, false) => format!("{count} classes"),
            (2, true) => "2 classes".to_owned(),
            (count, true) => {
                format!("{count} whole numbers, taken for classes (--task regression: for values)")
            }
        };
        if self.missing > 0 {
            words = format!("{words}; {} rows without one are left out", self.missing);
        }
        words
    }
}

/// Returns the target columns with their indices: those that are named, else the last that has a name or content.
pub(super) fn targets(
    table: &Table,
    profiles: &Profiles,
    choices: &Choices,
) -> Result<Vec<(usize, Target)>, Error> {
    // A name can have commas, at which a list of names is split.
    let joined = choices.targets.join(",");
    let places = match &choices.targets[..] {
        [_, _, ..] if profiles.columns.iter().any(|column| column.name == joined) => {
            vec![table.column_of(profiles, &joined)?]
        }
        [] => vec![last_column(profiles, choices)],
        names => names.iter().map(|name| table.column_of(profiles, name)).collect::<Result<_, _>>()?,
    };
    let problem = |found: String, expected: &str| Error::Table {
        file: table.name().to_owned(),
        found,
        expected: expected.to_owned(),
    };
    if let Some(twice) = (1..places.len()).find(|&index| places[..index].contains(&places[index])) {
        let found = format!("the target `{}` twice", profiles.columns[places[twice]].name);
        return Err(problem(found, "each once"));
    }
    // Several targets are values: one class per row has one column.
    let values = Choices { kind: TargetKind::Values, ..choices.clone() };
    let choices = match (choices.kind, places.len()) {
        (_, 1) => choices,
        (TargetKind::Classes, count) => {
            return Err(problem(format!("{count} targets of a classification"), "one"));
        }
        _ => &values,
    };
    let decided = |place| Ok((place, target(table.name(), profiles, place, choices)?));
    places.into_iter().map(decided).collect()
}

/// Returns the index of the last column that has a name or content and no other use.
fn last_column(profiles: &Profiles, choices: &Choices) -> usize {
    let is_elsewhere = |profile: &Profile| {
        let name = Some(&profile.name);
        choices.weights.as_ref() == name
            || choices.groups.as_ref() == name
            || choices.ignore.contains(&profile.name)
    };
    // A comma at the end of each line makes a column without name and content.
    let is_ghost = |(place, profile): (usize, &Profile)| {
        profile.present() == 0 && profile.name == format!("column_{}", place + 1)
    };
    let candidates = profiles.columns.iter().enumerate().rev();
    let last =
        candidates.clone().find(|&(place, profile)| !is_elsewhere(profile) && !is_ghost((place, profile)));
    last.map_or(profiles.columns.len() - 1, |(place, _)| place)
}

/// Decides how a target column is read.
fn target(file: &str, profiles: &Profiles, place: usize, choices: &Choices) -> Result<Target, Error> {
    let profile = &profiles.columns[place];
    let is_given = !choices.targets.is_empty();
    let role = choices.roles.iter().rev().find(|(name, _)| *name == profile.name).map(|(_, role)| role);
    let present = profile.present();
    let question = |found: String, expected: &str, flag: String| {
        Err(Error::Question { file: file.to_owned(), found, expected: expected.to_owned(), flag })
    };
    let other = || other_target(profiles, place, choices);
    let name = &profile.name;
    let expected = "a target that can be learnt";
    if present == 0 {
        return question(format!("no content in the target column `{name}`"), expected, other());
    }
    if profile.distinct() == Some(1) {
        let only = profile.levels_by_rows()[0].0.to_owned();
        if is_given || profiles.columns.len() == 1 {
            let found = format!("the one class {} in column `{name}`", quoted(&only));
            return Err(Error::Table {
                file: file.to_owned(),
                found,
                expected: "at least two classes".to_owned(),
            });
        }
        return question(
            format!("{} in each row of the target column `{name}`", quoted(&only)),
            expected,
            other(),
        );
    }
    let as_classes = || {
        let levels = profile.levels_by_rows();
        let mut classes: Vec<String> = levels.into_iter().map(|(text, _)| text.to_owned()).collect();
        classes.sort_unstable();
        Target {
            name: name.clone(),
            classes,
            percent: false,
            lenient: false,
            missing: profile.missing,
            is_guess: false,
        }
    };
    let as_values = |lenient: bool| Target {
        name: name.clone(),
        classes: Vec::new(),
        percent: profile.is_percent(),
        lenient,
        missing: if lenient { profile.missing_if_lenient() } else { profile.missing_numbers() },
        is_guess: false,
    };
    match (role, choices.kind) {
        (Some(RoleChoice::Number), TargetKind::Auto | TargetKind::Values) => return Ok(as_values(true)),
        (_, TargetKind::Values) => return Ok(as_values(false)),
        (Some(RoleChoice::Category), _) if profile.levels.is_some() => return Ok(as_classes()),
        (_, TargetKind::Classes) if profile.texts > 0 && profile.levels.is_some() => return Ok(as_classes()),
        _ => {}
    }
    if profile.texts == 0 && profile.numbers.min(profile.percents) == 0 {
        return numeric_target(file, profile, choices.kind, as_values(false));
    }
    if profile.date_formats() != DateFormats::None {
        let text = profile.first_text.as_ref().map_or("", |(_, text)| text);
        return question(format!("dates such as `{text}` in the target column `{name}`"), expected, other());
    }
    let numbers = profile.numbers + profile.percents;
    let distinct = profile.distinct().unwrap_or(usize::MAX);
    if numbers > profile.texts {
        let (line, text) = profile.first_text.clone().unwrap_or_default();
        let found = format!(
            "{} texts among {numbers} numbers in the target column `{name}`, {} in line {line} for example",
            profile.texts,
            quoted(&text)
        );
        let flag = if 2 * distinct <= present && distinct <= MOST_NUMERIC_CLASSES {
            format!("--task classification or {}", as_flag(name, "number"))
        } else {
            as_flag(name, "number")
        };
        return question(found, "to know what they are", flag);
    }
    let hardly_repeats =
        distinct > 2 && (2 * distinct > present && present >= 10 || distinct == present && present > 3);
    if distinct > MOST_CLASSES || hardly_repeats && !is_given {
        let count = if distinct == usize::MAX { "thousands of".to_owned() } else { distinct.to_string() };
        let found = format!("{count} different texts in {present} rows of the target column `{name}`");
        return question(found, "classes that repeat", other());
    }
    Ok(as_classes())
}

/// Decides if a target of numbers is of classes.
fn numeric_target(file: &str, profile: &Profile, kind: TargetKind, values: Target) -> Result<Target, Error> {
    let Some(levels) = profile.numeric_levels() else {
        return match kind {
            TargetKind::Classes => Err(Error::Table {
                file: file.to_owned(),
                found: format!("more than 5000 different numbers in column `{}`", profile.name),
                expected: "fewer classes".to_owned(),
            }),
            _ => Ok(values),
        };
    };
    let classes = || Target {
        classes: levels.iter().map(|(level, _)| level.to_string()).collect(),
        is_guess: kind == TargetKind::Auto,
        ..values.clone()
    };
    let present: usize = levels.iter().map(|&(_, count)| count).sum();
    if levels.len() < 2 && kind != TargetKind::Values {
        let found = format!("one number in different forms in column `{}`", profile.name);
        return Err(Error::Table {
            file: file.to_owned(),
            found,
            expected: "at least two classes".to_owned(),
        });
    }
    if kind == TargetKind::Classes {
        return Ok(classes());
    }
    let few = levels.len() <= MOST_NUMERIC_CLASSES && 2 * levels.len() <= present;
    if !few || !profile.is_whole || profile.percents > 0 {
        return Ok(values);
    }
    let rarest = levels.iter().map(|&(_, count)| count).min().unwrap_or(0);
    if levels.len() == 2 {
        return Ok(classes());
    }
    // Years, sizes and prices are values; numbered classes begin at 0 or 1 with few gaps.
    let are_numbered = (0.0..=1.0).contains(&profile.lowest)
        && levels.len() <= MOST_NUMBERED_CLASSES
        && levels.len() as f64 >= LEAST_GAPLESS * (profile.highest - profile.lowest + 1.0);
    // Counts have a tail of rare large numbers; classes have rows each.
    let are_rare = (rarest as f64) < (RAREST_CLASS * present as f64).max(2.0);
    match (are_numbered, are_rare) {
        (true, false) => return Ok(classes()),
        (false, _) => return Ok(Target { is_guess: true, ..values }),
        (true, true) if levels.len() >= FEWEST_VALUES => return Ok(Target { is_guess: true, ..values }),
        (true, true) => {}
    }
    Err(Error::Question {
        file: file.to_owned(),
        found: format!(
            "{} different whole numbers in the target column `{}`, one of them in {rarest} of {present} rows",
            levels.len(),
            profile.name
        ),
        expected: "to know if they are values or classes".to_owned(),
        flag: "--task regression or --task classification".to_owned(),
    })
}

/// Returns a flag that names another target: the last column that can be one.
fn other_target(profiles: &Profiles, place: usize, choices: &Choices) -> String {
    let is_suitable = |profile: &Profile| {
        let distinct = profile.distinct().unwrap_or(usize::MAX);
        let are_numbers = profile.texts == 0 && profile.numbers > 0 && !profile.numbers_the_rows();
        let are_classes = profile.texts > 0 && profile.numbers == 0 && 2 * distinct <= profile.present();
        let is_free =
            choices.weights.as_ref() != Some(&profile.name) && choices.groups.as_ref() != Some(&profile.name);
        distinct > 1 && (are_numbers || are_classes) && is_free
    };
    let others = profiles.columns.iter().enumerate().rev().filter(|&(other, _)| other != place);
    let best = others.clone().find(|(_, profile)| is_suitable(profile)).or(others.clone().next());
    best.map_or_else(
        || "--target COLUMN".to_owned(),
        |(_, profile)| format!("--target {}", shell_word(&profile.name)),
    )
}

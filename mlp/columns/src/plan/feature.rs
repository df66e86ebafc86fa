//! The use of a feature column, guessed from its profile.

use super::as_flag;
use crate::cell::date::parse_date;
use crate::cell::number::{Notation, parse_number};
use crate::choices::Choices;
use crate::error::Error;
use crate::profile::{DateFormats, Profile};
use crate::reader::quoted;
use crate::recipe::{Cycle, Encoding};
use crate::role::{Missing, Role, RoleChoice};
use crate::table::Table;

/// The number of categories up to which none is rare.
const FEW: usize = 10;

/// The number of inputs of a column of categories.
const MOST_CATEGORIES: usize = 50;

/// The share of the rows below which a category is rare.
const RARE: f64 = 0.005;

/// The share of the rows above which an input tells where a cell is missing.
const TOLD: f64 = 0.01;

/// The names of columns that number the rows, in lower case.
const INDEX_NAMES: [&str; 26] = [
    "#",
    "case",
    "caseid",
    "case_id",
    "id",
    "ident",
    "idx",
    "index",
    "individual",
    "no",
    "no.",
    "nr",
    "num",
    "number",
    "obs",
    "observation",
    "obsnum",
    "row",
    "row.names",
    "rowid",
    "rowname",
    "rownames",
    "rownumber",
    "sno",
    "subject",
    "unnamed: 0",
];

/// The use of a column.
pub(super) enum Use {
    /// Inputs by this conversion.
    Feature(Encoding),
    /// None, with the reason.
    LeftOut(Role, String),
}

impl Encoding {
    /// Returns the role.
    #[must_use]
    pub fn role(&self) -> Role {
        match self {
            Self::Number { .. } => Role::Number,
            Self::Boolean { .. } => Role::Boolean,
            Self::Category { .. } => Role::Category,
            Self::Date { .. } => Role::Date,
        }
    }

    /// Returns the treatment in words.
    pub(super) fn treatment(&self, missing: usize, policy: Missing) -> String {
        let mut words = match self {
            Self::Number { percent: true, .. } => "as it is, in percent".to_owned(),
            Self::Number { lenient: true, .. } => "as it is; texts are missing".to_owned(),
            Self::Number { .. } => "as it is".to_owned(),
            Self::Boolean { .. } => "0 or 1".to_owned(),
            Self::Category { categories, rare, .. } if rare.is_empty() => {
                format!("one-hot of {}", categories.len())
            }
            Self::Category { categories, rare, .. } => {
                format!("one-hot of {} and one for {} rare ones", categories.len(), rare.len())
            }
            Self::Date { cycles, .. } => {
                let cycles: Vec<&str> = cycles.iter().map(|cycle| cycle.name()).collect();
                if cycles.is_empty() { "days".to_owned() } else { format!("days, {}", cycles.join(", ")) }
            }
        };
        if missing > 0 && policy == Missing::Auto {
            words.push_str(match self {
                Self::Category { .. } => "; missing is one more",
                Self::Number { indicator: true, .. }
                | Self::Boolean { indicator: true }
                | Self::Date { indicator: true, .. } => "; missing: median, and an input that tells",
                _ => "; missing: median",
            });
        }
        words
    }
}

/// Determines the use of a column; `place` is its number, from 0.
pub(super) fn feature_use(
    table: &Table,
    profile: &Profile,
    place: usize,
    choices: &Choices,
) -> Result<Use, Error> {
    let file = table.name();
    let is_named = |names: &[String]| names.contains(&profile.name);
    let is_wanted = choices.features.as_deref().is_some_and(is_named);
    if is_named(&choices.ignore) || choices.features.is_some() && !is_wanted {
        let why = if is_named(&choices.ignore) { "--ignore" } else { "not among --features" };
        return Ok(Use::LeftOut(Role::Ignored, why.to_owned()));
    }
    let role = choices.roles.iter().rev().find(|(name, _)| *name == profile.name).map(|(_, role)| role);
    if let Some(role) = role {
        return given_use(file, profile, role);
    }
    let guess = guess(file, profile, place, table.dialect().header)?;
    Ok(match guess {
        // A column that the user lists is used, whatever it looks like.
        Use::LeftOut(Role::Index | Role::Id | Role::Text, _) if is_wanted => {
            let role = if profile.texts == 0 { RoleChoice::Number } else { RoleChoice::Category };
            given_use(file, profile, &role)?
        }
        guess => guess,
    })
}

/// Returns the use that a user gives a column.
fn given_use(file: &str, profile: &Profile, role: &RoleChoice) -> Result<Use, Error> {
    let encoding = match role {
        RoleChoice::Text => return Ok(Use::LeftOut(Role::Text, "--as".to_owned())),
        RoleChoice::Id => return Ok(Use::LeftOut(Role::Id, "--as".to_owned())),
        RoleChoice::Number => {
            if profile.numbers + profile.percents == 0 {
                return Err(unsuitable(file, profile, "numbers", "category"));
            }
            number(profile, profile.texts > 0)
        }
        // None is rare: who asks for categories wants an input for each.
        RoleChoice::Category if profile.levels.is_some() => category(profile, 1.0),
        RoleChoice::Category => {
            return Err(unsuitable(file, profile, "no more than 5000 short texts", "text"));
        }
        RoleChoice::Boolean => {
            let is_bit =
                profile.texts == 0 && profile.lowest == 0.0 && profile.highest == 1.0 && profile.is_whole;
            if !profile.is_boolean() && !is_bit {
                return Err(unsuitable(
                    file,
                    profile,
                    "two words such as yes and no, or 0 and 1",
                    "category",
                ));
            }
            Encoding::Boolean { indicator: tells(profile, profile.missing_numbers()) }
        }
        RoleChoice::Date(Some(format)) => date(profile, format),
        RoleChoice::Date(None) => match profile.date_formats() {
            DateFormats::One(format) => date(profile, format),
            DateFormats::Two(formats) => return Err(ambiguous_dates(file, profile, formats)),
            DateFormats::None => return Err(unsuitable(file, profile, "dates in one format", "category")),
        },
    };
    Ok(Use::Feature(encoding))
}

/// Returns the question about a column that does not have the content that its role asks for.
fn unsuitable(file: &str, profile: &Profile, expected: &str, other: &str) -> Error {
    let example = profile
        .first_text
        .as_ref()
        .map_or(String::new(), |(line, text)| format!(", {} in line {line} for example", quoted(text)));
    Error::Question {
        file: file.to_owned(),
        found: format!("other content in column `{}`{example}", profile.name),
        expected: expected.to_owned(),
        flag: as_flag(&profile.name, other),
    }
}

fn ambiguous_dates(file: &str, profile: &Profile, formats: [&str; 2]) -> Error {
    let example = profile.first_text.as_ref().map_or("", |(_, text)| text);
    let flags = formats.map(|format| as_flag(&profile.name, &format!("date:{format}")));
    Error::Question {
        file: file.to_owned(),
        found: format!("dates such as `{example}` in column `{}`", profile.name),
        expected: "to know if the day or the month comes first".to_owned(),
        flag: flags.join(" or "),
    }
}

/// Guesses the use of a column.
fn guess(file: &str, profile: &Profile, place: usize, has_header: bool) -> Result<Use, Error> {
    let present = profile.present();
    let left_out = |role, why: &str| Ok(Use::LeftOut(role, why.to_owned()));
    if present == 0 {
        return left_out(Role::Empty, "no content");
    }
    if profile.distinct() == Some(1) {
        if profile.missing == 0 {
            return left_out(Role::Constant, "the same in each row");
        }
        return Ok(Use::Feature(category(profile, rare_below(profile))));
    }
    if is_index(profile, place, has_header) {
        return left_out(Role::Index, "the number or name of the row");
    }
    if profile.texts == 0 && profile.numbers.min(profile.percents) == 0 {
        if profile.is_code() {
            return Ok(code_or_text(profile));
        }
        if profile.is_whole && profile.is_unique() && is_id_name(&profile.name) {
            return left_out(Role::Id, "a different number in each row");
        }
        return Ok(if profile.numbers + profile.percents > 0 {
            Use::Feature(number(profile, false))
        } else {
            code_or_text(profile)
        });
    }
    if profile.is_boolean() {
        return Ok(Use::Feature(Encoding::Boolean { indicator: tells(profile, profile.missing_numbers()) }));
    }
    match profile.date_formats() {
        DateFormats::One(format) => return Ok(Use::Feature(date(profile, format))),
        DateFormats::Two(formats) => return Err(ambiguous_dates(file, profile, formats)),
        DateFormats::None => {}
    }
    let repeats = profile.distinct().is_some_and(|distinct| 2 * distinct <= present);
    let is_few = profile.distinct().is_some_and(|distinct| distinct <= MOST_CATEGORIES);
    // A few texts among many numbers are marks or errors rather than categories.
    // Those with digits in them, such as 136A, are codes of which most happen to be numbers.
    let is_code =
        |text: &str| text.contains(|c: char| c.is_ascii_digit()) && text.chars().all(char::is_alphanumeric);
    let are_codes = profile.is_whole && profile.first_text.as_ref().is_some_and(|(_, text)| is_code(text));
    let are_strays =
        profile.numbers + profile.percents > 9 * profile.texts && !(repeats && is_few) && !are_codes;
    if are_strays || profile.percents > 0 && profile.numbers > 0 {
        return Err(stray_texts(file, profile));
    }
    let guess = code_or_text(profile);
    if matches!(guess, Use::LeftOut(..)) && profile.numbers >= profile.texts && !are_codes {
        return Err(stray_texts(file, profile));
    }
    Ok(guess)
}

/// Returns the question about a column of numbers in which some cells are texts.
fn stray_texts(file: &str, profile: &Profile) -> Error {
    let found = match &profile.first_text {
        Some((line, text)) => format!(
            "{} texts among {} numbers in column `{}`, {} in line {line} for example",
            profile.texts,
            profile.numbers + profile.percents,
            profile.name,
            quoted(text)
        ),
        None => format!("numbers with and without % in column `{}`", profile.name),
    };
    let (number, category) = (as_flag(&profile.name, "number"), as_flag(&profile.name, "category"));
    Error::Question {
        file: file.to_owned(),
        found,
        expected: "to know what they are".to_owned(),
        flag: format!("{number} takes them as missing, {category} takes all for categories"),
    }
}

/// Returns whether a column numbers or names the rows.
fn is_index(profile: &Profile, place: usize, has_header: bool) -> bool {
    let name = profile.name.to_lowercase();
    // Without a header no column has a name.
    let is_unnamed = has_header && name == format!("column_{}", place + 1);
    // R names the names of rows X where it reads them again.
    let is_r_name = profile.name == "X" && place == 0;
    let is_index_name = is_unnamed || is_r_name || INDEX_NAMES.contains(&name.as_str());
    let is_key = profile.is_unique() && profile.missing == 0 && (profile.is_whole || profile.texts > 0);
    let is_date = profile.date_formats() != DateFormats::None;
    is_unnamed && place == 0 && is_key && !is_date || is_index_name && profile.numbers_the_rows()
}

/// Returns whether a name ends as those of keys do: `id`, `customer_id`, `customerId`, `key`.
fn is_id_name(name: &str) -> bool {
    let lower = name.to_lowercase();
    let ends = ["_id", ".id", "-id", " id", "_key", "_no", "_code", "number"];
    matches!(lower.as_str(), "id" | "key" | "uuid" | "ssn" | "isbn" | "code" | "fips")
        || ends.iter().any(|end| lower.ends_with(end))
        || name.ends_with("Id")
        || name.len() > 2 && name.ends_with("ID")
}

/// Returns categories if the texts repeat, else the reason for leaving them out.
fn code_or_text(profile: &Profile) -> Use {
    let present = profile.present();
    let Some(distinct) = profile.distinct() else {
        let role = if profile.is_unique() { Role::Id } else { Role::Text };
        return Use::LeftOut(role, "too many different texts".to_owned());
    };
    if profile.is_unique() {
        return Use::LeftOut(Role::Id, "a different text in each row".to_owned());
    }
    let encoding = category(profile, rare_below(profile));
    let rare_rows: usize = match &encoding {
        Encoding::Category { rare, .. } => {
            let levels = profile.levels.as_ref();
            rare.iter().filter_map(|text| levels?.get(text.as_str())).sum()
        }
        _ => 0,
    };
    if 2 * distinct > present && distinct > 2 || 2 * rare_rows > present {
        return Use::LeftOut(Role::Text, format!("{distinct} different texts in {present} rows"));
    }
    Use::Feature(encoding)
}

/// Returns the number of rows below which a category is rare.
fn rare_below(profile: &Profile) -> f64 {
    (RARE * profile.present() as f64).max(2.0)
}

/// Returns whether an input is to tell where cells are missing.
fn tells(profile: &Profile, missing: usize) -> bool {
    let rows = profile.missing + profile.present();
    missing >= 5 && missing as f64 >= TOLD * rows as f64
}

fn number(profile: &Profile, lenient: bool) -> Encoding {
    let lenient = lenient || profile.percents.min(profile.numbers) > 0;
    let missing = if lenient { profile.missing_if_lenient() } else { profile.missing_numbers() };
    Encoding::Number { percent: profile.is_percent(), indicator: tells(profile, missing), lenient }
}

/// Returns the categories of a column, at most 50; rare ones, with fewer rows than these, share an input.
fn category(profile: &Profile, fewest: f64) -> Encoding {
    let levels = profile.levels_by_rows();
    let is_kept = |index: usize, count: usize| {
        index < MOST_CATEGORIES && (levels.len() <= FEW || count as f64 >= fewest)
    };
    let kept = levels.iter().enumerate().filter(|&(index, &(_, count))| is_kept(index, count)).count();
    // One rare category is no more inputs than a category.
    let kept = if levels.len() == kept + 1 { levels.len() } else { kept };
    let sorted = |levels: &[(&str, usize)]| {
        let mut texts: Vec<String> = levels.iter().map(|&(text, _)| text.to_owned()).collect();
        // Numbers by value, before texts by the alphabet.
        let value = |text: &str| parse_number(text, Notation::default()).unwrap_or(f64::INFINITY);
        texts.sort_by(|a, b| value(a).total_cmp(&value(b)).then(a.cmp(b)));
        texts
    };
    let (kept, rare) = levels.split_at(kept);
    Encoding::Category { categories: sorted(kept), rare: sorted(rare), missing: profile.missing > 0 }
}

fn date(profile: &Profile, format: &str) -> Encoding {
    let moments: Vec<_> =
        profile.levels_by_rows().iter().filter_map(|(text, _)| parse_date(text, format)).collect();
    let mut days: Vec<f64> = moments.iter().map(|moment| moment.days.floor()).collect();
    days.sort_unstable_by(f64::total_cmp);
    days.dedup();
    // Dates of which no two are in one week are of months or years.
    let has_weeks = moments.is_empty() || days.windows(2).any(|pair| pair[1] - pair[0] < 7.0);
    // With too many dates to keep, one tells which parts there are.
    let example = profile.first_text.as_ref().and_then(|(_, text)| parse_date(text, format));
    let has_place = |cycle: &Cycle| example.is_some_and(|moment| cycle.place(&moment).is_some());
    let varies = |cycle: &Cycle| {
        let mut places = moments.iter().map(|moment| cycle.place(moment));
        let first = places.next().flatten();
        let varies = first.is_some() && places.any(|place| place != first);
        (varies || moments.is_empty() && has_place(cycle)) && (*cycle != Cycle::Weekday || has_weeks)
    };
    let cycles = Cycle::ALL.into_iter().filter(varies).collect();
    Encoding::Date { format: format.to_owned(), cycles, indicator: tells(profile, profile.missing_numbers()) }
}

//! Splits of the rows into training and validation parts.

use super::dataset::{Dataset, class_index};
use crate::error::Error;
use crate::random::{Random, Stream};
use crate::task::Task;

/// The rows of the training and the validation part, each in ascending order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// The rows to train on.
    pub train: Vec<usize>,
    /// The rows to validate on; may be empty.
    pub validation: Vec<usize>,
}

/// Draws a share of the rows for validation, stratified by class; groups of rows stay together.
///
/// At least one row of each class is left for training, and a share above 0 gives at least one row for validation
/// if possible. The same seed gives the same split.
///
/// # Errors
/// Returns an error if the share is not at least 0 and below 1.
///
/// # Example
/// ```
/// use dualtape_mlp::{Dataset, TaskChoice, split};
///
/// # let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/iris.csv");
/// let iris = Dataset::open(path, None, TaskChoice::Auto)?;
/// let parts = split(&iris, 0.2, 7)?;
/// assert_eq!((parts.train.len(), parts.validation.len()), (120, 30));
/// assert_eq!(parts.validation.iter().filter(|&&row| iris.targets()[row] == 0.0).count(), 10);
/// # Ok::<(), dualtape_mlp::Error>(())
/// ```
pub fn split(data: &Dataset, share: f64, seed: u64) -> Result<Split, Error> {
    draw(data, share, "validation", &mut Random::new(seed, Stream::Split))
}

/// Draws a share of the rows for a test at the very end, as [`split`] does for validation but independently of it.
///
/// The part [`Split::validation`] is the held-out one; what is trained is trained and validated on [`Split::train`].
///
/// # Errors
/// Returns an error if the share is not at least 0 and below 1.
///
/// # Example
/// ```
/// use dualtape_mlp::{Dataset, TaskChoice, hold_out, split};
///
/// # let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/iris.csv");
/// let iris = Dataset::open(path, None, TaskChoice::Auto)?;
/// let parts = hold_out(&iris, 0.2, 7)?;
/// let (known, test) = (iris.subset(&parts.train), iris.subset(&parts.validation));
/// assert_eq!((known.rows(), test.rows()), (120, 30));
/// assert_eq!(split(&known, 0.1, 7)?.validation.len(), 12);
/// # Ok::<(), dualtape_mlp::Error>(())
/// ```
pub fn hold_out(data: &Dataset, share: f64, seed: u64) -> Result<Split, Error> {
    draw(data, share, "test", &mut Random::new(seed, Stream::HoldOut))
}

/// Draws a share of the rows; `name` denotes it in messages.
fn draw(data: &Dataset, share: f64, name: &'static str, random: &mut Random) -> Result<Split, Error> {
    if !(0.0..1.0).contains(&share) {
        let expected = "a share of at least 0 and below 1";
        return Err(Error::Setting { name, found: share.to_string(), expected });
    }
    let rows = data.rows();
    let wanted = count(share * rows as f64);
    let wanted = if share > 0.0 { wanted.max(1) } else { 0 }.min(rows - 1);
    let mut validation = match data.groups() {
        Some(groups) => whole_groups(groups, wanted, random),
        None => stratified(data, wanted, random),
    };
    validation.sort_unstable();
    let train = (0..rows).filter(|row| validation.binary_search(row).is_err()).collect();
    Ok(Split { train, validation })
}

/// Draws so many rows, of each class in proportion.
fn stratified(data: &Dataset, wanted: usize, random: &mut Random) -> Vec<usize> {
    let mut drawn = Vec::with_capacity(wanted);
    let mut seen = 0;
    for mut stratum in strata(data) {
        random.shuffle(&mut stratum);
        // Rounding the running total, not each stratum's share, makes the shares add up to `wanted`.
        seen += stratum.len();
        let due = count(wanted as f64 * seen as f64 / data.rows() as f64);
        let taken = due - drawn.len();
        // One row of each class stays, so that the network is trained on every class.
        drawn.extend(&stratum[..taken.min(stratum.len().saturating_sub(1))]);
    }
    drawn
}

/// Draws groups until they have about so many rows; one group at least stays.
fn whole_groups(groups: &[usize], wanted: usize, random: &mut Random) -> Vec<usize> {
    let mut drawn = Vec::new();
    for group in shuffled_groups(groups, random).into_iter().skip(1) {
        // A group is taken if that brings the number nearer to the one wanted.
        if 2 * drawn.len() + group.len() < 2 * wanted {
            drawn.extend(group);
        }
    }
    drawn
}

/// Returns the rows of each group, the groups in random order.
fn shuffled_groups(groups: &[usize], random: &mut Random) -> Vec<Vec<usize>> {
    let mut rows = vec![Vec::new(); groups.iter().max().map_or(0, |last| last + 1)];
    for (row, &group) in groups.iter().enumerate() {
        rows[group].push(row);
    }
    // Those of a part of a table can be empty.
    rows.retain(|group| !group.is_empty());
    random.shuffle(&mut rows);
    rows
}

/// Distributes the rows over `count` folds for cross-validation, stratified by class; groups of rows stay together.
///
/// Each split validates on one fold and trains on the others. The sizes of the folds differ by one row at most, and
/// so do their numbers of rows of each class. The same seed gives the same folds.
///
/// # Errors
/// Returns an error for fewer than two folds, or more folds than rows.
///
/// # Example
/// ```
/// use dualtape_mlp::{Dataset, TaskChoice, folds};
///
/// # let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/iris.csv");
/// let iris = Dataset::open(path, None, TaskChoice::Auto)?;
/// for fold in folds(&iris, 5, 7)? {
///     assert_eq!((fold.train.len(), fold.validation.len()), (120, 30));
///     let held_out = iris.subset(&fold.validation);
///     assert_eq!(held_out.targets().iter().filter(|&&class| class == 0.0).count(), 10);
/// }
/// # Ok::<(), dualtape_mlp::Error>(())
/// ```
pub fn folds(data: &Dataset, count: usize, seed: u64) -> Result<Vec<Split>, Error> {
    if !(2..=data.rows()).contains(&count) {
        let found = format!("{count} folds of {} rows", data.rows());
        return Err(Error::Setting { name: "folds", found, expected: "at least 2 and a row for each" });
    }
    let mut random = Random::new(seed, Stream::Folds);
    let fold_of = match data.groups() {
        Some(groups) => folds_of_groups(groups, count, &mut random)?,
        None => stratified_folds(data, count, &mut random),
    };
    let split = |fold: usize| {
        let (validation, train) = (0..data.rows()).partition(|&row| fold_of[row] == fold);
        Split { train, validation }
    };
    Ok((0..count).map(split).collect())
}

/// Returns the fold of each row, so that each fold has its share of each class.
fn stratified_folds(data: &Dataset, count: usize, random: &mut Random) -> Vec<usize> {
    let mut fold_of = vec![0; data.rows()];
    let mut distributed = 0;
    for mut stratum in strata(data) {
        random.shuffle(&mut stratum);
        for row in stratum {
            fold_of[row] = distributed % count;
            distributed += 1;
        }
    }
    fold_of
}

/// Returns the fold of each row, so that no group is in two: each goes to the fold with the fewest rows so far.
fn folds_of_groups(groups: &[usize], count: usize, random: &mut Random) -> Result<Vec<usize>, Error> {
    let mut units = shuffled_groups(groups, random);
    if units.len() < count {
        let found = format!("{count} folds of {} groups", units.len());
        return Err(Error::Setting { name: "folds", found, expected: "at least a group for each" });
    }
    // The large ones first; the sort keeps the random order among equals.
    units.sort_by_key(|rows| std::cmp::Reverse(rows.len()));
    let mut fold_of = vec![0; groups.len()];
    let mut sizes = vec![0; count];
    for rows in units {
        let smallest = (0..count).min_by_key(|&fold| sizes[fold]).expect("two folds at least");
        sizes[smallest] += rows.len();
        rows.into_iter().for_each(|row| fold_of[row] = smallest);
    }
    Ok(fold_of)
}

/// Returns the rows of each class, or all rows of a regression as one stratum.
fn strata(data: &Dataset) -> Vec<Vec<usize>> {
    match data.task() {
        Task::Regression => vec![(0..data.rows()).collect()],
        Task::Classification => {
            let mut strata = vec![Vec::new(); data.classes().len()];
            for (row, &target) in data.targets().iter().enumerate() {
                strata[class_index(target) as usize].push(row);
            }
            strata
        }
    }
}

/// Rounds to the nearest whole number.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of the rows")]
fn count(x: f64) -> usize {
    x.round() as usize
}

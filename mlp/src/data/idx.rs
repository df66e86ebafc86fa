//! Reader of IDX files, the format of MNIST: a file of images and a file of labels.
//!
//! An IDX file is four bytes (0, 0, the type of its numbers, the count of its dimensions), a big-endian
//! `u32` per dimension, and the numbers, big-endian and row-major
//! (<http://yann.lecun.com/exdb/mnist/>, "The IDX file format").

use super::dataset::Dataset;
use crate::error::Error;
use crate::task::Task;
use dualtape_columns::Compression;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The type of the numbers in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NumberType {
    U8,
    I8,
    I16,
    I32,
    F32,
    F64,
}

impl NumberType {
    /// Returns the type of this code; none if there is no such type.
    fn from_code(code: u8) -> Option<Self> {
        Some(match code {
            0x08 => Self::U8,
            0x09 => Self::I8,
            0x0B => Self::I16,
            0x0C => Self::I32,
            0x0D => Self::F32,
            0x0E => Self::F64,
            _ => return None,
        })
    }

    /// Returns the bytes per number.
    fn width(self) -> usize {
        match self {
            Self::U8 | Self::I8 => 1,
            Self::I16 => 2,
            Self::I32 | Self::F32 => 4,
            Self::F64 => 8,
        }
    }

    /// Decodes bytes, a whole number of numbers.
    fn decode(self, bytes: &[u8]) -> Vec<f64> {
        fn words<const N: usize>(bytes: &[u8], number: impl Fn([u8; N]) -> f64) -> Vec<f64> {
            bytes.as_chunks().0.iter().map(|&word| number(word)).collect()
        }
        match self {
            Self::U8 => words(bytes, |word| f64::from(u8::from_be_bytes(word))),
            Self::I8 => words(bytes, |word| f64::from(i8::from_be_bytes(word))),
            Self::I16 => words(bytes, |word| f64::from(i16::from_be_bytes(word))),
            Self::I32 => words(bytes, |word| f64::from(i32::from_be_bytes(word))),
            Self::F32 => words(bytes, |word| f64::from(f32::from_be_bytes(word))),
            Self::F64 => words(bytes, f64::from_be_bytes),
        }
    }
}

/// The content of an IDX file.
struct IdxFile {
    path: PathBuf,
    /// The number of items: the first dimension.
    items: usize,
    /// The dimensions of an item.
    item_shape: Vec<usize>,
    /// Items × the numbers of an item.
    numbers: Vec<f64>,
}

/// The name of the target; the files hold no names.
const TARGET: &str = "label";

impl Dataset {
    /// Reads a pair of IDX files: images (items × any further dimensions) and a label for each.
    ///
    /// Features are named `pixel_` and their indices, such as `pixel_27_0`. The target is `label`; its classes are the
    /// distinct labels in ascending order. The files may be compressed.
    ///
    /// # Errors
    /// Returns an error if a file cannot be read or is no IDX file of the length in its header; if
    /// there is not a whole-number label per image; and if all labels are equal.
    pub fn open_idx(images: impl AsRef<Path>, labels: impl AsRef<Path>) -> Result<Self, Error> {
        let (images, labels) = (IdxFile::open(images.as_ref())?, IdxFile::open(labels.as_ref())?);
        let rows = images.items;
        if images.item_shape.is_empty() {
            return Err(images.problem("one dimension", "images of items × rows × columns"));
        }
        if labels.items != rows || !labels.item_shape.is_empty() {
            let found = format!("{} labels", times(labels.items, &labels.item_shape));
            let expected = format!("{rows}, one for each image of {}", images.path.display());
            return Err(labels.problem(&found, &expected));
        }
        if let Some(index) = images.numbers.iter().position(|number| !number.is_finite()) {
            let width = images.numbers.len() / rows;
            let found = format!("{} in item {}", images.numbers[index], index / width + 1);
            return Err(images.problem(&found, "finite numbers"));
        }
        let (classes, targets) = labels.classes()?;
        Ok(Self::from_parts(
            names(&images.item_shape),
            vec![TARGET.to_owned()],
            Task::Classification,
            classes,
            images.numbers,
            targets,
        ))
    }
}

/// Returns the file of labels for a file of images, by the naming scheme of MNIST.
///
/// # Errors
/// Returns an error if the name does not contain `images`, or if there is no such file.
pub(super) fn labels_beside(images: &Path) -> Result<PathBuf, Error> {
    let problem = |found| Error::Data {
        file: images.display().to_string(),
        found,
        expected: "IMAGES,LABELS: both files with a comma between them".into(),
    };
    let name = images.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    if !name.contains("images") {
        return Err(problem("images whose file name does not tell that of their labels".into()));
    }
    // train-images-idx3-ubyte, train-labels-idx1-ubyte: the digit is the count of dimensions.
    let labels = name.replace("images", "labels");
    let labels = [labels.replace("idx3", "idx1"), labels].map(|name| images.with_file_name(name));
    let [preferred, other] = &labels;
    match labels.iter().find(|path| path.is_file()) {
        Some(path) => Ok(path.clone()),
        None if preferred == other => Err(problem(format!("no labels in {}", preferred.display()))),
        None => Err(problem(format!("no labels in {} or {}", preferred.display(), other.display()))),
    }
}

/// Returns the width of the numbers in a file with this start; 1 if the type is unknown.
pub(super) fn bytes_per_number(start: &[u8]) -> usize {
    start.get(2).and_then(|&code| NumberType::from_code(code)).map_or(1, NumberType::width)
}

impl IdxFile {
    /// Reads a file.
    fn open(path: &Path) -> Result<Self, Error> {
        let mut bytes = Vec::new();
        let read = Compression::open(path).and_then(|(_, mut file)| file.read_to_end(&mut bytes));
        read.map_err(|source| Error::Io { action: "read", path: path.to_owned(), source })?;
        Self::parse(path, &bytes).map_err(|(found, expected)| problem(path, &found, &expected))
    }

    /// Parses the bytes of a file; the error is the content found and the content expected.
    fn parse(path: &Path, bytes: &[u8]) -> Result<Self, (String, String)> {
        let Some((&[first, second, code, count], rest)) = bytes.split_first_chunk() else {
            return Err((format!("{} bytes", bytes.len()), "an IDX file, which has 4 at least".into()));
        };
        if (first, second) != (0, 0) {
            return Err((
                format!("the first bytes {first}, {second}"),
                "an IDX file, which begins 0, 0".into(),
            ));
        }
        let Some(number_type) = NumberType::from_code(code) else {
            let expected = "one of 0x08, 0x09, 0x0B, 0x0C, 0x0D, 0x0E";
            return Err((format!("the type 0x{code:02X} of numbers"), expected.into()));
        };
        let length = 4 * usize::from(count);
        let Some((header, data)) = rest.split_at_checked(length) else {
            return Err((
                format!("a header of {} bytes", bytes.len()),
                format!("one of {} for {count} dimensions", 4 + length),
            ));
        };
        let dimensions: Vec<usize> =
            header.as_chunks().0.iter().map(|&word| u32::from_be_bytes(word) as usize).collect();
        let at_least_one = "dimensions of 1 at least";
        let Some((&items, item_shape)) = dimensions.split_first() else {
            return Err(("no dimensions".into(), at_least_one.into()));
        };
        if dimensions.contains(&0) {
            return Err((times(items, item_shape), at_least_one.into()));
        }
        // A header may claim more than memory can hold.
        let claimed = dimensions.iter().try_fold(number_type.width(), |bytes, &size| bytes.checked_mul(size));
        if claimed != Some(data.len()) {
            let claimed =
                claimed.map_or("more than memory can hold".to_owned(), |claimed| claimed.to_string());
            return Err((
                format!("{} bytes of data", data.len()),
                format!(
                    "{claimed}, for the header says {} numbers of {}",
                    times(items, item_shape),
                    number_type.width()
                ),
            ));
        }
        Ok(Self {
            path: path.to_owned(),
            items,
            item_shape: item_shape.to_vec(),
            numbers: number_type.decode(data),
        })
    }

    /// Returns the distinct labels in ascending order, and the index among them of each item's label.
    fn classes(&self) -> Result<(Vec<String>, Vec<f64>), Error> {
        if let Some(odd) = self.numbers.iter().find(|number| number.fract() != 0.0) {
            return Err(self.problem(&format!("the label {odd}"), "whole numbers"));
        }
        // −0 is 0: as a class it would be a second one.
        let mut levels: Vec<f64> = self.numbers.iter().map(|label| label + 0.0).collect();
        levels.sort_by(f64::total_cmp);
        levels.dedup();
        if let [only] = levels[..] {
            return Err(self.problem(&format!("the one label {only}"), "at least two"));
        }
        let index = |label: &f64| levels.partition_point(|level| level < label) as f64;
        let targets = self.numbers.iter().map(index).collect();
        Ok((levels.iter().map(ToString::to_string).collect(), targets))
    }

    /// Returns an error about this file.
    fn problem(&self, found: &str, expected: &str) -> Error {
        problem(&self.path, found, expected)
    }
}

/// Returns an error about a file.
fn problem(path: &Path, found: &str, expected: &str) -> Error {
    Error::Data { file: path.display().to_string(), found: found.to_owned(), expected: expected.to_owned() }
}

/// Formats dimensions: `60000 × 28 × 28`.
fn times(items: usize, item_shape: &[usize]) -> String {
    item_shape.iter().fold(items.to_string(), |text, size| format!("{text} × {size}"))
}

/// Returns a name per number of an item: `pixel_` and its indices.
fn names(shape: &[usize]) -> Vec<String> {
    shape.iter().fold(vec!["pixel".to_owned()], |names, &size| {
        names.iter().flat_map(|name| (0..size).map(move |index| format!("{name}_{index}"))).collect()
    })
}

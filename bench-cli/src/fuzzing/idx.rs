//! Pairs of IDX files.

use dualtape_mlp::{DataSource, TaskChoice};

use crate::fuzzing::csv::check;
use crate::fuzzing::files::file;

/// Reads a file of images and one of labels, and returns whether they are a data set. The first two bytes, little-endian,
/// are the length of the images.
///
/// # Panics
/// Panics if a data set does not fit together.
pub fn idx(bytes: &[u8]) -> bool {
    let Some((&length, rest)) = bytes.split_first_chunk() else { return false };
    let length = usize::from(u16::from_le_bytes(length)).min(rest.len());
    let (images, labels) = rest.split_at(length);
    let pair = DataSource::Pair(file("images", images), file("labels", labels));
    let data = pair.open(None, TaskChoice::Auto, 7);
    data.is_ok_and(|data| {
        check(&data);
        true
    })
}

//! Files for parsers that read by path.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// The folder of temporary files in memory, where the system has one.
const MEMORY: &str = "/dev/shm";

thread_local! {
    static FOLDER: TempDir =
        tempfile::tempdir_in(MEMORY).or_else(|_| tempfile::tempdir()).expect("a temporary folder");
}

/// Returns the folder of this thread, which vanishes with it.
pub(super) fn folder() -> PathBuf {
    FOLDER.with(|folder| folder.path().to_owned())
}

/// Writes a file of that folder and returns its path.
pub(super) fn file(name: impl AsRef<Path>, bytes: &[u8]) -> PathBuf {
    let path = folder().join(name);
    fs::write(&path, bytes).expect("a writable folder");
    path
}

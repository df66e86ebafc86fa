//! The lock of a run folder: one process writes there, any number read.

use crate::error::Error;
use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::path::PathBuf;

/// The right to write to a run folder, held by one process at a time.
///
/// The system frees it when the process ends, however it ends. The file `.lock` is there while a run is written; a
/// killed process leaves it behind, unlocked, and the next writer takes it over. Dropping the lock removes the file.
#[derive(Debug)]
pub struct RunLock {
    file: File,
    path: PathBuf,
}

impl RunLock {
    /// Locks the file at this path, and creates it if it does not exist.
    ///
    /// On a file system without locks every process gets the lock.
    pub(super) fn acquire(path: PathBuf) -> Result<Self, Error> {
        loop {
            let failed = |source| Error::Io { action: "lock", path: path.clone(), source };
            let file =
                File::options().write(true).create(true).truncate(false).open(&path).map_err(failed)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    let folder = path.parent().map_or_else(PathBuf::new, PathBuf::from);
                    return Err(Error::Locked { folder });
                }
                Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {}
                Err(TryLockError::Error(error)) => return Err(failed(error)),
            }
            let lock = Self { file, path: path.clone() };
            // A former holder may have removed the file between the two calls; then it protects nothing.
            if lock.is_in_place() {
                return Ok(lock);
            }
        }
    }

    /// Returns whether the locked file is the one at its path.
    fn is_in_place(&self) -> bool {
        self.file.metadata().is_ok_and(|held| fs::metadata(&self.path).is_ok_and(|there| same(&held, &there)))
    }
}

impl Drop for RunLock {
    /// Removes the file, and not one that another process has put there since.
    fn drop(&mut self) {
        if self.is_in_place() {
            // A file that stays is not locked and does no harm.
            let _ = fs::remove_file(&self.path);
        }
    }
}

#[cfg(unix)]
fn same(held: &fs::Metadata, there: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (held.dev(), held.ino()) == (there.dev(), there.ino())
}

/// Elsewhere the standard library identifies no files; that one exists has to do.
#[cfg(not(unix))]
fn same(_held: &fs::Metadata, _there: &fs::Metadata) -> bool {
    true
}

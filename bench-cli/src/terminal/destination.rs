//! The destination of a text: checked before the work starts, and written whole or not at all.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::{fs, io};

use tempfile::NamedTempFile;

use crate::error::Failure;
use crate::terminal::escape::escaped;

/// The destination of a text. Opening it finds a bad path before the work starts.
pub(crate) enum Destination {
    /// Standard output.
    Stdout,
    /// A file, renamed into place once it is complete.
    File(PathBuf),
    /// A pipe or a device, which cannot be replaced.
    Device(fs::File),
}

impl Destination {
    /// Opens the destination that a flag names.
    ///
    /// # Errors
    ///
    /// If it is a folder or not writable.
    pub(crate) fn open(flag: &str, path: &Path) -> Result<Self, Failure> {
        if path == Path::new("-") {
            return Ok(Self::Stdout);
        }
        let fail = |error: io::Error| failure(flag, path, &error);
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => {
                let sentence = format!("{flag}: found the folder {}, expected a file name", path.display());
                Err(Failure::Input(sentence))
            }
            Ok(found) if !found.is_file() => {
                Ok(Self::Device(fs::OpenOptions::new().write(true).open(path).map_err(fail)?))
            }
            _ => {
                // Created and removed again: Ctrl-C during the work would leave it behind.
                partial_beside(path).and_then(NamedTempFile::close).map_err(fail)?;
                Ok(Self::File(path.to_owned()))
            }
        }
    }

    /// Writes the text.
    ///
    /// # Errors
    ///
    /// If the destination cannot be written.
    pub(crate) fn write(self, flag: &str, text: &str) -> Result<(), Failure> {
        match self {
            // Data are written as they are, unless a terminal would obey them.
            Self::Stdout if io::stdout().is_terminal() => Ok(print(&escaped(text))?),
            place => place.write_bytes(flag, text.as_bytes()),
        }
    }

    /// Writes bytes.
    ///
    /// # Errors
    ///
    /// If the destination cannot be written.
    pub(crate) fn write_bytes(self, flag: &str, bytes: &[u8]) -> Result<(), Failure> {
        match self {
            Self::Stdout => {
                let mut stdout = io::stdout().lock();
                stdout.write_all(bytes)?;
                stdout.flush()?;
            }
            Self::Device(mut file) => file.write_all(bytes)?,
            Self::File(path) => {
                let fail = |error: io::Error| failure(flag, &path, &error);
                let mut partial = partial_beside(&path).map_err(fail)?;
                partial.write_all(bytes).map_err(fail)?;
                partial.persist(&path).map_err(|error| fail(error.error))?;
            }
        }
        Ok(())
    }
}

/// Writes the text to stdout.
///
/// # Errors
///
/// If stdout cannot be written.
pub(crate) fn print(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()
}

fn failure(flag: &str, path: &Path, error: &io::Error) -> Failure {
    Failure::file(&format!("write the {flag} file"), path, error)
}

/// Creates a temporary file in the same folder, with the permissions of the user's umask.
fn partial_beside(path: &Path) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Created here: the errors of tempfile's own files name the temporary file instead of the destination.
    let make = |partial: &Path| fs::File::create_new(partial);
    tempfile::Builder::new().prefix(".dualtape-").make_in(folder, make)
}

//! A place for a result: tried before the work starts, and written whole or not at all.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::{fs, io};

use tempfile::NamedTempFile;

use crate::error::Failure;

/// Where a text goes. A bad path is found when this is opened, not after an hour.
pub(crate) enum Destination {
    /// Standard output, which then carries nothing else.
    Stdout,
    /// A file that takes its name once it is complete.
    File(PathBuf),
    /// A pipe or a device: there is nothing to replace.
    Device(fs::File),
}

impl Destination {
    /// Tries the place that a flag names.
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
                // Only tried, not kept: Ctrl-C during the work would leave it behind.
                partial_beside(path).and_then(NamedTempFile::close).map_err(fail)?;
                Ok(Self::File(path.to_owned()))
            }
        }
    }

    /// Writes the text.
    pub(crate) fn write(self, flag: &str, text: &str) -> Result<(), Failure> {
        match self {
            Self::Stdout => {
                let mut stdout = io::stdout().lock();
                stdout.write_all(text.as_bytes())?;
                stdout.flush()?;
            }
            Self::Device(mut file) => file.write_all(text.as_bytes())?,
            Self::File(path) => {
                let fail = |error: io::Error| failure(flag, &path, &error);
                let mut partial = partial_beside(&path).map_err(fail)?;
                partial.write_all(text.as_bytes()).map_err(fail)?;
                partial.persist(&path).map_err(|error| fail(error.error))?;
            }
        }
        Ok(())
    }
}

fn failure(flag: &str, path: &Path, error: &io::Error) -> Failure {
    Failure::file(&format!("write the {flag} file"), path, error)
}

/// A file in the same folder that vanishes unless it is completed, readable by whom the user's umask says.
fn partial_beside(path: &Path) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Made by us: the errors of tempfile's own files name the temporary file, which nobody asked for.
    let make = |partial: &Path| fs::File::create_new(partial);
    tempfile::Builder::new().prefix(".dualtape-").make_in(folder, make)
}

//! Where results go: a table to stdout, JSON to a file that is written whole or not at all.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use tempfile::NamedTempFile;

use crate::cli::{ColorChoice, Shared};
use crate::failure::Failure;
use crate::render::Paint;

/// How this run speaks.
pub(crate) struct Output {
    json: Option<Destination>,
    quiet: bool,
    paint: Paint,
}

/// A place for a data file, tried before the work starts: a bad path is found early, not after an hour.
enum Destination {
    Stdout,
    /// A file that takes its name once it is complete.
    File(PathBuf),
    /// A pipe or a device: there is nothing to replace.
    Device(fs::File),
}

impl Output {
    /// Opens everything that the flags ask for.
    pub(crate) fn open(flags: &Shared) -> Result<Self, Failure> {
        let json = flags.json.as_deref().map(Destination::open).transpose()?;
        let colored = match flags.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                // https://no-color.org: set and not empty.
                let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
                !refused && io::stdout().is_terminal()
            }
        };
        Ok(Self { json, quiet: flags.quiet, paint: Paint { colored } })
    }

    /// Whether a progress bar has anyone to look at it.
    pub(crate) fn shows_progress(&self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }

    /// Says a warning on stderr.
    pub(crate) fn warn(&self, warning: &str) {
        if !self.quiet {
            // A closed stderr is no reason to stop.
            let _ = writeln!(io::stderr(), "warning: {warning}");
        }
    }

    /// Gives the result: JSON where it was asked for, and the page for people unless JSON took its place.
    pub(crate) fn finish(
        self,
        record: &impl Serialize,
        page: impl FnOnce(Paint) -> String,
    ) -> Result<(), Failure> {
        let page_goes_out = !matches!(self.json, Some(Destination::Stdout));
        if let Some(destination) = self.json {
            destination.write(record)?;
        }
        if page_goes_out {
            let mut stdout = io::stdout().lock();
            stdout.write_all(page(self.paint).as_bytes())?;
            stdout.flush()?;
        }
        Ok(())
    }
}

impl Destination {
    fn open(path: &Path) -> Result<Self, Failure> {
        if path == Path::new("-") {
            return Ok(Self::Stdout);
        }
        let fail = |error: io::Error| Failure::file("write the --json file", path, &error);
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => {
                let sentence = format!("--json: found the folder {}, expected a file name", path.display());
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

    fn write(self, record: &impl Serialize) -> Result<(), Failure> {
        // Only a map with keys that are no strings could fail, and our records have none.
        let mut text = serde_json::to_string_pretty(record).expect("records have string keys only");
        text.push('\n');
        match self {
            Self::Stdout => {
                let mut stdout = io::stdout().lock();
                stdout.write_all(text.as_bytes())?;
                stdout.flush()?;
            }
            Self::Device(mut file) => file.write_all(text.as_bytes())?,
            Self::File(path) => {
                let fail = |error: io::Error| Failure::file("write the --json file", &path, &error);
                let mut partial = partial_beside(&path).map_err(fail)?;
                partial.write_all(text.as_bytes()).map_err(fail)?;
                partial.persist(&path).map_err(|error| fail(error.error))?;
            }
        }
        Ok(())
    }
}

/// A file in the same folder that vanishes unless it is completed, readable by whom the user's umask says.
fn partial_beside(path: &Path) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Made by us: the errors of tempfile's own files name the temporary file, which nobody asked for.
    let make = |partial: &Path| fs::File::create_new(partial);
    tempfile::Builder::new().prefix(".dualtape-").make_in(folder, make)
}

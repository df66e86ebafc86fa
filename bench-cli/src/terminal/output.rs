//! Where results go: a page to stdout, and files in the formats that flags ask for.

use std::io;
use std::io::{IsTerminal, Write};
use std::path::Path;

use crate::draw::Paint;
use crate::error::Failure;
use crate::flags::exports::{Exports, Format};
use crate::flags::shared::{ColorChoice, Shared};
use crate::terminal::destination::Destination;

/// Charts are no wider than this: beyond it they only become flatter.
const WIDEST: usize = 100;

/// What a terminal has that does not say.
const USUAL: usize = 80;

/// How this run speaks.
pub(crate) struct Output {
    files: Vec<(Format, Destination)>,
    quiet: bool,
    paint: Paint,
}

impl Output {
    /// Opens everything that the flags ask for.
    pub(crate) fn open(flags: &Shared, exports: &Exports) -> Result<Self, Failure> {
        let json = flags.json.as_deref().map(|path| (Format::Json, path));
        let asked: Vec<(Format, &Path)> = json.into_iter().chain(exports.asked()).collect();
        let mut files = Vec::new();
        for (index, &(format, path)) in asked.iter().enumerate() {
            if let Some((earlier, _)) = asked[..index].iter().find(|(_, other)| *other == path) {
                let (flag, earlier, path) = (format.flag(), earlier.flag(), path.display());
                return Err(Failure::Input(format!("{flag}: found {path}, which {earlier} has already")));
            }
            files.push((format, Destination::open(format.flag(), path)?));
        }
        Ok(Self { files, quiet: flags.quiet, paint: paint(flags.color) })
    }

    /// Whether a progress bar has anyone to look at it.
    pub(crate) fn shows_progress(&self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }

    /// Says on stderr what is good to know before the result.
    pub(crate) fn note(&self, note: &str) {
        if !self.quiet {
            // A closed stderr is no reason to stop.
            let _ = writeln!(io::stderr(), "{note}");
        }
    }

    /// Says a warning on stderr.
    pub(crate) fn warn(&self, warning: &str) {
        if !self.quiet {
            // A closed stderr is no reason to stop.
            let _ = writeln!(io::stderr(), "warning: {warning}");
        }
    }

    /// Gives the result: each file, and the page for people unless a file took its place on stdout.
    pub(crate) fn finish(
        self,
        text: impl Fn(Format) -> String,
        page: impl FnOnce(Paint) -> String,
    ) -> Result<(), Failure> {
        let page_goes_out = !self.files.iter().any(|(_, place)| matches!(place, Destination::Stdout));
        // All texts are made before the first is written.
        let texts: Vec<String> = self.files.iter().map(|(format, _)| text(*format)).collect();
        for ((format, destination), text) in self.files.into_iter().zip(texts) {
            destination.write(format.flag(), &text)?;
        }
        if page_goes_out {
            Destination::Stdout.write("", &page(self.paint))?;
        }
        Ok(())
    }
}

/// Colours and charts, where someone looks or they are asked for.
fn paint(choice: ColorChoice) -> Paint {
    let is_terminal = io::stdout().is_terminal();
    let colored = match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => {
            // https://no-color.org: set and not empty.
            let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
            !refused && is_terminal
        }
    };
    let columns = terminal_size::terminal_size().map_or(USUAL, |(width, _)| usize::from(width.0));
    let columns = if is_terminal { columns } else { USUAL };
    let shown = is_terminal || choice == ColorChoice::Always;
    Paint { colored, columns: shown.then_some(columns.min(WIDEST)) }
}

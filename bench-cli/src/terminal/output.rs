//! The output of a command: a page on stdout, and files in other formats.

use std::io;
use std::io::IsTerminal;

use crate::draw::Paint;
use crate::error::Failure;
use crate::flags::exports::Format;
use crate::flags::shared::{ColorChoice, OutputSettings};
use crate::terminal::destination::{Destination, print};
use crate::terminal::escape::{escaped, has_controls};
use crate::terminal::message::tell;
use crate::terminal::progress::ProgressDisplay;

/// The most columns of a chart: a wider one only becomes flatter.
const WIDEST: usize = 100;

/// The columns of a terminal of unknown width.
const USUAL: usize = 80;

/// The output of a command.
pub(crate) struct Output {
    files: Vec<(Format, Destination)>,
    quiet: bool,
    paint: Paint,
}

impl Output {
    /// Opens all files.
    ///
    /// # Errors
    ///
    /// If two formats have the same file, or if a file cannot be written.
    pub(crate) fn open(settings: &OutputSettings) -> Result<Self, Failure> {
        let mut files = Vec::new();
        for (index, (format, path)) in settings.files.iter().enumerate() {
            if let Some((earlier, _)) = settings.files[..index].iter().find(|(_, other)| other == path) {
                let (flag, earlier, path) = (format.flag(), earlier.flag(), path.display());
                return Err(Failure::Input(format!("{flag}: found {path}, which {earlier} has already")));
            }
            files.push((*format, Destination::open(format.flag(), path)?));
        }
        Ok(Self { files, quiet: settings.quiet, paint: paint(settings.color) })
    }

    /// Returns whether progress is shown: on a terminal and unless `--quiet`.
    pub(crate) fn shows_progress(&self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }

    /// Returns the way in which a long work shows its progress.
    pub(crate) fn progress_display(&self) -> ProgressDisplay {
        match (self.quiet, io::stderr().is_terminal()) {
            (true, _) => ProgressDisplay::None,
            (false, true) => ProgressDisplay::Bar,
            (false, false) => ProgressDisplay::Lines,
        }
    }

    /// Writes a note to stderr, unless `--quiet`.
    pub(crate) fn note(&self, note: &str) {
        if !self.quiet {
            tell(note);
        }
    }

    /// Writes a warning to stderr, unless `--quiet`.
    pub(crate) fn warn(&self, warning: &str) {
        if !self.quiet {
            tell(&format!("warning: {warning}"));
        }
    }

    /// Writes the result: each file, and the page unless a file goes to stdout.
    ///
    /// # Errors
    ///
    /// If a file cannot be written.
    pub(crate) fn finish(
        self,
        text: impl Fn(Format) -> String,
        page: impl Fn(Paint) -> String,
    ) -> Result<(), Failure> {
        let page_goes_out = !self.files.iter().any(|(_, place)| matches!(place, Destination::Stdout));
        // All texts are made before the first is written.
        let texts: Vec<String> = self.files.iter().map(|(format, _)| text(*format)).collect();
        for ((format, destination), text) in self.files.into_iter().zip(texts) {
            destination.write(format.flag(), &text)?;
        }
        if page_goes_out {
            print(&visible(page, self.paint))?;
        }
        Ok(())
    }
}

/// Returns the page with visible control characters.
///
/// Its colours are control characters themselves. A page that has others, which are the input's, goes without colours.
fn visible(page: impl Fn(Paint) -> String, paint: Paint) -> String {
    let plain = page(Paint { colored: false, ..paint });
    if paint.colored && !has_controls(&plain) { page(paint) } else { escaped(&plain).into_owned() }
}

/// Returns the style of the page: colours and charts on a terminal or with `--color always`.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn page_about(name: &str) -> String {
        let paint = Paint { colored: true, columns: None };
        visible(|paint| format!("{} is {name}\n", paint.bold("the column")), paint)
    }

    #[test]
    fn the_colours_of_the_program_reach_the_terminal_and_those_of_the_input_do_not() {
        assert_eq!(page_about("x"), "\u{1b}[1mthe column\u{1b}[0m is x\n");
        assert_eq!(page_about("\u{1b}[1mx"), "the column is \\u{1b}[1mx\n");
    }
}

//! A progress bar on stderr.

use std::cell::Cell;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::terminal::message::tell;

/// The time between lines where there is no terminal.
const PAUSE: Duration = Duration::from_secs(10);

/// The way in which progress is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProgressDisplay {
    /// A bar on a terminal.
    Bar,
    /// A line every ten seconds, for a log.
    Lines,
    /// Nothing.
    None,
}

impl ProgressDisplay {
    /// Returns a bar, or nothing.
    pub(crate) fn bar_if(visible: bool) -> Self {
        if visible { Self::Bar } else { Self::None }
    }
}

/// A progress bar, lines, or nothing.
pub(crate) struct Progress {
    bar: ProgressBar,
    /// The time of the next line, if there are lines.
    next_line: Option<Cell<Instant>>,
}

impl Progress {
    /// The progress of `steps` steps.
    pub(crate) fn steps(display: ProgressDisplay, steps: u64) -> Self {
        let is_bar = display == ProgressDisplay::Bar;
        let mut progress = Self::new(is_bar, steps, "{bar:30.cyan/dim} {pos}/{len} {msg} {eta_precise:.dim}");
        progress.next_line = (display == ProgressDisplay::Lines).then(|| Cell::new(Instant::now() + PAUSE));
        progress
    }

    /// A bar of planned time, with the time left.
    pub(crate) fn seconds(visible: bool, seconds: f64) -> Self {
        Self::new(visible, ms(seconds), "{bar:30.cyan/dim} {percent:>3} % {msg}, {eta} left")
    }

    fn new(visible: bool, length: u64, template: &str) -> Self {
        let target = if visible { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let style = ProgressStyle::with_template(template).expect("the template is well-formed");
        let bar = ProgressBar::with_draw_target(Some(length), target).with_style(style);
        if visible {
            // A cell may take seconds; the clock on the line moves meanwhile.
            bar.enable_steady_tick(Duration::from_millis(250));
        }
        Self { bar, next_line: None }
    }

    /// Shows a message.
    pub(crate) fn say(&self, what: String) {
        self.bar.set_message(what);
    }

    /// Sets the number of steps done before; the time left is estimated from the later ones.
    pub(crate) fn start_at(&self, steps: u64) {
        self.bar.set_position(steps);
        self.bar.reset_eta();
    }

    /// Sets the time that has passed.
    pub(crate) fn at(&self, seconds: f64) {
        self.bar.set_position(ms(seconds));
    }

    /// Advances by one step.
    pub(crate) fn step(&self) {
        self.bar.inc(1);
        if let Some(next) = self.next_line.as_ref().filter(|next| Instant::now() >= next.get()) {
            next.set(Instant::now() + PAUSE);
            let (done, all) = (self.bar.position(), self.bar.length().unwrap_or(0));
            tell(&format!("{done} of {all} {}", self.bar.message()));
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a time to come")]
fn ms(seconds: f64) -> u64 {
    (1e3 * seconds) as u64
}

impl Drop for Progress {
    /// Removes the line.
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

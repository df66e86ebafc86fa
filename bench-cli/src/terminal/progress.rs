//! A line on stderr that says what is being done, for people at a terminal only.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A progress bar, or nothing.
pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// A bar of so many steps; an invisible one where nobody would see it.
    pub(crate) fn steps(visible: bool, steps: u64) -> Self {
        Self::new(visible, steps, "{bar:30.cyan/dim} {pos}/{len} {msg} {eta_precise:.dim}")
    }

    /// A bar of planned time, with how much of it is left.
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
        Self { bar }
    }

    /// Says what comes now.
    pub(crate) fn say(&self, what: String) {
        self.bar.set_message(what);
    }

    /// So many steps were done before; the time left is judged by those from here on.
    pub(crate) fn start_at(&self, steps: u64) {
        self.bar.set_position(steps);
        self.bar.reset_eta();
    }

    /// So much of the planned time has passed.
    pub(crate) fn at(&self, seconds: f64) {
        self.bar.set_position(ms(seconds));
    }

    /// One step is done.
    pub(crate) fn step(&self) {
        self.bar.inc(1);
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a time to come")]
fn ms(seconds: f64) -> u64 {
    (1e3 * seconds) as u64
}

impl Drop for Progress {
    /// The line disappears: what stays on the screen is the result.
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

//! A progress bar on stderr.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A progress bar, or nothing.
pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// A bar of `steps` steps.
    pub(crate) fn steps(visible: bool, steps: u64) -> Self {
        Self::new(visible, steps, "{bar:30.cyan/dim} {pos}/{len} {msg} {eta_precise:.dim}")
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
        Self { bar }
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

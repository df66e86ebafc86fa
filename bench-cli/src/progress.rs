//! A line on stderr that says what is being done, for people at a terminal only.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A progress bar, or nothing.
pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// A bar of so many steps; an invisible one where nobody would see it.
    pub(crate) fn new(visible: bool, steps: u64) -> Self {
        let target = if visible { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let style = ProgressStyle::with_template("{bar:30.cyan/dim} {pos}/{len} {msg} {eta_precise:.dim}")
            .expect("the template is well-formed");
        let bar = ProgressBar::with_draw_target(Some(steps), target).with_style(style);
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

    /// One step is done.
    pub(crate) fn step(&self) {
        self.bar.inc(1);
    }
}

impl Drop for Progress {
    /// The line disappears: what stays on the screen is the result.
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

//! Ctrl-C and SIGTERM: the work stops early, and the results so far are saved and reported.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

/// The exit code of an interrupted program.
const INTERRUPTED: i32 = 130;

/// A flag raised by a signal to stop and shared by its clones.
#[derive(Debug, Clone, Default)]
pub(crate) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Starts to listen for Ctrl-C and SIGTERM. A second signal ends the program at once.
    ///
    /// SIGHUP keeps its meaning: `nohup` has it ignored, and a training goes on after the terminal is closed.
    pub(crate) fn listen() -> Self {
        let interrupt = Self::default();
        for signal in [SIGINT, SIGTERM] {
            // The actions run in this order, so the first signal finds the flag lowered. Without them a signal ends
            // the program, which is acceptable.
            let _ = flag::register_conditional_shutdown(signal, INTERRUPTED, Arc::clone(&interrupt.0));
            let _ = flag::register(signal, Arc::clone(&interrupt.0));
        }
        interrupt
    }

    /// Returns whether the flag is raised.
    pub(crate) fn is_raised(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Raises the flag, as a signal does.
    #[cfg(test)]
    pub(crate) fn raise(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

//! Ctrl-C: the work stops early, and the results so far are reported.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A flag raised by Ctrl-C and shared by its clones.
#[derive(Debug, Clone, Default)]
pub(crate) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Starts to listen for Ctrl-C. A second one ends the program at once.
    pub(crate) fn listen() -> Self {
        let interrupt = Self::default();
        let raised = interrupt.clone();
        // Without a handler Ctrl-C ends the program, which is acceptable.
        let _ = ctrlc::set_handler(move || {
            if raised.raise() {
                std::process::exit(130);
            }
        });
        interrupt
    }

    /// Returns whether the flag is raised.
    pub(crate) fn is_raised(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Raises the flag and returns whether it was raised before.
    pub(crate) fn raise(&self) -> bool {
        self.0.swap(true, Ordering::Relaxed)
    }
}

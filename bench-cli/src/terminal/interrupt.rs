//! Ctrl-C: work ends at the next good place, and what it reached is reported.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A flag that Ctrl-C raises; clones share it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Listens for Ctrl-C from now on. A second one ends the program at once.
    pub(crate) fn listen() -> Self {
        let interrupt = Self::default();
        let raised = interrupt.clone();
        // Without a handler Ctrl-C ends the program as it does any other; nothing is refused for that.
        let _ = ctrlc::set_handler(move || {
            if raised.raise() {
                std::process::exit(130);
            }
        });
        interrupt
    }

    /// Whether Ctrl-C came.
    pub(crate) fn is_raised(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Raises the flag; says whether it was raised before.
    pub(crate) fn raise(&self) -> bool {
        self.0.swap(true, Ordering::Relaxed)
    }
}

//! Clocks, passed in as values so that tests can simulate them.

use std::time::{Duration, Instant};

use crate::record::environment::ClockKind;

/// A monotonic clock.
pub(crate) trait Clock {
    /// Returns the time since an arbitrary start.
    fn now(&self) -> Duration;

    /// Returns its kind, for the record; a simulated clock has none.
    fn kind(&self) -> Option<ClockKind>;

    /// Returns the seconds since an earlier reading.
    fn seconds_since(&self, earlier: Duration) -> f64 {
        self.now().saturating_sub(earlier).as_secs_f64()
    }
}

/// The system's monotonic clock.
pub(crate) struct Monotonic {
    start: Instant,
}

impl Monotonic {
    /// Returns a clock that reads zero now.
    pub(crate) fn start() -> Self {
        Self { start: Instant::now() }
    }
}

impl Clock for Monotonic {
    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    fn kind(&self) -> Option<ClockKind> {
        Some(ClockKind::Wall)
    }
}

/// The time for which a processor ran this thread. Other load on the machine does not count, so that a busy machine
/// gives the figures of an idle one. Only for work that stays on this thread.
#[cfg(unix)]
pub(crate) struct Processor;

#[cfg(unix)]
impl Clock for Processor {
    fn now(&self) -> Duration {
        let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        Duration::try_from(now).unwrap_or_default()
    }

    fn kind(&self) -> Option<ClockKind> {
        Some(ClockKind::ThreadProcessorTime)
    }
}

/// Returns the clock for work on `threads` threads.
pub(crate) fn suitable(threads: usize) -> Box<dyn Clock> {
    #[cfg(unix)]
    if threads == 1 {
        return Box::new(Processor);
    }
    let _ = threads;
    Box::new(Monotonic::start())
}

/// A simulated clock, advanced by hand; clones share the time.
#[cfg(test)]
#[derive(Clone, Default)]
pub(crate) struct SimulatedClock {
    now: std::rc::Rc<std::cell::Cell<Duration>>,
}

#[cfg(test)]
impl SimulatedClock {
    /// Advances the clock.
    pub(crate) fn advance(&self, seconds: f64) {
        self.now.set(self.now.get() + Duration::from_secs_f64(seconds));
    }
}

#[cfg(test)]
impl Clock for SimulatedClock {
    fn now(&self) -> Duration {
        self.now.get()
    }

    fn kind(&self) -> Option<ClockKind> {
        None
    }
}

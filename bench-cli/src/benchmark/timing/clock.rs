//! Time as something that is handed in, so that tests decide how fast it runs.

use std::time::{Duration, Instant};

/// A clock that never runs backwards.
pub(crate) trait Clock {
    /// Time since an arbitrary start.
    fn now(&self) -> Duration;

    /// Seconds since an earlier reading.
    fn seconds_since(&self, earlier: Duration) -> f64 {
        self.now().saturating_sub(earlier).as_secs_f64()
    }
}

/// The system's monotonic clock.
pub(crate) struct Monotonic {
    start: Instant,
}

impl Monotonic {
    /// A clock that reads zero now.
    pub(crate) fn start() -> Self {
        Self { start: Instant::now() }
    }
}

impl Clock for Monotonic {
    fn now(&self) -> Duration {
        self.start.elapsed()
    }
}

/// The time that this thread was given a processor: what else the machine does meanwhile does not count, so that a run
/// on a busy machine says the same as one on an idle machine. Only for work that stays on this thread.
#[cfg(unix)]
pub(crate) struct Processor;

#[cfg(unix)]
impl Clock for Processor {
    fn now(&self) -> Duration {
        let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        Duration::try_from(now).unwrap_or_default()
    }
}

/// The clock for work on so many threads, and what it counts.
pub(crate) fn suitable(threads: usize) -> Box<dyn Clock> {
    #[cfg(unix)]
    if threads == 1 {
        return Box::new(Processor);
    }
    let _ = threads;
    Box::new(Monotonic::start())
}

/// A clock that moves only when told to; clones share the time.
#[cfg(test)]
#[derive(Clone, Default)]
pub(crate) struct Fake {
    now: std::rc::Rc<std::cell::Cell<Duration>>,
}

#[cfg(test)]
impl Fake {
    /// Lets this much time pass.
    pub(crate) fn advance(&self, seconds: f64) {
        self.now.set(self.now.get() + Duration::from_secs_f64(seconds));
    }
}

#[cfg(test)]
impl Clock for Fake {
    fn now(&self) -> Duration {
        self.now.get()
    }
}

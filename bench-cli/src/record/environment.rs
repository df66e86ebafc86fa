//! Where a measurement was made: without this a figure means nothing on another day.

use std::{env, fs, thread};

use serde::{Deserialize, Serialize};

use crate::benchmark::timing::Clock;

/// The machine, the build and the clock, as CLI.md's `environment`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Environment {
    /// The processor's name.
    pub(crate) cpu: String,
    /// Processors that the system has online.
    pub(crate) cores: usize,
    /// Processors that this process may run on (`taskset` lowers it).
    pub(crate) pinned: usize,
    /// The one-minute load average at the start; 0 where the system does not tell.
    pub(crate) load: f64,
    /// The operating system and its release.
    pub(crate) os: String,
    /// The compiler that built this binary.
    pub(crate) rustc: String,
    /// What `-C target-cpu` said, or `generic`.
    pub(crate) target_cpu: String,
    /// The cargo profile of this binary.
    pub(crate) profile: String,
    /// The version of dualtape.
    pub(crate) version: String,
    /// The commit that this binary was built from.
    pub(crate) commit: String,
    /// The smallest step that the clock was seen to take.
    pub(crate) timer_resolution_s: f64,
}

impl Environment {
    /// Looks around.
    pub(crate) fn detect(clock: &dyn Clock) -> Self {
        let allowed = thread::available_parallelism().map_or(1, usize::from);
        Self {
            cpu: cpu(),
            cores: online_cores().unwrap_or(allowed),
            pinned: allowed,
            load: load().unwrap_or(0.0),
            os: os_name(),
            rustc: env!("DUALTAPE_RUSTC").to_owned(),
            target_cpu: env!("DUALTAPE_TARGET_CPU").to_owned(),
            profile: env!("DUALTAPE_PROFILE").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            commit: env!("DUALTAPE_COMMIT").to_owned(),
            timer_resolution_s: resolution_s(clock),
        }
    }

    /// What about this machine or build should make a reader doubt the figures, with advice.
    pub(crate) fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        warnings.extend(unoptimised("bench"));
        // Half a core busy elsewhere already shares caches and power with us.
        if self.load > 0.5 {
            warnings.push(format!(
                "the machine is busy (load {:.1} on {} cores): close other programs for steadier figures",
                self.load, self.cores
            ));
        }
        // 1 % of the shortest sample.
        if self.timer_resolution_s > 1e-5 {
            warnings
                .push(format!("the clock is coarse: it moves in steps of {:.1e} s", self.timer_resolution_s));
        }
        warnings
    }
}

/// What makes times of this build worthless for a command, if anything does.
pub(crate) fn unoptimised(command: &str) -> Option<String> {
    let advice = || {
        format!("this is an unoptimised build, its times say little: use `cargo run --release -- {command}`")
    };
    cfg!(debug_assertions).then(advice)
}

/// The processor's name, or else its kind.
pub(crate) fn cpu() -> String {
    cpu_name().unwrap_or_else(|| env::consts::ARCH.to_owned())
}

fn cpu_name() -> Option<String> {
    let text = fs::read_to_string("/proc/cpuinfo").ok()?;
    field(&text, "model name")
}

fn online_cores() -> Option<usize> {
    let text = fs::read_to_string("/proc/cpuinfo").ok()?;
    Some(text.lines().filter(|line| line.starts_with("processor")).count()).filter(|&count| count > 0)
}

fn load() -> Option<f64> {
    fs::read_to_string("/proc/loadavg").ok()?.split_whitespace().next()?.parse().ok()
}

fn os_name() -> String {
    let release = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!("{} {}", env::consts::OS, release.trim()).trim_end().to_owned()
}

/// The value behind `name : value`.
fn field(text: &str, name: &str) -> Option<String> {
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// The smallest step seen between readings of the clock.
fn resolution_s(clock: &dyn Clock) -> f64 {
    /// Enough readings to meet a step of any clock that is finer than a millisecond.
    const READINGS: usize = 10_000;
    let mut smallest = f64::INFINITY;
    let mut before = clock.now();
    for _ in 0..READINGS {
        let step_s = clock.seconds_since(before);
        if step_s > 0.0 {
            smallest = smallest.min(step_s);
        }
        before = clock.now();
    }
    // A clock that never moved is coarser than all the readings together can tell.
    if smallest.is_finite() { smallest } else { 1e-3 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::benchmark::timing::Monotonic;

    #[test]
    fn the_environment_is_complete() {
        let environment = Environment::detect(&Monotonic::start());
        assert!(!environment.cpu.is_empty() && environment.cores >= 1 && environment.pinned >= 1);
        assert!(environment.rustc.starts_with("rustc "));
        assert!(environment.timer_resolution_s > 0.0 && environment.timer_resolution_s < 1e-2);
    }

    #[test]
    fn a_field_of_cpuinfo_is_found() {
        assert_eq!(field("processor : 0\nmodel name\t: Zen 5\n", "model name").as_deref(), Some("Zen 5"));
        assert_eq!(field("", "model name"), None);
    }

    #[test]
    fn a_busy_machine_is_warned_about() {
        let mut environment = Environment::detect(&Monotonic::start());
        environment.load = 3.2;
        assert!(environment.warnings().iter().any(|warning| warning.contains("load 3.2")));
    }
}

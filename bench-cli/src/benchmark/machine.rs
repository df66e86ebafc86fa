//! The machine and the build that a measurement is made with.

use std::{env, fs, thread};

use crate::benchmark::timing::Clock;
use crate::record::environment::Environment;

/// Returns the environment of a measurement that starts now.
pub(crate) fn detect(clock: &dyn Clock) -> Environment {
    let allowed = thread::available_parallelism().map_or(1, usize::from);
    Environment {
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
        clock: clock.kind(),
    }
}

/// Returns the reason why times of this build mean little, if there is one, with the command to use instead.
pub(crate) fn unoptimised(command: &str) -> Option<String> {
    let advice = || {
        format!("this is an unoptimised build, its times say little: use `cargo run --release -- {command}`")
    };
    cfg!(debug_assertions).then(advice)
}

/// Returns the processor's name, or else its architecture.
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

/// Returns the value behind `name : value`.
fn field(text: &str, name: &str) -> Option<String> {
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// Returns the smallest step seen between readings of the clock.
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
    use crate::record::environment::ClockKind;

    #[test]
    fn the_environment_is_complete() {
        let environment = detect(&Monotonic::start());
        assert!(!environment.cpu.is_empty() && environment.cores >= 1 && environment.pinned >= 1);
        assert!(environment.rustc.starts_with("rustc "));
        assert!(environment.timer_resolution_s > 0.0 && environment.timer_resolution_s < 1e-2);
        assert_eq!(environment.clock, Some(ClockKind::Wall));
    }

    #[test]
    fn a_field_of_cpuinfo_is_found() {
        assert_eq!(field("processor : 0\nmodel name\t: Zen 5\n", "model name").as_deref(), Some("Zen 5"));
        assert_eq!(field("", "model name"), None);
    }
}

//! The machine, the build and the clock of a measurement.

use serde::{Deserialize, Serialize};

/// The machine, the build and the clock, the `environment` of `dualtape.bench/1`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(Default))]
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
    /// The value of `-C target-cpu`, or `generic`.
    pub(crate) target_cpu: String,
    /// The cargo profile of this binary.
    pub(crate) profile: String,
    /// The version of dualtape.
    pub(crate) version: String,
    /// The commit that this binary was built from.
    pub(crate) commit: String,
    /// The smallest step that the clock was seen to take.
    pub(crate) timer_resolution_s: f64,
    /// The clock that times were taken by; older records do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) clock: Option<ClockKind>,
}

/// A clock that times are taken by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ClockKind {
    /// The time for which a processor ran the measuring thread.
    ThreadProcessorTime,
    /// The time on the wall.
    Wall,
}

impl Environment {
    /// Returns the reasons to doubt the figures that lie in the machine or its clock, with advice.
    pub(crate) fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        // Half a core busy elsewhere already shares caches and power with this process.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_machine_is_warned_about() {
        let warnings = Environment { load: 3.2, cores: 2, ..Environment::default() }.warnings();
        assert_eq!(warnings.len(), 1);
        assert!(warnings[0].contains("load 3.2 on 2 cores"), "{warnings:?}");
    }
}

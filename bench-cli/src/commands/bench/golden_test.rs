//! A whole run on a clock that obeys: from the checks to every report, byte for byte.
//!
//! After a change that is meant, `SNAPSHOTS=overwrite cargo test -p dualtape-cli golden` writes `tests/golden` anew.

use std::path::Path;
use std::time::Duration;

use dualtape_contenders::EngineKind;
use snapbox::Data;

use crate::analysis::run_set::Runs;
use crate::benchmark::simulated::{Honesty, problems};
use crate::benchmark::timing::SimulatedClock;
use crate::commands::bench::session::Session;
use crate::commands::bench::settings::BenchSettings;
use crate::draw::Paint;
use crate::flags::exports::Format;
use crate::record::environment::Environment;
use crate::report::terminal::bench_table;
use crate::terminal::interrupt::Interrupt;

/// The loss takes √p microseconds and everyone else what theory says; num-dual lies. The machine varies by 4 %.
fn seconds(engine: EngineKind, p: f64, now: Duration) -> f64 {
    let losses = match engine {
        EngineKind::Loss => 1.0,
        EngineKind::Reverse => 2.5,
        EngineKind::Forward => 1.0 + 0.05 * p,
        EngineKind::FiniteDifference => 2.0 * p + 1.0,
        _ => 2.0,
    };
    // Knuth's multiplicative hash of the time, as a number below one.
    let chance = f64::from(now.subsec_nanos().wrapping_mul(2_654_435_761)) / f64::from(u32::MAX);
    1e-6 * p.sqrt() * losses * (1.0 + 0.04 * chance)
}

fn environment() -> Environment {
    Environment {
        cpu: "a clock that obeys".to_owned(),
        cores: 1,
        pinned: 1,
        load: 0.0,
        os: "none".to_owned(),
        rustc: "rustc of the test".to_owned(),
        target_cpu: "generic".to_owned(),
        profile: "test".to_owned(),
        version: "0.0.0".to_owned(),
        commit: "0000000".to_owned(),
        timer_resolution_s: 1e-9,
        clock: None,
    }
}

#[test]
fn golden_a_whole_run_on_the_fake_clock() {
    let command = ["dualtape", "bench", "--time", "1s"];
    let settings = BenchSettings::parse(&command[2..]);
    let session = Session { settings: &settings, interrupt: Interrupt::default(), visible: false };
    let clock = SimulatedClock::default();
    let liar = (EngineKind::NumDual, Honesty::OneEntry);
    let problems = problems(&clock, &[10, 100, 1000, 10_000], seconds, liar);
    let comparison = session.compared(&problems, &clock).expect("the loss is right");
    let mut record = session.record_of(environment(), comparison);
    record.command = command.map(str::to_owned).to_vec();
    // The warning about unoptimised builds depends on how the test was built.
    record.warnings.retain(|warning| !warning.contains("unoptimised"));
    let runs = Runs::one("staged", record);
    for (format, ending) in [(Format::Json, "json"), (Format::Markdown, "md"), (Format::Html, "html")] {
        golden(ending, &crate::report::text(format, &runs));
    }
    golden("txt", &bench_table(&runs, Paint::PLAIN, "nothing"));
}

fn golden(ending: &str, found: &str) {
    let file = format!("{}/tests/golden/staged.{ending}", env!("CARGO_MANIFEST_DIR"));
    snapbox::assert_data_eq!(found, Data::read_from(Path::new(&file), None).raw());
}

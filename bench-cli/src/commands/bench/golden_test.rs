//! A whole run on a clock that obeys: from the checks to every report, byte for byte.
//!
//! After a change that is meant, `SNAPSHOTS=overwrite cargo test -p dualtape-cli golden` writes `tests/golden` anew.

use std::path::Path;
use std::time::Duration;

use dualtape_contenders::EngineKind;
use snapbox::Data;

use crate::analysis::run_set::RunSet;
use crate::benchmark::simulated::{Fault, problems};
use crate::benchmark::timing::SimulatedClock;
use crate::commands::bench::session::Session;
use crate::commands::bench::settings::BenchSettings;
use crate::draw::Paint;
use crate::record::sample;
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

#[test]
fn golden_a_whole_run_on_the_fake_clock() {
    let command = ["dualtape", "bench", "--time", "1s"];
    let settings = BenchSettings::parse(&command[2..]);
    let session = Session { settings: &settings, interrupt: Interrupt::default(), visible: false };
    let clock = SimulatedClock::default();
    let faulty = (EngineKind::NumDual, Fault::OneEntry);
    let problems = problems(&clock, &[10, 100, 1000, 10_000], seconds, faulty);
    let comparison = session.compared(&problems, &clock).expect("the loss is right");
    let mut record = session.record_of(sample::environment(), comparison);
    record.command = command.map(str::to_owned).to_vec();
    // The warning about unoptimised builds depends on how the test was built.
    record.warnings.retain(|warning| !warning.contains("unoptimised"));
    let runs = RunSet::one("staged", record);
    golden("json", &one_line_per_cell(&runs.to_json()));
    golden("txt", &bench_table(&runs, Paint::PLAIN, "nothing"));
}

/// JSON with the deeper levels on one line.
fn one_line_per_cell(json: &str) -> String {
    let mut text = String::new();
    for line in json.lines() {
        let words = line.trim_start();
        let depth = line.len() - words.len();
        let is_inside = depth > 4 || (depth == 4 && words.starts_with(['}', ']']));
        text += if is_inside { " " } else { "\n" };
        text += if is_inside { words } else { line };
    }
    text.trim_start().to_owned() + "\n"
}

fn golden(ending: &str, found: &str) {
    let file = format!("{}/tests/golden/staged.{ending}", env!("CARGO_MANIFEST_DIR"));
    snapbox::assert_data_eq!(found, Data::read_from(Path::new(&file), None).raw());
}

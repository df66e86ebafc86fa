//! The corpora of the fuzz targets, run as tests: files with names in `refused-` are refused, all others accepted.

use std::fs;
use std::path::Path;

use crate::fuzzing;

/// Runs the entry point of a target on every file of its corpus.
fn run(target: &str, entry_point: fn(&[u8]) -> bool) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut count = 0;
    for entry in entries {
        let path = entry.expect("an entry of a folder").path();
        let expected = !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("refused-"));
        let found = entry_point(&fs::read(&path).expect("a file"));
        assert_eq!(found, expected, "{} is accepted", path.display());
        count += 1;
    }
    assert!(count > 0, "no files in {}", folder.display());
}

#[test]
fn the_corpora_obey_the_laws() {
    run("benchmark_json", fuzzing::benchmark_json);
    run("checkpoint", fuzzing::checkpoint);
    run("csv", fuzzing::csv);
    run("expression", fuzzing::expression);
    run("idx", fuzzing::idx);
    run("run_toml", fuzzing::run_toml);
    run("safetensors", fuzzing::safetensors);
}

/// Writes the checkpoints of the corpus anew, for a change of their layout.
#[test]
#[ignore = "it writes into the source tree"]
fn write_checkpoints() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/checkpoint");
    for (name, bytes) in fuzzing::checkpoint::samples() {
        fs::write(folder.join(name), bytes).expect("a writable folder");
    }
}

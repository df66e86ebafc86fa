#![no_main]

use dualtape_cli::fuzzing;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    fuzzing::run_toml(bytes);
});

//! Notes how this binary was built, so that a measurement can say where it comes from.

use std::env;
use std::path::Path;
use std::process::Command;

fn main() {
    let rustc = env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    export("DUALTAPE_RUSTC", &output_of(&rustc, &["--version"]));
    export("DUALTAPE_COMMIT", &output_of("git", &["rev-parse", "--short=12", "HEAD"]));
    export("DUALTAPE_PROFILE", &profile());
    export("DUALTAPE_TARGET_CPU", &target_cpu());

    println!("cargo::rerun-if-changed=build.rs");
    // A new commit on the same branch touches the branch's log, not HEAD.
    for file in ["../.git/HEAD", "../.git/logs/HEAD"] {
        if Path::new(file).exists() {
            println!("cargo::rerun-if-changed={file}");
        }
    }
}

fn export(name: &str, value: &str) {
    println!("cargo::rustc-env={name}={value}");
}

/// The first line that a command prints, or `unknown` where it cannot be run (a source archive has no git).
fn output_of(program: &str, arguments: &[&str]) -> String {
    Command::new(program)
        .args(arguments)
        .output()
        .ok()
        .filter(|output| output.status.success())
        .and_then(|output| String::from_utf8(output.stdout).ok())
        .and_then(|text| text.lines().next().map(str::to_owned))
        .filter(|line| !line.is_empty())
        .unwrap_or_else(|| "unknown".to_owned())
}

/// The folder below `target` names the profile; `PROFILE` alone only says `debug` or `release`.
fn profile() -> String {
    let from_folder = env::var("OUT_DIR").ok().and_then(|folder| {
        let profile = Path::new(&folder).ancestors().nth(3)?.file_name()?.to_str()?;
        Some(profile.to_owned())
    });
    from_folder.or_else(|| env::var("PROFILE").ok()).unwrap_or_else(|| "unknown".to_owned())
}

/// Returns the value of `-C target-cpu`; without it the code is generic and picks its SIMD width at run time.
fn target_cpu() -> String {
    let flags = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    flags
        .split('\u{1f}')
        .filter_map(|flag| flag.strip_prefix("-C").unwrap_or(flag).trim().strip_prefix("target-cpu="))
        .next_back()
        .unwrap_or("generic")
        .to_owned()
}

//! The compiler's words for what does not compile, one program each, and a twin of them all that does.
//!
//! The lines of a program that begin with `//~` stand in its errors. Errors of the standard library's traits are the
//! compiler's own; those of this library's traits name the way out.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The manifest of a package with one example per program, away from this workspace.
fn manifest(root: &Path, programs: &Path, names: &[String]) -> String {
    let mut text = format!(
        "[package]\nname = \"misuse\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         dualtape = {{ path = '{}' }}\n\n[lib]\npath = \"lib.rs\"\n",
        root.display()
    );
    for name in names {
        let path = programs.join(name).with_extension("rs");
        let _ = write!(text, "\n[[example]]\nname = \"{name}\"\npath = '{}'\n", path.display());
    }
    text
}

#[test]
fn errors_name_the_way_out() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let programs = root.join("tests/misuse");
    let mut names: Vec<String> = fs::read_dir(&programs)
        .expect("the programs")
        .map(|entry| {
            entry.expect("a program").path().file_stem().expect("a name").to_string_lossy().into_owned()
        })
        .collect();
    names.sort();
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join("misuse");
    fs::create_dir_all(&package).expect("a folder of the build");
    fs::write(package.join("lib.rs"), "").expect("an empty library");
    fs::write(package.join("Cargo.toml"), manifest(root, &programs, &names)).expect("a manifest");
    // The versions of the workspace, so that nothing is looked for.
    fs::copy(root.join("../../Cargo.lock"), package.join("Cargo.lock")).expect("the lock file");
    let mut wrong = String::new();
    for name in &names {
        let check = Command::new(env!("CARGO"))
            .args(["check", "--offline", "--quiet", "--color=never", "--example", name])
            .env("CARGO_TARGET_DIR", package.join("target"))
            .env_remove("RUSTFLAGS")
            .current_dir(&package)
            .output()
            .expect("cargo runs");
        // As one line, so that no width of the compiler's page matters.
        let errors =
            String::from_utf8_lossy(&check.stderr).replace("= note", "note").replace("= help", "help");
        let program = fs::read_to_string(programs.join(name).with_extension("rs")).expect("a program");
        for line in program.lines().filter_map(|line| line.strip_prefix("//~ ")) {
            let is_held = if line == "no errors" { check.status.success() } else { errors.contains(line) };
            if !is_held {
                let _ = write!(wrong, "{name}: expected {line:?} in\n{errors}\n");
            }
        }
    }
    assert!(names.len() >= 10, "{names:?}");
    assert!(wrong.is_empty(), "{wrong}");
}

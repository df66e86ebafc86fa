//! Runs the real binary in a folder of its own.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::records::invented;

/// A folder to run in, which vanishes afterwards.
pub(crate) struct Sandbox {
    folder: TempDir,
}

impl Sandbox {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// Returns its path.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Puts a file there.
    pub(crate) fn file(&self, name: &str, text: &str) {
        std::fs::write(self.path().join(name), text).expect("the folder is writable");
    }

    /// The text of a file there.
    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).expect("a file of text")
    }

    /// Puts an invented record there, as `name.json`, and gives its path and its content.
    pub(crate) fn record(&self, name: &str) -> (String, Value) {
        let (file, record) = (format!("{name}.json"), invented(name));
        self.file(&file, &record.to_string());
        (file, record)
    }

    /// The command, ready to run in the folder.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dualtape"));
        command.args(arguments).current_dir(self.path());
        command
    }

    /// Runs `dualtape` to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the binary starts")
    }

    /// Runs `dualtape`, which must succeed, and gives what it printed.
    pub(crate) fn succeeds(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
        text(&output.stdout)
    }

    /// The names of everything below the folder, in order.
    pub(crate) fn contents(&self) -> Vec<PathBuf> {
        fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
            for entry in std::fs::read_dir(folder).expect("a readable folder") {
                let path = entry.expect("a readable entry").path();
                found.push(path.clone());
                if path.is_dir() {
                    walk(&path, found);
                }
            }
        }
        let mut found = Vec::new();
        walk(self.path(), &mut found);
        found.sort();
        found
    }
}

/// Sends Ctrl-C to a program and waits for its end.
pub(crate) fn interrupted(mut program: Child) -> Output {
    let sent = Command::new("kill").args(["-INT", &program.id().to_string()]).status();
    assert!(sent.is_ok_and(|status| status.success()), "kill is there on every Unix");
    let patience = Instant::now();
    while program.try_wait().expect("our child").is_none() {
        if patience.elapsed() > Duration::from_mins(1) {
            let _ = program.kill();
        }
        thread::sleep(Duration::from_millis(20));
    }
    program.wait_with_output().expect("our child")
}

/// Returns the text that a program printed.
pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// A file of the repository's data folder.
pub(crate) fn data(name: &str) -> String {
    format!("{}/../data/{name}", env!("CARGO_MANIFEST_DIR"))
}

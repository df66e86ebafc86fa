//! Saved models in Python: `mlp/python/rebuild.py` opens them and gives the same answers.
//!
//! The tests install packages into `target/python`; where they cannot be had, those in Python say that they are
//! skipped.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use crate::sandbox::{Sandbox, data, text};

fn in_repository(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// The packages: the first two for `rebuild.py`, the others for exported files.
const PACKAGES: [&str; 4] = ["numpy", "safetensors", "onnx", "onnxruntime"];

/// Python with the packages, if they can be had.
static PYTHON: LazyLock<Option<PathBuf>> = LazyLock::new(installed_python);

/// Returns whether Python has the packages; if not, a line says so.
pub(crate) fn has_python() -> bool {
    PYTHON.is_some()
}

/// Returns the Python in `target/python`, into which it installs the packages if they are not there.
fn installed_python() -> Option<PathBuf> {
    let folder = in_repository("target/python");
    let python = folder.join("bin/python");
    let succeeds = |command: &mut Command| command.output().is_ok_and(|output| output.status.success());
    let imports = format!("import tomllib, {}", PACKAGES.join(", "));
    let works = || succeeds(Command::new(&python).args(["-c", &imports]));
    let install = || {
        succeeds(Command::new("python3").args(["-m", "venv"]).arg(&folder))
            && succeeds(Command::new(&python).args(["-m", "pip", "install", "--retries", "0"]).args(PACKAGES))
    };
    if works() || install() && works() {
        return Some(python);
    }
    // Written past the test runner, which keeps what the macros print to itself.
    let packages = PACKAGES.join(" ");
    let _ = writeln!(std::io::stderr(), "skipped: {packages} could not be installed into target/python");
    None
}

/// Returns a table with a column of each kind, with missing cells, rare categories and several targets.
pub(crate) fn mixed_table() -> String {
    let mut table = "age,share,member,city,code,day,visit,level,price\n".to_owned();
    for i in 0..160 {
        let some = |every: usize, cell: String| if i % every == 0 { String::new() } else { cell };
        let city = match i {
            33 => "Ur".to_owned(),
            77 => "\"Köln, \"\"am Rhein\"\"\"".to_owned(),
            i => format!("Town {}", i * i % 23),
        };
        let cells = [
            some(9, format!("{}", (37 * i) % 61)),
            format!("{}", (i * i % 97) as f64 / 1e4),
            some(11, ["no", "yes"][i / 2 % 2].to_owned()),
            some(13, city),
            format!("{:03}", i % 5),
            some(8, format!("{}-{:02}-{:02}", 1995 + i % 30, 1 + i % 12, 1 + 5 * i % 28)),
            format!("2024-{:02}-{:02} {:02}:{:02}", 1 + 3 * i % 12, 1 + 11 * i % 28, i % 24, 7 * i % 60),
            ["low", "high", "huge"][(i % 61 + i / 7) % 3].to_owned(),
            format!("{}", 1000 + i % 61 * 40 + i % 3 * 500),
        ];
        writeln!(table, "{}", cells.join(",")).expect("a String takes any text");
    }
    table
}

/// Rows to add to the mixed table: no cell but the targets, an unseen category, and days around leap days.
pub(crate) const ODD_ROWS: &str = "\
,,,,,,,low,1000
5,0.001,yes,Atlantis,9,1900-02-28,1900-03-01 23:59,low,1000
5,0.001,yes,Town 1,001,2000-02-29,2096-02-29 00:01,high,1000
5,0.001,no,Town 2,002,2100-02-28,2100-03-01 12:00,huge,1000
5,0.001,no,Town 2,002,1969-12-31,1600-12-31 06:30,huge,1000
";

/// Returns whether two cells are the same text, or numbers that differ by a millionth.
fn is_close(found: &str, ours: &str) -> bool {
    match (found.parse::<f64>(), ours.parse::<f64>()) {
        (Ok(found), Ok(ours)) => (found - ours).abs() <= 1e-6 * ours.abs().max(1.0),
        _ => found == ours,
    }
}

/// Runs a script on a model and a table, and compares each of its lines with the last cells of the row that `predict`
/// makes of the same row.
pub(crate) fn assert_agreement(sandbox: &Sandbox, script: &Path, model: &str, table: &str) {
    let python = PYTHON.as_ref().expect("a test that has asked for Python");
    let found = Command::new(python)
        .arg(script)
        .args([model, table])
        .current_dir(sandbox.path())
        .output()
        .expect("Python starts");
    let run = sandbox.read("run/run.toml");
    assert!(found.status.success(), "{run}\n{}", text(&found.stderr));
    let found = text(&found.stdout);
    // Only networks of classes have probabilities.
    let probabilities = sandbox.run(&["predict", "run", table, "--probabilities"]);
    let ours = match probabilities.status.code() {
        Some(0) => text(&probabilities.stdout),
        _ => sandbox.succeeds(&["predict", "run", table]),
    };
    assert_eq!(found.lines().count() + 1, ours.lines().count(), "{run}\na line per row");
    let probabilities = ours.lines().next().expect("a header").matches("probability_").count();
    let targets =
        run.lines().find(|line| line.starts_with("target = ")).expect("a target").matches('"').count() / 2;
    let added = probabilities.max(targets);
    let least = found.lines().map(|line| line.split(',').count()).min();
    assert!(least >= Some(added), "{run}\nall probabilities, or all values");
    for (found, ours) in found.lines().zip(ours.lines().skip(1)) {
        let (found, ours): (Vec<&str>, Vec<&str>) = (found.split(',').collect(), ours.split(',').collect());
        for (found, ours) in found.iter().zip(&ours[ours.len() - found.len()..]) {
            assert!(is_close(found, ours), "{run}\nPython says {found}, predict {ours}");
        }
    }
}

/// Trains, and compares what `rebuild.py` makes of the run with what `predict` adds to the rows of a table.
fn assert_rebuilt(training: &str, flags: &[&str], table: &str) {
    let sandbox = Sandbox::new();
    sandbox.succeeds(&[&["train", training, "--out", "run", "--epochs", "3"], flags].concat());
    assert_agreement(&sandbox, &in_repository("mlp/python/rebuild.py"), "run", table);
}

#[test]
fn a_model_opens_in_python_and_gives_the_same_answers() {
    if !has_python() {
        return;
    }
    let rebuilt = |file: &str, flags: &[&str]| assert_rebuilt(file, flags, file);
    for activation in ["tanh", "relu", "leaky-relu", "sigmoid", "softplus", "gelu", "identity"] {
        rebuilt(&data("iris.csv"), &["--activation", activation]);
    }
    rebuilt(&data("iris.csv"), &["--precision", "f32", "--hidden", "none"]);
    rebuilt(&data("diabetes.csv"), &["--precision", "f32"]);
    let layers = ["--hidden", "8,8,6", "--residual", "--normalise", "layer", "--dropout", "0.1"];
    rebuilt(&data("diabetes.csv"), &layers);
    let sandbox = Sandbox::new();
    let rows: Vec<String> =
        (0..40).map(|i| format!("{i}.5,{}", if i < 20 { "low" } else { "high" })).collect();
    sandbox.file("two.csv", &format!("x,level\n{}\n", rows.join("\n")));
    let two = sandbox.path().join("two.csv").display().to_string();
    for loss in ["binary-cross-entropy", "binary-cross-entropy-probabilities"] {
        rebuilt(&two, &["--loss", loss]);
    }
}

#[test]
fn python_reads_the_cells_that_predict_reads() {
    if !has_python() {
        return;
    }
    let sandbox = Sandbox::new();
    let path = |name: &str| sandbox.path().join(name).display().to_string();
    let table = mixed_table();
    sandbox.file("mixed.csv", &table);
    sandbox.file("rows.csv", &format!("{table}{ODD_ROWS}"));
    assert_rebuilt(&path("mixed.csv"), &["--target", "level"], &path("rows.csv"));
    assert_rebuilt(&path("mixed.csv"), &["--target", "price"], &path("rows.csv"));
    assert_rebuilt(&path("mixed.csv"), &["--target", "share,price"], &path("rows.csv"));
    let mut written = "rate;price;month;quarter;since;time;grade;y\n".to_owned();
    for i in 0..60 {
        let cells = [
            if i % 7 == 0 { "n.a.".to_owned() } else { format!("{},5 %", i % 13) },
            format!("{}{}.{:03},75", if i % 5 == 0 { "-" } else { "" }, i % 9 + 1, i * 37 % 1000),
            format!("{}-{:02}", 2000 + i % 20, 1 + i % 12),
            format!("{}Q{}", 1990 + i % 30, 1 + i % 4),
            format!("{}.{:02}.{}", 13 + i % 15, 1 + i % 12, 1960 + i),
            format!("{:02}:{:02}:{:02}", i % 24, 7 * i % 60, i),
            ["1", "2", "3"][i % 3].to_owned(),
            format!("{},25", i * i % 50),
        ];
        writeln!(written, "{}", cells.join(";")).expect("a String takes any text");
    }
    sandbox.file("written.csv", &written);
    let dialect = ["--separator", ";", "--decimal", ",", "--as", "grade=category", "--target", "y"];
    // A category that is a number has other spellings.
    sandbox.file("spelled.csv", &written.replace(";2;", ";2,0;"));
    assert_rebuilt(&path("written.csv"), &dialect, &path("spelled.csv"));
}

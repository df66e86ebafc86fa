//! The page in a real browser: Debian's chromium, without a window. On a machine without it these tests say so.
//!
//! Pictures for people stay in `target/tmp/report-*.png`: look at them after a change of looks.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::drawing::{charts, expected, expected_tiles, tiles};
use crate::sandbox::{Sandbox, text};

/// The browser, or a line that says what is skipped.
pub(crate) fn browser() -> Option<&'static str> {
    let found = ["chromium", "chromium-browser", "google-chrome"].into_iter().find(|name| {
        Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success())
    });
    if found.is_none() {
        // Written past the test runner, which keeps what the macros print to itself.
        let _ =
            writeln!(std::io::stderr(), "skipped: no chromium on this machine (`apt-get install chromium`)");
    }
    found
}

/// A page after loading in the browser.
pub(crate) struct Visit {
    /// The document after loading, as HTML.
    pub(crate) dom: String,
    /// The lines on the console: errors, and everything that the page's policy forbade.
    pub(crate) console: Vec<String>,
}

/// Opens a page with further flags.
pub(crate) fn run(browser: &str, profile: &Sandbox, flags: &[&str], page: &Path) -> std::process::Output {
    Command::new(browser)
        .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars"])
        .args(["--enable-logging=stderr", "--v=0"])
        .arg(format!("--user-data-dir={}", profile.path().join("profile").display()))
        .args(flags)
        .arg(format!("file://{}", page.display()))
        .output()
        .expect("the browser starts")
}

/// Loads a page of the sandbox.
pub(crate) fn visit(browser: &str, sandbox: &Sandbox, page: &str) -> Visit {
    let output = run(browser, sandbox, &["--dump-dom"], &sandbox.path().join(page));
    let log = String::from_utf8_lossy(&output.stderr).into_owned();
    let console = log.lines().filter(|line| line.contains(":CONSOLE")).map(str::to_owned).collect();
    Visit { dom: text(&output.stdout), console }
}

/// A sandbox with the page of these records, and the records.
fn page(names: &[&str]) -> (Sandbox, Vec<Value>) {
    let sandbox = Sandbox::new();
    let (files, records): (Vec<String>, Vec<Value>) = names.iter().map(|name| sandbox.record(name)).unzip();
    let arguments: Vec<&str> = ["report"]
        .into_iter()
        .chain(files.iter().map(String::as_str))
        .chain(["--html", "page.html"])
        .collect();
    sandbox.succeeds(&arguments);
    (sandbox, records)
}

#[test]
fn the_page_loads_silently_and_shows_the_points_of_the_json() {
    let Some(browser) = browser() else { return };
    for names in [&["run"][..], &["earlier", "later"]] {
        let (sandbox, records) = page(names);
        let Visit { dom, console } = visit(browser, &sandbox, "page.html");
        assert!(console.is_empty(), "{console:?}");
        let [time, ratio] = &charts(&dom)[..] else { panic!("two charts") };
        assert_eq!(time.data(), expected(&records, "seconds"));
        assert_eq!(ratio.data(), expected(&records, "ratio_to_loss"));
    }
}

#[test]
fn the_heat_map_has_the_ratios_of_the_json() {
    let Some(browser) = browser() else { return };
    let (sandbox, records) = page(&["grid"]);
    let Visit { dom, console } = visit(browser, &sandbox, "page.html");
    assert!(console.is_empty(), "{console:?}");
    let (found, expected) = (tiles(&dom), expected_tiles(&records[0]));
    assert_eq!(found.len(), 6);
    for (found, expected) in found.into_iter().zip(expected) {
        assert_eq!((found.0, found.1), (expected.0, expected.1));
        assert!((found.2 / expected.2 - 1.0).abs() < 1e-12, "{found:?}, expected {expected:?}");
    }
}

/// Silence means something only if the browser would speak: of a script's error, and of anything fetched.
#[test]
fn the_browser_reports_what_the_page_must_not_do() {
    let Some(browser) = browser() else { return };
    let (sandbox, _) = page(&["run"]);
    let good = std::fs::read_to_string(sandbox.path().join("page.html")).expect("the page");
    for forbidden in [
        "<img src=\"http://127.0.0.1:9/x.png\">",
        "<link rel=\"stylesheet\" href=\"http://127.0.0.1:9/x.css\">",
        "<script>console.error('x')</script>",
    ] {
        sandbox.file("bad.html", &good.replace("</main>", &format!("{forbidden}</main>")));
        assert!(!visit(browser, &sandbox, "bad.html").console.is_empty(), "{forbidden} goes unnoticed");
    }
}

/// A page that holds this one in a frame of that width, and then runs a script on its `root`.
pub(crate) fn framed(page: &str, width: u32, script: &str) -> String {
    let page = page.replace('&', "&amp;").replace('"', "&quot;");
    format!(
        "<!doctype html><body><iframe id=\"frame\" style=\"width:{width}px;height:800px;border:0\" srcdoc=\"{page}\"></iframe>\
         <script>document.getElementById('frame').onload = event => {{\
           const root = event.target.contentDocument.documentElement;\
           {script}\
         }}</script></body>"
    )
}

#[test]
fn nothing_is_wider_than_a_phone() {
    let Some(browser) = browser() else { return };
    let (sandbox, _) = page(&["run"]);
    let page = std::fs::read_to_string(sandbox.path().join("page.html")).expect("the page");
    let frame = framed(
        &page,
        360,
        "const label = root.querySelector('.chart.narrow .label text').getBoundingClientRect();\
         document.body.dataset.width = root.scrollWidth;\
         document.body.dataset.letters = label.height;",
    );
    sandbox.file("phone.html", &frame);
    let dom = visit(browser, &sandbox, "phone.html").dom;
    let (_, body) = dom.split_once("<body").expect("a body");
    let number = |name: &str| -> f64 {
        let rest = body
            .split_once(&format!("{name}=\""))
            .unwrap_or_else(|| panic!("{name} was noted: {body:.300}"))
            .1;
        rest.split('"').next().and_then(|text| text.parse().ok()).expect("a number")
    };
    assert_eq!(number("data-width"), 360.0, "the page itself does not scroll sideways");
    assert!(number("data-letters") > 20.0, "two lines of text that can be read");
}

/// The pictures that a person looks at.
#[test]
fn screenshots_are_taken() {
    let Some(browser) = browser() else { return };
    let [sandbox, one, grid] = [&["earlier", "later"][..], &["run"], &["grid"]].map(|names| page(names).0);
    let frame = "<!doctype html><body style=\"margin:0\"><iframe src=\"page.html\" style=\"width:360px;height:2600px;border:0\">";
    one.file("phone.html", frame);
    for (name, sandbox, file, size, flags) in [
        ("desktop", &one, "page.html", "1100,2600", &[][..]),
        ("dark", &one, "page.html", "1100,2600", &["--force-dark-mode"]),
        ("phone", &one, "phone.html", "500,2600", &[]),
        ("compared", &sandbox, "page.html", "1100,2600", &[]),
        ("grid", &grid, "page.html", "1100,2600", &[]),
    ] {
        let picture = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("report-{name}.png"));
        let _ = std::fs::remove_file(&picture);
        let (size, target) = (format!("--window-size={size}"), format!("--screenshot={}", picture.display()));
        run(browser, sandbox, &[&[&size[..], &target], flags].concat(), &sandbox.path().join(file));
        let bytes = std::fs::read(&picture).expect("a picture");
        assert!(bytes.starts_with(b"\x89PNG") && bytes.len() > 50_000, "{name} shows something");
        println!("look at {}", picture.display());
    }
}

//! A drawn graph in a real browser: the page among the golden files, which the renderer's own tests keep up to date.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::browser::{Visit, browser, framed, run, visit};
use crate::report::test_file;
use crate::sandbox::Sandbox;

/// The golden page with its style sheet and its script, which stand in files of their own.
fn page() -> String {
    let read = |name: &str| std::fs::read_to_string(test_file(name)).expect("a file of the tests");
    let style = read("golden/diagram.css")
        + include_str!("../../src/graph/html/step.css")
        + include_str!("../../src/draw/page.css");
    let script = include_str!("../../src/graph/html/step.js");
    read("golden/diagram.html")
        .replace("<style></style>", &format!("<style>{style}</style>"))
        .replace("<script></script>", &format!("<script>{script}</script>"))
}

/// Returns the result of a script on the page, in a frame of that width.
fn asked(browser: &str, width: u32, script: &str) -> Value {
    asked_of(browser, &page(), width, script)
}

fn asked_of(browser: &str, page: &str, width: u32, script: &str) -> Value {
    let sandbox = Sandbox::new();
    let report = format!(
        "{script}; document.body.appendChild(document.createElement('pre')).textContent = JSON.stringify(result);"
    );
    sandbox.file("asked.html", &framed(page, width, &report));
    let Visit { dom, console } = visit(browser, &sandbox, "asked.html");
    assert!(console.is_empty(), "{console:?}");
    let (_, rest) = dom.split_once("<pre>").expect("the script came to its end");
    let (text, _) = rest.split_once("</pre>").expect("the end of the element");
    serde_json::from_str(&text.replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&")).expect("JSON")
}

/// The texts of these elements that can be seen.
const SHOWN: &str = "const doc = root.ownerDocument, view = doc.defaultView;\
    const shown = name => [...root.querySelectorAll(name)]\
      .filter(text => view.getComputedStyle(text).visibility === 'visible' && text.getClientRects().length > 0)\
      .map(text => text.textContent);";

/// Presses keys or clicks buttons by name, and notes after each what is seen.
fn stepped(browser: &str, actions: &[&str]) -> Vec<Value> {
    let script = format!(
        "{SHOWN}\
         const marked = (name, read) => [...root.querySelectorAll(name)].map(read);\
         const result = [];\
         for (const action of {}) {{\
           const button = [...root.querySelectorAll('button')].find(button => button.textContent === action);\
           if (button) button.click();\
           else doc.body.dispatchEvent(new view.KeyboardEvent('keydown', {{ key: action, bubbles: true }}));\
           result.push({{\
             status: root.querySelector('[role=status]').textContent,\
             values: shown('.value'),\
             adjoints: shown('.adjoint'),\
             boxes: marked('.node.current', box => Number(box.dataset.box)),\
             edges: marked('.edge.current', edge => [Number(edge.dataset.from), Number(edge.dataset.to)]),\
             sentences: marked('[aria-current=step]', item => Number(item.dataset.step)),\
           }});\
         }}",
        json!(actions)
    );
    serde_json::from_value(asked(browser, 900, &script)).expect("a list")
}

#[test]
fn the_page_loads_silently_and_shows_everything() {
    let Some(browser) = browser() else { return };
    let seen = &stepped(browser, &["Escape"])[0];
    assert_eq!(seen["values"], json!(["2", "-3", "0", "1", "6.8814", "-6", "0", "-6", "0.8814", "0.7071"]));
    assert_eq!(seen["adjoints"], json!(["-1.5", "1", "0.5", "0", "0.5", "0.5", "0.5", "0.5", "0.5", "1"]));
    assert_eq!(seen["boxes"], json!([]));
    assert_eq!(seen["status"], "The whole picture. 15 steps lead to it: → and ← go through them.");
}

#[test]
fn without_a_script_everything_is_there_but_the_buttons() {
    let Some(browser) = browser() else { return };
    let page = page();
    let (before, rest) = page.split_once("<script>").expect("a script");
    let (_, after) = rest.split_once("</script>").expect("its end");
    let script = format!(
        "{SHOWN} const result = ['.value', '.adjoint', '.steps li', 'tbody tr', 'button'].map(name => shown(name).length)"
    );
    let counts = asked_of(browser, &format!("{before}{after}"), 900, &script);
    assert_eq!(counts, json!([10, 10, 15, 10, 0]));
}

#[test]
fn values_appear_forward_and_adjoints_backward() {
    let Some(browser) = browser() else { return };
    let seen = stepped(browser, &["Next", "ArrowRight", "Last", "Back", "ArrowLeft", "Home", "End"]);
    let given = ["2", "-3", "0", "1", "6.8814"];
    assert_eq!(seen[0]["values"], json!([&given[..], &["-6"]].concat()));
    assert_eq!(seen[0]["adjoints"], json!([]));
    assert_eq!(seen[0]["boxes"], json!([5]));
    assert_eq!(seen[0]["edges"], json!([[0, 5], [1, 5]]), "forward, what leads to the box");
    assert_eq!(seen[0]["status"], "Step 1 of 15, forward pass. #6 = x1 × w1 = 2 × -3 = -6");
    assert_eq!(seen[1]["values"], json!([&given[..], &["-6", "0"]].concat()));
    assert_eq!(seen[1]["sentences"], json!([2]));
    assert_eq!(seen[2]["boxes"], json!([3]));
    assert_eq!(seen[2]["edges"], json!([[3, 6]]), "backward, what leads away from it");
    assert_eq!(seen[3]["adjoints"], json!(["-1.5", "1", "0.5", "0.5", "0.5", "0.5", "0.5", "0.5", "1"]));
    assert_eq!(seen[4]["sentences"], json!([13]));
    assert_eq!(seen[5], seen[0]);
    assert_eq!(seen[6], seen[2]);
}

#[test]
fn steps_go_round_from_the_whole_picture() {
    let Some(browser) = browser() else { return };
    let seen = stepped(browser, &["Back", "Next", "Next", "Whole picture"]);
    let steps: Vec<&Value> = seen.iter().map(|state| &state["sentences"]).collect();
    assert_eq!(steps, [&json!([15]), &json!([]), &json!([1]), &json!([])]);
}

/// The widths of letters are estimated where the picture is drawn; here they are known.
#[test]
fn text_stays_in_its_box() {
    let Some(browser) = browser() else { return };
    let script = "const result = [];\
        for (const box of root.querySelectorAll('.node')) {\
          const frame = box.querySelector('.outline').getBoundingClientRect();\
          const texts = [...box.querySelectorAll('text')].map(text => [text.textContent, text.getBoundingClientRect()]);\
          for (const [text, rect] of texts) {\
            if (rect.left < frame.left + 5 || rect.right > frame.right - 5 || rect.top < frame.top || rect.bottom > frame.bottom) result.push(text);\
          }\
          texts.sort((a, b) => a[1].left - b[1].left);\
          for (const [text, rect] of texts) for (const [other, next] of texts) {\
            const apart = rect.right <= next.left || next.right <= rect.left || rect.bottom <= next.top + 4 || next.bottom <= rect.top + 4;\
            if (text !== other && !apart) result.push([text, other]);\
          }\
        }";
    assert_eq!(asked(browser, 900, script), json!([]));
}

#[test]
fn the_page_fits_a_phone_and_the_picture_can_be_moved() {
    let Some(browser) = browser() else { return };
    let script = "const picture = root.querySelector('.picture');\
        root.querySelector('[data-action=last]').click();\
        const start = picture.scrollLeft;\
        for (let i = 0; i < 9; i++) root.querySelector('[data-action=back]').click();\
        event.target.style.height = '420px';\
        root.querySelector('[data-action=next]').click();\
        const box = root.querySelector('.node.current').getBoundingClientRect();\
        const controls = root.querySelector('.controls').getBoundingClientRect();\
        const result = {\
          above: box.top - controls.bottom, below: 420 - box.bottom,\
          page: root.scrollWidth, picture: picture.scrollWidth, start, end: picture.scrollLeft,\
          letters: root.querySelector('.node .title:not(title)').getBoundingClientRect().height,\
        }";
    let seen = asked(browser, 360, script);
    assert_eq!(seen["page"], 360, "the page itself does not scroll sideways");
    let number = |name: &str| seen[name].as_f64().expect("a number");
    assert!(number("picture") > 360.0 && number("letters") > 10.0, "{seen}");
    assert!(
        number("above") >= 0.0 && number("below") >= 0.0,
        "it is below the controls, in the window: {seen}"
    );
    assert!(number("start") == 0.0 && number("end") > 100.0, "the current box is brought into sight: {seen}");
}

#[test]
fn the_picture_fits_the_window_until_another_size_is_chosen() {
    let Some(browser) = browser() else { return };
    let script = "const svg = root.querySelector('.diagram'), picture = root.querySelector('.picture');\
        const width = name => { root.querySelector('#' + name).click(); return svg.getBoundingClientRect().width; };\
        const fits = svg.getBoundingClientRect().width <= picture.clientWidth;\
        const natural = svg.width.baseVal.value;\
        const chosen = ['full', 'double', 'whole', 'fit'].map(width);\
        root.querySelector('#fit').dispatchEvent(new root.ownerDocument.defaultView.KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));\
        const result = { fits, natural, chosen, page: root.scrollWidth, status: root.querySelector('[role=status]').textContent }";
    let seen = asked(browser, 700, script);
    let chosen: Vec<f64> = serde_json::from_value(seen["chosen"].clone()).expect("widths");
    let natural = seen["natural"].as_f64().expect("a width");
    assert!(natural > 700.0, "it would not fit as it is: {seen}");
    assert_eq!((&seen["fits"], &seen["page"]), (&json!(true), &json!(700)));
    assert!((chosen[0] - natural).abs() < 1.0 && (chosen[1] - 2.0 * natural).abs() < 2.0, "{seen}");
    assert!(chosen[2] < 700.0 && chosen[3] < 700.0, "{seen}");
    let status = seen["status"].as_str().expect("a text");
    assert!(status.starts_with("The whole picture"), "keys in the choice of sizes are no steps: {status}");
}

#[test]
fn a_worked_example_is_no_wider_than_a_window() {
    let sandbox = Sandbox::new();
    for example in ["xor", "logistic", "relu-cross-entropy", "linear-regression"] {
        let picture = sandbox.succeeds(&["explain", example, "--as", "svg"]);
        let (_, rest) = picture.split_once(" width=\"").expect("a width");
        let width: f64 = rest.split('"').next().expect("its end").parse().expect("a number");
        assert!(width <= 1280.0, "{example}: {width}");
    }
}

/// The pictures that a person looks at.
#[test]
fn screenshots_are_taken() {
    let Some(browser) = browser() else { return };
    let sandbox = Sandbox::new();
    sandbox.file("page.html", &page());
    let step = |actions: usize| {
        format!("for (let i = 0; i < {actions}; i++) root.querySelector('[data-action=next]').click();")
    };
    sandbox.file("forward.html", &framed(&page(), 960, &step(3)));
    sandbox.file("phone.html", &framed(&page(), 360, &step(8)));
    for (name, file, size, flags) in [
        ("whole", "page.html", "1000,1400", &[][..]),
        ("dark", "page.html", "1000,1400", &["--force-dark-mode"]),
        ("forward", "forward.html", "1000,850", &[]),
        ("phone", "phone.html", "500,850", &[]),
    ] {
        let picture = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("diagram-{name}.png"));
        let _ = std::fs::remove_file(&picture);
        let (size, target) = (format!("--window-size={size}"), format!("--screenshot={}", picture.display()));
        run(browser, &sandbox, &[&[&size[..], &target], flags].concat(), &sandbox.path().join(file));
        let bytes = std::fs::read(&picture).expect("a picture");
        assert!(bytes.starts_with(b"\x89PNG") && bytes.len() > 15_000, "{name} shows something");
        println!("look at {}", picture.display());
    }
}

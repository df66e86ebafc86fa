//! What every page has around its content: nothing of it comes from elsewhere.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::draw::markup::lines;
use crate::draw::palette;

/// Lets the browser itself see to it that nothing is fetched and nothing runs.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// What runs on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Script {
    /// Nothing.
    None,
    /// This text, after the page has loaded. It still cannot fetch anything.
    Inline(&'static str),
}

/// The text of a page with this style beside the common one.
pub(crate) fn page(title: &str, script: Script, style: &str, content: &Markup) -> String {
    let (policy, script) = match script {
        Script::None => (POLICY.to_owned(), None),
        Script::Inline(script) => (format!("{POLICY}; script-src 'unsafe-inline'"), Some(script)),
    };
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta http-equiv="Content-Security-Policy" content=(policy);
                title { (title) }
                // Browsers ask a server for an icon unless the page has one.
                link rel="icon" href="data:,";
                style { (PreEscaped(style)) (PreEscaped(include_str!("page.css"))) }
            }
            body class=(palette::PAPER.class) {
                main class=(palette::TEXT.class) { (content) }
                @if let Some(script) = script { script { (PreEscaped(script)) } }
            }
        }
    };
    lines(page) + "\n"
}

/// A section with JSON, once: for programs by its id, for people when they unfold it.
pub(crate) fn data(summary: &str, json: &str) -> Markup {
    // In JSON a `<` stands in strings only, where this is the same letter; so no string can end the element.
    let json = json.replace('<', "\\u003c");
    html! {
        section {
            h2 { "The data" }
            details {
                summary { (summary) }
                script type="application/json" id="data" { (PreEscaped(json)) }
            }
        }
    }
}

//! The frame of every page: nothing of it comes from elsewhere.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::draw::markup::lines;
use crate::draw::palette;

/// Lets the browser itself see to it that nothing is fetched and nothing runs.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// The script of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Script {
    /// Nothing.
    None,
    /// This text, after the page has loaded. It still cannot fetch anything.
    Inline(&'static str),
}

/// Returns the text of a page with this style beside the common one.
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

/// Returns a section with JSON, once: for programs by its id, for people when they unfold it.
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

/// Returns a page without its style sheet and its script, for golden files: both have tests of their own.
#[cfg(test)]
pub(crate) fn without_style_and_script(page: &str) -> String {
    ["style", "script"].into_iter().fold(page.to_owned(), |page, name| {
        let (start, end) = (format!("<{name}>"), format!("</{name}>"));
        let Some((before, rest)) = page.split_once(&start) else { return page };
        let (_, after) = rest.split_once(&end).expect("the end of the element");
        format!("{before}{start}{end}{after}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_holds_its_style_before_the_common_one_and_its_script_at_the_end() {
        let content = html! { p { "1 < 2" } };
        let found = page("<title>", Script::Inline("1 < 2;"), ".own{}\n", &content);
        let head = "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
                    <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
                    <meta name=\"color-scheme\" content=\"light dark\">\
                    <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
                    style-src 'unsafe-inline'; img-src data:; script-src 'unsafe-inline'\">\
                    <title>&lt;title&gt;</title>\n<link rel=\"icon\" href=\"data:,\">";
        let style = format!("<style>.own{{}}\n{}</style>", include_str!("page.css"));
        let body = "</head><body class=\"paper\"><main class=\"text\">\n<p>1 &lt; 2</p></main><script>1 < 2;</script>";
        assert_eq!(found, format!("{head}{style}{body}</body></html>\n"));
        assert_eq!(
            without_style_and_script(&found),
            format!("{head}<style></style>{}</body></html>\n", body.replace("1 < 2;", ""))
        );
    }

    #[test]
    fn no_string_of_the_data_ends_their_element() {
        let section = data("Data", "\"</script>\"").into_string();
        assert!(section.contains("id=\"data\">\"\\u003c/script>\"</script>"), "{section}");
    }
}

//! Markup as text: lines, coordinates, and the letters that XML takes.

use maud::Markup;

/// Returns markup with its larger elements on lines of their own, so that people can read and compare files.
pub(crate) fn lines(markup: Markup) -> String {
    const ELEMENTS: [&str; 15] = [
        "g ", "line", "polyline", "text", "svg", "section", "figure", "tbody", "tr", "h1", "h2", "p", "li",
        "dl", "div",
    ];
    // Text has no `<` or `>` of its own: they are escaped.
    ELEMENTS.iter().fold(markup.into_string(), |markup, element| {
        markup.replace(&format!("><{element}"), &format!(">\n<{element}"))
    })
}

/// Returns the text of an XML file.
pub(crate) fn xml(document: Markup) -> String {
    // XML knows no control characters, not even escaped ones.
    let document = lines(document).replace(|c: char| c.is_control() && c != '\n', " ");
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{document}\n")
}

/// Returns a coordinate in tenths of a pixel, more than anyone sees.
pub(crate) fn n(x: f64) -> String {
    let text = format!("{x:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// Returns lines of at most so many letters; SVG does not break lines by itself.
pub(crate) fn wrapped(text: &str, letters: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().expect("there is always a line");
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > letters {
            lines.push(word.to_owned());
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

/// Returns the text, cut to so many letters with an ellipsis at its end.
pub(crate) fn shortened(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        text.to_owned()
    } else {
        text.chars().take(letters - 1).chain(['…']).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("unbreakable", 4), ["unbreakable"]);
    }

    #[test]
    fn long_text_ends_with_dots() {
        assert_eq!(shortened("tanh(x)", 7), "tanh(x)");
        assert_eq!(shortened("tanh(xy)", 7), "tanh(x…");
        assert_eq!(shortened("αβγ", 2), "α…");
    }
}

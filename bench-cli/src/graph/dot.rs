//! A diagram as graphviz text.

use std::fmt::Write;

use crate::draw::palette::FAINT;
use crate::graph::diagram::{Diagram, DiagramBox, NodeRole};

/// Returns the text of the file.
pub(crate) fn dot(diagram: &Diagram) -> String {
    let mut text = String::from("digraph dualtape {\n");
    let mut line = |statement: String| writeln!(text, "  {statement}").expect("a String takes everything");
    line("rankdir=LR;".to_owned());
    line(format!("label={};", quoted(&[&diagram.title, &diagram.subtitle])));
    line("labelloc=t;".to_owned());
    line("fontname=\"Helvetica\";".to_owned());
    line("node [shape=box, style=rounded, fontname=\"Helvetica\"];".to_owned());
    line(format!(
        "edge [fontname=\"Helvetica\", fontsize=11, color=\"{0}\", fontcolor=\"{0}\"];",
        FAINT.light
    ));
    for (place, node) in diagram.boxes.iter().enumerate() {
        line(format!("n{place} [{}];", attributes(node)));
    }
    for edge in &diagram.edges {
        let label = if edge.label.is_empty() {
            String::new()
        } else {
            format!(" [label={}]", quoted(&[&edge.label]))
        };
        line(format!("n{} -> n{}{label};", edge.from, edge.to));
    }
    text + "}\n"
}

fn attributes(node: &DiagramBox) -> String {
    let named =
        |name: &str, text: &str| if text.is_empty() { String::new() } else { format!("{name} {text}") };
    let value = named("value", &node.value);
    let adjoint = named("adjoint", node.adjoint.as_deref().unwrap_or_default());
    let lines = [&node.title, node.formula.as_deref().unwrap_or_default(), &value, &adjoint];
    let lines: Vec<&str> = lines.into_iter().filter(|line| !line.is_empty()).collect();
    let style = match node.role {
        NodeRole::Constant => ", style=\"rounded,dashed\"",
        NodeRole::Output => ", penwidth=2",
        NodeRole::Input | NodeRole::Parameter | NodeRole::Operation => "",
    };
    format!("label={}, color=\"{}\"{style}", quoted(&lines), node.role.ink().light)
}

/// Returns lines of a label. Graphviz reads `\` as the start of an escape, and `&` as that of an HTML entity, in every label.
fn quoted(lines: &[&str]) -> String {
    let mut text = String::from("\"");
    for letter in lines.join("\n").chars() {
        match letter {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '&' => text.push_str("&amp;"),
            letter if letter.is_control() => text.push(' '),
            letter => text.push(letter),
        }
    }
    text.push('"');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::sample;

    #[test]
    fn text_stays_text() {
        assert_eq!(quoted(&["a\"b", "\\N &amp;", "\u{1}"]), r#""a\"b\n\\N &amp;amp;\n ""#);
    }

    #[test]
    fn hostile_text_opens_nothing() {
        let text = dot(&sample::hostile());
        for line in text.lines() {
            let quotes = line.replace("\\\\", "").replace("\\\"", "").matches('"').count();
            assert!(quotes.is_multiple_of(2), "{line}");
        }
        assert_eq!(text.lines().count(), 8 + 10 + 9);
    }
}

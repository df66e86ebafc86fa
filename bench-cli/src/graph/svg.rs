//! A diagram as one standalone SVG file, and as the picture of a page.

use maud::{Markup, PreEscaped, html};

use crate::draw::markup::{n, wrapped, xml};
use crate::draw::palette::{FAINT, Ink, PAPER, TEXT};
use crate::graph::boxes::drawing;
use crate::graph::diagram::Diagram;
use crate::graph::layout::GraphLayout;
use crate::graph::legend::legend;
use crate::graph::style::style_sheet;

/// Room around everything.
const MARGIN: f64 = 20.0;

/// Titles and keys have at least this width to fill.
const NARROWEST: f64 = 420.0;

/// Between the drawing and the key.
const ABOVE_LEGEND: f64 = 18.0;

const FONTS: &str = "system-ui, 'DejaVu Sans', Helvetica, Arial, sans-serif";

/// Returns the text of the file.
pub(crate) fn svg(diagram: &Diagram) -> String {
    let picture = DiagramPicture::new(diagram);
    let width = picture.width + 2.0 * MARGIN;
    let mut y = MARGIN;
    let mut head = Vec::new();
    for (words, ink, size, weight) in
        [(&diagram.title, TEXT, 15.0, "bold"), (&diagram.subtitle, FAINT, 12.5, "normal")]
    {
        for line in wrapped(words, letters(picture.width, size)) {
            y += size * 1.35;
            head.push(headline(&line, (ink, size, weight), y));
        }
    }
    y += MARGIN * 0.8;
    let height = y + picture.height + MARGIN;
    xml(html! {
        svg class="diagram" xmlns="http://www.w3.org/2000/svg" width=(n(width)) height=(n(height))
            viewBox={ "0 0 " (n(width)) " " (n(height)) } font-family=(FONTS) font-size=(n(crate::graph::layout::TEXT_SIZE))
            role="img" aria-labelledby="title desc" {
            title id="title" { (diagram.title) }
            desc id="desc" { (description(diagram)) }
            style { (PreEscaped(style_sheet())) }
            rect class=(PAPER.class) color=(PAPER.light) fill="currentColor" width="100%" height="100%" {}
            @for line in &head { (line) }
            g transform={ "translate(" (n(MARGIN)) " " (n(y)) ")" } { (picture.content) }
        }
    })
}

/// Returns the picture alone, for a page with the title and the style sheet.
pub(crate) fn inline(diagram: &Diagram) -> Markup {
    let DiagramPicture { width, height, content } = DiagramPicture::new(diagram);
    // Borders are drawn half outside of their boxes.
    let (edge, width, height) = (2.0, width + 4.0, height + 4.0);
    html! {
        svg class="diagram" xmlns="http://www.w3.org/2000/svg" width=(n(width)) height=(n(height))
            viewBox={ (n(-edge)) " " (n(-edge)) " " (n(width)) " " (n(height)) } font-family=(FONTS)
            font-size=(n(crate::graph::layout::TEXT_SIZE)) role="img" aria-labelledby="picture-title picture-desc" {
            title id="picture-title" { (diagram.title) }
            desc id="picture-desc" { (description(diagram)) }
            (content)
        }
    }
}

/// The drawing with its key below.
struct DiagramPicture {
    width: f64,
    height: f64,
    content: Markup,
}

impl DiagramPicture {
    fn new(diagram: &Diagram) -> Self {
        let layout = GraphLayout::new(diagram);
        let (width, height) = layout.picture_size();
        let width = width.max(NARROWEST);
        let (legend, legend_height) = legend(diagram, width);
        let legend_y = height + ABOVE_LEGEND;
        let content = html! {
            (drawing(diagram, &layout))
            g transform={ "translate(0 " (n(legend_y)) ")" } { (legend) }
        };
        Self { width, height: legend_y + legend_height, content }
    }
}

/// Returns the number of letters that surely fit.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small positive number")]
fn letters(width: f64, size: f64) -> usize {
    (width / (0.66 * size)) as usize
}

fn headline(line: &str, (ink, size, weight): (Ink, f64, &str), y: f64) -> Markup {
    html! {
        text class=(ink.class) color=(ink.light) fill="currentColor" font-size=(n(size)) font-weight=(weight) x=(n(MARGIN)) y=(n(y)) { (line) }
    }
}

/// Returns the picture in a sentence or two, for screen readers.
fn description(diagram: &Diagram) -> String {
    let (boxes, edges) = (diagram.boxes.len(), diagram.edges.len());
    let count = |number: usize, one: &str, many: &str| {
        if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
    };
    format!(
        "A computation graph: {}, {}. {}",
        count(boxes, "box", "boxes"),
        count(edges, "edge", "edges"),
        diagram.subtitle
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::sample;

    #[test]
    fn hostile_text_leaves_the_picture_well_formed() {
        let picture = svg(&sample::hostile());
        let document = roxmltree::Document::parse(&picture).expect("XML");
        let elements = |name: &str| document.descendants().filter(|node| node.has_tag_name(name)).count();
        assert_eq!(elements("script"), 0);
        let text: String = document.descendants().filter_map(|node| node.text()).collect();
        assert!(text.contains("<script>\\N&amp;"), "{text}");
    }

    #[test]
    fn every_box_and_every_edge_is_drawn_once() {
        let diagram = sample::neuron();
        let picture = svg(&diagram);
        let document = roxmltree::Document::parse(&picture).expect("XML");
        let attributes = |name: &str| -> Vec<String> {
            document.descendants().filter_map(|node| node.attribute(name)).map(str::to_owned).collect()
        };
        let places: Vec<String> = (0..diagram.boxes.len()).map(|place| place.to_string()).collect();
        assert_eq!(attributes("data-box"), places);
        assert_eq!(attributes("data-from").len(), 2 * diagram.edges.len(), "a line and a label each");
    }
}

//! The boxes and edges of a diagram as SVG elements: text stays text, colours are classes.

use std::fmt::Write;

use maud::{Markup, html};

use crate::draw::markup::n;
use crate::draw::palette::{FAINT, Ink, PAPER, TEXT};
use crate::graph::appearance::AppearanceSteps;
use crate::graph::diagram::{Diagram, DiagramBox, Edge, NodeRole, PassKind};
use crate::graph::layout::{
    Flow, FontWeight, GraphLayout, LABEL_SIZE, LINE, PADDING, Rect, Route, SPINE, TEXT_SIZE, box_text,
    label_text,
};

/// The length of an arrow's head, and half its width.
const HEAD: (f64, f64) = (7.0, 3.5);

/// Draws all edges, and above them all boxes.
pub(crate) fn drawing(diagram: &Diagram, layout: &GraphLayout) -> Markup {
    let appearance = AppearanceSteps::new(diagram);
    html! {
        @for (edge, route) in diagram.edges.iter().zip(&layout.routes) { (arrow(edge, route, layout.flow)) }
        @for (edge, route) in diagram.edges.iter().zip(&layout.routes) {
            @if let Some(rect) = &route.label { (edge_label(edge, &layout.flow.rect(rect))) }
        }
        @for (place, (node, rect)) in diagram.boxes.iter().zip(&layout.boxes).enumerate() {
            (drawn_box(place, node, &layout.flow.rect(rect), &appearance))
        }
    }
}

/// Draws the line of an edge with a head at its end. The head at its start shows while adjoints flow back.
fn arrow(edge: &Edge, route: &Route, flow: Flow) -> Markup {
    let (first, last) = (route.runs[0], route.runs[route.runs.len() - 1]);
    let (end, start) = (head((last.to, last.y), -HEAD.0, flow), head((first.from, first.y), HEAD.0, flow));
    html! {
        g class={ "edge " (FAINT.class) } color=(FAINT.light) data-from=(edge.from) data-to=(edge.to) {
            path d=(line(route, flow)) fill="none" stroke="currentColor" stroke-width="1.3" {}
            path class="head" d=(end) fill="currentColor" {}
            path class="tail" d=(start) fill="currentColor" display="none" {}
        }
    }
}

/// Returns level parts joined by curves.
fn line(route: &Route, flow: Flow) -> String {
    let point = |point: (f64, f64)| {
        let (x, y) = flow.point(point);
        format!("{} {}", n(x), n(y))
    };
    let level = match flow {
        Flow::Rightwards => 'H',
        Flow::Downwards => 'V',
    };
    let start = route.runs[0];
    let mut path = format!("M{}{level}{}", point((start.from, start.y)), n(start.to));
    for ([_, a, b, end], run) in route.bends().zip(&route.runs[1..]) {
        let points = [a, b, end].map(point);
        write!(path, "C{}{level}{}", points.join(" "), n(run.to)).expect("a String takes everything");
    }
    path
}

fn head(tip: (f64, f64), back: f64, flow: Flow) -> String {
    let [(x, y), (dx, dy)] = [tip, (back, -HEAD.1)].map(|point| flow.point(point));
    let across = match flow {
        Flow::Rightwards => 'v',
        Flow::Downwards => 'h',
    };
    format!("M{} {}l{} {}{across}{}z", n(x), n(y), n(dx), n(dy), n(2.0 * HEAD.1))
}

fn edge_label(edge: &Edge, rect: &Rect) -> Markup {
    html! {
        g class={ "label " (FAINT.class) } color=(FAINT.light) data-from=(edge.from) data-to=(edge.to) {
            title { (edge.label) }
            // A halo around the letters would let the line through between them.
            rect class=(PAPER.class) color=(PAPER.light) fill="currentColor" x=(n(rect.x + 3.0)) y=(n(rect.y))
                width=(n(rect.width - 6.0)) height=(n(rect.height)) {}
            text fill="currentColor" text-anchor="middle" font-size=(n(LABEL_SIZE))
                x=(n(rect.x + rect.width / 2.0)) y=(n(rect.middle() + 0.35 * LABEL_SIZE)) {
                (label_text(&edge.label))
            }
        }
    }
}

fn drawn_box(place: usize, node: &DiagramBox, rect: &Rect, appearance: &AppearanceSteps) -> Markup {
    let (ink, role) = (node.role.ink(), node.role);
    let (left, right) = (rect.x + SPINE + PADDING, rect.right() - PADDING);
    let baseline = |line: f64| rect.y + PADDING * 0.75 + LINE * line + 0.5 * LINE + 0.35 * TEXT_SIZE;
    let [value, adjoint] = [PassKind::Forward, PassKind::Reverse].map(PassKind::ink);
    html! {
        g class={ "node " (ink.class) } color=(ink.light) data-box=(place)
            data-value-at=(appearance.value(place)) data-adjoint-at=(appearance.adjoint(place)) {
            title { (spoken(node)) }
            (frame(rect, role))
            (text("title", (TEXT, FontWeight::Bold), "start", (left, baseline(0.0)), &node.title))
            @if !node.value.is_empty() {
                (text("value", (value, FontWeight::Normal), "end", (right, baseline(0.0)), &node.value))
            }
            @if let Some(formula) = &node.formula {
                (text("formula", (FAINT, FontWeight::Normal), "start", (left, baseline(1.0)), formula))
            }
            @if let Some(found) = &node.adjoint {
                (text("adjoint", (adjoint, FontWeight::Bold), "end", (right, baseline(1.0)), found))
            }
        }
    }
}

/// Draws a border in the colour of the role with a spine at the left. Text stands on paper: not all of it could be read on
/// a tint.
pub(crate) fn frame(rect: &Rect, role: NodeRole) -> Markup {
    let round = SPINE.min(rect.height / 3.0);
    let spine = format!(
        "M{} {}a{r} {r} 0 0 0 -{r} {r}V{}a{r} {r} 0 0 0 {r} {r}z",
        n(rect.x + round),
        n(rect.y),
        n(rect.y + rect.height - round),
        r = n(round)
    );
    html! {
        rect class="outline" x=(n(rect.x)) y=(n(rect.y)) width=(n(rect.width)) height=(n(rect.height)) rx=(n(round))
            fill="none" stroke="currentColor" stroke-width=(role.border()) stroke-dasharray=[role.dashes()] {}
        path class="spine" d=(spine) fill="currentColor" {}
    }
}

fn text(
    class: &str,
    (ink, weight): (Ink, FontWeight),
    anchor: &str,
    (x, y): (f64, f64),
    words: &str,
) -> Markup {
    html! {
        text class={ (class) " " (ink.class) } color=(ink.light) fill="currentColor" font-weight=(weight.name())
            text-anchor=(anchor) x=(n(x)) y=(n(y)) { (box_text(words)) }
    }
}

/// Returns the content of a box in full: `× = x1 w1: value -6, adjoint 0.5`.
fn spoken(node: &DiagramBox) -> String {
    let formula = node.formula.as_ref().map_or(String::new(), |formula| format!(" = {formula}"));
    let adjoint = node.adjoint.as_ref().map_or(String::new(), |adjoint| format!(", adjoint {adjoint}"));
    let value = if node.value.is_empty() { String::new() } else { format!("value {}", node.value) };
    let rest = format!("{value}{adjoint}");
    let colon = if rest.is_empty() { "" } else { ": " };
    format!("{} {}{formula}{colon}{}", node.role.name(), node.name(), rest.trim_start_matches(", "))
}

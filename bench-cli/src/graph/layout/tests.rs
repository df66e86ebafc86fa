//! The laws of a layout, on random graphs.

use proptest::prelude::*;

use crate::graph::diagram::{Diagram, DiagramBox, Edge, MAX_BOXES, NodeRole};
use crate::graph::layout::WINDOW;
use crate::graph::layout::geometry::{Flow, GraphLayout, LevelRun, Rect, Route};

/// Less than this is rounding.
const SLACK: f64 = 1e-6;

fn graphs() -> impl Strategy<Value = Diagram> {
    prop_oneof![3 => sparse_graphs(), 1 => networks()]
}

/// Layers of which each is joined to the next, all to all.
fn networks() -> impl Strategy<Value = Diagram> {
    proptest::collection::vec(1..=9_usize, 2..=4).prop_map(|widths| network(&widths))
}

fn network(widths: &[usize]) -> Diagram {
    let mut diagram = Diagram::default();
    for width in widths {
        let to = diagram.boxes.len();
        let from = diagram.boxes.iter().rposition(|node| node.title == "first").unwrap_or(to);
        for place in to..to + width {
            let title = if place == to { "first" } else { "" }.to_owned();
            let value = place.to_string();
            diagram.boxes.push(DiagramBox {
                role: NodeRole::Operation,
                title,
                formula: None,
                value,
                adjoint: None,
            });
            diagram.edges.extend((from..to).map(|from| Edge { from, to: place, label: "0.25".to_owned() }));
        }
    }
    diagram
}

/// A random graph: each box has up to three operands, near ones more often, and the same one twice at times.
fn sparse_graphs() -> impl Strategy<Value = Diagram> {
    let text = prop_oneof!["[a-z]{0,3}", "-?[0-9]\\.[0-9]{0,7}", "[a-zA-Z0-9 +*]{0,40}", "[α-ω]{1,4}"];
    let operand = (0.0..1.0_f64, 0..3_u32, prop_oneof![Just(String::new()), text.clone()]);
    let node =
        (text.clone(), proptest::option::of(text.clone()), text, proptest::collection::vec(operand, 0..=3));
    proptest::collection::vec(node, 1..=MAX_BOXES).prop_map(|nodes| {
        let mut diagram = Diagram::default();
        for (to, (title, formula, value, operands)) in nodes.into_iter().enumerate() {
            let adjoint = formula.as_ref().map(|_| value.clone());
            diagram.boxes.push(DiagramBox { role: NodeRole::Operation, title, formula, value, adjoint });
            for (share, nearness, label) in operands.into_iter().filter(|_| to > 0) {
                let from = farther_back(to, share, nearness);
                diagram.edges.push(Edge { from, to, label });
            }
        }
        diagram
    })
}

/// A box before `to`.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a small count")]
fn farther_back(to: usize, share: f64, nearness: u32) -> usize {
    let reach = to >> (nearness * 2).min(to.ilog2());
    to - 1 - (share * reach as f64) as usize
}

fn flows() -> impl Strategy<Value = Flow> {
    prop_oneof![Just(Flow::Rightwards), Just(Flow::Downwards)]
}

fn overlap(a: &Rect, b: &Rect) -> bool {
    a.x < b.right() - SLACK
        && b.x < a.right() - SLACK
        && a.y < b.y + b.height - SLACK
        && b.y < a.y + a.height - SLACK
}

fn contains(rect: &Rect, (x, y): (f64, f64)) -> bool {
    x > rect.x + SLACK && x < rect.right() - SLACK && y > rect.y + SLACK && y < rect.y + rect.height - SLACK
}

/// Points along an edge, closely enough that nothing is missed between them.
fn points(route: &Route) -> Vec<(f64, f64)> {
    let share = |step: u32| f64::from(step) / 24.0;
    let level = route.runs.iter().flat_map(|run| {
        (0..=24).map(|step| (run.from + (run.to - run.from) * share(step), run.y)).collect::<Vec<_>>()
    });
    let bent = route.bends().flat_map(|[a, b, c, d]| {
        let mix = |p: (f64, f64), q: (f64, f64), t: f64| (p.0 + (q.0 - p.0) * t, p.1 + (q.1 - p.1) * t);
        let at = |t| {
            let (ab, bc, cd) = (mix(a, b, t), mix(b, c, t), mix(c, d, t));
            mix(mix(ab, bc, t), mix(bc, cd, t), t)
        };
        (0..=24).map(|step| at(share(step))).collect::<Vec<_>>()
    });
    level.chain(bent).collect()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 32,
        // Failures are printed in full; no file is left behind.
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn nothing_stands_on_anything_else(diagram in graphs(), flow in flows()) {
        let layout = GraphLayout::flowing(&diagram, flow);
        let labels = layout.routes.iter().filter_map(|route| route.label);
        let all: Vec<Rect> = layout.boxes.iter().copied().chain(labels).collect();
        for (i, a) in all.iter().enumerate() {
            for b in &all[..i] {
                prop_assert!(!overlap(a, b), "{a:?} and {b:?}");
            }
            prop_assert!(a.x >= 0.0 && a.y >= 0.0);
            prop_assert!(a.right() <= layout.width + SLACK && a.y + a.height <= layout.height + SLACK);
        }
    }

    #[test]
    fn edges_cross_no_box_and_no_label_but_their_own(diagram in graphs(), flow in flows()) {
        let layout = GraphLayout::flowing(&diagram, flow);
        for (place, route) in layout.routes.iter().enumerate() {
            let others = layout.routes.iter().enumerate().filter(|&(other, _)| other != place);
            let labels = others.filter_map(|(_, other)| other.label);
            let obstacles: Vec<Rect> = layout.boxes.iter().copied().chain(labels).collect();
            for point in points(route) {
                for obstacle in &obstacles {
                    prop_assert!(!contains(obstacle, point), "{:?} at {point:?}", diagram.edges[place]);
                }
                prop_assert!((-SLACK..=layout.height + SLACK).contains(&point.1));
            }
        }
    }

    #[test]
    fn edges_lead_from_box_to_box_and_to_the_right(diagram in graphs(), flow in flows()) {
        let layout = GraphLayout::flowing(&diagram, flow);
        for (edge, route) in diagram.edges.iter().zip(&layout.routes) {
            let (from, to) = (&layout.boxes[edge.from], &layout.boxes[edge.to]);
            let (first, last) = (route.runs[0], route.runs[route.runs.len() - 1]);
            prop_assert!((first.from - from.right()).abs() < SLACK && (first.y - from.middle()).abs() < SLACK);
            prop_assert!((last.to - to.x).abs() < SLACK && (last.y - to.middle()).abs() < SLACK);
            prop_assert!(route.runs.iter().all(|run| run.from <= run.to + SLACK));
            prop_assert!(route.bends().all(|[start, .., end]| start.0 < end.0));
            prop_assert_eq!(route.label.is_some(), !edge.label.is_empty());
            if let Some(label) = route.label {
                let carries = |run: &LevelRun| {
                    run.from <= label.x + SLACK && run.to >= label.right() - SLACK && (run.y - label.middle()).abs() < SLACK
                };
                prop_assert!(route.runs.iter().any(carries), "{label:?} is on no level part of {route:?}");
            }
        }
    }

    #[test]
    fn the_same_graph_is_always_laid_out_in_the_same_way(diagram in graphs()) {
        prop_assert_eq!(GraphLayout::new(&diagram), GraphLayout::new(&diagram));
    }
}

#[test]
fn a_graph_may_be_empty_or_a_single_box() {
    assert_eq!(GraphLayout::new(&Diagram::default()).boxes, []);
    let mut diagram = crate::graph::sample::neuron();
    diagram.boxes.truncate(1);
    diagram.edges.clear();
    let layout = GraphLayout::new(&diagram);
    assert_eq!((layout.boxes[0].x, layout.boxes[0].y), (0.0, 0.0));
    assert_eq!((layout.width, layout.height), (layout.boxes[0].width, layout.boxes[0].height));
}

/// A chain of boxes.
fn chain(length: usize) -> Diagram {
    let mut diagram = network(&vec![1; length]);
    diagram.boxes.iter_mut().for_each(|node| node.formula = Some("a formula with letters".to_owned()));
    diagram
}

#[test]
fn what_is_too_wide_for_a_window_is_drawn_from_top_to_bottom() {
    let short = GraphLayout::new(&chain(3));
    assert_eq!((short.flow, short.picture_size()), (Flow::Rightwards, (short.width, short.height)));
    let long = GraphLayout::new(&chain(20));
    assert_eq!((long.flow, long.picture_size()), (Flow::Downwards, (long.height, long.width)));
    assert!(long.picture_size().0 <= WINDOW);
    let first = long.flow.rect(&long.boxes[0]);
    assert!(first.width > first.height, "letters stay level");
    let wide = GraphLayout::new(&network(&[40, 40, 40]));
    assert_eq!(wide.flow, Flow::Rightwards, "downwards it would be wider");
}

/// The fullest column are the 48 labels between two layers.
#[test]
fn a_network_is_hardly_higher_than_its_fullest_column() {
    let layout = GraphLayout::new(&network(&[6, 8, 6, 3]));
    let needed = 48.0 * (14.0 + crate::graph::layout::place::EDGES_APART);
    assert!(layout.height > 0.95 * needed && layout.height < 1.3 * needed, "{} of {needed}", layout.height);
}

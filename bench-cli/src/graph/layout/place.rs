//! Asks dagre for ranks, orders and heights.

use dagre::graph::{Graph, GraphOptions};
use dagre::layout::types::LabelPos;
use dagre::{EdgeLabel, LayoutOptions, NodeLabel, RankDir};

use crate::graph::diagram::Edge;
use crate::graph::layout::geometry::BoxSize;

/// Between boxes of one column.
pub(crate) const BOXES_APART: f64 = 16.0;

/// Between edges that pass through one column.
pub(crate) const EDGES_APART: f64 = 9.0;

/// Between columns, as dagre sees it. Only has to be more than nothing: see [`crate::graph::layout::columns`].
const RANKS_APART: f64 = 40.0;

/// The ranks, orders and heights that dagre gives.
pub(crate) struct Places {
    /// The centres of the boxes.
    pub(crate) boxes: Vec<LayoutSpot>,
    /// The boxes at the ends of each edge.
    pub(crate) ends: Vec<(usize, usize)>,
    /// The places of each edge in the columns between its ends.
    pub(crate) between: Vec<Vec<LayoutSpot>>,
    /// The centres of the labels of edges.
    pub(crate) labels: Vec<Option<LayoutSpot>>,
}

impl Places {
    /// Returns the places of each edge, from box to box.
    pub(crate) fn stops(&self) -> impl Iterator<Item = Vec<LayoutSpot>> {
        self.ends
            .iter()
            .zip(&self.between)
            .map(|(&(from, to), between)| [&[self.boxes[from]], &between[..], &[self.boxes[to]]].concat())
    }

    /// Turns the picture upside down if more of the boxes then stand in their order from top to bottom.
    fn in_reading_order(mut self) -> Self {
        let mut balance = 0_i64;
        for (place, below) in self.boxes.iter().enumerate() {
            for above in self.boxes[..place].iter().filter(|above| above.column == below.column) {
                balance += if above.y < below.y { 1 } else { -1 };
            }
        }
        if balance < 0 {
            let spots = self.boxes.iter_mut().chain(self.between.iter_mut().flatten());
            spots.chain(self.labels.iter_mut().flatten()).for_each(|spot| spot.y = -spot.y);
        }
        self
    }
}

/// A place: a column, from 0 at the left, and a height.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LayoutSpot {
    pub(crate) column: usize,
    pub(crate) y: f64,
}

/// Returns places for boxes and labels of these sizes.
pub(crate) fn places(boxes: &[BoxSize], edges: &[Edge], labels: &[Option<BoxSize>]) -> Places {
    let mut graph: Graph<NodeLabel, EdgeLabel> =
        Graph::with_options(GraphOptions { directed: true, multigraph: true, compound: false });
    for (place, size) in boxes.iter().enumerate() {
        let node = NodeLabel { width: size.width, height: size.height, ..NodeLabel::default() };
        graph.set_node(place.to_string(), Some(node));
    }
    for (place, (edge, size)) in edges.iter().zip(labels).enumerate() {
        let (width, height) = size.map_or((0.0, 0.0), |size| (size.width, size.height));
        let label = EdgeLabel { width, height, labelpos: LabelPos::Center, ..EdgeLabel::default() };
        // Two edges may join the same boxes, as in x · x; the name tells them apart.
        let name = place.to_string();
        graph.set_edge(edge.from.to_string(), edge.to.to_string(), Some(label), Some(name.as_str()));
    }
    let options = LayoutOptions {
        rankdir: RankDir::LR,
        nodesep: BOXES_APART,
        edgesep: EDGES_APART,
        ranksep: RANKS_APART,
        // Of orders with as few crossings the one that is nearest to the order of the boxes.
        tie_keep_first: true,
        ..LayoutOptions::default()
    };
    dagre::layout(&mut graph, Some(options));
    read(&graph, boxes.len(), edges, labels).in_reading_order()
}

fn read(
    graph: &Graph<NodeLabel, EdgeLabel>,
    boxes: usize,
    edges: &[Edge],
    labels: &[Option<BoxSize>],
) -> Places {
    let point = |x: Option<f64>, y: Option<f64>| (x.expect(PLACED), y.expect(PLACED));
    let of_box = |place: usize| {
        let node = graph.node(&place.to_string()).expect("the box was put in");
        point(node.x, node.y)
    };
    let boxes: Vec<(f64, f64)> = (0..boxes).map(of_box).collect();
    let (mut between, mut label_points) = (Vec::new(), Vec::new());
    for (place, (edge, label)) in edges.iter().zip(labels).enumerate() {
        let (from, to, name) = (edge.from.to_string(), edge.to.to_string(), place.to_string());
        let drawn = graph.edge(&from, &to, Some(name.as_str())).expect("the edge was put in");
        // The first and the last point are where it touches its boxes.
        let inner = drawn.points.get(1..drawn.points.len().saturating_sub(1)).unwrap_or_default();
        between.push(inner.iter().map(|point| (point.x, point.y)).collect::<Vec<_>>());
        label_points.push(label.map(|_| point(drawn.x, drawn.y)));
    }
    let ranks = Ranks::new(boxes.iter().chain(between.iter().flatten()));
    Places {
        boxes: boxes.into_iter().map(|point| ranks.spot(point)).collect(),
        ends: edges.iter().map(|edge| (edge.from, edge.to)).collect(),
        between: between
            .into_iter()
            .map(|points| points.into_iter().map(|point| ranks.spot(point)).collect())
            .collect(),
        labels: label_points.into_iter().map(|point| Some(ranks.spot(point?))).collect(),
    }
}

const PLACED: &str = "dagre gives each node and each label a place";

/// The middles of dagre's ranks, from left to right.
struct Ranks(Vec<f64>);

impl Ranks {
    /// The largest distance within one rank: the rounding of sums.
    const SAME: f64 = 0.5;

    fn new<'a>(points: impl Iterator<Item = &'a (f64, f64)>) -> Self {
        let mut middles: Vec<f64> = points.map(|point| point.0).collect();
        middles.sort_by(f64::total_cmp);
        middles.dedup_by(|next, kept| *next - *kept < Self::SAME);
        Self(middles)
    }

    fn spot(&self, (x, y): (f64, f64)) -> LayoutSpot {
        LayoutSpot { column: self.0.partition_point(|&middle| middle < x - Self::SAME), y }
    }
}

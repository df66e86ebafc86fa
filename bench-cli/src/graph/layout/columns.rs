//! Columns as wide as what stands in them, and between them as much room as the bends of edges want.

use crate::graph::layout::geometry::{BoxSize, Flow, GraphLayout, LevelRun, Rect, Route};
use crate::graph::layout::place::{LayoutSpot, Places};

/// Between columns at least, from left to right: room for an arrow.
const NEAR: f64 = 24.0;

/// The end of an edge is level, so that the head of the arrow sits on its line.
const ARRIVAL: f64 = 9.0;

/// Between columns at most, from left to right.
const FAR: f64 = 120.0;

/// The same from top to bottom, at least and at most: letters are wide, so edges have far to go, and a window is low.
const DOWN: [f64; 2] = [12.0, 32.0];

/// Bends that climb high want room in this proportion, or they look like steps.
const SLOPE: f64 = 0.3;

/// The columns from left to right.
pub(crate) struct ColumnLayout {
    flow: Flow,
    /// The left and the right side of each, as it will be drawn.
    sides: Vec<(f64, f64)>,
    /// The width of the boxes in each.
    boxes: Vec<f64>,
}

impl ColumnLayout {
    /// Returns the columns that these places make.
    pub(crate) fn new(places: &Places, boxes: &[BoxSize], labels: &[Option<BoxSize>], flow: Flow) -> Self {
        let spots = places.boxes.iter().chain(places.between.iter().flatten());
        let count = spots.map(|spot| spot.column + 1).max().unwrap_or(0);
        let mut columns = Self { flow, sides: vec![(0.0, 0.0); count], boxes: vec![0.0; count] };
        for (spot, size) in places.boxes.iter().zip(boxes) {
            let column = spot.column;
            columns.boxes[column] = columns.boxes[column].max(size.width);
        }
        let mut widths = columns.boxes.clone();
        for (spot, size) in places.labels.iter().zip(labels) {
            if let (Some(spot), Some(size)) = (spot, size) {
                let column = spot.column;
                widths[column] = widths[column].max(size.width);
            }
        }
        let mut left = 0.0;
        for (column, gap) in columns.gaps(places).into_iter().enumerate() {
            columns.sides[column] = (left, left + widths[column]);
            left += widths[column] + gap;
        }
        columns
    }

    /// Returns the room to the right of each column, by the highest climb in it.
    fn gaps(&self, places: &Places) -> Vec<f64> {
        let mut climbs = vec![0.0_f64; self.sides.len()];
        for stops in places.stops() {
            for pair in stops.windows(2) {
                let climb = &mut climbs[pair[0].column];
                *climb = climb.max((pair[1].y - pair[0].y).abs());
            }
        }
        let [near, far] = match self.flow {
            Flow::Rightwards => [NEAR, FAR],
            Flow::Downwards => DOWN,
        };
        climbs.into_iter().map(|climb| (SLOPE * climb).clamp(near, far) + ARRIVAL).collect()
    }

    /// Places everything, with nothing to the left of or above the origin.
    pub(crate) fn layout(
        self,
        places: &Places,
        boxes: &[BoxSize],
        labels: &[Option<BoxSize>],
    ) -> GraphLayout {
        let widened = |spot: LayoutSpot, size: BoxSize| BoxSize { width: self.boxes[spot.column], ..size };
        let boxes: Vec<Rect> = places
            .boxes
            .iter()
            .zip(boxes)
            .map(|(&spot, &size)| self.rect(spot, widened(spot, size)))
            .collect();
        let label =
            |(spot, size): (&Option<LayoutSpot>, &Option<BoxSize>)| Some(self.rect((*spot)?, (*size)?));
        let labels = places.labels.iter().zip(labels).map(label);
        let routes: Vec<Route> = places
            .stops()
            .zip(&places.ends)
            .zip(labels)
            .map(|((stops, &(from, to)), label)| self.route(&stops, (&boxes[from], &boxes[to]), label))
            .collect();
        GraphLayout {
            flow: self.flow,
            width: self.sides.last().map_or(0.0, |side| side.1),
            height: 0.0,
            boxes,
            routes,
        }
        .raised()
    }

    /// Places something in the middle of its column.
    fn rect(&self, spot: LayoutSpot, size: BoxSize) -> Rect {
        let (left, right) = self.sides[spot.column];
        let x = f64::midpoint(left, right) - size.width / 2.0;
        Rect { x, y: spot.y - size.height / 2.0, width: size.width, height: size.height }
    }

    /// Returns the route from one box to another, level through every column on the way.
    fn route(&self, stops: &[LayoutSpot], (from, to): (&Rect, &Rect), label: Option<Rect>) -> Route {
        let last = stops.len() - 1;
        let run = |(place, stop): (usize, &LayoutSpot)| {
            let (left, right) = self.sides[stop.column];
            match place {
                0 => LevelRun { from: from.right(), to: right, y: stop.y },
                _ if place == last => LevelRun { from: left - ARRIVAL, to: to.x, y: stop.y },
                _ => LevelRun { from: left, to: right, y: stop.y },
            }
        };
        Route { runs: stops.iter().enumerate().map(run).collect(), label }
    }
}

impl GraphLayout {
    /// Moves the highest part to the top, and sets the height.
    fn raised(mut self) -> Self {
        let labels = self.routes.iter().filter_map(|route| route.label);
        let bounds = self.boxes.iter().copied().chain(labels);
        let edges = self.routes.iter().flat_map(|route| &route.runs).map(|run| (run.y, run.y));
        let (top, bottom) = bounds
            .map(|rect| (rect.y, rect.y + rect.height))
            .chain(edges)
            .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
            .unwrap_or_default();
        self.boxes.iter_mut().for_each(|rect| rect.y -= top);
        for route in &mut self.routes {
            route.runs.iter_mut().for_each(|run| run.y -= top);
            route.label.iter_mut().for_each(|label| label.y -= top);
        }
        self.height = bottom - top;
        self
    }
}

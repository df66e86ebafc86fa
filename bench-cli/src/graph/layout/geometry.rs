//! Places and sizes of the parts of a diagram.

/// The direction of the edges in the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flow {
    /// From left to right.
    Rightwards,
    /// From top to bottom: the layout mirrored at its diagonal.
    Downwards,
}

impl Flow {
    /// Returns the point of the picture for one of the layout.
    pub(crate) fn point(self, (along, across): (f64, f64)) -> (f64, f64) {
        match self {
            Self::Rightwards => (along, across),
            Self::Downwards => (across, along),
        }
    }

    /// Returns the size in the layout of something of that size in the picture, or the other way round.
    pub(crate) fn size(self, size: BoxSize) -> BoxSize {
        let (width, height) = self.point((size.width, size.height));
        BoxSize { width, height }
    }

    /// Returns the rectangle of the picture for one of the layout.
    pub(crate) fn rect(self, rect: &Rect) -> Rect {
        let ((x, y), (width, height)) = (self.point((rect.x, rect.y)), self.point((rect.width, rect.height)));
        Rect { x, y, width, height }
    }
}

/// A diagram with its places, for edges from left to right. Lengths are user units, of which a page shows one per pixel.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct GraphLayout {
    /// The direction in the picture.
    pub(crate) flow: Flow,
    /// The width, from the left of the first column to the right of the last.
    pub(crate) width: f64,
    /// The height, from the highest to the lowest part.
    pub(crate) height: f64,
    /// The place of each box, in the order of `Diagram::boxes`.
    pub(crate) boxes: Vec<Rect>,
    /// The way of each edge, in the order of `Diagram::edges`.
    pub(crate) routes: Vec<Route>,
}

/// An upright rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rect {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

impl Rect {
    /// Returns the right side.
    pub(crate) fn right(&self) -> f64 {
        self.x + self.width
    }

    /// Returns the height of its middle.
    pub(crate) fn middle(&self) -> f64 {
        self.y + self.height / 2.0
    }
}

/// The way of an edge: level through each column, and bent between them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Route {
    /// The level parts, from the box where it starts to the box where it ends.
    pub(crate) runs: Vec<LevelRun>,
    /// The room of the label, if there is one: on a level part of its own.
    pub(crate) label: Option<Rect>,
}

/// A level part of an edge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct LevelRun {
    pub(crate) from: f64,
    pub(crate) to: f64,
    pub(crate) y: f64,
}

impl Route {
    /// Returns the bends between the level parts: cubic curves that start and end level, by their ends and control points.
    pub(crate) fn bends(&self) -> impl Iterator<Item = [(f64, f64); 4]> {
        self.runs.windows(2).map(|pair| {
            let ((x, y), (to_x, to_y)) = ((pair[0].to, pair[0].y), (pair[1].from, pair[1].y));
            let middle = f64::midpoint(x, to_x);
            [(x, y), (middle, y), (middle, to_y), (to_x, to_y)]
        })
    }
}

/// The size of a box or a label.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct BoxSize {
    pub(crate) width: f64,
    pub(crate) height: f64,
}

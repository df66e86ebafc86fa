//! Reads charts back from what was drawn.

use roxmltree::{Document, Node};
use serde_json::Value;

/// A drawn chart.
pub(crate) struct DrawnChart {
    points: Vec<DrawnPoint>,
}

/// The data of a point: run, engine, parameters, value, interval.
pub(crate) type PointData = (usize, String, u64, f64, f64, f64);

struct DrawnPoint {
    data: PointData,
    x: f64,
    y: f64,
}

/// The wide charts of a document; charts stand in it as XML, also where the document is HTML.
pub(crate) fn charts(document: &str) -> Vec<DrawnChart> {
    let chart = |text: &String| {
        let chart = Document::parse(text).expect("a chart is well-formed XML");
        let points = chart.descendants().filter(|node| node.attribute("data-low").is_some());
        DrawnChart { points: points.map(point).collect() }
    };
    wide_charts(document).iter().map(chart).collect()
}

/// The wide charts of a document, as they stand in it.
pub(crate) fn wide_charts(document: &str) -> Vec<String> {
    let charts = document.split("<svg class=\"chart wide\"").skip(1);
    let chart = |rest: &str| {
        let (body, _) = rest.split_once("</svg>").expect("charts hold no further svg");
        format!("<svg class=\"chart wide\"{body}</svg>")
    };
    charts.map(chart).collect()
}

/// A map of so many inputs and outputs, and the time of forward mode ÷ that of reverse mode.
pub(crate) type TileData = (u64, u64, f64);

/// The tiles of the heat map of a document, in order.
pub(crate) fn tiles(document: &str) -> Vec<TileData> {
    let pictures = wide_charts(document);
    let map = Document::parse(&pictures[0]).expect("a chart is well-formed XML");
    let mut tiles: Vec<TileData> = map
        .descendants()
        .filter(|node| node.attribute("data-winner").is_some())
        .map(|node| {
            let text = |name: &str| node.attribute(name).expect("a tile has its data");
            let count = |name: &str| text(name).parse().expect("a count");
            (count("data-inputs"), count("data-outputs"), text("data-value").parse().expect("a number"))
        })
        .collect();
    tiles.sort_by_key(|tile| (tile.0, tile.1));
    tiles
}

/// The tiles that a record calls for.
pub(crate) fn expected_tiles(record: &Value) -> Vec<TileData> {
    let cells = record["cells"].as_array().expect("a list");
    let of = |engine: &'static str| cells.iter().filter(move |cell| cell["engine"] == engine);
    let median = |cell: &Value| cell["seconds"]["median"].as_f64().expect("a number");
    let mut tiles: Vec<TileData> = of("forward")
        .map(|forward| {
            let is_on_same =
                |other: &&Value| ["parameters", "outputs"].iter().all(|field| other[field] == forward[field]);
            let reverse = of("reverse").find(is_on_same).expect("both modes");
            let count = |field: &str| forward[field].as_u64().expect("a count");
            (count("parameters"), count("outputs"), median(forward) / median(reverse))
        })
        .collect();
    tiles.sort_by_key(|tile| (tile.0, tile.1));
    tiles
}

fn point(node: Node<'_, '_>) -> DrawnPoint {
    let text = |name: &str| node.attribute(name).expect("a point has its data");
    let number = |name: &str| -> f64 { text(name).parse().expect("a number") };
    let dot =
        node.children().find(|child| child.attribute("class") == Some("dot")).expect("a point has a dot");
    let at = |name: &str| -> f64 { dot.attribute(name).expect("a place").parse().expect("a number") };
    let run = text("data-run").parse().expect("a number");
    let parameters = text("data-parameters").parse().expect("a count");
    let values = (number("data-value"), number("data-low"), number("data-high"));
    let data = (run, text("data-engine").to_owned(), parameters, values.0, values.1, values.2);
    DrawnPoint { data, x: at("cx"), y: at("cy") }
}

impl DrawnChart {
    /// Returns the data of the points, in order.
    pub(crate) fn data(&self) -> Vec<PointData> {
        sorted(self.points.iter().map(|point| point.data.clone()).collect())
    }

    /// Equal factors are equal distances, to the rounding of coordinates.
    pub(crate) fn assert_logarithmic(&self) {
        let line = |of: fn(&DrawnPoint) -> (f64, f64)| {
            let mut ends: Vec<(f64, f64)> = self.points.iter().map(of).collect();
            ends.sort_by(|a, b| a.0.total_cmp(&b.0));
            let (first, last) = (ends[0], ends[ends.len() - 1]);
            for (value, place) in ends {
                let share = (value / first.0).ln() / (last.0 / first.0).ln();
                let expected = first.1 + share * (last.1 - first.1);
                assert!((place - expected).abs() < 0.15, "{value} stands at {place}, not at {expected}");
            }
        };
        line(|point| (point.data.2 as f64, point.x));
        line(|point| (point.data.3, point.y));
    }
}

/// The points that these records call for.
pub(crate) fn expected(records: &[Value], quantity: &str) -> Vec<PointData> {
    let mut points = Vec::new();
    for (run, record) in records.iter().enumerate() {
        for cell in record["cells"].as_array().expect("a list") {
            let engine = cell["engine"].as_str().expect("a name");
            if engine == "loss" && quantity == "ratio_to_loss" {
                continue; // 1 by definition
            }
            let number = |value: &Value| value.as_f64().expect("a number");
            let (figure, interval) = (&cell[quantity], &cell[quantity]["ci95"]);
            let parameters = cell["parameters"].as_u64().expect("a count");
            let (low, high) = (number(&interval[0]), number(&interval[1]));
            points.push((run, engine.to_owned(), parameters, number(&figure["median"]), low, high));
        }
    }
    sorted(points)
}

fn sorted(mut points: Vec<PointData>) -> Vec<PointData> {
    points.sort_by(|a, b| (a.0, &a.1, a.2).cmp(&(b.0, &b.1, b.2)));
    points
}

//! Drawings of invented runs.

use roxmltree::Document;

use crate::draw::layout::{ChartLayout, style_sheet};
use crate::draw::page::without_style_and_script;
use crate::draw::palette;
use crate::training_report::TrainingReport;
use crate::training_report::draw::frame::{LossAxis, SizedMarkup};
use crate::training_report::draw::{confusion, curves as loss_curves, scatter, training_html, training_svg};
use crate::training_report::figure::{
    CellKind, ConfusedPair, ConfusionTable, Curve, Curves, DataPart, DecisionMap, EpochQuantity,
    FigureContent, ImportanceBars, MapExample, MisclassifiedImage, ReliabilityCurve, ReportTable,
    ScatterPlot, TrainingFigure, WeightHistogram,
};

fn parsed(drawing: &SizedMarkup) -> String {
    format!("<svg>{}</svg>", drawing.parts.clone().into_string())
}

fn curves(losses: &[f64]) -> Curves {
    let raw: Vec<[f64; 2]> = losses.iter().enumerate().map(|(i, &loss)| [i as f64 + 1.0, loss]).collect();
    let line = |name, part| Curve { name, part, smooth: raw.clone(), raw: raw.clone() };
    let lines = vec![line("training", DataPart::Training), line("validation", DataPart::Validation)];
    Curves { quantity: EpochQuantity::Loss, lines, best: raw.last().copied() }
}

/// Returns all coordinates of a drawing.
fn places(text: &str) -> Vec<f64> {
    let document = Document::parse(text).expect("XML");
    let names = ["x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "width", "height"];
    let of = |node: roxmltree::Node| -> Vec<String> {
        let plain = names.iter().filter_map(|name| node.attribute(*name)).map(str::to_owned);
        let points =
            node.attribute("points").unwrap_or_default().split([' ', ',']).filter(|text| !text.is_empty());
        plain.chain(points.map(str::to_owned)).collect()
    };
    document.descendants().flat_map(of).map(|text| text.parse().expect("a number")).collect()
}

#[test]
fn every_place_is_a_number_inside_the_picture() {
    let many: Vec<f64> = (0..10_000_u32).map(|i| 1.0 / f64::from(i + 1)).collect();
    for losses in [&[0.5][..], &[1e300, 1e-300], &[3.0, 3.0, 3.0], &many] {
        for axis in [LossAxis::Linear, LossAxis::Logarithmic] {
            for layout in [ChartLayout::FULL, ChartLayout::PHONE] {
                let drawing = loss_curves::draw(&curves(losses), layout, axis).expect("positive losses");
                let text = parsed(&drawing);
                assert!(text.len() < 120_000, "{} bytes", text.len());
                let inside = |place: &f64| (-5.0..drawing.width.max(drawing.height) + 5.0).contains(place);
                assert!(places(&text).iter().all(inside), "{losses:.5?}");
            }
        }
    }
}

#[test]
fn losses_of_zero_have_no_logarithm() {
    assert!(loss_curves::draw(&curves(&[1.0, 0.0]), ChartLayout::FULL, LossAxis::Logarithmic).is_none());
    assert!(loss_curves::draw(&curves(&[1.0, 0.0]), ChartLayout::FULL, LossAxis::Linear).is_some());
}

#[test]
fn a_matrix_of_one_found_class_and_hostile_names_is_drawn() {
    let confusion = ConfusionTable {
        classes: vec!["<script>".to_owned(), "a name that is much too long".to_owned()],
        counts: vec![vec![3, 0], vec![2, 0]],
        examples: vec![3, 2],
        pairs: Vec::new(),
    };
    let text = parsed(&confusion::draw(&confusion, ChartLayout::HALF));
    let document = Document::parse(&text).expect("XML");
    let cells: Vec<_> = document.descendants().filter_map(|node| node.attribute("data-count")).collect();
    assert_eq!(cells, ["3", "2"], "what never happened is not drawn");
}

/// A matrix of this many classes with long names, each taken for the next one.
fn confused(classes: usize) -> ConfusionTable {
    let names: Vec<String> = (0..classes).map(|class| format!("a class with the number {class}")).collect();
    let counts = |truth: usize| {
        let mut counts = vec![0; classes];
        counts[truth] = 12;
        counts[(truth + 1) % classes] = 1;
        counts
    };
    let pair = |truth: usize| ConfusedPair {
        truth: names[truth].clone(),
        found: names[(truth + 1) % classes].clone(),
        count: 1,
        examples: 13,
    };
    ConfusionTable {
        counts: (0..classes).map(counts).collect(),
        examples: vec![13; classes],
        pairs: (0..classes).map(pair).collect(),
        classes: names,
    }
}

#[test]
fn labels_of_confusions_can_be_read_at_any_number_of_classes() {
    /// The smallest letters, in pixels where the chart is as wide as it is drawn.
    const READABLE: f64 = 9.5;
    for (classes, layout, is_matrix) in [
        (3, ChartLayout::HALF, true),
        (3, ChartLayout::PHONE, true),
        (12, ChartLayout::HALF, true),
        (20, ChartLayout::FULL, true),
        (12, ChartLayout::PHONE, false),
        (20, ChartLayout::PHONE, false),
    ] {
        let text = parsed(&confusion::draw(&confused(classes), layout));
        let document = Document::parse(&text).expect("XML");
        let sizes = document.descendants().filter_map(|node| node.attribute("font-size"));
        let smallest = sizes.map(|size| size.parse().expect("a number")).fold(f64::INFINITY, f64::min);
        assert!(smallest >= READABLE, "{classes} classes, {}: {smallest}", layout.name);
        assert_eq!(text.contains("class=\"cell "), is_matrix, "{classes} classes, {}", layout.name);
        assert_ne!(text.contains("class=\"pair "), is_matrix, "{classes} classes, {}", layout.name);
    }
}

#[test]
fn epochs_are_whole_numbers_on_the_axis() {
    let losses = [3.0, 2.0, 1.0];
    let text =
        parsed(&loss_curves::draw(&curves(&losses), ChartLayout::FULL, LossAxis::Linear).expect("losses"));
    let document = Document::parse(&text).expect("XML");
    let ticks = document.descendants().filter(|node| node.attribute("text-anchor") == Some("middle"));
    let ticks: Vec<&str> = ticks.filter_map(|node| node.text()).collect();
    assert_eq!(ticks, ["1", "2", "3", "epoch"]);
}

#[test]
fn rows_beyond_those_shown_are_folded() {
    let page = training_html(&invented());
    let (_, table) = page.split_once("figure-classes").expect("a table");
    let (shown, folded) = table.split_once("class=\"folded\"").expect("folded rows");
    assert!(shown.contains("&lt;no&gt;") && !shown.contains(">yes<") && folded.contains(">yes<"));
}

#[test]
fn points_beyond_all_axes_are_no_chart() {
    let scatter = |y| ScatterPlot {
        x_name: "x".to_owned(),
        y_name: "y".to_owned(),
        points: vec![[0.0, y], [1.0, -y]],
        line: Vec::new(),
    };
    assert!(scatter::draw(&scatter(1.7e308), ChartLayout::HALF).is_none());
    assert!(scatter::draw(&scatter(1.0), ChartLayout::HALF).is_some());
}

/// An invented report, with a figure of every kind.
fn invented() -> TrainingReport {
    let figure = |name, content| TrainingFigure {
        name,
        title: format!("The {name}"),
        subtitle: "Invented numbers".to_owned(),
        description: "What it says.".to_owned(),
        content,
    };
    let names = || ["<no>".to_owned(), "yes".to_owned()];
    let pair = |truth: &str, found: &str, count| ConfusedPair {
        truth: truth.to_owned(),
        found: found.to_owned(),
        count,
        examples: 10,
    };
    let spot = |x, class, role| MapExample { at: [x, 0.5], class, role };
    let decision_map = DecisionMap {
        inputs: ["width".to_owned(), "height".to_owned()],
        classes: names().to_vec(),
        x: [0.0, 4.0],
        y: [-1.0, 1.0],
        cells: vec![vec![(0, Some(0.9)), (0, Some(0.95)), (1, Some(0.55)), (1, Some(1.0))]; 2],
        spots: vec![spot(1.0, 0, DataPart::Training), spot(3.0, 1, DataPart::Validation)],
    };
    let scatter = ScatterPlot {
        x_name: "true".to_owned(),
        y_name: "predicted".to_owned(),
        points: vec![[0.0, 0.25], [1.0, 0.75]],
        line: vec![[0.0, 0.0], [1.0, 1.0]],
    };
    let matrix = ConfusionTable {
        classes: names().to_vec(),
        counts: vec![vec![9, 1], vec![0, 10]],
        examples: vec![10, 10],
        pairs: vec![pair("<no>", "yes", 1)],
    };
    let many = ConfusionTable {
        classes: Vec::new(),
        counts: Vec::new(),
        examples: Vec::new(),
        pairs: vec![
            pair("a class with a <long> name", "another class with a long name", 7),
            pair("b", "c", 2),
        ],
    };
    let reliability = ReliabilityCurve { points: vec![(0.25, 0.5, 1), (0.875, 0.75, 9)] };
    let table = ReportTable {
        columns: vec![("class", CellKind::Words), ("F1", CellKind::Number)],
        rows: vec![vec!["<no>".to_owned(), "0.5".to_owned()], vec!["yes".to_owned(), "0.75".to_owned()]],
        shown: 1,
    };
    let accuracy =
        Curve { name: "accuracy", part: DataPart::Validation, ..curves(&[0.5, 0.75, 0.7]).lines.remove(1) };
    let accuracy =
        Curves { quantity: EpochQuantity::Accuracy, lines: vec![accuracy], best: Some([2.0, 0.75]) };
    let importance = ImportanceBars {
        meaning: ["accuracy lost", "mean share"],
        columns: vec![
            ("a <wide> column of flowers".to_owned(), [Some(0.5), Some(0.25)]),
            ("height".to_owned(), [Some(-0.01), None]),
        ],
    };
    let histogram = WeightHistogram {
        name: "layer 1: 2 → 1".to_owned(),
        mean_and_deviation: [0.0, 1.0],
        reach: 2.0,
        counts: vec![0, 1, 4, 1, 2],
    };
    let picture = MisclassifiedImage {
        side: 2,
        pixels: vec![0.0, 1.0, 0.5, 0.5],
        truth: "<no>".to_owned(),
        found: "yes".to_owned(),
        probability: Some(0.125),
    };
    TrainingReport {
        question: "How well does a 2-1 network learn nothing?".to_owned(),
        verdict: "It reaches an accuracy of 95.0 %.".to_owned(),
        settings: vec![("Network", "2-1".to_owned()), ("Seed", "7".to_owned())],
        command: ["dualtape", "train", "my data.csv"].map(str::to_owned).to_vec(),
        record: "{\"schema\": \"dualtape.train/1\", \"run\": \"</script>\"}\n".to_owned(),
        figures: vec![
            figure("losses", FigureContent::Curves(curves(&[1.0, 0.5, 0.4, 0.25, 0.3, 0.28]))),
            figure("quality", FigureContent::Curves(accuracy)),
            figure("confusion", FigureContent::Confusion(matrix)),
            figure("confusions", FigureContent::Confusion(many)),
            figure("reliability", FigureContent::Reliability(reliability)),
            figure("classes", FigureContent::Table(table)),
            figure("boundary", FigureContent::DecisionMap(decision_map)),
            figure("residuals", FigureContent::Scatter(scatter)),
            figure("importance", FigureContent::Importance(importance)),
            figure("weights", FigureContent::Weights(vec![histogram])),
            figure("mistakes", FigureContent::Pictures(vec![picture])),
        ],
    }
}

/// The page without style sheet and script, and without its drawings: those for wide screens are in the picture too,
/// and the others come from the same code.
fn outline(page: &str, picture: &str) -> String {
    let charts = page.split("<svg class=\"chart ").skip(1);
    let drawing = |chart: &str| Some(chart.split_once("</desc>")?.1.split_once("</svg>")?.0.to_owned());
    let drawings: Vec<String> = charts.filter_map(drawing).collect();
    let in_both = drawings.iter().filter(|drawing| picture.contains(*drawing)).count();
    assert_eq!((in_both, drawings.len()), (10, 22), "a chart of each kind, for wide screens and for phones");
    drawings.iter().fold(without_style_and_script(page), |page, drawing| page.replace(drawing, ""))
}

#[test]
fn golden_page_and_picture() {
    let report = invented();
    let (page, picture) = (training_html(&report), training_svg(&report));
    Document::parse(&picture).expect("the picture is XML");
    assert_eq!(page.matches("<script").count(), 1, "only the data");
    assert_eq!(page.matches("</script").count(), 1);
    let rules = style_sheet() + &palette::training_style_sheet() + include_str!("training.css");
    assert!(page.contains(&format!("<style>{rules}")));
    let outline = outline(&page, &picture);
    snapbox::assert_data_eq!(outline, snapbox::file!["../../../tests/golden/training.html"].raw());
    snapbox::assert_data_eq!(picture, snapbox::file!["../../../tests/golden/training.svg"].raw());
}

#[test]
fn the_page_names_no_other_place() {
    let page = training_html(&invented()).replace("http://www.w3.org/2000/svg", "");
    for word in ["http:", "https:", "src=", "@import", "url("] {
        assert!(!page.contains(word), "{word}");
    }
}

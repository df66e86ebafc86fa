//! Drawings of invented runs.

use roxmltree::Document;

use crate::draw::layout::{ChartLayout, style_sheet};
use crate::draw::page::without_style_and_script;
use crate::draw::palette;
use crate::training_report::TrainingReport;
use crate::training_report::draw::frame::{LossAxis, SizedMarkup};
use crate::training_report::draw::{confusion, curves as loss_curves, scatter, training_html, training_svg};
use crate::training_report::figure::{
    ConfusionTable, Curve, Curves, DataPart, DecisionMap, FigureContent, ImportanceBars, MapExample,
    MisclassifiedImage, ScatterPlot, TrainingFigure, WeightHistogram,
};

fn parsed(drawing: &SizedMarkup) -> String {
    format!("<svg>{}</svg>", drawing.parts.clone().into_string())
}

fn curves(losses: &[f64]) -> Curves {
    let raw: Vec<[f64; 2]> = losses.iter().enumerate().map(|(i, &loss)| [i as f64 + 1.0, loss]).collect();
    let line = |name| Curve { name, smooth: raw.clone(), raw: raw.clone() };
    Curves { lines: vec![line("training"), line("validation")], best: raw.last().copied() }
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
            for layout in [ChartLayout::WIDE, ChartLayout::NARROW] {
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
    assert!(loss_curves::draw(&curves(&[1.0, 0.0]), ChartLayout::WIDE, LossAxis::Logarithmic).is_none());
    assert!(loss_curves::draw(&curves(&[1.0, 0.0]), ChartLayout::WIDE, LossAxis::Linear).is_some());
}

#[test]
fn a_matrix_of_one_found_class_and_hostile_names_is_drawn() {
    let confusion = ConfusionTable {
        classes: vec!["<script>".to_owned(), "a name that is much too long".to_owned()],
        counts: vec![vec![3, 0], vec![2, 0]],
        examples: vec![3, 2],
    };
    let text = parsed(&confusion::draw(&confusion, ChartLayout::SQUARE));
    let document = Document::parse(&text).expect("XML");
    let cells: Vec<_> = document.descendants().filter_map(|node| node.attribute("data-count")).collect();
    assert_eq!(cells, ["3", "2"], "what never happened is not drawn");
}

#[test]
fn points_beyond_all_axes_are_no_chart() {
    let scatter = |y| ScatterPlot {
        x_name: "x".to_owned(),
        y_name: "y".to_owned(),
        points: vec![[0.0, y], [1.0, -y]],
        line: Vec::new(),
    };
    assert!(scatter::draw(&scatter(1.7e308), ChartLayout::SQUARE).is_none());
    assert!(scatter::draw(&scatter(1.0), ChartLayout::SQUARE).is_some());
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
    let pair = || ["<no>".to_owned(), "yes".to_owned()];
    let spot = |x, class, role| MapExample { at: [x, 0.5], class, role };
    let decision_map = DecisionMap {
        inputs: ["width".to_owned(), "height".to_owned()],
        classes: pair().to_vec(),
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
        classes: pair().to_vec(),
        counts: vec![vec![9, 1], vec![0, 10]],
        examples: vec![10, 10],
    };
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
            figure("confusion", FigureContent::Confusion(matrix)),
            figure("boundary", FigureContent::DecisionMap(decision_map)),
            figure("residuals", FigureContent::Scatter(scatter)),
            figure("importance", FigureContent::Importance(importance)),
            figure("weights", FigureContent::Weights(vec![histogram])),
            figure("mistakes", FigureContent::Pictures(vec![picture])),
        ],
    }
}

/// The page without style sheet and script, and without what is drawn in the picture too.
fn outline(page: &str, picture: &str) -> String {
    let charts = page.split("<svg class=\"chart ").skip(1);
    let drawing = |chart: &str| Some(chart.split_once("</desc>")?.1.split_once("</svg>")?.0.to_owned());
    let in_both = charts.filter_map(drawing).filter(|drawing| picture.contains(drawing));
    let in_both: Vec<String> = in_both.collect();
    assert_eq!(in_both.len(), 7, "a chart of each kind");
    in_both.iter().fold(without_style_and_script(page), |page, drawing| page.replace(drawing, ""))
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

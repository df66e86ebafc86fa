//! Every format against a file that shows what it should give; the browser's tests open the page among them.
//!
//! After a change that is meant, `SNAPSHOTS=overwrite cargo test -p dualtape-cli golden` writes the files in
//! `tests/golden` anew: look at them.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use dualtape_mlp::{Activation, Network};
use snapbox::Data;

use crate::draw::page::without_style_and_script;
use crate::graph::diagram::Diagram;
use crate::graph::network::{LayerForm, NetworkNumbers, by_layer, by_neuron};
use crate::graph::style::style_sheet;
use crate::graph::{dot, html, sample, svg};

fn golden(name: &str, found: String) {
    let file = format!("{}/tests/golden/{name}", env!("CARGO_MANIFEST_DIR"));
    snapbox::assert_data_eq!(found, Data::read_from(Path::new(&file), None).raw());
}

#[test]
fn golden_diagrams() {
    let diagram = sample::neuron();
    golden("diagram.svg", svg(&diagram));
    golden("diagram.dot", dot(&diagram));
    let page = html(&diagram);
    let (style, script) = (style_sheet() + include_str!("html/step.css"), include_str!("html/step.js"));
    assert!(
        page.contains(&format!("<style>{style}")) && page.contains(&format!("<script>{script}</script>"))
    );
    golden("diagram.css", style_sheet());
    golden("diagram.html", without_style_and_script(&page));
}

/// A network with weights that are easy to tell apart.
fn network(shape: &str) -> Diagram {
    let network = Network::new(shape.parse().expect("a shape"), Activation::Tanh);
    let weights: Vec<f64> = (0_u32..)
        .map(f64::from)
        .map(|i| (i * 7.0 % 19.0 - 9.0) / 10.0)
        .take(network.shape().parameters())
        .collect();
    let inputs = vec![0.5; network.shape().inputs()];
    let numbers = NetworkNumbers {
        parameters: &weights,
        inputs: Some(&inputs),
        gradient: Some(&weights),
        figure: |x| format!("{x:.2}"),
    };
    by_neuron(&network, numbers)
}

#[test]
fn golden_networks() {
    golden("diagram-neurons.svg", svg(&network("3-4-2")));
    let network = Network::new("784-128-10".parse().expect("a shape"), Activation::Relu);
    golden("diagram-layers.svg", svg(&by_layer(&network, LayerForm::Full)));
}

/// Graphviz, if it is installed, must take every text.
#[test]
fn graphviz_reads_what_is_written() {
    for diagram in [sample::neuron(), sample::hostile()] {
        let child = Command::new("dot").arg("-Tplain").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let Ok(mut child) = child else {
            let _ = writeln!(std::io::stderr(), "skipped: no graphviz (`apt-get install graphviz`)");
            return;
        };
        let mut input = child.stdin.take().expect("a pipe");
        input.write_all(dot(&diagram).as_bytes()).expect("graphviz reads");
        drop(input);
        let output = child.wait_with_output().expect("graphviz ends");
        assert!(output.status.success());
        let plain = String::from_utf8(output.stdout).expect("UTF-8");
        let count = |word: &str| plain.lines().filter(|line| line.starts_with(word)).count();
        assert_eq!((count("node "), count("edge ")), (diagram.boxes.len(), diagram.edges.len()));
    }
}

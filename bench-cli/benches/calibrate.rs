//! Measures the costs that `dualtape choose` is shipped with, and writes their file, `src/choose/calibration.json`.
//!
//! `cargo bench -p dualtape-cli --bench calibrate`, on an idle machine: a minute or two.

use dualtape_check::TanhLayer;
use dualtape_core::{Auto, Costs, Error};
use dualtape_forward::Forward;
use dualtape_reverse::Reverse;
use serde_json::{Value, json};

/// Powers of two up to here are measured, as inputs and as outputs.
const LARGEST: usize = 4096;

/// Each cost is the least of so many measurements: what else the machine does only adds.
const MEASUREMENTS: usize = 3;

fn main() -> Result<(), Error> {
    let sizes: Vec<usize> =
        std::iter::successors(Some(1), |size| Some(size * 2)).take_while(|&size| size <= LARGEST).collect();
    let mut rows = Vec::new();
    for &inputs in &sizes {
        for &outputs in &sizes {
            rows.push(row(inputs, outputs)?.to_string());
        }
        println!("{inputs} inputs");
    }
    let [cpu, command] =
        [processor(), "cargo bench -p dualtape-cli --bench calibrate".to_owned()].map(Value::from);
    // A line per row, so that people can compare files.
    let text = format!(
        "{{\"cpu\":{cpu},\"command\":{command},\"sizes\":{},\"rows\":[\n{}\n]}}\n",
        json!(sizes),
        rows.join(",\n")
    );
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/choose/calibration.json");
    std::fs::write(file, text).expect("a checkout that can be written");
    Ok(())
}

fn row(inputs: usize, outputs: usize) -> Result<Value, Error> {
    let (map, x) = (TanhLayer::<f64>::generated(inputs, outputs, 7), TanhLayer::<f64>::point(inputs, 7));
    let mut auto = Auto::new(Forward::new(), Reverse::new());
    let all = (0..MEASUREMENTS).map(|_| auto.calibrate(&map, &x)).collect::<Result<Vec<_>, _>>()?;
    let least = |cost: fn(&Costs) -> f64| {
        let least = all.iter().map(cost).fold(f64::INFINITY, f64::min);
        // Less than a tenth of a nanosecond is noise.
        (least * 1e10).round() / 1e10
    };
    Ok(json!({
        "inputs": inputs,
        "outputs": outputs,
        "function_s": least(|costs| costs.function),
        "forward_prepare_s": least(|costs| costs.forward.prepare),
        "forward_pass_s": least(|costs| costs.forward.pass),
        "reverse_prepare_s": least(|costs| costs.reverse.prepare),
        "reverse_pass_s": least(|costs| costs.reverse.pass),
    }))
}

/// The processor's name, where the system tells it.
fn processor() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = text.lines().find(|line| line.starts_with("model name")).and_then(|line| line.split_once(':'));
    name.map_or_else(|| std::env::consts::ARCH.to_owned(), |(_, name)| name.trim().to_owned())
}

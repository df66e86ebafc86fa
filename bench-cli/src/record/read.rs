//! A record from a JSON file, checked: what is wrong is named by its file and its line or field.

use std::io::Read;
use std::path::Path;
use std::{fs, io};

use serde::Deserialize;
use serde_json::error::Category;

use crate::error::Failure;
use crate::record::{CellRecord, Record, SCHEMA};

/// Reads a file that `bench --json` wrote; `-` is standard input.
pub(crate) fn read(path: &Path) -> Result<Record, Failure> {
    let bytes = if path == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(path)
    };
    let bytes = bytes.map_err(|error| Failure::file("read", path, &error))?;
    parse(&bytes).map_err(|reason| Failure::Input(format!("{}: {reason}", path.display())))
}

/// Returns a record of the right schema whose figures can be drawn.
pub(crate) fn parse(bytes: &[u8]) -> Result<Record, String> {
    /// The one field that says how to read the others.
    #[derive(Deserialize)]
    struct Header {
        schema: Option<String>,
    }
    let header: Header = typed(bytes)?;
    match header.schema.as_deref() {
        Some(SCHEMA) => {}
        Some(found) => return Err(format!("field schema: found `{found}`, expected `{SCHEMA}`")),
        None => {
            return Err(format!("found no field schema, expected `{SCHEMA}` as `bench --json` writes it"));
        }
    }
    let record: Record = typed(bytes)?;
    for (index, cell) in record.cells.iter().enumerate() {
        check(cell).map_err(|reason| format!("field cells[{index}].{reason}"))?;
    }
    let drawable = |x: f64| x > 0.0 && x.is_finite();
    if let Some(crossover) = &record.crossover
        && !(drawable(crossover.parameters) && crossover.ci95.into_iter().all(drawable))
    {
        let found = crossover.parameters;
        return Err(format!("field crossover: found {found} parameters, expected a number above 0"));
    }
    if let Some(cell) = record.not_run.iter().find(|cell| cell.parameters == 0 || !drawable(cell.predicted_s))
    {
        let found = cell.predicted_s;
        return Err(format!("field not_run: found {found} s, expected a time above 0"));
    }
    Ok(record)
}

fn typed<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, String> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value: T = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        let field = if path == "." { String::new() } else { format!(", field {path}") };
        sentence(error.inner(), &field)
    })?;
    json.end().map_err(|error| sentence(&error, ""))?;
    Ok(value)
}

/// serde's message with the place in front instead of behind.
fn sentence(error: &serde_json::Error, field: &str) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let reason = text.strip_suffix(&place).unwrap_or(&text);
    let line = if error.line() == 0 { "line 1".to_owned() } else { format!("line {}", error.line()) };
    match error.classify() {
        Category::Data => format!("{line}{field}: {reason}"),
        _ => format!("{line}, column {}: expected JSON, found an error: {reason}", error.column()),
    }
}

/// Charts have logarithmic axes: times, ratios and counts must lie above zero.
fn check(cell: &CellRecord) -> Result<(), String> {
    let figures = [
        ("seconds.median", &[cell.seconds.summary.median][..]),
        ("seconds.ci95", &cell.seconds.summary.ci95),
        ("seconds.samples", &cell.seconds.samples),
        ("ratio_to_loss.median", &[cell.ratio_to_loss.median]),
        ("ratio_to_loss.ci95", &cell.ratio_to_loss.ci95),
        ("parameters", &[cell.parameters as f64]),
    ];
    for (field, values) in figures {
        if let Some(found) = values.iter().find(|&&value| !(value > 0.0 && value.is_finite())) {
            return Err(format!("{field}: found {found}, expected a number above 0"));
        }
    }
    if cell.seconds.samples.is_empty() {
        return Err("seconds.samples: found none, expected at least one".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use dualtape_contenders::EngineKind;
    use serde_json::{Value, json};

    use super::*;
    use crate::record::{Crossover, sample};

    fn good() -> Value {
        let crossover = Crossover {
            engine: EngineKind::Reverse,
            over: EngineKind::Forward,
            parameters: 40.0,
            ci95: [39.0, 41.0],
        };
        let record = sample::record(&[10, 100, 1000], |p| 4e-6 * p, |p| 1e-7 * p * p);
        serde_json::to_value(Record { crossover: Some(crossover), ..record }).expect("a record is JSON")
    }

    fn complaint(change: impl FnOnce(&mut Value)) -> String {
        let mut value = good();
        change(&mut value);
        parse(value.to_string().as_bytes()).expect_err("it is wrong")
    }

    #[test]
    fn what_was_written_is_read() {
        let written = good();
        let record = parse(written.to_string().as_bytes()).expect("a record");
        assert_eq!(serde_json::to_value(record).expect("a record is JSON"), written);
    }

    #[test]
    fn what_is_wrong_is_named_by_its_field() {
        let cases = [
            (
                complaint(|v| v["schema"] = json!("dualtape.train/1")),
                "field schema: found `dualtape.train/1`, expected `dualtape.bench/1`",
            ),
            (complaint(|v| drop(v.as_object_mut().map(|v| v.remove("schema")))), "found no field schema"),
            (
                complaint(|v| v["cells"][1]["engine"] = json!("tape")),
                "line 1, field cells[1].engine: unknown variant `tape`",
            ),
            (
                complaint(|v| v["cells"][0]["passes"] = json!(-1)),
                "field cells[0].passes: invalid value: integer `-1`",
            ),
            (complaint(|v| drop(v.as_object_mut().map(|v| v.remove("cells")))), "missing field `cells`"),
            (
                complaint(|v| v["cells"][0]["parameters"] = json!(0)),
                "field cells[0].parameters: found 0, expected a number above 0",
            ),
            (
                complaint(|v| v["cells"][2]["seconds"]["median"] = json!(0)),
                "field cells[2].seconds.median: found 0",
            ),
            (
                complaint(|v| v["cells"][2]["seconds"]["samples"] = json!([])),
                "field cells[2].seconds.samples: found none",
            ),
            (complaint(|v| v["crossover"]["parameters"] = json!(-2)), "field crossover: found -2 parameters"),
        ];
        for (found, expected) in cases {
            assert!(found.contains(expected) && found.lines().count() == 1, "{found}");
        }
    }

    #[test]
    fn what_is_no_json_is_named_by_its_line() {
        for (text, expected) in [
            ("", "line 1, column 0: expected JSON"),
            ("{\n\"schema\": oops}", "line 2, column 11: expected JSON"),
            ("\u{feff}{}", "line 1, column 1: expected JSON"),
            ("{\"schema\": \"dualtape.bench/1\"", "line 1, column 29: expected JSON"),
        ] {
            let found = parse(text.as_bytes()).expect_err(text);
            assert!(found.starts_with(expected), "{found}");
        }
        assert!(parse(&[0xff, 0xfe, 0x00]).is_err());
    }
}

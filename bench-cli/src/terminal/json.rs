//! Records as JSON.

use serde::Serialize;

/// Returns the text of a JSON file.
pub(crate) fn json(record: &impl Serialize) -> String {
    // Serialising fails only for maps whose keys are no strings.
    serde_json::to_string_pretty(record).expect("records have string keys only") + "\n"
}

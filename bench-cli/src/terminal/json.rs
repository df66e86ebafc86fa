//! Records as JSON.

use serde::Serialize;

/// A record as the text of a JSON file.
pub(crate) fn json(record: &impl Serialize) -> String {
    // Only a map with keys that are no strings could fail, and our records have none.
    serde_json::to_string_pretty(record).expect("records have string keys only") + "\n"
}

//! The entry points of the fuzz targets in `bench-cli/fuzz`: a function of the bytes of an input per parser.
//!
//! Each returns whether the parser accepts the bytes, and panics if it breaks a law: what it accepts fits together, and
//! can be used and written again.

mod benchmark_json;
mod checkpoint;
mod csv;
mod expression;
mod files;
mod idx;
mod run_toml;
mod safetensors;
#[cfg(test)]
mod tests;

pub use benchmark_json::benchmark_json;
pub use checkpoint::checkpoint;
pub use csv::csv;
pub use expression::expression;
pub use idx::idx;
pub use run_toml::run_toml;
pub use safetensors::safetensors;

//! The contenders of [`dualtape_contenders`] in single precision, compiled.

/// The functions of this precision.
pub static ENTRY_POINTS: dualtape_contenders::EntryPoints<f32> = dualtape_contenders::EntryPoints::new();

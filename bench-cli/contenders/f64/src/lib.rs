//! The contenders of [`dualtape_contenders`] in double precision, compiled.

/// The functions of this precision.
pub static ENTRY_POINTS: dualtape_contenders::EntryPoints<f64> = dualtape_contenders::EntryPoints::new();

/// The derivatives of stored models.
pub static MODEL_ENTRY_POINTS: dualtape_contenders::ModelEntryPoints =
    dualtape_contenders::ModelEntryPoints::new();

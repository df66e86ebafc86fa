//! The precisions that the contenders are compiled for.

use dualtape_contenders::EntryPoints;
use dualtape_core::Real;

/// A precision that the contenders are compiled for.
pub(crate) trait Compiled: Real {
    /// The functions of the contenders.
    const CONTENDERS: &'static EntryPoints<Self>;
}

impl Compiled for f64 {
    const CONTENDERS: &'static EntryPoints<Self> = &dualtape_contenders_f64::ENTRY_POINTS;
}

impl Compiled for f32 {
    const CONTENDERS: &'static EntryPoints<Self> = &dualtape_contenders_f32::ENTRY_POINTS;
}

//! Tapes of other crates, each used as it is fastest: kept from gradient to gradient where it can be, with one sweep
//! for all inputs.

mod ad_trait;
mod echidna;
mod reverse;

use dualtape_core::Function;

use dualtape_check::comparison::Contender;

/// The type of this crate by which it may implement [`Number`](dualtape_check::rival::Number) for other crates' types.
#[derive(Clone, Copy, Debug)]
struct Local;

/// Another crate's number as a `Scalar`.
type Rival<N> = dualtape_check::rival::Rival<N, Local>;

pub(super) fn contenders<'a, F: Function>(f: &'a F, x: &'a [f64]) -> Vec<Contender<'a>> {
    vec![ad_trait::tape(f, x), echidna::tape(f, x), echidna::replayed(f, x), reverse::tape(f, x)]
}

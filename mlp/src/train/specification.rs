//! The specification of a training.

use super::settings::Settings;
use crate::loss::Loss;
use crate::network::Network;

/// Everything that determines a training except for its data and its initial parameters.
#[derive(Clone, Debug)]
pub(crate) struct Specification<N = Network, L = Loss> {
    /// The network.
    pub(crate) network: N,
    /// The loss.
    pub(crate) loss: L,
    /// The settings, checked.
    pub(crate) settings: Settings,
}

//! dualtape's own engines.

use std::rc::Rc;

use dualtape_core::{BlockFunction, Buf, Engine, Error, Real};
use dualtape_forward::Forward;
use dualtape_reverse::Reverse;

use super::{Contender, Tape};
use crate::lanes::Lanes;

/// An engine with the function that it differentiates.
struct ByEngine<E, F> {
    engine: E,
    function: Rc<F>,
    /// Directions that one pass carries; `None` where one pass gives the whole gradient.
    lanes: Option<usize>,
    tape: fn(&E) -> Option<Tape>,
}

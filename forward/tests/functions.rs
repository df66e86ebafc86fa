//! Forward mode on the functions that engines are measured on.

use dualtape_check as check;
use dualtape_core::Error;
use dualtape_forward::Forward;

#[test]
fn known_values_and_gradients() -> Result<(), Error> {
    check::function_laws(&mut Forward::new())
}

//! The rule outside the table obeys the laws of rules.

use dualtape_core::foreign::Remainder;

#[test]
fn the_remainder_obeys_the_laws_of_rules() {
    dualtape_check::check_binary(Remainder).unwrap();
}

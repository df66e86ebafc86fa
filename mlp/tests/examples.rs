//! The examples run.

#[path = "../examples/digits.rs"]
mod digits;
#[path = "../examples/one_direction.rs"]
mod one_direction;

#[test]
fn digits_are_learnt_and_resumed() {
    digits::main().expect("the example runs");
}

#[test]
fn three_sources_train_one_network() {
    one_direction::main().expect("the example runs");
}

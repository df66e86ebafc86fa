//! The examples run.

#[path = "../examples/digits.rs"]
mod digits;
#[path = "../examples/one_direction.rs"]
mod one_direction;
#[path = "../examples/own_layer.rs"]
mod own_layer;

#[test]
fn digits_trains_and_resumes() {
    digits::main().expect("the example runs");
}

#[test]
fn one_direction_trains_by_three_sources() {
    one_direction::main().expect("the example runs");
}

#[test]
fn an_own_layer_and_an_own_loss_train() {
    own_layer::main().expect("the example runs");
}

//! A warm engine allocates nothing, in scalar and in block code, in either precision.

use dualtape_check as check;
use dualtape_check::SerialSum;
use dualtape_core::{Engine, Error, Real, Scalar};
use dualtape_reverse::handle::HandleTape;
use dualtape_reverse::{Limits, Reverse};

fn allocates_nothing<R: Real>() -> Result<(), Error> {
    check::each_call::<R>(&mut Reverse::new(), |operation, call| {
        call();
        // Often enough for a list that is never emptied to show.
        let info = allocation_counter::measure(|| (0..50).for_each(|_| call()));
        assert_eq!((info.count_total, info.bytes_total), (0, 0), "allocations and bytes of {operation}");
    })
}

#[test]
fn a_warm_engine_allocates_nothing_in_double_precision() -> Result<(), Error> {
    allocates_nothing::<f64>()
}

#[test]
fn a_warm_engine_allocates_nothing_in_single_precision() -> Result<(), Error> {
    allocates_nothing::<f32>()
}

#[test]
fn a_warm_tape_of_handles_allocates_nothing() -> Result<(), Error> {
    let mut gradient = [0.0; 2];
    let mut call = || {
        let tape = HandleTape::activate()?;
        let (x, y) = (tape.input(0.3), tape.input(0.7));
        let z = (0..1000).fold(x, |z, _| (z * y).sin() + x);
        tape.pull_into(&[(z, 1.0)], &mut gradient)
    };
    call()?;
    let info =
        allocation_counter::measure(|| (0..50).for_each(|_| call().expect("a recording of its own numbers")));
    assert_eq!((info.count_total, info.bytes_total), (0, 0));
    Ok(())
}

/// A million operations: 32 MB of tape.
const LONG: usize = 1_000_000;

#[test]
fn beyond_a_limit_nothing_more_is_stored() {
    let (f, x) = (SerialSum { additions: LONG }, [1.0; 64]);
    let mut engine = Reverse::<f64>::with_limits(Limits { bytes: 100_000, ..Limits::default() });
    let info = allocation_counter::measure(|| assert!(engine.gradient(&f, &x).is_err()));
    assert!(info.bytes_max < 200_000, "{} bytes", info.bytes_max);
}

#[test]
fn a_forecast_takes_no_memory() {
    let (f, x) = (SerialSum { additions: LONG }, [1.0; 64]);
    let mut engine = Reverse::<f64>::new();
    let info = allocation_counter::measure(|| assert!(engine.forecast(&f, &x).unwrap().nodes >= LONG));
    assert!(info.bytes_max < 100_000, "{} bytes", info.bytes_max);
}

//! `Auto` over the two engines obeys the laws of engines, whichever it chooses.

use std::time::Duration;

use dualtape_check::{self as check, Rosenbrock};
use dualtape_core::{Auto, Engine, Error, Real};
use dualtape_forward::Forward;
use dualtape_reverse::{Limits, Reverse};

/// Returns `Auto` over both engines, with a clock that advances by a millisecond per reading.
///
/// Every run takes the same time on this clock, so the numbers of passes determine the choice.
fn auto<R: Real>() -> Auto<Forward<R>, Reverse<R>, impl FnMut() -> Duration> {
    let mut now = Duration::ZERO;
    Auto::with_clock(Forward::new(), Reverse::new(), move || {
        now += Duration::from_millis(1);
        now
    })
}

#[test]
fn obeys_the_laws_of_rules() -> Result<(), Error> {
    check::laws(&mut auto::<f64>())?;
    check::laws(&mut auto::<f32>())
}

#[test]
fn obeys_the_laws_of_block_operations() -> Result<(), Error> {
    check::array_laws(&mut auto::<f64>())
}

#[test]
fn obeys_the_laws_on_random_graphs() -> Result<(), Error> {
    (0..20).try_for_each(|seed| check::graph_laws(&mut auto(), seed, &[0.3, -0.7, 1.1, 0.2]))
}

#[test]
fn obeys_the_laws_on_the_functions_of_the_benches() -> Result<(), Error> {
    check::function_laws(&mut auto())
}

#[test]
fn a_warm_call_allocates_nothing() -> Result<(), Error> {
    check::each_call::<f64>(&mut auto(), |operation, call| {
        // The first call measures; both engines are warm after the second.
        call();
        call();
        let counted = allocation_counter::measure(&mut *call);
        assert_eq!(counted.count_total, 0, "allocations of {operation}");
    })
}

#[test]
fn an_explanation_has_the_figures_of_the_engines() -> Result<(), Error> {
    let x = [0.5; 40];
    let explanation = Auto::new(Forward::<f64>::new(), Reverse::new()).explain(&Rosenbrock, &x)?;
    let [forward, reverse] = explanation.engines;
    assert_eq!([forward.engine, reverse.engine], ["forward", "reverse"]);
    assert_eq!([forward.passes, reverse.passes], [3, 1]);
    assert_eq!(reverse.memory_bytes, Reverse::<f64>::new().forecast(&Rosenbrock, &x)?.bytes);
    Ok(())
}

#[test]
fn a_memory_limit_prevents_long_recordings() -> Result<(), Error> {
    let x = vec![0.5; 500];
    // Any recording fails, including that of a measurement.
    let reverse = Reverse::with_limits(Limits { scalars: 10, ..Limits::default() });
    let mut auto = Auto::new(Forward::<f64>::new(), reverse).with_memory_limit(90_000);
    let found = auto.gradient(&Rosenbrock, &x)?;
    check::all_close(|| "gradient".into(), &Reverse::new().gradient(&Rosenbrock, &x)?, &found, 1e-12)
}

#[test]
fn a_limit_of_the_tape_does_not_end_the_call() -> Result<(), Error> {
    let x = vec![0.5; 500];
    let reverse = Reverse::with_limits(Limits { scalars: 10, ..Limits::default() });
    let found = Auto::new(Forward::<f64>::new(), reverse).gradient(&Rosenbrock, &x)?;
    check::all_close(|| "gradient".into(), &Forward::new().gradient(&Rosenbrock, &x)?, &found, 0.0)
}

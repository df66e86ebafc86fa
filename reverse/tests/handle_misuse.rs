//! Every misuse of handles is right or an error.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dualtape_core::{Error, Scalar};
use dualtape_forward::{Dual, Forward};
use dualtape_reverse::Limits;
use dualtape_reverse::handle::{self, Handle, HandleTape};

#[test]
fn a_handle_is_small_and_static() {
    fn is_static<T: Copy + Send + Sync + 'static>() {}
    is_static::<Handle>();
    is_static::<Dual<Handle, 1>>();
    is_static::<Handle<Handle<f32>>>();
    assert_eq!(size_of::<Handle>(), 16);
}

const FOREIGN: fn(usize) -> Error = |operations| Error::ForeignNumbers { operations };

/// 39 for 9 elsewhere: the inner gradient differentiated by the outer variable too.
#[test]
fn an_outer_variable_in_an_inner_gradient_is_an_error_or_lifted() {
    let outer = |x: &[Handle]| {
        let x = x[0];
        let inner = handle::gradient(|y: &[Handle]| x * y[0] * y[0], &[x.value()]);
        assert_eq!(inner, Err(FOREIGN(1)));
        x * x
    };
    assert_eq!(handle::gradient(outer, &[3.0]), Ok(vec![6.0]));

    // ∂/∂y (x y²) at y = x is 2 x², whose derivative is 4 x.
    let lifted = |x: &[Handle]| {
        let inner = |y: &[Handle<Handle>]| Handle::lift(x[0]) * y[0] * y[0];
        handle::gradient(inner, x).expect("lifted")[0]
    };
    assert_eq!(handle::gradient(lifted, &[3.0]), Ok(vec![12.0]));
    // Along dual numbers, which need no recording.
    let lifted = |x: &[Handle]| {
        let inner = |y: &[Dual<Handle, 8>]| Dual::inactive(x[0]) * y[0] * y[0];
        Forward::new().gradient_of(inner, x).expect("dual numbers")[0]
    };
    assert_eq!(handle::gradient(lifted, &[3.0]), Ok(vec![12.0]));
}

/// [4, 10] for [4, 0] elsewhere.
#[test]
fn a_stale_handle_is_an_error() {
    let mut stale = Handle::from(0.0);
    assert_eq!(
        handle::gradient(
            |x: &[Handle]| {
                stale = x[1];
                x[0] * x[1]
            },
            &[2.0, 5.0],
        ),
        Ok(vec![5.0, 2.0])
    );
    let f = |x: &[Handle]| x[0] * x[0] + stale;
    assert_eq!(handle::gradient(f, &[2.0, 5.0]), Err(FOREIGN(1)));
    assert_eq!(handle::gradient(|_: &[Handle]| stale, &[2.0, 5.0]), Err(FOREIGN(1)));
    // The next recording is as good as new.
    assert_eq!(handle::gradient(|x: &[Handle]| x[0] * x[0], &[2.0, 5.0]), Ok(vec![4.0, 0.0]));
    // Without a recording the value is right, and the result is lost to every later one.
    let lost = stale * 2.0 + 1.0;
    assert_eq!(lost.value(), 11.0);
    assert_eq!(handle::gradient(|x: &[Handle]| x[0] * lost, &[2.0]), Err(FOREIGN(1)));
    // What a rule leaves out does not take part.
    assert_eq!(handle::gradient(|x: &[Handle]| x[0].max(stale), &[7.0]), Ok(vec![1.0]));
}

/// Two recordings with the same operations, so that ids and lengths agree.
#[test]
fn recordings_of_equal_length_are_told_apart() {
    let mut kept = Vec::new();
    let mut f = |x: &[Handle]| {
        let y = x[0] * x[1];
        let z = kept.pop().unwrap_or(y) + y;
        kept.push(y);
        z
    };
    assert_eq!(handle::gradient(&mut f, &[2.0, 5.0]), Ok(vec![10.0, 4.0]));
    assert_eq!(handle::gradient(&mut f, &[2.0, 5.0]), Err(FOREIGN(1)));
}

/// [20, 10] for [4, 0] elsewhere: numbers of another thread with the same index.
#[test]
fn numbers_of_another_thread_are_errors() {
    let foreign = std::thread::spawn(|| {
        let tape = HandleTape::activate().unwrap();
        (tape.input(1.0), tape.input(2.0)).1
    })
    .join()
    .unwrap();
    let f = |x: &[Handle]| x[0] * x[0] + foreign * 10.0;
    assert_eq!(handle::gradient(f, &[2.0, 5.0]), Err(FOREIGN(1)));

    // Computed on a thread without a recording, and on one with its own.
    let abroad = |x: &[Handle]| {
        let x = x[0];
        std::thread::spawn(move || x * x).join().unwrap()
    };
    assert_eq!(handle::gradient(abroad, &[2.0]), Err(Error::Detached { readings: 2 }));
    let in_another = |x: &[Handle]| {
        let x = x[0];
        let product = move || {
            let tape = HandleTape::<f64>::activate().unwrap();
            let product = tape.input(3.0) * x;
            assert_eq!(tape.pull(&[(product, 1.0)]), Err(FOREIGN(1)));
            product
        };
        std::thread::spawn(product).join().unwrap()
    };
    assert_eq!(handle::gradient(in_another, &[2.0]), Err(FOREIGN(1)));
    // Recordings of two threads at once do not disturb one another.
    std::thread::scope(|scope| {
        for k in 1..=8 {
            scope.spawn(move || {
                for _ in 0..100 {
                    let f = |x: &[Handle]| (0..500).fold(x[0] * 0.0, |sum, _| sum + x[0] * f64::from(k));
                    assert_eq!(handle::gradient(f, &[2.0]), Ok(vec![500.0 * f64::from(k)]));
                }
            });
        }
    });
}

#[test]
fn a_panic_ends_its_recordings() {
    let mut stale = Handle::from(0.0);
    let panicking = AssertUnwindSafe(|| {
        handle::gradient(
            |x: &[Handle]| {
                stale = x[0];
                let _ = handle::gradient(|_: &[Handle]| panic!("in between"), &[1.0]);
                x[0]
            },
            &[3.0],
        )
    });
    assert!(catch_unwind(panicking).is_err());
    assert_eq!(handle::gradient(|x: &[Handle]| x[0] * x[0], &[3.0]), Ok(vec![6.0]));
    assert_eq!(handle::gradient(|x: &[Handle]| x[0] * stale, &[3.0]), Err(FOREIGN(1)));
}

/// A recording inside another: both work, and numbers of the inner one are none of the outer.
#[test]
fn recordings_nest() -> Result<(), Error> {
    let outer = HandleTape::<f64>::activate()?;
    let x = outer.input(3.0);
    let square = x * x;
    let inner = HandleTape::<f64>::activate()?;
    assert_eq!(outer.pull(&[(square, 1.0)]), Err(Error::RecordingOrder));
    assert_eq!(outer.usage().map(|usage| usage.nodes), Err(Error::RecordingOrder));
    let y = inner.input(2.0);
    let cube = y * y * y;
    assert_eq!(inner.pull(&[(cube, 1.0)])?, [12.0]);
    drop(inner);
    // Numbers from before and after the inner recording.
    let z = square * x;
    let more = z + x * x;
    assert_eq!(outer.pull(&[(more, 1.0)])?, [27.0 + 6.0]);
    assert_eq!(outer.pull(&[(square, 1.0)])?, [6.0]);
    let mixed = more * cube;
    assert_eq!(outer.pull(&[(mixed, 1.0)]), Err(FOREIGN(1)));
    drop(outer);
    assert_eq!(handle::gradient(|x: &[Handle]| x[0] * x[0], &[3.0])?, [6.0]);
    Ok(())
}

#[test]
fn guards_that_end_out_of_order_have_no_results() -> Result<(), Error> {
    let outer = HandleTape::<f64>::activate()?;
    let x = outer.input(3.0);
    let inner = HandleTape::<f64>::activate()?;
    let y = inner.input(2.0);
    let innermost = HandleTape::<f64>::activate()?;
    drop(outer);
    let z = innermost.input(1.0) * 2.0;
    assert_eq!(innermost.pull(&[(z, 1.0)]), Err(Error::RecordingOrder));
    drop(innermost);
    let w = y * 2.0;
    assert_eq!(inner.pull(&[(w, 1.0)]), Err(Error::RecordingOrder));
    drop(inner);
    assert_eq!(handle::gradient(|y: &[Handle]| y[0] * y[0], &[3.0])?, [6.0]);
    assert_eq!(handle::gradient(|y: &[Handle]| y[0] * x, &[3.0]), Err(FOREIGN(1)));

    // A guard that never ends: what is inside it works on, what is outside has no result.
    let forgetful = |x: &[Handle]| {
        std::mem::forget(HandleTape::<f64>::activate());
        x[0] * x[0]
    };
    assert_eq!(handle::gradient(forgetful, &[3.0]), Err(Error::RecordingOrder));
    assert_eq!(handle::gradient(|x: &[Handle]| x[0] * x[0], &[3.0])?, [6.0]);
    Ok(())
}

/// Beyond a limit serial numbers are given again within the recording, but never to a later one.
#[test]
fn a_recording_beyond_its_limits_is_an_error_and_leaves_nothing() -> Result<(), Error> {
    let tape = HandleTape::<f64>::with_limits(Limits { scalars: 1000, ..Limits::default() })?;
    let x = tape.input(1.0);
    let mut numbers = vec![x];
    for _ in 0..2000 {
        numbers.push(*numbers.last().unwrap() * x);
    }
    let found = tape.pull(&[(numbers[2000], 1.0)]);
    assert_eq!(found, Err(Error::TapeLimit { unit: "scalars", needed: 2001, limit: 1000 }));
    drop(tape);
    // The older numbers are not found beyond the limit, and are no foreign ones for that.
    let tape = HandleTape::<f64>::with_limits(Limits { scalars: 1000, ..Limits::default() })?;
    let (first, second) = (tape.input(1.0), tape.input(1.0));
    let mut sum = first;
    (0..3000).for_each(|_| sum = sum * second + first);
    assert!(matches!(tape.pull(&[(sum, 1.0)]), Err(Error::TapeLimit { unit: "scalars", .. })));
    drop(tape);
    let tape = HandleTape::<f64>::activate()?;
    let mut sum = tape.input(1.0) * 1.0;
    (0..2000).for_each(|_| sum += 1.0);
    for stale in numbers {
        assert!(matches!(tape.pull(&[(stale, 1.0)]), Err(Error::ForeignNumbers { .. })), "{stale:?}");
    }
    Ok(())
}

#[test]
fn readings_without_derivatives_are_counted() -> Result<(), Error> {
    let detached = |x: &[Handle]| x[0] * x[1].detached();
    assert_eq!(handle::gradient(detached, &[2.0, 3.0]), Err(Error::Detached { readings: 1 }));
    assert_eq!(handle::gradient(|x: &[Handle]| x[0] * Handle::<f64>::from(3.0).detached(), &[2.0])?, [3.0]);
    assert_eq!(handle::gradient(|x: &[Handle]| x[0] * x[1].value(), &[2.0, 3.0])?, [3.0, 0.0]);
    let tape = HandleTape::<f64>::activate()?;
    let x = tape.input(2.0);
    let y = x * x.detached();
    assert_eq!((tape.readings()?, tape.pull(&[(y, 1.0)])?), (1, vec![2.0]));
    drop(tape);
    let elsewhere = |x: &[Handle]| {
        let y = x[0];
        x[0] * std::thread::spawn(move || y.detached()).join().unwrap()
    };
    assert_eq!(handle::gradient(elsewhere, &[2.0]), Err(Error::Detached { readings: 1 }));
    let computed_elsewhere = |x: &[Handle]| {
        let y = x[0];
        x[0] * std::thread::spawn(move || (y * y).detached()).join().unwrap()
    };
    assert!(matches!(handle::gradient(computed_elsewhere, &[2.0]), Err(Error::Detached { .. })));
    let in_the_inner_one = |x: &[Handle]| {
        let y = x[0];
        let mut plain = 0.0;
        let inner = handle::gradient(
            |z: &[Handle]| {
                plain = y.detached();
                z[0] * plain
            },
            &[1.0],
        );
        assert_eq!(inner, Ok(vec![2.0]));
        x[0] * plain
    };
    assert_eq!(handle::gradient(in_the_inner_one, &[2.0]), Err(Error::Detached { readings: 1 }));
    // Numbers of recordings that have ended concern nobody.
    let mut stale = Handle::from(0.0);
    handle::gradient(
        |x: &[Handle]| {
            stale = x[0];
            x[0]
        },
        &[1.0],
    )?;
    assert_eq!(handle::gradient(|x: &[Handle]| x[0] * stale.detached(), &[2.0])?, [1.0]);
    (0..10_000).for_each(|_| assert_eq!(stale.detached(), 1.0));
    assert_eq!(handle::gradient(|x: &[Handle]| x[0] * x[0], &[2.0])?, [4.0]);
    // A rule that leaves its operand out gives a constant: an index into a table loses nothing.
    let looked_up = |x: &[Handle]| x[0] * if x[0].floor().detached() == 1.0 { 7.0 } else { 5.0 };
    assert_eq!(handle::gradient(looked_up, &[1.5])?, [7.0]);
    Ok(())
}

#[test]
fn errors_and_nan_leave_as_for_variables() {
    let failing =
        |x: &[Handle]| -> Result<Handle, Box<dyn std::error::Error>> { Ok(x[0] * "x".parse::<f64>()?) };
    let found = handle::try_value_and_gradient(failing, &[1.0]).unwrap_err();
    assert!(found.is::<std::num::ParseFloatError>());
    let early = |_: &[Handle]| Handle::from(f64::NAN);
    assert!(handle::gradient(early, &[1.0, 2.0]).unwrap().iter().all(|x| x.is_nan()));
    assert!(handle::hvp(|_| Dual::constant(f64::NAN), &[1.0], &[1.0]).unwrap()[0].is_nan());
    assert!(matches!(handle::hvp(|x| x[0], &[1.0], &[]), Err(Error::Length { .. })));
    assert!(matches!(handle::vjp(|x| vec![x[0]], &[1.0], &[]), Err(Error::Length { .. })));
    assert_eq!(
        handle::jacobian(|x: &[Handle]| vec![x[0] * 2.0, Handle::from(1.0)], &[1.0]),
        Ok(vec![2.0, 0.0])
    );
}

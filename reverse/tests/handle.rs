//! Handles: the laws of engines, and every misuse is right or an error.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dualtape_check as check;
use dualtape_core::function::require_scalar_valued;
use dualtape_core::{Differentiable, Engine, Error, Real, Scalar, derivative_of, function};
use dualtape_forward::{Dual, Forward};
use dualtape_reverse::handle::{self, Handle, HandleTape, Recordable};
use dualtape_reverse::{Limits, Reverse};

/// The reverse engine on handles.
struct OnHandles;

impl<R: Real + Recordable> Engine<R> for OnHandles {
    fn name(&self) -> &'static str {
        "handles"
    }
    fn value_and_gradient_into<F, K>(&mut self, f: &F, x: &[R], gradient: &mut [R]) -> Result<R, Error>
    where
        F: Differentiable<R, K>,
    {
        require_scalar_valued("gradient", f, x.len())?;
        Error::check_length("gradient", x.len(), gradient.len())?;
        let (value, found) = handle::try_value_and_gradient(
            |x| {
                let mut y = [Handle::zero()];
                f.call_scalars(x, &mut y)?;
                Ok::<_, Error>(y[0])
            },
            x,
        )?;
        gradient.copy_from_slice(&found);
        Ok(value)
    }
    fn jvp_into<F, K>(&mut self, f: &F, x: &[R], v: &[R], values: &mut [R], jv: &mut [R]) -> Result<(), Error>
    where
        F: Differentiable<R, K>,
    {
        Error::check_length("tangent", x.len(), v.len())?;
        dualtape_core::function::values_into(f, x, values)?;
        Error::check_length("jv", values.len(), jv.len())?;
        let jacobian = self.jacobian(f, x)?;
        for ((jv, row), &y) in jv.iter_mut().zip(jacobian.chunks_exact(x.len().max(1))).zip(&*values) {
            let along: Vec<R> =
                row.iter().zip(v).map(|(&d, &v)| if v.is_zero() { R::ZERO } else { d * v }).collect();
            *jv = derivative_of(y, R::sum_of(&along));
        }
        Ok(())
    }
    fn vjp_into<F, K>(
        &mut self,
        f: &F,
        x: &[R],
        w: &[R],
        values: &mut [R],
        jtw: &mut [R],
    ) -> Result<(), Error>
    where
        F: Differentiable<R, K>,
    {
        dualtape_core::arguments::vjp(f, x, w, values, jtw)?;
        let call = |x: &[Handle<R>]| {
            let mut y = vec![Handle::zero(); f.outputs(x.len())];
            f.call_scalars(x, &mut y).map(|()| y).unwrap_or_default()
        };
        let (y, found) = handle::vjp(call, x, w)?;
        values.copy_from_slice(&y);
        jtw.copy_from_slice(&found);
        Ok(())
    }
    fn jacobian_into<F, K>(&mut self, f: &F, x: &[R], jacobian: &mut [R]) -> Result<(), Error>
    where
        F: Differentiable<R, K>,
    {
        dualtape_core::arguments::jacobian(f, x, jacobian)?;
        let mut outcome = Ok(());
        let found = handle::jacobian(
            |x| {
                let mut y = vec![Handle::zero(); f.outputs(x.len())];
                outcome = f.call_scalars(x, &mut y);
                y
            },
            x,
        )?;
        jacobian.copy_from_slice(&found);
        outcome
    }
    fn hvp_into<F, K>(&mut self, f: &F, x: &[R], v: &[R], hv: &mut [R]) -> Result<(), Error>
    where
        F: Differentiable<R, K>,
    {
        dualtape_core::arguments::hvp(f, x, v, hv)?;
        let found = handle::hvp(
            |x| {
                let mut y = [Dual::zero()];
                f.call_scalars(x, &mut y).map_or(Dual::zero(), |()| y[0])
            },
            x,
            v,
        )?;
        hv.copy_from_slice(&found);
        Ok(())
    }
}

#[test]
fn handles_obey_the_laws_of_rules() -> Result<(), Error> {
    check::laws::<f64>(&mut OnHandles)?;
    check::laws::<f32>(&mut OnHandles)
}

#[test]
fn handles_obey_the_laws_of_functions() -> Result<(), Error> {
    check::nary_laws::<f64>(&mut OnHandles)?;
    check::array_laws::<f64>(&mut OnHandles)?;
    check::function_laws(&mut OnHandles)?;
    (0..30).try_for_each(|seed| check::graph_laws(&mut OnHandles, seed, &[0.5, 1.5, -0.7]))
}

/// One tape serves both numbers: their derivatives have the same bits.
#[test]
fn handles_have_the_bits_of_variables() -> Result<(), Error> {
    let f =
        function!(|x| (x[0] * x[1]).sin() / x[0].hypot(x[1]) + x[0].max(x[1]).powf(1.5) - x[1].atan2(2.0));
    for x in [[0.3, 1.7], [4.0, -2.0], [0.0, 0.0], [1.0, 1.0]] {
        let (expected, found): (_, Vec<f64>) =
            (Reverse::new().gradient(&f, &x)?, OnHandles.gradient(&f, &x)?);
        assert_eq!(bits(&expected), bits(&found));
    }
    Ok(())
}

fn bits(x: &[f64]) -> Vec<u64> {
    x.iter().map(|x| x.to_bits()).collect()
}

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

/// Random recordings, nested and one after another, on numbers of any of them: a model with dual numbers knows which
/// results are right and which recordings are spoilt.
mod interleaved {
    use dualtape_check::SplitMix;

    use super::*;

    #[derive(Clone, Copy, PartialEq)]
    enum Owner {
        Constant,
        Lost,
        Recording(usize),
    }

    #[derive(Clone)]
    struct Number {
        handle: Handle,
        owner: Owner,
        value: f64,
        slopes: Vec<f64>,
    }

    struct Open {
        tape: HandleTape,
        id: usize,
        inputs: usize,
        is_spoilt: bool,
    }

    fn add_slopes(a: &[f64], p: f64, b: &[f64], q: f64) -> Vec<f64> {
        let at = |x: &[f64], i: usize| x.get(i).copied().unwrap_or(0.0);
        (0..a.len().max(b.len())).map(|i| p * at(a, i) + q * at(b, i)).collect()
    }

    fn run(seed: u64) -> [usize; 2] {
        let mut random = SplitMix::new(seed);
        let (mut open, mut begun): (Vec<Open>, _) = (Vec::new(), 0);
        let foreign = std::thread::spawn(|| HandleTape::activate().unwrap().input(1.25)).join().unwrap();
        let constant =
            |value| Number { handle: Handle::from(value), owner: Owner::Constant, value, slopes: vec![] };
        let mut numbers = vec![constant(1.5), constant(-0.5)];
        numbers.push(Number {
            handle: foreign,
            owner: Owner::Recording(usize::MAX),
            value: 1.25,
            slopes: vec![],
        });
        let mut counts = [0; 2];
        for _ in 0..400 {
            match random.below(12) {
                0 if open.len() < 3 => {
                    let (tape, inputs) = (HandleTape::activate().unwrap(), 1 + random.below(3));
                    begun += 1;
                    for i in 0..inputs {
                        let value = 0.5 + random.below(4) as f64 * 0.25;
                        let mut slopes = vec![0.0; inputs];
                        slopes[i] = 1.0;
                        let handle = tape.input(value);
                        numbers.push(Number { handle, owner: Owner::Recording(begun), value, slopes });
                    }
                    open.push(Open { tape, id: begun, inputs, is_spoilt: false });
                }
                1 => drop(open.pop()),
                2 | 3 => {
                    let Some(top) = open.last_mut() else { continue };
                    let y = &numbers[numbers.len() - 1 - random.below(numbers.len().min(4))];
                    let is_own = matches!(y.owner, Owner::Constant) || y.owner == Owner::Recording(top.id);
                    top.is_spoilt |= !is_own;
                    let found = top.tape.pull(&[(y.handle, 1.0)]);
                    counts[usize::from(found.is_ok())] += 1;
                    if top.is_spoilt {
                        assert!(matches!(found, Err(Error::ForeignNumbers { .. })), "seed {seed}: {found:?}");
                        continue;
                    }
                    let found = found.unwrap_or_else(|error| panic!("seed {seed}: {error}"));
                    assert_eq!(found.len(), top.inputs);
                    for (i, found) in found.into_iter().enumerate() {
                        let expected = y.slopes.get(i).copied().unwrap_or(0.0);
                        let scale = expected.abs().max(1.0);
                        assert!(
                            (found - expected).abs() < 1e-9 * scale,
                            "seed {seed}: {found} for {expected}"
                        );
                    }
                }
                choice => {
                    // Mostly recent numbers, so that most recordings are not spoilt at once.
                    let reach = if random.below(40) == 0 { numbers.len() } else { numbers.len().min(3) };
                    let mut pick = || numbers[numbers.len() - 1 - random.below(reach)].clone();
                    let (a, b) = (pick(), pick());
                    let (handle, value, [p, q]) = match choice {
                        4..=6 => {
                            let z = Scalar::tanh(a.value * b.value);
                            let slope = 1.0 - z * z;
                            ((a.handle * b.handle).tanh(), z, [slope * b.value, slope * a.value])
                        }
                        7 => ((a.handle - b.handle) / 2.0, (a.value - b.value) / 2.0, [0.5, -0.5]),
                        8 => (a.handle.cos(), a.value.cos(), [-a.value.sin(), 0.0]),
                        9 => (b.handle.sin() * 0.5, b.value.sin() * 0.5, [0.0, b.value.cos() * 0.5]),
                        _ => ((a.handle + b.handle) * 0.5, (a.value + b.value) * 0.5, [0.5, 0.5]),
                    };
                    assert_eq!(handle.value(), value);
                    let operands: &[&Number] = match choice {
                        8 => &[&a],
                        9 => &[&b],
                        _ => &[&a, &b],
                    };
                    let owner = if operands.iter().all(|x| x.owner == Owner::Constant) {
                        Owner::Constant
                    } else if let Some(top) = open.last_mut() {
                        let own =
                            |x: &&Number| [Owner::Constant, Owner::Recording(top.id)].contains(&x.owner);
                        top.is_spoilt |= !operands.iter().all(own);
                        Owner::Recording(top.id)
                    } else {
                        Owner::Lost
                    };
                    numbers.push(Number {
                        handle,
                        owner,
                        value,
                        slopes: add_slopes(&a.slopes, p, &b.slopes, q),
                    });
                }
            }
            if random.below(6) == 0 {
                // Back among the numbers of the innermost recording, or to constants.
                let wanted = open.last().map_or(Owner::Constant, |top| Owner::Recording(top.id));
                let known: Vec<_> = numbers.iter().filter(|x| x.owner == wanted).cloned().collect();
                let last = known[random.below(known.len())].clone();
                numbers.push(last);
            }
        }
        while open.pop().is_some() {}
        counts
    }

    #[test]
    fn each_result_is_right_or_an_error() {
        let mut counts = [0; 2];
        for seed in 1..=200 {
            counts =
                std::iter::zip(counts, run(seed)).map(|(a, b)| a + b).collect::<Vec<_>>().try_into().unwrap();
        }
        // Both happen, and often.
        assert!(counts.iter().all(|&count| count > 200), "{counts:?}");
    }
}

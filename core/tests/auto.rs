//! `Auto` between two engines of simulated cost, on a simulated clock.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use dualtape_core::{
    Auto, Choice, Cost, Costs, Differentiable, Engine, Error, Passes, Scalar, VectorFunction,
};

/// The time of the simulated clock, advanced by the engines and the function.
type Time = Rc<Cell<Duration>>;

/// Takes a millisecond, whatever its inputs and outputs.
struct Map {
    outputs: usize,
    time: Time,
}

impl VectorFunction for Map {
    fn outputs(&self, _: usize) -> usize {
        self.outputs
    }
    fn eval<S: Scalar<Real = f64>>(&self, _: &[S], _: &mut [S]) {
        self.time.set(self.time.get() + Duration::from_millis(1));
    }
}

/// An engine that differentiates nothing and counts its runs.
struct Fake {
    name: &'static str,
    /// Inputs per pass; for none, a pass takes one output.
    lanes: Option<usize>,
    prepare: Duration,
    pass: Duration,
    bytes: usize,
    /// Permission to run, by a limit of its own.
    can_run: bool,
    time: Time,
    runs: Rc<Cell<usize>>,
    operations: Rc<Cell<usize>>,
}

impl Fake {
    fn spend(&self, passes: usize) {
        self.runs.set(self.runs.get() + 1);
        self.time.set(self.time.get() + self.prepare + self.pass * u32::try_from(passes).unwrap());
    }
}

impl Engine for Fake {
    fn name(&self) -> &'static str {
        self.name
    }
    fn value_and_gradient_into<F, K>(&mut self, _: &F, _: &[f64], _: &mut [f64]) -> Result<f64, Error> {
        unreachable!("the tests take Jacobians")
    }
    fn jvp_into<F, K>(
        &mut self,
        _: &F,
        _: &[f64],
        _: &[f64],
        _: &mut [f64],
        _: &mut [f64],
    ) -> Result<(), Error> {
        self.operations.set(self.operations.get() + 1);
        Ok(())
    }
    fn vjp_into<F, K>(
        &mut self,
        _: &F,
        _: &[f64],
        _: &[f64],
        _: &mut [f64],
        _: &mut [f64],
    ) -> Result<(), Error> {
        self.operations.set(self.operations.get() + 1);
        Ok(())
    }
    fn jacobian_into<F, K>(&mut self, _: &F, _: &[f64], _: &mut [f64]) -> Result<(), Error> {
        self.operations.set(self.operations.get() + 1);
        Ok(())
    }
    fn hvp_into<F, K>(&mut self, _: &F, _: &[f64], _: &[f64], _: &mut [f64]) -> Result<(), Error> {
        unreachable!("the tests take Jacobians")
    }
}

impl Passes for Fake {
    fn passes(&self, inputs: usize, outputs: usize) -> usize {
        self.lanes.map_or(outputs, |lanes| inputs.div_ceil(lanes))
    }
    fn run_passes<F, K>(&mut self, _: &F, _: &[f64], passes: &[usize]) -> Result<(), Error> {
        self.spend(passes.len());
        let too_much = Error::TapeLimit { unit: "nodes", needed: 2, limit: 1 };
        if self.can_run { Ok(()) } else { Err(too_much) }
    }
    fn memory_bytes<F, K>(&mut self, _: &F, _: &[f64]) -> Result<usize, Error>
    where
        F: Differentiable<f64, K>,
    {
        Ok(self.bytes)
    }
}

/// Forward mode: 2 ms per 4 inputs and 100 bytes. Reverse mode: 5 ms, 1 ms per output and 1000 bytes.
struct Scene {
    time: Time,
    runs: Rc<Cell<usize>>,
    by_forward: Rc<Cell<usize>>,
    by_reverse: Rc<Cell<usize>>,
    /// The engines that no limit of their own keeps from running.
    can_run: Vec<&'static str>,
}

impl Scene {
    fn new() -> Self {
        Scene {
            time: Time::default(),
            runs: Rc::default(),
            by_forward: Rc::default(),
            by_reverse: Rc::default(),
            can_run: vec!["forward", "reverse"],
        }
    }

    fn auto(&self) -> Auto<Fake, Fake, impl FnMut() -> Duration + use<>> {
        let ms = Duration::from_millis;
        let engine = |name, lanes, prepare, pass, bytes, operations: &Rc<Cell<usize>>| Fake {
            name,
            lanes,
            prepare: ms(prepare),
            pass: ms(pass),
            bytes,
            can_run: self.can_run.contains(&name),
            time: self.time.clone(),
            runs: self.runs.clone(),
            operations: operations.clone(),
        };
        let time = self.time.clone();
        Auto::with_clock(
            engine("forward", Some(4), 0, 2, 100, &self.by_forward),
            engine("reverse", None, 5, 1, 1000, &self.by_reverse),
            move || time.get(),
        )
    }

    fn map(&self, outputs: usize) -> Map {
        Map { outputs, time: self.time.clone() }
    }

    /// Returns the number of operations of each engine.
    fn done(&self) -> (usize, usize) {
        (self.by_forward.get(), self.by_reverse.get())
    }
}

#[test]
fn one_input_goes_forward_and_one_output_goes_back() -> Result<(), Error> {
    let scene = Scene::new();
    let mut auto = scene.auto();
    auto.jacobian(&scene.map(1000), &[0.0])?;
    assert_eq!(scene.done(), (1, 0));
    auto.jacobian(&scene.map(1), &[0.0; 1000])?;
    assert_eq!(scene.done(), (1, 1));
    Ok(())
}

#[test]
fn products_with_one_direction_go_forward_and_with_one_combination_by_cost() -> Result<(), Error> {
    let scene = Scene::new();
    let mut auto = scene.auto();
    auto.jvp(&scene.map(1), &[0.0; 1000], &[0.0; 1000])?;
    assert_eq!(scene.done(), (1, 0));
    assert_eq!(scene.runs.get(), 0, "nothing to measure");
    // The Jacobian would go forward.
    auto.vjp(&scene.map(1000), &[0.0; 100], &[0.0; 1000])?;
    assert_eq!(scene.done(), (1, 1));
    Ok(())
}

#[test]
fn the_crossover_is_where_the_costs_cross() -> Result<(), Error> {
    let scene = Scene::new();
    let mut auto = scene.auto();
    // 2 ms ⌈n/4⌉ > 5 ms + 3 · 1 ms from the fifth chunk on.
    let explanation = auto.explain(&scene.map(3), &[0.0; 10])?;
    assert_eq!(explanation.crossover_inputs, Some(17));
    for (inputs, choice) in [(16, Choice::Forward), (17, Choice::Reverse)] {
        assert_eq!(auto.explain(&scene.map(3), &vec![0.0; inputs])?.choice, choice);
    }
    Ok(())
}

#[test]
fn an_explanation_says_what_each_engine_would_cost() -> Result<(), Error> {
    let scene = Scene::new();
    let explanation = scene.auto().explain(&scene.map(20), &[0.0; 10])?;
    let [forward, reverse] = explanation.engines;
    assert_eq!((forward.passes, reverse.passes), (3, 20));
    for (found, expected) in [(forward, 6.0), (reverse, 25.0)] {
        let ratio = found.time_ratio.expect("both were measured");
        assert!((ratio - expected).abs() < 1e-9, "{}: {ratio}, expected {expected}", found.engine);
    }
    assert_eq!(
        explanation.to_string(),
        "forward mode for 10 inputs and 20 outputs
  forward      3 passes,        6.0 × f, 100 bytes
  reverse     20 passes,       25.0 × f, 1000 bytes
  reverse takes less time from 49 inputs on"
    );
    Ok(())
}

#[test]
fn a_memory_limit_turns_the_choice() -> Result<(), Error> {
    let scene = Scene::new();
    let (gradient, x) = (scene.map(1), [0.0; 1000]);
    assert_eq!(scene.auto().explain(&gradient, &x)?.choice, Choice::Reverse);
    assert_eq!(scene.auto().with_memory_limit(1000).explain(&gradient, &x)?.choice, Choice::Reverse);

    let mut auto = scene.auto().with_memory_limit(999);
    let explanation = auto.explain(&gradient, &x)?;
    assert_eq!(explanation.choice, Choice::Forward);
    assert_eq!(explanation.engines[1].time_ratio, None, "what does not fit is not run");
    assert!(explanation.to_string().contains("1000 bytes, more than is allowed"), "{explanation}");
    auto.jacobian(&gradient, &x)?;
    assert_eq!(scene.done(), (1, 0));

    let error = scene.auto().with_memory_limit(99).jacobian(&gradient, &x).unwrap_err();
    assert_eq!(error, Error::MemoryLimit { engine: "forward", needed: 100, limit: 99 });
    Ok(())
}

#[test]
fn what_is_known_is_not_measured_again() -> Result<(), Error> {
    let scene = Scene::new();
    let mut auto = scene.auto();
    auto.jacobian(&scene.map(100), &[0.0; 100])?;
    let measured = scene.runs.get();
    assert!(measured > 0, "the first call measures");
    auto.jacobian(&scene.map(128), &[0.0; 128])?;
    assert_eq!(scene.runs.get(), measured, "sizes up to the same power of two are one class");
    auto.jacobian(&scene.map(100), &[0.0; 129])?;
    assert!(scene.runs.get() > measured, "another class is measured");
    let measured = scene.runs.get();
    auto.calibrate(&scene.map(100), &[0.0; 100])?;
    assert!(scene.runs.get() > measured, "and so is what one asks for");
    Ok(())
}

#[test]
fn an_explanation_measures_the_one_that_fits_only_once() -> Result<(), Error> {
    let scene = Scene::new();
    let mut auto = scene.auto().with_memory_limit(999);
    let first = auto.explain(&scene.map(1), &[0.0; 100])?;
    let measured = scene.runs.get();
    assert!(measured > 0, "the first time");
    assert_eq!(auto.explain(&scene.map(1), &[0.0; 100])?, first);
    assert_eq!(scene.runs.get(), measured);
    Ok(())
}

#[test]
fn an_engine_that_cannot_run_the_measurement_does_not_fit() -> Result<(), Error> {
    let scene = Scene { can_run: vec!["forward"], ..Scene::new() };
    let mut auto = scene.auto();
    let explanation = auto.explain(&scene.map(1), &[0.0; 1000])?;
    assert_eq!(explanation.choice, Choice::Forward);
    assert_eq!((explanation.engines[1].time_ratio, explanation.crossover_inputs), (None, None));
    auto.jacobian(&scene.map(1), &[0.0; 1000])?;
    assert_eq!(scene.done(), (1, 0));
    Ok(())
}

/// Predictions over a grid: the choice is the lesser time, the crossover is where the times meet, and memory comes
/// first.
#[test]
fn predictions_choose_the_lesser_time_of_what_fits() -> Result<(), Error> {
    let scene = Scene::new();
    let auto = scene.auto();
    // Per-pass costs that depend on the inputs, as those of narrow chunks do.
    let costs = |inputs: usize| Costs {
        function: 1.0,
        forward: Cost { prepare: 0.0, pass: 1.0 + 0.5 * inputs.min(4) as f64 },
        reverse: Cost { prepare: 5.0, pass: 2.0 },
    };
    for outputs in [1, 2, 3, 10, 100] {
        let of = |inputs| auto.predict(inputs, outputs, [1, 2], costs);
        let crossover = of(7)?.crossover_inputs.expect("reverse mode wins in the end");
        for inputs in (1..20).chain([crossover - 1, crossover, 10 * crossover]).filter(|&n| n > 0) {
            let explanation = of(inputs)?;
            let [forward, reverse] = explanation.engines.map(|e| e.time_ratio.expect("both are known"));
            let lesser = if reverse < forward { Choice::Reverse } else { Choice::Forward };
            assert_eq!(explanation.choice, lesser, "{explanation}");
            assert_eq!(explanation.choice == Choice::Reverse, inputs >= crossover, "{explanation}");
            let small = scene.auto().with_memory_limit(1).predict(inputs, outputs, [1, 2], costs)?;
            assert_eq!(small.choice, Choice::Forward, "{small}");
        }
    }
    assert_eq!(scene.runs.get(), 0, "nothing is run");
    Ok(())
}

//! An engine that records a program for each call, and asks the tape where a result is not finite.

#![allow(dead_code, reason = "each test file uses a part")]

use dualtape_core::{Differentiable, Engine, Error as CoreError, Real, arguments};
use dualtape_program::{Error, LANES, Program, Runner};
use dualtape_reverse::Reverse;

/// The engine, with counts of the calls that it answered by a program and by the tape.
#[derive(Default)]
pub(crate) struct ByProgram<R: Real> {
    tape: Reverse<R>,
    pub(crate) programs: usize,
    pub(crate) asked: usize,
}

/// Returns the outputs of a program for one sample, which are checked against those of sixteen.
pub(crate) fn run<R: Real>(runner: &mut Runner<R>, outputs: usize, x: &[R]) -> Result<Vec<R>, Error> {
    let mut one = vec![R::ZERO; outputs];
    let outcome = runner.run(x, &mut one);
    let columns: Vec<[R; LANES]> = x.iter().map(|&x| [x; LANES]).collect();
    let mut lanes = vec![[R::ZERO; LANES]; one.len()];
    assert_eq!(runner.run_lanes(&columns, &mut lanes), outcome, "lanes violate the same guard");
    outcome?;
    for (one, lanes) in one.iter().zip(&lanes) {
        let same = |v: &R| v.to_f64().to_bits() == one.to_f64().to_bits() || v.is_nan() && one.is_nan();
        assert!(lanes.iter().all(same), "{one} alone, {lanes:?} in lanes");
    }
    Ok(one)
}

impl<R: Real> ByProgram<R> {
    /// Returns the finite outputs of a derived program, at `x` and further inputs.
    fn ask<F, K>(
        &mut self,
        f: &F,
        inputs: [&[R]; 2],
        derive: impl FnOnce(&Program<R>) -> Result<Program<R>, Error>,
    ) -> Option<Vec<R>>
    where
        F: Differentiable<R, K>,
    {
        // A derivative of a value that is NaN is asked of the tape.
        let has_values = |program: &Program<R>| {
            program.run(inputs[0]).is_ok_and(|values| values.iter().all(|v| v.is_finite()))
        };
        let recorded = Program::record(f, inputs[0]).ok().filter(has_values);
        let program = recorded.map(|program| derive(&program));
        let out = program.and_then(|program| {
            program.and_then(|program| run(&mut program.runner(), program.outputs(), &inputs.concat())).ok()
        });
        let out = out.filter(|out| out.iter().all(|v| v.is_finite()));
        *(if out.is_some() { &mut self.programs } else { &mut self.asked }) += 1;
        out
    }
}

impl<R: Real> Engine<R> for ByProgram<R> {
    fn name(&self) -> &'static str {
        "program"
    }

    fn value_and_gradient_into<F, K>(&mut self, f: &F, x: &[R], gradient: &mut [R]) -> Result<R, CoreError>
    where
        F: Differentiable<R, K>,
    {
        arguments::gradient(f, x, gradient)?;
        let Some(out) = self.ask(f, [x, &[]], Program::value_and_gradient) else {
            return self.tape.value_and_gradient_into(f, x, gradient);
        };
        gradient.copy_from_slice(&out[1..]);
        Ok(out[0])
    }

    fn jvp_into<F, K>(
        &mut self,
        f: &F,
        x: &[R],
        v: &[R],
        values: &mut [R],
        jv: &mut [R],
    ) -> Result<(), CoreError>
    where
        F: Differentiable<R, K>,
    {
        arguments::jvp(f, x, v, values, jv)?;
        let Some(out) = self.ask(f, [x, v], Program::jvp) else {
            return self.tape.jvp_into(f, x, v, values, jv);
        };
        values.copy_from_slice(&out[..values.len()]);
        jv.copy_from_slice(&out[values.len()..]);
        Ok(())
    }

    fn vjp_into<F, K>(
        &mut self,
        f: &F,
        x: &[R],
        w: &[R],
        values: &mut [R],
        jtw: &mut [R],
    ) -> Result<(), CoreError>
    where
        F: Differentiable<R, K>,
    {
        arguments::vjp(f, x, w, values, jtw)?;
        let Some(out) = self.ask(f, [x, w], Program::vjp) else {
            return self.tape.vjp_into(f, x, w, values, jtw);
        };
        values.copy_from_slice(&out[..values.len()]);
        jtw.copy_from_slice(&out[values.len()..]);
        Ok(())
    }

    fn jacobian_into<F, K>(&mut self, f: &F, x: &[R], jacobian: &mut [R]) -> Result<(), CoreError>
    where
        F: Differentiable<R, K>,
    {
        arguments::jacobian(f, x, jacobian)?;
        let Some(out) = self.ask(f, [x, &[]], Program::jacobian) else {
            return self.tape.jacobian_into(f, x, jacobian);
        };
        jacobian.copy_from_slice(&out);
        Ok(())
    }

    fn hvp_into<F, K>(&mut self, f: &F, x: &[R], v: &[R], hv: &mut [R]) -> Result<(), CoreError>
    where
        F: Differentiable<R, K>,
    {
        arguments::hvp(f, x, v, hv)?;
        let Some(out) = self.ask(f, [x, v], Program::hvp) else {
            return self.tape.hvp_into(f, x, v, hv);
        };
        hv.copy_from_slice(&out);
        Ok(())
    }

    fn hessian_into<F, K>(&mut self, f: &F, x: &[R], hessian: &mut [R]) -> Result<(), CoreError>
    where
        F: Differentiable<R, K>,
    {
        CoreError::check_length("hessian", x.len() * x.len(), hessian.len())?;
        let Some(out) = self.ask(f, [x, &[]], Program::hessian) else {
            return self.tape.hessian_into(f, x, hessian);
        };
        hessian.copy_from_slice(&out);
        Ok(())
    }
}

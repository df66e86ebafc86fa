//! Gradient descent: clipping, weight decay, the optimizer's step.

use super::settings::Settings;
use crate::error::Error;
use crate::optimizer::Optimizer;
use dualtape_core::{Buf, Real, vectorise};

/// An optimizer, preceded by clipping and weight decay.
pub(super) struct Descent<R: Real> {
    optimizer: Box<dyn Optimizer<R>>,
    clip_norm: Option<f64>,
    /// The λ of a penalty λ/2 ‖θ‖² on the parameters; zero if the optimizer decouples the decay.
    penalty: f64,
}

impl<R: Real> Descent<R> {
    /// Returns the descent by this optimizer.
    pub(super) fn new(optimizer: Box<dyn Optimizer<R>>, settings: &Settings) -> Self {
        let (kind, decay) = (settings.optimizer, settings.weight_decay);
        Self {
            optimizer,
            clip_norm: settings.clip_norm,
            penalty: if kind.decouples_weight_decay() { 0.0 } else { decay },
        }
    }

    /// Moves the parameters against the gradient of the loss.
    ///
    /// The gradient is clipped, and the weight decay added to it, in place.
    pub(super) fn step(&mut self, parameters: &mut Buf<R>, gradient: &mut Buf<R>, learning_rate: f64) {
        if let Some(limit) = self.clip_norm {
            clip(gradient, limit);
        }
        if self.penalty > 0.0 {
            add_scaled(gradient.make_mut(), R::from_f64(self.penalty), parameters);
        }
        self.optimizer.step(parameters.make_mut(), gradient, R::from_f64(learning_rate));
    }

    /// Returns a copy of the state of the optimizer, by name.
    pub(super) fn memory(&mut self) -> Vec<(String, Buf<R>)> {
        let copy = |(name, numbers): (&str, &mut [R])| (name.to_owned(), Buf::from_slice(numbers));
        self.optimizer.memory().into_iter().map(copy).collect()
    }

    /// Restores the state of the optimizer after this number of steps.
    pub(super) fn restore(&mut self, steps: u64, memory: &[(String, Buf<R>)]) -> Result<(), Error> {
        self.optimizer.set_steps(steps);
        for (name, numbers) in self.optimizer.memory() {
            let stored = memory.iter().find(|(stored, _)| stored == name).map(|(_, stored)| stored);
            let stored = stored.filter(|stored| stored.len() == numbers.len());
            let stored = stored.ok_or_else(|| Error::Checkpoint {
                found: format!("no whole {name} of the optimizer"),
                expected: format!("one of {} numbers", numbers.len()),
            })?;
            numbers.copy_from_slice(stored);
        }
        Ok(())
    }
}

/// Scales a gradient of a larger Euclidean norm than `limit` down to it (Pascanu et al. 2013).
fn clip<R: Real>(gradient: &mut Buf<R>, limit: f64) {
    // In double precision, so that no square of an `f32` overflows.
    let norm = gradient.iter().map(|g| g.to_f64() * g.to_f64()).sum::<f64>().sqrt();
    if norm > limit {
        let scale = R::from_f64(limit / norm);
        let gradient = gradient.make_mut();
        vectorise(move || gradient.iter_mut().for_each(|g| *g *= scale));
    }
}

/// Computes `to ← to + scale · from`.
fn add_scaled<R: Real>(to: &mut [R], scale: R, from: &[R]) {
    vectorise(move || {
        for (to, &from) in to.iter_mut().zip(from) {
            *to += scale * from;
        }
    });
}

#[cfg(test)]
mod tests {
    use super::Descent;
    use crate::optimizer::OptimizerKind;
    use crate::train::settings::Settings;
    use dualtape_core::Buf;

    /// Returns the parameters after one step with these settings from (3, 4) against the gradient (6, 8).
    fn step(settings: &Settings) -> [f64; 2] {
        let mut parameters = Buf::from_slice(&[3.0, 4.0]);
        let optimizer = settings.optimizer.build(2, settings.weight_decay).expect("no line search");
        Descent::new(optimizer, settings).step(&mut parameters, &mut Buf::from_slice(&[6.0, 8.0]), 0.1);
        [parameters[0], parameters[1]]
    }

    fn sgd() -> Settings {
        Settings { optimizer: OptimizerKind::Sgd, ..Settings::default() }
    }

    fn assert_at(case: &str, found: [f64; 2], expected: [f64; 2]) {
        let error = (found[0] - expected[0]).abs().max((found[1] - expected[1]).abs());
        assert!(error < 1e-14, "{case}: found {found:?}, expected {expected:?}");
    }

    #[test]
    fn gradients_are_clipped_then_weights_decay() {
        assert_at("plain", step(&sgd()), [2.4, 3.2]);
        // The norm is 10: a limit of 5 halves it, one of 20 does nothing.
        assert_at("clipped", step(&Settings { clip_norm: Some(5.0), ..sgd() }), [2.7, 3.6]);
        assert_at("short enough", step(&Settings { clip_norm: Some(20.0), ..sgd() }), [2.4, 3.2]);
        // 6 + 0.5 · 3 and 8 + 0.5 · 4.
        assert_at("penalised", step(&Settings { weight_decay: 0.5, ..sgd() }), [2.25, 3.0]);
        // The clipped gradient of (3, 4) and then the penalty.
        let both = Settings { clip_norm: Some(5.0), weight_decay: 0.5, ..sgd() };
        assert_at("both", step(&both), [2.55, 3.4]);
    }

    #[test]
    fn adamw_decays_apart_from_the_gradient() {
        let adam = step(&Settings { optimizer: OptimizerKind::Adam, ..Settings::default() });
        let adamw = Settings { optimizer: OptimizerKind::AdamW, weight_decay: 0.5, ..Settings::default() };
        // η λ is a twentieth of the parameters.
        assert_at("adamw", step(&adamw), [adam[0] - 0.15, adam[1] - 0.2]);
    }
}

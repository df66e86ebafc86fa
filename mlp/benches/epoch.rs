//! A training epoch through the public trainer ÷ the same written by hand, from interleaved runs.
//!
//! `cargo bench -p dualtape-mlp --bench epoch`: digits, 64-64-32-10, relu, batches of 64, Adam, f32 and f64. An epoch
//! is a shuffle, the gathering of the rows and a step per batch, on four fifths of the rows. "Scored" includes the
//! score on the last fifth after each epoch. `compare.py` measures the same epoch with `PyTorch` and scikit-learn.

#[allow(dead_code, reason = "this bench needs one loss and one optimizer")]
mod hand_written;

use std::time::{Duration, Instant};

use dualtape_check::timing::{interleaved, time};
use dualtape_core::{Buf, Real};
use dualtape_mlp::{
    Activation, Batch, Dataset, Examples, Loss, Network, Objective, Scaling, Settings, Targets, TaskChoice,
    Trainer, Training, TrainingEvent, split,
};
use dualtape_reverse::Reverse;
use hand_written::HandWritten;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

const BATCH: usize = 64;

/// A learning rate so small that any number of epochs leaves the parameters unchanged.
const LEARNING_RATE: f64 = 1e-9;

fn main() {
    println!(
        "{:<5}{:>10}{:>18}{:>8}{:>16}{:>8}",
        "", "hand µs", "trainer ÷ hand", "spread", "scored ÷ hand", "rounds"
    );
    report::<f32>();
    report::<f64>();
}

/// Measures one precision and prints its line.
fn report<T: Real>() {
    let (train, validation) = digits::<T>();
    check(&train);
    let trainer = trainer(Batch::Rows(BATCH), LEARNING_RATE);
    let (mut engine, mut loop_by_hand) = (Reverse::<T>::new(), HandWrittenLoop::new(&train, BATCH));
    let [mut plain, mut scored] = [(); 2].map(|()| {
        let start = network().initial_parameters(7);
        trainer.start(start, &train, Some(&validation)).expect("digits fit the network")
    });
    let rounds = interleaved(3, |task, runs| match task {
        0 => time(runs, || loop_by_hand.epoch(T::from_f64(LEARNING_RATE))),
        1 => (0..runs).map(|_| time_epoch(&mut plain, &mut engine).0).sum(),
        _ => (0..runs)
            .map(|_| time_epoch(&mut scored, &mut engine))
            .map(|(steps, scoring)| steps + scoring)
            .sum(),
    });
    let ratio = rounds.ratio(1, 0);
    println!(
        "{:<5}{:>10.1}{:>18.3}{:>7.1}%{:>16.3}{:>8}",
        T::NAME,
        rounds.seconds(0).median * 1e6,
        ratio.median,
        ratio.spread() * 100.0,
        rounds.ratio(2, 0).median,
        rounds.len(),
    );
}

/// Runs one epoch and returns the time of the steps, with the shuffling before the first, and that of the score.
fn time_epoch<T: Real>(training: &mut Training<T>, engine: &mut Reverse<T>) -> (Duration, Duration) {
    let start = Instant::now();
    let mut steps = Duration::ZERO;
    loop {
        match training.advance(engine).expect("a scalar function") {
            Some(TrainingEvent::Batch { batch, batches, .. }) if batch == batches => steps = start.elapsed(),
            Some(TrainingEvent::Epoch(_)) => return (steps, start.elapsed().saturating_sub(steps)),
            Some(_) => {}
            None => panic!("the number of epochs is unlimited"),
        }
    }
}

/// Returns the training and the validation part, standardised.
fn digits<T: Real>() -> (Examples<T>, Examples<T>) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/digits.csv");
    let data = Dataset::open(path, None, TaskChoice::Auto).expect("the repository's own file");
    let parts = split(&data, 0.2, 7).expect("a share");
    let scaling = Scaling::fit(&data, &parts.train).expect("finite columns");
    let part = |rows: &[usize]| data.examples(rows, &scaling, Loss::SoftmaxCrossEntropy).expect("classes");
    (part(&parts.train), part(&parts.validation))
}

fn network() -> Network {
    Network::new("64-64-32-10".parse().expect("a shape"), Activation::Relu)
}

fn trainer(batch: Batch, learning_rate: f64) -> Trainer {
    let settings = Settings { epochs: usize::MAX, batch, learning_rate, ..Settings::default() };
    Trainer::new(network(), Loss::SoftmaxCrossEntropy, settings).expect("valid settings")
}

/// Checks that both take the same steps, on full batches, which need no order.
fn check<T: Real>(train: &Examples<T>) {
    let trainer = trainer(Batch::Full, 0.01);
    let start = network().initial_parameters(7);
    let mut training = trainer.start(start, train, None).expect("digits fit the network");
    let (mut engine, mut by_hand) = (Reverse::<T>::new(), HandWrittenLoop::new(train, train.rows()));
    for _ in 0..3 {
        time_epoch(&mut training, &mut engine);
        by_hand.epoch(T::from_f64(0.01));
    }
    let found = training.parameters();
    let farthest = found.iter().zip(by_hand.hand.parameters()).map(|(a, b)| (a.to_f64() - b.to_f64()).abs());
    let farthest = farthest.fold(0.0, f64::max);
    assert!(farthest < T::EPSILON.to_f64() * 1e4, "{}: parameters differ by {farthest:e}", T::NAME);
}

/// A training loop without the library: indices shuffled, rows copied into the batch, a step.
struct HandWrittenLoop<T: Real> {
    hand: HandWritten<T>,
    inputs: Buf<T>,
    labels: Vec<u32>,
    order: Vec<usize>,
    random: ChaCha8Rng,
    batch: usize,
}

impl<T: Real> HandWrittenLoop<T> {
    fn new(train: &Examples<T>, batch: usize) -> Self {
        let first = Objective::new(network(), Loss::SoftmaxCrossEntropy, train.slice(0..batch));
        let Targets::Classes(labels) = train.targets() else { panic!("digits are classes") };
        Self {
            hand: HandWritten::new(&first.expect("digits fit the network"), &network().initial_parameters(7)),
            inputs: train.inputs().clone(),
            labels: labels.to_vec(),
            order: (0..train.rows()).collect(),
            random: ChaCha8Rng::seed_from_u64(7),
            batch,
        }
    }

    fn epoch(&mut self, learning_rate: T) -> T {
        for last in (1..self.order.len()).rev() {
            let chosen = self.random.next_u64() % (last as u64 + 1);
            self.order.swap(last, usize::try_from(chosen).expect("an index"));
        }
        let mut total = T::ZERO;
        for rows in self.order.chunks(self.batch) {
            self.hand.load(&self.inputs, &self.labels, rows);
            total += self.hand.descend_by_adam(learning_rate);
        }
        total
    }
}

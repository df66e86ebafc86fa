//! `dualtape train`: a network, trained on a CSV file by either engine, and a folder that keeps the run.

mod folder;
mod record;

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use dualtape_core::{Engine, Real};
use dualtape_forward::Forward;
use dualtape_mlp::{
    Columns, Dataset, Error, Event, Network, Outcome, Run, Scaling, Settings, Shape, Stop, Trainer, split,
};
use dualtape_reverse::Reverse;

use crate::choices::LossChoice;
use crate::cli::{Precision, Shared, TrainArgs, TrainEngine};
use crate::command_line::command_line;
use crate::export::{Exports, json};
use crate::failure::Failure;
use crate::memory::Memory;
use crate::network::network;
use crate::output::Output;
use crate::progress::Progress;
use crate::reading::{COPIES_TO_TRAIN, check_size};
use crate::render::train_table;

pub(crate) use record::TrainRecord;

/// Runs the command.
pub(crate) fn run(args: &TrainArgs, shared: &Shared) -> Result<(), Failure> {
    match args.precision {
        Precision::F64 => run_in::<f64>(args, shared),
        Precision::F32 => run_in::<f32>(args, shared),
    }
}

fn run_in<R: Real>(args: &TrainArgs, shared: &Shared) -> Result<(), Failure> {
    // Everything that can be wrong with the input comes before anything is made.
    check_size(&args.data, COPIES_TO_TRAIN)?;
    let data = args.data.open(args.target.as_deref(), args.task, shared.seed).map_err(input)?;
    let plan = Plan::<R>::new(args, &data, shared.seed)?;
    let output = Output::open(shared, &Exports::default())?;
    let folder = folder::make(args.out.as_deref(), &args.data.stem())?;

    if plan.validation.is_none() && plan.share > 0.0 {
        output.warn("--validation: too few rows to set any aside, so the training part judges itself");
    }

    let interrupted = catch_interrupts();
    let progress = Progress::new(output.shows_progress(), plan.settings.epochs as u64);
    let observe = |event: Event| {
        if let Event::Epoch(record) = event {
            progress.step();
            progress.say(format!("epochs, loss {:.4}", record.score.loss));
        }
        if interrupted.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let start = Instant::now();
    let outcome = match args.engine {
        TrainEngine::Reverse => plan.fit(&mut Reverse::new(), observe),
        TrainEngine::Forward => plan.fit(&mut Forward::new(), observe),
    };
    let seconds = start.elapsed().as_secs_f64();
    drop(progress);
    let outcome = outcome.map_err(input).inspect_err(|_| folder.abandon())?;

    let run = plan.describe(args, &data);
    let saved = folder.folder().write_all(&run, &outcome.history, &outcome.parameters);
    saved.map_err(input).inspect_err(|_| folder.abandon())?;
    let record = TrainRecord::new(&plan.network, &run, &outcome, seconds, folder.folder().path());
    let verdict = verdict(outcome.stop, &record);
    output.finish(|_| json(&record), |paint| train_table(&record, &run, plan.train.rows(), paint))?;
    verdict
}

/// A training, ready to start: all that the flags and the data determine.
struct Plan<R: Real> {
    network: Network,
    loss: dualtape_mlp::Loss,
    settings: Settings,
    scaling: Scaling,
    share: f64,
    train: dualtape_mlp::Examples<R>,
    validation: Option<dualtape_mlp::Examples<R>>,
}

impl<R: Real> Plan<R> {
    fn new(args: &TrainArgs, data: &Dataset, seed: u64) -> Result<Self, Failure> {
        let loss = match args.loss {
            LossChoice::Auto => data.suitable_loss(),
            LossChoice::Named(loss) => loss,
        };
        let settings = Settings {
            epochs: args.epochs,
            batch: args.batch,
            optimizer: args.optimizer,
            learning_rate: args.learning_rate.unwrap_or(args.optimizer.default_learning_rate()),
            patience: args.patience,
            seed,
        };
        let shape = shape(args, data, loss)?;
        let share = args.validation.0;
        let parts = split(data, share, seed).map_err(input)?;
        let scaling = Scaling::fit(data, &parts.train).map_err(input)?;
        let train = data.examples(&parts.train, &scaling, loss).map_err(input)?;
        let validation = if parts.validation.is_empty() {
            None
        } else {
            Some(data.examples(&parts.validation, &scaling, loss).map_err(input)?)
        };
        let network = network(shape, args.activation, loss);
        Ok(Self { network, loss, settings, scaling, share, train, validation })
    }

    fn fit(
        &self,
        engine: &mut impl Engine<R>,
        observe: impl FnMut(Event) -> ControlFlow<()>,
    ) -> Result<Outcome<R>, Error> {
        let trainer = Trainer::new(self.network.clone(), self.loss, self.settings.clone())?;
        let start = self.network.initial_parameters(self.settings.seed);
        trainer.fit(engine, start, &self.train, self.validation.as_ref(), observe)
    }

    /// What `run.toml` keeps.
    fn describe(&self, args: &TrainArgs, data: &Dataset) -> Run {
        Run {
            command: command_line(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            engine: match args.engine {
                TrainEngine::Reverse => "reverse".to_owned(),
                TrainEngine::Forward => "forward".to_owned(),
            },
            precision: R::NAME.to_owned(),
            loss: self.loss,
            validation: self.share,
            network: self.network.clone(),
            settings: self.settings.clone(),
            data: Columns {
                file: args.data.to_string(),
                task: data.task(),
                target: data.target().to_owned(),
                features: data.features().to_vec(),
                classes: data.classes().to_vec(),
            },
            scaling: self.scaling.clone(),
        }
    }
}

/// The network's shape between the data's columns, checked to fit into memory.
fn shape(args: &TrainArgs, data: &Dataset, loss: dualtape_mlp::Loss) -> Result<Shape, Failure> {
    let mut widths = vec![data.features().len()];
    widths.extend(&args.hidden.0);
    widths.push(data.outputs(loss).map_err(input)?);
    let shape = Shape::new(widths).map_err(|error| Failure::Input(format!("--hidden: {error}")))?;
    let mut memory = Memory::default();
    memory.add_parameters(&shape);
    memory.add_judged(&shape, data.rows());
    memory.check("--hidden", &format!("the network {shape}"))?;
    let rows = args.batch.rows(data.rows());
    memory.add_steps(&shape, rows);
    memory.check("--batch", &format!("{rows} rows per step of the network {shape}"))?;
    Ok(shape)
}

/// A flag that Ctrl-C raises; training looks at it after each batch. A second Ctrl-C ends at once.
fn catch_interrupts() -> Arc<AtomicBool> {
    let interrupted = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&interrupted);
    // Without a handler Ctrl-C ends the program as it does any other; training is not refused for that.
    let _ = ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
    interrupted
}

fn verdict(stop: Stop, record: &TrainRecord) -> Result<(), Failure> {
    let kept = if record.best_epoch == 0 { "the initial model" } else { "the best model so far" };
    match stop {
        Stop::Interrupted => Err(Failure::Interrupted(format!(
            "interrupted after {} epochs; {kept} is in {}",
            record.epochs_run, record.run
        ))),
        Stop::Diverged { epoch, layer } => {
            let place = match layer {
                Some(layer) => format!("first in layer {}", layer + 1),
                None => "in the loss itself".to_owned(),
            };
            Err(Failure::Check(format!(
                "training diverged in epoch {epoch}, {place}: try a smaller --learning-rate; {kept} is in {}",
                record.run
            )))
        }
        _ => Ok(()),
    }
}

/// The sentences of the library say what was found and what was expected.
#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn input(error: Error) -> Failure {
    Failure::Input(error.to_string())
}

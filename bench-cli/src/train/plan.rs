//! A training, ready to start: all that the flags or a run folder and the data determine.

use dualtape_core::Real;
use dualtape_mlp::{
    Columns, Dataset, Examples, Loss, Objective, Run, Scaling, Settings, Shape, Source, Trainer, split,
};

use super::engine::Gradients;
use super::folder::Kept;
use super::input;
use super::reckoning::Reckoning;
use crate::choices::LossChoice;
use crate::cli::TrainArgs;
use crate::command_line::command_line;
use crate::failure::Failure;
use crate::network::network;
use crate::reading::{COPIES_TO_TRAIN, check_size};

/// A training, ready to start.
pub(super) struct Plan<R: Real> {
    /// What `run.toml` keeps.
    pub(super) run: Run,
    pub(super) gradients: Gradients,
    pub(super) threads: usize,
    pub(super) train: Examples<R>,
    pub(super) validation: Option<Examples<R>>,
    /// What a run folder is named after.
    pub(super) name: String,
    /// What to say before it starts.
    pub(super) warnings: Vec<String>,
    pub(super) notes: Vec<String>,
}

impl<R: Real> Plan<R> {
    /// What the flags ask for.
    pub(super) fn new(args: &TrainArgs, seed: u64) -> Result<Self, Failure> {
        let source = args.data.as_ref().expect("clap asks for DATA unless a run is resumed");
        check_size(source, COPIES_TO_TRAIN)?;
        let data = source.open(args.target.as_deref(), args.task, seed).map_err(input)?;
        let loss = match args.loss {
            LossChoice::Auto => data.suitable_loss(),
            LossChoice::Named(loss) => loss,
        };
        let settings = settings(args, seed);
        let shape = shape(args, &data, loss)?;
        let threads = threads(args);
        let reckoning = Reckoning::new::<R>(&shape, data.rows(), &settings, args.engine, threads);
        reckoning.check()?;
        let network = network(shape, args.activation, loss);
        let share = args.validation.0;
        let scaling = Scaling::fit(&data, &split(&data, share, seed).map_err(input)?.train).map_err(input)?;
        let (train, validation) = parts(&data, share, seed, &scaling, loss)?;
        let first = train.slice(0..settings.batch.rows(train.rows()));
        let first = Objective::new(network.clone(), loss, first).map_err(input)?;
        let (gradients, why) = args.engine.settle(&first, seed)?;
        let warning = "--validation: too few rows to set any aside, so the training part judges itself";
        let run = Run {
            command: command_line(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            engine: gradients.name().to_owned(),
            precision: R::NAME.to_owned(),
            loss,
            validation: share,
            network,
            settings,
            data: Columns {
                file: source.to_string(),
                task: data.task(),
                target: data.target().to_owned(),
                features: data.features().to_vec(),
                classes: data.classes().to_vec(),
            },
            scaling,
        };
        Ok(Self {
            warnings: (validation.is_none() && share > 0.0).then(|| warning.to_owned()).into_iter().collect(),
            notes: std::iter::once(reckoning.note()).chain(why).collect(),
            name: source.stem(),
            run,
            gradients,
            threads,
            train,
            validation,
        })
    }

    /// What a run folder keeps, but for the flags that may change.
    pub(super) fn resumed(args: &TrainArgs, kept: &Kept) -> Result<Self, Failure> {
        let mut run = kept.run.clone();
        run.settings.epochs = args.epochs.unwrap_or(run.settings.epochs);
        run.settings.patience = args.patience.or(run.settings.patience);
        let source =
            args.data.clone().unwrap_or_else(|| Source::from(std::path::PathBuf::from(&run.data.file)));
        check_size(&source, COPIES_TO_TRAIN)?;
        let data = source.open_as(&run.data, run.settings.seed).map_err(input)?;
        let (train, validation) = parts(&data, run.validation, run.settings.seed, &run.scaling, run.loss)?;
        let threads = threads(args);
        let reckoning = Reckoning::new::<R>(
            run.network.shape(),
            data.rows(),
            &run.settings,
            kept.gradients.into(),
            threads,
        );
        reckoning.check()?;
        Ok(Self {
            warnings: Vec::new(),
            notes: vec![reckoning.note()],
            name: source.stem(),
            gradients: kept.gradients,
            run,
            threads,
            train,
            validation,
        })
    }

    /// The trainer of this network.
    pub(super) fn trainer(&self) -> Result<Trainer, Failure> {
        let Run { network, loss, settings, .. } = &self.run;
        Trainer::new(network.clone(), *loss, settings.clone()).map_err(input)
    }

    /// Steps of an epoch.
    pub(super) fn steps_per_epoch(&self) -> usize {
        let rows = self.train.rows();
        rows.div_ceil(self.run.settings.batch.rows(rows))
    }
}

fn settings(args: &TrainArgs, seed: u64) -> Settings {
    let optimizer = args.optimizer;
    Settings {
        epochs: args.epochs.unwrap_or(Settings::default().epochs),
        batch: args.batch,
        optimizer,
        learning_rate: args.learning_rate.unwrap_or(optimizer.default_learning_rate()),
        schedule: args.schedule,
        weight_decay: args.weight_decay.unwrap_or(optimizer.default_weight_decay()),
        clip_norm: args.clip_norm,
        patience: args.patience,
        seed,
    }
}

/// As many threads as the flag says, or as there are cores.
fn threads(args: &TrainArgs) -> usize {
    args.threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from))
}

/// The network's shape between the data's columns.
fn shape(args: &TrainArgs, data: &Dataset, loss: Loss) -> Result<Shape, Failure> {
    let mut widths = vec![data.features().len()];
    widths.extend(&args.hidden.0);
    widths.push(data.outputs(loss).map_err(input)?);
    Shape::new(widths).map_err(|error| Failure::Input(format!("--hidden: {error}")))
}

/// The rows that train and those that judge, if there are any.
fn parts<R: Real>(
    data: &Dataset,
    share: f64,
    seed: u64,
    scaling: &Scaling,
    loss: Loss,
) -> Result<(Examples<R>, Option<Examples<R>>), Failure> {
    let rows = split(data, share, seed).map_err(input)?;
    let part = |rows: &[usize]| data.examples(rows, scaling, loss).map_err(input);
    let validation = if rows.validation.is_empty() { None } else { Some(part(&rows.validation)?) };
    Ok((part(&rows.train)?, validation))
}

//! A training, ready to start: all that the flags or a run folder and the data determine.

use dualtape_core::Real;
use dualtape_mlp::{
    Batch, ClassWeights, DataSchema, DataSource, Dataset, Examples, Loss, Network, Objective, RunManifest,
    Scaling, Settings, Shape, Trainer, split,
};

use crate::commands::train::cross_validation::CrossValidation;
use crate::commands::train::gradients::{Gradients, TrainEngine};
use crate::commands::train::memory::Reckoning;
use crate::commands::train::run_directory::Kept;
use crate::commands::train::{TrainArgs, input};
use crate::error::Failure;
use crate::flags::values::LossChoice;
use crate::reading::{COPIES_TO_TRAIN, check_size};
use crate::terminal::invocation::command_line;

/// A training, ready to start.
pub(crate) struct Plan<R: Real> {
    /// What `run.toml` keeps.
    pub(crate) run: RunManifest,
    pub(crate) gradients: Gradients,
    pub(crate) threads: usize,
    pub(crate) train: Examples<R>,
    pub(crate) validation: Option<Examples<R>>,
    /// What comes before the training, if it was asked for.
    pub(crate) folds: Option<CrossValidation>,
    /// What a run folder is named after.
    pub(crate) name: String,
    /// What to say before it starts.
    pub(crate) warnings: Vec<String>,
    pub(crate) notes: Vec<String>,
}

impl<R: Real> Plan<R> {
    /// What the flags ask for.
    pub(crate) fn new(args: &TrainArgs, seed: u64) -> Result<Self, Failure> {
        let source = args.data.as_ref().expect("clap asks for DATA unless a run is resumed");
        check_size(source, COPIES_TO_TRAIN)?;
        let data = source.open(args.target.as_deref(), args.task, seed).map_err(input)?;
        let loss = match args.loss {
            LossChoice::Auto => data.suitable_loss(),
            LossChoice::Named(loss) => loss,
        };
        let settings = settings(args, seed)?;
        let shape = shape(args, &data, loss)?;
        let threads = threads(args);
        let reckoning = Reckoning::new::<R>(&shape, data.rows(), &settings, args.engine, threads);
        reckoning.check()?;
        let network = Network::for_loss(shape, args.activation, loss);
        let share = args.validation.0;
        let Parts { scaling, train, validation } = Parts::new(&data, share, seed, args.class_weights, loss)?;
        let first = train.slice(0..settings.batch.rows(train.rows()));
        let first = Objective::new(network.clone(), loss, first).map_err(input)?;
        let (gradients, why) = args.engine.settle(&first, seed)?;
        let warning = "--validation: too few rows to set any aside, so the training part judges itself";
        let run = RunManifest {
            command: command_line(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            engine: gradients.name().to_owned(),
            precision: R::NAME.to_owned(),
            loss,
            validation: share,
            network,
            settings,
            data: DataSchema {
                file: source.to_string(),
                task: data.task(),
                target: data.target().to_owned(),
                features: data.features().to_vec(),
                classes: data.classes().to_vec(),
            },
            scaling,
        };
        let folds = args.folds.map(|count| CrossValidation::new(data, count, args.class_weights, seed));
        let folds = folds.transpose()?;
        Ok(Self {
            warnings: (validation.is_none() && share > 0.0).then(|| warning.to_owned()).into_iter().collect(),
            notes: std::iter::once(reckoning.note()).chain(why).collect(),
            name: source.stem(),
            folds,
            run,
            gradients,
            threads,
            train,
            validation,
        })
    }

    /// What a run folder keeps, but for the flags that may change.
    pub(crate) fn resumed(args: &TrainArgs, kept: &Kept) -> Result<Self, Failure> {
        let mut run = kept.run.clone();
        run.settings.epochs = args.epochs.unwrap_or(run.settings.epochs);
        run.settings.patience = args.patience.or(run.settings.patience);
        let source =
            args.data.clone().unwrap_or_else(|| DataSource::from(std::path::PathBuf::from(&run.data.file)));
        check_size(&source, COPIES_TO_TRAIN)?;
        let data = source.open_as(&run.data, run.settings.seed).map_err(input)?;
        let Parts { train, validation, .. } =
            Parts::scaled(&data, run.validation, run.settings.seed, run.scaling.clone(), run.loss)?;
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
            folds: None,
            run,
            threads,
            train,
            validation,
        })
    }

    /// The trainer of this network.
    pub(crate) fn trainer(&self) -> Result<Trainer, Failure> {
        let RunManifest { network, loss, settings, .. } = &self.run;
        Trainer::new(network.clone(), *loss, settings.clone()).map_err(input)
    }

    /// Steps of an epoch.
    pub(crate) fn steps_per_epoch(&self) -> usize {
        let rows = self.train.rows();
        rows.div_ceil(self.run.settings.batch.rows(rows))
    }
}

fn settings(args: &TrainArgs, seed: u64) -> Result<Settings, Failure> {
    let optimizer = args.optimizer;
    if optimizer.uses_line_search() && args.engine == TrainEngine::ForwardGradient {
        return Err(Failure::Input(format!(
            "--engine: found forward-gradient, expected an exact one, as {optimizer} compares losses along a line"
        )));
    }
    let suitable = if optimizer.uses_line_search() { Batch::Full } else { Settings::default().batch };
    let settings = Settings {
        epochs: args.epochs.unwrap_or(Settings::default().epochs),
        batch: args.batch.unwrap_or(suitable),
        optimizer,
        learning_rate: args.learning_rate.unwrap_or(optimizer.default_learning_rate()),
        schedule: args.schedule,
        weight_decay: args.weight_decay.unwrap_or(optimizer.default_weight_decay()),
        clip_norm: args.clip_norm,
        patience: args.patience,
        seed,
    };
    // The library names its settings as we name our flags.
    settings.check().map_err(|error| Failure::Input(flagged(&error.to_string())))?;
    Ok(settings)
}

/// `clip norm: found …` is `--clip-norm: found …`.
fn flagged(sentence: &str) -> String {
    match sentence.split_once(": ") {
        Some((name, rest)) => format!("--{}: {rest}", name.replace(' ', "-")),
        None => sentence.to_owned(),
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
pub(crate) struct Parts<R: Real> {
    pub(crate) scaling: Scaling,
    pub(crate) train: Examples<R>,
    pub(crate) validation: Option<Examples<R>>,
}

impl<R: Real> Parts<R> {
    /// Scaled and weighted by those that train.
    pub(crate) fn new(
        data: &Dataset,
        share: f64,
        seed: u64,
        weights: ClassWeights,
        loss: Loss,
    ) -> Result<Self, Failure> {
        let rows = split(data, share, seed).map_err(input)?.train;
        let scaling = Scaling::fit(data, &rows).map_err(input)?;
        let scaling = scaling.with_class_weights(weights, data, &rows);
        let scaling = scaling.map_err(|error| Failure::Input(format!("--class-weights: {error}")))?;
        Self::scaled(data, share, seed, scaling, loss)
    }

    /// Scaled and weighted as it was decided before.
    fn scaled(data: &Dataset, share: f64, seed: u64, scaling: Scaling, loss: Loss) -> Result<Self, Failure> {
        let rows = split(data, share, seed).map_err(input)?;
        let part = |rows: &[usize]| data.examples(rows, &scaling, loss).map_err(input);
        let validation = if rows.validation.is_empty() { None } else { Some(part(&rows.validation)?) };
        Ok(Self { train: part(&rows.train)?, validation, scaling })
    }
}

//! Encoding of a checkpoint as one safetensors file.
//!
//! | tensor | shape | content |
//! |---|---|---|
//! | `parameters` | \[n\] | the current parameters |
//! | `best` | \[n\] | the best parameters so far |
//! | `optimizer.…` | \[n\] | the state of the optimizer, a tensor per vector |
//! | `solver` | \[bytes\] | any other state of the optimizer; absent if there is none |
//! | `history` | \[epochs, 4\] | training loss, loss, accuracy, r² (NaN for none) per epoch |
//!
//! The rest is TOML in the file's metadata, with a CRC-32 of everything.

use super::tensors::{from_bytes, to_bytes};
use crate::loss::Loss;
use crate::metrics::Score;
use crate::network::Network;
use crate::train::{Checkpoint, EpochRecord, Position, Settings, Specification};
use dualtape_core::{Buf, Real};
use safetensors::tensor::{Dtype, TensorView};
use safetensors::{SafeTensors, serialize};
use serde::{Deserialize, Serialize};

/// The key of the metadata; its number is the version of this layout.
const KEY: &str = "dualtape.checkpoint/1";
/// The prefix of the names of the optimizer's tensors.
const MEMORY: &str = "optimizer.";
/// The name of the tensor of any other state of the optimizer.
const SOLVER: &str = "solver";
/// The number of columns of the history.
const COLUMNS: usize = 4;

/// The part of a checkpoint that is stored as text.
#[derive(Serialize, Deserialize)]
struct CheckpointHeader {
    data: u32,
    loss: Loss,
    network: Network,
    position: Position,
    settings: Settings,
}

/// The header with a checksum of itself and of all tensors.
#[derive(Serialize, Deserialize)]
struct ChecksummedHeader {
    crc32: u32,
    header: String,
}

/// Encodes a checkpoint as the bytes of a file; the error is a reason.
pub(super) fn encode<R: Real>(checkpoint: &Checkpoint<R>) -> Result<Vec<u8>, String> {
    let Checkpoint { specification, data, position, parameters, best, memory, solver, history } = checkpoint;
    let Specification { network, loss, settings } = specification;
    let whole = |numbers: &[R]| (vec![numbers.len()], to_bytes(numbers));
    let figures: Vec<f64> = history.iter().flat_map(figures).collect();
    let mut tensors = vec![
        ("best".to_owned(), whole(best)),
        ("history".to_owned(), (vec![history.len(), COLUMNS], to_bytes(&figures))),
        ("parameters".to_owned(), whole(parameters)),
    ];
    tensors.extend(memory.iter().map(|(name, numbers)| (format!("{MEMORY}{name}"), whole(numbers))));

    if !solver.is_empty() {
        tensors.push((SOLVER.to_owned(), (vec![solver.len()], (Dtype::U8, solver.clone()))));
    }

    let header = CheckpointHeader {
        data: *data,
        loss: *loss,
        network: network.clone(),
        position: *position,
        settings: settings.clone(),
    };
    let header = toml::to_string(&header).map_err(|error| error.to_string())?;
    let parts = tensors.iter().map(|(name, (_, (_, bytes)))| (name.as_str(), &bytes[..])).collect();
    let checksummed = ChecksummedHeader { crc32: checksum(&header, parts), header };
    let text = toml::to_string(&checksummed).map_err(|error| error.to_string())?;
    tensors
        .iter()
        .map(|(name, (shape, (dtype, bytes)))| Ok((name, TensorView::new(*dtype, shape.clone(), bytes)?)))
        .collect::<Result<Vec<_>, _>>()
        .and_then(|views| serialize(views, Some([(KEY.to_owned(), text)].into_iter().collect())))
        .map_err(|error| error.to_string())
}

/// The best parameters of a checkpoint, of either precision.
pub(super) struct BestParameters {
    /// The network.
    pub(super) network: Network,
    /// The parameters.
    pub(super) parameters: Buf<f64>,
    /// The epoch that they are of; 0 for the initial ones.
    pub(super) epoch: usize,
}

/// Checks the bytes of a file, and returns the text and the tensors of the checkpoint; the error is the content found
/// and the content expected.
fn open(bytes: &[u8]) -> Result<(CheckpointHeader, SafeTensors<'_>), String> {
    let not_whole = |error| format!("found no whole safetensors file ({error})");
    let tensors = SafeTensors::deserialize(bytes).map_err(not_whole)?;
    let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(not_whole)?;
    let text = metadata.metadata().as_ref().and_then(|entries| entries.get(KEY));
    let text =
        text.ok_or_else(|| format!("found a safetensors file without {KEY}, expected a checkpoint"))?;
    let damaged = |_| "found a damaged checkpoint: its text cannot be read".to_owned();
    let checksummed: ChecksummedHeader = toml::from_str(text).map_err(damaged)?;
    let parts = tensors.iter().map(|(name, tensor)| (name, tensor.data())).collect();
    let (found, expected) = (checksum(&checksummed.header, parts), checksummed.crc32);
    // A fuzzer cannot guess a checksum, and is to reach the code behind it.
    if found != expected && !cfg!(fuzzing) {
        return Err(format!(
            "found a damaged checkpoint: its checksum is {found:08x}, expected {expected:08x}"
        ));
    }
    Ok((toml::from_str(&checksummed.header).map_err(damaged)?, tensors))
}

/// Decodes the best parameters from the bytes of a file; the error is as for [`decode`].
pub(super) fn decode_best(bytes: &[u8]) -> Result<BestParameters, String> {
    let (CheckpointHeader { network, position, .. }, tensors) = open(bytes)?;
    let tensor = tensor("best", &tensors)?;
    let parameters = numbers("best", &tensor, network.parameters())?;
    Ok(BestParameters { network, parameters, epoch: position.best_epoch })
}

/// Decodes a checkpoint from the bytes of a file; the error is the content found and the content expected.
pub(super) fn decode<R: Real>(bytes: &[u8]) -> Result<Checkpoint<R>, String> {
    let (CheckpointHeader { data, loss, network, position, settings }, tensors) = open(bytes)?;
    let numbers = |name: &str| read::<R>(name, &tensor(name, &tensors)?, network.parameters());
    let mut names = tensors.names();
    // The file's order is lost in a hash map.
    names.sort_unstable();
    let memory = names.into_iter().filter_map(|name| Some((name, name.strip_prefix(MEMORY)?)));
    Ok(Checkpoint {
        parameters: numbers("parameters")?,
        best: numbers("best")?,
        memory: memory
            .map(|(name, part)| Ok((part.to_owned(), numbers(name)?)))
            .collect::<Result<_, String>>()?,
        solver: tensors.tensor(SOLVER).map_or(Vec::new(), |tensor| tensor.data().to_vec()),
        history: history(&tensors)?,
        specification: Specification { network, loss, settings },
        data,
        position,
    })
}

/// Reads a tensor of `expected` numbers of precision R; in another precision a training would not resume to the same
/// bits.
fn read<R: Real>(name: &str, tensor: &TensorView, expected: usize) -> Result<Buf<R>, String> {
    let precision = if size_of::<R>() == size_of::<f32>() { Dtype::F32 } else { Dtype::F64 };
    if tensor.dtype() != precision {
        return Err(format!("found {name} of type {:?}, expected {precision:?}", tensor.dtype()));
    }
    numbers(name, tensor, expected)
}

/// Returns the tensor of this name.
fn tensor<'a>(name: &str, tensors: &SafeTensors<'a>) -> Result<TensorView<'a>, String> {
    tensors.tensor(name).map_err(|_| format!("found no tensor {name}, expected one"))
}

/// Reads a tensor of `expected` numbers, stored in either precision.
fn numbers<R: Real>(name: &str, tensor: &TensorView, expected: usize) -> Result<Buf<R>, String> {
    // Not of the capacity that the header claims.
    let mut numbers = Vec::new();
    from_bytes(tensor.dtype(), tensor.data(), &mut numbers)
        .map_err(|found| format!("found {name} of type {found:?}, expected F64 or F32"))?;
    if numbers.len() != expected {
        return Err(format!("found {name} of {} numbers, expected {expected}", numbers.len()));
    }
    Ok(Buf::from_slice(&numbers))
}

/// Returns the row of the history tensor for one epoch.
fn figures(record: &EpochRecord) -> [f64; COLUMNS] {
    let score = &record.score;
    [record.train_loss, score.loss, score.accuracy.unwrap_or(f64::NAN), score.r2.unwrap_or(f64::NAN)]
}

/// Reads the history.
fn history(tensors: &SafeTensors) -> Result<Vec<EpochRecord>, String> {
    let tensor = tensor("history", tensors)?;
    let mut figures: Vec<f64> = Vec::new();
    from_bytes(tensor.dtype(), tensor.data(), &mut figures)
        .map_err(|found| format!("found history of type {found:?}, expected F64"))?;
    let (epochs, _) = figures.as_chunks::<COLUMNS>();
    let known = |figure: f64| (!figure.is_nan()).then_some(figure);
    let record = |(index, &[train_loss, loss, accuracy, r2]): (usize, &[f64; COLUMNS])| EpochRecord {
        epoch: index + 1,
        train_loss,
        score: Score { loss, accuracy: known(accuracy), r2: known(r2) },
    };
    Ok(epochs.iter().enumerate().map(record).collect())
}

/// Returns the CRC-32 of the header and of the tensors in the order of their names.
fn checksum(header: &str, mut tensors: Vec<(&str, &[u8])>) -> u32 {
    tensors.sort_unstable_by_key(|&(name, _)| name);
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(header.as_bytes());
    for (name, bytes) in tensors {
        hasher.update(name.as_bytes());
        hasher.update(bytes);
    }
    hasher.finalize()
}

#[cfg(test)]
mod tests {
    use super::{decode, decode_best, encode};
    use crate::activation::Activation;
    use crate::loss::Loss;
    use crate::network::Network;
    use crate::train::{Checkpoint, Position, Settings, Specification};
    use dualtape_core::Buf;

    #[test]
    fn a_header_that_claims_more_than_the_tensors_hold_takes_no_memory() {
        let network = Network::new("1000000-1000000".parse().unwrap(), Activation::Tanh);
        let one = Buf::from_slice(&[1.0]);
        let position = Position { batch: 0, step: 0, train_loss: 0.0, best_epoch: 0, best_loss: 0.0 };
        let bytes = encode(&Checkpoint::<f64> {
            specification: Specification { network, loss: Loss::SquaredError, settings: Settings::default() },
            data: 0,
            position,
            parameters: one.clone(),
            best: one,
            memory: Vec::new(),
            solver: Vec::new(),
            history: Vec::new(),
        });
        let bytes = bytes.unwrap();
        let memory = allocation_counter::measure(|| {
            let expected = "of 1 numbers, expected 1000001000000";
            assert_eq!(decode::<f64>(&bytes).err(), Some(format!("found parameters {expected}")));
            assert_eq!(decode_best(&bytes).err(), Some(format!("found best {expected}")));
        });
        assert!(memory.bytes_max < 1 << 16, "{} bytes", memory.bytes_max);
    }
}

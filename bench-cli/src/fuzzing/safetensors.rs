//! Saved parameters of a network.

use dualtape_core::Buf;
use dualtape_mlp::{Activation, Network, Normalisation, RunFolder, Shape};

use crate::fuzzing::files::{file, folder};

/// Reads a saved model, and returns whether it is one. The first line is the shape of the network, as `run.toml` has it,
/// the rest the file.
///
/// # Panics
/// Panics if parameters that are read are not those of the shape, or are not read as they are written.
pub fn safetensors(bytes: &[u8]) -> bool {
    let Some(end) = bytes.iter().position(|&byte| byte == b'\n') else { return false };
    let shape = str::from_utf8(&bytes[..end]).ok().and_then(|text| text.parse::<Shape>().ok());
    let Some(shape) = shape else { return false };
    let plain = Network::new(shape, Activation::Tanh);
    let normalised = plain.clone().with_normalisation(Normalisation::Layer);
    file("model.safetensors", &bytes[end + 1..]);
    let run = RunFolder::open(folder());
    let read = [plain, normalised]
        .into_iter()
        .find_map(|network| Some((run.read_model::<f64>(&network).ok()?, network)));
    let Some((parameters, network)) = read else { return false };
    assert_eq!(parameters.len(), network.parameters());
    run.write_model(&network, &parameters).expect("parameters of the network");
    let again = run.read_model::<f64>(&network).expect("a written model");
    let bits = |numbers: &Buf<f64>| numbers.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(&again), bits(&parameters), "read as it was written");
    true
}

//! Encoding of a network's parameters as a safetensors file.

use crate::network::Network;
use dualtape_core::{Buf, Real};
use safetensors::tensor::{Dtype, TensorView};
use safetensors::{SafeTensors, serialize};
use std::ops::Range;

/// One tensor of a network: its name, its dimensions and its range among the parameters.
struct TensorSpec {
    name: String,
    dimensions: Vec<usize>,
    range: Range<usize>,
}

/// Returns the tensors of a network, in the order of the parameters.
fn tensor_specs(network: &Network) -> impl Iterator<Item = TensorSpec> + '_ {
    let spec = |index, part, dimensions, range| TensorSpec {
        name: format!("layer{index}.{part}"),
        dimensions,
        range,
    };
    let affine = network.shape().layers().enumerate().flat_map(move |(index, layer)| {
        [
            spec(index, "weight", vec![layer.outputs, layer.inputs], layer.weights),
            spec(index, "bias", vec![layer.outputs], layer.biases),
        ]
    });
    let normalised =
        (0..network.shape().depth()).filter_map(|index| Some((index, network.normalisation_layout(index)?)));
    let normalised = normalised.flat_map(move |(index, layout)| {
        let width = layout.gains.len();
        [spec(index, "gain", vec![width], layout.gains), spec(index, "shift", vec![width], layout.shifts)]
    });
    affine.chain(normalised)
}

/// Encodes parameters as the bytes of a file; the error is a reason.
pub(super) fn encode<R: Real>(network: &Network, parameters: &Buf<R>) -> Result<Vec<u8>, String> {
    let (dtype, bytes) = to_bytes(parameters);
    let width = dtype.bitsize() / 8;
    let view = |spec: TensorSpec| {
        let data = &bytes[spec.range.start * width..spec.range.end * width];
        Ok((spec.name, TensorView::new(dtype, spec.dimensions, data)?))
    };
    tensor_specs(network)
        .map(view)
        .collect::<Result<Vec<_>, _>>()
        .and_then(|views| serialize(views, None))
        .map_err(|error| error.to_string())
}

/// Decodes the parameters from the bytes of a file; the error is the content found and the content expected.
pub(super) fn decode<R: Real>(bytes: &[u8], network: &Network) -> Result<Buf<R>, String> {
    let shape = network.shape();
    let tensors = SafeTensors::deserialize(bytes)
        .map_err(|error| format!("found no whole safetensors file ({error})"))?;
    // The network comes from another file and may claim any size.
    let mut parameters = Vec::with_capacity(network.parameters().min(bytes.len() / size_of::<f32>()));
    for TensorSpec { name, dimensions, .. } in tensor_specs(network) {
        let Ok(tensor) = tensors.tensor(&name) else {
            return Err(format!("found no tensor {name}, expected one as the shape is {shape}"));
        };
        if tensor.shape() != dimensions {
            let found = tensor.shape();
            return Err(format!(
                "found {name} of {found:?}, expected {dimensions:?} as the shape is {shape}"
            ));
        }
        from_bytes(tensor.dtype(), tensor.data(), &mut parameters)
            .map_err(|found| format!("found {name} of type {found:?}, expected F64 or F32"))?;
    }
    let expected = tensor_specs(network).count();
    if tensors.len() != expected {
        let found = tensors.len();
        return Err(format!("found {found} tensors, expected {expected} as the shape is {shape}"));
    }
    Ok(Buf::from_slice(&parameters))
}

/// Returns the little-endian bytes of these numbers, in precision R.
pub(super) fn to_bytes<R: Real>(numbers: &[R]) -> (Dtype, Vec<u8>) {
    if size_of::<R>() == size_of::<f32>() {
        #[expect(clippy::cast_possible_truncation, reason = "it comes from an f32")]
        let bytes = numbers.iter().flat_map(|x| (x.to_f64() as f32).to_le_bytes()).collect();
        (Dtype::F32, bytes)
    } else {
        (Dtype::F64, numbers.iter().flat_map(|x| x.to_f64().to_le_bytes()).collect())
    }
}

/// Decodes bytes and appends the numbers; the error is an unsupported type.
pub(super) fn from_bytes<R: Real>(dtype: Dtype, bytes: &[u8], numbers: &mut Vec<R>) -> Result<(), Dtype> {
    match dtype {
        Dtype::F64 => {
            let (words, _) = bytes.as_chunks();
            numbers.extend(words.iter().map(|&word| R::from_f64(f64::from_le_bytes(word))));
        }
        Dtype::F32 => {
            let (words, _) = bytes.as_chunks();
            numbers.extend(words.iter().map(|&word| R::from_f64(f64::from(f32::from_le_bytes(word)))));
        }
        other => return Err(other),
    }
    Ok(())
}

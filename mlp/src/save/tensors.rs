//! A network's parameters as a safetensors file, and back.

use crate::Shape;
use dualtape_core::{Buf, Real};
use safetensors::tensor::{Dtype, TensorView};
use safetensors::{SafeTensors, serialize};
use std::ops::Range;

/// One tensor of a network: its name, its dimensions and its place among the parameters.
struct Entry {
    name: String,
    dimensions: Vec<usize>,
    range: Range<usize>,
}

/// The tensors of a network of this shape, in the order of the parameters.
fn entries(shape: &Shape) -> impl Iterator<Item = Entry> + '_ {
    shape.layers().enumerate().flat_map(|(index, layer)| {
        let entry =
            |part, dimensions, range| Entry { name: format!("layer{index}.{part}"), dimensions, range };
        [
            entry("weight", vec![layer.outputs, layer.inputs], layer.weights),
            entry("bias", vec![layer.outputs], layer.biases),
        ]
    })
}

/// The bytes of a file that holds these parameters, or why there are none.
pub(super) fn encode<R: Real>(shape: &Shape, parameters: &Buf<R>) -> Result<Vec<u8>, String> {
    let (dtype, bytes) = to_bytes(parameters);
    let width = dtype.bitsize() / 8;
    let view = |entry: Entry| {
        let data = &bytes[entry.range.start * width..entry.range.end * width];
        Ok((entry.name, TensorView::new(dtype, entry.dimensions, data)?))
    };
    entries(shape)
        .map(view)
        .collect::<Result<Vec<_>, _>>()
        .and_then(|views| serialize(views, None))
        .map_err(|error| error.to_string())
}

/// The parameters in the bytes of a file, or what is wrong with it.
pub(super) fn decode<R: Real>(bytes: &[u8], shape: &Shape) -> Result<Buf<R>, String> {
    let tensors = SafeTensors::deserialize(bytes)
        .map_err(|error| format!("found no whole safetensors file ({error})"))?;
    let mut parameters = Vec::with_capacity(shape.parameters());
    for Entry { name, dimensions, .. } in entries(shape) {
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
    let expected = entries(shape).count();
    if tensors.len() != expected {
        let found = tensors.len();
        return Err(format!("found {found} tensors, expected {expected} as the shape is {shape}"));
    }
    Ok(Buf::from_slice(&parameters))
}

/// The little-endian bytes of these numbers in their own precision.
pub(super) fn to_bytes<R: Real>(numbers: &[R]) -> (Dtype, Vec<u8>) {
    if size_of::<R>() == size_of::<f32>() {
        #[expect(clippy::cast_possible_truncation, reason = "it comes from an f32")]
        let bytes = numbers.iter().flat_map(|x| (x.to_f64() as f32).to_le_bytes()).collect();
        (Dtype::F32, bytes)
    } else {
        (Dtype::F64, numbers.iter().flat_map(|x| x.to_f64().to_le_bytes()).collect())
    }
}

/// Appends the numbers that these bytes stand for, or gives back the type that they cannot be.
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

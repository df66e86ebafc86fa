"""Rebuilds a network that `dualtape train` saved, in NumPy.

    python rebuild.py RUN FILE.csv

prints a line per row of the file: the probability of each class, or the value in the units of the data, as
`dualtape predict --probabilities` has them. It needs Python 3.11, numpy and safetensors, and reads nothing but
RUN/run.toml and RUN/model.safetensors.
"""

import csv
import math
import sys
import tomllib

import numpy as np
from safetensors.numpy import load_file

ACTIVATIONS = {
    "identity": lambda x: x,
    "tanh": np.tanh,
    "relu": lambda x: np.maximum(x, 0),
    "leaky-relu": lambda x: np.where(x > 0, x, 0.01 * x),
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "softplus": lambda x: np.logaddexp(0, x),
    "gelu": lambda x: x * 0.5 * (1 + np.vectorize(math.erf, otypes=[float])(x / math.sqrt(2))),
}


def outputs(run, tensors, inputs):
    """Returns the outputs of the network: scaled inputs, then act(x Wᵀ + b) layer by layer."""
    network, scaler = run["network"], run["scaling"]["inputs"]
    x = (inputs - scaler["mean"]) / scaler["scale"]
    depth = len(network["shape"].split("-")) - 1
    for layer in range(depth):
        name = network["activation" if layer + 1 < depth else "output_activation"]
        weight, bias = (tensors[f"layer{layer}.{part}"] for part in ("weight", "bias"))
        x = ACTIVATIONS[name](x @ weight.T + bias)
    return x


def predictions(run, x):
    """Converts outputs into probabilities of classes, or into values in the units of the data."""
    # Logits are divided by the temperature, if the run has one.
    temperature = run.get("temperature", 1.0)
    if run["loss"] == "softmax-cross-entropy":
        x = x / temperature
        e = np.exp(x - x.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)
    if run["loss"] == "binary-cross-entropy":
        x = x / temperature
        return np.hstack([1 / (1 + np.exp(x)), 1 / (1 + np.exp(-x))])
    if run["loss"] == "binary-cross-entropy-probabilities":
        if "temperature" in run:
            x = 1 / (1 + np.exp((np.log1p(-x) - np.log(x)) / temperature))
        return np.hstack([1 - x, x])
    scaler = run["scaling"].get("target")
    return x if scaler is None else x * scaler["scale"] + scaler["mean"]


def main(folder, file):
    with open(f"{folder}/run.toml", "rb") as text:
        run = tomllib.load(text)
    # The arithmetic is in f64, whatever the precision of the training.
    tensors = {name: tensor.astype(float) for name, tensor in load_file(f"{folder}/model.safetensors").items()}
    with open(file, newline="", encoding="utf-8") as text:
        rows = [[float(row[name]) for name in run["data"]["features"]] for row in csv.DictReader(text)]
    for row in predictions(run, outputs(run, tensors, np.array(rows))):
        print(",".join(repr(float(number)) for number in row))


if __name__ == "__main__":
    main(*sys.argv[1:])

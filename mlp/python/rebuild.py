"""Rebuilds a network that `dualtape train` saved, in NumPy.

    python rebuild.py RUN FILE.csv

prints a line per row of the file: the probability of each class, or the value in the units of the data, as
`dualtape predict --probabilities` has them. It needs Python 3.11, numpy and safetensors, and reads nothing but
RUN/run.toml and RUN/model.safetensors.

Cells are read as `dualtape predict` reads them, but one that it refuses counts as missing. The file has a header, is in
UTF-8 and separated by commas; a run that was given another `--separator`, `--decimal` or `--encoding` is read by these.
"""

import csv
import datetime
import math
import re
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

FALSE = {"0", "0.0", "false", "no", "f", "n", "off", "absent"}
TRUE = {"1", "1.0", "true", "yes", "t", "y", "on", "present"}
# Marks of a missing category.
MISSING = {"", *"na n/a #n/a #na <na> nan -nan nat null (null) <null> nil . ? 1.#ind 1.#qnan".split(), "#n/a n/a"}

CYCLES = {
    "month": lambda moment: (moment.month - 1) / 12,
    "weekday": lambda moment: moment.weekday() / 7,
    "hour": lambda moment: (moment.hour * 3600 + moment.minute * 60 + moment.second) / 86_400,
}


def number(cell, decimal="."):
    """Returns the number in a cell, with or without currency and marks between thousands; NaN if there is none."""
    cell = re.sub("[$€£¥₹₽₩¢]", "", cell).replace("\u2212", "-").strip()
    mark = r"[,\s'’]" if decimal == "." else r"[.\s'’]"
    cell = re.sub(rf"(?<=\d){mark}(?=\d{{3}}(?!\d))", "", cell).replace(decimal, ".")
    try:
        return float(cell) if math.isfinite(float(cell)) else math.nan
    except ValueError:
        return math.nan


def date(cell, form):
    """Returns the point in time in a cell, by the clock on the wall and to the second; none if there is none."""
    cell = re.sub(r"(:\d\d)\.\d+", r"\1", cell)
    if "%q" in form:
        cell = re.sub(r"[ -]?[Qq]([1-4])$", lambda quarter: f"-{3 * int(quarter[1]) - 2}", cell)
        form = "%Y-%m"
    try:
        form = form.replace("%.f", "").replace("%:z", "%z")
        return datetime.datetime.strptime(cell, form).replace(tzinfo=None)
    except ValueError:
        return None


def category(cell, names, decimal):
    """Returns the name among some that a cell is, or none; numbers are compared by value: 1.0 is the category 1."""
    by_text = [name for name in names if name == cell]
    return next(iter(by_text + [name for name in names if number(name) == number(cell, decimal)]), None)


def encoded(cell, column, decimal):
    """Returns the inputs of the network for a cell; a missing number is NaN."""
    if column["role"] == "category":
        known, rare = column["categories"], column.get("rare", [])
        found = category(cell, known + rare, decimal)
        inputs = [found == name for name in known]
        inputs += [found in rare] if rare else []
        inputs += [found is None and cell.lower() in MISSING] if column.get("missing") else []
        return [float(flag) for flag in inputs]
    if column["role"] == "date":
        moment, form = date(cell, column["format"]), column["format"]
        angles = [math.tau * CYCLES[cycle](moment) if moment else math.nan for cycle in column.get("cycles", [])]
        # A time alone has no day.
        start = datetime.datetime(1970 if "%y" in form.lower() else 1900, 1, 1)
        days = (moment - start).total_seconds() / 86_400 if moment else math.nan
        inputs = [days, *(wave(angle) for angle in angles for wave in (math.sin, math.cos))]
    elif column["role"] == "boolean":
        inputs = [1.0 if cell.lower() in TRUE else 0.0 if cell.lower() in FALSE else math.nan]
    elif column.get("percent"):
        inputs = [number(cell[:-1], decimal) if cell.endswith("%") else math.nan]
    else:
        inputs = [number(cell, decimal)]
    if column.get("indicator"):
        inputs.append(float(math.isnan(inputs[0])))
    return inputs


def table(run, file):
    """Returns the inputs of the network for the rows of a file: rows × inputs."""
    dialect, features = run["data"].get("dialect", {}), run["data"]["features"]
    # Columns that are plain numbers have a name only.
    columns = [{"name": column, "role": "number"} if isinstance(column, str) else column for column in features]
    separator = dialect.get("separator", ",")
    separator = {"tab": "\t", "spaces": " "}.get(separator, separator)
    with open(file, newline="", encoding=dialect.get("encoding", "utf-8-sig")) as text:
        rows = list(csv.DictReader(text, delimiter=separator, skipinitialspace=True))
    decimal = dialect.get("decimal", ".")
    inputs = [[x for column in columns for x in encoded(row[column["name"]].strip(), column, decimal)] for row in rows]
    return np.array(inputs)


def outputs(run, tensors, inputs):
    """Returns the outputs of the network: scaled inputs, then act(x Wᵀ + b) layer by layer.

    A hidden layer may be normalised before its activation, and may add the signal before it to its own.
    """
    network, scaler = run["network"], run["scaling"]["inputs"]
    x = np.where(np.isnan(inputs), scaler.get("median", math.nan), inputs)
    x = (x - scaler["mean"]) / scaler["scale"]
    widths = network["shape"].split("-")
    depth = len(widths) - 1
    for layer in range(depth):
        name = network["activation" if layer + 1 < depth else "output_activation"]
        weight, bias = (tensors[f"layer{layer}.{part}"] for part in ("weight", "bias"))
        z = x @ weight.T + bias
        if f"layer{layer}.gain" in tensors:
            z = z - z.mean(axis=1, keepdims=True)
            z = z / np.sqrt((z * z).mean(axis=1, keepdims=True) + 1e-5)
            z = z * tensors[f"layer{layer}.gain"] + tensors[f"layer{layer}.shift"]
        is_residual = network.get("residual") and 0 < layer < depth - 1 and widths[layer] == widths[layer + 1]
        x = ACTIVATIONS[name](z) + (x if is_residual else 0)
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
    for row in predictions(run, outputs(run, tensors, table(run, file))):
        print(",".join(repr(float(number)) for number in row))


if __name__ == "__main__":
    main(*sys.argv[1:])
